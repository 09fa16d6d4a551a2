"""Dates as Chinese portals write them: whole, without a year, by the month, relative, and impossible ones."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.extract.dates import (
    file_stamp,
    find_date,
    find_wrong,
    find_yearless,
    moment_of,
    read_cell,
    read_value,
    url_stamp,
)
from auditor.model import Precision


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
        ("2023－05－06", date(2023, 5, 6)),
        ("2023—05—06", date(2023, 5, 6)),
        ("06 2020-05", date(2020, 5, 6)),
        ("2020-05 06", date(2020, 5, 6)),
        ("二〇二一年十月二十一日", date(2021, 10, 21)),
        ("Wed Jul 23 10:30:00 +0800 2026", date(2026, 7, 23)),
        ("公示期 2020年2月30日 起，至2020年3月1日", date(2020, 3, 1)),  # an impossible date is passed over
        ("1970-01-01 08:00", None),  # nobody entered a date
        ("电话 0851-25782065", None),
        ("2020年第12期", None),
        ("v1.2.3", None),
        ("20201127", None),  # a bare number in prose is no date
        ("发布日期：2020-11-2\ufffd", None),  # 2 or 27: a digit was lost
        ("\ufffd2020-11-27", None),
        ("2020-11-\ufffd7 更新：2020-12-01", None),  # nor is the other date the day that was lost
        ("发\ufffd日期：2020-11-27", date(2020, 11, 27)),
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
        ("05.06", (5, 6)),
        ("05月06日", (5, 6)),
        ("06日 05月", (5, 6)),
        ("05-06 10:30", (5, 6)),
        ("发布日期：05-06", (5, 6)),
        ("02-29", (2, 29)),
        ("3.5", None),  # a number
        ("3-4 号楼", None),
        ("13-01", None),
    ],
)
def test_yearless_cells(text: str, expected: tuple[int, int] | None) -> None:
    found = find_yearless(text)
    assert ((found.month, found.day) if found else None) == expected


@pytest.mark.parametrize(
    ("text", "shown", "precision"),
    [
        ("2020-11-27", "2020-11-27", Precision.DAY),
        ("2020-11-27 10:32", "2020-11-27", Precision.MINUTE),
        ("2020年11月27日 10:32", "2020-11-27", Precision.MINUTE),
        ("【05-06】", "--05-06", Precision.MONTH_DAY),
        ("2020-05", "2020-05", Precision.MONTH),
        ("2020年5月", "2020-05", Precision.MONTH),
        ("今天", "-P0D", Precision.DAY),
        ("昨天 10:30", "-P1D", Precision.DAY),
        ("前天", "-P2D", Precision.DAY),
        ("3天前", "-P3D", Precision.DAY),
        ("3 小时前", "-PT3H", Precision.DAY),
        ("15分钟前", "-PT15M", Precision.DAY),
    ],
)
def test_a_cell_is_as_precise_as_it_is(text: str, shown: str, precision: Precision) -> None:
    found = read_cell(text)
    assert found is not None
    assert (found.iso, found.precision, found.wrong) == (shown, precision, False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026年2月30日",
        "2026-13-05",
        "[2026-00-00]",
        "0000-00-00",
        "2206-05-06",
        "1970-01-01",
        "2026-04-31 10:00",
    ],
)
def test_days_that_cannot_be(text: str) -> None:
    found = read_cell(text)
    assert found is not None
    assert (found.value, found.wrong, found.raw) == (None, True, text)


def test_a_month_and_day_that_no_year_has() -> None:
    found = read_cell("02-30")
    assert found is not None
    assert found.wrong


@pytest.mark.parametrize(
    "text",
    [
        "关于2026年2月30日",
        "2026-13-05号文",
        "QH-2026-99-99",
        "192.168.13.45",
        "今天的会议",
        "三天前",
        "2026",
        "政策2020-05",
    ],
)
def test_what_is_more_than_a_date_is_none(text: str) -> None:
    assert find_wrong(text) is None
    found = read_cell(text)
    assert found is None or found.value is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-11-27", "2020-11-27"),
        ("20201127", "2020-11-27"),
        ("20201127093000", "2020-11-27"),
        ("202011270930", "2020-11-27"),
        ("1606440600", "2020-11-27"),
        ("1606440600000", "2020-11-27"),
        ("2020-11-26T16:30:00Z", "2020-11-27"),  # half past midnight in China
        ("2020-11-26T16:30:00.000+0000", "2020-11-27"),
        ("2020-11-27T00:30:00+08:00", "2020-11-27"),
        ("2020年11月27日", "2020-11-27"),
        ("0", None),
        ("9999999999999", "2286-11-21"),
        ("not a date", None),
    ],
)
def test_values_that_programs_write(text: str, expected: str | None) -> None:
    found = read_value(text)
    assert (found.iso if found else None) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.test/zwgk/202011/t20201127_653.html", date(2020, 11, 27)),
        ("http://a.test/art/2018/5/6/art_12_345.html", date(2018, 5, 6)),
        ("http://a.test/c/2018-05-06/123.shtml", date(2018, 5, 6)),
        ("http://a.test/2018-05/06/content_99.htm", date(2018, 5, 6)),
        ("http://a.test/20180506/123.html", None),  # may be anything
        ("http://a.test/content_20180506.html", None),
        ("http://a.test/t20181399_1.html", None),
    ],
)
def test_stamps_of_addresses(url: str, expected: date | None) -> None:
    assert url_stamp(url) == expected


def test_stamps_of_attachments() -> None:
    assert file_stamp("./P020251029345678901234.pdf") == date(2025, 10, 29)
    assert file_stamp("http://a.test/zwgk/P020251029345678901234.docx") == date(2025, 10, 29)
    assert file_stamp("http://a.test/P0123.pdf") is None


def test_moments_are_china_time() -> None:
    moment = moment_of("2026-05-06T17:00:00Z")
    assert moment is not None
    assert moment.date() == date(2026, 5, 7)
    assert moment_of("yesterday") is None
