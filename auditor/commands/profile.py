"""``auditor profile list`` and ``auditor profile show NAME``: what a profile says, and from which profile it has it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from auditor.commands.shown import print_table
from auditor.errors import ExitCode
from auditor.index_data import load_index
from auditor.profile import Profile, known_profiles, load_profile
from auditor.requirements import titles

_STATES = {True: "启用", False: "停用", None: ""}


def run(arguments: argparse.Namespace) -> int:
    return _list() if arguments.action == "list" else _show(arguments.name)


def _list() -> int:
    rows = []
    for name in known_profiles():
        profile = load_profile(name)
        number = profile.document.number if profile.document else "—"
        quoted = sum(map(len, profile.clauses.values()))
        rows.append((name, profile.title, " → ".join(profile.chain[1:]) or "—", number, str(quoted)))
    print_table(("名称", "标题", "继承", "文件", "条款"), rows, wide=(1, 3))
    return ExitCode.CLEAN


def _show(name: str) -> int:
    profile = load_profile(name)
    lineage = [profile, *(load_profile(each) for each in profile.chain[1:])]
    print(f"{profile.name}：{profile.title}")
    print(f"继承：{' → '.join(profile.chain)}")
    if profile.document:
        document = profile.document
        print(
            f"文件：{document.title}（{document.number}，{document.issuer}，{document.date or '日期不明'}）"
        )
        if document.note:
            print(f"说明：{document.note}")
    for title, heads, wide, rows in _sections(lineage):
        if rows:
            print()
            print_table(heads, rows, wide, f"【{title}】")
    return ExitCode.CLEAN


_Section = tuple[str, Sequence[str], Sequence[int], Sequence[Sequence[str]]]


def _sections(lineage: Sequence[Profile]) -> Iterable[_Section]:
    profile = lineage[0]
    yield "条款", ("要求", "条款", "原文", "适用于", "单独成立", "出自"), (2, 3), _clauses(lineage)
    yield "另外要求的栏目", ("编号", "条款", "原文", "要求", "出自"), (2,), _owed(lineage)
    yield "时间节点", ("编号", "期限", "对象", "条款", "事项", "出自"), (4,), _milestones(lineage)
    yield "责任单位", ("对象", "单位", "出自"), (1,), _units(lineage)
    yield "牵头单位", ("单位", "任务", "条款", "期限", "出自"), (1,), _leads(lineage)
    yield "用语", ("名称", "内容", "出自"), (1,), _mapped(lineage, lambda p: p.terms, "、".join)
    yield "规则设置", ("规则", "设置", "出自"), (1,), _mapped(lineage, lambda p: p.rules, _setting)
    enforced = _listed(lineage, lambda p: sorted(p.enforce_unverified))
    yield "未核实也判不符合的规则", ("规则", "出自"), (0,), [(str(rule), origin) for rule, origin in enforced]
    yield "更新时限", ("类别", "设置", "出自"), (1,), _mapped(lineage, lambda p: p.freshness, _freshness)
    yield "数值", ("名称", "数值", "出自"), (0,), _mapped(lineage, lambda p: p.thresholds, _number)
    scale = _mapped(lineage, lambda p: {key.value: value for key, value in p.weights.items()}, _number)
    scale.append(
        ("coverage_floor", _number(profile.coverage_floor), _origin(lineage, lambda p: p.coverage_floor))
    )
    yield "严重程度权重和覆盖下限", ("名称", "数值", "出自"), (0,), scale
    yield "得分构成", ("组", "权重", "要求", "出自"), (2,), _groups(lineage)


def _clauses(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    names = titles()
    rows: list[Sequence[str]] = []
    for id_ in sorted(lineage[0].clauses):
        for each, origin in _listed(lineage, lambda p, id_=id_: p.clauses.get(id_, ())):  # type: ignore[misc]
            narrowed = "、".join((*each.rules, *each.subjects)) or "全部"
            title = f"{id_} {names.get(id_, '')}"
            rows.append((title, each.clause, each.text, narrowed, "是" if each.decides else "", origin))
    return rows


def _owed(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    found = _listed(lineage, lambda p: p.owed)
    return [(each.id, each.clause, each.text, each.requirement, origin) for each, origin in found]


def _milestones(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    found = _listed(lineage, lambda p: p.milestones)
    return [(m.id, m.due.isoformat(), m.subject, m.clause, m.title, origin) for m, origin in found]


def _units(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for part in ("fields", "entries", "rules", "requirements"):
        rows += _mapped(lineage, lambda p, part=part: getattr(p.units, part), "、".join)  # type: ignore[misc]
    if office := lineage[0].units.office:
        rows.append(("其余", office, _origin(lineage, lambda p: p.units.office)))
    return rows


def _leads(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    found = _listed(lineage, lambda p: p.leads)
    return [(each.unit, each.duty, each.clause, each.due, origin) for each, origin in found]


def _groups(lineage: Sequence[Profile]) -> list[Sequence[str]]:
    if not lineage[0].index:
        return []
    index, origin = load_index(lineage[0].index), _origin(lineage, lambda p: p.index)
    return [(row.title, _number(row.weight), "、".join(row.requirements), origin) for row in index.groups]


# ── Where a value comes from ──────────────────────────────────────────────────────────────────────


def _origin(lineage: Sequence[Profile], value: Callable[[Profile], object]) -> str:
    """The farthest ancestor that has the value already, without one in between that had another."""
    origin = lineage[0]
    for ancestor in lineage[1:]:
        if value(ancestor) != value(lineage[0]):
            break
        origin = ancestor
    return origin.name


def _mapped(
    lineage: Sequence[Profile], value: Callable[[Profile], Mapping[str, Any]], words: Callable[[Any], str]
) -> list[Sequence[str]]:
    """Key, value in words and origin, by key."""
    return [
        (key, words(said), _origin(lineage, lambda profile, key=key: value(profile).get(key)))  # type: ignore[misc]
        for key, said in sorted(value(lineage[0]).items())
    ]


def _listed(lineage: Sequence[Profile], value: Callable[[Profile], Iterable[Any]]) -> list[tuple[Any, str]]:
    """Members with their origin: the farthest ancestor whose list has them."""
    return [
        (each, next(profile.name for profile in reversed(lineage) if each in tuple(value(profile))))
        for each in value(lineage[0])
    ]


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


def _number(value: float) -> str:
    return f"{value:g}"


def _setting(setting: Any) -> str:
    severity = setting.severity.value if setting.severity else ""
    return " ".join(filter(None, (_STATES[setting.enabled], severity)))


def _freshness(override: Any) -> str:
    parts = (("超期", override.limit_days), ("提前提示", override.warn_before_days))
    return "，".join(f"{caption} {days} 天" for caption, days in parts if days is not None)
