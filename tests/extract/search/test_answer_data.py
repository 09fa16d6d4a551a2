"""Answers that are data: JSON of the known interfaces and of others, and what is no answer at all."""

from __future__ import annotations

import json

import pytest
from answering import answer, data

TITLE, URL = "关于开展农村宅基地确权登记颁证工作的通知", "http://www.wenling.test/tzgg/t20260528_4011.html"
SECOND, OTHER = "农村宅基地审批管理办法", "/zcwj/t20250220_2977.html"
QUERY = "农村宅基地"
MARKED = TITLE.replace(QUERY, f"<em>{QUERY}</em>")

JCSE = (
    '<div class="jcse-result-box news-result"><div class="jcse-news-title"><a href="/jsearchfront/visit/link.do?url=http%3A%2F%2Fwww.wenling.test%2Ftzgg%2Ft20260528_4011.html">{title}</a></div>'
    '<div class="jcse-news-abs"><div class="jcse-news-abs-content">各乡镇要完成<em>农村宅基地</em>权属调查。</div></div>'
    '<div class="jcse-news-other-info"><div class="jcse-news-url"><a href="http://www.wenling.test/x">http://www.wenling.test/x</a></div><span class="jcse-news-date">2026-05-28</span></div></div>'
)
ANSWERS = {
    "igs": {"page": {"content": [{"title": MARKED, "url": URL, "trs_time": "2026-05-28 10:00:00", "content": "x"}], "total": "1", "totalPages": 1}},
    "ssp": {"datas": [{"doctitle": MARKED, "docpuburl": URL, "docreltime": "2026-05-28"}], "total": 1, "error": False},
    "guangdong": {"code": 200, "data": {"news": {"list": [{"title": MARKED, "url": URL, "pub_time": 1779930000}], "total": 1}, "hot": [{"name": "社保查询", "url": "/hot"}]}},
    "elastic": {"took": 3, "hits": {"total": {"value": 1}, "hits": [{"_id": "1", "_source": {"title": MARKED, "url": URL, "publishTime": "2026-05-28"}}]}},
    "jsearch": {"success": True, "total": 1, "result": [JCSE.format(title=MARKED)]},
    "fragment": {"code": "200", "data": {"total": 1, "html": f"<ul>{JCSE.format(title=MARKED)}</ul>"}},
    "bare-list": [{"Title": MARKED, "Link": URL, "CreateDate": "20260528093000"}],
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_results_wherever_they_stand(name: str) -> None:
    read = data(ANSWERS[name], QUERY)
    [result] = read.results
    assert result.title == TITLE
    assert "t20260528_4011" in result.url
    assert result.date == "2026-05-28"
    assert result.marked
    assert read.total == (None if name == "bare-list" else 1)


def test_a_callback_and_a_mark_before_it() -> None:
    body = f"\ufeffjQuery123_4({json.dumps(ANSWERS['igs'])});"
    assert [result.title for result in answer(body, QUERY, mime="text/javascript").results] == [TITLE]


def test_addresses_are_joined_and_others_left_out() -> None:
    rows = [
        {"title": TITLE, "url": URL},
        {"title": SECOND, "url": OTHER},
        {"title": "一条没有地址的", "url": "javascript:alert(1)"},
    ]
    assert [result.url for result in data({"list": rows, "total": 9}).results] == [
        URL,
        "http://www.wenling.test" + OTHER,
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"success": True, "total": 0, "result": []},
        {"page": {"content": [], "total": "0"}},
        {"code": 200, "data": {"list": [], "total": 0}},
        {"code": 200, "msg": "没有找到相关结果", "data": {}},
        {"hits": {"total": {"value": 0}, "hits": []}},
    ],
)
def test_nothing_was_found(value: object) -> None:
    read = data(value)
    assert (read.results, bool(read.nothing), read.unread) == ((), True, "")


@pytest.mark.parametrize(
    "value",
    [
        {"success": False, "message": "参数错误", "data": []},
        {"code": 500, "msg": "系统异常", "data": {"list": [], "total": 0}},
        {"foo": 1},
        [],
        [[1, 2], "x"],
        {"result": ["plain words", "and more"]},
    ],
)
def test_what_is_not_understood_proves_nothing(value: object) -> None:
    read = data(value)
    assert read.results == ()
    assert read.unread == "markup" or value == []


@pytest.mark.parametrize(
    ("message", "kind"),
    [("请输入验证码", "captcha"), ("访问过于频繁，请稍后", "too-often"), ("您尚未登录", "login")],
)
def test_what_stands_in_the_way(message: str, kind: str) -> None:
    assert data({"code": 401, "msg": message, "data": None}).obstruction == kind


@pytest.mark.parametrize(
    "body",
    [
        '{"total":1,"result":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a":' * 70 + "1" + "}" * 70,
        '{"total":3,"list":[{"title":"a',
        '{"total":' + "9" * 5_000 + ',"list":[]}',
        '{"result":["' + "<a href=x>" * 50_000 + '"]}',
        "{" + ",".join(f'"k{n}":{{"x":1}}' for n in range(30_000)) + "}",
    ],
    ids=["deep-list", "deep-object", "cut", "number", "anchors", "wide"],
)
def test_bombs_are_no_answers(body: str) -> None:
    read = answer(body, mime="application/json")
    assert read.results == ()
    assert read.unread or read.nothing


def test_hostile_values_stay_text() -> None:
    rows = [
        {"title": "<img src=x onerror=alert(1)>" + TITLE, "url": URL, "date": "not a day"},
        {"title": ["a"], "url": {"b": 1}},
        {"title": 5, "url": None},
        {"title": SECOND + "\x00\u202e", "url": OTHER, "date": 10**30},
        {"title": "又一个够长的标题文字", "url": "http://169.254.169.254/latest/"},
    ]
    read = data({"list": rows, "total": "x"})
    assert [result.title for result in read.results][:1] == [TITLE]
    assert all("<" not in result.title and "\x00" not in result.title for result in read.results)
    assert read.total is None
