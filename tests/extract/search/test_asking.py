"""Step by step: requests of each family, tokens, interfaces, the browser, engines that are left in peace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from answering import TERRITORY

from auditor.extract.search.asking import RENDER, Known, search_asks
from auditor.extract.search.engines import ANEW, TYPED, engines_of, family_of, request
from auditor.extract.search.queries import KnownItem, nonsense
from auditor.model import (
    Ask,
    Failure,
    Fetch,
    PageKind,
    PageReading,
    Purpose,
    SearchAnswer,
    SearchForm,
    SearchResult,
)

HOME = "http://www.wenling.test/"
ITEMS = [
    KnownItem("滨河路夜间沥青摊铺施工交通管制公告", f"{HOME}tzgg/2.html", "tzgg", "2026-05-12"),
    KnownItem("老旧小区加装电梯意见建议征集公告", f"{HOME}tzgg/3.html", "tzgg", "2024-04-18"),
    KnownItem(
        "加强饮用水水源地保护的实施意见", f"{HOME}zcwj/5.html", "zcwj", "2025-02-20", "文政办发〔2025〕8号"
    ),
    KnownItem("龙潭水库除险加固工程通过竣工验收", f"{HOME}zwyw/6.html", "zwyw", "2026-06-07"),
]
TITLES = [item.title for item in ITEMS]
FORM = SearchForm(f"{HOME}s", "GET", "q")
NOTHING = SearchAnswer(nothing="没有找到相关结果")
Engine = Callable[[Ask], tuple[Fetch, PageReading | None]]


def found(*urls: str) -> SearchAnswer:
    return SearchAnswer(tuple(SearchResult("一条结果的标题", url) for url in urls or (ITEMS[0].url,)), 1)


def said(
    answer: SearchAnswer | None = None, **details: object
) -> Callable[[Ask], tuple[Fetch, PageReading | None]]:
    """An engine that always says the same."""

    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        fetch = fetched(ask, **details)
        if answer is None or fetch.failure is not None:
            return fetch, None
        return fetch, PageReading(ask.url, PageKind.OTHER, answer=answer)

    return reply


def fetched(ask: Ask, **details: object) -> Fetch:
    given = {"status": 200, **details}
    return Fetch(
        ask.url, ask.purpose, ask.method, ask.body, ask.referrer, ask.attempt, render=ask.render, **given
    )  # type: ignore[arg-type]


def known(*forms: SearchForm, **details: object) -> Known:
    return replace(Known({HOME: forms}, ITEMS, TITLES, "990215", TERRITORY), **details)  # type: ignore[arg-type]


def drive(start: Known, engine: Engine, most: int = 60) -> list[Ask]:
    """Ask until nothing more is asked, as the plan does; gives all asks."""
    asked: list[Ask] = []
    state = start
    while wave := [ask for ask in search_asks(state) if ask.key not in {each.key for each in asked}]:
        asked += wave
        assert len(asked) < most, [ask.url for ask in asked]
        state = replace(state, answers=[*state.answers, *(engine(ask) for ask in wave)])
    return asked


def queried(asks: list[Ask], field: str = "q") -> list[str]:
    sent = (parse_qs(ask.body or urlsplit(ask.url).query) for ask in asks if ask.purpose is Purpose.SEARCH)
    return [each[field][0] for each in sent if field in each]


# ── who may be asked ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("action", "hidden", "skipped"),
    [
        (f"{HOME}s", (), ""),
        ("http://so.wenling.test/s", (), ""),
        ("http://198.51.100.7:8080/was5/web/search", (), ""),
        ("http://[2001:db8::7]/s", (), ""),
        ("http://www.city.test/jsearchfront/search.do", (("websiteid", "990215000000000"),), ""),
        ("http://www.city.test/jsearchfront/search.do?websiteid=990215000000000", (), ""),
        ("http://so.kaipuyun.cn/s?siteCode=9902150001", (), ""),
        ("http://search.gd.gov.cn/search/all/160", (), ""),
        ("http://www.city.test/search", (), "outside"),
        ("http://www.city.test/search", (("siteId", ""),), "outside"),
        ("http://www.city.test/search", (("show", "title"),), "outside"),
        ("https://www.baidu.com/s", (("si", "www.wenling.test"),), "outside"),
        ("", (), "no-address"),
    ],
)
def test_who_may_be_asked(action: str, hidden: tuple[tuple[str, str], ...], skipped: str) -> None:
    [engine] = engines_of({HOME: [SearchForm(action, "GET", "q", hidden)]}, TERRITORY)
    assert engine.skipped == skipped
    assert bool(drive(known(engine.form), said(NOTHING))) is not bool(skipped)


@pytest.mark.parametrize(
    ("action", "fields", "family"),
    [
        (f"{HOME}e/search/index.php", ("show", "tempid"), "empire"),
        ("http://198.51.100.7:8080/was5/web/search", ("channelid",), "was5"),
        (f"{HOME}igs/front/search.jhtml?code=1&siteId=2", (), "igs"),
        (f"{HOME}ssp/main/index.html", ("siteId",), "ssp"),
        (f"{HOME}jsearchfront/search.do", (), "jsearch"),
        (f"{HOME}jrobot/search.do", (), "jrobot"),
        ("http://so.kaipuyun.cn/s?siteCode=1", (), "ucap"),
        ("http://www.x.test/so/s?siteCode=1", (), "ucap"),
        ("http://search.gd.gov.cn/search/all/160", (), "guangdong"),
        (f"{HOME}search.html", (), "generic"),
        ("", (), "generic"),
    ],
)
def test_families(action: str, fields: tuple[str, ...], family: str) -> None:
    assert family_of(SearchForm(action, "GET", "q", tuple((name, "1") for name in fields))) == family


def test_boxes_that_differ_in_their_tokens_are_one_engine() -> None:
    forms = [SearchForm(f"{HOME}s", "POST", "q", (("_csrf", token),)) for token in "ab"]
    assert len(engines_of({HOME: forms, f"{HOME}x": forms}, TERRITORY)) == 1


def test_two_engines_at_most_share_the_budget() -> None:
    forms = [SearchForm(f"{HOME}{name}", "GET", "q") for name in "abc"]
    asked = drive(known(*forms), said(NOTHING))
    assert len(asked) == 10
    assert {urlsplit(ask.url).path for ask in asked} == {"/a", "/b"}


# ── requests ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "url", "body"),
    [
        (FORM, f"{HOME}s?q=%E4%BA%AC", ""),
        (SearchForm(f"{HOME}s?old=1", "GET", "q", (("a", "1"),)), f"{HOME}s?a=1&q=%E4%BA%AC", ""),
        (SearchForm(f"{HOME}s?siteId=1", "GET", "q", (), "script"), f"{HOME}s?siteId=1&q=%E4%BA%AC", ""),
        (
            SearchForm(f"{HOME}s", "POST", "q", (("栏", "目 录"),)),
            f"{HOME}s",
            "%E6%A0%8F=%E7%9B%AE+%E5%BD%95&q=%E4%BA%AC",
        ),
        (SearchForm(f"{HOME}s", "GET", "q", charset="gb18030"), f"{HOME}s?q=%BE%A9", ""),
        (SearchForm(f"{HOME}s", "GET", "q", charset="escape"), f"{HOME}s?q=%u4EAC", ""),
        (SearchForm(f"{HOME}s", "GET", "q", charset="utf-8-twice"), f"{HOME}s?q=%25E4%25BA%25AC", ""),
        (SearchForm(f"{HOME}s/{{query}}/1.html", "GET", ""), f"{HOME}s/%E4%BA%AC/1.html", ""),
    ],
)
def test_what_a_box_sends(form: SearchForm, url: str, body: str) -> None:
    ask = request(form, "京", HOME)
    assert (ask.url, ask.body, ask.method) == (url, body, form.method)


def test_one_query_after_the_other() -> None:
    state = known(FORM)
    for _ in range(3):
        wave = search_asks(state)
        assert len(wave) == 1
        state = replace(state, answers=[*state.answers, *(said(NOTHING)(ask) for ask in wave)])


def test_everything_is_asked_once() -> None:
    asked = drive(known(FORM), said(NOTHING))
    texts = queried(asked)
    assert len(texts) == len(set(texts)) == 6
    assert texts[:3] == [ITEMS[0].title, ITEMS[2].title, nonsense("990215")]
    assert "文政办发〔2025〕8号" in texts


def test_nothing_to_look_for_and_no_budget() -> None:
    assert search_asks(known(FORM, items=[], titles=[])) == ()
    assert drive(known(FORM, budget=0), said(NOTHING)) == []
    assert len(drive(known(FORM, budget=3), said(NOTHING))) == 3


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────────


class Tokens:
    """An engine that takes each token once. ``shows``: its results bring the next one."""

    def __init__(self, *, shows: bool) -> None:
        self.turn, self.refused, self._shows = 1, 0, shows

    def form(self) -> SearchForm:
        return SearchForm(f"{HOME}s", "POST", "q", (("_csrf", f"t{self.turn}"), ("a", "1")))

    def __call__(self, ask: Ask) -> tuple[Fetch, PageReading | None]:
        if ask.attempt >= ANEW:
            self.turn += 1
            return fetched(ask), PageReading(ask.url, PageKind.HOME, forms=(self.form(),))
        sent = parse_qs(ask.body)
        if sent["_csrf"] != [f"t{self.turn}"]:
            self.refused += 1
            return fetched(ask, status=403, failure=Failure.FORBIDDEN), None
        self.turn += 1
        forms = (self.form(),) if self._shows else ()
        return fetched(ask), PageReading(ask.url, PageKind.OTHER, forms=forms, answer=NOTHING)


@pytest.mark.parametrize(("shows", "pages"), [(True, 1), (False, 5)])
def test_a_token_is_fetched_when_no_page_brought_a_new_one(shows: bool, pages: int) -> None:
    engine = Tokens(shows=shows)
    asked = drive(known(engine.form()), engine)
    assert engine.refused == 0
    assert sum(ask.attempt >= ANEW for ask in asked) == pages
    assert len(asked) <= 10
    assert all(ask.url == HOME for ask in asked if ask.attempt >= ANEW)


def test_a_token_that_is_refused_is_fetched_once_more() -> None:
    """After a crawl was killed the cookie of its last token is gone."""
    engine = Tokens(shows=True)
    start = known(engine.form())
    first = search_asks(start)
    state = replace(start, answers=[engine(ask) for ask in first])
    engine.turn += 5  # the session is another one
    asked = drive(state, engine)
    assert engine.refused == 1
    assert queried(asked).count(ITEMS[0].title) == 2


def test_no_new_token_is_to_be_had() -> None:
    form = SearchForm(f"{HOME}s", "POST", "q", (("formhash", "x"),))
    asked = drive(known(form), said(NOTHING))
    assert len(asked) <= 10
    assert queried(asked)


# ── shells ───────────────────────────────────────────────────────────────────────────────────────────

JSEARCH = SearchForm(
    f"{HOME}jsearchfront/search.do", "GET", "q", (("websiteid", "1"), ("tpl", "38"), ("p", "1"))
)
SHELL = SearchAnswer(unread="script")


def shell(answer: SearchAnswer, *, named: str = "") -> Engine:
    """A page that a script fills from its interface, which gives ``answer``."""

    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        is_data = "cateSearch" in ask.url
        return said(answer if is_data or ask.render else replace(SHELL, interface=named))(ask)

    return reply


def test_the_interface_behind_a_shell() -> None:
    asked = drive(known(JSEARCH), shell(found()))
    assert [ask.method for ask in asked if ask.purpose is Purpose.SEARCH] == ["GET", *["POST"] * 6]
    assert {urlsplit(ask.url).path for ask in asked[1:7]} == {"/jsearchfront/interfaces/cateSearch.do"}
    assert parse_qs(asked[1].body)["websiteid"] == ["1"]
    assert len(set(queried(asked))) == 6


def test_an_interface_that_the_page_names_elsewhere_is_not_asked_there() -> None:
    asked = drive(
        known(JSEARCH), shell(found(), named="http://evil.test/jsearchfront/interfaces/cateSearch.do")
    )
    assert {urlsplit(ask.url).netloc for ask in asked} == {"www.wenling.test"}
    asked = drive(known(JSEARCH), shell(found(), named=f"{HOME}els/interfaces/cateSearch.do"))
    assert urlsplit(asked[1].url).path == "/els/interfaces/cateSearch.do"


def test_a_dumb_interface_is_left_for_the_browser() -> None:
    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        if "cateSearch" in ask.url:
            return said(status=404, failure=Failure.NOT_FOUND)(ask)
        return said(found() if ask.render else SHELL)(ask)

    asked = drive(known(JSEARCH, renders=20), reply)
    assert [ask.render for ask in asked[:3]] == ["", "", RENDER]
    assert len(queried([ask for ask in asked if ask.render])) >= 2


def test_an_interface_that_refuses_us_is_left_for_the_browser() -> None:
    """It wants what the page's own script adds to its request."""

    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        if "cateSearch" in ask.url:
            return said(status=403, failure=Failure.FORBIDDEN)(ask)
        return said(found() if ask.render else replace(SHELL, interface=f"{HOME}interfaces/cateSearch.do"))(
            ask
        )

    asked = drive(known(JSEARCH, renders=20), reply)
    assert [ask.render for ask in asked[:3]] == ["", "", RENDER]


