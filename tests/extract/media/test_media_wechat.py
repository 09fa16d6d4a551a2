"""WeChat: articles with their accounts and days, what stands in place of one, albums and histories."""

from __future__ import annotations

from datetime import date

import pytest
from media_answers import ARTICLE, MOMENT, SINCE, answered, body_of, text_answered

from auditor.extract.media import examine
from auditor.model import Failure

ALBUM = "https://mp.weixin.qq.com/mp/appmsgalbum?action=getalbum&__biz=MzA4MDAwMDAwMQ==&album_id=9"


@pytest.mark.parametrize(
    ("name", "title", "day", "source", "repost"),
    [
        # 昨天 stands on the page beside ct, which is two days old
        ("wechat-article.html", "清河县召开政务公开工作推进会", "2026-07-22", "清河县人民政府办公室", True),
        ("wechat-repost.html", "国务院常务会议召开", "2026-07-19", "中国政府网", True),
        ("wechat-shared.html", "夏天这样喝水最健康", "2026-07-18", "养生百科", True),
        ("wechat-original.html", "清河新建三座公园", "2026-07-15", "清河县融媒体中心", False),
        ("wechat-dated.html", "停电通知", "2026-07-20", "", False),
        ("wechat-yesterday.html", "停水通知", "", "", False),
    ],
)
def test_an_article_is_one_post_of_its_account(
    name: str, title: str, day: str, source: str, repost: bool
) -> None:
    reading = answered(name, ARTICLE, "wechat").reading
    assert (reading.reason, reading.name, reading.key) == ("", "清河发布", "gh_0123456789ab")
    assert not reading.whole
    (post,) = reading.posts
    assert (post.title, post.day, post.source, post.repost, post.url) == (title, day, source, repost, ARTICLE)


def test_words_that_were_true_once_are_kept_as_words() -> None:
    (post,) = answered("wechat-yesterday.html", ARTICLE).reading.posts
    assert (post.day, post.shown) == ("", "昨天")
    (post,) = answered("wechat-article.html", ARTICLE).reading.posts
    assert post.shown.isdecimal()


def test_an_article_says_that_comments_are_open_or_nothing() -> None:
    assert answered("wechat-article.html", ARTICLE).reading.interactive is True
    assert answered("wechat-repost.html", ARTICLE).reading.interactive is None


@pytest.mark.parametrize(
    ("name", "reason", "failure"),
    [
        ("wechat-deleted.html", "removed", None),
        ("wechat-violation.html", "removed", None),
        ("wechat-moved.html", "removed", None),
        ("wechat-verify.html", "challenge", Failure.CHALLENGE),
        ("wechat-app-only.html", "app-only", None),
        ("wechat-history-refused.json", "login", None),
    ],
)
def test_what_stands_in_place_of_an_article_has_a_reason(
    name: str, reason: str, failure: Failure | None
) -> None:
    reading = answered(name, ARTICLE, "wechat").reading
    assert (reading.reason, reading.failure, reading.posts) == (reason, failure, ())


def test_an_article_that_speaks_of_deletion_is_an_article() -> None:
    text = body_of("wechat-dated.html").decode().replace("检修停电。", "该内容已被发布者删除，用户不存在。")
    reading = text_answered(text, ARTICLE, "wechat").reading
    assert (reading.reason, len(reading.posts)) == ("", 1)


def test_a_text_pasted_from_wechat_is_no_article_of_wechat() -> None:
    reading = answered("wechat-pasted.html").reading
    assert (reading.reason, reading.key) == ("not-understood", "")


def test_a_picture_post_without_the_usual_boxes() -> None:
    text = (
        "<html><head><meta property='og:title' content='一图读懂'></head><body><div id='js_image_content'></div><script>"
        "window.cgiDataNew = {nick_name: JsDecode('清河发布'), user_name: 'gh_0123456789ab', msg_title: '',"
        " create_time: '1784683800' * 1};</script></body></html>"
    )
    reading = text_answered(text, ARTICLE).reading
    assert (reading.name, reading.key) == ("清河发布", "gh_0123456789ab")
    assert [(post.title, post.day) for post in reading.posts] == [("一图读懂", "2026-07-22")]


def test_a_time_in_the_future_is_no_day() -> None:
    text = (
        body_of("wechat-dated.html").decode().replace("var msg_title", 'var ct = "1999999999"; var msg_title')
    )
    (post,) = text_answered(text.replace("2026年7月20日 18:05", ""), ARTICLE).reading.posts
    assert (post.day, post.shown) == ("", "1999999999")


@pytest.mark.parametrize(
    ("written", "source", "repost"),
    [
        ("来源：清河发布", "清河发布", False),
        ("来源 | 人民日报", "人民日报", True),
        ("来源丨新华社 编辑丨王某", "新华社", True),
        ("（来源：清河县教育局）", "清河县教育局", True),
        ("本文转自“中国政府网”", "中国政府网", True),
        ("来源：综合新华社、央视网", "新华社、央视网", True),
        ("【转载】防汛知识", "", True),
        ("转载请注明出处", "", False),
        ("成功来源于努力", "", False),
        ("来源：　编辑：王某", "", False),
    ],
)
def test_where_a_text_was_taken_from(written: str, source: str, repost: bool) -> None:
    text = body_of("wechat-dated.html").decode().replace("检修停电。", written)
    (post,) = text_answered(text, ARTICLE).reading.posts
    assert (post.source, post.repost) == (source, repost)


def test_an_album_is_never_whole_and_leads_on() -> None:
    examined = answered("wechat-album.json", ALBUM, "wechat")
    assert [post.day for post in examined.reading.posts] == ["2026-07-17", "2026-07-10", "2026-07-03"]
    assert not examined.reading.whole
    (further,) = examined.further
    assert "begin_msgid=2650000002" in further
    assert "album_id=9" in further
    assert answered("wechat-album-end.json", ALBUM, "wechat").further == ()
    early = answered("wechat-album.json", ALBUM, "wechat", since=date(2026, 7, 5))
    assert (early.further, early.reading.whole) == ((), False)


def test_an_album_page_and_an_album_of_one() -> None:
    reading = answered("wechat-album.html", ALBUM, "wechat").reading
    assert [(post.title, post.day) for post in reading.posts] == [
        ("防汛科普一", "2026-07-21"),
        ("防汛科普二", "2026-07-20"),
    ]
    assert all(post.url.startswith("http://mp.weixin.qq.com/s?__biz=") for post in reading.posts)
    one = '{"getalbum_resp":{"article_list":{"title":"唯一","create_time":"1784683800","url":"http://mp.weixin.qq.com/s?x"}}}'
    assert [post.title for post in text_answered(one, ALBUM).reading.posts] == ["唯一"]


def test_a_history_holds_the_articles_sent_together() -> None:
    examined = answered("wechat-history.json", "https://register.qinghe.example/history.json")
    assert [(post.title, post.day) for post in examined.reading.posts][:3] == [
        ("清河要闻1", "2026-07-23"),
        ("天气预报1", "2026-07-23"),
        ("清河要闻2", "2026-07-20"),
    ]
    assert not examined.reading.whole
    assert examine(
        "https://x.example/", body_of("wechat-history.json"), "", "", MOMENT, date(2026, 6, 25)
    ).reading.whole
    ended = body_of("wechat-history.json").replace(b'"can_msg_continue": 1', b'"can_msg_continue": 0')
    assert examine("https://x.example/", ended, "", "", MOMENT, SINCE).reading.whole
