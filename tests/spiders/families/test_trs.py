"""TRS WCM: further pages that only a script call knows, and search engines that only a script asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.extract import read_page
from auditor.model import PageKind, Portal
from auditor.territory import territory_of
from spiders.families import FAMILIES
from spiders.families.trs import Trs
from tests.spiders.families.reads import HOME, further, page, rows

FAMILY = Trs()
URL = f"{HOME}zwgk/tzgg/"
ROWS = (
    '<div class="NewsList"><ul>'
    '<li><a href="./202606/t20260609_1001.html" title="禾青县人民政府关于做好2026年防汛抗旱工作的通知">禾青县人民政府关于做好2026年防汛…</a><span>2026-06-09</span></li>'
    '<li><a href="./202605/t20260501_1000.html" title="关于停水的公告">关于停水的公告</a><span>2026-05-01</span></li></ul></div>'
)
WRITTEN = r"""var countnum= 112; var currentPage=%d; var countPage=6; var prevPage=currentPage-1
 document.write("<a href=\"list.htm\" target=\"_self\">首页</a>"); for(var i=0;i<countPage;i++){document.write("<a href=\"list_"+i+".htm\">"+i+"</a>")}"""


def script(code: str) -> str:
    return f"{ROWS}<div class='page'><script>{code}</script></div>"


@pytest.mark.parametrize(
    ("url", "code", "pages", "current", "total", "ahead"),
    [
        (URL, 'createPageHTML(4, 0, "index", "html")', 4, 0, None, ["index_1.html", "index_2.html", "index_3.html"]),
        (URL, "createPageHTML(7,0,'index','shtml');", 7, 0, None, ["index_1.shtml", "index_2.shtml", "index_3.shtml"]),
        (f"{URL}index_2.html", 'createPageHTML(4, 2, "index", "html")', 4, 2, None, ["index_3.html"]),
        (f"{URL}index_3.html", 'createPageHTML(4, 3, "index", "html")', 4, 3, None, []),
        (URL, 'createPageHTML(1, 0, "index", "html")', 1, 0, None, []),
        (URL, 'createPage("3", "0", "index", "html", 20)', 3, 0, None, ["index_1.html", "index_2.html"]),
        (URL, "//createPageHTML(9, 0, 'old', 'html')\ncreatePageHTML(2, 0, 'index', 'html')", 2, 0, None, ["index_1.html"]),
        (URL, "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){return}\ncreatePageHTML(2, 0, 'index', 'html')", 2, 0, None, ["index_1.html"]),
        # counted from 1, with the box to draw in and the number of rows
        (f"{URL}list.shtml", "createPageHTML('page_div',10, 1,'list','shtml',189);", 10, 0, 189, ["list_2.shtml", "list_3.shtml", "list_4.shtml"]),
        (f"{URL}list_9.shtml", "createPageHTML('page_div',10, 9,'list','shtml',189);", 10, 8, 189, ["list_10.shtml"]),
        (f"{URL}list_10.shtml", "createPageHTML('page_div',10, 10,'list','shtml',189);", 10, 9, 189, []),
        (f"{URL}index.html", "createPageHTML(3, 1, 'index', 'html')", 3, 0, None, ["index_2.html", "index_3.html"]),
        (URL, "var countPage=56; var currentPage=0;", 56, 0, None, ["index_1.html", "index_2.html", "index_3.html"]),
        (f"{URL}list.htm", WRITTEN % 0, 6, 0, 112, ["list_1.htm", "list_2.htm", "list_3.htm"]),
        (f"{URL}list_4.htm", WRITTEN % 4, 6, 4, 112, ["list_5.htm"]),
        (URL, "new Pager({size:12,current:0,prefix:'index',suffix:'html'});", 12, 0, None, ["index_1.html", "index_2.html", "index_3.html"]),
        (URL, "Pager({\n current: 1, size: 3, box: {id: 'p'}, suffix: \"html\", prefix: \"index\"})", 3, 1, None, ["index_2.html"]),
    ],
)  # fmt: skip
def test_pages_that_a_script_knows(
    url: str, code: str, pages: int, current: int, total: int | None, ahead: list[str]
) -> None:
    reading = page(FAMILY, script(code), url)
    assert reading.pager is not None
    assert (reading.pager.pages, reading.pager.current, reading.pager.total) == (pages, current, total)
    assert further(reading) == [URL + each for each in ahead]
    assert reading.kind is PageKind.LIST
    assert rows(reading) == [
        ("禾青县人民政府关于做好2026年防汛抗旱工作的通知", f"{URL}202606/t20260609_1001.html", "2026-06-09"),
        ("关于停水的公告", f"{URL}202605/t20260501_1000.html", "2026-05-01"),
    ]


@pytest.mark.parametrize(
    ("url", "current", "following"),
    [(URL, 0, "index_2.html"), (f"{URL}index_1.html", 0, "index_2.html"), (f"{URL}index_2.html", 1, "index_3.html")],
)  # fmt: skip
def test_index_1_may_be_the_first_page(url: str, current: int, following: str) -> None:
    body = f"{ROWS}<div>共5页 <a class='pb_next_page' href='{following}'><i></i></a></div>"
    reading = page(FAMILY, body, url)
    assert reading.pager is not None
    assert (reading.pager.pages, reading.pager.current) == (5, current)
    assert further(reading) == [URL + following]


@pytest.mark.parametrize(
    "code",
    [
        'createPageHTML(99999999999999999999, 0, "index", "html")',
        "createPageHTML(4, 0, 'javascript:alert(1)//', 'html')",
        "var countPage=" + "9" * 5000,
        "createPageHTML(" + "'a'," * 5000,
        "Pager({" * 3000,
    ],
)
def test_numbers_of_a_hostile_page_are_passed_over(code: str) -> None:
    reading = page(FAMILY, script(code), URL)
    assert len(reading.items) == 2
    assert further(reading) == []


def test_pages_on_another_host_are_not_ours() -> None:
    assert further(page(FAMILY, script('createPageHTML(4, 0, "//elsewhere.test/x", "html")'), URL)) == []


def test_no_row_and_one_page_is_an_empty_list() -> None:
    body = '<div class="NewsList"><ul></ul></div><script>createPageHTML(1, 0, "index", "html")</script>'
    reading = page(FAMILY, body, URL)
    assert reading.empty is True
    assert "createPageHTML(1, 0" in reading.empty_evidence


def test_no_row_but_more_pages_is_our_failure() -> None:
    body = '<div class="NewsList"><ul></ul></div><script>createPageHTML(4, 0, "index", "html")</script>'
    reading = page(FAMILY, body, URL)
    assert reading.empty is None
    assert "rows-unread" in reading.obstacles


def test_a_long_text_is_no_list() -> None:
    url = f"{URL}202606/t20260609_1001.html"
    body = f"""<h1>防汛抗旱工作方案</h1><p>发布时间：2026-06-09</p><div class="TRS_Editor"><p>{"为做好防汛工作，制定本方案。" * 9}</p></div>
      <script>createPageHTML(3, 0, "t20260609_1001", "html")</script>"""
    assert page(FAMILY, body, url).pager is None


IGS = """<input type="text" id="searchWord" placeholder="请输入关键词"><a onclick="so()">搜索</a>
<script>var igsCode = "a1b2c3"; function so(){ var w = $('#searchWord').val();
 window.open("/igs/front/search.jhtml?code=" + igsCode + "&siteId=39&pageNumber=1&searchWord=" + encodeURIComponent(w)); }</script>"""
WAS5 = """<div class="search"><input name="kw" placeholder="站内搜索"></div><input type="hidden" id="channelid" value="258715">
<script>function go(){ document.sf.action="http://so.heqing.test:8080/was5/web/search"; document.sf.submit(); }</script>"""
FORM = """<form method="post" action="/was5/web/search"><input type="hidden" name="channelid" value="258715">
<input type="text" name="searchword"></form><script>var u = "/was5/web/search?channelid=258715&searchword=";</script>"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (IGS, [("GET", f"{HOME}igs/front/search.jhtml", "searchWord", (("code", "a1b2c3"), ("siteId", "39")))]),
        (WAS5, [("GET", "http://so.heqing.test:8080/was5/web/search", "searchword", (("channelid", "258715"),))]),
        (FORM, [("POST", f"{HOME}was5/web/search", "searchword", (("channelid", "258715"),))]),
    ],
)  # fmt: skip
def test_search_boxes(body: str, expected: list[tuple[str, str, str, tuple[tuple[str, str], ...]]]) -> None:
    forms = [form for form in page(FAMILY, body + ROWS, URL).forms if form.action]
    assert [(form.method, form.action, form.field, form.hidden) for form in forms] == expected
    assert all(form.visible for form in forms)


