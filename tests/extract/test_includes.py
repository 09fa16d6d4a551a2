"""Files that hold a piece of a page: which are asked for, and what is read in them."""

from __future__ import annotations

import pytest

from auditor.extract import dom
from auditor.extract.family import DataSource, PageSource
from auditor.extract.includes import frame_parts, include_parts, is_document, read_include
from auditor.extract.script import strip_comments
from auditor.model import PageReading, PartRole, Zone
from auditor.territory import Territory

HOST = "www.qinghe.test"
URL = f"http://{HOST}/zwgk/tzgg/index.html"
OWN = Territory(frozenset({HOST}))


def asked(body: str) -> list[tuple[str, str]]:
    markup = f"<html><body>{body}</body></html>"
    page = dom.parse(markup, URL)
    scripts = "\n".join(strip_comments(each.text or "") for each in page.root.iter("script"))
    source = PageSource(URL, page, scripts, markup, OWN)
    parts = (*include_parts(source), *frame_parts(source))
    assert all(part.method == "GET" and part.url.startswith(f"http://{HOST}") for part in parts)
    return [(part.role.value, part.url.removeprefix(f"http://{HOST}")) for part in parts]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('<script src="/js/head.js"></script>', "/js/head.js"),
        ('<script src="../../public/topnav.js?v=3"></script>', "/public/topnav.js?v=3"),
        ('<script src="/images/daohang2024.js"></script>', "/images/daohang2024.js"),
        ('<script src="/inc/top.jsp"></script>', "/inc/top.jsp"),
        ('<script src="/js/commonFoot.js"></script>', "/js/commonFoot.js"),
        ('<script src="/xhtml/js/leftmenu.js"></script>', "/xhtml/js/leftmenu.js"),
        ('<script src="/js/dh.js"></script>', "/js/dh.js"),
        ('<iframe src="/inc/header.html"></iframe>', "/inc/header.html"),
        ('<iframe name="left" src="tree.jsp?id=3"></iframe>', "/zwgk/tzgg/tree.jsp?id=3"),
        ('<div w3-include-html="/inc/head.html"></div>', "/inc/head.html"),
        ('<script>$("#head").load("/inc/head.html #nav");</script>', "/inc/head.html"),
        ('<script>$.get("/inc/foot.html", function(d){ $("#f").html(d) })</script>', "/inc/foot.html"),
        ('<script>$.getJSON("/data/menu.json", draw)</script>', "/data/menu.json"),
        ('<script>$.ajax({type: "get", url: "/data/nav.json", success: draw})</script>', "/data/nav.json"),
    ],
)  # fmt: skip
def test_files_of_the_surroundings(body: str, path: str) -> None:
    assert asked(body) == [("include", path)]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="/js/jquery.min.js"></script>',
        '<script src="/js/jquery.SuperSlide.2.1.1.js"></script>',
        '<script src="/js/echarts.js"></script>',
        '<script src="/js/vue.js"></script>',
        '<script src="/js/gotop.js"></script>',
        '<script src="/js/stop.js"></script>',
        '<script src="/js/desktop.js"></script>',
        '<script src="/js/overhead-lines.js"></script>',
        '<script src="/js/createpage.js"></script>',
        '<script src="/js/menu.min.js"></script>',
        '<script src="/js/jquery.ztree.core.js"></script>',
        '<script src="http://cdn.elsewhere.test/head.js"></script>',
        '<script src="http://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>',
        '<script>$("#x").load(base + "/inc/head.html")</script>',
        '<script>$.get("/api/visit", f)</script>',
        '<script>// $("#head").load("/inc/head.html")\n</script>',
        '<iframe src="about:blank"></iframe><iframe src="http://weather.elsewhere.test/top.html"></iframe>',
        '<iframe src="/count.html" width="0" height="0"></iframe>',
        '<iframe src="index.html" name="left"></iframe>',
    ],
)  # fmt: skip
def test_files_that_are_not_asked_for(body: str) -> None:
    assert asked(body) == []


def test_lists_in_files_of_their_own() -> None:
    assert asked('<iframe src="list.html"></iframe>') == [("rows", "/zwgk/tzgg/list.html")]
    assert asked('<script>$("#newslist").load("rows.html")</script>') == [("rows", "/zwgk/tzgg/rows.html")]


def test_a_frameset_is_asked_for_whole() -> None:
    frames = '<frameset rows="90,*"><frame src="top.htm"><frameset cols="200,*"><frame src="tree.htm" name="left"><frame src="main.htm"></frameset></frameset>'
    page = dom.parse(f"<html>{frames}</html>", URL)
    source = PageSource(URL, page, "", frames, OWN)
    parts = (*include_parts(source), *frame_parts(source))
    assert [(part.url.rsplit("/", 1)[-1], part.role) for part in parts] == [
        ("top.htm", PartRole.INCLUDE),
        ("tree.htm", PartRole.INCLUDE),
        ("main.htm", PartRole.ROWS),
    ]


def test_never_more_than_six_files() -> None:
    body = "".join(
        f'<script src="/js/menu{n}.js"></script><iframe src="/f{n}.html"></iframe>' for n in range(50)
    )
    assert [role for role, _ in asked(body)] == ["include"] * 4 + ["rows"] * 2


# ── what is in them ───────────────────────────────────────────────────────────────────────────────


def read(text: str, url: str = f"http://{HOST}/js/head.js") -> PageReading | None:
    return read_include(DataSource(url, "", text, URL, OWN))


