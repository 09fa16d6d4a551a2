"""开普 ucap: pager call, JSON lists, search."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.ucap import Ucap
from tests.spiders.families.reads import HOME, answer, asked, further, page, rows

FAMILY = Ucap()
URL = f"{HOME}hqx/tzgg/list.shtml"
CHANNEL = "0cbe2285242f40f0b6a3e8dc6f76eb1d"
QUERY = "_isAgg=true&_isJson=true&_template=index&_pageSize={}&page={}"
ITEMS = "".join(
    f'<li><a href="/hqx/tzgg/20260{n}/a1b2c3d4e5f60718293a4b5c6d7e8f0{n}.shtml" title="关于第{n}次听证的公告">关于第{n}次听证的公告</a><span class="time">2026-06-0{n}</span></li>'
    for n in (3, 2, 1)
)


@pytest.mark.parametrize(
    ("call", "pages", "current", "total", "ahead"),
    [
        ("createPageHTML('page_div',56, 1,'list','shtml',832);", 56, 0, 832, (2, 3, 4)),
        ('createPageHTML("page_div", 3, 2, "list", "shtml", 41);', 3, 1, 41, (3,)),
        ("createPageHTML('page_div',1,1,'list','shtml',3);", 1, 0, 3, ()),
    ],
)
def test_list_2_is_page_2(call: str, pages: int, current: int, total: int, ahead: tuple[int, ...]) -> None:
    reading = page(
        FAMILY, f"<ul class='list'>{ITEMS}</ul><div id='page_div'></div><script>{call}</script>", URL
    )
    assert reading.pager is not None
    assert (reading.pager.pages, reading.pager.current, reading.pager.total) == (pages, current, total)
    assert further(reading) == [f"{HOME}hqx/tzgg/list_{n}.shtml" for n in ahead]
    assert (len(reading.items), reading.kind) == (3, PageKind.LIST)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (f'$.get("/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&page="+p)', f"{HOME}common/search/{CHANNEL}?{QUERY.format(20, 1)}"),
        (f'var channelId="{CHANNEL}"; $.ajax({{url:"/searchList/"+channelId+"?_isJson=true"}})', f"{HOME}searchList/{CHANNEL}?{QUERY.format(15, 1)}"),
        (f"url:'/szinf/info/getInfoCommon/?pagesize=15&currpage=1&channelid={CHANNEL}'", f"{HOME}szinf/info/getInfoCommon/?channelid={CHANNEL}&pagesize=15&currpage=1"),
        (f'channelId:"{CHANNEL}", deptCode:"1132N", pageSize: 10, url:"/szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort"',
         f"POST {HOME}szinf/interfacesWebManu/loadDataByChannelIdAndDeptIdBackSort channelId={CHANNEL}&deptCode=1132N&pageSize=10&pageIndex=1"),
        (f'$.get("http://elsewhere.test/common/search/{CHANNEL}?a=1")', None),
        ('$.get("/common/search/"+id)', None),
    ],
)  # fmt: skip
def test_lists_that_a_script_asks_for(code: str, part: str | None) -> None:
    reading = page(FAMILY, f"<ul id='list'></ul><script>{code}</script>", URL)
    assert asked(FAMILY, reading) == ([part] if part else [])


SEARCH = f"{HOME}common/search/{CHANNEL}?{QUERY.format(2, 1)}"
RESULTS = """{"data":{"page":1,"rows":2,"total":5,"results":[{"title":"关于听证的公告","url":"/hqx/tzgg/a.shtml","publishedTimeStr":"2026-06-03 10:00:00"},
 {"title":"关于评审的公告","url":"http://www.heqing.test/hqx/b.shtml","publishedTime":1780329600000}]}}"""
INFOLIST = """{"infolist":[{"title":"关于听证的公告","link":"/hqx/tzgg/a.shtml","pubtime":"2026-06-03 10:00:00"},
 {"title":"关于评审的公告","link":"/hqx/b.shtml","pubtime":"2026-06-02T16:00:00.000+0000"}]}"""
BACKSORT = """{"code":"0","data":{"allRow":"5","list":[{"TITLE":"关于听证的公告","URL_COMMP":"/hqx/tzgg/a.shtml","PUBLISHED_TIME_FORMAT":"2026-06-03"},
 {"TITLE":"关于评审的公告","URL_COMMP":"/hqx/b.shtml","PUBLISHED_TIME_FORMAT":"2026-06-02"}]}}"""


@pytest.mark.parametrize(
    ("url", "form", "text", "second", "total", "ahead"),
    [
        (SEARCH, "", RESULTS, "2026-06-02", 5, [f"{HOME}common/search/{CHANNEL}?{QUERY.format(2, n)}" for n in (2, 3)]),
        (f"{HOME}szinf/info/getInfoCommon/?channelid={CHANNEL}&currpage=1", "", INFOLIST, "2026-06-03", None, []),
        (f"{HOME}s/interfacesWebManu/loadDataByChannelId", "pageSize=4&pageIndex=1", BACKSORT, "2026-06-02", 5,
         [f"POST {HOME}s/interfacesWebManu/loadDataByChannelId pageSize=4&pageIndex=2"]),
    ],
)  # fmt: skip
def test_answers(url: str, form: str, text: str, second: str, total: int | None, ahead: list[str]) -> None:
    reading = answer(FAMILY, url, text, URL, form)
    assert rows(reading) == [
        ("关于听证的公告", f"{HOME}hqx/tzgg/a.shtml", "2026-06-03"),
        ("关于评审的公告", f"{HOME}hqx/b.shtml", second),
    ]
    assert reading is not None
    assert reading.pager is not None
    assert (reading.pager.total, further(reading)) == (total, ahead)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ('{"data":{"total":0,"results":[]}}', True),
        ('{"infolist":[]}', True),
        ('{"data":{"total":9,"results":[]}}', None),
    ],
)
def test_only_what_the_answer_states_is_empty(text: str, empty: bool | None) -> None:
    reading = answer(FAMILY, SEARCH, text, URL)
    assert reading is not None
    assert reading.empty is empty


@pytest.mark.parametrize(
    "text", ["", "<html>", '{"success":false,"results":[]}', '{"code":500,"data":{"list":[]}}', '{"data":{}}']
)
def test_a_failing_interface_is_none(text: str) -> None:
    assert answer(FAMILY, SEARCH, text, URL) is None


BOX = '<input id="qt" placeholder="请输入关键词">'


@pytest.mark.parametrize(
    ("body", "action", "field", "fixed"),
    [
        (BOX + "<script>function s(){window.open('http://so.kaipuyun.cn/s?siteCode=9902310001&qt='+encodeURIComponent(v))}</script>", "http://so.kaipuyun.cn/s", "qt", (("siteCode", "9902310001"),)),
        (BOX + "<a onclick=\"go('/so/s?qt=&amp;siteCode=9902310001')\">搜索</a>", f"{HOME}so/s", "qt", (("siteCode", "9902310001"),)),
        ('<form action="http://so.kaipuyun.cn/s" method="get"><input type="hidden" name="siteCode" value="9902310001"><input name="qt"><input type="submit" value="搜索"></form>', "http://so.kaipuyun.cn/s", "qt", (("siteCode", "9902310001"),)),
    ],
)  # fmt: skip
def test_the_search_box(body: str, action: str, field: str, fixed: tuple[tuple[str, str], ...]) -> None:
    forms = page(FAMILY, body + "<ucapcontent></ucapcontent>", URL).forms
    (form,) = [form for form in forms if form.action]
    assert (form.action.split("?")[0], form.method, form.field) == (action, "GET", field)
    assert form.hidden == fixed or "siteCode=9902310001" in form.action


def test_an_article_and_a_page_of_another_make() -> None:
    body = "<h1>关于听证的公告</h1><p>发布时间：2026-06-03 来源：县发改局</p><div id='zoomcon'><UCAPCONTENT><p>定于6月20日听证。</p></UCAPCONTENT></div>"
    reading = page(FAMILY, body, f"{HOME}hqx/tzgg/202606/a1b2c3d4e5f60718293a4b5c6d7e8f01.shtml")
    assert (reading.kind, reading.date, reading.families) == (PageKind.ARTICLE, "2026-06-03", ("ucap",))
    assert page(FAMILY, "<p>无关</p>", URL).families == ()
