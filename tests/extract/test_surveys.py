"""Online surveys in the markups that portals use, and lists that only look like theirs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.extract import dom, read_page
from auditor.extract.dialogs import read_dialogs
from auditor.extract.surveys import MAX_ON_PAGE, gather_surveys, read_surveys
from auditor.extract.zones import map_zones
from auditor.model import PageKind, PageReading, Portal, Survey, SurveyState
from auditor.survey_words import load
from auditor.territory import territory_of
from tests.harness import ROOT

URL = "https://www.demo.gov.cn/hdjl/wsdc/"
REAL = ROOT.parent / "shared" / "real-pages"


def read(html: str, name: str = "网上调查", url: str = URL) -> tuple[Survey, ...]:
    page = dom.parse(f"<html><body>{html}</body></html>", url)
    zones, names = map_zones(page), (("heading", name),)
    return read_surveys(page, zones, url, "", names, read_dialogs(page, zones, url, "", names))


def told(html: str, name: str = "网上调查") -> list[tuple[str, str, str, str, str]]:
    return [
        (s.title, s.state.value, s.opens, s.closes, s.results.removeprefix(URL)) for s in read(html, name)
    ]


TABLE = """<table><tr><th>标题</th><th>开始时间</th><th>截止时间</th><th>状态</th><th>结果</th></tr>
<tr><td><a href="1.html">关于城区停车的问卷调查</a></td><td>2026-03-01</td><td>2026-03-31</td><td>已结束</td><td><a href="1r.html">查看结果</a></td></tr>
<tr><td><a href="2.html">关于公交线路的问卷调查</a></td><td>2026-04-01</td><td>2026-04-30</td><td>已结束</td><td></td></tr>
<tr><td><a href="3.html">关于农村供水的问卷调查</a></td><td>2026-06-01</td><td>2026-07-01</td><td>进行中</td><td></td></tr></table>"""

LISTS = [
    (
        TABLE,
        [
            ("关于城区停车的问卷调查", "closed", "2026-03-01", "2026-03-31", "1r.html"),
            ("关于公交线路的问卷调查", "closed", "2026-04-01", "2026-04-30", ""),
            ("关于农村供水的问卷调查", "open", "2026-06-01", "2026-07-01", ""),
        ],
    ),
    (
        """<ul><li><a href="1.html" title="关于城区停车的问卷调查">关于城区停车…</a><i class="end">已结束</i><span>2026-03-01 至 2026-03-31</span></li>
        <li><a href="2.html">[进行中]关于公交线路的问卷调查</a><span>2026-06-01</span></li></ul>""",
        [
            ("关于城区停车的问卷调查", "closed", "2026-03-01", "2026-03-31", ""),
            ("关于公交线路的问卷调查", "open", "", "", ""),
        ],
    ),
    (
        """<div class="item"><h4><a href="1.html">关于城区停车的问卷调查</a></h4><p>征集时间：2026年3月1日-2026年3月31日</p>
        <p><a href="javascript:;" onclick="show(1)">调查结果</a></p></div>
        <div class="item"><h4><a href="2.html">关于公交线路的问卷调查</a></h4><p>截止日期：2026/4/30</p><p><a href="2.html">我要参与</a></p></div>""",
        [
            ("关于城区停车的问卷调查", "unknown", "2026-03-01", "2026-03-31", ""),
            ("关于公交线路的问卷调查", "open", "", "2026-04-30", ""),
        ],
    ),
]


@pytest.mark.parametrize(("html", "rows"), LISTS)
def test_lists(html: str, rows: list[tuple[str, str, str, str, str]]) -> None:
    assert told(html) == rows


def test_results_that_a_script_shows_stand_on_the_page_itself() -> None:
    assert [survey.results for survey in read(LISTS[2][0])] == [URL, ""]


NONE = [
    ('<ul><li><a href="1.html">关于城区停车的问卷调查</a><span>2026-03-01</span></li></ul>', "网上调查"),
    (TABLE, "通知公告"),
    (TABLE, "征集结果反馈"),
    ('<ul><li><a href="1.html">2025年调查报告</a><span>2026-03-01</span></li></ul>', "统计调查"),
    ("<p>本次调查已结束。</p>", "机构职能"),
]


@pytest.mark.parametrize(("html", "name"), NONE)
def test_what_tells_nothing_of_a_survey(html: str, name: str) -> None:
    assert read(html, name) == ()


FORM = """<h2>文河县政务公开满意度调查</h2><p>调查时间：2026-03-01至2026-03-31</p>{}
<form action="/vote.do"><p>1、您满意吗？<label><input type=radio name=q1>满意</label><label><input type=radio name=q1>不满意</label></p>
<p>2、了解吗？<label><input type=radio name=q2>了解</label></p><input type=submit value=提交></form>"""


@pytest.mark.parametrize(
    ("more", "state", "results"),
    [
        ("", "unknown", ""),
        ("<p>本次调查已结束，感谢参与！</p>", "closed", ""),
        ("<p>该问卷已截止</p><a href='r.html'>查看结果</a>", "closed", "r.html"),
        ("<p>满意 35票 70%，不满意 15票 30%</p>", "unknown", URL),
    ],
)
def test_its_own_page(more: str, state: str, results: str) -> None:
    [survey] = read(FORM.format(more))
    assert (survey.title, survey.state.value) == ("文河县政务公开满意度调查", state)
    assert (survey.opens, survey.closes) == ("2026-03-01", "2026-03-31")
    assert survey.results.removeprefix(URL) == results.removeprefix(URL)
    assert survey.url == URL


def test_a_page_that_only_says_that_it_is_over() -> None:
    [survey] = read("<h1>关于城区停车的问卷调查</h1><p>该调查已结束。</p>")
    assert (survey.state, survey.results) == (SurveyState.CLOSED, "")


def test_a_row_and_its_page_are_one_survey() -> None:
    row = PageReading(URL, PageKind.LIST, surveys=read(TABLE))
    own = URL + "2.html"
    page = PageReading(
        own, PageKind.ARTICLE, surveys=(Survey(own, "公交线路", SurveyState.UNKNOWN, results=own),)
    )
    found = gather_surveys([row, page], lambda key: "c1" if key.endswith("/wsdc/") else "")
    assert [(s.title, s.state.value, s.closes, s.column, bool(s.results)) for s in found] == [
        ("关于城区停车的问卷调查", "closed", "2026-03-31", "c1", True),
        ("公交线路", "closed", "2026-04-30", "c1", True),
        ("关于农村供水的问卷调查", "open", "2026-07-01", "c1", False),
    ]
    assert gather_surveys([page, row], lambda key: "c1" if key.endswith("/wsdc/") else "") == found


HOSTILE = [
    "<table>" + "<tr><td><a href=1.html>某某问卷调查</a><td>已结束" * 5000,
    "<ul><li>" * 2000 + "<a href=1.html>某某问卷调查</a>已结束",
    "<p>" + "已结束调查" * 100_000 + "</p>",
    "<ul><li><a href='\x00'>" + "调查" * 50_000 + "</a>[已结束]2026-99-99至2026-02-30</li></ul>",
]


@pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_cost_little(html: str) -> None:
    start = time.perf_counter()
    found = read(html)
    assert time.perf_counter() - start < 5
    assert len(found) <= MAX_ON_PAGE
    assert all(len(survey.title) <= 80 for survey in found)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not at hand")
def test_real_pages_hold_no_survey() -> None:
    """Looked through by hand: none of the saved pages is a survey or lists any."""
    territory = territory_of(Portal("x", "x", "http://rsj.gzdaozhen.gov.cn/"))
    for path in sorted(REAL.rglob("*.html")):
        name = path.relative_to(REAL).as_posix()
        reading = read_page(f"http://rsj.gzdaozhen.gov.cn/{name}", path.read_bytes(), "text/html", territory)
        assert reading.surveys == (), name


def test_a_broken_file_of_words_names_its_line(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "surveys.yml").read_text("utf-8")
    broken = tmp_path / "surveys.yml"
    broken.write_text(text.replace("counts: '", "counts: '("), "utf-8")
    with pytest.raises(AuditorError, match=r"surveys.yml:\d+：正则表达式"):
        load(broken)
