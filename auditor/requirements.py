"""The register of duties: ``rules/requirements.yml``, read strictly. What the five plans ask for, row by row (R01–R44).

The register says what is asked and by whom; which rules serve a row is said by the rules, which sentence of a plan
stands behind it by the profiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml
from auditor.duties import RequirementId, Text

FILE = Path(__file__).resolve().parent.parent / "rules" / "requirements.yml"


class How(StrEnum):
    """``auto``: decided by the tool; ``part``: what shows on the web is, the rest is asked of a person; ``manual``: a line
    of the inspector's checklist."""

    AUTO = "auto"
    PART = "part"
    MANUAL = "manual"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: RequirementId
    title: Text
    how: How
    ask: dict[str, list[Text]]
    check: Text


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``plans``: letter → name of the plan's profile."""

    plans: dict[str, Text]
    requirements: list[_Row]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. ``ask``: (name of a plan's profile, clauses of the plan), in the order of the register."""

    id: str
    title: str
    how: How
    ask: tuple[tuple[str, tuple[str, ...]], ...]
    check: str

    def clauses(self, profile: str) -> tuple[str, ...]:
        """The clauses under which the plan of ``profile`` asks for it; empty when it does not."""
        return dict(self.ask).get(profile, ())


@cache
def load_requirements(path: Path = FILE) -> tuple[Requirement, ...]:
    """All rows in order. Raises AuditorError for a row out of order, or that nobody or an unknown plan asks for."""
    located = strict_yaml.load_located(path, _File)
    file = located.value
    for number, row in enumerate(file.requirements):
        place = ("requirements", number)
        if row.id != f"R{number + 1:02d}":
            located.fail((*place, "id"), f"此处应为 R{number + 1:02d}，写成了 {row.id}。请按编号顺序逐条书写")
        if not row.ask:
            located.fail((*place, "ask"), "没有写明由哪个方案提出。请写“代号: [条款]”")
        for letter, clauses in row.ask.items():
            if letter not in file.plans:
                known = "、".join(file.plans)
                located.fail((*place, "ask", letter), f"方案代号“{letter}”不存在。可用的有：{known}")
            if not clauses:
                located.fail((*place, "ask", letter), "没有写条款。请写出条款编号，或删除这个代号")
    return tuple(
        Requirement(
            id=row.id,
            title=row.title,
            how=row.how,
            ask=tuple((file.plans[letter], tuple(clauses)) for letter, clauses in row.ask.items()),
            check=row.check,
        )
        for row in file.requirements
    )


def titles() -> dict[str, str]:
    """Title of each row by its id, for reports and the score."""
    return {row.id: row.title for row in load_requirements()}
