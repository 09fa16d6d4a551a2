"""Years for dates without one. A row is written as the list shows it, with what else is known of it:

``05-06`` without a year · ``2021-05-06`` whole · ``05-06=2021`` its year known from the item's page ·
``05-06@2021-05-07`` a stamp in the address · ``*05-06`` a mark that it is pinned · ``-`` no date at all.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.extract.date_chain import ChainRow, last_before, nearest_year, resolve_years

UNKNOWN = "?"


def row(text: str) -> ChainRow:
    pinned, text = text.startswith("*"), text.lstrip("*")
    text, _, stamp = text.partition("@")
    text, _, year = text.partition("=")
    imported = date.fromisoformat(stamp) if stamp else None
    if text == "-":
        return ChainRow(stamp=imported, pinned=pinned)
    if len(text) == len("2021-05-06"):
        return ChainRow(date.fromisoformat(text), stamp=imported, pinned=pinned, printed=True)
    month, day = (int(part) for part in text.split("-"))
    known = date(int(year), month, day) if year else None
    return ChainRow(known, (month, day), imported, pinned)


CASES = {
    "this year": ("2021-06-15", "06-10 06-01 05-20", "2021 2021 2021"),
    "read today and yesterday": ("2021-06-15", "06-15 06-14", "2021 2021"),
    "the clock of the portal is ahead": ("2021-06-15", "06-16 06-15", "2021 2021"),
    "last year, since it is not yet that day": ("2021-06-15", "06-20 06-18", "2020 2020"),
    "new year": ("2021-01-15", "01-05 12-30 11-02", "2021 2020 2020"),
    "two new years": ("2021-01-15", "01-05 12-30 02-01 01-20 12-28", "2021 2020 2020 2020 2019"),
    "new year deep in the list": ("2021-06-15", "06-10 05-01 03-01 01-10 12-20 11-11", "2021 2021 2021 2021 2020 2020"),
    "a day of leap years": ("2021-06-15", "03-01 02-29", "2021 2020"),
    "no day of reading": (None, "06-23 -", "? ?"),
    "no day of reading, but a whole date above": (None, "2021-06-30 06-23", "2021 2021"),
    "short form for this year, whole dates before": ("2021-06-15", "06-10 03-01 2019-05-01", "2021 2021 2019"),
    # ── pinned rows ──
    "a pinned row with a mark": ("2021-06-15", "*03-01 06-10 06-01", "? 2021 2021"),
    "a pinned row whose year its page tells": ("2021-06-15", "*03-01=2018 06-10", "2018 2021"),
    "a pinned row and new year": ("2021-01-15", "*06-01 01-05 12-30", "? 2021 2020"),
    "a mark on every row is a matter of style": ("2021-06-15", "*06-10 *06-01 *05-20", "2021 2021 2021"),
    "pinned or a quiet year: both are possible": ("2021-06-15", "05-06 06-10 06-01", "? ? ?"),
    "three rows, pinned or not": ("2021-06-15", "05-06 04-01 03-01 06-10 06-01", "? ? ? ? ?"),
    "pinned or new year: the pages below tell": ("2021-06-15", "05-06 06-10=2021 06-01", "? 2021 2021"),
    "pinned or new year: the page above tells": ("2021-06-15", "05-06=2019 06-10=2021 06-01", "2019 2021 2021"),
    "a quiet year, as the pages tell": ("2021-06-15", "05-06 06-10=2020 06-01", "2021 2020 2020"),
    "pinned at the end of the year, or stale for a year": ("2021-12-31", "01-05 12-30 12-20", "? ? ?"),
    "pinned, but both readings agree below": ("2021-06-15", "05-06 07-01 06-20", "2021 2020 2020"),
    "a whole old date stands first": ("2021-06-15", "2018-01-05 06-10 06-01", "2018 ? ?"),
    "a whole old date stands first, and a page tells": ("2021-06-15", "2018-01-05 06-10=2021 06-01", "2018 2021 2021"),
    # ── disorder ──
    "a small rise deep in the list may be disorder": (
        "2021-06-15", "06-10 06-09 06-08 06-01 06-05 05-30", "2021 2021 2021 2021 ? ?",
    ),
    "after disorder a known date holds the rest": (
        "2021-06-15", "06-10 06-09 06-08 06-01 06-05 05-30=2021 05-20", "2021 2021 2021 2021 ? 2021 2021",
    ),
    "a list without order": (
        "2021-06-15", "06-10 05-01 03-01 02-01 2021-06-14 01-01", "? ? ? ? 2021 ?",
    ),
    # ── known dates below ──
    "much older rows below: unknown how old": ("2021-06-15", "06-10 06-01 05-30=2018", "? ? 2018"),
    "known dates above and below": ("2021-06-15", "06-10=2019 06-01 05-30=2019", "2019 2019 2019"),
    # ── stamps ──
    "stamps tell the year": ("2021-06-15", "05-10@2018-05-10 04-03@2018-04-02", "2018 2018"),
    "a stamp of another time does not": ("2021-06-15", "05-10@2021-06-01 05-01@2021-05-01", "2021 2021"),
    "an address much older than the date": ("2021-06-15", "06-10@2018-01-02 06-01@2018-01-02", "? ?"),
    "one stamp on rows of many days is a migration": (
        "2021-06-15", "06-10@2019-06-11 06-09@2019-06-11 03-01@2019-06-11", "? ? ?",
    ),
    "a migration after the dates proves nothing": (
        "2021-06-15", "06-10@2021-06-11 06-09@2021-06-11 03-01@2021-06-11", "2021 2021 2021",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("today", "rows", "years"), CASES.values(), ids=CASES.keys())
def test_years(today: str | None, rows: str, years: str) -> None:
    chain = [row(text) for text in rows.split()]
    found = resolve_years(chain, date.fromisoformat(today) if today else None)
    assert [str(day.year) if day else UNKNOWN for day in found] == years.split()
    for each, day in zip(chain, found, strict=True):
        assert day is None or (day.month, day.day) == each.place


def test_nothing_in_nothing_out() -> None:
    assert resolve_years([], date(2021, 6, 15)) == []
    assert resolve_years([ChainRow()], None) == [None]


def test_last_before_and_nearest() -> None:
    assert last_before((2, 29), date(2023, 3, 1)) == date(2020, 2, 29)
    assert last_before((12, 31), date(2023, 1, 1)) == date(2022, 12, 31)
    assert nearest_year((12, 31), date(2023, 1, 1), timedelta(days=1)) == date(2022, 12, 31)
    assert nearest_year((1, 1), date(2022, 12, 31), timedelta(days=1)) == date(2023, 1, 1)
    assert nearest_year((5, 6), date(2022, 12, 31), timedelta(days=1)) is None
