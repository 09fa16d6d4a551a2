"""广东 gkmlpt: columns in the fragment, rows from the interface, articles in DETAIL."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.gkmlpt import Gkmlpt
from tests.spiders.families.reads import HOME, answer, asked, further, page, rows, tree

FAMILY = Gkmlpt()
SHELL = f"{HOME}gkmlpt/index"
API = f"{HOME}gkmlpt/api/all"
CONFIG = """<script>window._CONFIG = { URL: 'http:\\/\\/www.heqing.test\\/gkmlpt', SID: '990231',
 TREE: [{"id":2301,"name":"\\u673a\\u6784\\u804c\\u80fd","parent":0,"jump_url":"","children":[
   {"id":2302,"name":"领导<b>信息<\\/b>","jump_url":"","children":[]},
   {"id":2309,"name":"\\u653f\\u5e9c\\u91c7\\u8d2d","jump_url":"http:\\/\\/caigou.yd-demo.test\\/zf","children":[]}]},
  {"id":2310,"name":"\\u7701\\u653f\\u5e9c\\u6587\\u4ef6","jump_url":"\\/zwgk\\/szf\\/","children":[]}],
 IS_MOBILE: isMobile() };</script><div id="app"></div>"""


def test_the_tree_names_each_column_and_the_interface_that_answers_for_it() -> None:
    reading = page(FAMILY, CONFIG, SHELL)
    assert [(link.url, link.text, link.own, link.data) for link in tree(reading)] == [
        (f"{SHELL}#2301", "机构职能", True, f"{API}/2301?page=1&sid=990231"),
        (f"{HOME}zwgk/szf/", "省政府文件", True, ""),
        (f"{SHELL}#2302", "领导信息", True, f"{API}/2302?page=1&sid=990231"),
        ("http://caigou.yd-demo.test/zf", "政府采购", False, ""),
    ]
    assert reading.families == ("gkmlpt",)


@pytest.mark.parametrize(
    ("url", "part"),
    [
        (f"{SHELL}#2302", [f"{API}/2302?page=1&sid=990231"]),
        (f"{HOME}xjyj/gkmlpt/index#17", [f"{HOME}xjyj/gkmlpt/api/all/17?page=1&sid=990231"]),
        (SHELL, [f"{API}/0?page=1&sid=990231"]),
        (f"{HOME}gkmlpt/guide", []),
        ("http://elsewhere.test/gkmlpt/index#5", []),
    ],
)
def test_a_shell_with_a_fragment_asks_for_its_rows(url: str, part: list[str]) -> None:
    assert asked(FAMILY, page(FAMILY, CONFIG, url)) == part


def test_a_shell_says_nothing_of_its_own_emptiness() -> None:
    reading = page(FAMILY, CONFIG, f"{SHELL}#2302")
    assert (reading.empty, reading.items) == (None, ())


ROWS = """{"classify":{"id":2302,"name":"领导信息","post_count":5},"articles":[
 {"id":1,"title":"禾青县领导分工&ldquo;一览&rdquo;","date":1780329600,"created_at":"2026-06-03 09:00:00",
  "url":"http:\\/\\/www.heqing.test\\/gkmlpt\\/content\\/1\\/1\\/post_1.html#2302"},
 {"id":2,"title":"转载<font color='red'>省政府通知</font>","display_publish_time":1780588800,"date":1,
  "url":"/gkmlpt/content/1/1/post_2.html","jump_url":"http://www.gov.test/a.html"},
 {"id":3,"title":"","url":"/x"}]}"""


def test_rows_of_the_interface() -> None:
    reading = answer(FAMILY, f"{API}/2302?page=1&sid=990231", ROWS, f"{SHELL}#2302")
    assert rows(reading) == [
        ("禾青县领导分工“一览”", f"{HOME}gkmlpt/content/1/1/post_1.html", "2026-06-03"),
        ("转载省政府通知", "http://www.gov.test/a.html", "2026-06-05"),
    ]
    assert reading is not None
    assert (reading.kind, reading.title, reading.empty) == (PageKind.LIST, "领导信息", False)
    assert reading.pager is not None
    assert reading.pager.total == 5
    assert further(reading) == [f"{API}/2302?page=2&sid=990231"]


@pytest.mark.parametrize(
    ("text", "empty", "total"),
    [
        ('{"total":0,"articles":[]}', True, 0),
        ('{"classify":{"post_count":0},"articles":[]}', True, 0),
        ('{"articles":[]}', True, 0),
        # Numbers that contradict the array: the interface is wrong, not the column empty.
        ('{"classify":{"post_count":12},"articles":[]}', None, 12),
    ],
)
def test_only_what_the_answer_states_is_empty(text: str, empty: bool | None, total: int) -> None:
    reading = answer(FAMILY, f"{API}/2302?page=1&sid=1", text, f"{SHELL}#2302")
    assert reading is not None
    assert reading.pager is not None
    assert (reading.empty, reading.pager.total) == (empty, total)
    assert not further(reading)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>404</html>",
        '{"code":500,"message":"系统异常"}',
        '{"articles":null}',
        "[" * 5000,
        '{"articles":"无"}',
    ],
)
def test_an_answer_that_is_not_understood_is_none(text: str) -> None:
    assert answer(FAMILY, f"{API}/2302?page=1&sid=1", text, f"{SHELL}#2302") is None


def test_an_article_that_only_detail_holds() -> None:
    detail = """<script>window._CONFIG = {SID:'1', DETAIL: {"title":"关于公布办事时间的通知","publisher":"禾青县政府办",
      "display_publish_time":1780588800,"document_number":"禾府办〔2026〕3号",
      "content":"<p>自6月8日起，办事大厅周六上午开放。<script>alert(1)<\\/script><\\/p>"}};</script><div id="app"></div>"""
    reading = page(FAMILY, detail, f"{HOME}gkmlpt/content/1/1/post_9.html")
    assert (reading.kind, reading.date, reading.issuer) == (PageKind.ARTICLE, "2026-06-05", "禾青县政府办")
    assert "周六上午开放" in reading.text
    assert "alert" not in reading.text


def test_an_article_that_the_page_shows_is_not_doubled() -> None:
    detail = """<h1>关于公布办事时间的通知</h1><p>发布日期：2026-06-01</p><p>正文在此。</p>
      <script>window._CONFIG = {DETAIL: {"title":"关于公布办事时间的通知","content":"<p>正文在此。</p>"}};</script>"""
    assert page(FAMILY, detail, f"{HOME}gkmlpt/content/1/1/post_9.html").text.count("正文在此") == 1


def test_hostile_trees_and_rows_are_bounded() -> None:
    many = ",".join(f'{{"id":{n},"name":"栏目{n}"}}' for n in range(6000))
    assert len(tree(page(FAMILY, f"<script>window._CONFIG={{TREE:[{many}]}}</script>", SHELL))) == 5000
    deep = '{"id":1,"name":"层","children":[' * 500 + "]}" * 500
    assert page(FAMILY, f"<script>window._CONFIG={{TREE:[{deep}]}}</script>", SHELL).families == ("gkmlpt",)