# ── real pages ────────────────────────────────────────────────────────────────────────────────────

REAL = Path(__file__).resolve().parents[4] / "shared" / "real-pages" / "daozhen"
REAL_HOME = "http://rsj.daozhen.test/"


@pytest.mark.skipif(not REAL.is_dir(), reason="real pages are not at hand")
@pytest.mark.parametrize(
    ("path", "count", "newest", "pages", "ahead"),
    [
        ("gzdt/tzgg/", 20, "2020-11-27", 4, 3),
        ("gzdt/rsks/", 20, "2020-08-20", None, None),
        ("zwgk/gsgg/", 20, "2020-12-30", None, None),
        ("zwgk/djxx/", 6, "2015-09-17", 1, 0),
        ("bmgk/jcdd/tzgg_62444/", 1, "2017-08-08", 1, 0),
        ("zwgk/fpgz/", 0, None, 1, 0),
        ("zwgk/zcjd/", 0, None, 1, 0),
    ],
)
def test_real_lists(path: str, count: int, newest: str | None, pages: int | None, ahead: int | None) -> None:
    body = (REAL / path / "index.html").read_bytes()
    own = territory_of(Portal("520325", "道真县", REAL_HOME))
    reading = read_page(f"{REAL_HOME}{path}", body, "text/html", own, FAMILIES)
    assert "trs" in reading.families
    assert len(reading.items) == count
    assert max((item.date or "" for item in reading.items), default=None) == newest
    assert reading.empty is (count == 0)
    assert reading.pager is not None
    if pages is not None:
        assert (reading.pager.pages, len(reading.pager.next_urls)) == (pages, ahead)
