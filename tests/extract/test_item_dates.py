"""Dates of a column, from its pages to the inventory: years, pinned rows, wrong dates, contradictions."""

from __future__ import annotations

import pytest

from auditor.extract import build_inventory, read_page
from auditor.model import (
    Column,
    CrawlSummary,
    DateRole,
    Fetch,
    Item,
    PageReading,
    Portal,
    Purpose,
    WitnessKind,
)
from auditor.territory import territory_of

HOME = "http://www.qinghe.test/"
PORTAL = Portal("990101", "清禾县", HOME)
TERRITORY = territory_of(PORTAL)
MENU = '<div class="nav"><a href="/tzgg/">通知公告</a></div>'
CRUMB = '<div>当前位置：<a href="/">首页</a> &gt; 通知公告</div>'
#: late on 15 June in London, early on the 16th in China
READ = "2026-06-15T17:00:00Z"


Answer = tuple[Fetch, PageReading]


def page(
    path: str, body: str, purpose: Purpose = Purpose.NAVIGATION, head: str = "", read: str = READ
) -> Answer:
    url = HOME + path.lstrip("/")
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    reading = read_page(url, text.encode(), "text/html", TERRITORY)
    return Fetch(url, purpose, status=200, mime="text/html", body_sha256=path, fetched_at=read), reading


def listed(*rows: str) -> str:
    return f'{MENU}{CRUMB}<div class="list"><ul>{"".join(f"<li>{row}</li>" for row in rows)}</ul></div>'


def row(number: int, day: str, mark: str = "") -> str:
    return f'{mark}<a href="/tzgg/content_{number}.html">清禾县第{number}号信息的标题</a><span>{day}</span>'


def article(number: int, line: str, head: str = "", body: str = "") -> Answer:
    text = f"{CRUMB}<h1>清禾县第{number}号信息的标题</h1><p>{line}</p><div class='TRS_Editor'><p>正文。</p>{body}</div>"
    return page(f"/tzgg/content_{number}.html", text, Purpose.ARTICLE, head)


def column(*answers: str | Answer, read: str = READ) -> Column:
    """The column 通知公告; strings are the rows of its list page."""
    rows = [each for each in answers if isinstance(each, str)]
    pages = [each for each in answers if not isinstance(each, str)]
    known = [page("/", MENU, Purpose.HOME), page("/tzgg/", listed(*rows), read=read), *pages]
    found = build_inventory(PORTAL, known, CrawlSummary(PORTAL, "finished", len(known), 100))
    return next(each for each in found.columns if each.id == "/tzgg/")


def days(found: Column) -> list[str | None]:
    return [item.date for item in found.items]


def test_a_page_alone_gives_no_year() -> None:
    _, reading = page("/tzgg/", listed(row(1, "06-10"), row(2, "昨天"), row(3, "2026-05")))
    assert [(item.date, item.partial) for item in reading.items] == [
        (None, "--06-10"),
        (None, "-P1D"),
        (None, "2026-05"),
    ]


def test_years_come_from_the_day_of_reading_in_china() -> None:
    found = column(row(1, "06-16"), row(2, "06-10"), row(3, "12-30"))
    assert days(found) == ["2026-06-16", "2026-06-10", "2025-12-30"]
    assert (found.newest, found.undated, found.latest) == ("2026-06-16", 0, None)


def test_relative_days_are_counted_from_the_moment_of_reading() -> None:
    found = column(row(1, "3小时前"), row(2, "昨天"), row(3, "3天前"))
    assert days(found) == ["2026-06-15", "2026-06-15", "2026-06-13"]  # read at one in the morning


def test_without_a_day_of_reading_nothing_is_guessed() -> None:
    found = column(row(1, "06-10"), row(2, "昨天"), read="")
    assert (found.newest, found.undated, found.latest) == (None, 2, None)


