"""龙讯 lonsun: columns by query, labels, trees of categories and organs."""

from __future__ import annotations

import pytest

from auditor.model import PageKind, PartRole
from spiders.families.lonsun import Lonsun
from tests.spiders.families.reads import HOME, answer, asked, further, page, rows, tree

FAMILY = Lonsun()
URL = f"{HOME}public/column/6596221?type=4&action=list&nav=3&catId=7065111"
ITEMS = "".join(
    f'<li class="clearfix"><a href="/public/6596221/4031{n}.html" title="关于第{n}次招录的公告" target="_blank">关于第{n}次招录…</a><span class="date">2026-06-0{n}</span></li>'
    for n in (3, 2, 1)
)
PAGER = """<div id="page_public_info"></div><script>Ls.pagination("#page_public_info", function(p){ location.href='?pageIndex='+p; },
  {currPage: 1, pageCount: 12, total: 230});</script>"""
AJAX = """<div id="list"></div><script>$(function(){ load(1); });
function load(pageIndex){ $.ajax({ url: "/site/label/8888?IsAjax=1&dataType=html&_="+Math.random(), data: {
  labelName: "publicInfoList", siteId: "6786551", pageSize: 15, pageIndex: pageIndex, action: "list", isDate: true,
  dateFormat: "yyyy-MM-dd", length: 50, organId: organId, type: 4, catId: catId, cId: "", result: "暂无相关信息",
  file: "/c3/hs/publicInfoList_newest" }, success: function(html){ $("#list").html(html); } }); }</script>"""
LABEL = (
    "http://www.heqing.test/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6786551&pageSize=15&action=list"
    "&isDate=true&dateFormat=yyyy-MM-dd&length=50&type=4&cId=&result=%E6%9A%82%E6%97%A0%E7%9B%B8%E5%85%B3%E4%BF%A1%E6%81%AF"
    "&file=%2Fc3%2Fhs%2FpublicInfoList_newest&catId=7065111&organId=6596221&pageIndex={}"
)


@pytest.mark.parametrize(
    ("url", "pager", "pages", "current", "total", "ahead"),
    [
        (URL, PAGER, 12, 0, 230, (2, 3, 4)),
        (f"{URL}&pageIndex=11", PAGER, 12, 10, 230, (12,)),
        (URL, f'<div class="page"><a href="{URL}&pageIndex=2">下一页</a><a href="{URL}&pageIndex=3">尾页</a></div>', 3, 0, None, (2, 3)),
    ],
)  # fmt: skip
def test_pages_by_query(
    url: str, pager: str, pages: int, current: int, total: int | None, ahead: tuple[int, ...]
) -> None:
    reading = page(FAMILY, f'<div class="gk_list"><ul class="xxgk_nav_list">{ITEMS}</ul></div>{pager}', url)
    assert reading.pager is not None
    assert (reading.pager.pages, reading.pager.current, reading.pager.total) == (pages, current, total)
    assert further(reading) == [f"{URL}&pageIndex={n}" for n in ahead]
    assert (reading.kind, reading.parts) == (PageKind.LIST, ())
    assert rows(reading)[0] == ("关于第3次招录的公告", f"{HOME}public/6596221/40313.html", "2026-06-03")


def test_a_label_is_asked_with_what_the_address_says() -> None:
    reading = page(FAMILY, AJAX, URL)
    assert asked(FAMILY, reading) == [LABEL.format(1)]
    assert (reading.empty, reading.parts[0].role) == (None, PartRole.ROWS)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ('$.get("/hs/site/label/8888?labelName=publicInfoList&siteId=1&organId=2&catId=3&type=6&pageIndex=1")',
         f"{HOME}hs/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=1&organId=6596221&catId=7065111&type=4&pageIndex=1&action=list"),
        ('$.ajax({type:"POST", url:"/site/label/8888", data:{labelName:"publicInfoList", siteId:"1"}})',
         f"POST {HOME}site/label/8888 IsAjax=1&dataType=html&labelName=publicInfoList&siteId=1&catId=7065111&type=4&action=list&organId=6596221&pageIndex=1"),
        ('$.ajax({url:"/site/label/8888", data:{labelName:"publicCatalogTree", organId:"6596221", isJson:true}})',
         f"{HOME}site/label/8888?IsAjax=1&dataType=html&labelName=publicCatalogTree&organId=6596221&isJson=true"),
        ('$.ajax({url:"/site/label/8888", data:{labelName:"visitCount"}})', None),
        ('$.ajax({url:"http://elsewhere.test/site/label/8888", data:{labelName:"publicInfoList"}})', None),
    ],
)  # fmt: skip
def test_labels(code: str, part: str | None) -> None:
    assert asked(FAMILY, page(FAMILY, f"<div></div><script>{code}</script>", URL)) == ([part] if part else [])


