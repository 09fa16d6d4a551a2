"""App pages, pages that scripts make, and which addresses show what."""

from __future__ import annotations

import pytest
from media_answers import CONTAINER, MOMENT, PORTAL, SINCE, answered, made, text_answered

from auditor.extract.media import addresses, examine, key_of

UID = made.UID
DOUYIN = "https://www.douyin.com/user/MS4wLjABAAAAqinghe"


def test_an_app_with_its_last_update() -> None:
    reading = answered("app-page.html", platform="app").reading
    assert (reading.name, reading.owner, reading.downloadable) == ("清河通", "清河县人民政府办公室", True)
    assert [(post.title, post.day, post.shown) for post in reading.posts] == [
        ("清河通 2.3.1", "2026-06-30", "2026-06-30")
    ]
    assert not reading.whole


def test_an_app_that_nobody_has_touched_for_years() -> None:
    reading = answered("app-store.html", platform="app").reading
    assert (reading.owner, reading.posts[0].day, reading.whole) == ("清河县融媒体中心", "2023-11-05", True)


def test_an_app_that_the_store_no_longer_has() -> None:
    reading = answered("app-removed.html", platform="app").reading
    assert (reading.downloadable, reading.posts) == (False, ())


def test_the_package_itself_and_a_page_that_is_no_app() -> None:
    reading = examine(f"{PORTAL}a.apk", b"PK\x03\x04rest", "", "app", MOMENT, SINCE).reading
    assert (reading.downloadable, reading.reason) == (True, "")
    plain = text_answered("<h1>机构简介</h1><p>本单位负责全县工作。</p>", platform="app").reading
    assert (plain.reason, plain.downloadable) == ("not-understood", None)


def test_a_page_may_name_a_store_only_by_leading_there() -> None:
    text = "<h1>清河通</h1><p>版本 1.0</p><a href='{}'>下载</a>"
    for href, found in (
        ("https://apps.apple.com/cn/app/id1", True),
        ("itms-services://?action=x", True),
        ("https://evil.example/apps.apple.com", None),
        ("/about.html", None),
    ):
        assert text_answered(text.format(href), platform="app").reading.downloadable is found


def test_the_state_of_a_page_holds_the_account_s_own_posts() -> None:
    reading = answered("douyin-user.html", DOUYIN, "douyin").reading
    assert [post.title for post in reading.posts] == ["清河短视频1", "清河短视频2", "清河短视频3"]
    assert [post.day for post in reading.posts] == ["2026-07-21", "2026-06-14", "2026-03-26"]
    assert reading.whole


def test_the_state_of_a_page_of_somebody_else_says_nothing() -> None:
    assert answered("douyin-user.html", DOUYIN[:-1], "douyin").reading.reason == "script"


def test_pages_that_only_scripts_make_or_that_ask_for_a_login() -> None:
    assert answered("script-only.html", DOUYIN, "douyin").reading.reason == "script"
    login = text_answered("<div>请先登录</div><script>1</script>", DOUYIN, "douyin").reading
    assert login.reason == "login"


@pytest.mark.parametrize(
    ("platform", "url", "asked"),
    [
        ("weibo", f"https://weibo.com/u/{UID}?from=x", (CONTAINER, CONTAINER.replace("107603", "100505"))),
        ("weibo", f"https://m.weibo.cn/profile/{UID}", (CONTAINER, CONTAINER.replace("107603", "100505"))),
        ("weibo", f"{CONTAINER}&page=2", (f"{CONTAINER}&page=2", CONTAINER.replace("107603", "100505"))),
        ("weibo", "https://weibo.com/qinghefabu", ("https://weibo.com/qinghefabu",)),
        ("weibo", f"https://www.qinghe.gov.cn/u/{UID}", (f"https://www.qinghe.gov.cn/u/{UID}",)),
        ("wechat", "http://weixin.qq.com/r/abcdef", ()),
        ("wechat", "weixin://contacts/profile/gh_1", ()),
        ("wechat", "https://mp.weixin.qq.com/s/abc", ("https://mp.weixin.qq.com/s/abc",)),
        ("video", "https://channels.weixin.qq.com/x", ()),
        ("app", "not an address", ()),
        ("app", "http://[::1", ()),
    ],
)
def test_what_to_ask_for_an_account(platform: str, url: str, asked: tuple[str, ...]) -> None:
    assert addresses(platform, url) == asked


@pytest.mark.parametrize(
    ("platform", "url", "key"),
    [
        ("weibo", f"https://weibo.com/{UID}", UID),
        ("weibo", f"https://weibo.com/{UID}/profile?topnav=1", UID),
        ("weibo", f"https://weibo.com/{UID}/Nabc123", ""),  # one post
        ("weibo", f"https://m.weibo.cn/u/{UID}", UID),
        ("weibo", f"https://weibo.com/ajax/profile/info?uid={UID}", UID),
        ("weibo", CONTAINER, UID),
        ("weibo", "https://weibo.com/qinghefabu?refer_flag=1", "qinghefabu"),
        ("weibo", "https://weibo.com/n/清河发布", "清河发布"),
        ("weibo", "https://weibo.com/", ""),
        ("weibo", "https://weibo.com/hot", ""),
        ("weibo", "https://service.weibo.com/share/share.php?url=x", ""),
        ("wechat", "https://open.weixin.qq.com/qr/code?username=gh_0123456789ab", "gh_0123456789ab"),
        ("wechat", "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA4MDAw==", "MzA4MDAw=="),
        ("wechat", "https://mp.weixin.qq.com/s/abc", ""),
        ("douyin", DOUYIN, "MS4wLjABAAAAqinghe"),
        ("douyin", "https://www.douyin.com/", ""),
        ("bilibili", "https://space.bilibili.com/12345?from=x", "12345"),
        ("app", "https://apps.apple.com/cn/app/qinghetong/id1234567890", "id1234567890"),
        ("app", "https://sj.qq.com/appdetail/x?pkgname=cn.qinghe.tong", "cn.qinghe.tong"),
        ("weibo", "http://[::1", ""),
    ],
)
def test_whose_account_an_address_names(platform: str, url: str, key: str) -> None:
    assert key_of(platform, url) == key
