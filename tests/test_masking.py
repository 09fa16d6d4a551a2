"""Personal numbers in what was sent and quoted: hidden in forms, addresses and values of the model, and nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest

from auditor.masking import masked_address, masked_form, masked_value
from auditor.model import (
    MediaAccount,
    OpenedResult,
    QueryKind,
    SearchEngine,
    SearchForm,
    SearchQuery,
    SearchTrial,
    TrialState,
)

PHONE = "13812345678"
RESIDENT = "11010519491231002X"
TITLE = f"李某（{PHONE}，{RESIDENT}）低保公示"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_query_is_masked_in_whatever_charset_it_was_sent(charset: str) -> None:
    sent = urlencode([("siteId", "39"), ("q", TITLE)], encoding=charset)
    shown = masked_form(sent)
    assert PHONE not in shown
    assert RESIDENT not in shown
    assert shown.startswith("siteId=39&q=" + quote("李某（", encoding=charset) + "138********")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "q=",
        "q",
        "&&",
        "channelid=13812345678",  # the number of a site
        "q=%E9%80%9A%E7%9F%A5+2024&show=title%2Cnewstext",
        "q=%",
        "q=%C4%E3%BA%C3&x=%00",
    ],
)
def test_what_holds_no_number_of_a_person_stays_as_it_was_sent(sent: str) -> None:
    assert masked_form(sent) == sent
    address = f"http://www.demo.gov.cn/s?{sent}" if sent else "http://www.demo.gov.cn/s"
    assert masked_address(address) == address


def test_an_address_is_masked_where_it_speaks_of_a_person() -> None:
    assert masked_address("http://a.gov.cn/13812345678.html") == "http://a.gov.cn/13812345678.html"
    assert RESIDENT not in masked_address(f"http://a.gov.cn/{RESIDENT}.html#x")
    shown = masked_address(f"http://a.gov.cn/s?q={quote(TITLE)}&p=1#{PHONE}/1")
    assert PHONE not in shown.partition("#")[0]
    assert shown.endswith("&p=1#138●●●●●●●●/1")


def test_an_engine_with_all_that_it_was_asked() -> None:
    form = SearchForm("http://a.gov.cn/s", "POST", "q")
    query = SearchQuery(TITLE, QueryKind.WHOLE, TITLE, "http://a.gov.cn/1.html", "c", "2020-01-02")
    trial = SearchTrial(
        query, form.action, TrialState.FOUND, "POST", urlencode({"q": TITLE}), quote=f"找到“{TITLE}”"
    )
    opened = OpenedResult("http://a.gov.cn/1.html", TITLE, TITLE, 200)
    engine = SearchEngine(form, trials=(trial,), opened=(opened,))
    shown = masked_value((engine,))[0]
    assert PHONE not in repr(shown)
    assert RESIDENT not in repr(shown)
    assert replace(shown, trials=(), opened=()) == replace(engine, trials=(), opened=())
    assert shown.trials[0].state is TrialState.FOUND
    assert shown.trials[0].query.url == query.url


def test_keys_of_accounts_are_no_telephones() -> None:
    account = MediaAccount("douyin:13812345678", "douyin", "文河县", owner=f"联系 {PHONE}")
    shown = masked_value(account)
    assert shown.id == account.id
    assert PHONE not in shown.owner


def test_nothing_and_plain_values_pass() -> None:
    assert masked_value(None) is None
    assert masked_value((1, 2.5, True, None)) == (1, 2.5, True, None)
