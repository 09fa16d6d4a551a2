"""The portal's search as it was tried, and the accounts of new media as they were read."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Audit
from reports import wording
from reports.account_views import AccountView, accounts_of
from reports.search import EngineView, QueryView, engines_of
from reports.text import clean
from reports.workbook.cells import day_of
from reports.workbook.sheet import Cell, Head, Kind, Link, Table, Tone

_TRIALS = tuple(
    (wording.label("trial", state), tone)
    for state, tone in (
        ("found", Tone.GOOD),
        ("missed", Tone.BAD),
        ("failed", Tone.BAD),
        ("cant-tell", Tone.UNSURE),
    )
)
_KNOWN = tuple(
    (wording.label("account_known", state), tone)
    for state, tone in (
        ("listed", Tone.GOOD),
        ("gone", Tone.BAD),
        ("client-gone", Tone.BAD),
        ("unread", Tone.UNSURE),
        ("closed", Tone.QUIET),
    )
)
_SEARCH = (
    Head("搜索引擎", 36),
    Head("类型", 14),
    Head("查询", 14, Kind.WORD),
    Head("查询词", 34),
    Head("结果", 12, Kind.WORD, _TRIALS),
    Head("名次", 8, Kind.WORD),
    Head("结果数", 8, Kind.WORD),
    Head("用时（秒）", 8, Kind.WORD),
    Head("说明", 30),
    Head("应查到的信息", 36),
)
_ACCOUNTS = (
    Head("平台", 14),
    Head("账号", 24),
    Head("主办单位", 22),
    Head("情况", 16, Kind.WORD, _KNOWN),
    Head("最近发文", 12, Kind.DATE),
    Head("距检查日（天）", 10, Kind.WORD),
    Head("期内发文", 9, Kind.WORD),
    Head("最长间隔（天）", 10, Kind.WORD),
    Head("期内转载", 9, Kind.WORD),
    Head("说明", 28),
    Head("见于", 14),
    Head("网址", 36),
)


def search_table(audit: Audit) -> Table:
    """One row for each query; an engine that was not tried has one that says why."""
    rows = (row for engine in engines_of(audit) for row in _engine(engine))
    return Table("站内搜索", _SEARCH, tuple(rows), frozen=1)


def accounts_table(audit: Audit) -> Table:
    return Table("政务新媒体", _ACCOUNTS, tuple(map(_account, accounts_of(audit).rows)), frozen=2)


def _engine(engine: EngineView) -> Iterator[tuple[Cell, ...]]:
    head = (Link(engine.address), clean(engine.family, 40))
    if engine.skipped or not engine.queries:
        note = clean(engine.skipped, 200) or "没有试用"
        yield (*head, "", "", "未试用", None, None, None, note, None)
    for query in engine.queries:
        yield (*head, *_query(query))


def _query(query: QueryView) -> tuple[Cell, ...]:
    return (
        clean(query.kind, 40),
        clean(query.text, 120),
        clean(query.badge, 40),
        query.rank,
        query.results,
        query.seconds,
        clean(query.note, 200),
        Link(query.url) if query.url else None,
    )


def _account(row: AccountView) -> tuple[Cell, ...]:
    places = dict.fromkeys(clean(place.label, 40) for place in row.places)
    return (
        clean(row.platform, 40),
        clean(row.name, 120) + ("（主账号）" if row.main else ""),
        clean(row.owner, 120),
        clean(row.badge, 40),
        day_of(row.newest),
        row.age,
        row.posts,
        row.gap,
        row.reposts,
        clean(row.note, 200),
        "、".join(places),
        Link(row.url) if row.url else None,
    )
