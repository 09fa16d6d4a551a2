"""Pages of results in the markup of each family, with the menus and side columns of a portal around them."""

from __future__ import annotations

from html import escape

import pytest
from answering import answer, page

from auditor.model import SearchFilter

QUERY = "农村宅基地"
RED = "<span style='color:red'>"
ROWS = [
    ("关于开展农村宅基地确权登记颁证工作的通知", "/tzgg/t20260528_4011.html", "2026-05-28", "各乡镇要完成农村宅基地权属调查和地籍测绘。"),
    ("农村宅基地审批管理办法", "/zcwj/t20250220_2977.html", "2025-02-20", "第一条 为规范农村宅基地审批，制定本办法。"),
    ("县领导调研农村宅基地改革试点", "/zwyw/t20241107_2655.html", "2024-11-07", "农村宅基地改革试点三年来，成效明显。"),
]  # fmt: skip


def marked(text: str, opening: str = "<em>", closing: str = "</em>") -> str:
    return escape(text).replace(QUERY, f"{opening}{QUERY}{closing}")


def empire(rows: list[tuple[str, str, str, str]]) -> str:
    if not rows:
        return "<table><tr><td><b>没有搜索到相关的内容</b></td></tr><tr><td><a href='javascript:history.go(-1)'>返回上一页</a></td></tr></table>"
    listed = "".join(
        f'<li><h2 class="r"><span>{n}.</span> <a href="{url}">{marked(title, "<font color=red>", "</font>")}</a></h2><p class="x">{marked(text)}</p>'
        f'<span class="time">\n {day}\n </span></li>'
        for n, (title, url, day, text) in enumerate(rows, 1)
    )
    return f'<ul class="news_list">{listed}</ul><div class="epages"><a title="Total record">&nbsp;<b>{len(rows)}</b></a></div>'


def was5(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<li class="searchresult"><a class="searchresulttitle" href="/was5/web/detail?record={n}&channelid=258715">{marked(title, "<font color=#FF0000>", "</font>")}</a>'
        f'<div class="searchresultabstract">{marked(text)}</div><span class="dates">{day.replace("-", ".")}</span></li>'
        for n, (title, _, day, text) in enumerate(rows, 1)
    )
    found = f'<div class="outline">检索结果 共有<span class="num">{len(rows)}</span>条记录，用时 0.012 秒</div><ol>{listed}</ol>'
    return found if rows else '<div class="searchtip">很抱歉，没有找到和您的查询条件相符合的结果</div>'


def was5_table(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<tr><td>{n}</td><td><a href="{url}" target="_blank">{marked(title, RED, "</span>")}</a></td><td>{day}</td></tr>'
        for n, (title, url, day, _) in enumerate(rows, 1)
    )
    return (
        f"<p>共找到 <b>{len(rows)}</b> 条记录，分 1 页</p><table class='list'>{listed}</table>"
        if rows
        else "<p>暂无相关信息！</p>"
    )


def igs(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<div class="result-item"><h3 class="title"><a href="{url}">{marked(title)}</a></h3><p class="desc">{marked(text)}</p>'
        f'<p class="other"><span>通知公告</span><span class="date">{day}</span></p></div>'
        for title, url, day, text in rows
    )
    found = f'<div class="tools">为您找到相关结果<b>{len(rows)}</b>条</div><div class="result-list">{listed}</div>'
    return found if rows else f'<div class="no-result"><p>抱歉，没有找到与“{QUERY}”相关的结果</p></div>'


def ssp(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<div class="result_item"><a class="result_title" href="{url}">{marked(title, "<span style=color:red>", "</span>")}</a>'
        f'<p class="result_con">{marked(text)}</p><p class="result_time">发布时间：{day}</p></div>'
        for title, url, day, text in rows
    )
    found = f'<p class="result_num">共检索到 <em class="n">{len(rows)}</em> 条结果</p><div class="result_box">{listed}</div>'
    return found if rows else '<div class="no_data">未检索到相关内容，请更换关键词后重试</div>'


def jrobot(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<div class="jsearch-result-box"><div class="jsearch-result-title"><a href="/jrobot/plugin/link/show.do?url=http%3A%2F%2Fwww.wenling.test{url.replace("/", "%2F")}">{marked(title)}</a></div>'
        f'<div class="jsearch-result-abs">{marked(text)}</div><div class="jsearch-result-other-info"><a href="{url}">http://www.wenling.test{url}</a>'
        f'<span class="jsearch-result-date">{day}</span></div></div>'
        for title, url, day, text in rows
    )
    return f'<div id="jsearch-info-box" data-total="{len(rows)}"></div><div id="jsearch-result-items">{listed}</div>'


