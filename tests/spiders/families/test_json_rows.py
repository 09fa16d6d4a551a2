"""Titles, days and addresses as interfaces write them."""

from __future__ import annotations

import pytest

from spiders.families.json_rows import day, following, pages_of, plain, rows_pager, set_parameters


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (1780588800, "2026-06-05"),
        (1780588800000, "2026-06-05"),
        ("1780588800", "2026-06-05"),
        (20260605, "2026-06-05"),
        ("20260605093000", "2026-06-05"),
        ("2026-06-04T16:00:00.000+0000", "2026-06-05"),
        ("2026-06-04T16:00:00Z", "2026-06-05"),
        ("2026-06-05 09:30:00", "2026-06-05 09:30:00"),
        ("06-05", "06-05"),
        (2026, ""),
        (0, ""),
        (10**40, ""),
        (True, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_days(value: object, wanted: str) -> None:
    assert day({"date": value}, "missing", "date") == wanted


def test_the_first_name_with_a_day_counts() -> None:
    assert day({"first": 0, "second": "", "third": "2026-06-05"}, "first", "second", "third") == "2026-06-05"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("关于<font color='red'>停水</font>的&ldquo;公告&rdquo;<br/>", "关于停水的“公告”"),
        ("投资额 < 500 万元、> 100 万元的项目", "投资额 < 500 万元、> 100 万元的项目"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("长" * 9000, "长" * 500),
    ],
)
def test_titles_become_text(title: str, wanted: str) -> None:
    assert plain(title) == wanted


@pytest.mark.parametrize(
    ("url", "values", "wanted"),
    [
        ("http://a.test/l?x=1&pageindex=1", {"pageIndex": "2"}, "http://a.test/l?x=1&pageindex=2"),
        ("http://a.test/l", {"page": "禾 1"}, "http://a.test/l?page=%E7%A6%BE+1"),
        ("http://a.test/l?q=%B9%AB&e=#5", {"page": "2"}, "http://a.test/l?q=%B9%AB&e=&page=2"),
    ],
)
def test_parameters_are_encoded(url: str, values: dict[str, str], wanted: str) -> None:
    assert set_parameters(url, values) == wanted


def test_at_most_three_further_pages() -> None:
    assert list(following(1, 10**9)) == [2, 3, 4]
    assert list(following(5, 6)) == [6]
    assert list(following(6, 6)) == list(following(1, None)) == []
    assert (pages_of(203, 100), pages_of(200, 100), pages_of(0, 100), pages_of(None, 100)) == (
        3,
        2,
        None,
        None,
    )


def test_only_an_array_on_the_first_page_states_that_there_is_nothing() -> None:
    assert rows_pager(0, None, "", current=1).total == 0
    assert rows_pager(0, None, "", current=2).total is None
    assert rows_pager(0, 12, "", current=1).total == 12
