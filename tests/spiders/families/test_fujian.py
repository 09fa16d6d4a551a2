"""福建 TRS template: static groups, totals in a script, rows by POST, patterns that prove nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from auditor.extract import read_page
from auditor.model import PageReading, Part, PartRole, Portal
from auditor.territory import territory_of
from spiders.families import FAMILIES
from spiders.families.fujian import Fujian
from tests.spiders.families.reads import HOME, answer, page, rows

FAMILY = Fujian()
URL = f"{HOME}zwgk/tzgg/"
SEARCH = f"{HOME}fjdzapp/search"
#: stands on every list page, and shows nothing until a script fills it
HIDDEN = """<div class="list_base" ms-visible="!showStatic"><ul ms-if="list.length==0"><div ms-if="error">暂无数据</div></ul>
 <ul ms-if="list.length>0"><li ms-repeat="list" ms-if-loop="$index<5"><a ms-attr-href="el.chnldocurl" ms-text="el.doctitle|html">标题</a>
 <span ms-text="el.docreltime | date2['yyyy-MM-dd']">2020-01-01</span></li></ul></div>"""
SITE = "<script>var SiteInfo = { itpSiteId: 21, searchId: 200231, //频道\n defaultPgTemp: 'pgBar.html' };</script>"


def groups(count: int) -> str:
    """Static rows in groups of five, the last group short."""
    made = []
    for first in range(1, count + 1, 5):
        lines = "".join(
            f'<li><a href="./202606/t202606{28 - n:02d}_{n}.htm " title="关于第{n}批惠农补贴发放情况的公示" target="_blank">关于第{n}批惠农…</a>'
            f"<span>[2026-06-{28 - n:02d}]</span></li>"
            for n in range(first, min(first + 5, count + 1))
        )
        made.append(f'<ul ms-visible="$showStatic({first})">{lines}</ul>')
    return f'<div class="list_base" ms-visible="showStatic">{"".join(made)}</div>'


def model(
    args: str, pagebar: str, head: str = 'quickMode: "动静结合", maxStaticIndex: 2,', before: str = ""
) -> str:
    return f"""{SITE}<script>require(['list2.trsapi'], function(listModel) {{ {before}
      listModel({{ {head} listArgs: {{ {args} }}, listApi: {{ url: "/fjdzapp/search" }},
      pagebar: {{ {pagebar} pgTemp: "pgBar.html" }}, callToPage: function (p) {{ $('html,body').animate({{scrollTop: 0}}, 800); }},
      searchArgs: {{ key: {{ type: 'classsql', field: 'doctitle', value: '' }} }} }}) }})</script>"""


ARGS = "channelid: SiteInfo.searchId, templet: 'advsch.jsp', classsql: '' || 'chnlid=950', sortfield: '-docorderpri,-docreltime', classsort: 0"
FORM = {"channelid": "200231", "classsql": "chnlid=950", "sortfield": "-docorderpri,-docreltime"}


def read(body: str, url: str = URL) -> PageReading:
    return page(FAMILY, f'<div ms-controller="windowRoot">{body}</div>', url)


def forms(parts: tuple[Part, ...]) -> list[dict[str, str]]:
    assert all((part.url, part.method, part.role) == (SEARCH, "POST", PartRole.ROWS) for part in parts)
    return [dict(parse_qsl(part.body)) for part in parts]


def test_all_rows_stand_in_the_page() -> None:
    reading = read(groups(7) + HIDDEN + model(ARGS, "recordCount: '7', prepage: 15,"))
    assert [title for title, _, _ in rows(reading)] == [
        f"关于第{n}批惠农补贴发放情况的公示" for n in range(1, 8)
    ]
    assert rows(reading)[0][1:] == (f"{URL}202606/t20260627_1.htm", "2026-06-27")
    assert (reading.empty, reading.unread_rows, reading.parts) == (False, 0, ())
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.more) == (7, ())


def test_rows_in_definition_lists() -> None:
    body = """<div ms-visible="showStatic"><dl><dd><a href="./a.htm" title="禾青县2025年政府信息公开工作年度报告">禾青县2025年政府信息公开工作年度报告</a></dd>
      <dd> 2026-03-10 </dd></dl><dl><dd><a href="./b.htm">禾青县2024年政府信息公开工作年度报告</a></dd><dd>2025-03-08</dd></dl></div>"""
    reading = read(body + HIDDEN + model(ARGS, "recordCount: '2', prepage: 10,"))
    assert [(title, day) for title, _, day in rows(reading)] == [
        ("禾青县2025年政府信息公开工作年度报告", "2026-03-10"),
        ("禾青县2024年政府信息公开工作年度报告", "2025-03-08"),
    ]


@pytest.mark.parametrize(
    ("shown", "total", "prepage", "numbers", "size"),
    [
        (20, 24, 10, ["3"], "10"),  # two pages stand in the page
        (20, 9_000, 10, ["3", "4", "5"], "10"),
        (15, 16, 10, ["2"], "10"),  # part of a page stands there: it is asked for again
        (10, 20, 10, ["2"], "10"),
        (20, 999_999_999, 999_999_999, ["1", "2", "3"], "100"),
    ],
)
def test_rows_behind_those_shown(shown: int, total: int, prepage: int, numbers: list[str], size: str) -> None:
    reading = read(groups(shown) + HIDDEN + model(ARGS, f"recordCount: '{total}', prepage: {prepage},"))
    assert len(reading.items) == shown
    assert reading.pager is not None
    assert reading.pager.total == total
    assert forms(reading.pager.more) == [{**FORM, "page": number, "prepage": size} for number in numbers]
    assert (reading.parts, reading.unread_rows) == ((), 0)


BRANCHES = """var classsql = "(parentid,chnlid+=1823,1846)";
 if('规范性文件' == '管委会文件'){ } else if ('规范性文件' == '规范性文件库') { classsql = "chnlid=1882*efftype=02,03"; } else { classsql= "" || "chnlid=950"; }"""


@pytest.mark.parametrize(
    ("args", "before"),
    [
        (ARGS, ""),
        ("channelid: SiteInfo.searchId, classsql: classsql, sortfield: '-docorderpri,-docreltime'", BRANCHES),
        ("channelid: 200231, classsql: 'chnlid=' + chnlid, sortfield: '-docorderpri,-docreltime'", "var chnlid = '950';"),
    ],
)  # fmt: skip
def test_a_list_that_only_the_interface_has(args: str, before: str) -> None:
    reading = read(HIDDEN + model(args, "prepage: 10,", 'quickMode: "动态",', before))
    assert forms(reading.parts) == [{**FORM, "page": "1", "prepage": "10"}]
    assert reading.items == ()
    assert reading.empty is None


@pytest.mark.parametrize(
    ("args", "before"),
    [
        ("channelid: SiteInfo.searchId, classsql: sqlOf(paths[5])", ""),
        ("channelid: SiteInfo.searchId, classsql: sql", "var sql = 'chnlid=1'; if (paths[5] == 'a') { sql = 'chnlid=2'; }"),
        ("channelid: other, classsql: 'chnlid=1'", ""),
    ],
)  # fmt: skip
def test_parameters_that_are_no_constants_are_not_guessed(args: str, before: str) -> None:
    reading = read(HIDDEN + model(args, "prepage: 10,", 'quickMode: "动态",', before))
    assert reading.parts == ()
    assert reading.empty is None


def test_an_interface_elsewhere_is_not_asked() -> None:
    code = model(ARGS, "prepage: 10,").replace("/fjdzapp/search", "http://elsewhere.test/fjdzapp/search")
    assert read(HIDDEN + code).parts == ()


def test_a_hidden_sentence_does_not_empty_a_list_that_counts_rows() -> None:
    reading = read(HIDDEN + model(ARGS, "recordCount: '20', prepage: 10,"))
    assert reading.empty is None
    assert forms(reading.parts) == [{**FORM, "page": "1", "prepage": "10"}]


# ── answers ───────────────────────────────────────────────────────────────────────────────────────

BODY = "channelid=200231&classsql=chnlid%3D950&page={}&prepage=20"
DATA = """{"pageCount": 5, "recordCount": "93", "data": [
 {"doctitle": "关于<font color=red>停水</font>的公告&ldquo;第一号&rdquo;", "chnldocurl": "/zwgk/tzgg/202606/t20260609_1.htm", "docpuburl": "/x.htm", "docreltime": "2026-06-09 10:00:00", "pubdate": "2020-01-01"},
 {"doctitle": "关于道路施工的公告", "docpuburl": "http://www.heqing.test/zwgk/tzgg/202606/t20260601_2.htm", "docreltime": "2026-06-01 08:30:11"},
 {"doctitle": "", "chnldocurl": "/nothing.htm"}]}"""  # fmt: skip


def test_rows_of_an_answer() -> None:
    reading = answer(FAMILY, SEARCH, DATA, URL, BODY.format(2))
    assert rows(reading) == [
        ("关于停水的公告“第一号”", f"{URL}202606/t20260609_1.htm", "2026-06-09"),
        ("关于道路施工的公告", f"{URL}202606/t20260601_2.htm", "2026-06-01"),
    ]
    assert reading is not None
    assert reading.pager is not None
    assert (reading.pager.total, reading.pager.pages, reading.pager.current) == (93, 5, 1)
    assert [form["page"] for form in forms(reading.pager.more)] == ["3", "4", "5"]
    assert {form["classsql"] for form in forms(reading.pager.more)} == {"chnlid=950"}


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ('{"pageCount": 0, "data": []}', True),
        ('{"recordCount": 0, "data": []}', True),
        ('{"data": []}', None),
        ('{"pageCount": 3, "data": []}', None),
    ],
)
def test_only_a_count_of_none_proves_an_empty_list(text: str, empty: bool | None) -> None:
    reading = answer(FAMILY, SEARCH, text, URL, BODY.format(1))
    assert reading is not None
    assert reading.empty is empty


@pytest.mark.parametrize(
    "text",
    ["", "<html>系统繁忙</html>", '{"code": 500, "msg": "error"}', '{"data": "none"}', "[]", "{" * 900],
)
def test_what_is_no_answer_says_nothing(text: str) -> None:
    assert answer(FAMILY, SEARCH, text, URL, BODY.format(1)) is None


# ── real pages ────────────────────────────────────────────────────────────────────────────────────

REAL = Path(__file__).resolve().parents[4] / "shared" / "real-pages" / "pingtan"
#: path: rows, newest, total; read off the pages by hand
LISTS: dict[str, tuple[int, str | None, int | None]] = {
    "zwgk/ztzl/jczwgkbzhgfh/ptzc/": (9, "2022-06-29", 9),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/aqsc/": (1, "2021-05-11", 1),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/ggflfw/": (1, "2020-12-25", 1),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/ggzyjy/": (1, "2021-04-30", 1),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/gytdsfwzsybc/": (11, "2022-06-07", 11),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/jsjf/": (6, "2022-06-20", 6),
    "zwgk/ztzl/jczwgkbzhgfh/qzbm/ylfw/": (50, "2022-10-29", 50),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/htpq/bzml/": (5, "2021-02-26", 5),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/jjpq/bzml/": (9, "2021-01-29", 9),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/jjpq/zc/": (10, "2021-02-04", 10),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/jspq/bzml/": (8, "2020-11-15", 8),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/jspq/zc/": (6, "2020-12-23", 6),
    "zwgk/ztzl/jczwgkbzhgfh/sdpq/sppq/bzml/": (3, "2020-12-24", 3),
    "zwgk/zfxxgk/zfxxgknb/": (10, "2026-03-10", 20),
    "zwgk/zfxxgk/zfxxgkzd/": (15, "2025-05-21", 34),
    "zwgk/zfxxgk/gwhwj/hzgfxwj/": (0, None, None),
}
#: further or missing rows: what is asked for
ASKED = {
    "zwgk/zfxxgk/zfxxgknb/": [("chnlid=1813", "2", "10")],
    "zwgk/zfxxgk/zfxxgkzd/": [("chnlid=1822", "2", "15"), ("chnlid=1822", "3", "15")],
    "zwgk/zfxxgk/gwhwj/hzgfxwj/": [("chnlid=1367", "1", "10")],
}


@pytest.mark.skipif(not REAL.is_dir(), reason="real pages are not at hand")
@pytest.mark.parametrize("path", LISTS)
def test_real_lists(path: str) -> None:
    home = "https://www.pingtan.gov.cn/"
    with (REAL / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        files = {row["url"]: row["path"] for row in csv.DictReader(manifest, delimiter="\t")}
    body = (REAL / files[home + path]).read_bytes()
    own = territory_of(Portal("350128", "平潭", home))
    reading = read_page(home + path, body, "text/html", own, FAMILIES)
    count, newest, total = LISTS[path]
    assert "fujian" in reading.families
    assert len(reading.items) == count
    assert max((item.date or "" for item in reading.items), default=None) == newest
    assert (reading.pager.total if reading.pager else None) == total
    assert reading.empty is not True
    more = [*reading.parts, *(reading.pager.more if reading.pager else ())]
    forms_asked = [dict(parse_qsl(part.body)) for part in more]
    assert [(form["classsql"], form["page"], form["prepage"]) for form in forms_asked] == ASKED.get(path, [])
    assert {form["channelid"] for form in forms_asked} <= {"200210"}