def test_a_shell_of_no_known_family() -> None:
    assert not any(ask.render for ask in drive(known(FORM), said(SHELL)))
    rendered = drive(known(FORM, renders=5), lambda ask: said(found() if ask.render else SHELL)(ask))
    assert RENDER in {ask.render for ask in rendered}


# ── the browser's box ────────────────────────────────────────────────────────────────────────────────

BOX = SearchForm("", "GET", "key", origin="script")


def box(learned: SearchForm | None, unread: str = "") -> Engine:
    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        if ask.render != TYPED:
            return said(NOTHING)(ask)
        answer = SearchAnswer(unread=unread) if unread else NOTHING if learned is None else None
        forms = (learned,) if learned is not None else ()
        location = learned.action if learned is not None else None
        return fetched(ask, location=location), PageReading(
            ask.url, PageKind.OTHER, forms=forms, answer=answer
        )

    return reply


def test_a_box_is_typed_into_once_and_then_asked() -> None:
    asked = drive(known(BOX, renders=9), box(SearchForm(f"{HOME}so", "GET", "kw", (), "script")))
    assert [ask.render for ask in asked] == [TYPED, *[""] * 6]
    assert asked[0].body == urlencode({"key": ITEMS[0].title})
    assert len(queried(asked[1:], "kw")) == 6