def ucap(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<div class="wordGuide Residence-permit"><div class="bigTit clearfix"><span class="type">通知公告</span><a href="{url}" class="titleWrap">{marked(title)}</a></div>'
        f'<p class="summaryFont">{marked(text)}</p><p class="time">发布时间：<span class="sourceDateFont">{day}</span></p></div>'
        for title, url, day, text in rows
    )
    found = f'<div class="toolTit">小智为您找到相关结果约<span class="num">{len(rows)}</span>条</div><div class="xwMain">{listed}</div>'
    return found if rows else f'<div class="noResult">很抱歉，没有找到与“<em>{QUERY}</em>”相关的内容</div>'


def guangdong(rows: list[tuple[str, str, str, str]]) -> str:
    listed = "".join(
        f'<div class="list-item all"><a class="title" href="{url}">{marked(title)}</a><div class="content">{marked(text)}</div>'
        f'<div class="info"><span class="source">本网</span><span class="time">{day}</span></div></div>'
        for title, url, day, text in rows
    )
    count = f'<div class="count">为你找到相关结果 {len(rows)} 个</div>'
    return (
        f"{count}<div class='list-body'>{listed}</div>"
        if rows
        else '<div class="empty">抱歉，没有找到相关的结果，请更换关键词</div>'
    )


def asp(rows: list[tuple[str, str, str, str]]) -> str:
    """A home-made engine: rows of a definition list."""
    listed = "".join(
        f'<dl><dt><a href="{url}" title="{escape(title)}">{marked(title[:12])}…</a></dt><dd>{marked(text)}</dd><dd>[{day}]</dd></dl>'
        for title, url, day, text in rows
    )
    return (
        f"<div class='sou'>搜索到 {len(rows)} 条相关信息{listed}</div>"
        if rows
        else "<p>没有找到符合条件的记录！</p>"
    )


FAMILIES = [empire, was5, was5_table, igs, ssp, jrobot, ucap, guangdong, asp]
EVERY = pytest.mark.parametrize("family", FAMILIES, ids=[each.__name__ for each in FAMILIES])


@EVERY
def test_results_are_read_and_nothing_else(family) -> None:  # type: ignore[no-untyped-def]
    read = answer(page(family(ROWS)), QUERY)
    assert [result.title for result in read.results] == [row[0] for row in ROWS]
    assert [result.date for result in read.results] == [row[2] for row in ROWS]
    assert all(result.marked for result in read.results)
    assert read.total == len(ROWS)
    assert (read.nothing, read.unread, read.obstruction) == ("", "", "")


@EVERY
def test_a_single_result(family) -> None:  # type: ignore[no-untyped-def]
    read = answer(page(family(ROWS[:1])), QUERY)
    assert [result.title for result in read.results] == [ROWS[0][0]]
    assert read.total == 1


@EVERY
def test_words_for_nothing(family) -> None:  # type: ignore[no-untyped-def]
    read = answer(page(family([])), QUERY)
    assert read.results == ()
    assert read.nothing
    assert read.total in (None, 0)


def test_what_is_not_set_off() -> None:
    read = answer(page(igs(ROWS).replace("<em>", "").replace("</em>", "")), QUERY)
    assert len(read.results) == 3
    assert not any(result.marked for result in read.results)


def test_plain_titles_are_believed_when_there_are_as_many_as_the_page_says() -> None:
    rows = "".join(f'<li><a href="{url}">{title}</a></li>' for title, url, _, _ in ROWS)
    told = answer(page(f"<p>共 3 条结果</p><ul>{rows}</ul>"), "别的")
    assert [result.title for result in told.results] == [row[0] for row in ROWS]
    assert answer(page(f"<ul>{rows}</ul>"), "别的").unread == "markup"


