"""大汉 jcms: rows in XML islands, further rows from dataproxy.jsp."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from auditor.model import PageKind, PageReading, Part
from spiders.families.jcms import Jcms
from tests.spiders.families.reads import HOME, answer, asked, further, page, rows

FAMILY = Jcms()
URL = f"{HOME}col/col33718/index.html"
PROXY = f"{HOME}module/web/jpage/dataproxy.jsp"
LI = "<li><a href='/art/2026/9/{n}/art_33718_{n}.html' title='关于第{n}批惠农补贴发放情况的公示' target=\"_blank\">关于第{n}批惠农…</a><span>2026-09-{n:02d}</span></li>"
TR = "<table width='100%'><tr><td width='620'><a href='/art/2026/9/{n}/art_33718_{n}.html'>关于第{n}批惠农补贴发放情况的公示</a></td><td>[2026-09-{n:02d}]</td></tr></table>"
DIV = "<div class='row'><a href='/art/2026/9/{n}/art_33718_{n}.html'>关于第{n}批惠农补贴发放情况的公示</a><i>2026-09-{n:02d}</i></div>"
GROUP = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page={page}&amp;appid=1&webid=12&path=/&columnid=33718&unitid=212860&webname=%25E7%25A6%25BE&permissiontype=0"></a>]]></nextgroup>'
PARAMS = "{col:1,appid:'1',webid:12,path:'/',columnid:33718,sourceContentType:1,unitid:'212860',webname:'禾青县人民政府',permissiontype:0}"
POSTED = {"col": "1", "appid": "1", "webid": "12", "path": "/", "columnid": "33718", "sourceContentType": "1", "unitid": "212860", "webname": "禾青县人民政府", "permissiontype": "0"}  # fmt: skip


def store(*numbers: int, row: str = LI, group: str = "", total: str = "") -> str:
    records = "".join(f"<record><![CDATA[\n{row.format(n=n)}]]></record>\n" for n in numbers)
    return f"<datastore>\n{total}{group}<recordset>\n{records}</recordset></datastore>"


def island(*numbers: int, unit: int = 212860, row: str = LI, group: str = "") -> str:
    return f'<div id="{unit}"><script type="text/xml">{store(*numbers, row=row, group=group)}</script></div>'


def call(
    total: str,
    unit: int = 212860,
    params: str = f"ajaxParam:{PARAMS},",
    per_page: int = 2,
    group: str = "groupSize:2,",
) -> str:
    return f"""<script>$(function(){{ $('#{unit}').jpage({{ themeName:'default', totalRecord:{total}, openCookies:false,
      dataStore: InitData, {group} proxyUrl:'/module/web/jpage/dataproxy.jsp', perPage:{per_page}, {params} barPosition:'bottom'}}); }});</script>"""


def windows(parts: tuple[Part, ...]) -> list[tuple[str, str, str]]:
    """Windows of rows that are posted for, all with the page's own parameters."""
    for part in parts:
        assert (part.method, dict(parse_qsl(part.body, keep_blank_values=True))) == ("POST", POSTED)
        assert part.url.startswith(f"{PROXY}?")
    queries = [dict(parse_qsl(urlsplit(part.url).query)) for part in parts]
    return [(query["startrecord"], query["endrecord"], query["perpage"]) for query in queries]


def expected(*numbers: int) -> list[tuple[str, str, str]]:
    return [
        (f"关于第{n}批惠农补贴发放情况的公示", f"{HOME}art/2026/9/{n}/art_33718_{n}.html", f"2026-09-{n:02d}")
        for n in numbers
    ]


@pytest.mark.parametrize("row", [LI, TR, DIV])
def test_rows_of_an_island(row: str) -> None:
    reading = page(FAMILY, island(9, 8, 7, row=row) + call("3"), URL)
    assert rows(reading) == expected(9, 8, 7)
    assert (reading.kind, reading.empty, reading.parts) == (PageKind.LIST, False, ())
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.more) == (3, ())