@pytest.mark.parametrize(
    "mark",
    [
        '<span class="zd">置顶</span>',
        "[置顶]",
        '<img src="/images/x.gif" alt="置顶">',
        '<img src="/images/zhiding.png">',
        '<i class="top"></i>',
    ],
)
def test_a_pinned_row_does_not_hold_the_others(mark: str) -> None:
    found = column(row(1, "03-01", mark), row(2, "06-10"), row(3, "06-01"))
    assert days(found) == [None, "2026-06-10", "2026-06-01"]
    assert (found.newest, found.undated, found.latest) == ("2026-06-10", 1, "2026-03-01")


def test_a_box_called_top_pins_nothing() -> None:
    card = '<div class="top"><a href="/tzgg/content_{0}.html">清禾县第{0}号信息的标题</a></div><span>06-1{0}</span>'
    found = column(*(card.format(number) for number in (3, 2, 1)))
    assert days(found) == ["2026-06-13", "2026-06-12", "2026-06-11"]


def test_pinned_or_a_quiet_year_stays_open_until_a_page_tells() -> None:
    rows = [row(1, "05-06"), row(2, "06-10"), row(3, "06-01")]
    found = column(*rows)
    assert days(found) == [None, None, None]
    assert (found.newest, found.undated, found.latest) == (None, 3, "2026-06-10")
    told = column(*rows, article(1, "发布时间：2024-05-06"), article(2, "发布时间：2026-06-10"))
    assert days(told) == ["2024-05-06", "2026-06-10", "2026-06-01"]
    assert told.conflicts == ()


def test_the_chain_goes_on_over_further_pages_and_repeated_rows() -> None:
    pager = '<div class="page"><a href="/tzgg/index_1.html">下一页</a></div>'
    body = listed(row(1, "06-10"), row(2, "01-05")) + pager
    second = page("/tzgg/index_1.html", listed(row(1, "06-10"), row(3, "12-30"), row(4, "2025-11-30")))
    known = [page("/", MENU, Purpose.HOME), page("/tzgg/", body), second]
    found = build_inventory(PORTAL, known, CrawlSummary(PORTAL, "finished", 3, 100)).columns[0]
    assert days(found) == ["2026-06-10", "2026-01-05"]
    assert found.newest == "2026-06-10"


# ── wrong dates ───────────────────────────────────────────────────────────────────────────────────


def test_a_future_date_never_makes_a_column_fresh() -> None:
    found = column(row(1, "2062-06-10"), row(2, "2025-01-10"))
    assert (found.newest, found.undated) == ("2025-01-10", 0)
    assert [(each.shown, each.value, each.url) for each in found.wrong] == [
        ("2062-06-10", "2062-06-10", HOME + "tzgg/")
    ]
    assert found.items[0].wrong == "2062-06-10"


def test_tomorrow_is_not_wrong_the_day_after_is() -> None:
    assert column(row(1, "2026-06-17")).wrong == ()
    assert column(row(1, "2026-06-18")).wrong != ()


def test_an_impossible_date_is_kept_as_it_is_written() -> None:
    found = column(row(1, "2026-02-30"), row(2, "2026-13-05"), row(3, "2026-01-05"))
    assert [(each.shown, each.value) for each in found.wrong] == [("2026-02-30", ""), ("2026-13-05", "")]
    assert (days(found), found.newest) == ([None, None, "2026-01-05"], "2026-01-05")


def test_the_item_s_own_page_dates_what_the_list_dates_wrongly() -> None:
    found = column(row(1, "2062-06-10"), article(1, "发布时间：2026-06-10"))
    assert (days(found), found.newest, len(found.wrong)) == (["2026-06-10"], "2026-06-10", 1)


@pytest.mark.parametrize("line", ["发布日期：2026-13-05", "发布日期：2027-06-10"])
def test_an_article_may_be_dated_wrongly_too(line: str) -> None:
    found = column(row(1, "2026-06-10"), article(1, line))
    assert [(each.shown, each.url) for each in found.wrong] == [(line, HOME + "tzgg/content_1.html")]
    assert found.newest == "2026-06-10"


# ── contradictions ────────────────────────────────────────────────────────────────────────────────


