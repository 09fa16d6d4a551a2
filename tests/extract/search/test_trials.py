"""What answers prove: states, ranks, reasons; engines that were not asked; results that were opened."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from answering import TERRITORY

from auditor import urls
from auditor.extract.search import Crawled, KnownItem, read_engines
from auditor.extract.search.queries import nonsense
from auditor.model import (
    Failure,
    Fetch,
    Link,
    PageKind,
    PageReading,
    Purpose,
    QueryKind,
    SearchAnswer,
    SearchEngine,
    SearchFilter,
    SearchForm,
    SearchResult,
    SearchTrial,
    TrialState,
    Zone,
)

HOME = "http://www.wenling.test/"
ITEM = KnownItem("关于开展农村宅基地确权登记颁证工作的通知", "wenling.test/tzgg/1.html", "tzgg", "2026-05-28")
OTHER = KnownItem("老旧小区加装电梯意见建议征集公告", "wenling.test/tzgg/3.html", "tzgg", "2024-04-18")
FORM = SearchForm(f"{HOME}s", "GET", "q")
HIT = SearchResult(ITEM.title, f"{HOME}tzgg/1.html")
MISS = SearchResult("另外一条信息的标题", f"{HOME}tzgg/9.html")
Answered = tuple[Fetch, PageReading | None]


def crawled(**details: object) -> Crawled:
    return Crawled((ITEM, OTHER), "990215", TERRITORY, **details)  # type: ignore[arg-type]


def asked(text: str, answer: SearchAnswer | None = None, **details: object) -> Answered:
    fetch = Fetch(f"{HOME}s?q={quote(text)}", Purpose.SEARCH, **{"status": 200, **details})  # type: ignore[arg-type]
    return fetch, PageReading(fetch.url, PageKind.OTHER, answer=answer) if answer else None


def engine(*answers: Answered, form: SearchForm = FORM, **details: object) -> SearchEngine:
    [found] = read_engines({HOME: (form,)}, answers, crawled(**details))
    return found


def trial(*answers: Answered, **details: object) -> SearchTrial:
    [found] = engine(*answers, **details).trials
    return found


@pytest.mark.parametrize(
    ("answer", "state", "rank", "reason"),
    [
        (SearchAnswer((HIT,), 1), TrialState.FOUND, 1, ""),
        (SearchAnswer((MISS, HIT), 2), TrialState.FOUND, 2, ""),
        (SearchAnswer((MISS,), 1), TrialState.MISSED, None, ""),
        (SearchAnswer((MISS,)), TrialState.MISSED, None, ""),
        (SearchAnswer(nothing="没有找到"), TrialState.NOTHING, None, ""),
        (SearchAnswer(unread="script"), TrialState.CANT_TELL, None, "script"),
        (SearchAnswer(unread="box-lost"), TrialState.CANT_TELL, None, "box-lost"),
        (SearchAnswer(total=5), TrialState.CANT_TELL, None, "markup"),
        (SearchAnswer(obstruction="captcha", quote="验证码"), TrialState.CANT_TELL, None, "captcha"),
        (None, TrialState.CANT_TELL, None, "markup"),
    ],
)
def test_states(answer: SearchAnswer | None, state: TrialState, rank: int | None, reason: str) -> None:
    told = trial(asked(ITEM.title, answer))
    assert (told.state, told.rank, told.reason) == (state, rank, reason)
    assert (told.query.kind, told.query.title, told.query.column) == (QueryKind.WHOLE, ITEM.title, "tzgg")


@pytest.mark.parametrize(
    ("failure", "status", "state"),
    [
        (Failure.NOT_FOUND, 404, TrialState.FAILED),
        (Failure.GONE, 410, TrialState.FAILED),
        (Failure.SERVER_ERROR, 500, TrialState.FAILED),
        (Failure.SERVER_ERROR, 503, TrialState.CANT_TELL),
        (Failure.TIMEOUT, None, TrialState.CANT_TELL),
        (Failure.ROBOTS, None, TrialState.CANT_TELL),
        (Failure.BLOCKED_ADDRESS, None, TrialState.CANT_TELL),
        (Failure.FORBIDDEN, 403, TrialState.CANT_TELL),
        (Failure.NOT_SAVED, 404, TrialState.CANT_TELL),
        (Failure.CHALLENGE, 200, TrialState.CANT_TELL),
    ],
)
def test_failures(failure: Failure, status: int | None, state: TrialState) -> None:
    told = trial(asked(ITEM.title, failure=failure, status=status))
    assert (told.state, told.failure, told.reason) == (state, failure, failure.value)


def test_nonsense_that_finds_the_whole_site_shows() -> None:
    told = trial(asked(nonsense("990215"), SearchAnswer((MISS, HIT), 18643)))
    assert (told.query.kind, told.state, told.results, told.total) == (
        QueryKind.NONSENSE,
        TrialState.MISSED,
        2,
        18643,
    )


def test_a_second_attempt_is_the_last_word() -> None:
    first = asked(ITEM.title, failure=Failure.SERVER_ERROR, status=503)
    again = asked(ITEM.title, SearchAnswer((HIT,), 1), attempt=2)
    assert trial(again, first).state is TrialState.FOUND


def test_redirects_belong_to_the_query_that_led_there() -> None:
    form = SearchForm(f"{HOME}e/search/index.php", "POST", "keyboard")
    posts = [
        Fetch(form.action, Purpose.SEARCH, "POST", f"keyboard={quote(item.title)}", status=302, elapsed_ms=40,
              location=f"{HOME}e/search/result/?searchid={n}")
        for n, item in enumerate((ITEM, OTHER))
    ]  # fmt: skip
    pages = [
        (Fetch(f"{HOME}e/search/result/?searchid={n}", Purpose.SEARCH, status=200, elapsed_ms=60),
         PageReading("", PageKind.OTHER, answer=answer))
        for n, answer in enumerate((SearchAnswer((HIT,), 1), SearchAnswer(nothing="没有搜索到")))
    ]  # fmt: skip
    found = engine(*((post, None) for post in posts), *pages, form=form)
    states = {each.query.title: (each.state, each.elapsed_ms, each.method) for each in found.trials}
    assert states == {
        ITEM.title: (TrialState.FOUND, 100, "POST"),
        OTHER.title: (TrialState.NOTHING, 100, "POST"),
    }


def test_an_address_at_which_all_queries_end_proves_nothing() -> None:
    end = f"{HOME}search/result.jsp"
    leads = [asked(item.title, status=302, location=end) for item in (ITEM, OTHER)]
    page = (
        Fetch(end, Purpose.SEARCH, status=200),
        PageReading(end, PageKind.OTHER, answer=SearchAnswer((HIT,), 1)),
    )
    states = sorted(each.state.value for each in engine(*leads, page).trials)
    assert states == ["cant-tell", "found"]


def test_news_beside_the_results_are_no_results() -> None:
    """They stand on the home page too, and the answer does not say that there are any."""
    furniture = frozenset({urls.canonical(MISS.url)})
    assert trial(asked(ITEM.title, SearchAnswer((MISS,))), furniture=furniture).state is TrialState.CANT_TELL
    assert trial(asked(ITEM.title, SearchAnswer((MISS,), 7)), furniture=furniture).state is TrialState.MISSED


def test_an_engine_that_leads_home_finds_nothing_there() -> None:
    hits = SearchAnswer((HIT, MISS))
    furniture = frozenset(urls.canonical(result.url) for result in hits.results)
    lead = asked(ITEM.title, status=302, location=HOME)
    home = (Fetch(HOME, Purpose.SEARCH, status=200), PageReading(HOME, PageKind.HOME, answer=hits))
    assert trial(lead, home, furniture=furniture).state is TrialState.CANT_TELL


@pytest.mark.parametrize(
    ("zone", "text", "url", "found"),
    [
        (Zone.LIST, "任何文字", f"{HOME}tzgg/1.html", True),
        (Zone.BODY, ITEM.title, "http://198.51.100.7/detail?id=3", True),
        (Zone.BODY, ITEM.title, f"{HOME}s?q=x&page=2", False),
        (Zone.MENU, ITEM.title, f"{HOME}tzgg/1.html", False),
        (Zone.BODY, "别的", f"{HOME}tzgg/9.html", False),
    ],
)
def test_an_item_in_a_list_that_was_not_recognised(zone: Zone, text: str, url: str, found: bool) -> None:
    fetch, _ = asked(ITEM.title)
    links = (Link(url, text, zone, True),)
    reading = PageReading(fetch.url, PageKind.OTHER, links=links, answer=SearchAnswer(unread="markup"))
    told = trial((fetch, reading))
    assert (told.state is TrialState.FOUND, told.rank) == (found, None)


# ── interfaces ───────────────────────────────────────────────────────────────────────────────────────

JSEARCH = SearchForm(f"{HOME}jsearchfront/search.do", "GET", "q")


def behind(text: str, answer: SearchAnswer | None, *, named: str = "", **details: object) -> list[Answered]:
    page = f"{JSEARCH.action}?q={quote(text)}"
    shell = SearchAnswer(unread="script", interface=named, filters=(SearchFilter.TIME,))
    data = Fetch(f"{HOME}jsearchfront/interfaces/cateSearch.do", Purpose.SEARCH, "POST", f"q={quote(text)}", page,
                 **{"status": 200, **details})  # type: ignore[arg-type]  # fmt: skip
    return [
        (Fetch(page, Purpose.SEARCH, status=200), PageReading(page, PageKind.OTHER, answer=shell)),
        (data, PageReading(data.url, PageKind.OTHER, answer=answer) if answer else None),
    ]


def test_results_that_came_as_data() -> None:
    told = engine(*behind(ITEM.title, SearchAnswer((HIT,), 1)), form=JSEARCH)
    assert [(each.state, each.through) for each in told.trials] == [(TrialState.FOUND, "interface")]
    assert told.filters == (SearchFilter.TIME,)
    assert told.trials[0].url.startswith(JSEARCH.action)


@pytest.mark.parametrize(
    ("answer", "details", "state"),
    [
        (SearchAnswer(nothing="total: 0", total=0), {}, TrialState.NOTHING),
        (None, {"failure": Failure.NOT_FOUND, "status": 404}, TrialState.FAILED),
        (SearchAnswer((MISS,), 1), {}, TrialState.MISSED),
    ],
)
def test_a_guessed_interface_proves_nothing_by_being_dumb(
    answer: SearchAnswer | None, details: dict[str, object], state: TrialState
) -> None:
    guessed = behind(ITEM.title, answer, **details)
    assert [each.state for each in engine(*guessed, form=JSEARCH).trials] == [TrialState.CANT_TELL]
    named = behind(ITEM.title, answer, named=f"{HOME}jsearchfront/interfaces/cateSearch.do", **details)
    assert [each.state for each in engine(*named, form=JSEARCH).trials] == [state]
    proven = [*guessed, *behind(OTHER.title, SearchAnswer((SearchResult(OTHER.title, f"{HOME}x"),), 1))]
    known = TrialState.CANT_TELL if state is TrialState.FAILED else state
    assert {each.state for each in engine(*proven, form=JSEARCH).trials} == {TrialState.FOUND, known}


# ── queries that go wrong in passing ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("failure", [Failure.NOT_FOUND, Failure.GONE, Failure.SERVER_ERROR])
@pytest.mark.parametrize(
    "answer", [SearchAnswer((HIT,), 1), SearchAnswer((MISS,), 1), SearchAnswer(nothing="没有")]
)
def test_an_engine_that_answers_another_query_is_not_broken(failure: Failure, answer: SearchAnswer) -> None:
    failed = asked(OTHER.title, failure=failure, status=500)
    states = {each.query.title: each.state for each in engine(asked(ITEM.title, answer), failed).trials}
    assert states[OTHER.title] is TrialState.CANT_TELL
    assert states[ITEM.title] is trial(asked(ITEM.title, answer)).state


@pytest.mark.parametrize("answer", [SearchAnswer((MISS,), 1), SearchAnswer(nothing="没有找到")])
@pytest.mark.parametrize("keeps", [True, False])
def test_a_query_that_alone_is_led_away_from_itself_proves_nothing(answer: SearchAnswer, keeps: bool) -> None:
    end = f"{HOME}s?hop=1" + (f"&q={quote(OTHER.title)}" if keeps else "")
    lead = asked(OTHER.title, status=302, location=end)
    page = (Fetch(end, Purpose.SEARCH, status=200), PageReading(end, PageKind.OTHER, answer=answer))
    found = engine(asked(ITEM.title, SearchAnswer((HIT,), 1)), lead, page)
    states = {each.query.title: each.state for each in found.trials}
    proven = TrialState.NOTHING if answer.nothing else TrialState.MISSED
    assert states == {ITEM.title: TrialState.FOUND, OTHER.title: proven if keeps else TrialState.CANT_TELL}


# ── engines that were not asked, results that were opened ────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "details", "skipped"),
    [
        (FORM, {"off": True}, "off"),
        (SearchForm("", "GET", "q"), {}, "no-address"),
        (SearchForm("http://www.city.test/s", "GET", "q"), {}, "outside"),
        (FORM, {}, "budget"),
    ],
)
def test_why_an_engine_was_not_asked(form: SearchForm, details: dict[str, object], skipped: str) -> None:
    told = engine(form=form, **details)
    assert (told.trials, told.skipped) == ((), skipped)


def test_nothing_to_look_for() -> None:
    [told] = read_engines({HOME: (FORM,)}, [], Crawled((), "990215", TERRITORY))
    assert told.skipped == "no-items"


def test_results_that_were_opened_or_crawled_before() -> None:
    hits = SearchAnswer((HIT, MISS, SearchResult("一条不存在的信息", f"{HOME}gone.html")), 3)
    known = {urls.canonical(HIT.url): Fetch(HIT.url, Purpose.ARTICLE, status=200)}
    opened = [
        Fetch(MISS.url, Purpose.SEARCH_RESULT, status=302, location=f"{HOME}moved.html"),
        Fetch(f"{HOME}moved.html", Purpose.SEARCH_RESULT, status=200),
        Fetch(f"{HOME}gone.html", Purpose.SEARCH_RESULT, status=404, failure=Failure.NOT_FOUND),
    ]
    told = engine(asked(ITEM.title, hits), pages=known, opened=opened).opened
    assert [(each.url, each.status, each.failure) for each in told] == [
        (HIT.url, 200, None),
        (MISS.url, 200, None),
        (f"{HOME}gone.html", 404, Failure.NOT_FOUND),
    ]


def test_the_order_of_answers_changes_nothing() -> None:
    answers = [asked(item.title, SearchAnswer((HIT,), 1)) for item in (ITEM, OTHER)]
    assert engine(*answers) == engine(*reversed(answers))