def test_the_same_island_for_phones_counts_once() -> None:
    body = f"<div>{island(9, 8, 7)}{island(9, 8, 7, unit=212861)}</div>"
    assert rows(page(FAMILY, body + call("3"), URL)) == expected(9, 8, 7)


def test_the_column_of_the_address_is_the_list() -> None:
    side = island(*range(1, 7), unit=5, row=LI.replace("33718_", "9_").replace("惠农", "最新动态")) + call("900", unit=5, params="ajaxParam:{columnid:9,unitid:'5'},")  # fmt: skip
    reading = page(FAMILY, side + island(9, 8, 7, 6) + call("11"), URL)
    assert reading.pager is not None
    assert reading.pager.total == 11
    assert windows(reading.pager.more) == [("5", "8", "2"), ("9", "12", "2")]


@pytest.mark.parametrize(
    "params",
    [
        f"ajaxParam:{PARAMS},",
        "ajaxParam: param_212860,",
        "",
    ],
)
@pytest.mark.parametrize(
    ("total", "ahead"),
    [
        ("4895", [("5", "8", "2"), ("9", "12", "2"), ("13", "16", "2")]),
        ("5", [("5", "8", "2")]),
        ("4", []),
    ],
)
def test_rows_behind_those_of_the_island(params: str, total: str, ahead: list[tuple[str, str, str]]) -> None:
    code = f"<script>var param_212860 = {PARAMS};</script>"
    reading = page(FAMILY, island(9, 8, 7, 6) + code + call(total, params=params), URL)
    assert rows(reading) == expected(9, 8, 7, 6)
    assert reading.pager is not None
    assert windows(reading.pager.more) == ahead
    assert reading.unread_rows == 0


@pytest.mark.parametrize(
    ("code", "ahead"),
    [
        (call("11", params="ajaxParam:{},"), ["1", "2"]),  # seven more rows, four at a time
        ("", ["1"]),  # nobody says how many there are
    ],
)
def test_the_next_group_is_asked_for_by_its_link(code: str, ahead: list[str]) -> None:
    reading = page(FAMILY, island(9, 8, 7, 6, group=GROUP.format(page=1)) + code, URL)
    found = further(reading)
    assert [dict(parse_qsl(urlsplit(url).query))["page"] for url in found] == ahead
    assert found[0].startswith(f"{PROXY}?page=1&appid=1&webid=12&")
    assert "webname=%25E7%25A6%25BE&" in found[0]


def test_a_list_without_rows_of_its_own() -> None:
    reading = page(FAMILY, '<div id="212860"></div>' + call("4895"), URL)
    assert windows(reading.parts) == [("1", "4", "2")]
    assert reading.empty is None


@pytest.mark.parametrize(("code", "empty"), [(call("0"), True), ("", None)])
def test_an_island_without_rows(code: str, empty: bool | None) -> None:
    assert page(FAMILY, island() + code, URL).empty is empty


def test_an_interface_elsewhere_is_not_asked() -> None:
    code = call("4895").replace("'/module/", "'http://elsewhere.test/module/")
    reading = page(FAMILY, island(9, 8) + code, URL)
    assert asked(FAMILY, reading) == further(reading) == []


@pytest.mark.parametrize(
    "body",
    [
        "<script type='text/xml'><datastore>" + "<record>" * 20_000 + "</script>",
        "<script type='text/xml'><datastore><recordset><record><![CDATA[<li><a>" + "</script>",
        "<script>" + "$('#1').jpage({totalRecord:1e99,perPage:-5,ajaxParam:{" * 500 + "</script>",
        island(9, 8) + call("9" * 25, per_page=10**15),
    ],
)
def test_broken_islands_hurt_nobody(body: str) -> None:
    reading = page(FAMILY, body, URL)
    assert len(further(reading)) <= 3
    assert reading.empty is not True