def test_results_in_the_page_are_typed_for_each() -> None:
    asked = drive(known(BOX, renders=9), box(None))
    assert [ask.render for ask in asked] == [TYPED] * 6


@pytest.mark.parametrize("unread", ["box-silent", "box-lost", "box-missing", "box-refused"])
def test_a_box_that_tells_nothing_is_typed_into_once(unread: str) -> None:
    assert len(drive(known(BOX, renders=9), box(None, unread))) == 1


def test_no_browser_or_another_box() -> None:
    assert drive(known(BOX), said(NOTHING)) == []
    asked = drive(known(BOX, FORM, renders=9), said(NOTHING))
    assert not any(ask.render for ask in asked)


def test_what_typing_shows_must_be_allowed_too() -> None:
    asked = drive(
        known(BOX, renders=9), box(SearchForm("http://www.city.test/so", "GET", "kw", (), "script"))
    )
    assert [ask.render for ask in asked] == [TYPED]


# ── engines that are left in peace ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("engine", "count"),
    [
        (said(status=404, failure=Failure.NOT_FOUND), 4),
        (said(status=500, failure=Failure.SERVER_ERROR), 4),
        (said(status=None, failure=Failure.TIMEOUT), 4),
        (said(status=None, failure=Failure.ROBOTS), 1),
        (said(failure=Failure.TOO_LARGE), 1),
        (said(status=None, failure=Failure.BLOCKED_ADDRESS), 1),
        (said(failure=Failure.CHALLENGE, detail="captcha"), 1),
        (said(failure=Failure.CHALLENGE, detail="too-often"), 2),
        (said(failure=Failure.LOGIN_WALL), 1),
        (said(status=429, failure=Failure.RATE_LIMITED), 4),
        (said(SearchAnswer(obstruction="captcha")), 1),
        (said(SearchAnswer(obstruction="login")), 1),
        (said(SearchAnswer(obstruction="too-often")), 2),
    ],
)
def test_when_to_stop(engine: Engine, count: int) -> None:
    assert len(drive(known(FORM), engine)) == count


