"""How a media crawl is carried: hosts let through one by one, platforms paced, redirects judged, the terminal kept clean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor import codec, outputs
from auditor.crawl.answer import Answer
from auditor.crawl.guard import BlockedAddress
from auditor.crawl.job import NEWMEDIA, CrawlJob
from auditor.crawl.outcome import judge_answer
from auditor.errors import AuditorError
from auditor.media.limits import MediaLimits
from auditor.media.plan import MediaPlan
from auditor.media.reading import MediaReading
from auditor.media.register import Register
from auditor.model import (
    AccountReading,
    Ask,
    Failure,
    MediaAccount,
    MediaSurvey,
    Portal,
    Post,
    Purpose,
    Source,
)
from auditor.preparation import newest_media
from auditor.territory import territory_of
from reports.accounts import account_rows
from spiders.newmedia import NewMediaSpider

PORTAL = Portal("990101", "清河县人民政府", "http://www.qinghe.gov.cn/")
WEIBO = "https://weibo.com/u/1234567890"


@pytest.fixture
def spider(tmp_path: Path) -> NewMediaSpider:
    job = CrawlJob(
        PORTAL,
        lambda _fetch, _body: None,
        tmp_path,
        "run",
        kind=NEWMEDIA,
        reading=MediaReading,
        planner=lambda job: MediaPlan(job.portal, Register()),
    )
    return NewMediaSpider(job)


def test_a_platform_is_let_through_when_it_is_asked_and_has_its_own_pace(spider: NewMediaSpider) -> None:
    with pytest.raises(BlockedAddress):
        spider.guard.check_host("weibo.com")
    request = spider._request(Ask(WEIBO, Purpose.MEDIA))
    spider.guard.check_host("weibo.com")
    assert request.meta["download_slot"] == "platform-weibo"
    assert request.meta["autothrottle_dont_adjust_delay"] is True
    with pytest.raises(BlockedAddress):
        spider.guard.check_host("m.weibo.cn")


def test_pictures_are_bounded_and_open_no_host(spider: NewMediaSpider) -> None:
    request = spider._request(Ask("http://pic.example.com/ewm.png", Purpose.PICTURE))
    assert request.meta["download_maxsize"] == MediaLimits().picture_bytes
    with pytest.raises(BlockedAddress):
        spider.guard.check_host("pic.example.com")


def test_runs_of_the_accounts_lie_below_the_portals(spider: NewMediaSpider, tmp_path: Path) -> None:
    assert spider.job.home == tmp_path / "990101" / "newmedia"


@pytest.mark.parametrize(
    ("asked", "location", "failure"),
    [
        (WEIBO, "https://m.weibo.cn/u/1234567890", None),
        (WEIBO, "http://www.qinghe.gov.cn/xmt/", None),
        (WEIBO, "https://passport.weibo.com/visitor/visitor?entry=miniblog", Failure.LOGIN_WALL),
        (WEIBO, "https://evil.example.com/", Failure.REDIRECT_OUTSIDE),
        (WEIBO, "https://www.douyin.com/user/abc", Failure.REDIRECT_OUTSIDE),
        (WEIBO, "http://127.0.0.1/", Failure.REDIRECT_OUTSIDE),
        (WEIBO, "javascript:alert(1)", Failure.BAD_RESPONSE),
    ],
)
def test_a_platform_leads_within_itself_or_nowhere(
    asked: str, location: str, failure: Failure | None
) -> None:
    answer = Answer(302, (("Location", location),))
    fetch = judge_answer(
        Ask(asked, Purpose.MEDIA), answer, territory_of(PORTAL), Source.LIVE, "2026-06-15T00:00:00Z"
    )
    assert fetch.failure is failure


def test_pages_of_the_portal_do_not_lead_to_platforms() -> None:
    answer = Answer(302, (("Location", WEIBO),))
    ask = Ask("http://www.qinghe.gov.cn/xmt/", Purpose.NAVIGATION)
    fetch = judge_answer(ask, answer, territory_of(PORTAL), Source.LIVE, "2026-06-15T00:00:00Z")
    assert fetch.failure is Failure.REDIRECT_OUTSIDE


# ── what a portal's run takes in ──────────────────────────────────────────────────────────────────


def write_survey(folder: Path, run: str, day: str) -> Path:
    return outputs.write(folder / NEWMEDIA / run / outputs.MEDIA, codec.encode_pretty(MediaSurvey(day, ())))


def test_the_newest_survey_that_is_not_too_old_is_taken_in(tmp_path: Path) -> None:
    assert newest_media(tmp_path, date(2026, 6, 15)) is None
    write_survey(tmp_path, "20260501T000000Z", "2026-05-01")
    june = write_survey(tmp_path, "20260601T000000Z-2", "2026-06-01")
    write_survey(tmp_path, "20260601T000000Z", "2026-06-01")
    write_survey(tmp_path, "20260620T000000Z", "2026-06-20")
    assert newest_media(tmp_path, date(2026, 6, 15)) == june
    assert newest_media(tmp_path, date(2026, 8, 1)) is None


def test_a_broken_survey_is_one_clear_error(tmp_path: Path) -> None:
    outputs.write(tmp_path / NEWMEDIA / "run" / outputs.MEDIA, b"{")
    with pytest.raises(AuditorError, match=r"newmedia\.json 已损坏"):
        newest_media(tmp_path, date(2026, 6, 15))


# ── the terminal ──────────────────────────────────────────────────────────────────────────────────


def test_hostile_names_are_harmless_on_a_terminal() -> None:
    name = "\x1b[31m清河\u202e[bold]发布[/bold]\n\t"
    posts = (Post("甲", "2026-06-10"), Post("乙", "2026-06-20"), Post("丙", ""))
    survey = MediaSurvey("2026-06-15", (MediaAccount("weibo:1", "weibo", name, posts=posts),))
    [row] = account_rows(survey)
    assert row[0] == "微博"
    assert not any(sign in cell for cell in row for sign in "\x1b\u202e\n\t")
    assert row[3:5] == ("2026-06-10", "5 天")  # what is dated after the crawl is not believed


def test_why_nothing_is_known_of_an_account() -> None:
    readings = (AccountReading("u", reason="login"),)
    survey = MediaSurvey(
        "2026-06-15",
        (
            MediaAccount("weibo:1", "weibo", "甲", readings=readings),
            MediaAccount("weibo:2", "weibo", "乙", readings=(AccountReading("u", reason="timeout"),)),
            MediaAccount("video:3", "video", ""),
        ),
    )
    assert [row[1:] for row in account_rows(survey)] == [
        ("甲", "—", "—", "—", "平台要求登录"),
        ("乙", "—", "—", "—", "访问超时"),
        ("（未写名称）", "—", "—", "—", "没有可供访问的地址"),
    ]
