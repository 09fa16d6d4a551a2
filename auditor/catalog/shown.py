"""One entry of the standard with all that is known of it, for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.catalog.limits import grasp
from auditor.catalog.problems import near
from auditor.catalog.standard import Standard
from auditor.errors import AuditorError
from auditor.model import CatalogItem, Group, LimitKind, StandardEntry, TimeLimit

_LEVELS = {"county": "县级", "township": "乡级", "department": "部门"}
_UNITS = {
    "workday": "个工作日", "day": "日", "week": "周", "month": "个月", "quarter": "季度",
    "half-year": "个半年", "year": "年",
}  # fmt: skip
_ANCHORS = {
    "formed": "信息形成或变更", "obtained": "制作或获取", "decision": "作出决定", "approval": "批准",
    "approval-received": "收到批准文件", "application": "收到申请", "result": "结果确定", "survey": "调查结束",
    "hearing": "听证", "submission": "送审报批", "event": "活动", "progress": "进展",
}  # fmt: skip


def show(standard: Standard, wanted: str, directory: Path) -> str:
    """All data of a column, a field, a row or an element. Raises AuditorError for an unknown id."""
    if wanted in standard.item_by_id:
        return "\n".join(_item(standard, standard.item_by_id[wanted], directory))
    if wanted in standard.by_id:
        return "\n".join(_entry(standard, standard.by_id[wanted], directory))
    item = standard.item_by_id.get(wanted.rpartition("-")[0])
    for element in item.elements if item else ():
        if item and element.id == wanted:
            aliases = f"\n别名：{'、'.join(element.aliases)}" if element.aliases else ""
            return f"{element.id} {element.title}{aliases}\n事项：{item.id} {item.level1} / {item.level2}"
    elements = (each.id for item in standard.items for each in item.elements)
    known = [*standard.by_id, *standard.item_by_id, *elements]
    raise AuditorError(f"没有编号“{wanted}”。{near(wanted, known)}")


def _entry(standard: Standard, entry: StandardEntry, directory: Path) -> Iterator[str]:
    kind = "领域" if entry.group is Group.FIELD else "栏目"
    yield f"{entry.id} {entry.title}（{kind}）"
    yield f"责任层级：{'、'.join(_LEVELS[level] for level in entry.levels) or '无'}"
    yield f"严重程度：{entry.severity}；更新类别：{entry.freshness}"
    if entry.judged_by:
        yield f"缺失由“{entry.judged_by}”报告"
    for label, words in (
        ("别名", entry.aliases),
        ("简称（须在上级栏目下）", standard.shorts[entry.id]),
        ("名称格式", standard.patterns[entry.id]),
        ("地址缩写", entry.slugs),
        ("上级", tuple(f"{each} {standard.by_id[each].title}" for each in entry.parents)),
    ):
        if words:
            yield f"{label}：{'、'.join(words)}"
    for clause in entry.basis:
        mark = "已核实" if clause.verified else "未核实"
        yield f"依据（{mark}）：{' '.join(part for part in (clause.doc, clause.clause, clause.text) if part)}"
    field = standard.fields.get(entry.id)
    if field is None:
        return
    items = standard.items_of(entry.id)
    yield f"文件：{directory / 'catalog' / standard.edition / field.file}"
    if field.issuer:
        yield f"印发机关：{field.issuer}"
    if field.note:
        yield f"说明：{field.note}"
    for element in field.common_elements:
        yield f"通用要素：{element}"
    yield f"事项：{len(items)} 个，已核实 {sum(item.verified for item in items)} 个"
    for item in items:
        yield f"  {item.id} {item.level1} / {item.level2}{'' if item.verified else '（未核实）'}"
    yield from _changes(standard, entry.id)


def _item(standard: Standard, item: CatalogItem, directory: Path) -> Iterator[str]:
    field = standard.fields[item.field]
    yield f"{item.id} {item.level1} / {item.level2}（{'已核实' if item.verified else '未核实'}）"
    yield f"领域：{field.id} {field.title}"
    yield f"文件：{directory / 'catalog' / standard.edition / field.file}"
    yield f"公开层级：{'、'.join(_LEVELS[level] for level in item.levels)}"
    if item.aliases:
        yield f"别名：{'、'.join(item.aliases)}"
    yield f"公开内容（要素）：{len(item.elements)} 项{'' if item.elements_complete else '（只读到一部分）'}"
    for element in item.elements:
        yield f"  {element.id} {element.title}" + (
            f"（又名：{'、'.join(element.aliases)}）" if element.aliases else ""
        )
    for document in item.basis:
        yield f"公开依据：{document}"
    yield f"公开时限：{item.limit_text or '（没有）'}"
    for limit in item.limits:
        yield f"  → {described(limit)}"
    if grasp(item.limits) == "text":
        yield "  （未能解析，只显示，不判定）"
    yield f"公开主体：{item.publisher}"
    yield f"公开渠道：{'、'.join(item.channels)}"
    yield f"公开对象：{item.audience}；公开方式：{item.mode}"
    for source_id in item.sources:
        source = standard.sources[source_id]
        yield f"来源 {source.id}：{' '.join(part for part in (source.url, source.note) if part)}"
    if item.note:
        yield f"说明：{item.note}"
    yield from _changes(standard, item.id)


def _changes(standard: Standard, wanted: str) -> Iterator[str]:
    words = {"add": "新增", "waive": "取消", "rename": "改名"}
    for change in standard.changes:
        if change.id == wanted or change.id.startswith(f"{wanted}-"):
            before = f"，原名“{change.before}”" if change.before else ""
            yield f"地方调整 {change.overlay}：{words[change.kind]} {change.id} {change.title}{before}（{change.source}）"


def described(limit: TimeLimit) -> str:
    """The rule in Chinese."""
    amount = f"{limit.amount}{_UNITS.get(limit.unit or '', '')}"
    anchor = _ANCHORS.get(limit.anchor or "", "（未写明起算）")
    rule = {
        LimitKind.WITHIN: f"{anchor}后{amount}内",
        LimitKind.EVERY: f"每{amount}更新",
        LimitKind.BEFORE: f"{anchor}前至少{amount}",
        LimitKind.AT_LEAST: f"公示不少于{amount}",
        LimitKind.PROMPT: "及时公开" + (f"（{anchor}）" if limit.anchor else ""),
        LimitKind.STANDING: "长期公开",
        LimitKind.TEXT: f"未能解析：{limit.text}",
    }[limit.kind]
    return f"{limit.scope}：{rule}" if limit.scope else rule
