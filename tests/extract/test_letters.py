"""Letters of the public in the markups that portals use, and what only looks like letters."""

from __future__ import annotations

import pytest

from auditor.extract import dom
from auditor.extract.letters import read_letters
from auditor.extract.zones import map_zones
from auditor.model import Letter

URL = "https://www.demo.gov.cn/hdjl/xzxx/"
BOX = "<div class='dqwz'>当前位置：<a href='/'>首页</a> &gt; <a href='/hdjl/xzxx/'>县长信箱</a></div>"


def read(html: str, title: str = "") -> tuple[Letter, ...]:
    page = dom.parse(f"<html><head><title>{title}</title></head><body>{html}</body></html>", URL)
    return read_letters(page, map_zones(page), URL, title, ())


def told(html: str, title: str = "") -> list[tuple[str, str | None, str | None, str]]:
    return [(each.title, each.asked, each.answered, each.state.value) for each in read(html, title)]


TABLE = """<table><tr><th>序号</th><th>信件标题</th><th>来信时间</th><th>{answered}</th><th>状态</th></tr>
<tr><td>1</td><td><a href="1.html">路灯不亮</a></td><td>2026-01-05</td><td>2026-01-09</td><td>已办结</td></tr>
<tr><td>2</td><td><a href="2.html">垃圾清运</a></td><td>2026-01-06</td><td></td><td>处理中</td></tr>
<tr><td>3</td><td><a href="3.html">重复来信</a></td><td>2026-01-07</td><td></td><td>不予受理</td></tr></table>"""
ROWS = [("路灯不亮", "2026-01-05", "2026-01-09", "answered"), ("垃圾清运", "2026-01-06", None, "pending")]


def test_a_table() -> None:
    assert told(TABLE.format(answered="答复时间")) == ROWS
    assert [each.url for each in read(TABLE.format(answered="答复时间"))] == [URL + "1.html", URL + "2.html"]


def test_a_table_without_states_shows_the_open_ones_by_their_empty_cells() -> None:
    html = """<table><thead><tr><th>标题</th><th>来信日期</th><th>回复日期</th></tr></thead><tbody>
    <tr><td>路灯不亮</td><td>2026-01-05</td><td>2026-01-09</td></tr><tr><td>垃圾清运</td><td>2026-01-06</td><td></td></tr>
    </tbody></table>"""
    assert told(html) == ROWS
    assert [each[3] for each in told(html.replace("2026-01-09", ""))] == ["unknown", "unknown"]


def test_a_table_of_lists() -> None:
    html = """<ul class="tit"><li>信件标题</li><li>来信时间</li><li>答复时间</li><li>办理状态</li></ul>
    <div><ul><li><a href="1.html">路灯不亮</a></li><li>2026-01-05</li><li>2026-01-09</li><li>已回复</li></ul>
    <ul><li><a href="2.html">垃圾清运</a></li><li>2026-01-06</li><li>&nbsp;</li><li>已受理</li></ul></div>"""
    assert told(html) == ROWS


@pytest.mark.parametrize(
    ("row", "letter"),
    [
        ('<a href="1.html">[已回复] 路灯不亮怎么办</a><span>2026-01-05</span>', (None, None, "answered")),
        (
            '<a href="1.html">路灯不亮怎么办</a><em>未回复</em><span>2026-01-05</span>',
            ("2026-01-05", None, "pending"),
        ),
        (
            '<a href="1.html">路灯不亮怎么办</a><i>已答复</i>来信时间：2026-01-05 回复时间：2026-01-09',
            ("2026-01-05", "2026-01-09", "answered"),
        ),
    ],
)
def test_marked_rows(row: str, letter: tuple[str | None, str | None, str]) -> None:
    assert told(f"{BOX}<ul><li>{row}</li></ul>") == [("路灯不亮怎么办", *letter)]
    assert told(f"<ul><li>{row}</li></ul>", "意见征集") == []


PAGE = """<h1>路灯不亮怎么办</h1><p>来 信 人：张某</p><p>来信时间：2026-01-05 10:00</p><p>来信内容：家门口路灯坏了</p>
<p>回复单位：城管局</p><p>回复时间：{day}</p><p>回复内容：{answer}</p>"""


@pytest.mark.parametrize(
    ("day", "answer", "answered", "state"),
    [
        ("2026-01-09", "您好，已经修复。", "2026-01-09", "answered"),
        ("", "您好，已经修复。", None, "answered"),
        ("", "暂无回复", None, "pending"),
        ("", "", None, "unknown"),
        ("2026-01-09", "暂无回复", "2026-01-09", "answered"),
    ],
)
def test_a_page_of_one_letter(day: str, answer: str, answered: str | None, state: str) -> None:
    assert told(PAGE.format(day=day, answer=answer)) == [("路灯不亮怎么办", "2026-01-05", answered, state)]


def test_a_page_of_several_letters() -> None:
    one = "<p>留言标题：{}</p><p>留言时间：2026-01-0{}</p><p>留言内容：……</p><p>答复内容：已经办好。</p>"
    assert told(one.format("路灯不亮", 5) + one.format("垃圾清运", 6)) == [
        ("路灯不亮", "2026-01-05", None, "answered"),
        ("垃圾清运", "2026-01-06", None, "answered"),
    ]


def test_a_table_of_labels() -> None:
    html = """<table><tr><td>来信标题</td><td>路灯不亮</td></tr><tr><td>来信时间</td><td>2026-01-05</td></tr>
    <tr><td>来信内容</td><td>家门口路灯坏了</td></tr><tr><td>答复内容</td><td>已经修复。</td></tr></table>"""
    assert told(html) == [("路灯不亮", "2026-01-05", None, "answered")]


def test_nobody_is_named_and_numbers_are_hidden() -> None:
    html = PAGE.format(day="2026-01-09", answer="好").replace("路灯不亮怎么办", "请回电13800138000")
    (letter,) = read(html)
    assert letter.title == "请回电＊＊＊"
    assert "张某" not in repr(letter)


@pytest.mark.parametrize(
    "html",
    [
        "<form><p>来信标题：<input></p><p>来信内容：<textarea></textarea></p><button>提交信件</button></form>",
        # proposals of deputies, tenders, notices that give hours for questions
        "<table><tr><th>标题</th><th>答复时间</th><th>答复单位</th></tr><tr><td>第1号建议</td><td>2026-01-05</td><td>教育局</td></tr></table>",
        "<p>咨询时间：2026年1月5日至9日</p><p>内容：招聘教师</p>",
        "<table><tr><th>征集主题</th><th>开始时间</th><th>状态</th></tr><tr><td>留言</td><td>2026-01-05</td><td>已结束</td></tr></table>",
        "<table><tr><th>信件标题</th><th>来信时间</th><th>状态</th></tr></table>",
        "",
    ],
)
def test_what_only_looks_like_letters(html: str) -> None:
    assert read(html) == ()
