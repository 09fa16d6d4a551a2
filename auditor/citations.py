"""Which sentences of a plan a finding rests on, and whether one of them decides it. Pure.

The rule names the rows of the register (R01–R44) that it serves, the profile quotes the plan's sentences under those
rows. A sentence may be narrowed in two ways:

* ``rules``: it speaks of findings of these rules only.
* ``subjects``: of these subjects only. An id of the standard (``col-guide``, ``field-13``, ``22-06``, or ``field-*`` for
  all fields) narrows findings about entries of the standard and no others: the sentence on 指南 is not cited for a
  missing 年报, and is cited for a guide page that lacks its telephone. Any other word must be the finding's subject (or
  what stands before its colon) or its name.

A sentence that names an entry is cited for findings about that entry whatever row the rule serves. A rule that serves
many rows (one rule finds every missing column) cites for an entry only the sentences that name it. Lines of the
inspectors' checklist bring their own sentences (``rules/checklist.yml``), so nothing is added to them; a sentence whose
``rules`` is ``manual-check`` alone is one that only a person can check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.duties import PlanClause
from auditor.model import Clause
from auditor.profile import Profile
from auditor.rule import Rule

_ENTRY = re.compile(r"(?:col-[a-z0-9-]+|field-\d{2}|\d{2}-(?:\d{2}|[a-z0-9]{4,}-\d{2}))$", re.ASCII)
_CHECKLIST = re.compile(r"M\d{2}-\d{2}$", re.ASCII)
_ALL_FIELDS = "field-*"
#: A rule that serves more rows than this does not speak for all that stands under them.
_FEW_ROWS = 3


def clauses_for(profile: Profile, rule: Rule, subject: str, subject_name: str = "") -> tuple[Clause, ...]:
    """The plan's own clauses for a finding, those of the rule's first row first; empty for a profile without a plan.

    Each is verified: the tests compare every text with the plan.
    """
    if profile.document is None:
        return ()
    number = profile.document.number
    quoted = [*_milestones(profile, subject), *_owed(profile, subject)]
    quoted += [(row.clause, row.text) for row in _speaking(profile, rule, subject, subject_name)]
    quoted = list(dict.fromkeys(quoted))
    return tuple(
        Clause(number, clause, text, verified=True)
        for clause, text in quoted
        if _is_whole(clause, text, quoted)
    )


def _is_whole(clause: str, text: str, quoted: list[tuple[str, str]]) -> bool:
    """False for a part of a sentence that is quoted at greater length from the same clause."""
    bare = text.rstrip("。，；")
    return not any(clause == other and text != longer and bare in longer for other, longer in quoted)


def deciding(profile: Profile, rule: Rule, subject: str, subject_name: str = "") -> bool:
    """True when a sentence of the plan itself states the duty, so that a finding may fail on the plan alone."""
    return profile.document is not None and any(
        row.decides for row in _speaking(profile, rule, subject, subject_name)
    )


def _speaking(profile: Profile, rule: Rule, subject: str, subject_name: str) -> Iterator[PlanClause]:
    """Sentences under the rows that the rule serves, then those that name this very entry under any other row."""
    owed = (each.requirement for each in profile.owed if each.id == subject)
    if _CHECKLIST.match(subject):
        return
    many = len(rule.requirements) > _FEW_ROWS and _ENTRY.match(subject) is not None
    served = dict.fromkeys((*owed,) if many else (*rule.requirements, *owed))
    for requirement in dict.fromkeys((*served, *profile.clauses)):
        for row in profile.clauses.get(requirement, ()):
            if row.rules and rule.id not in row.rules:
                continue
            if (
                subject in row.subjects
                if requirement not in served
                else _speaks_of(row, subject, subject_name)
            ):
                yield row


def _speaks_of(row: PlanClause, subject: str, subject_name: str) -> bool:
    entries = [word for word in row.subjects if _ENTRY.match(word) or word == _ALL_FIELDS]
    words = [word for word in row.subjects if word not in entries]
    if entries and _ENTRY.match(subject):
        return subject in entries or (_ALL_FIELDS in entries and subject.startswith("field-"))
    return not words or subject_name in words or subject.partition(":")[0] in words


def _owed(profile: Profile, subject: str) -> list[tuple[str, str]]:
    """The sentence by which the plan asks for an entry that the national rules do not."""
    return [(owed.clause, owed.text) for owed in profile.owed if owed.id == subject]


def _milestones(profile: Profile, subject: str) -> list[tuple[str, str]]:
    """A finding about a milestone has its id as subject, or begins with it: ``fields-2020:field-13``."""
    id_ = subject.partition(":")[0]
    return [(each.clause, each.text) for each in profile.milestones if each.id == id_]
