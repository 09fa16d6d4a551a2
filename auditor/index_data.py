"""Indexes: what the score is made of, and the veto and scored items of an inspection. ``rules/indexes/*.yml``, read strictly.

An index groups the rows of the register with a weight each (100 in all) and may take the items of another file. An item
is a sentence of a document, whether anybody has read it (``verified``), and the condition on findings under which it is
met. No points of national items: nobody has read them (see ``../shared/standards.md`` 4.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.duties import RequirementId, Text
from auditor.errors import AuditorError
from auditor.requirements import load_requirements

FOLDER = Path(__file__).resolve().parent.parent / "rules" / "indexes"

Number = Annotated[int, msgspec.Meta(ge=1)]
Weight = Annotated[float, msgspec.Meta(gt=0, le=100)]


class IndicatorKind(StrEnum):
    """``veto``: one is enough to be 不合格; ``scored``: costs points where the document gives them."""

    VETO = "veto"
    SCORED = "scored"


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Findings of ``rule``. ``where``: key → values of which one must match: a key of the finding's params, or
    ``subject``, ``entry`` (standard entry of the column or the subject) and ``depth`` (levels of the column's path).
    ``by``: key of the params that says how many things one finding stands for; otherwise each counts once."""

    rule: Text
    where: dict[str, list[str | int]] = {}
    by: str = ""


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The counts together reach ``at_least``."""

    of: Annotated[list[Count], msgspec.Meta(min_length=1)]
    at_least: Number


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of the keys is given, ``hints`` aside: rules whose findings a person should look at.

    ``any_fail``: any failed finding of these rules; ``sum_of``: counted findings; ``manual``: a line of the checklist;
    ``undecided``: why no rule can tell. ``either_of`` are witnesses of the same thing: met when one of them says so, not met
    when none does and one of them saw that it is not.
    """

    any_fail: list[Text] = []
    sum_of: Sum | None = None
    all_of: list[Condition] = []
    any_of: list[Condition] = []
    either_of: list[Condition] = []
    manual: str = ""
    undecided: str = ""
    hints: list[Text] = []


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item. ``verified`` is true only for what somebody has read in the document."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$")]
    title: Text
    kind: IndicatorKind
    clause: Text
    text: Text
    verified: bool
    when: Condition
    note: str = ""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of the register that are weighed together."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z-]+$")]
    title: Text
    weight: Weight
    requirements: Annotated[list[RequirementId], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Text
    title: Text
    doc: str = ""
    indicators_from: str = ""
    groups: list[Group] = []
    indicators: list[Indicator] = []


@dataclass(frozen=True, slots=True)
class Index:
    """``doc``: the document that the indicators quote."""

    id: str
    title: str
    doc: str
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]

    def group_of(self, requirement: str) -> Group | None:
        """The group in which a row of the register counts."""
        return next((group for group in self.groups if requirement in group.requirements), None)


def known_indexes(folder: Path = FOLDER) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


@cache
def load_index(name: str, folder: Path = FOLDER) -> Index:
    """Read an index. Raises AuditorError for an unknown name or key, a row of the register that is in no group or in
    two, weights that do not add up to 100, and a condition that says nothing or too much."""
    located = _read(name, folder)
    file = located.value
    if file.groups:
        _check_groups(located)
    source = file
    if file.indicators_from:
        if file.indicators:
            located.fail(("indicators_from",), "indicators_from 与 indicators 只能写一个")
        source = _read(file.indicators_from, folder).value
    return Index(file.id, file.title, source.doc, tuple(file.groups), tuple(source.indicators))


def _read(name: str, folder: Path) -> strict_yaml.Located[_File]:
    if name not in known_indexes(folder):
        raise AuditorError(f"没有名为“{name}”的指标。可用的有：{'、'.join(known_indexes(folder))}")
    located = strict_yaml.load_located(folder / f"{name}.yml", _File)
    if located.value.id != name:
        located.fail(("id",), f"id 应与文件名一致，请写成“{name}”")
    seen: set[str] = set()
    for number, row in enumerate(located.value.indicators):
        if row.id in seen:
            located.fail(("indicators", number, "id"), f"编号“{row.id}”重复。请换一个")
        seen.add(row.id)
        _check_condition(located, row.when, ("indicators", number, "when"))
    return located


def _check_groups(located: strict_yaml.Located[_File]) -> None:
    groups = located.value.groups
    owner: dict[str, str] = {}
    for number, group in enumerate(groups):
        for id_ in group.requirements:
            if id_ in owner:
                place = ("groups", number, "requirements")
                located.fail(place, f"{id_} 已在“{owner[id_]}”中。每条要求只能归入一组")
            owner[id_] = group.title
    rows = {row.id for row in load_requirements()}
    if wrong := sorted(rows ^ owner.keys()):
        what = "没有归入任何一组" if wrong[0] in rows else "不在 rules/requirements.yml 中"
        located.fail(("groups",), f"{wrong[0]} {what}。R01–R44 每条都要归入一组")
    total = sum(group.weight for group in groups)
    if abs(total - 100) > 1e-9:
        located.fail(("groups",), f"各组权重之和应为 100，现为 {total:g}")


def _check_condition(
    located: strict_yaml.Located[_File], when: Condition, place: tuple[str | int, ...]
) -> None:
    keys = ("any_fail", "sum_of", "all_of", "any_of", "either_of", "manual", "undecided")
    given = [key for key in keys if getattr(when, key)]
    if len(given) != 1:
        located.fail(place, f"条件应当且只能写一种（{'、'.join(keys)}），现有 {len(given)} 种")
    for key in ("all_of", "any_of", "either_of"):
        for number, part in enumerate(getattr(when, key)):
            _check_condition(located, part, (*place, key, number))


def rules_named(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Ids of all rules that the conditions speak of."""
    return frozenset(rule for row in indicators for rule in _rules(row.when))


def _rules(when: Condition) -> set[str]:
    found = {*when.any_fail, *when.hints}
    found |= {count.rule for count in when.sum_of.of} if when.sum_of else set()
    for part in (*when.all_of, *when.any_of, *when.either_of):
        found |= _rules(part)
    return found
