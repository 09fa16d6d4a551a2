"""What a media crawl asks, in which order, within which bounds, and whom it never asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from auditor.media.limits import MediaLimits
from auditor.media.plan import MediaPlan
from auditor.media.reading import MediaReading, PicturePlace
from auditor.media.register import Register, Registered
from auditor.model import (
    AccountReading,
    Ask,
    CodeState,
    Failure,
    Fetch,
    Link,
    PageKind,
    PageReading,
    Portal,
    Purpose,
    Zone,
)

HOME = "http://www.qinghe.gov.cn/"
MATRIX = f"{HOME}xmt/"
CODE = f"{HOME}ewm.png"
UID = "1234567890"
POSTS = f"https://m.weibo.cn/api/container/getIndex?containerid=107603{UID}"
USER = f"https://m.weibo.cn/api/container/getIndex?containerid=100505{UID}"
PORTAL = Portal("990101", "清河县人民政府", HOME)
Site = Mapping[str, MediaReading | Failure | str]


def page(
    url: str, *links: tuple[str, str], places: tuple[PicturePlace, ...] = (), **more: Any
) -> MediaReading:
    listed = tuple(Link(target, text, Zone.MENU, target.startswith(HOME)) for target, text in links)
    return MediaReading(url, PageKind.OTHER, links=listed, places=places, **more)


def picture(*texts: str) -> MediaReading:
    return MediaReading(CODE, PageKind.OTHER, code=CodeState.DECODED, texts=texts)


def posts(url: str, *further: str) -> MediaReading:
    return MediaReading(url, PageKind.OTHER, account=AccountReading(url, "清河发布"), further=further)


def place(url: str = CODE) -> PicturePlace:
    return PicturePlace(url, MATRIX, "清河发布微博二维码", "weibo", told=True)


SITE: dict[str, MediaReading | Failure | str] = {
    HOME: page(HOME, (MATRIX, "政务新媒体"), (f"{HOME}zwgk/", "政务公开")),
    MATRIX: page(MATRIX, title="政务新媒体", places=(place(),)),
    CODE: picture(f"https://weibo.com/u/{UID}"),
    POSTS: posts(POSTS, f"{POSTS}&page=2"),
    f"{POSTS}&page=2": posts(f"{POSTS}&page=2"),
    USER: posts(USER),
}


def answered(ask: Ask, site: Site) -> tuple[Fetch, PageReading | None]:
    told = site.get(ask.url, Failure.NOT_FOUND)
    fetch = Fetch(ask.url, ask.purpose, ask.method, ask.body, ask.referrer, ask.attempt, status=200)
    if isinstance(told, Failure):
        return replace(fetch, status=None, failure=told), None
    if isinstance(told, str):
        return replace(fetch, status=302, location=told), None
    return fetch, told


def crawl(
    site: Site,
    register: Register | None = None,
    limits: MediaLimits | None = None,
    plan: MediaPlan | None = None,
) -> tuple[list[Ask], MediaPlan]:
    plan = plan or MediaPlan(PORTAL, register or Register(), limits)
    asked: list[Ask] = []
    while wave := plan.next_wave():
        for ask in reversed(wave):  # the order of arrival does not matter
            plan.absorb(*answered(ask, site))
        asked += wave
        assert len(asked) < 1000
    return asked, plan


def registered(*accounts: Registered) -> Register:
    return Register("r.yml", b"x", accounts)


def test_from_the_home_page_over_pages_and_codes_to_the_accounts() -> None:
    asked, plan = crawl(SITE)
    assert [(ask.purpose, ask.url) for ask in asked] == [
        (Purpose.HOME, HOME),
        (Purpose.NAVIGATION, MATRIX),
        (Purpose.PICTURE, CODE),
        (Purpose.MEDIA, POSTS),
        (Purpose.MEDIA, USER),
        (Purpose.MEDIA, f"{POSTS}&page=2"),
    ]
    assert plan.ended
    assert plan.summary().reason == "finished"
    assert plan.summary().requests == plan.known == 6


def test_a_killed_crawl_goes_on_where_it_was() -> None:
    whole, _ = crawl(SITE)
    stored = {ask.key: answered(ask, SITE) for ask in whole[:4]}
    plan, new = MediaPlan(PORTAL, Register()), []
    while wave := plan.next_wave():
        for ask in wave:
            if ask.key not in stored:
                new.append(ask)
            plan.absorb(*stored.get(ask.key, answered(ask, SITE)))
    assert new == whole[4:]


def test_answers_are_awaited_and_taken_once() -> None:
    plan = MediaPlan(PORTAL, Register())
    [ask] = plan.next_wave()
    with pytest.raises(RuntimeError):
        plan.next_wave()
    plan.absorb(*answered(ask, SITE))
    with pytest.raises(KeyError):
        plan.absorb(*answered(ask, SITE))


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "http://192.168.1.1/admin",
        "http://127.0.0.1/",
        "https://evil.example.com/u/1",
        f"https://weibo.com@evil.example.com/u/{UID}",
        f"https://weibo.com.evil.example/u/{UID}",
        f"https://notweibo.com/u/{UID}",
        f"file:///u/{UID}",
        f"https://service.weibo.com/share/share.php?url=https://weibo.com/u/{UID}",
        "weixin://dl/business",
        "",
    ],
)
def test_a_code_that_leads_to_no_platform_is_never_asked(text: str) -> None:
    asked, _ = crawl(SITE | {CODE: picture(text)})
    assert [ask.url for ask in asked] == [HOME, MATRIX, CODE]


def test_links_that_are_no_accounts_are_not_asked() -> None:
    links = (
        ("http://service.weibo.com/share/share.php?url=x", "分享到微博"),
        ("https://connect.qq.com/widget/shareqq/index.html", "QQ"),
        ("https://weibo.com/", "微博"),
        ("https://www.example.com/xmt/", "新媒体"),
        ("http://pic.example.com/xmt/", "微信公众号"),
    )
    asked, _ = crawl({HOME: page(HOME, *links, places=(place("http://pic.example.com/ewm.png"),))})
    assert [ask.url for ask in asked] == [HOME]


def test_a_platform_may_redirect_within_itself_only() -> None:
    link = ("https://weibo.com/qinghefabu", "官方微博")
    inside = {
        HOME: page(HOME, link),
        link[0]: "https://m.weibo.cn/u/qinghe",
        "https://m.weibo.cn/u/qinghe": posts("x"),
    }
    assert [ask.url for ask in crawl(inside)[0]][1:] == [link[0], "https://m.weibo.cn/u/qinghe"]
    outside = inside | {link[0]: "https://evil.example.com/"}
    assert [ask.url for ask in crawl(outside)[0]][1:] == [link[0]]
    endless = inside | {f"https://m.weibo.cn/{n}": f"https://m.weibo.cn/{n + 1}" for n in range(50)}
    asked, _ = crawl(endless | {link[0]: "https://m.weibo.cn/0"})
    assert len(asked) == 2 + MediaLimits().redirects


def test_what_the_register_names_is_asked() -> None:
    lists = ("http://media.example.com/list.xml",)
    register = registered(
        Registered("第 2 行", "清河发布", "wechat", lists=lists),
        Registered("第 3 行", "清河微博", "weibo", url=f"https://weibo.com/u/{UID}"),
    )
    asked, _ = crawl({HOME: page(HOME)}, register)
    assert {ask.url for ask in asked} == {HOME, *lists, POSTS, USER}


def test_the_register_is_asked_even_when_the_portal_is_down() -> None:
    register = registered(Registered("第 2 行", "清河微博", "weibo", url=f"https://weibo.com/u/{UID}"))
    asked, plan = crawl(SITE | {HOME: Failure.TIMEOUT}, register)
    assert [ask.attempt for ask in asked if ask.url == HOME] == [1, 2]
    assert POSTS in {ask.url for ask in asked}
    assert plan.summary().reason == "blocked"


def test_a_passing_failure_is_asked_again_a_lasting_one_is_not() -> None:
    for failure, times in (
        (Failure.TIMEOUT, 2),
        (Failure.NOT_FOUND, 1),
        (Failure.LOGIN_WALL, 1),
        (Failure.ROBOTS, 1),
    ):
        asked, _ = crawl(SITE | {POSTS: failure})
        assert sum(ask.url == POSTS for ask in asked) == times, failure


def test_an_account_without_end_has_a_budget() -> None:
    urls = [POSTS, *(f"{POSTS}&page={n}" for n in range(2, 100))]
    endless = {url: posts(url, after) for url, after in pairwise(urls)}
    asked, _ = crawl(SITE | endless, limits=MediaLimits(per_account=8))
    assert sum(ask.url in urls for ask in asked) == 8


def test_a_portal_without_end_has_a_budget() -> None:
    links = tuple((f"{HOME}xmt/{n}/", "政务新媒体") for n in range(200))
    pictures = tuple(place(f"{HOME}{n}.png") for n in range(200))
    codes = tuple((f"https://weibo.com/u/{1000000 + n}", "微博") for n in range(300))
    limits = MediaLimits(pages=10, pictures=20, answers=30)
    asked, plan = crawl({HOME: page(HOME, *links, *codes, places=pictures)}, limits=limits)
    count = {purpose: sum(ask.purpose is purpose for ask in asked) for purpose in Purpose}
    assert (count[Purpose.NAVIGATION], count[Purpose.PICTURE], count[Purpose.MEDIA]) == (10, 20, 30)
    assert (plan.summary().reason, plan.summary().unvisited) == ("page-cap", 190)


def test_an_interrupted_crawl_says_what_it_has_not_read() -> None:
    plan = MediaPlan(PORTAL, Register())
    [home] = plan.next_wave()
    plan.absorb(*answered(home, SITE))
    [_matrix] = plan.next_wave()
    summary = plan.summary("interrupted")
    assert (summary.reason, summary.unvisited_urls) == ("interrupted", (MATRIX,))


def test_single_articles_have_a_budget() -> None:
    links = tuple((f"https://mp.weixin.qq.com/s/{n:020}", "标题") for n in range(50))
    asked, _ = crawl({HOME: page(HOME, *links)}, limits=MediaLimits(articles=5))
    assert len(asked) == 1 + 5