def test_one_failure_in_passing_is_asked_again_once() -> None:
    seen: list[Ask] = []

    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        seen.append(ask)
        return said(status=503, failure=Failure.SERVER_ERROR)(ask) if len(seen) == 1 else said(NOTHING)(ask)

    asked = drive(known(FORM), reply)
    assert [ask.attempt for ask in asked] == [1, 2, 1, 1, 1, 1, 1]
    assert asked[0].url == asked[1].url


@pytest.mark.parametrize(
    ("target", "followed"),
    [
        ("http://so.kaipuyun.cn/s?siteCode=9902150001&qt={}", True),
        ("http://198.51.100.7/s?q={}", True),
        ("http://198.51.100.7/s?q=x", False),
        ("http://www.city.test/s?q={}", False),
        ("https://www.baidu.com/s?wd={}", False),
    ],
)
def test_a_redirect_to_another_host(target: str, followed: bool) -> None:
    """Only with the query, and only to where a box might lead."""
    target = target.format(quote(ITEMS[0].title))

    def reply(ask: Ask) -> tuple[Fetch, PageReading | None]:
        if ask.url == target:
            return said(NOTHING)(ask)
        return said(status=302, failure=Failure.REDIRECT_OUTSIDE, location=target)(ask)

    asked = drive(known(FORM), reply)
    assert (target in {ask.url for ask in asked}) is followed


# ── results ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_few_results_are_opened_and_only_own_ones() -> None:
    hits = (
        f"{HOME}a/1.html",
        "http://169.254.169.254/latest/",
        "http://www.other.test/1.html",
        f"{HOME}link?url=x",
        f"{HOME}a/2.html",
    )
    asked = drive(known(FORM), said(found(*hits)))
    opened = [ask for ask in asked if ask.purpose is Purpose.SEARCH_RESULT]
    assert [ask.url for ask in opened] == [f"{HOME}a/1.html"]
    assert all(ask.referrer for ask in opened)
    many = drive(known(FORM), said(found(*(f"{HOME}a/{n}.html" for n in range(9)))))
    assert sum(ask.purpose is Purpose.SEARCH_RESULT for ask in many) == 3


def test_an_engines_own_jump_is_opened() -> None:
    form = SearchForm("http://198.51.100.7:8080/was5/web/search", "GET", "searchword")
    jump = "http://198.51.100.7:8080/was5/web/detail?record=1"
    asked = drive(known(form), said(found(jump)))
    assert jump in {ask.url for ask in asked if ask.purpose is Purpose.SEARCH_RESULT}
