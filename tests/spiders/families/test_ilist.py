"""四川 iList: pages and categories by query."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.ilist import IList
from tests.spiders.families.reads import HOME, further, page, rows, tree

FAMILY = IList()
LIST = f"{HOME}info/iList.jsp?node_id=GKhqx&cat_id=15971"


def listing(pager: str) -> str:
    items = "".join(
        f'<li><a href="/gk/tzgg/4031{n}.htm" title="关于第{n}期培训的通知" target="_blank">关于第{n}期培训的通知</a><span>2026-06-0{n}</span></li>'
        for n in (3, 2, 1)
    )
    return f'<div class="list_div"><ul>{items}</ul></div>{pager}'


LINKS = """<div class="page_list">共 46 条 第1/4页 <a>上一页</a><a href="/info/iList.jsp?node_id=GKhqx&amp;cat_id=15971&amp;cur_page=2">下一页</a>
<a href="/info/iList.jsp?node_id=GKhqx&amp;cat_id=15971&amp;cur_page=4">尾页</a></div>"""
BARE = """<div class="page"><a href="iList.jsp?site_id=CMShq&cat_id=15971&cur_page=1">1</a><a href="iList.jsp?site_id=CMShq&cat_id=15971&cur_page=2">2</a>
<a href="iList.jsp?site_id=CMShq&cat_id=15971&cur_page=3">3</a></div>"""
SCRIPT = """<div class="page">共有 46 条记录　共 4 页 <a href="javascript:gotoPage('4')">下一页</a></div>"""


@pytest.mark.parametrize(
    ("url", "pager", "total", "pages", "current", "ahead"),
    [
        (LIST, LINKS, 46, 4, 0, (2, 3, 4)),
        (f"{LIST}&cur_page=1", BARE, None, 3, 0, (2, 3)),
        (f"{LIST}&cur_page=3", SCRIPT, 46, 4, 2, (4,)),
        (f"{LIST}&cur_page=1", "<p>共3条 第1/1页</p>", 3, 1, 0, ()),
    ],
)
def test_pages_by_query(
    url: str, pager: str, total: int | None, pages: int, current: int, ahead: tuple[int, ...]
) -> None:
    reading = page(FAMILY, listing(pager), url)
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (total, pages, current)
    assert further(reading) == [f"{LIST}&cur_page={n}" for n in ahead]
    assert [day for _, _, day in rows(reading)] == ["2026-06-03", "2026-06-02", "2026-06-01"]
    assert reading.kind is PageKind.LIST


def test_bytes_of_another_encoding_in_the_query_stay() -> None:
    url = f"{HOME}info/iList.jsp?title=%B9%AB%B8%E6&cat_id=9"
    assert (
        further(page(FAMILY, listing(LINKS), url))[0]
        == f"{HOME}info/iList.jsp?title=%B9%AB%B8%E6&cat_id=9&cur_page=2"
    )


def test_categories_of_a_tree_without_addresses() -> None:
    code = """<script>var zNodes=[{id:15970,pId:0,name:"法定主动公开内容"},{id:15971,pId:15970,name:"通知公告"},
      {id:15972,pId:15970,name:"县教育局",url:"/bm/jyj/"}];</script>"""
    links = tree(page(FAMILY, listing(code), LIST))
    assert [(link.url, link.text) for link in links] == [
        (f"{HOME}info/iList.jsp?node_id=GKhqx&cat_id=15970", "法定主动公开内容"),
        (LIST, "通知公告"),
    ]


def test_other_pages_keep_the_generic_pager() -> None:
    linked = page(FAMILY, f'<a href="{LIST}">通知公告</a>', HOME)
    assert (linked.families, linked.pager) == (("ilist",), None)
    assert page(FAMILY, "<p>无关</p>", HOME).families == ()
