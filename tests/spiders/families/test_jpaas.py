"""大汉 jpaas: units of a page that arrive as HTML in JSON."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from auditor.extract import dom
from auditor.extract.family import PageSource
from auditor.model import PageReading, PartRole, Portal
from auditor.territory import territory_of
from spiders.families.jpaas import Jpaas
from tests.spiders.families.reads import HOME, answer, further, page, rows

FAMILY = Jpaas()
URL = f"{HOME}col/col1229/index.html"
PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = {"parseType": "bulidstatic", "webId": "3630", "tplSetId": "5HrZ", "pageType": "column", "tagId": "当前栏目list", "editType": "null", "pageId": "1229"}  # fmt: skip
ASKED = f"{HOME[:-1]}{PATH}?{urlencode(QUERY)}"
ITEMS = """<ul class="list"><li><a href="/col/col1229/art/2026/art_6f2.html" title="关于公布2026年度重大行政决策事项目录的通知">关于公布2026年度重大…</a><span>2026-06-09</span></li>
 <li><a href="art/2026/art_6f1.html">关于道路施工的公告</a><span>2026-06-01</span></li></ul>"""


def unit(tag: str, **more: str) -> str:
    query = str({**QUERY, "tagId": tag, **more})
    return f'<div><script src="/script/0/AuthorizedRead/unitbuild.js" url="{PATH}" queryData="{query}"></script></div>'


def unit_answer(html: str, url: str = ASKED) -> PageReading | None:
    text = json.dumps({"success": True, "code": "200", "data": {"html": html}}, ensure_ascii=False)
    return answer(FAMILY, url, text, URL)


def test_units_are_parts_of_the_page() -> None:
    reading = page(FAMILY, unit("左侧导航") + unit("当前栏目list") + unit("当前位置") + unit("footer"), URL)
    asked = [(part.role, dict(parse_qsl(urlsplit(part.url).query))["tagId"]) for part in reading.parts]
    assert asked == [
        (PartRole.INCLUDE, "左侧导航"),
        (PartRole.ROWS, "当前栏目list"),
        (PartRole.INCLUDE, "当前位置"),
        (PartRole.INCLUDE, "footer"),
    ]
    rows_part = next(part for part in reading.parts if part.role is PartRole.ROWS)
    assert (rows_part.method, rows_part.url) == ("GET", ASKED)


@pytest.mark.parametrize(
    "body",
    [
        f"<script src='/unitbuild.js' url='http://elsewhere.test{PATH}' queryData=\"{{'webId':'1','pageId':'2'}}\"></script>",
        "<script src='/unitbuild.js' url='/logout' queryData=\"{'webId':'1','pageId':'2'}\"></script>",
        f"<script src='/unitbuild.js' url='{PATH}' queryData=\"{{'rows':'1'}}\"></script>",
        f"<script src='/unitbuild.js' url='{PATH}' queryData=\"{'{' * 5000}\"></script>",
    ],
)
def test_what_is_no_unit_of_this_portal_is_not_asked(body: str) -> None:
    assert page(FAMILY, body, URL).parts == ()


def test_rows_that_cannot_be_asked_for_are_not_missing() -> None:
    body = unit("信息列表").replace(PATH, f"http://elsewhere.test{PATH}")
    reading = page(FAMILY, f"<h1>通知公告</h1>{body}", URL)
    assert (reading.parts, reading.empty) == ((), None)
    assert "script-list" in reading.obstacles


def test_counties_on_one_platform_share_its_interface() -> None:
    own = territory_of(Portal("990204", "溪源县", "http://city.test/xy/"))
    url = "http://city.test/xy/col/col1229/index.html"
    tree = dom.parse(f"<html><body>{unit('信息列表')}</body></html>", url)
    parts = FAMILY.parts(PageSource(url, tree, "", "", own))
    assert [part.url.partition("?")[0] for part in parts] == [f"http://city.test{PATH}"]


def test_a_page_asks_for_so_many_units_only() -> None:
    assert len(page(FAMILY, "".join(unit("list", pageId=str(n)) for n in range(50)), URL).parts) == 8


@pytest.mark.parametrize(
    "pager",
    [
        '<div class="pagination" rows="15" count="387" pageNo="1"></div>',
        "<div id=\"p_pagination\" queryData=\"{'rows':'15','count':'387','pageNo':'1'}\"></div>",
    ],
)
def test_rows_and_further_pages(pager: str) -> None:
    reading = unit_answer(ITEMS + pager)
    assert rows(reading) == [
        (
            "关于公布2026年度重大行政决策事项目录的通知",
            f"{HOME}col/col1229/art/2026/art_6f2.html",
            "2026-06-09",
        ),
        ("关于道路施工的公告", f"{HOME}col/col1229/art/2026/art_6f1.html", "2026-06-01"),
    ]
    assert reading is not None
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (387, 26, 0)
    queries = [dict(parse_qsl(urlsplit(url).query)) for url in further(reading)]
    assert [(query["pageNo"], query["pageSize"], json.loads(query["paramJson"])) for query in queries] == [
        (str(n), "15", {"pageNo": n, "pageSize": 15}) for n in (2, 3, 4)
    ]
    assert all(QUERY.items() <= query.items() for query in queries)


def test_a_further_page_knows_where_it_stands() -> None:
    pager = '<div class="pagination" rows="15" count="40" pageNo="2"></div>'
    reading = unit_answer(ITEMS + pager, f"{ASKED}&pageNo=2&pageSize=15")
    assert reading is not None
    assert reading.pager is not None
    assert reading.pager.current == 1
    assert [dict(parse_qsl(urlsplit(url).query))["pageNo"] for url in further(reading)] == ["3"]


@pytest.mark.parametrize(
    ("html", "empty"),
    [
        ('<ul></ul><div class="pagination" rows="15" count="0" pageNo="1"></div>', True),
        ("<div class='nodata'>暂无信息</div>", True),
        ('<ul></ul><div class="pagination" rows="15" count="40" pageNo="1"></div>', None),
        ("<ul></ul>", None),
        ("", None),
        ("<div><p>禾青县位于禾水中游，辖四镇二乡，人口三十万，县城在青阳镇。</p></div>", False),
    ],
)
def test_what_proves_an_empty_list(html: str, empty: bool | None) -> None:
    reading = unit_answer(html)
    assert reading is not None
    assert reading.empty is empty


@pytest.mark.parametrize(
    "text",
    ["", "<html>系统繁忙</html>", '{"success": false, "data": null}', '{"data": {"html": null}}', "[" * 900],
)
def test_what_is_no_answer_says_nothing(text: str) -> None:
    assert answer(FAMILY, ASKED, text, URL) is None


def test_a_menu_gives_links_and_no_rows() -> None:
    url = f"{HOME[:-1]}{PATH}?{urlencode({**QUERY, 'tagId': '左侧导航'})}"
    html = '<ul class="nav"><li><a href="/col/col1/index.html">机构职能</a></li><li><a href="/col/col2/index.html">政策文件</a></li></ul>'
    reading = unit_answer(html, url)
    assert reading is not None
    assert [(link.text, link.url) for link in reading.links] == [
        ("机构职能", f"{HOME}col/col1/index.html"),
        ("政策文件", f"{HOME}col/col2/index.html"),
    ]
    assert (reading.items, reading.pager, reading.empty) == ((), None, None)