def menu(text: str) -> dict[str, str]:
    reading = read(text)
    assert reading is not None
    assert all(link.zone is Zone.MENU and link.own for link in reading.links)
    return {link.text: link.url.removeprefix(f"http://{HOST}") for link in reading.links}


@pytest.mark.parametrize(
    "text",
    [
        "document.write('<ul class=\"nav\"><li><a href=\"/zwgk/\">政务公开</a></li>');document.write('<li><a href=\"zcjd/\">政策解读</a></li></ul>')",
        "// menu\nvar h='';\nh+='<li><a href=\"/zwgk/\">政务公开</a></li>';\nh+='<li><a href=\"zcjd/\">政策解读</a></li>';\n$('#nav').html(h);",
        "document.getElementById('nav').innerHTML='<a href=\"/zwgk/\">政务公开</a><a href=\"zcjd/\">政策解读</a>'",
        '<div class="nav"><a href="/zwgk/">政务公开</a><a href="zcjd/">政策解读</a></div>',
        '<!-- head --><ul><li><a href="/zwgk/">政务公开</a></li><li><a href="zcjd/">政策解读</a></li></ul>',
        '[{"name":"政务公开","url":"/zwgk/","children":[{"name":"政策解读","url":"zcjd/"}]}]',
        '{"code":0,"data":[{"id":1,"pId":0,"title":"政务公开","href":"/zwgk/"},{"id":2,"pId":1,"title":"政策解读","href":"zcjd/"}]}',
        'callback([{"text":"政务公开","link":"/zwgk/"},{"text":"政策解读","link":"zcjd/"}])',
        "var menus = [{name:'政务公开', url:'/zwgk/'},{name:'政策解读', url:'zcjd/'}];\nfor (var i in menus) { $('#m').append('<a href=\"' + menus[i].url + '\">' + menus[i].name + '</a>') }",
    ],
)  # fmt: skip
def test_menus_in_all_their_forms(text: str) -> None:
    assert menu(text) == {"政务公开": "/zwgk/", "政策解读": "/zwgk/tzgg/zcjd/"}


def test_a_footer_and_a_search_box() -> None:
    reading = read(
        'document.write(\'<div class="foot"><p>主办单位：清禾县人民政府办公室　网站标识码：9901010001</p><a href="/wzdt/">网站地图</a></div>\');'
        'document.write(\'<form action="/search"><input name="keyword"></form>\')'
    )
    assert reading is not None
    facts = {fact.name: fact.value for fact in reading.facts}
    assert facts["site_code"] == "9901010001"
    assert facts["sponsor"] == "清禾县人民政府办公室"
    assert {"footer", "sitemap"} <= set(facts)
    assert reading.forms[0].action == f"http://{HOST}/search"


def test_rows_in_a_fragment() -> None:
    reading = read(
        '<ul class="list"><li><a href="a/1.html">关于停水的公告</a><span>2026-06-01</span></li></ul>'
    )
    assert reading is not None
    assert [(item.title, item.date, item.url) for item in reading.items] == [
        ("关于停水的公告", "2026-06-01", f"http://{HOST}/zwgk/tzgg/a/1.html")
    ]
    assert reading.empty is False


def test_dated_records_are_rows() -> None:
    reading = read('[{"title":"关于停水的公告","url":"a/1.html","pubDate":"2026-06-01"}]')
    assert reading is not None
    assert [(item.title, item.date) for item in reading.items] == [("关于停水的公告", "2026-06-01")]


def test_a_fragment_that_says_there_is_nothing() -> None:
    reading = read('<div class="list"><p>暂无信息</p></div>')
    assert reading is not None
    assert (reading.empty, reading.empty_evidence) == (True, "暂无信息")


def test_behaviour_puts_nothing_into_the_page() -> None:
    reading = read("$(function(){ $('.nav li').hover(function(){ $(this).addClass('on') }) })")
    assert reading is not None
    assert reading.links == ()


@pytest.mark.parametrize(
    "text",
    [
        "document.write('<a href=\"' + host() + '\">政务公开</a>')",
        "$.each(d, function(i, v){ $('#m').append('<li><a href=\"' + v.url + '\">' + v.name + '</a></li>') })",
    ],
)
def test_a_script_that_cannot_be_followed_says_so(text: str) -> None:
    reading = read(text)
    assert reading is not None
    assert (reading.links, reading.obstacles) == ((), ("script-write",))


@pytest.mark.parametrize(
    "text",
    [
        '{"code":500,"msg":"error"}',
        "",
        " \n",
        "<html><body>系统繁忙，请稍后再试</body></html>",
        "document.write('<a href=\"/zwgk/\">政务公开</a>');\ndocument.write('<a href=\"/hd",
    ],
)
def test_an_answer_of_a_server_that_failed_is_no_reading(text: str) -> None:
    assert read(text) is None


def test_a_menu_read_in_part_says_so() -> None:
    reading = read(
        "document.write('<a href=\"/zwgk/\">政务公开</a>');document.write('<a href=\"' + u() + '\">x</a>')"
    )
    assert reading is not None
    assert reading.obstacles == ("script-write",)


def test_whole_documents_are_frames() -> None:
    assert is_document('<!DOCTYPE html><html><head></head><body><a href="x">x</a></body></html>')
    assert not is_document('<div class="nav"></div>')


@pytest.mark.parametrize(
    "text", ["", " ", "<", "{", "[[[[", "var x = [{", "\x00", "document.write('", "null", "[]"]
)
def test_broken_files_do_not_raise(text: str) -> None:
    read(text)
