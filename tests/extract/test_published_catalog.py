"""Published catalogs: header variants, marks and their damage, what a catalog is and what is none."""

from __future__ import annotations

import pytest

from auditor.extract.catalog_header import find_header, role_of
from auditor.extract.marks import Marks, marks_of
from auditor.extract.page import read_page
from auditor.extract.published_catalog import read_catalog, read_rows
from auditor.model import (
    Grid,
    PageReading,
    Portal,
    Tables,
)
from auditor.territory import territory_of

HEAD = (
    "序号",
    "一级事项",
    "二级事项",
    "公开内容",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道",
    "公开对象",
    "公开方式",
)
ROW = ("1", "政策", "法规", "内容", "条例", "20个工作日", "教育局", "■政府网站", "全社会", "主动")


def rows_of(*rows: tuple[str, ...], name: str = ""):  # type: ignore[no-untyped-def]
    return read_rows((Grid(rows, name=name),))[0]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("公开内容（要素）", "content"),
        ("公开内容(要素)及要求", "content"),
        ("公 开 时 限", "limit"),
        ("公开渠道和载体（“■”表示必选项，“□”表示可选项）", "channel"),
        ("公开责任主体", "publisher"),
        ("公开对象", "audience"),
        ("公开事项", "level2"),
        ("五公开", "other"),
        ("县级", None),
        ("公开内容见附件，由各单位按照标准目录的要求及时予以公开并更新", None),
    ],
)
def test_header_variants(text: str, role: str | None) -> None:
    assert role_of(text) == role


def test_a_row_with_all_elements_lacks_nothing() -> None:
    (row,) = rows_of(HEAD, ROW)
    assert row.missing == ()
    assert (row.level1, row.level2, row.channels, row.line) == ("政策", "法规", ("政府网站",), 2)
    assert row.limits[0].amount == 20


@pytest.mark.parametrize(
    ("place", "element"),
    [
        (3, "content"),
        (4, "basis"),
        (5, "limit"),
        (6, "publisher"),
        (7, "channel"),
        (8, "audience"),
        (9, "mode"),
    ],
)
@pytest.mark.parametrize("blank", ["", "/", "—", " "])
def test_each_missing_element_is_named(place: int, element: str, blank: str) -> None:
    (row,) = rows_of(HEAD, (*ROW[:place], blank, *ROW[place + 1 :]))
    assert row.missing == (element,)


def test_a_missing_column_is_absent_and_missing_in_each_row() -> None:
    grid = Grid((HEAD[:8] + HEAD[9:], ROW[:8] + ROW[9:]))
    catalog = read_catalog(Tables("xlsx", (grid,)), "http://a/")
    assert catalog is not None
    assert catalog.absent == ("audience",)
    assert catalog.rows[0].missing == ("audience",)


def test_boxes_without_any_tick_are_no_missing_channel() -> None:
    (row,) = rows_of(HEAD, (*ROW[:7], "□政府网站 □两微一端", *ROW[8:]))
    assert row.channels == ()
    assert row.optional == ("政府网站", "两微一端")
    assert row.missing == ()


def test_headings_between_the_rows_name_the_field() -> None:
    band = ("一、救灾领域",) * 10
    rows = rows_of(
        ("某县标准目录",) * 10, HEAD, band, ROW, ("二、养老服务",) * 10, ROW, ("注：■为必选",) * 10
    )
    assert [row.field for row in rows] == ["救灾领域", "养老服务"]


def test_a_column_of_its_own_names_the_field_and_runs_down() -> None:
    rows = rows_of(("公开领域", *HEAD), ("救灾", *ROW), ("", *ROW), ("养老服务", *ROW))
    assert [row.field for row in rows] == ["救灾", "救灾", "养老服务"]