def test_a_redirect_without_the_query_still_shows_what_is_set_off() -> None:
    read = answer(page(empire(ROWS)), url="http://www.wenling.test/e/search/result/?searchid=7")
    assert [result.marked for result in read.results] == [True] * 3


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("共找到 1,230 条结果", 1230),
        ("为您找到相关结果约 12300 个", 12300),
        ("约有 88 项结果", 88),
        ("找到约 17 条结果（用时 0.02 秒）", 17),
        ("共检索到<em>5</em>条", 5),
        ("检索结果：共有 <b>19</b> 条记录", 19),
        ("搜索到与“农村宅基地”相关的信息 42 条", 42),
        ("总记录数：312", 312),
        ("共 195 条 第1页/共20页", 195),
        ("About 1,000 results", 1000),
        ("共 12 页", None),
        ("用时 0.012 秒", None),
        ("2026年共", None),
    ],
)
def test_totals(words: str, total: int | None) -> None:
    assert answer(page(f"<div>{words}</div>", guangdong(ROWS).split("</div>", 1)[1]), QUERY).total == total


@pytest.mark.parametrize(
    "words",
    [
        "没有找到相关结果",
        "很抱歉，没有找到与“农村宅基地”相关的网页",
        "未检索到相关内容",
        "没有搜索到任何信息",
        "未能找到您要的信息",
        "暂无相关信息",
        "抱歉，没有符合条件的结果",
        "共找到 0 条结果",
        "无搜索结果",
        "No results found",
    ],
)
def test_ways_to_say_nothing(words: str) -> None:
    read = answer(page(f"<div class='box'><p>{words}</p></div>"), QUERY)
    assert (read.results, bool(read.nothing), read.unread) == ((), True, "")


def test_recommendations_after_nothing_are_no_results() -> None:
    read = answer(page("<p>没有找到相关结果，为您推荐：</p>", igs(ROWS).split("</div>", 1)[1]), QUERY)
    assert read.results == ()
    assert read.nothing


def test_a_hint_after_the_results_is_not_nothing() -> None:
    read = answer(page(igs(ROWS), "<p>没有找到满意的结果？试试高级搜索</p>"), QUERY)
    assert len(read.results) == 3
    assert read.nothing == ""
    assert answer(page("<p>如果没有找到您需要的信息，请联系我们</p>", igs(ROWS)), QUERY).results


def test_what_a_style_hides_says_nothing() -> None:
    hidden = '<div style="display:none">没有找到相关结果</div>'
    assert len(answer(page(hidden, igs(ROWS).replace("为您找到相关结果", "")), QUERY).results) == 3


def test_a_page_that_only_repeats_the_query_proves_nothing() -> None:
    title = ROWS[0][0]
    read = answer(
        page(
            f'<p>您搜索的是：<b>{title}</b></p><a href="/s?q={title}&sort=time">{title}</a>',
            f'<a href="?q={title}&page=2">{title}第二页</a>',
        ),
        title,
    )
    assert read.results == ()
    assert read.unread


def test_menus_and_side_columns_are_no_results() -> None:
    read = answer(page("<div class='main'><p>请输入关键词</p></div>"), QUERY)
    assert read.results == ()
    assert read.nothing == ""
    assert read.unread == "markup"


SHELLS = {
    "ajax": '<div id="items"></div><script>$.ajax({url: "/api/list", success: fill})</script>',
    "vue": '<div id="app"><div v-for="item in list"><a :href="item.url">{{item.title}}</a></div><p v-if="!list.length">没有找到相关结果</p></div><script src="/app.js"></script>',
}


AWAITED = {
    "searching": "正在搜索，请稍候……",
    "loading": "数据加载中...",
    "english": "Loading",
}


@pytest.mark.parametrize("words", AWAITED.values(), ids=AWAITED)
@pytest.mark.parametrize("rendered", [False, True])
def test_no_results_are_no_results_while_they_are_awaited(words: str, rendered: bool) -> None:
    """Both stand in the page from the beginning; its script shows the one and hides the other."""
    shell = f'<div id="app">{words}</div><div class="no-data">没有找到相关内容</div><script src="/site.js"></script>'
    read = answer(page(shell), QUERY, render="search-results" if rendered else "")
    assert (read.results, read.nothing, read.unread) == ((), "", "markup" if rendered else "script")


def test_words_like_those_of_waiting_do_not_hide_that_nothing_was_found() -> None:
    read = answer(page("<a href='/cx/'>查询中心</a><p>没有找到相关内容</p>"), QUERY)
    assert read.nothing.startswith("没有找到相关内容")


@pytest.mark.parametrize("shell", SHELLS)
def test_results_that_a_script_brings(shell: str) -> None:
    read = answer(page(SHELLS[shell]), QUERY)
    assert (read.results, read.nothing, read.unread) == ((), "", "script")


