"""The pages about all counties: ranking, heat map, map. Pure: views in, bytes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Scope
from reports.site import page, states
from reports.site.digest import CountyHead, FieldSet, Unreadable
from reports.site.page import Frame
from reports.site.ranking import League, leagues, middle
from reports.text import number

#: So many files that could not be read are listed by name.
_UNREADABLE = 500


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A county with a letter for each field of the page, in the page's order."""

    head: CountyHead
    states: str


@dataclass(frozen=True, slots=True)
class Heat:
    """``counts``: for each field, how often each state occurs, in the order of the legend."""

    fields: FieldSet
    rows: tuple[HeatRow, ...]
    counts: tuple[tuple[tuple[str, int], ...], ...]


def index_page(heads: Sequence[CountyHead], unreadable: Sequence[Unreadable]) -> bytes:
    """Ranking with score ranges, vetoes, counts and coverage; what could not be read."""
    return page.render(
        Frame(page.INDEX, "县市区基层政务公开检查汇总", _subtitle(heads)),
        "index.html",
        script=True,
        leagues=leagues(heads),
        tiles=_tiles(heads),
        unreadable=unreadable[:_UNREADABLE],
        unreadable_count=len(unreadable),
        trends=any(sum(run.judged for run in head.runs) > 1 for head in heads),
    )


def heat_of(heads: Sequence[CountyHead]) -> Heat:
    """Portals and the fields of all their catalogs; new media have none."""
    members = sorted(
        (h for h in heads if h.scope is Scope.PORTAL and h.fields.ids), key=lambda h: (h.code, h.key)
    )
    titles = _titles(members)
    ids = tuple(sorted(titles))
    rows = tuple(HeatRow(head, _arranged(head, ids)) for head in members)
    columns = [states.counted("".join(column)) for column in zip(*(row.states for row in rows), strict=True)]
    return Heat(FieldSet(ids, tuple(titles[one] for one in ids)), rows, tuple(map(tuple, columns)))


def heat_page(heat: Heat) -> bytes:
    """Counties × fields. A sign in each cell says what its colour says."""
    count = Counter("".join(row.states for row in heat.rows))
    used = [(letter, words) for letter, words in states.words().states.items() if count[letter]]
    return page.render(
        Frame(page.HEAT, "县市区重点领域公开情况热力图", _subtitle([row.head for row in heat.rows])),
        "heat.html",
        script=True,
        heat=heat,
        legend=used,
        count=count,
        signs={letter: words.sign for letter, words in states.words().states.items()},
    )


def _titles(heads: Sequence[CountyHead]) -> dict[str, str]:
    """The title of each field: the one that most counties have it under."""
    count: Counter[tuple[str, str]] = Counter()
    for fields, times in Counter(head.fields for head in heads).items():
        for pair in zip(fields.ids, fields.titles, strict=True):
            count[pair] += times
    return {id_: title for (id_, title), _ in sorted(count.items(), key=lambda one: (one[1], one[0]))}


def _arranged(head: CountyHead, ids: Sequence[str]) -> str:
    known = dict(zip(head.fields.ids, head.states, strict=True))
    return "".join(known.get(one, states.NONE) for one in ids)


def _subtitle(heads: Sequence[CountyHead]) -> str:
    day = page.days(heads)
    return f"检查日期 {day}" if day else ""


def _tiles(heads: Sequence[CountyHead]) -> tuple[tuple[str, str, str], ...]:
    """(caption, figure, style class) of the boxes at the top."""
    last = [head.last for head in heads]
    median = middle(heads)
    low, high = (number(median[0]), number(median[1])) if median else ("—", "—")
    return (
        ("网站", str(len(heads)), "info"),
        ("得分中位数", low if low == high else f"{low} – {high}", "info"),
        ("单项否决", str(sum(bool(run.vetoed) and run.judged for run in last)), "fail"),
        ("无法判定的网站", str(sum(not run.judged for run in last)), "cant-tell"),
        ("不符合", str(sum(run.failed for run in last)), "fail"),
        ("较上次新增", str(sum(head.new for head in heads)), "warn"),
        ("反复出现", str(sum(head.flapping for head in heads)), "warn"),
        ("较上次已整改", str(sum(head.mended for head in heads)), "pass"),
    )


__all__ = ["Heat", "HeatRow", "League", "heat_of", "heat_page", "index_page"]
