"""From sightings to accounts: what is one, what is two, and whose word counts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from auditor.media.discovery import discover
from auditor.media.sightings import Sighting
from auditor.model import AccountReading, AccountSource, AccountState, MediaAccount, Post

LISTING, QR, LINK = AccountSource.LISTING, AccountSource.QR, AccountSource.LINK
REGISTER, ARTICLE = AccountSource.REGISTER, AccountSource.ARTICLE
PAGE = "http://www.qinghe.gov.cn/xmt/"
WEIBO = "https://weibo.com/u/1234567890"


def found(
    *sightings: Sighting,
    readings: Mapping[str, Sequence[AccountReading]] | None = None,
    exports: Mapping[str, AccountReading] | None = None,
) -> tuple[MediaAccount, ...]:
    """The accounts; the same in whatever order the sightings come."""
    told = readings or {}
    results = {
        discover(order, lambda start: told.get(start, ()), exports or {})
        for order in itertools.islice(itertools.permutations(sightings), 24)
    }
    assert len(results) == 1
    return results.pop()


def names(accounts: Sequence[MediaAccount]) -> list[tuple[str, str]]:
    return [(account.platform, account.name) for account in accounts]


def test_an_account_named_in_five_places_is_one() -> None:
    start = "https://m.weibo.cn/posts"
    accounts = found(
        Sighting("weibo", LISTING, PAGE, "行", "清河发布", "县政府办"),
        Sighting("weibo", LINK, PAGE, "官方微博", url=WEIBO, key="1234567890", starts=(start,)),
        Sighting("weibo", QR, PAGE, "“清河发布”微博", "清河发布微博", url=WEIBO, key="1234567890"),
        Sighting("weibo", REGISTER, "登记表第 2 行", "清河发布", "清河发布", main=True, topics=("政务",)),
        Sighting("weibo", LISTING, "http://www.qinghe.gov.cn/", "清 河 发 布", "清 河 发 布"),
        readings={start: [AccountReading(start, "清河发布", "清河县人民政府", key="1234567890")]},
    )
    [account] = accounts
    assert (account.id, account.name, account.owner) == ("weibo:1234567890", "清河发布", "县政府办")
    assert (account.url, account.main, account.topics) == (WEIBO, True, ("政务",))
    assert [mention.source for mention in account.mentions] == [REGISTER, LISTING, LISTING, QR, LINK]
    assert len(account.readings) == 1


def test_names_that_differ_stay_apart_and_so_do_platforms() -> None:
    accounts = found(
        Sighting("weibo", LISTING, PAGE, name="清河发布"),
        Sighting("weibo", LISTING, PAGE, name="清河文旅"),
        Sighting("wechat", LISTING, PAGE, name="清河发布"),
    )
    assert names(accounts) == [("wechat", "清河发布"), ("weibo", "清河发布"), ("weibo", "清河文旅")]
    assert len({account.id for account in accounts}) == 3


def test_what_the_platform_calls_an_account_joins_a_link_with_its_row() -> None:
    link = Sighting("weibo", LINK, PAGE, "官方微博", url=WEIBO, key="1234567890", starts=(WEIBO,))
    rows = [Sighting("weibo", LISTING, PAGE, name=name) for name in ("清河发布", "清河文旅")]
    accounts = found(link, *rows, readings={WEIBO: [AccountReading(WEIBO, "清河文旅")]})
    assert names(accounts) == [("weibo", "清河发布"), ("weibo", "清河文旅")]
    assert accounts[1].url == WEIBO


def test_a_page_under_another_name_than_listed_keeps_both() -> None:
    listed = Sighting("weibo", LISTING, PAGE, name="清河发布", url=WEIBO, starts=(WEIBO,))
    [account] = found(listed, readings={WEIBO: [AccountReading(WEIBO, "清河县发布厅")]})
    assert account.name == "清河发布"
    assert [reading.name for reading in account.readings] == ["清河县发布厅"]


def test_a_subscription_and_a_service_account_may_share_a_name() -> None:
    accounts = found(
        Sighting("wechat", LISTING, PAGE, name="清河政务", kind="订阅号"),
        Sighting("wechat", LISTING, PAGE, name="清河政务", kind="服务号"),
        Sighting("wechat", QR, PAGE, name="清河政务"),
    )
    assert sorted(account.kind for account in accounts) == ["服务号", "订阅号"]
    assert len({account.id for account in accounts}) == 2


def test_a_code_without_a_name_is_that_of_the_only_account() -> None:
    code = Sighting("wechat", QR, PAGE, "微信公众号", url="http://weixin.qq.com/r/abc")
    bare = Sighting("wechat", LISTING, "http://www.qinghe.gov.cn/", "微信")
    row = Sighting("wechat", LISTING, PAGE, name="清河发布")
    [account] = found(code, bare, row)
    assert (account.name, account.url) == ("清河发布", "http://weixin.qq.com/r/abc")
    assert len(account.mentions) == 3
    two = found(code, bare, row, Sighting("wechat", LISTING, PAGE, name="清河文旅"))
    assert names(two) == [("wechat", ""), ("wechat", "清河发布"), ("wechat", "清河文旅")]
    [alone] = found(bare)
    assert (alone.name, alone.id) == ("", "wechat:")


def test_a_single_article_adds_to_an_account_and_makes_none() -> None:
    url = "https://mp.weixin.qq.com/s/abc"
    article = Sighting("wechat", ARTICLE, PAGE, "标题", starts=(url,), firm=False)
    post = Post("标题", "2026-06-01", url=url)
    told = {url: [AccountReading(url, "清河发布", posts=(post,), key="gh_1")]}
    assert found(article, readings=told) == ()
    [account] = found(article, Sighting("wechat", LISTING, PAGE, name="清河发布"), readings=told)
    assert (account.id, account.posts, account.whole) == ("wechat:gh_1", (post,), False)


def test_the_register_supplies_what_a_platform_does_not_show() -> None:
    listed = AccountReading(
        "清河发布.csv", posts=(Post("甲", "2026-06-01"), Post("乙", "2026-01-01")), whole=True
    )
    [account] = found(
        Sighting("wechat", REGISTER, "登记表", name="清河发布", export="清河发布.csv"),
        exports={"清河发布.csv": listed},
    )
    assert account.exported
    assert account.whole
    assert [post.title for post in account.posts] == ["甲", "乙"]


def test_the_registers_word_on_the_state_counts_first() -> None:
    [account] = found(
        Sighting("weibo", LISTING, PAGE, name="清河发布", state=AccountState.CLOSED),
        Sighting("weibo", REGISTER, "登记表", name="清河发布", state=AccountState.OPEN),
    )
    assert account.state is AccountState.OPEN