def test_list_and_article_that_differ_are_a_conflict() -> None:
    found = column(
        row(1, "2026-05-06"),
        row(2, "2026-05-01"),
        article(1, "发布时间：2026-06-10"),
        article(2, "发布时间：2026-05-02"),
    )
    (conflict,) = found.conflicts
    assert (conflict.title, conflict.visible, found.compared) == ("清禾县第1号信息的标题", True, 2)
    assert [(each.kind, each.value) for each in conflict.witnesses] == [
        (WitnessKind.LIST, "2026-05-06"),
        (WitnessKind.ARTICLE_LINE, "2026-06-10"),
    ]


def test_a_tag_that_differs_is_told_apart() -> None:
    found = column(
        row(1, "2026-05-06"),
        article(1, "发布时间：2026-05-06", '<meta name="PubDate" content="2026-06-10 08:00">'),
    )
    assert [each.visible for each in found.conflicts] == [False]


def test_a_text_from_elsewhere_brings_its_own_line_along() -> None:
    script = "<script>var pubdata='2026年05月06日'</script>"
    found = column(row(1, "2026-05-06"), article(1, script, body="<p>（发布时间：2009-11-25）</p>"))
    assert [each.visible for each in found.conflicts] == [False]
    undated = column(row(1, ""), article(1, script, body="<p>（发布时间：2009-11-25）</p>"))
    assert undated.newest == "2026-05-06"


def test_a_row_without_its_year_contradicts_another_month() -> None:
    found = column(row(1, "05-06"), article(1, "发布时间：2025-09-01"))
    assert [[each.value for each in one.witnesses] for one in found.conflicts] == [["--05-06", "2025-09-01"]]
    assert days(found) == ["2025-09-01"]


def test_stamps_are_information_and_no_contradiction() -> None:
    file = '<a href="./P020251029345678901234.pdf">附件</a>'
    agree = column(row(1, "2025-06-26"), article(1, "发布时间：2025-06-26", body=file))
    assert agree.conflicts == ()
    differ = column(row(1, "2025-06-26"), article(1, "发布时间：2025-08-04", body=file))
    stamps = [each for each in differ.conflicts[0].witnesses if each.role is DateRole.IMPORTED]
    assert [(each.kind, each.value) for each in stamps] == [(WitnessKind.ATTACHMENT, "2025-10-29")]


@pytest.mark.parametrize(
    "line",
    [
        "更新时间：2026-06-10",  # changed later, which is no contradiction
        "成文日期：2026-06-10",
        "当前时间：2026-06-10 10:00",
        "会议时间：2026-06-10 10:00",
        "报名截止日期：2026-06-10",
        "发布日期：　文号：清政办〔2026〕1号　成文日期：2026-06-10",
    ],
)
def test_other_days_are_not_compared(line: str) -> None:
    assert column(row(1, "2026-05-06"), article(1, line)).conflicts == ()


def test_a_list_of_dates_of_forming_is_no_contradiction() -> None:
    found = column(row(1, "2026-05-06"), article(1, "成文日期：2026-05-06 发布日期：2026-05-20"))
    assert (found.conflicts, found.compared) == ((), 1)


