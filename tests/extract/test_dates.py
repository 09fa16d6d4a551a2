"""Dates as Chinese portals write them."""

from datetime import date

import pytest

from auditor.extract.dates import find_date, find_yearless, resolve_years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-11-27", date(2020, 11, 27)),
        ("[2020-11-27]", date(2020, 11, 27)),
        ("2020-11-27 10:32:05", date(2020, 11, 27)),
        ("2023年5月6日", date(2023, 5, 6)),
        ("２０２３年５月６日", date(2023, 5, 6)),
        ("发布时间：2019.08.05 10:22", date(2019, 8, 5)),
        ("2023/5/6", date(2023, 5, 6)),
        ("06 2020-05", date(2020, 5, 6)),
        ("2020-05 06", date(2020, 5, 6)),
        ("二〇二一年十月二十一日", date(2021, 10, 21)),
        ("Wed Jul 23 10:30:00 +0800 2026", date(2026, 7, 23)),
        ("公示期 2020年2月30日 起，至2020年3月1日", date(2020, 3, 1)),  # an impossible date is passed over
        ("电话 0851-25782065", None),
        ("2020年第12期", None),
        ("v1.2.3", None),
        ("20201127", None),  # a bare number in prose is no date
    ],
)
def test_full_dates(text: str, expected: date | None) -> None:
    found = find_date(text)
    assert (found.value if found else None) == expected


def test_compact_dates_only_where_asked() -> None:
    found = find_date("20201127093000", compact=True)
    assert found is None  # a time stamp is not a date
    found = find_date("20201127", compact=True)
    assert found is not None
    assert found.value == date(2020, 11, 27)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05-06", (5, 6)),
        ("[05-06]", (5, 6)),
        ("(5/6)", (5, 6)),
        ("05月06日", (5, 6)),
        ("3-4 号楼", None),
        ("13-01", None),
    ],
)
def test_yearless_cells(text: str, expected: tuple[int, int] | None) -> None:
    found = find_yearless(text)
    assert ((found.month, found.day) if found else None) == expected


def test_yearless_dates_roll_over_at_new_year() -> None:
    rows = [find_yearless(text) for text in ("01-05", "12-30", "11-02")]
    assert resolve_years(rows, date(2021, 1, 15)) == [date(2021, 1, 5), date(2020, 12, 30), date(2020, 11, 2)]


def test_yearless_dates_without_an_anchor_stay_unknown() -> None:
    assert resolve_years([find_yearless("06-23"), None], None) == [None, None]
