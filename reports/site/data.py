"""``site.json``: the whole site as data, for programs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor import codec
from auditor.model import Level, Scope
from reports.site import page
from reports.site.digest import CountyHead, RunDigest, Unreadable
from reports.site.pages import Heat
from reports.site.ranking import leagues
from reports.site.states import LETTERS, NONE

SITE_SCHEMA = "portal-auditor/site/1"


@dataclass(frozen=True, slots=True)
class FieldData:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CountyData:
    """``page`` and ``data`` are addresses in the site; ``rank_best`` and ``rank_worst`` are the ranks that the score ranges
    allow. ``fields``: state by id."""

    code: str
    name: str
    url: str
    level: Level
    scope: Scope
    page: str
    data: str
    rank: int | None
    rank_best: int | None
    rank_worst: int | None
    last: RunDigest
    runs: int
    new: int
    flapping: int
    persisting: int
    mended: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class SiteData:
    schema: str
    days: str
    fields: tuple[FieldData, ...]
    counties: tuple[CountyData, ...]
    unreadable: tuple[Unreadable, ...]


def site_data(heads: Sequence[CountyHead], heat: Heat, unreadable: Sequence[Unreadable]) -> bytes:
    """The bytes of ``site.json``; counties stand in the order of the ranking."""
    counties = tuple(
        CountyData(
            code=one.head.code,
            name=one.head.name,
            url=one.head.url,
            level=one.head.level,
            scope=one.head.scope,
            page=f"counties/{one.head.page}.html",
            data=f"counties/{one.head.page}.json",
            rank=one.rank,
            rank_best=one.least,
            rank_worst=one.most,
            last=one.head.last,
            runs=len(one.head.runs),
            new=one.head.new,
            flapping=one.head.flapping,
            persisting=one.head.persisting,
            mended=one.head.mended,
            fields=_fields(one.head),
        )
        for league in leagues(heads)
        for one in league.standings
    )
    fields = tuple(FieldData(*pair) for pair in zip(heat.fields.ids, heat.fields.titles, strict=True))
    return codec.encode_pretty(SiteData(SITE_SCHEMA, page.days(heads), fields, counties, tuple(unreadable)))


def _fields(head: CountyHead) -> dict[str, str]:
    names = {letter: state for state, letter in LETTERS.items()} | {NONE: ""}
    return {one: names[letter] for one, letter in zip(head.fields.ids, head.states, strict=True)}
