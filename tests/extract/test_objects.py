"""Lists of objects: tables and cards that are certain; working days."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.extract.objects import object_tables
from auditor.model import Grid
from auditor.workdays import workdays_between

SCHOOLS = (
    ("某县学校名录",) * 3,
    ("学校名称", "学校地址（详细）", "办公电话"),
    ("城关小学", "建设路1号", "0851-25820001"),
    ("城关中学", "", "0851-25820002"),
)


def test_a_table_below_its_title() -> None:
    (found,) = object_tables((Grid(SCHOOLS),), "", "http://a/", ("名录",))
    assert found.attributes == ("学校名称", "学校地址", "办公电话")
    assert found.objects == SCHOOLS[2:]


def test_rows_that_name_nothing_are_left_out() -> None:
    grid = Grid(
        (SCHOOLS[1], SCHOOLS[2], ("南山小学", "南山", ""), ("一、中学", "", ""), ("", "", "合计"), SCHOOLS[1])
    )
    (found,) = object_tables((grid,), "", "http://a/")
    assert [row[0] for row in found.objects] == ["城关小学", "南山小学"]


@pytest.mark.parametrize(
    "header",
    [
        ("姓名", "单位名称", "电话"),
        ("单位名称", "金额", "日期"),
        ("项目名称", "地址", "电话"),
        ("序号", "标题", "日期"),
    ],
)
def test_other_tables_are_none(header: tuple[str, ...]) -> None:
    grid = Grid((header, ("a", "b", "c"), ("d", "e", "f")))
    assert not list(object_tables((grid,), "", "http://a/"))


def test_cards() -> None:
    text = "学校名称：城关小学 学校地址：建设路1号 办公电话：0851-25820001 学校名称：城关中学 学校地址：建设路2号"
    (found,) = object_tables((), text, "http://a/")
    assert found.form == "cards"
    assert found.attributes == ("学校名称", "学校地址", "办公电话")
    assert found.objects == (("城关小学", "建设路1号", "0851-25820001"), ("城关中学", "建设路2号", ""))


def test_one_card_is_no_list() -> None:
    assert not list(object_tables((), "单位名称：教育局 地址：建设路1号 电话：1", "http://a/"))


@pytest.mark.parametrize(
    ("formed", "published", "days"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-03", 1),
        ("2026-03-06", "2026-03-09", 1),  # over a weekend
        ("2025-09-30", "2025-10-09", 1),  # National Day and Mid-Autumn
        ("2026-02-13", "2026-02-14", 1),  # a Saturday that is worked
        ("2026-05-29", "2026-03-02", 0),
        ("2001-01-01", "2001-02-01", None),
        ("2098-01-01", "2098-02-01", None),
    ],
)
def test_working_days(formed: str, published: str, days: int | None) -> None:
    assert workdays_between(date.fromisoformat(formed), date.fromisoformat(published)) == days
