"""Weibo: the container data, the account, refusals, profile pages that lead to the data."""

from __future__ import annotations

import json
from datetime import date

import pytest
from media_answers import CONTAINER, MOMENT, SINCE, answered, body_of, made, text_answered

from auditor.extract.media import examine
from auditor.model import Failure

UID = made.UID


def test_posts_in_page_order_with_every_form_of_date() -> None:
    examined = answered("weibo-alive.json", CONTAINER, "weibo")
    reading = examined.reading
    assert [(post.shown, post.day) for post in reading.posts] == [
        ("2025-05-02", "2025-05-02"),  # pinned
        ("刚刚", "2026-07-24"),
        ("3小时前", "2026-07-24"),
        ("昨天 10:30", "2026-07-23"),
        ("Wed Jul 22 23:30:00 +0800 2026", "2026-07-22"),
        ("05-02", "2026-05-02"),
        ("12-30", "2025-12-30"),
    ]
    assert (reading.name, reading.owner, reading.key) == ("清河发布", "清河县人民政府办公室", UID)
    assert reading.interactive is True
    assert reading.whole  # the last post lies before the period
    assert examined.further == ()


def test_hours_before_the_answer_may_be_the_day_before() -> None:
    early = MOMENT.replace(hour=1)
    reading = examine(CONTAINER, body_of("weibo-alive.json"), "", "weibo", early, SINCE).reading
    assert reading.posts[2].day == "2026-07-23"


def test_titles_texts_and_where_posts_were_taken_from() -> None:
    posts = answered("weibo-alive.json", CONTAINER).reading.posts
    assert posts[1].title == "#清河天气# 今日多云， 气温26到33℃"
    assert (posts[2].title, posts[2].source, posts[2].repost) == ("停水公告", "清河县水利局", True)
    assert (posts[3].source, posts[3].repost) == ("中国气象局", True)
    assert "暴雨蓝色预警" in posts[3].text
    assert posts[4].text == "高考志愿填报提醒 & 说明"
    assert (posts[4].source, posts[4].repost) == ("", False)
    assert posts[1].url == "https://m.weibo.cn/detail/5190000000000002"


def test_other_peoples_posts_are_left_out() -> None:
    assert all("广告" not in post.text for post in answered("weibo-alive.json", CONTAINER).reading.posts)


@pytest.mark.parametrize(
    ("since", "whole", "further"),
    [
        (date(2025, 12, 1), False, (f"{CONTAINER}&since_id=5190000000000007",)),
        (date(2026, 4, 24), True, ()),
    ],
)
def test_the_next_page_is_asked_until_the_period_is_covered(
    since: date, whole: bool, further: tuple[str, ...]
) -> None:
    examined = answered("weibo-alive.json", CONTAINER, "weibo", since)
    assert (examined.reading.whole, examined.further) == (whole, further)


def test_pages_are_counted_where_there_is_no_cursor() -> None:
    early = date(2025, 1, 1)
    assert answered("weibo-dead.json", CONTAINER, since=early).further == (f"{CONTAINER}&page=2",)
    assert answered("weibo-dead.json", f"{CONTAINER}&page=2", since=early).further == (f"{CONTAINER}&page=3",)
    last = body_of("weibo-dead.json").replace(b'"page": 2', b'"page": null')
    assert examine(CONTAINER, last, "", "weibo", MOMENT, early).further == ()


def test_a_dead_account_and_one_that_began_the_other_day() -> None:
    dead = answered("weibo-dead.json", CONTAINER).reading
    assert (dead.whole, max(post.day for post in dead.posts)) == (True, "2025-11-03")
    young = answered("weibo-all.json", CONTAINER).reading
    assert (young.whole, [post.day for post in young.posts]) == (True, ["2026-07-20"])


@pytest.mark.parametrize(
    ("name", "reason", "failure"),
    [
        ("weibo-login.json", "login", None),
        ("weibo-gone.json", "removed", None),
        ("weibo-limited.json", "rate-limited", Failure.RATE_LIMITED),
        ("weibo-nothing.json", "not-understood", None),
        ("weibo-signin.html", "login", None),
    ],
)
def test_refusals(name: str, reason: str, failure: Failure | None) -> None:
    reading = answered(name, CONTAINER, "weibo").reading
    assert (reading.reason, reading.failure, reading.posts, reading.whole) == (reason, failure, (), False)


def test_nothing_more_on_a_later_page_is_no_refusal() -> None:
    reading = answered("weibo-nothing.json", f"{CONTAINER}&since_id=5").reading
    assert (reading.reason, reading.posts, reading.whole) == ("", (), False)


def test_the_account_itself() -> None:
    examined = answered("weibo-user.json", CONTAINER.replace("107603", "100505"), "weibo")
    reading = examined.reading
    assert (reading.name, reading.owner, reading.interactive) == ("清河发布", "清河县人民政府办公室", True)
    assert examined.further == (CONTAINER,)


def test_the_list_of_the_desktop_page() -> None:
    reading = answered("weibo-desktop.json", f"https://weibo.com/ajax/statuses/mymblog?uid={UID}").reading
    assert [post.day for post in reading.posts] == ["2026-07-23", "2026-03-03"]


@pytest.mark.parametrize("name", ["weibo-profile.html", "weibo-visitor.html"])
def test_a_profile_page_leads_to_the_data(name: str) -> None:
    url = "https://weibo.com/qinghefabu" if name == "weibo-profile.html" else f"https://weibo.com/u/{UID}"
    examined = answered(name, url, "weibo")
    assert (examined.reading.reason, examined.reading.key) == ("script", UID)
    assert examined.further == (CONTAINER, CONTAINER.replace("107603", "100505"))


def test_a_visitor_page_that_names_nobody() -> None:
    assert answered("weibo-visitor.html", "https://weibo.com/qinghefabu", "weibo").reading.reason == "script"


def test_members_of_every_wrong_type() -> None:
    odd = {"created_at": {}, "text": [], "id": {}, "user": [], "title": 5, "retweeted_status": "x"}
    cards = [
        {"mblog": []},
        {"mblog": odd},
        5,
        None,
        {"card_group": {"a": 1}},
        {"mblog": {"text": "只有文字"}},
    ]
    value = {"ok": 1, "data": {"cards": cards, "cardlistInfo": [], "userInfo": 3}}
    reading = text_answered(json.dumps(value), CONTAINER, "weibo").reading
    assert [post.title for post in reading.posts] == ["只有文字"]