# ── answers ───────────────────────────────────────────────────────────────────────────────────────


def proxied(url: str, text: str, form: str = "") -> PageReading:
    reading = answer(FAMILY, url, text, URL, form)
    assert reading is not None
    return reading


FORM = "columnid=33718&unitid=212860&webname=%E7%A6%BE"


def test_rows_of_a_window() -> None:
    url = f"{PROXY}?startrecord=5&endrecord=8&perpage=2"
    reading = proxied(
        url, store(6, 5, 4, 3, total="<totalrecord>15</totalrecord><totalpage>8</totalpage>"), FORM
    )
    assert rows(reading) == expected(6, 5, 4, 3)
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (15, 8, 2)
    assert further(reading) == [
        f"POST {PROXY}?startrecord={start}&endrecord={start + 3}&perpage=2 {FORM}" for start in (9, 13)
    ]


def test_rows_of_a_group() -> None:
    url = f"{PROXY}?page=1&columnid=33718"
    text = store(
        6,
        5,
        row=TR,
        total="<totalrecord>15</totalrecord><totalpage>3</totalpage>",
        group=GROUP.format(page=2),
    )
    reading = proxied(url, text)
    assert rows(reading) == expected(6, 5)
    assert further(reading) == [f"{PROXY}?page={n}&columnid=33718" for n in (2, 3)]


@pytest.mark.parametrize(
    ("total", "empty"),
    [("<totalrecord>0</totalrecord>", True), ("<totalrecord>15</totalrecord>", None), ("", None)],
)
def test_only_a_count_of_none_proves_an_empty_list(total: str, empty: bool | None) -> None:
    reading = proxied(f"{PROXY}?startrecord=1&endrecord=4&perpage=2", store(total=total), FORM)
    assert reading.empty is empty
    assert further(reading) == []


@pytest.mark.parametrize("text", ["", "<html><body>系统繁忙，请稍后再试</body></html>", '{"code":500}'])
def test_what_is_no_datastore_says_nothing(text: str) -> None:
    assert answer(FAMILY, f"{PROXY}?startrecord=1&endrecord=4&perpage=2", text, URL, FORM) is None


# ── search ────────────────────────────────────────────────────────────────────────────────────────

SCRIPTED = """<input id="q" placeholder="请输入搜索内容"><script>var webid = 12; function s(){
 window.open("/jsearchfront/search.do?websiteid=330100000000000&searchid=25&pg=&p=1&tpl=38&cateid=29&q=" + encodeURIComponent($('#q').val()) + "&pos=title"); }</script>"""
OLDER = """<input id="q" placeholder="请输入搜索内容"><script>var webid = 12; function s(){
 location.href = "/jrobot/search.do?webid=" + webid + "&pg=12&p=1&tpl=&category=&q=" + encodeURI(q.value); }</script>"""


@pytest.mark.parametrize(
    ("body", "path", "hidden"),
    [
        (SCRIPTED, "jsearchfront/search.do", {"websiteid": "330100000000000", "searchid": "25", "p": "1", "tpl": "38", "cateid": "29"}),
        (OLDER, "jrobot/search.do", {"webid": "12", "pg": "12", "p": "1"}),
        ("<form action='/jsearchfront/search.do'><input type='hidden' name='websiteid' value='1'><input name='q' placeholder='搜索'></form>", "jsearchfront/search.do", {"websiteid": "1"}),
    ],
)  # fmt: skip
def test_search_boxes(body: str, path: str, hidden: dict[str, str]) -> None:
    forms = [form for form in page(FAMILY, body + island(9, 8, 7), URL).forms if form.action]
    assert [(form.method, form.field, form.visible) for form in forms] == [("GET", "q", True)]
    address, _, fixed = forms[0].action.partition("?")
    assert address == HOME + path
    assert {**dict(forms[0].hidden), **dict(parse_qsl(fixed))} == hidden
