"""Years for dates that a list shows without one. Pure functions.

Lists run downwards, newest first, so the rows around a row bound its date: it is not later than the row above, nor
than the day of reading, and not earlier than the row below. Two things disturb this. At New Year the month-day rises
from one row to the next (``01-05`` above ``12-30``). And rows that were pinned stand first though they are old: those
that bear a mark are left out; for up to three leading rows without a mark both readings are tried. What the readings
do not agree upon stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.extract.dates import make_date

MonthDay = tuple[int, int]

#: rows at the head of a list that may be pinned without a mark
_PINNED = 3
#: Clocks differ by a day: what is dated tomorrow is not yet wrong.
TOLERANCE = timedelta(days=1)
#: rows that are out of order by less are not a sign that the list is unordered
_DISORDER = timedelta(days=31)
#: A rise of less than half a year may as well be disorder as New Year.
_HALF_YEAR = timedelta(days=182)
#: An address is made when an item is written; publication follows within this time.
_DRAFT = timedelta(days=31)
#: Stamps this near a month-day tell its year.
_NEAR = timedelta(days=3)
_LEAP = 8  # years between two 29 Februaries, at most


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


def resolve_years(rows: Sequence[ChainRow], today: date | None) -> list[date | None]:
    """The date of each row, None where it stays unknown. ``today`` is the day on which the list was read (China);
    without it only witnesses beside the rows give years."""
    rows = _settle_by_stamps(rows)
    settled = [row.known for row in rows]
    if all(row.known or not row.month_day for row in rows):
        return settled
    top = today + TOLERANCE if today else None
    chain = [i for i, row in enumerate(_trusted_marks(rows)) if not row.pinned and (row.known or row.month_day)]
    readings = [
        reading
        for skipped in _prefixes(rows, chain)
        if (reading := _read(rows, chain[skipped:], top)) is not None
    ]
    agreed = _agreed(chain, readings)
    return [known or agreed.get(index) for index, known in enumerate(settled)]


def latest_reading(row: ChainRow, today: date) -> date | None:
    """The latest day that a row can bear; the row itself when it is known."""
    if row.known or not row.month_day:
        return row.known or today
    return last_before(row.month_day, _limit(today + TOLERANCE, row) or today)


def last_before(month_day: MonthDay, bound: date) -> date | None:
    """The last such day not after ``bound``."""
    days = (make_date(bound.year - back, *month_day) for back in range(_LEAP + 1))
    return next((day for day in days if day is not None and day <= bound), None)


def nearest_year(month_day: MonthDay, witness: date, within: timedelta) -> date | None:
    """The day of that month-day within so short a time of ``witness``; None when there is none."""
    days = (make_date(witness.year + shift, *month_day) for shift in (0, -1, 1))
    return next((day for day in days if day is not None and abs(day - witness) <= within), None)


# ── before the chain ──────────────────────────────────────────────────────────────────────────────


def _settle_by_stamps(rows: Sequence[ChainRow]) -> list[ChainRow]:
    """Stamps settle the rows whose month-day they nearly are. Where one stamp stands on rows of several days, a
    migration made the addresses, and stamps say nothing."""
    days: dict[date, set[MonthDay]] = {}
    for row in rows:
        if row.stamp and row.month_day:
            days.setdefault(row.stamp, set()).add(row.month_day)
    settled = []
    for row in rows:
        if row.stamp is None or row.known or not row.month_day or len(days[row.stamp]) > 2:
            settled.append(row if row.known else _without_stamp(row, days))
            continue
        settled.append(
            ChainRow(
                nearest_year(row.month_day, row.stamp, _NEAR), row.month_day, row.stamp, row.pinned, row.printed
            )
        )
    return settled


def _without_stamp(row: ChainRow, days: Mapping[date, set[MonthDay]]) -> ChainRow:
    return row


def _trusted_marks(rows: Sequence[ChainRow]) -> Sequence[ChainRow]:
    return rows
