"""What a plan asks besides the national rules: its document, clauses, milestones, units. Read from profiles.

All of it is data. A clause that is quoted here was read in the plan itself; the tests compare the words.
"""

from __future__ import annotations

import datetime
from typing import Annotated

import msgspec

from auditor.model import Severity

Text = Annotated[str, msgspec.Meta(min_length=1)]
RequirementId = Annotated[str, msgspec.Meta(pattern=r"^R\d{2}$")]
Texts = list[Text]


class PlanDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plan. ``number`` as finding aids cite it; a plan without a number has its short title there."""

    number: Text
    title: Text
    issuer: Text
    date: str = ""
    note: str = ""


class PlanClause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence of the plan under a row of the register.

    ``rules`` and ``subjects`` narrow it to findings of these rules, about these subjects (see :mod:`auditor.citations`).
    ``decides``: the sentence itself states the duty, so that a finding may fail on it although no national clause that
    we have read asks for the same.
    """

    clause: Text
    text: Text
    rules: Texts = []
    subjects: Texts = []
    decides: bool = False


class Milestone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until ``due`` (inclusive) the things of ``subject`` must have been published for the first time.

    ``subject``: ``catalog`` (the county's own catalog), ``fields`` (each of the 26 fields) or the id of a standard entry.
    """

    id: Text
    title: Text
    subject: Text
    due: datetime.date
    clause: Text
    text: Text
    requirement: RequirementId = "R38"


class OwedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A standard entry (``rules/columns.yml``) that this plan asks for, although the national rules do not."""

    id: Text
    clause: Text
    text: Text
    requirement: RequirementId
    severity: Severity = Severity.MINOR


class Lead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that leads a piece of work for the whole area (试点牵头)."""

    unit: Text
    duty: Text
    clause: Text
    text: Text
    due: str = ""


class Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who must mend what. Looked up in this order: the organ itself, ``fields``, ``entries``, ``rules``,
    ``requirements``, ``office`` (platform matters that nobody else is named for); the first that names someone counts.

    ``requirements`` and ``fields`` are those that the plan names; ``text`` is where it does.
    """

    office: str = ""
    fields: dict[str, Texts] = {}
    entries: dict[str, Texts] = {}
    rules: dict[str, Texts] = {}
    requirements: dict[RequirementId, Texts] = {}
    clause: str = ""
