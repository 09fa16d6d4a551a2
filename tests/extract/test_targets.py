"""Which addresses of forms are asked, how, and what is kept of the answers."""

from __future__ import annotations

import pytest

from auditor.extract.targets import may_ask, read_targets, target_asks
from auditor.model import Failure, Fetch, FormPurpose, InteractionForm, Portal, Purpose
from auditor.territory import territory_of

OWN = territory_of(Portal("x", "x", "https://www.demo.gov.cn/"))
SHARED = territory_of(Portal("x", "x", "https://platform.test/qinghe/"))
SAVE = "https://www.demo.gov.cn/letter/save.do"


def form(
    action: str = SAVE, method: str = "POST", purpose: FormPurpose = FormPurpose.LETTER
) -> InteractionForm:
    return InteractionForm("https://www.demo.gov.cn/xx/", "县长信箱", purpose, action, method)


def answer(method: str, status: int | None, failure: Failure | None = None, attempt: int = 1) -> Fetch:
    return Fetch(SAVE, Purpose.FORM_TARGET, method, status=status, failure=failure, attempt=attempt)


MAY = [
    (SAVE, OWN, True),
    ("http://demo.gov.cn:8080/x", OWN, True),
    ("https://liuyan.province.gov.cn/save", OWN, True),
    ("https://platform.test/jact/save.do", SHARED, True),
    ("https://www.vendor.com/save", OWN, False),
    ("https://gov.cn.evil.com/save", OWN, False),
    ("https://evilgov.cn/save", OWN, False),
    ("http://127.0.0.1/save", OWN, False),
    ("http://[::1]/save", OWN, False),
    ("http://169.254.169.254/latest", OWN, False),
    ("https://www.demo.gov.cn/" + "a" * 3000, OWN, False),
    ("", OWN, False),
    ("https://www.demo.gov.cn/delete?id=1", OWN, False),
    ("https://www.demo.gov.cn/user/logout.do", OWN, False),
    ("https://www.demo.gov.cn/letter/deleteAll", OWN, False),
    ("https://www.demo.gov.cn/subscribe", OWN, False),
    ("https://www.demo.gov.cn/model/delivery/save", OWN, True),
]


@pytest.mark.parametrize(("url", "territory", "may"), MAY)
def test_own_addresses_and_government_platforms_only(url: str, territory: object, may: bool) -> None:
    assert may_ask(url, territory) is may  # type: ignore[arg-type]


def test_an_error_of_an_address_without_its_parameters_proves_nothing_either_way() -> None:
    assert target_asks([form(f"{SAVE}?method=save")], [answer("HEAD", 500)], OWN, 12) == ()


def test_one_question_without_contents_for_each_address() -> None:
    dialogs = (form(), form(purpose=FormPurpose.LOGIN), form(""), form("https://www.vendor.com/x"))
    [ask] = target_asks(dialogs, (), OWN, 12)
    assert (ask.method, ask.url, ask.body, ask.purpose) == ("HEAD", SAVE, "", Purpose.FORM_TARGET)
    assert ask.referrer == "https://www.demo.gov.cn/xx/"


FOLLOWS = [
    ("POST", 200, []),
    ("POST", 302, []),
    ("POST", 403, []),
    ("POST", 500, ["OPTIONS"]),
    ("POST", None, []),
    ("POST", 405, ["OPTIONS"]),
    ("POST", 501, ["OPTIONS"]),
    ("POST", 404, ["OPTIONS"]),
    ("POST", 410, ["OPTIONS"]),
    ("GET", 405, ["OPTIONS"]),
    ("GET", 404, []),
]


@pytest.mark.parametrize(("method", "status", "then"), FOLLOWS)
def test_a_second_question_where_the_first_proves_nothing(
    method: str, status: int | None, then: list[str]
) -> None:
    head = answer("HEAD", status)
    assert [ask.method for ask in target_asks([form(method=method)], [head], OWN, 12)] == then
    assert target_asks([form(method=method)], [head, answer("OPTIONS", 200)], OWN, 12) == ()


def test_the_budget_counts_addresses_and_channels_of_the_public_go_first() -> None:
    dialogs = [form(f"{SAVE}/{n}", purpose=FormPurpose.COMMENT) for n in range(9)] + [form(f"{SAVE}/letter")]
    asks = target_asks(dialogs, (), OWN, 3)
    assert [ask.url.rpartition("/")[2] for ask in asks] == ["letter", "0", "1"]
    assert target_asks(dialogs, (), OWN, 0) == ()
    assert target_asks(tuple(reversed(dialogs)), (), OWN, 3) == asks


@pytest.mark.parametrize("purpose", [FormPurpose.LOGIN, FormPurpose.UNKNOWN])
def test_what_is_no_channel_of_the_public_is_not_asked(purpose: FormPurpose) -> None:
    assert target_asks([form(purpose=purpose)], (), OWN, 12) == ()


def test_parameters_that_name_a_deed_are_left_out() -> None:
    [ask] = target_asks([form(f"{SAVE}?method=saveAppData"), form(f"{SAVE};jsessionid=1?x=2")], (), OWN, 12)
    assert ask.url == SAVE
    assert [each.url for each in read_targets([answer("HEAD", 200)], [form(f"{SAVE}?method=save")])] == [SAVE]


def test_what_is_kept() -> None:
    answers = [
        answer("HEAD", None, Failure.TIMEOUT),
        answer("HEAD", 405, Failure.CLIENT_ERROR, attempt=2),
        answer("OPTIONS", 200),
        Fetch("https://www.demo.gov.cn/other", Purpose.FORM_TARGET, "HEAD", status=200),
    ]
    assert [(t.method, t.status, t.failure) for t in read_targets(answers, [form()])] == [
        ("HEAD", 405, Failure.CLIENT_ERROR),
        ("OPTIONS", 200, None),
    ]
