"""The dates of a column's items, settled with all that the crawl saw: the day of reading, the rows around, the items'
own pages. Here, and not on the page, a date gets its year, and dates that cannot be or contradict each other are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations

from auditor.extract.date_chain import TOLERANCE, ChainRow, last_before, nearest_year, resolve_years
from auditor.extract.dates import make_date
from auditor.model import DateConflict, DateRole, DateWitness, Item, Precision, WitnessKind, WrongDate

_DAY = timedelta(days=1)
#: witnesses that are the list's own words
_LISTED = frozenset({WitnessKind.LIST, WitnessKind.SCRIPT})


@dataclass(frozen=True, slots=True)
class ArticleDates:
    """What an item's own page says: its day of publication (ISO or ""), all witnesses, its day of forming."""

    published: str = ""
    witnesses: tuple[DateWitness, ...] = ()
    formed: str = ""


@dataclass(frozen=True, slots=True)
class ColumnDates:
    """Dates of a column; fields as in :class:`auditor.model.Column`. ``items`` are those of the first page."""

    items: tuple[Item, ...]
    newest: str | None
    earliest: str | None
    undated: int
    latest: str | None
    wrong: tuple[WrongDate, ...]
    conflicts: tuple[DateConflict, ...]
    compared: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """One row while it is settled. ``day`` is what the list shows as a whole day, ``article`` what the item's own page
    says; neither lies in the future."""

    item: Item
    day: date | None
    article: date | None
    pages: ArticleDates

    @property
    def month_day(self) -> tuple[int, int] | None:
        text = self.item.partial
        return (int(text[2:4]), int(text[5:7])) if text.startswith("--") else None


def settle(
    items: Sequence[Item],
    further: Sequence[Item],
    moment: datetime | None,
    articles: Mapping[str, ArticleDates],
    page: str,
) -> ColumnDates:
    """``items`` of the first list page and ``further`` ones, in order. ``moment`` is when the list was read, in China;
    ``articles`` by the item's address; ``page`` is the address of the list."""
    today = moment.date() if moment else None
    shown = [
        _shown(item, moment, articles.get(item.url or "", ArticleDates())) for item in (*items, *further)
    ]
    days = _settled_days(shown, today)
    dated = [_dated(row, day) for row, day in zip(shown, days, strict=True)]
    first = dated[: len(items)]
    undated = [row for row, item in zip(shown, first, strict=False) if item.date is None]
    compared = {row.item.url: row for row in shown if _is_compared(row)}
    conflicts = [conflict for row in compared.values() if (conflict := _conflict(row)) is not None]
    return ColumnDates(
        items=tuple(first),
        newest=max((day.isoformat() for day in days if day), default=None),
        earliest=min((day.isoformat() for day in days if day), default=None),
        undated=len(undated),
        latest=_latest(undated, today),
        wrong=tuple(dict.fromkeys(each for row in shown for each in _wrong(row, today, page))),
        conflicts=tuple(conflicts),
        compared=len(compared),
    )


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────


def _shown(item: Item, moment: datetime | None, pages: ArticleDates) -> _Shown:
    today = moment.date() if moment else None
    day = date.fromisoformat(item.date[:10]) if item.date else _counted_back(item.partial, moment)
    article = date.fromisoformat(pages.published[:10]) if pages.published else None
    return _Shown(
        item,
        None if _is_future(day, today) else day,
        None if _is_future(article, today) else article,
        pages,
    )


def _is_future(day: date | None, today: date | None) -> bool:
    return day is not None and today is not None and day > today + TOLERANCE


def _counted_back(partial: str, moment: datetime | None) -> date | None:
    """``-P3D`` days or ``-PT3H`` hours before the page was read."""
    if moment is None or not partial.startswith("-P"):
        return None
    number = int(partial.strip("-PTDHM") or 0)
    unit = {"D": timedelta(days=1), "H": timedelta(hours=1), "M": timedelta(minutes=1)}[partial[-1]]
    return (moment - number * unit).date()


# ── the day of each row ───────────────────────────────────────────────────────────────────────────


def _settled_days(shown: Sequence[_Shown], today: date | None) -> list[date | None]:
    """The list's own date, else that of the item's page. One item on several pages of a list is one row."""
    first: dict[str, int] = {}
    for index, row in enumerate(shown):
        first.setdefault(row.item.url or f"#{index}", index)
    chain = sorted(first.values())
    years = dict(zip(chain, resolve_years([_chain_row(shown[i]) for i in chain], today), strict=True))
    own = [first[row.item.url or f"#{index}"] for index, row in enumerate(shown)]
    return [row.day or years[place] or row.article for row, place in zip(shown, own, strict=True)]


