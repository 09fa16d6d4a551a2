"""Years for dates that a list shows without one. Pure functions.

Lists run downwards, newest first, so the rows around a row bound its date: it is not later than the row above, nor
than the day of reading, and not earlier than the row below. Two things disturb this. At New Year the month-day rises
from one row to the next (``01-05`` above ``12-30``). And rows that were pinned stand first though they are old: those
that bear a mark are left out; for up to three leading rows without a mark both readings are tried. What the readings
do not agree upon stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditor.extract.dates import make_date

MonthDay = tuple[int, int]

#: Clocks differ by a day: what is dated tomorrow is not yet wrong.
TOLERANCE = timedelta(days=1)
#: rows at the head of a list that may be pinned without a mark
_PINNED = 3
#: rows that are out of order by less are no sign that the list has no order
_DISORDER = timedelta(days=31)
#: A rise of less than half a year may as well be disorder as New Year.
_HALF_YEAR = timedelta(days=182)
#: An address is made when an item is entered; publication follows within this time.
_DRAFT = timedelta(days=31)
#: A stamp this near a month-day tells its year.
_NEAR = timedelta(days=3)
#: One stamp on rows of so many different days was made by a migration.
_MIGRATED = 3
#: years between two 29 Februaries, at most
_LEAP = 8


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One row. ``known`` is settled by a full date or by a witness, ``printed`` when the list itself shows it whole.

    ``month_day`` is all that a row without a year shows; ``stamp`` the import date in its address.
    """

    known: date | None = None
    month_day: MonthDay | None = None
    stamp: date | None = None
    pinned: bool = False
    printed: bool = False

    @property
    def place(self) -> MonthDay:
        """Month and day by which it stands in the list."""
        return self.month_day or ((self.known.month, self.known.day) if self.known else (0, 0))


#: dates of the rows of a chain, by index; None where even this reading cannot tell
Reading = dict[int, date | None]


def resolve_years(rows: Sequence[ChainRow], today: date | None) -> list[date | None]:
    """The date of each row, None where it stays unknown. ``today`` is the day on which the list was read (China);
    without it only full dates and witnesses among the rows give years."""
    rows = [_settled(row, migrated=row.stamp in _migrations(rows)) for row in rows]
    dated = [index for index, row in enumerate(rows) if row.known or row.month_day]
    marked = [index for index in dated if rows[index].pinned]
    # A mark that most rows bear is a matter of style.
    chain = dated if len(marked) * 2 > len(dated) else [index for index in dated if not rows[index].pinned]
    if all(rows[index].known for index in dated):
        return [row.known for row in rows]
    top = today + TOLERANCE if today else None
    readings = [
        reading
        for skipped in _prefixes(rows, chain)
        if (reading := _read(rows, chain[skipped:], top)) is not None
    ]
    agreed = _agreed(chain, readings)
    return [row.known or agreed.get(index) for index, row in enumerate(rows)]


def last_before(month_day: MonthDay, bound: date) -> date | None:
    """The last such day that is not after ``bound``."""
    days = (make_date(bound.year - back, *month_day) for back in range(_LEAP + 1))
    return next((day for day in days if day is not None and day <= bound), None)


def nearest_year(month_day: MonthDay, witness: date, within: timedelta) -> date | None:
    """The day of that month-day that is at most ``within`` away from ``witness``; None when there is none."""
    days = (make_date(witness.year + shift, *month_day) for shift in (0, -1, 1))
    return next((day for day in days if day is not None and abs(day - witness) <= within), None)


# ── stamps ────────────────────────────────────────────────────────────────────────────────────────


def _migrations(rows: Sequence[ChainRow]) -> frozenset[date]:
    """Stamps that stand on rows of many days."""
    days: dict[date, set[MonthDay]] = {}
    for row in rows:
        if row.stamp is not None:
            days.setdefault(row.stamp, set()).add(row.place)
    return frozenset(stamp for stamp, places in days.items() if len(places) >= _MIGRATED)


def _settled(row: ChainRow, *, migrated: bool) -> ChainRow:
    """A stamp settles the row whose day it nearly is."""
    if row.known or not row.month_day or row.stamp is None or migrated:
        return row
    return replace(row, known=nearest_year(row.month_day, row.stamp, _NEAR))


# ── readings ──────────────────────────────────────────────────────────────────────────────────────


def _prefixes(rows: Sequence[ChainRow], chain: Sequence[int]) -> Iterator[int]:
    """How many leading rows may be pinned: none, or as many as stand above a rise."""
    yield 0
    for skipped in range(1, min(_PINNED, len(chain) - 1) + 1):
        if _rises(rows[chain[skipped - 1]], rows[chain[skipped]]):
            yield skipped


def _rises(above: ChainRow, below: ChainRow) -> bool:
    if above.known and below.known:
        return below.known > above.known
    return below.place > above.place


def _read(rows: Sequence[ChainRow], chain: Sequence[int], top: date | None) -> Reading | None:
    """Each row as late as it can be, from the top down. None when a date that is known does not fit in."""
    reading: Reading = {}
    bound, at_top = top, True
    for index in chain:
        row = rows[index]
        if row.known is not None:
            if bound is not None and row.known > bound + _DISORDER:
                return None
            reading[index] = bound = row.known
        elif row.month_day is not None:
            value = last_before(row.month_day, bound) if bound is not None else None
            if value and bound and not at_top and _may_be_disorder(row.month_day, value, bound, top):
                value = None
            reading[index] = value if value and _fits_stamp(row, value) else None
            bound = value  # without one, nothing holds the rows below until a date that is known
        at_top = False
    _hold_from_below(rows, chain, reading, top)
    return reading


def _may_be_disorder(month_day: MonthDay, value: date, bound: date, top: date | None) -> bool:
    """True when the month-day rises so little that it may belong to the year of the row above."""
    return bound - value > _HALF_YEAR and (top is None or last_before(month_day, top) != value)


def _fits_stamp(row: ChainRow, value: date) -> bool:
    """False for a day so long after the address was made that the year is doubtful."""
    return row.stamp is None or value <= row.stamp + _DRAFT


def _hold_from_below(
    rows: Sequence[ChainRow], chain: Sequence[int], reading: Reading, top: date | None
) -> None:
    """Rows above a known date may be much older than they can be: between the two they are unknown.

    Portals that leave out the year do so for the current one; there the list itself prints the other years.
    """
    low: date | None = None
    printed = False
    for index in reversed(chain):
        row = rows[index]
        if row.known is not None:
            low, printed = row.known, row.printed
        elif low is not None and row.month_day is not None:
            value = reading.get(index)
            earliest = _first_after(row.month_day, low - _DISORDER)
            short_form = printed and top is not None and value is not None and value.year == top.year
            if value != earliest and not short_form:
                reading[index] = None
            low = max(low, earliest or low)


def _first_after(month_day: MonthDay, bound: date) -> date | None:
    days = (make_date(bound.year + ahead, *month_day) for ahead in range(_LEAP + 1))
    return next((day for day in days if day is not None and day >= bound), None)


def _agreed(chain: Sequence[int], readings: Sequence[Reading]) -> Reading:
    """What all readings say. Rows that one of them takes for pinned are known only when they agree on the rest."""
    if not readings:
        return {}
    said = {index: {reading[index] for reading in readings if index in reading} for index in chain}
    if all(len(values) <= 1 for values in said.values()):
        return readings[0]
    return {
        index: next(iter(values))
        for index, values in said.items()
        if len(values) == 1 and all(index in reading for reading in readings)
    }