def test_rows_of_a_label() -> None:
    text = f"<ul class='xxgk_nav_list'>{ITEMS}</ul><script>Ls.pagination('#p', f, {{pageCount: 3, total: 38}});</script>"
    reading = answer(FAMILY, LABEL.format(1), text, URL)
    assert [day for _, _, day in rows(reading)] == ["2026-06-03", "2026-06-02", "2026-06-01"]
    assert reading is not None
    assert reading.pager is not None
    assert (reading.pager.total, reading.empty) == (38, False)
    assert further(reading) == [LABEL.format(2), LABEL.format(3)]


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("<ul><li>暂无相关信息</li></ul>", True),
        ("<ul></ul><script>Ls.pagination('#p', f, {pageCount:0,total:0});</script>", True),
        ("<ul></ul>", None),
        ("", None),
        ("<html><body>系统繁忙，请稍后再试，暂无相关信息</body></html>", None),
    ],
)
def test_a_label_without_rows(text: str, empty: bool | None) -> None:
    reading = answer(FAMILY, LABEL.format(1), text, URL)
    assert (reading.empty if reading else None) is empty
    assert empty is None or (reading is not None and bool(reading.empty_evidence))


def test_categories_and_organs() -> None:
    body = f"""<div class="left"><ul><li><a href="?type=4&action=list&nav=3&catId=7065112">政策文件</a></li>
      <li><a href="/public/column/6596221?type=6&action=list">年度报告</a></li></ul></div>
      <ul><li><a href="/public/column/6596301?type=4&action=rel">县教育局</a></li></ul>
      <div><a href="{URL}&pageIndex=2">下一页</a></div>
      <script>var zNodes=[{{id:7065112,pId:0,name:"政策文件"}},{{id:7065113,pId:7065112,name:"规范性文件"}},
        {{id:9,pId:0,name:"县民政局",organId:6596302}}];</script>"""
    assert {(link.url, link.text) for link in tree(page(FAMILY, body, URL))} >= {
        (f"{HOME}public/column/6596221?type=4&action=list&nav=3&catId=7065112", "政策文件"),
        (f"{HOME}public/column/6596221?type=6&action=list", "年度报告"),
        (f"{HOME}public/column/6596301?type=4&action=rel", "县教育局"),
        (f"{HOME}public/column/6596221?type=4&action=list&nav=3&catId=7065113", "规范性文件"),
        (f"{HOME}public/column/6596302?type=4&action=list&nav=3&catId=9", "县民政局"),
    }
    assert not [link for link in tree(page(FAMILY, body, URL)) if link.text == "下一页"]


def test_the_tree_of_a_label() -> None:
    url = f"{HOME}site/label/8888?labelName=publicCatalogTree&organId=6596221&isJson=true"
    text = (
        '[{"id":7065112,"name":"政策文件","parentId":0},{"id":3,"name":"新闻","htmlPath":"/xwzx/index.html"}]'
    )
    reading = answer(FAMILY, url, text, URL)
    assert reading is not None
    assert [(link.url, link.text) for link in reading.links] == [
        (f"{HOME}public/column/6596221?type=4&action=list&nav=3&catId=7065112", "政策文件"),
        (f"{HOME}xwzx/index.html", "新闻"),
    ]
    assert answer(FAMILY, url, "null", URL) is None


def test_a_page_of_another_make() -> None:
    assert page(FAMILY, "<a href='/public/a.html'>一</a>", f"{HOME}zwgk/").families == ()


def cells(n: int) -> str:
    return f"""<div class="xxgk_navli{" odd" if n % 2 else ""}"><ul class="clearfix"><li class="num">{n}</li><li class="indx">HQ1-2026-0000{n}</li>
      <li class="mc"><div class="tit_box"><a href="/public/6596221/4031{n}.html" title="关于第{n}次招录的公告">关于第{n}次…</a></div></li>
      <li class="fbjg">县人社局</li><li class="fbrq">2026-06-0{n}</li></ul></div>"""


CELLS = "".join(cells(n) for n in (3, 2, 1))


def test_rows_whose_cells_are_items_of_a_list() -> None:
    on_page = page(FAMILY, f'<div class="xxgk_lmcon">{CELLS}</div>{AJAX}{PAGER}', URL)
    answered = answer(FAMILY, LABEL.format(1), CELLS, URL)
    wanted = [
        (f"关于第{n}次招录的公告", f"{HOME}public/6596221/4031{n}.html", f"2026-06-0{n}") for n in (3, 2, 1)
    ]
    assert (rows(on_page), rows(answered)) == (wanted, wanted)
    assert answered is not None
    assert answered.pager is None  # what the page itself says of its pages stands
    assert asked(FAMILY, on_page) == []
    assert further(on_page) == [LABEL.format(n) for n in (2, 3, 4)]
