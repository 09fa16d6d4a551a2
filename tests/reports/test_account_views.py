"""The accounts of new media in the report: what was read of each, and why nothing was."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import sample
from lxml import html as lxml_html

from auditor.media_words import media_words
from auditor.model import (
    AccountReading,
    AccountSource,
    AccountState,
    CodeState,
    Failure,
    MediaAccount,
    MediaSurvey,
    Mention,
    Post,
    QrPicture,
)
from reports import wording
from reports.account_views import Accounts, accounts_of, state_of
from reports.html import render_html
from tests.mutations import sound_survey

LIST = "https://m.weibo.cn/u/1"


def account(*readings: AccountReading, **more: object) -> MediaAccount:
    return replace(MediaAccount("weibo:1", "weibo", "清禾发布", readings=readings), **more)  # type: ignore[arg-type]


def viewed(*accounts: MediaAccount, **more: object) -> Accounts:
    survey = replace(MediaSurvey("2021-01-15", accounts, since="2020-10-15"), **more)  # type: ignore[arg-type]
    return accounts_of(replace(sample.audit(), media=survey))


def section(survey: MediaSurvey) -> lxml_html.HtmlElement:
    page = lxml_html.document_fromstring(render_html(replace(sample.audit(), media=survey)))
    return page.cssselect("#accounts")[0]


def words(element: lxml_html.HtmlElement) -> str:
    return re.sub(r"\s+", "", element.text_content())


def test_nothing_is_shown_when_nobody_looked() -> None:
    assert not accounts_of(sample.audit())
    assert 'id="accounts"' not in render_html(sample.audit())


def test_days_and_numbers_are_those_of_the_period() -> None:
    posts = (
        Post("三", "2021-01-10", source="新华社", repost=True),
        Post("二", "2020-12-20"),
        Post("一", "2020-11-01"),
        Post("旧", "2019-01-01", repost=True),
        Post("日期不详", ""),
        Post("明天的", "2021-01-16"),
    )
    row = viewed(account(AccountReading(LIST, posts=posts), posts=posts, whole=True)).rows[0]
    assert (row.newest, row.age, row.posts, row.reposts, row.gap) == ("2021-01-10", 5, 5, 1, 49)
    assert (row.badge, row.tone, row.note) == ("已读到信息列表", "outcome-pass", "")


def test_a_gap_is_not_told_of_a_list_that_was_not_read_to_its_end() -> None:
    posts = (Post("二", "2021-01-10"), Post("一", "2020-12-01"))
    assert viewed(account(AccountReading(LIST, posts=posts), posts=posts)).rows[0].gap is None


@pytest.mark.parametrize(
    ("readings", "more", "state"),
    [
        ((), {}, ("unread", "no-address")),
        ((AccountReading(LIST, reason="login"),), {}, ("unread", "login")),
        ((AccountReading(LIST),), {}, ("unread", "")),
        ((AccountReading(LIST, reason="soft-404", failure=Failure.SOFT_404),), {}, ("gone", "")),
        ((AccountReading(LIST, whole=True),), {}, ("listed", "")),
        ((), {"exported": True}, ("listed", "")),
        (
            (AccountReading("a", posts=(Post("一", "", url="a"),)),),
            {"posts": (Post("一", "", url="a"),)},
            ("articles", ""),
        ),
        ((AccountReading(LIST, reason="login"),), {"state": AccountState.CLOSED}, ("closed", "")),
        ((AccountReading(LIST, downloadable=True),), {"platform": "app"}, ("client", "")),
        ((AccountReading(LIST, downloadable=False),), {"platform": "app"}, ("client-gone", "")),
        ((AccountReading(LIST),), {"platform": "app"}, ("client-unsure", "")),
        (
            (AccountReading(LIST, reason="gone", failure=Failure.GONE),),
            {"platform": "app"},
            ("client-gone", ""),
        ),
    ],
)
def test_what_is_known_of_an_account(
    readings: tuple[AccountReading, ...], more: dict[str, object], state: tuple[str, str]
) -> None:
    assert state_of(account(*readings, **more)) == state


def test_closed_accounts_come_last_and_do_not_count() -> None:
    seen = viewed(account(state=AccountState.CLOSED, name="旧号"), account())
    assert [row.name for row in seen.rows] == ["清禾发布", "旧号"]
    assert seen.counts == (("微博", 1),)


def test_the_report_shows_accounts_pictures_and_addresses() -> None:
    picture = QrPicture(
        "http://www.qinghe.gov.example/a.png", "http://www.qinghe.gov.example/", "微信", CodeState.UNREADABLE
    )
    survey = replace(
        sound_survey(), pictures=(picture,), obstacles=(("http://www.qinghe.gov.example/xmt/", "timeout"),)
    )
    shown = section(survey)
    rows = shown.cssselect("table.accounts tbody tr")
    assert len(rows) == len(survey.accounts)
    assert words(rows[0]).startswith(
        "文河发布主账号微信公众号文河县人民政府办公室账号清单、登记表2026-06-141"
    )
    assert "读不出的二维码图片（1个" in words(shown)
    assert "访问超时" in words(shown)
    asked = {reading.url for each in survey.accounts for reading in each.readings}
    assert asked <= {link.get("href") for link in shown.cssselect("a.out")}


def test_hostile_names_stay_text_and_addresses_that_are_none_no_links() -> None:
    hostile = account(
        AccountReading(sample.JAVASCRIPT, name=sample.SCRIPT, reason="login"),
        name=sample.SCRIPT,
        owner=sample.BIDI,
        url=sample.JAVASCRIPT,
        mentions=(Mention(AccountSource.LISTING, sample.JAVASCRIPT, sample.MARKUP),),
    )
    shown = section(MediaSurvey("2021-01-15", (hostile,), register=sample.ESCAPE))
    text = lxml_html.tostring(shown, encoding="unicode")
    assert "<script" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert not [link for link in shown.cssselect("a") if (link.get("href") or "").startswith("javascript")]


def test_every_platform_and_code_has_a_chinese_name() -> None:
    assert wording.labels("platform") == {each.id: each.title for each in media_words().platforms}
    assert {source.value for source in AccountSource} == wording.labels("account_source").keys()
    assert {state.value for state in CodeState} == wording.labels("code_state").keys()


def test_days_are_read_whatever_stands_there() -> None:
    posts = (Post("坏", "昨天"), Post("好", "2021-01-10 08:00"))
    row = viewed(account(AccountReading(LIST, posts=posts), posts=posts)).rows[0]
    assert date.fromisoformat(row.newest) == date(2021, 1, 10)
