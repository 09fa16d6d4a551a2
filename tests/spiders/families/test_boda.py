"""博达 webber: pages that count down."""

from __future__ import annotations

import pytest

from auditor.model import PageKind
from spiders.families.boda import Boda
from tests.spiders.families.reads import HOME, further, page, rows

FAMILY = Boda()
URL = f"{HOME}zwgk/tzgg.htm"


def listing(pager: str) -> str:
    lines = "".join(
        f'<tr height="20" id="line124907_{n}"><td><a class="c124907" href="../info/1015/42{n}0.htm" target="_blank" title="关于第{n}批补贴对象名单的公示">'
        f'关于第{n}批补贴…</a></td><td width="1%" nowrap><span class="timestyle124907">2026/06/0{n}&nbsp;</span></td></tr>'
        for n in (3, 2, 1)
    )
    return f'<table class="winstyle124907">{lines}</table>{pager}'


MODERN = """<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_t">共52条</span> <span class="p_pages">
<span class="p_first_d p_fun_d">首页</span><span class="p_prev_d p_fun_d">上页</span><span class="p_no_d">1</span>
<span class="p_no"><a href="tzgg/10.htm">2</a></span><span class="p_no"><a href="tzgg/9.htm">3</a></span><span class="p_dot">...</span>
<span class="p_no"><a href="tzgg/1.htm">11</a></span><span class="p_next p_fun"><a href="tzgg/10.htm">下页</a></span>
<span class="p_last p_fun"><a href="tzgg/1.htm">尾页</a></span></span> <span class="p_t">1/11</span></div>"""
OLD = """<table><tr><td id="fanye124907" nowrap>共12条&nbsp;&nbsp;4/5&nbsp;</td><td nowrap><div><a href="3.htm" class="Prev">上页</a>
<a href="1.htm" class="Next">下页</a><a href="1.htm" class="Next">尾页</a></div></td></tr></table>"""
LAST = """<div class="pb_sys_common"><span class="p_t">共52条</span><span class="p_prev p_fun"><a href="2.htm">上页</a></span>
<span class="p_next_d p_fun_d">下页</span><span class="p_t">11/11</span></div>"""
DYNAMIC = """<div class="pb_sys_common"><span class="p_t">共52条</span><span class="p_next p_fun">
<a href="?totalpage=4&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=1015">下页</a></span><span class="p_t">1/4</span></div>"""


@pytest.mark.parametrize(
    ("url", "pager", "total", "pages", "current", "ahead"),
    [
        (URL, MODERN, 52, 11, 0, ["tzgg/10.htm", "tzgg/9.htm", "tzgg/8.htm"]),
        (f"{HOME}zwgk/tzgg/2.htm", OLD, 12, 5, 3, ["tzgg/1.htm"]),
        (f"{HOME}zwgk/tzgg/1.htm", LAST, 52, 11, 10, []),
        (f"{HOME}zwgk/tzgg.jsp?wbtreeid=1015", DYNAMIC, 52, 4, 0, [f"tzgg.jsp?totalpage=4&PAGENUM={n}&urltype=tree.TreeTempUrl&wbtreeid=1015" for n in (2, 3, 4)]),
        (URL, '<td id="fanye124907" nowrap="">共3条&nbsp;&nbsp;1/1&nbsp;</td>', 3, 1, 0, []),
    ],
)  # fmt: skip
def test_pages_count_down(
    url: str, pager: str, total: int, pages: int, current: int, ahead: list[str]
) -> None:
    reading = page(FAMILY, listing(pager), url)
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (total, pages, current)
    assert further(reading) == [f"{HOME}zwgk/{each}" for each in ahead]
    assert reading.kind is PageKind.LIST
    assert [day for _, _, day in rows(reading)] == ["2026-06-03", "2026-06-02", "2026-06-01"]
    assert rows(reading)[0][0] == "关于第3批补贴对象名单的公示"


def test_an_article() -> None:
    body = """<form name="_newscontent_fromname"><h1>关于发放补贴的公示</h1><div>发布日期：2026年06月03日　作者：　来源：县民政局</div>
      <div id="vsb_content"><div class="v_news_content"><p>现将名单公示如下。</p></div></div></form>"""
    reading = page(FAMILY, body, f"{HOME}info/1015/4213.htm")
    assert (reading.kind, reading.date, reading.families) == (PageKind.ARTICLE, "2026-06-03", ("boda",))


def test_an_empty_list_and_a_list_of_another_make() -> None:
    empty = '<div class="main_list"><ul class="list124907"></ul><div class="pb_sys_common"><span class="p_t">共0条</span><span class="p_t">0/0</span></div></div>'
    assert page(FAMILY, empty, URL).empty is True
    assert page(FAMILY, "<ul><li><a href='/a/1.html'>一</a></li></ul>", URL).families == ()
