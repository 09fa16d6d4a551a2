"""帝国CMS: the pager line inside the list, and the search box."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.empire import Empire
from tests.spiders.families.reads import HOME, further, page, rows

FAMILY = Empire()
URL = f"{HOME}zwgk/tzgg/index.html"


def listing(pager: str) -> str:
    items = "".join(
        f'<li><a href="/zwgk/tzgg/2026-06-0{n}/{n}.html" title="关于公布第{n}号通告的通知">关于公布第{n}号通告的通知</a>'
        f'<span class="time">\n 2026-06-0{n}\n </span></li>'
        for n in (3, 2, 1)
    )
    return f'<div class="list"><ul>{items}<div class="pagelist">{pager}</div></ul></div>'


FIRST = """<a title="Total record">&nbsp;<b>333</b> </a>&nbsp;&nbsp;&nbsp;<b>1</b>&nbsp;<a href="/zwgk/tzgg/index_2.html">2</a>&nbsp;
 <a href="/zwgk/tzgg/index_3.html">3</a>&nbsp;<a href="/zwgk/tzgg/index_4.html">4</a>&nbsp;<a href="/zwgk/tzgg/index_5.html">5</a>&nbsp;
 <a href="/zwgk/tzgg/index_2.html">下一页</a>&nbsp;<a href="/zwgk/tzgg/index_17.html">尾页</a>"""
THIRD = """<a title="总数">&nbsp;<b>333</b> </a>&nbsp;<a href="/zwgk/tzgg/index.html">首页</a>&nbsp;<a href="/zwgk/tzgg/index_2.html">上一页</a>
 <a href="/zwgk/tzgg/index.html">1</a>&nbsp;<a href="/zwgk/tzgg/index_2.html">2</a>&nbsp;<b>3</b>&nbsp;<a href="/zwgk/tzgg/index_4.html">4</a>
 <a href="/zwgk/tzgg/index_4.html">下一页</a>&nbsp;<a href="/zwgk/tzgg/index_17.html">尾页</a>"""
ONLY = """<a title="Total record">&nbsp;<b>3</b> </a>&nbsp;&nbsp;&nbsp;<b>1</b>&nbsp;"""
DYNAMIC = """<a title="Total record"><b>41</b></a><b>1</b><a href="/e/action/ListInfo/index.php?page=1&classid=9&totalnum=41">2</a>
 <a href="/e/action/ListInfo/index.php?page=2&classid=9&totalnum=41">3</a><a href="/e/action/ListInfo/index.php?page=2&classid=9&totalnum=41">尾页</a>"""


@pytest.mark.parametrize(
    ("url", "pager", "total", "pages", "current", "ahead"),
    [
        (URL, FIRST, 333, 17, 0, ["index_2.html", "index_3.html", "index_4.html"]),
        (f"{HOME}zwgk/tzgg/index_3.html", THIRD, 333, 17, 2, ["index_4.html", "index_17.html"]),
        (URL, ONLY, 3, 1, 0, []),
    ],
)
def test_index_2_is_page_2(
    url: str, pager: str, total: int, pages: int, current: int, ahead: list[str]
) -> None:
    reading = page(FAMILY, listing(pager), url)
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (total, pages, current)
    assert further(reading) == [f"{HOME}zwgk/tzgg/{name}" for name in ahead]
    assert [day for _, _, day in rows(reading)] == ["2026-06-03", "2026-06-02", "2026-06-01"]
    assert reading.kind is PageKind.LIST


def test_dynamic_lists_count_from_0() -> None:
    reading = page(FAMILY, listing(DYNAMIC), f"{HOME}e/action/ListInfo/?classid=9")
    assert reading.pager is not None
    assert reading.pager.pages == 3
    assert further(reading) == [
        f"{HOME}e/action/ListInfo/index.php?page={n}&classid=9&totalnum=41" for n in (1, 2)
    ]


def test_no_row_and_a_total_of_0_are_an_empty_list() -> None:
    body = '<div class="list"><ul></ul><div><a title="Total record">&nbsp;<b>0</b></a></div></div>'
    reading = page(FAMILY, body, URL)
    assert (reading.empty, reading.kind) == (True, PageKind.LIST)


def test_a_total_without_rows_is_not_empty() -> None:
    body = '<div class="list"><ul></ul><div><a title="Total record">&nbsp;<b>12</b></a></div></div>'
    assert page(FAMILY, body, URL).empty is None


SEARCH = """<form action="/e/search/index.php" method="post" name="searchform"><input type="hidden" name="show" value="title">
 <input type="hidden" name="tempid" value="1"><input name="keyboard" type="text"><input type="submit" value="搜索"></form>"""


@pytest.mark.parametrize(("encoding", "sent"), [("utf-8", "utf-8"), ("gb18030", "gb18030")])
def test_the_search_box_speaks_the_encoding_of_its_page(encoding: str, sent: str) -> None:
    declared = "gb2312" if encoding == "gb18030" else encoding
    reading = page(FAMILY, SEARCH, HOME, f'<meta charset="{declared}">', encoding)
    (form,) = reading.forms
    assert (form.action, form.method, form.field, form.charset) == (
        f"{HOME}e/search/index.php",
        "POST",
        "keyboard",
        sent,
    )
    assert form.hidden == (("show", "title"), ("tempid", "1"))


def test_a_page_of_another_make_is_not_recognised() -> None:
    assert page(FAMILY, "<a title='共3条'>3</a>", URL).families == ()
