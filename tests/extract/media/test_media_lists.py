"""Lists of posts of any make: pages, feeds, data, exports; and all readings of an account together."""

from __future__ import annotations

import json
from datetime import date

import pytest
from media_answers import MOMENT, PORTAL, SINCE, answered, body_of, text_answered

from auditor.extract.media import combined, examine, exported, exported_csv, listed
from auditor.model import AccountReading, Grid, Item, Pager, Post


def days(name: str) -> list[str]:
    return [post.day for post in answered(name).reading.posts]


def test_a_list_page_with_a_pinned_post_over_new_year() -> None:
    examined = answered("account-list.html")
    assert days("account-list.html") == [
        *("2024-03-01", "2026-07-23", "2026-07-21", "2026-07-15"),
        *("2026-01-05", "2025-12-30", "2025-12-20"),
    ]
    assert (examined.reading.whole, examined.further, examined.reading.name) == (True, (), "")
    further = answered("account-list.html", since=date(2025, 1, 1))
    assert (further.reading.whole, further.further) == (False, (f"{PORTAL}index_2.html",))


def test_a_list_that_was_read_already() -> None:
    items = (Item("甲", "https://x/1", "2026-07-20"), Item("乙", None, None))
    one_page = Pager(1, 0, None)
    examined = listed(PORTAL, items, one_page, MOMENT, SINCE)
    assert examined is not None
    assert ([post.day for post in examined.reading.posts], examined.reading.whole) == (
        ["2026-07-20", ""],
        True,
    )
    unsure = listed(PORTAL, items, Pager(None, None, None, ("https://x/2",)), MOMENT, SINCE)
    assert unsure is not None
    assert (unsure.reading.whole, unsure.further) == (False, ("https://x/2",))
    assert listed(PORTAL, items[1:], one_page, MOMENT, SINCE) is None


def test_rss_with_times_of_every_form() -> None:
    reading = answered("feed.rss").reading
    assert [post.day for post in reading.posts] == [
        *("2026-07-24", "2026-07-22", "2026-07-20", "2026-07-18"),
        *("2026-07-16", "2026-07-23", "2026-01-02"),
    ]
    assert reading.posts[0].source == "清河县应急管理局"
    assert reading.posts[0].text == "防汛应急响应启动。"
    assert reading.whole


def test_atom_is_whole_only_when_it_goes_back_far_enough() -> None:
    assert days("feed.atom") == ["2026-07-24", "2026-07-10"]
    assert not answered("feed.atom").reading.whole
    assert answered("feed.atom", since=date(2026, 7, 20)).reading.whole
    assert answered("feed.atom").reading.posts[1].url == "https://www.qinghe.example/xmt/1.html"


def test_a_feed_in_gbk_and_one_that_the_server_calls_html() -> None:
    text = body_of("feed.rss").decode().replace("UTF-8", "GBK")
    reading = examine(PORTAL, text.encode("gbk"), "text/html", "", MOMENT, SINCE).reading
    assert [post.title for post in reading.posts][:2] == ["防汛应急响应启动", "高温天气安全提示"]


def test_a_feed_opens_no_file_and_grows_no_entity() -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "'
    body = (
        head
        + b"y" * 50
        + b'">]><rss version="2.0"><channel><item><title>&x;A&y;</title></item></channel></rss>'
    )
    (post,) = examine(PORTAL, body, "", "", MOMENT, SINCE).reading.posts
    assert "root" not in post.title
    assert "yyyy" not in post.title


def test_data_whose_members_nobody_described() -> None:
    examined = answered("articles.json")
    assert [(post.title, post.day, post.url) for post in examined.reading.posts] == [
        ("乡村振兴现场会", "2026-07-23", "https://www.qinghe.example/a/1"),
        ("医保缴费指南", "2026-07-12", "https://www.qinghe.example/a/2"),
        ("旧闻一则", "2025-11-03", "https://www.qinghe.example/a/3"),
    ]
    assert examined.reading.posts[0].source == "清河日报"
    assert examined.reading.whole


