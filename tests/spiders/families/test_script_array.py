"""Lists that stand in a script as an array of objects."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.script_array import ScriptArray
from tests.spiders.families.reads import HOME, page, rows

FAMILY = ScriptArray()
URL = f"{HOME}zwgk/tzgg/index.html"
ITEMS = """var itemObj=[{"aT":"关于停水的公告","aPd":"2026-09-21 17:00","aU":"/zwgk/tzgg/202609/t1.html"},
 {"aT":"关于<font color=red>防汛</font>&ldquo;演练&rdquo;的通知","aPd":"2026-09-20 08:30","aU":"./202609/t2.html"}];"""
WANTED = [
    ("关于停水的公告", f"{HOME}zwgk/tzgg/202609/t1.html", "2026-09-21"),
    ("关于防汛“演练”的通知", f"{HOME}zwgk/tzgg/202609/t2.html", "2026-09-20"),
]


@pytest.mark.parametrize(
    "code",
    [
        ITEMS,
        "\ufeff" + ITEMS.replace("var itemObj", "window.pageData = window.pageData || {}; pageData.rows"),
        'render({list:[{id:1, bt:"关于停水的公告", url:"/zwgk/tzgg/202609/t1.html", rq:1789952400000},{id:2, bt:"关于防汛“演练”的通知", url:"/zwgk/tzgg/202609/t2.html", rq:1789864200000}], n:2});',
        r'var d=[{"title":"\u5173\u4e8e\u505c\u6c34\u7684\u516c\u544a","summary":"\u6458\u8981","link":"http://www.heqing.test/zwgk/tzgg/202609/t1.html","pubDate":"2026年9月21日"},{"title":"\u5173\u4e8e\u9632\u6c5b“\u6f14\u7ec3”\u7684\u901a\u77e5","summary":"","link":"202609/t2.html","pubDate":"20260920"}]',
    ],
)  # fmt: skip
def test_rows_of_an_array(code: str) -> None:
    reading = page(
        FAMILY, f'<div class="con"><ul id="list"></ul></div><script>{code}; fill("#list")</script>', URL
    )
    assert (rows(reading), reading.families) == (WANTED, ("script-array",))
    assert (reading.kind, reading.empty, reading.obstacles) == (PageKind.LIST, False, ())


@pytest.mark.parametrize(
    "body",
    [
        '<div class="con"><ul class="newslist"></ul></div><script>{0} $(".newslist").html(h);</script>',
        '<div class="con"><div id="box"></div></div><script>{0} document.getElementById("box").innerHTML=h;</script>',
        "<script>{0}</script>",
        # a side list of the page's own does not hide the rows that have a place
        '<div class="con"><ul id="list"></ul></div><div class="right hot"><ul><li><a href="/xw/1.html">旧新闻一则标题</a><span>2020-01-01</span></li></ul></div>'
        '<script>{0} $("#list").append(h);</script>',
    ],
)
def test_rows_stand_where_the_script_shows_them(body: str) -> None:
    assert rows(page(FAMILY, body.replace("{0}", ITEMS), URL)) == WANTED


def test_rows_that_the_page_shows_itself_are_not_doubled() -> None:
    body = (
        '<ul class="list"><li><a href="/zwgk/tzgg/202609/t1.html">关于停水的公告</a><span>2026-09-21</span></li>'
        '<li><a href="/zwgk/tzgg/202609/t2.html">关于防汛演练的通知</a><span>2026-09-20</span></li></ul>'
    )
    assert len(page(FAMILY, f"{body}<script>{ITEMS}</script>", URL).items) == 2
    other = body.replace("/t", "/s").replace("停水", "停电").replace("防汛演练", "抗旱")
    assert rows(page(FAMILY, f"{other}<script>{ITEMS}</script>", URL))[0][0] == "关于停电的公告"


@pytest.mark.parametrize(
    "code",
    [
        'var map=[{"name":"清河镇","value":"2026-01-01"},{"name":"石门乡","value":"2026-01-02"}];',
        'var pics=[{"img":"/a.jpg","url":"/a.html","date":"2026-01-01"}];',
        "var chart=[{x:[1,2],y:'2026-01'}];",
        'var broken=[{"title":"关于停水的公告","date":"2026-09-21","url":"/a.html"},',
    ],
)
def test_other_arrays_are_no_list(code: str) -> None:
    assert page(FAMILY, f'<ul id="list"></ul><script>{code}</script>', URL).families == ()


def test_an_empty_array_of_a_known_name_is_an_empty_list() -> None:
    reading = page(FAMILY, '<div class="con"><ul id="list"></ul></div><script>var itemObj=[];</script>', URL)
    assert (reading.empty, reading.pager and reading.pager.evidence) == (True, "itemObj=[]")


@pytest.mark.parametrize(
    "code", ["$.get(u,function(d){itemObj=d.rows;draw();});", "load(function(d){itemObj.push(d);});"]
)
def test_an_array_that_is_filled_later_says_nothing(code: str) -> None:
    body = f'<div class="con"><ul id="list"></ul></div><script>var itemObj=[]; {code}</script>'
    assert page(FAMILY, body, URL).pager is None


def test_titles_are_text_and_rows_are_bounded() -> None:
    row = '{"t":"公告%d<img src=x onerror=alert(1)>&lt;b&gt;","d":"2026-09-21","u":"/a/%d.html"}'
    code = f"var a=[{','.join(row % (n, n) for n in range(6000))}]".replace("</", "<\\/")
    reading = page(FAMILY, f'<ul id="list"></ul><script>{code};$("#list").html()</script>', URL)
    assert len(reading.items) == 5000
    assert reading.items[0].title == "公告0<b>"
