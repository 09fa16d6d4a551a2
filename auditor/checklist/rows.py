"""Rows of the checklist: ``rules/checklist.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.duties import RequirementId, Text
from auditor.model import Clause, Severity
from auditor.profile import Profile

FILE = Path(__file__).resolve().parent.parent.parent / "rules" / "checklist.yml"


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence of a plan; its document is the profile's."""

    clause: Text
    text: Text


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A national clause."""

    doc: Text
    clause: str
    text: Text
    verified: bool


class ChecklistRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row. ``ask``: profile → its sentences; a row with a national ``basis`` is asked under every profile."""

    id: Annotated[str, msgspec.Meta(pattern=r"^M\d{2}-\d{2}$")]
    requirement: RequirementId
    title: Text
    look: Text
    evidence: Text
    severity: Severity
    ask: dict[Text, Annotated[list[Asked], msgspec.Meta(min_length=1)]] = {}
    basis: list[Basis] = []

    def clauses(self, profile: Profile) -> tuple[Clause, ...]:
        """Sentences of the profile's plan, then the national ones."""
        number = profile.document.number if profile.document else profile.title
        asked = (each for name in profile.chain for each in self.ask.get(name, ()))
        plan = tuple(Clause(number, each.clause, each.text, verified=True) for each in asked)
        return plan + tuple(Clause(each.doc, each.clause, each.text, each.verified) for each in self.basis)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rows: Annotated[list[ChecklistRow], msgspec.Meta(min_length=1)]


@cache
def checklist_rows(path: Path = FILE) -> tuple[ChecklistRow, ...]:
    """All rows in order. Raises AuditorError for a double id, or a row that nobody asks for."""
    located = strict_yaml.load_located(path, _File)
    seen: set[str] = set()
    for number, row in enumerate(located.value.rows):
        place = ("rows", number)
        if row.id in seen:
            located.fail((*place, "id"), f"编号“{row.id}”重复。请改成没有用过的编号")
        if row.id[1:3] != row.requirement[1:]:
            located.fail((*place, "id"), f"编号“{row.id}”应以 M{row.requirement[1:]}- 开头")
        if not row.ask and not row.basis:
            located.fail(place, "没有写明由谁提出。请写 ask（方案）或 basis（国家层面）")
        seen.add(row.id)
    return tuple(located.value.rows)


def rows_for(profile: Profile) -> tuple[ChecklistRow, ...]:
    """The rows that a profile or one of its ancestors asks for, and those with a national basis."""
    return tuple(
        row for row in checklist_rows() if row.basis or any(name in row.ask for name in profile.chain)
    )
