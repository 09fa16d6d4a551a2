"""From answers to the survey: what was read, what stands in the way, and what must not travel on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.media.gathering import Gathering
from auditor.media.reading import MediaReading, PicturePlace
from auditor.media.register import Register, Registered
from auditor.media.survey import Circumstances, survey
from auditor.model import (
    AccountReading,
    CodeState,
    CrawlSummary,
    Failure,
    Fetch,
    Link,
    MediaSurvey,
    PageKind,
    Portal,
    Post,
    Purpose,
    Zone,
)

HOME = "http://www.qinghe.gov.cn/"
PORTAL = Portal("990101", "清河县人民政府", HOME)
WEIBO = "https://weibo.com/qinghefabu"
DAY, SINCE = date(2026, 6, 15), date(2026, 3, 15)


class Answers:
    """Answers as a crawl would have them."""

    def __init__(self) -> None:
        self.gathering = Gathering()

    def page(
        self, url: str = HOME, *links: tuple[str, str], failure: Failure | None = None, **more: Any
    ) -> Answers:
        listed = tuple(Link(target, text, Zone.BODY, own=False) for target, text in links)
        purpose = Purpose.HOME if url == HOME else Purpose.NAVIGATION
        reading = None if failure else MediaReading(url, PageKind.OTHER, links=listed, **more)
        self.gathering.take(Fetch(url, purpose, status=None if failure else 200, failure=failure), reading)
        return self

    def account(self, url: str, failure: Failure | None = None, **told: Any) -> Answers:
        reading = None if failure else MediaReading(url, PageKind.OTHER, account=AccountReading(url, **told))
        self.gathering.take(
            Fetch(url, Purpose.MEDIA, status=None if failure else 200, failure=failure), reading
        )
        return self

    def survey(self, register: Register | None = None, **summary: Any) -> MediaSurvey:
        ended = replace(CrawlSummary(PORTAL, "finished", 1, 60), **summary)
        return survey(self.gathering, Circumstances(DAY, SINCE, register or Register(), ended))


def place(url: str, caption: str = "清河发布微信公众号", **more: Any) -> PicturePlace:
    return PicturePlace(url, HOME, caption, "wechat", told=True, **more)


def test_an_account_is_what_its_answers_say() -> None:
    posts = (Post("新", "2026-06-01"), Post("旧", "2026-01-01"))
    told = (
        Answers()
        .page(HOME, (WEIBO, "官方微博"))
        .account(WEIBO, name="清河发布", posts=posts, whole=True)
        .survey()
    )
    [account] = told.accounts
    assert (account.name, account.posts, account.whole) == ("清河发布", posts, True)
    assert (told.day, told.complete, told.obstacles, told.register) == ("2026-06-15", True, (), "")


@pytest.mark.parametrize("failure", [Failure.LOGIN_WALL, Failure.TIMEOUT, Failure.ROBOTS, Failure.CHALLENGE])
def test_a_platform_that_shows_nothing_is_told_with_its_reason(failure: Failure) -> None:
    told = Answers().page(HOME, (WEIBO, "官方微博")).account(WEIBO, failure).survey()
    assert [(each.reason, each.failure) for each in told.accounts[0].readings] == [(failure.value, failure)]
    assert told.complete  # the portal was read: it is the platform that shows nothing


@pytest.mark.parametrize(
    ("url", "summary", "reason"),
    [
        ("http://weixin.qq.com/r/abc", {}, "app-code"),
        (WEIBO, {}, "budget"),
        (WEIBO, {"reason": "interrupted"}, "interrupted"),
    ],
)
def test_an_address_that_was_not_asked_says_why(url: str, summary: dict[str, str], reason: str) -> None:
    answers = Answers().page(HOME, (WEIBO, "官方微博"))
    if url != WEIBO:
        code = place(f"{HOME}ewm.png", state=CodeState.DECODED, texts=(url,))
        answers = Answers().page(HOME, places=(code,))
    told = answers.survey(**summary)
    reasons = [reading.reason for account in told.accounts for reading in account.readings]
    assert reasons == [reason]


def test_an_account_that_its_platform_has_no_more_is_gone_an_article_is_only_deleted() -> None:
    article = "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv"
    answers = Answers().page(HOME, (WEIBO, "清河微博"), title="政务新媒体").account(WEIBO, reason="removed")
    [account] = answers.survey().accounts
    assert [(each.reason, each.failure) for each in account.readings] == [("soft-404", Failure.SOFT_404)]
    gone = (
        Answers()
        .page(HOME, (article, "办事不用跑"), title="政务新媒体")
        .account(article, reason="removed", name="清河发布")
    )
    [account] = gone.survey().accounts
    assert [(each.reason, each.failure) for each in account.readings] == [("removed", None)]


def test_pages_that_were_not_read_stand_in_the_way() -> None:
    matrix = f"{HOME}xmt/"
    told = Answers().page().page(matrix, failure=Failure.TIMEOUT).survey()
    assert (told.complete, told.obstacles) == (False, ((matrix, "timeout"),))
    assert Answers().page().page(matrix, failure=Failure.NOT_FOUND).survey().complete
    capped = Answers().page().survey(reason="page-cap", unvisited_urls=(matrix,), unvisited=1)
    assert capped.obstacles == ((matrix, "page-cap"),)
    script = (
        Answers().page().page(matrix, title="政务新媒体", obstacles=("script-list", "footer:script")).survey()
    )
    assert script.obstacles == ((matrix, "script-list"),)
    nothing = Answers().survey(reason="interrupted")
    assert (nothing.complete, nothing.accounts) == (False, ())


def test_pictures_of_other_hosts_are_noted_those_without_a_code_are_not() -> None:
    foreign, own = "http://pic.example.com/ewm.png", f"{HOME}ewm.png"
    plain = replace(place(f"{HOME}a.png", "风光"), told=False, state=CodeState.NONE)
    told = Answers().page(places=(place(foreign), place(own, state=CodeState.UNREADABLE), plain)).survey()
    assert [(each.url, each.state, each.failure) for each in told.pictures] == [
        (foreign, CodeState.BROKEN, Failure.REDIRECT_OUTSIDE),
        (own, CodeState.UNREADABLE, None),
    ]


def test_personal_data_of_posts_do_not_travel_on() -> None:
    post = Post(
        "公示：张三 身份证110101199003070118",
        "2026-06-01",
        text="电话 13800138000",
        source="110101199003070118",
    )
    told = Answers().page(HOME, (WEIBO, "官方微博")).account(WEIBO, name="清河发布", posts=(post,)).survey()
    text = repr(told)
    assert "110101199003070118" not in text
    assert "13800138000" not in text


def test_the_registers_exported_list_is_read() -> None:
    csv = "标题,发布时间,来源\n道路通车,2026-06-10,县交通运输局\n旧闻,2026-01-01,\n"
    accounts = (Registered("r.yml 第 2 行", "清河交通", "wechat", export="交通.csv"),)
    register = Register("r.yml", b"x", accounts, (("交通.csv", csv.encode("gb18030")),))
    told = Answers().page().survey(register)
    [account] = told.accounts
    assert (account.exported, account.whole) == (True, True)
    assert [post.day for post in account.posts] == ["2026-06-10", "2026-01-01"]
    assert told.register == "r.yml"