def test_the_interface_that_a_page_names() -> None:
    script = "<script>$.post('/jsearchfront/interfaces/cateSearch.do', params, show)</script>"
    read = answer(page(f"<div>找到约 <span id=total></span> 条结果</div>{script}"), QUERY)
    assert read.unread == "script"
    assert read.interface == "http://www.wenling.test/jsearchfront/interfaces/cateSearch.do"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("请输入验证码后继续搜索 <img src=/captcha.jpg><input name=code>", "captcha"),
        ("验证码错误", "captcha"),
        ("请先登录后再使用搜索功能", "login"),
        ("系统限制的搜索时间间隔为 30 秒，请稍后再搜索", "too-often"),
        ("您的搜索过于频繁", "too-often"),
    ],
)
def test_what_stands_in_the_way(words: str, kind: str) -> None:
    assert answer(page(f"<div class=main><p>{words}</p></div>"), QUERY).obstruction == kind


def test_a_login_in_the_corner_is_not_in_the_way() -> None:
    corner = '<div class="login"><a href="/login">请先登录</a></div>'
    assert answer(page(corner, igs(ROWS)), QUERY).obstruction == ""


FILTERS = {
    '<dl><dt>时间范围：</dt><dd><a href="#">全部时间</a></dd><dd><a href="#">一周内</a></dd></dl>': {
        SearchFilter.TIME
    },
    '<input type="text" name="begin_date"><input type="text" name="end_date">': {SearchFilter.TIME},
    '<ul><li class="on">全部栏目</li><li>通知公告</li></ul>': {SearchFilter.COLUMN},
    '<select name="channelid"><option>全部</option></select>': {SearchFilter.COLUMN},
    "<a>按相关度排序</a><a>按时间排序</a>": {SearchFilter.SORT},
    '<span>排序方式：</span><label><input type="radio" name="od" value="2">时间</label>': {SearchFilter.SORT},
    "<label>搜索位置：</label><a>标题</a><a>全文</a>": {SearchFilter.SCOPE},
    "<p>本站提供全文检索，支持标题与时间筛选。</p>": set(),
}


@pytest.mark.parametrize("controls", FILTERS)
def test_ways_to_narrow_down(controls: str) -> None:
    assert set(answer(page(f"<div>{controls}</div>", igs(ROWS)), QUERY).filters) == FILTERS[controls]


# ── hostile ──────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = {
    "script-in-title": ("<script>alert(1)</script>" + ROWS[0][0], ROWS[0][0]),
    "nul": ("\x00" + ROWS[0][0], ROWS[0][0]),
    "template": (ROWS[0][0] + "{{7*7}}", ROWS[0][0] + "{{7*7}}"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_titles_stay_text(case: str) -> None:
    raw, shown = HOSTILE[case]
    rows = f'<div class="result-item"><h3><a href="/tzgg/t20260528_4011.html">{raw}</a></h3><p>各乡镇要完成权属调查和地籍测绘工作。</p></div>'
    read = answer(page(f"<div>共找到 1 条结果</div><div class='result-list'>{rows}</div>"), QUERY)
    assert [result.title for result in read.results] == [shown]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "#", "http://[::1", ""]
)
def test_results_that_lead_nowhere_are_none(href: str) -> None:
    rows = "".join(
        f'<div class="result-item"><h3><a href="{href}">{row[0]}</a></h3><p>{row[3]}</p></div>'
        for row in ROWS
    )
    assert answer(page(f"<div>共找到 3 条结果</div>{rows}"), QUERY).results == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 1_000_000,
        b"<div>" * 200_000,
        b"<a href='/x/1.html'>" * 50_000,
        "没有找到".encode() * 200_000,
        "共找到".encode() + b"1," * 500_000,
        b"\xff\xfe" * 10_000,
        b"<html>" + bytes(range(256)) * 2_000,
    ],
    ids=["empty", "nul", "deep", "links", "words", "digits", "utf16", "bytes"],
)
def test_no_page_is_too_much(body: bytes) -> None:
    from answering import read

    reading = read(body, QUERY)
    assert reading is None or reading.answer is None or reading.answer.results == ()


def test_a_page_of_megabytes_is_read_as_far_as_a_visitor_would() -> None:
    row = "<li><h3><a href='/tzgg/t20260528_{0}.html'>关于<em>农村宅基地</em>工作的第{0}号通知</a></h3><span>2026-05-28</span></li>"
    rows = "".join(row.format(n) for n in range(1, 5_000))
    read = answer(page(f"<ul class='result-list'>{rows}{' ' * 4_000_000}</ul>"), QUERY)
    assert len(read.results) == 50