def test_data_is_asked_page_by_page() -> None:
    url = "https://api.qinghe.example/list?type=1&pageNo=1&pageSize=3"
    early = date(2025, 1, 1)
    assert answered("articles.json", url, since=early).further == (url.replace("No=1", "No=2"),)
    assert answered("articles.json", "https://api.qinghe.example/list", since=early).further == ()


@pytest.mark.parametrize(
    ("around", "whole"),
    [
        ({"total": 2}, True),
        ({"total": 3}, False),
        ({"hasMore": False}, True),
        ({"has_more": 1}, False),
        ({}, False),
    ],
)
def test_whether_data_is_all_there_is(around: dict[str, object], whole: bool) -> None:
    rows = [{"title": "甲", "time": "2026-07-20"}, {"title": "乙", "time": "2026-07-10"}]
    assert text_answered(json.dumps({"data": {"rows": rows, **around}})).reading.whole is whole


def test_data_in_strings_in_callbacks_and_deeper() -> None:
    rows = [
        {"info": {"title": "甲", "pub_time": "07-20"}},
        {"info": {"title": "乙", "pub_time": "昨天 8:00"}},
    ]
    inner = json.dumps({"list": rows}, ensure_ascii=False)
    reading = text_answered(f"cb({json.dumps({'data': inner})});", mime="application/javascript").reading
    assert [(post.title, post.day) for post in reading.posts] == [("甲", "2026-07-20"), ("乙", "2026-07-23")]


def test_data_without_a_list_of_posts() -> None:
    for value in ({"a": [{"title": "菜单"}]}, [], {"list": [{"time": 1784770200}]}, 5, "x"):
        assert text_answered(json.dumps(value), mime="application/json").reading.reason == "not-understood"


def test_an_exported_list_tells_reposts_and_the_account() -> None:
    reading = exported_csv(body_of("export.csv"), "清河.csv", MOMENT, SINCE)
    assert (reading.name, reading.whole, reading.url) == ("清河发布", True, "清河.csv")
    assert [(post.title, post.day, post.source, post.repost) for post in reading.posts] == [
        ("防汛应急响应启动", "2026-07-23", "清河发布", False),
        ("国务院常务会议召开", "2026-07-20", "中国政府网", True),
        ("春季造林启动", "2026-03-12", "", False),
    ]


def test_an_export_in_any_order_of_columns_and_rows() -> None:
    rows = (
        ("序号", "发布日期", "文章链接", "标题（全称）"),
        ("1", "2026-01-02", "https://mp.weixin.qq.com/s/a", "甲"),
        ("2", "46221", "javascript:alert(1)", "乙"),
        ("3", "2026年7月1日", "", "丙"),
    )
    reading = exported((Grid((("说明",),)), Grid(rows)), "x.xlsx", MOMENT, SINCE)
    assert [(post.title, post.day, post.url) for post in reading.posts] == [
        ("甲", "2026-01-02", "https://mp.weixin.qq.com/s/a"),
        ("乙", "", ""),
        ("丙", "2026-07-01", ""),
    ]
    assert reading.whole  # in the order of its days


def test_tables_and_files_that_are_no_export() -> None:
    for rows in ((), (("标题",), ("甲",)), (("时间", "地点"), ("2026-07-01", "乙"))):
        assert exported((Grid(rows),), "x", MOMENT, SINCE).reason == "not-understood"
    for body in (b"", b"\0\0", b'"' * 100, b"a" * 300_000, b"\xff\xfe" + b"\x00" * 9):
        assert exported_csv(body, "x", MOMENT, SINCE).reason == "not-understood"


def test_readings_of_an_account_together() -> None:
    listed = Post("甲", "2026-07-20", url="http://mp.weixin.qq.com/s?a=1")
    read = Post("甲", "2026-07-20", url="https://mp.weixin.qq.com/s?a=1", source="新华社", text="正文")
    undated, newest = Post("乙", ""), Post("丙", "2026-07-22")
    first = AccountReading("a", posts=(undated, listed))
    posts, whole = combined((first, AccountReading("b", posts=(read, newest), whole=True)))
    assert (posts, whole) == ((newest, read, undated), True)
    assert combined(()) == ((), False)