def test_other_tables_are_no_catalogs() -> None:
    powers = Grid((("序号", "事项名称", "设定依据", "实施主体", "备注"), ("1", "许可", "法", "局", "")))
    guide = Grid((("事项名称", "办理时限", "受理单位", "联系电话"), ("许可", "5日", "局", "1")))
    assert read_catalog(Tables("html", (powers, guide)), "http://a/") is None
    assert find_header(powers.rows) is None


@pytest.mark.parametrize(
    ("text", "required", "optional"),
    [
        ("■政府网站 □政府公报", ("政府网站",), ("政府公报",)),
        ("▄政府网站口政府公报", ("政府网站",), ("政府公报",)),
        ("R政府网站\n口两微一端", ("政府网站",), ("两微一端",)),
        ("£政府网站", ("政府网站",), ()),
        (
            "■入户/现场 □社区/企事业单位/村公示栏（电子屏）",
            ("入户/现场",),
            ("社区/企事业单位/村公示栏（电子屏）",),
        ),
        ("√政府网站", ("政府网站",), ()),
    ],
)
def test_marks_and_their_damage(text: str, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    choices = Marks().choices(text)
    assert (choices.required, choices.optional) == (required, optional)


def test_letters_of_a_symbol_font_are_a_pair_where_nothing_else_is() -> None:
    assert marks_of(["R政府网站 £两微一端"]).choices("R政府网站 £两微一端").optional == ("两微一端",)
    assert not marks_of(["R政府网站 £两微一端 口其他"]).pairs


def test_plain_lists_and_words_with_such_characters_stay() -> None:
    assert Marks().choices("政府网站、人口其他信息；APP政府版").plain == (
        "政府网站",
        "人口其他信息",
        "APP政府版",
    )


# ── pages ──


def page(body: str) -> PageReading:
    html = f"<html><body><div class=crumb>当前位置：<a href=/>首页</a> > <a href=/jz/>救灾</a></div>{body}</body></html>"
    return read_page(
        "http://www.x.gov.cn/jz/202601/t20260105_1.html",
        html.encode(),
        "text/html",
        territory_of(Portal("x", "某县", "http://www.x.gov.cn/")),
    )


def table(*rows: tuple[str, ...]) -> str:
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"
    )


def test_a_page_gives_its_catalog() -> None:
    reading = page(f"<h1>某县救灾领域标准目录</h1><div class=TRS_Editor>{table(HEAD, ROW)}</div>")
    (catalog,) = reading.catalogs
    assert len(catalog.rows) == 1
    assert "某县救灾领域标准目录" in catalog.names[0]


def test_a_page_named_so_without_a_table_is_a_catalog_that_cannot_be_read() -> None:
    text = "<h1>某县救灾领域标准目录</h1><div class=TRS_Editor><img src=1.jpg></div>"
    assert page(text).catalogs[0].reason
    assert not page(text.replace("标准目录", "标准目录发布会")).catalogs
    assert not page(text.replace("<img src=1.jpg>", "<a href=/a.xls>附件</a>")).catalogs


@pytest.mark.parametrize(
    ("text", "formed"),
    [
        ("成文日期：2026年01月02日 发布日期：2026年01月05日", "2026-01-02"),
        (
            "<table><tr><th>生成日期</th><td>2026-01-02</td><th>发布日期：</th><td>2026-01-05</td></tr></table>",
            "2026-01-02",
        ),
        ("成文日期： 发布日期：2026年01月05日", None),
        ("生成日期：政府信息生成或变更的时间。", None),
    ],
)
def test_the_day_of_formation(text: str, formed: str | None) -> None:
    reading = page(f"<h1>关于某事的通知</h1><div>{text}</div><div class=TRS_Editor><p>正文</p></div>")
    assert reading.formed == formed


def test_the_organ_that_formed_it() -> None:
    reading = page(
        "<h1>通知</h1><p>发文机关：某省应急管理厅 成文日期：2026-01-02</p><div class=TRS_Editor>正文</div>"
    )
    assert reading.issuer == "某省应急管理厅"
