"""The report's sections on the test of the search and on what the probes sent."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sample
import search_sample
from lxml import html as lxml_html
from search_sample import ACTION, BASE, NONSENSE

from auditor.model import AuditedRequest, Purpose, QueryKind, SearchEngine, SearchForm, TrialState
from reports.html import render_html
from reports.search import engines_of, requests_of


def section(text: str, id_: str) -> lxml_html.HtmlElement:
    [found] = lxml_html.document_fromstring(text).cssselect(f"section#{id_}")
    return found


def squeezed(element: lxml_html.HtmlElement) -> str:
    return re.sub(r"\s+", "", element.text_content())


def test_each_query_tells_what_came_of_it(report: str) -> None:
    rows = section(report, "search").cssselect("table.queries tbody tr")
    told = [[cell.text_content().strip() for cell in row.cssselect("td")] for row in rows]
    assert [re.sub(r"\s+", " ", " ".join(row)) for row in told] == [
        "完整标题 2020-03-02 查到 1 34 0.4 是",
        "标题中的词 2020-03-02 查到 3 10 0.4 否",
        "文号 2020-03-02 没有结果 — 0 6.1 —",
        "完整标题 2020-03-02 没有查到 — 260 0.4 否",
        "完整标题 2020-03-02 打不开 状态 500 — — — —",
        "完整标题 2020-03-02 无法判定 访问超时 — — — —",
        "完整标题 2020-03-02 无法判定 搜索需要验证码 — — — —",
        "网站上没有的词 有结果 — 260 0.4 否",
    ]
    tones = [row.cssselect(".state")[0].get("class") for row in rows]
    assert tones[0] == "state outcome-pass"
    assert tones[-1] == "state outcome-warn"


def test_the_item_that_must_be_found_can_be_opened(report: str) -> None:
    links = section(report, "search").cssselect("table.queries tbody th a")
    assert str(links[0].get("href")) == f"{BASE}/a/1.html"
    assert all(str(link.get("href")).startswith("http://") for link in links)


def test_engines_are_told_with_their_filters_or_why_not(report: str) -> None:
    text = squeezed(section(report, "search"))
    assert "以已发布的信息查询7次，查到2次；用时中位数0.4秒；可以筛选、排序的有：时间、排序。" in text
    assert "大汉jsearch" in text
    assert "没有地址的搜索框没有试用：搜索框只由脚本提交，没有取得搜索地址。" in text
    assert "没有试用：试用次数已用完" in text
    assert "3个搜索框" in text
    opened = section(report, "search").cssselect("ul.plain li")
    assert [one.cssselect(".state")[0].text_content() for one in opened] == ["能打开", "打不开", "无法判定"]


def test_every_request_is_listed_with_what_was_sent(report: str) -> None:
    probes = section(report, "probes")
    rows = [
        [cell.text_content().strip() for cell in row.cssselect("td")]
        for row in probes.cssselect("table.asked tbody tr")
    ]
    assert len(rows) == len(search_sample.asked())
    assert rows[0] == ["试用站内搜索", "GET", "无", "200", "0.1"]
    assert rows[3] == ["试用站内搜索", "GET", "查询“清政办发〔2020〕15号”", "200", "6.1"]
    assert rows[6] == ["试用站内搜索", "GET", "查询“县级预算公开”", "访问超时", "—"]
    assert rows[9][:3] == ["试用站内搜索", "POST", "keyboard=<script>alert(1)</script>，show=title"]
    assert rows[10][2] == "k=%B2%E9%D1%AF"  # of another charset, as it was sent
    assert rows[11][:3] == ["试用站内搜索", "浏览器输入", "q=浏览器里输入的词"]
    assert rows[12] == ["打开搜索结果", "GET", "无", "404 页面不存在（404）", "0.1"]
    assert rows[13] == ["询问表单所指的地址", "HEAD", "无", "405", "—"]
    assert rows[14] == ["询问表单所指的地址", "OPTIONS", "无", "连接被拒绝", "—"]
    assert "没有提交任何表单" in squeezed(probes)


def test_only_what_may_be_repeated_is_a_link(report: str) -> None:
    links = {str(link.get("href")) for link in section(report, "probes").cssselect("a")}
    assert f"{BASE}/a/2.html" in links
    assert not any("/mail/save.do" in link or "index.php" in link for link in links)
    assert all(link.startswith("http://") for link in links)
    shown = [one.text_content() for one in section(report, "probes").cssselect("tbody th")]
    assert shown[1:3] == [ACTION] * 2


def test_hostile_text_stays_text(report: str) -> None:
    for id_ in ("search", "probes"):
        found = section(report, id_)
        assert not found.cssselect("script")
        assert not [link for link in found.cssselect("a") if not str(link.get("href")).startswith("http")]
        assert "\x1b" not in found.text_content()
        assert "\u202e" not in found.text_content()


def test_sections_are_numbered_through_and_named_in_the_bar(report: str) -> None:
    tree = lxml_html.document_fromstring(report)
    bar = [str(link.get("href")).removeprefix("#") for link in tree.cssselect("nav.bar a")]
    assert bar == [
        one.get("id") for one in tree.cssselect("main section[aria-labelledby]") if one.get("id") in bar
    ]
    numerals = [one.text_content() for one in tree.cssselect("h2 .no")]
    assert numerals == list("一二三四五六七八九十")[: len(numerals)] + [
        f"十{digit}" for digit in "一二三四五"[: max(0, len(numerals) - 10)]
    ]
    assert len(numerals) == len(bar)


def test_nothing_asked_no_section() -> None:
    text = render_html(replace(sample.audit(), engines=(), asked=()))
    tree = lxml_html.document_fromstring(text)
    assert not tree.cssselect("#search, #probes")
    assert not [link for link in tree.cssselect("nav.bar a") if link.get("href") in ("#search", "#probes")]


def test_switched_off_is_said() -> None:
    off = SearchEngine(SearchForm(ACTION, "GET", "q"), skipped="off")
    text = render_html(replace(sample.audit(), engines=(off,), asked=()))
    assert "没有试用：本次检查没有试用站内搜索。" in squeezed(section(text, "search"))


@pytest.mark.parametrize(
    ("state", "tone", "badge"),
    [
        (TrialState.NOTHING, "pass", "没有结果"),
        (TrialState.MISSED, "warn", "有结果"),
        (TrialState.CANT_TELL, "cant-tell", "无法判定"),
    ],
)
def test_for_nonsense_no_result_is_right(state: TrialState, tone: str, badge: str) -> None:
    asked = search_sample.trial(state, NONSENSE, QueryKind.NONSENSE)
    engine = SearchEngine(SearchForm(ACTION, "GET", "q"), trials=(asked,))
    [view] = engines_of(replace(sample.audit(), engines=(engine,)))
    assert (view.queries[0].tone, view.queries[0].badge) == (tone, badge)
    assert (view.asked, view.found) == (0, 0)


@pytest.mark.parametrize(
    "body", ["", "&&&", "=", "a", "%", "a=%FF%FE", "a=" + "x" * 5000, "&".join(f"a{n}=" for n in range(99))]
)
def test_any_body_can_be_shown(body: str) -> None:
    request = AuditedRequest(Purpose.SEARCH, "POST", ACTION, body)
    [view] = requests_of(replace(sample.audit(), engines=(), asked=(request,)))
    assert isinstance(view.sent, str)
    render_html(replace(sample.audit(), engines=(), asked=(request,)))
