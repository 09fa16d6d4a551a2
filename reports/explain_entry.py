"""One entry of the standard in full (column, field or item), as plain text for ``auditor explain``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from auditor.model import Audit, Group, Obstacle, Presence, StandardMatch
from reports import wording
from reports.items import item_state, level1_of
from reports.lines import candidate_lines, clause_lines, obstacle_lines, searched_lines, section
from reports.text import clean, number
from reports.view import match_views, open_findings

#: Before an id or a title it says that the entry is meant, not a finding about it.
PREFIXES = frozenset({"standard", "标准"})
_ITEM = re.compile(r"(\d{2})-[0-9a-z][0-9a-z-]*\Z", re.ASCII)
_SEEN = frozenset({Presence.PRESENT, Presence.AMBIGUOUS})


def exact_entries(audit: Audit, wanted: str) -> list[StandardMatch]:
    """Entries with this id, else with this title."""
    lower = wanted.lower()
    by_id = [match for match in audit.standard if match.id.lower() == lower]
    return by_id or [match for match in audit.standard if match.title == wanted]


def loose_entries(audit: Audit, wanted: str) -> list[StandardMatch]:
    """Entries whose title holds the words."""
    return [match for match in audit.standard if wanted and wanted in match.title]


def near_entries(audit: Audit, wanted: str) -> list[StandardMatch]:
    """The entries whose id or title looks most like what was typed."""
    names = {index: f"{match.id} {match.title}" for index, match in enumerate(audit.standard)}
    best = process.extract(wanted, names, scorer=fuzz.partial_ratio, limit=3)
    return [audit.standard[index] for _, _, index in best]


def unlisted_item(audit: Audit, wanted: str) -> str:
    """The field's page for the id of an item (19-01) that the audit does not list, as the field has no column; or ""."""
    number = _ITEM.match(wanted)
    listed = any(match.parent == f"field-{number[1]}" for match in audit.standard) if number else True
    field = next((m for m in audit.standard if number and m.id == f"field-{number[1]}"), None)
    if listed or field is None or field.outcome is Presence.PRESENT:
        return ""
    head = f"事项 {clean(wanted, 40)} 未逐项列出：所属领域「{clean(field.title, 60)}」没有找到栏目。以下为该领域的情况。"
    return f"{head}\n\n{render_entry(audit, field)}"


def entry_line(audit: Audit, match: StandardMatch) -> str:
    """``standard:01-01  办事指南（重大建设项目 › 批准服务信息）``: what to type, and what it is."""
    above = _above(audit, match)
    place = f"（{' › '.join(above)}）" if above else f"（{wording.label('group', match.group.value)}）"
    return f"standard:{clean(match.id, 40)}  {clean(match.title, 40)}{place}"


def render_entry(audit: Audit, match: StandardMatch) -> str:
    """All that is known of one entry, in lines without control characters, ending with a newline."""
    return "\n".join(_lines(audit, match)) + "\n"


def _lines(audit: Audit, match: StandardMatch) -> Iterator[str]:
    state = _state(audit, match)
    name = " › ".join([*_above(audit, match), clean(match.title, 120)])
    yield f"【{state}·{wording.label('group', match.group.value)}】{name}（{clean(match.id, 40)}）"
    yield f"{clean(audit.portal.name, 80)}，检查日期 {audit.today}"
    yield from section("情况", _situation(match))
    yield from section("公开时限", [clean(match.limit)])
    yield from section("依据", clause_lines(match.basis))
    near = candidate_lines(match.runners_up)
    if match.outcome is Presence.PRESENT:
        yield from section("同一名目的其他栏目或名称", near)
    else:
        yield from section("最接近的栏目", near or ["没有列出相近的名称"])
        yield from section("查找过的栏目", searched_lines(audit))
    if match.outcome is Presence.CANT_TELL:
        yield from section("妨碍判定的页面", obstacle_lines(_obstacles(audit, match)))
    findings = [finding for finding in open_findings(audit) if finding.subject == match.id]
    yield from section(
        "相关问题",
        [f"{clean(f.fingerprint, 40)}　{wording.words_for(f, audit.today).sentence}" for f in findings],
    )


def _state(audit: Audit, match: StandardMatch) -> str:
    """The state as the report shows it."""
    if match.group is Group.ITEM:
        return wording.label("item_state", item_state(match))
    views = {view.match.id: view.state for view in match_views(audit, match.group)}
    return wording.label("field_state", views[match.id])


def _situation(match: StandardMatch) -> list[str]:
    if match.outcome in _SEEN:
        return _published(match)
    if match.outcome is Presence.CANT_TELL:
        return ["没有找到，但有页面未能读取，不能据此认定没有。"]
    if match.group is Group.ITEM:
        return ["未见对应栏目。事项供对照，不作为不符合：其信息可能集中发布在所属领域的栏目内。"]
    return ["没有找到名称相符的栏目。" if match.required else "没有找到；本级网站不作要求。"]


def _published(match: StandardMatch) -> list[str]:
    """Where it is published, under which name, and how that name was recognised."""
    unsure = match.outcome is Presence.AMBIGUOUS
    method = wording.label("method", match.method) if match.method else ""
    return [
        "有名称近似的栏目，须人工确认。" if unsure else "",
        f"网站所用名称：{clean(match.published, 120)}" if match.published else "",
        f"地址：{clean(match.url)}" if match.url else "",
        f"认定方法：{method}，相似度 {number(match.score)}" if method else "",
    ]


def _above(audit: Audit, match: StandardMatch) -> list[str]:
    """Field and first-level title of an item."""
    titles = {one.id: one.title for one in audit.standard} if match.parent else {}
    field = clean(titles.get(match.parent or "", match.parent or ""), 60)
    return [part for part in (field, clean(level1_of(match), 60)) if part]


def _obstacles(audit: Audit, match: StandardMatch) -> tuple[Obstacle, ...]:
    """What a finding about the entry names, else all that the crawl met."""
    own = (finding.obstacles for finding in audit.findings if finding.subject == match.id)
    return next((obstacles for obstacles in own if obstacles), audit.coverage.obstacles)