# ── where dates stand ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "head", "expected"),
    [
        ("发布日期：2026-06-10", "", "2026-06-10"),
        ("发布时间：2026年6月10日 09:30　来源：县水务局", "", "2026-06-10"),
        ("信息来源：县水务局　|　发布时间：2026-06-10", "", "2026-06-10"),
        ("来源：县水务局发布时间：2026-06-10", "", "2026-06-10"),
        ("时间：2026-06-10 09:30 浏览：5", "", "2026-06-10"),
        ("日期：2026年6月10日　来源：县水务局", "", "2026-06-10"),
        ("发 布 日 期：2026-06-10", "", "2026-06-10"),
        ("发布于 2026-06-10", "", "2026-06-10"),
        ("更新时间：2026-06-12 发布时间：2026-06-10", "", "2026-06-10"),
        ("更新时间：2026-06-10", "", "2026-06-10"),
        ("成文日期：2026-01-01 发布日期：2026-06-10", "", "2026-06-10"),
        ("成文日期：2026-01-01", "", None),
        ("发文日期：2026-01-01", "", None),
        ("时间：2026年6月10日上午9点 地点：会议室", "", None),
        ("成绩公布时间：2026-06-10", "", None),
        ("今天是2026年6月15日 星期一", "", None),
        ("", '<meta name="Maketime" content="2026-06-15 03:00">', None),
        ("", '<meta name="pubdate" content="20260610">', "2026-06-10"),
        ("", '<meta content="2026年06月10日" name="Pubdate">', "2026-06-10"),
        ("<script>var pubdata='2026年06月10日';</script>", "", "2026-06-10"),
        ("<script>/* var pubdata='2019年01月01日'; */ var pubdata='2026年06月10日';</script>", "", "2026-06-10"),
        ("<!-- 发布时间：2019-01-01 -->发布时间：2026-06-10", "", "2026-06-10"),
        ("发布时间：2026-06-10", '<meta name="PubDate" content="2026-06-12">', "2026-06-10"),
    ],
)  # fmt: skip
def test_articles(line: str, head: str, expected: str | None) -> None:
    _, reading = page(
        "/tzgg/202606/t20260611_1.html",
        f"{CRUMB}<h1>标题</h1><p>{line}</p><div class='TRS_Editor'>正文</div>",
        head=head,
    )
    assert reading.date == expected


def test_an_article_names_all_its_witnesses() -> None:
    _, reading = article(
        1,
        "发布时间：2026-06-10 09:30 更新时间：2026-06-12 成文日期：2026-06-01",
        '<meta name="PubDate" content="2026-06-10"><meta name="Maketime" content="2026-06-15">',
        '<img src="W020260609345678901234.jpg">',
    )
    assert {(each.role.value, each.value) for each in reading.date_witnesses} == {
        ("published", "2026-06-10"),
        ("updated", "2026-06-12"),
        ("formed", "2026-06-01"),
        ("built", "2026-06-15"),
        ("imported", "2026-06-09"),
    }


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="a/1.html">关于停水的公告</a><span>截止日期：2026-07-01</span><span>发布日期：2026-06-10</span>', "2026-06-10"),
        ('<a href="a/1.html">关于停水的公告</a><!-- <span>2019-01-01</span> --><span>2026-06-10</span>', "2026-06-10"),
        ("<a href=\"a/1.html\">关于停水的公告</a><script>var pubdata='2026年06月10日';</script>", "2026-06-10"),
        ("<a href=\"a/1.html\">关于停水的公告</a><script>/* var pubdate='2019-01-01' */ var pubdate='2026-06-10';</script>", "2026-06-10"),
        ('<a href="a/1.html" title="清禾县政府公报 2026-06-10">清禾县政府公报 2026-06-10</a>', None),
        ('<a href="a/1.html">清禾县停水公告（2026年6月10日）</a>', None),
        ('<a href="a/1.html">清禾县停水公告 [2026-06-10]</a>', "2026-06-10"),
        ('<a href="a/1.html">清禾县停水公告全文</a><em>10</em><i>2026-06</i>', "2026-06-10"),
    ],
)  # fmt: skip
def test_rows(html: str, expected: str | None) -> None:
    _, reading = page("/tzgg/", listed(html, row(2, "2026-05-01")))
    assert reading.items[0].date == expected


def test_a_column_of_updates_is_known_as_such() -> None:
    table = (
        '<table class="gk_list"><tr><th>名称</th><th>更新日期</th><th>有效期至</th></tr>'
        '<tr><td><a href="t20260601_1.html">清禾县规范性文件一号</a></td><td>2026-06-10</td><td>2031-06-10</td></tr></table>'
    )
    _, reading = page("/tzgg/", MENU + CRUMB + table)
    (item,) = reading.items
    assert item.date == "2026-06-10"
    assert item.witnesses[0].role is DateRole.UPDATED


def test_items_keep_their_order_and_their_words() -> None:
    found = column(row(1, "06-10"))
    assert found.items[0] == Item(
        "清禾县第1号信息的标题",
        HOME + "tzgg/content_1.html",
        "2026-06-10",
        found.items[0].witnesses,
        partial="--06-10",
    )
