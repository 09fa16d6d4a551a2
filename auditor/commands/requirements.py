"""``auditor requirements``: every row of the register with the rules, plans and test cases that stand behind it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor import strict_yaml
from auditor.commands.shown import print_table
from auditor.errors import ExitCode
from auditor.profile import RULES_DIR, known_profiles, load_profile
from auditor.requirements import How, Requirement, load_requirements
from auditor.rule import Rule, discover

CASES = RULES_DIR.parent / "fixtures" / "rules"
CHECKLIST = RULES_DIR / "checklist.yml"
#: Serves the lines of the checklist; alone it decides nothing that the tool could see.
MANUAL_RULE = "manual-check"
_HOW = {How.AUTO: "自动", How.PART: "部分", How.MANUAL: "人工"}


@dataclass(frozen=True, slots=True)
class Covered:
    """One row with what serves it. ``cases`` counts the named cases of its rules, ``lines`` those of the checklist."""

    row: Requirement
    rules: tuple[str, ...]
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    cases: int
    lines: int

    @property
    def gap(self) -> str:
        """What is lacking, in words; empty when nothing is."""
        decided = [id_ for id_ in self.rules if id_ != MANUAL_RULE]
        if self.row.how is not How.MANUAL and not decided:
            return "没有规则"
        if self.row.how is not How.MANUAL and not self.cases:
            return "规则没有测试用例"
        if self.row.how is How.MANUAL and not self.lines:
            return "人工检查表中没有对应的行"
        return ""


def run(arguments: argparse.Namespace) -> int:
    covered = survey(load_requirements(), discover(), case_counts(CASES), checklist_counts(CHECKLIST))
    names = {name: load_profile(name).title for name in known_profiles()}
    heads = ("编号", "职责", "方式", "规则", "提出的方案（条款）", "用例", "检查表")
    print_table(heads, [_cells(each, names) for each in covered], wide=(1, 3, 4))
    gaps = [each for each in covered if each.gap]
    for each in gaps:
        print(f"缺口：{each.row.id} {each.row.title}：{each.gap}")
    print(f"共 {len(covered)} 条，{len(gaps)} 条有缺口" if gaps else f"共 {len(covered)} 条，没有缺口")
    return ExitCode.FINDINGS if gaps else ExitCode.CLEAN


def survey(
    rows: Sequence[Requirement], rules: Sequence[Rule], cases: Mapping[str, int], lines: Mapping[str, int]
) -> tuple[Covered, ...]:
    """``cases``: number of cases by rule id; ``lines``: number of lines of the checklist by row."""
    found = []
    for row in rows:
        serving = tuple(rule.id for rule in rules if row.id in rule.requirements)
        number = sum(cases.get(id_, 0) for id_ in serving)
        found.append(Covered(row, serving, row.ask, number, lines.get(row.id, 0)))
    return tuple(found)


def case_counts(folder: Path) -> dict[str, int]:
    """Number of named cases by rule. An installed package has none beside it: then all are zero."""
    counts = {}
    for path in sorted(folder.glob("*.yml")):
        data: dict[str, Any] = strict_yaml.load(path, dict)
        counts[path.stem] = len(data.get("cases") or ())
    return counts


def checklist_counts(path: Path) -> dict[str, int]:
    """Number of lines of the inspectors' checklist by row of the register."""
    counts: dict[str, int] = {}
    if path.is_file():
        data: dict[str, Any] = strict_yaml.load(path, dict)
        for line in data.get("rows") or ():
            counts[line["requirement"]] = counts.get(line["requirement"], 0) + 1
    return counts


def _cells(each: Covered, names: Mapping[str, str]) -> tuple[str, ...]:
    asked = "；".join(f"{names.get(name, name)} {'、'.join(clauses)}" for name, clauses in each.asked)
    return (
        each.row.id,
        each.row.title,
        _HOW[each.row.how],
        "、".join(each.rules) or "—",
        asked,
        str(each.cases),
        str(each.lines),
    )