def _chain_row(row: _Shown) -> ChainRow:
    month_day = row.month_day
    known = row.day
    if month_day and not known and row.article:
        known = nearest_year(month_day, row.article, _DAY)
        if (
            known is None
        ):  # list and page contradict each other: the page's date stands, and proves nothing here
            return ChainRow()
    listed = _listed(row.item)
    printed = listed is not None and listed.precision is not Precision.MONTH_DAY
    return ChainRow(known, month_day, _stamp(row.item), row.item.pinned, printed)


def _stamp(item: Item) -> date | None:
    value = next((each.value for each in item.witnesses if each.kind is WitnessKind.URL), "")
    return date.fromisoformat(value) if value else None


def _listed(item: Item) -> DateWitness | None:
    return next((each for each in item.witnesses if each.kind in _LISTED), None)


def _dated(row: _Shown, day: date | None) -> Item:
    """The item with its settled date. One that only the list dates, in the future, keeps that date and says so."""
    item = row.item
    future = item.date if row.day is None else None
    if day is None:
        return replace(item, wrong=item.wrong or _words(item)) if future else item
    witnesses = item.witnesses
    if row.article and day == row.article and row.day is None:
        witnesses = (*witnesses, DateWitness(WitnessKind.ARTICLE_LINE, day.isoformat(), item.url or ""))
    return replace(
        item,
        date=day.isoformat(),
        witnesses=witnesses,
        wrong=item.wrong or (_words(item) if future else ""),
    )


def _words(item: Item) -> str:
    listed = _listed(item)
    return listed.raw if listed else item.date or ""


def _latest(rows: Sequence[_Shown], today: date | None) -> str | None:
    """The latest day that any of these rows can bear; None when there is none, or when that cannot be told."""
    if today is None:
        return None
    latest = [_latest_day(row, today) for row in rows]
    return max((min(day, today).isoformat() for day in latest), default=None)


def _latest_day(row: _Shown, today: date) -> date:
    if row.month_day:
        return last_before(row.month_day, today + TOLERANCE) or today
    if row.item.partial[:1].isdigit():
        year, month = int(row.item.partial[:4]), int(row.item.partial[5:])
        following = make_date(year + month // 12, month % 12 + 1, 1)
        return following - _DAY if following else today
    return today


# ── what cannot be ────────────────────────────────────────────────────────────────────────────────


def _wrong(row: _Shown, today: date | None, page: str) -> Iterator[WrongDate]:
    item = row.item
    if item.wrong or (item.date and row.day is None):
        yield WrongDate(item.title, page, item.wrong or _words(item), (item.date or "")[:10])
        return
    for witness in row.pages.witnesses:
        if witness.role is not DateRole.PUBLISHED or witness.kind is WitnessKind.META:
            continue
        if not witness.value:
            yield WrongDate(item.title, item.url or page, witness.raw)
        elif _is_future(date.fromisoformat(witness.value[:10]), today):
            yield WrongDate(item.title, item.url or page, witness.raw, witness.value[:10])


# ── contradictions ────────────────────────────────────────────────────────────────────────────────


def _is_compared(row: _Shown) -> bool:
    """List and article both name a day of publication."""
    listed = _listed(row.item)
    if listed is None or listed.role is not DateRole.PUBLISHED or not (row.day or row.month_day):
        return False
    return row.article is not None and any(True for _ in _published(row.pages))


def _published(pages: ArticleDates) -> Iterator[DateWitness]:
    return (each for each in pages.witnesses if each.role is DateRole.PUBLISHED and each.value)


def _conflict(row: _Shown) -> DateConflict | None:
    """Witnesses of publication that are more than a day apart. A list may show the day of forming instead; then the
    two speak of different things."""
    listed = _listed(row.item)
    if listed is None or (row.day and row.day.isoformat() == row.pages.formed):
        return None
    listed = replace(listed, value=row.day.isoformat() if row.day else row.item.partial)
    spoken = (listed, *_published(row.pages))
    if not any(_differ(one.value, other.value) for one, other in combinations(spoken, 2)):
        return None
    seen = [each for each in spoken[1:] if each.kind is not WitnessKind.META]
    # A text taken from another site brings a 发布时间 of its own along: one that agrees is enough.
    visible = bool(seen) and all(_differ(listed.value, each.value) for each in seen)
    stamps = (each for each in (*row.item.witnesses, *row.pages.witnesses) if each.role is DateRole.IMPORTED)
    return DateConflict(row.item.title, row.item.url or "", (*spoken, *dict.fromkeys(stamps)), visible)


def _differ(one: str, other: str) -> bool:
    """True when the two dates, one of which may lack its year, are more than a day apart in every reading."""
    if one.startswith("--"):
        one, other = other, one
    if other.startswith("--"):
        return nearest_year((int(other[2:4]), int(other[5:7])), date.fromisoformat(one[:10]), _DAY) is None
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) > _DAY
