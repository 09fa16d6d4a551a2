"""Search boxes tried in real Chromium: where they lead, what they show, and that nothing else is ever sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlencode

import pytest
from crawled import Crawled
from fake_reader import read
from typed_site import (
    DATA,
    FAILING,
    HOST,
    HOSTILE,
    LEADING,
    PAGES,
    POSTING,
    QUERY,
    SHOWING,
    UNREAD,
    is_expected,
    respond,
)

from auditor import query_code
from auditor.crawl import rendering, showing, typed_visit
from auditor.crawl.browser import Browser, Pace, find_browser
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.crawl.rendered import TYPED_MARK
from auditor.extract import typed as typed_reading
from auditor.extract.typed import read_typed, since_typed
from auditor.model import Ask, CrawlSummary, Failure, Fetch, PageReading, Portal, Purpose, SearchForm
from auditor.territory import Territory, territory_of
from tests.e2e.loopback import Asked, LoopbackSite

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
WAYS = {
    "utf8": quote(QUERY, safe=""),
    "gbk": quote(QUERY, safe="", encoding="gbk"),
    "u": query_code.encoded(QUERY, query_code.ESCAPE),
    "twice": quote(quote(QUERY, safe=""), safe=""),
    "form": quote_plus(QUERY),
}


@dataclass
class OneWave:
    """A plan that asks what it is given and nothing else."""

    portal: Portal
    asks: tuple[Ask, ...]
    answers: list[Fetch] = field(default_factory=list)
    is_given: bool = False
    phase: str = "search"

    @property
    def territory(self) -> Territory:
        return territory_of(self.portal)

    @property
    def ended(self) -> bool:
        return self.is_given

    @property
    def requests(self) -> int:
        return len(self.answers)

    @property
    def known(self) -> int:
        return len(self.asks)

    def next_wave(self) -> tuple[Ask, ...]:
        wave, self.is_given = (() if self.is_given else self.asks), True
        return wave

    def absorb(self, fetch: Fetch, reading: PageReading | None) -> None:
        self.answers.append(fetch)

    def summary(self, reason: str | None = None) -> CrawlSummary:
        return CrawlSummary(self.portal, reason or "finished", self.requests, 0)


def typed(path: str, name: str = "kw") -> Ask:
    return Ask(
        f"http://{HOST}{path}",
        Purpose.SEARCH,
        body=urlencode({name: QUERY}),
        render="search-box",
    )


@dataclass
class Tried:
    """What came of every box, and all that the portal's server heard."""

    done: Crawled
    log: list[Asked]

    def fetch(self, path: str) -> Fetch:
        return self.done[path]

    def body(self, path: str) -> bytes:
        return self.done.reader.body(self.fetch(path))

    def form(self, path: str) -> SearchForm | None:
        return read_typed(self.fetch(path), self.body(path)).form


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    patch = pytest.MonkeyPatch()
    patch.setattr(rendering, "LOCAL", Pace(whole=3, quiet=0.1, grace=4, pages=3))
    patch.setattr(showing, "ANSWER", 1.5)
    patch.setattr(typed_visit, "EFFECT", 0.4)
    with LoopbackSite(respond) as site:
        job = CrawlJob(
            Portal("demo", "示例", f"http://{HOST}/"), read, tmp_path_factory.mktemp("typed"), "run",
            limits=CrawlLimits(attempts=1), route={HOST: ("127.0.0.1", site.port)}, browser=BROWSER,
            planner=lambda job: OneWave(job.portal, tuple(typed(path) for path in PAGES)),
        )  # fmt: skip
        yield Tried(Crawled(run_crawl(job)), site.log)
    patch.undo()


# ── where a box leads ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", LEADING)
def test_the_address_that_a_box_leads_to_is_the_answer(tried: Tried, path: str) -> None:
    fetch, address = tried.fetch(path), LEADING[path][1].format(**WAYS)
    assert fetch.location == (address if address.startswith("http") else f"http://{HOST}{address}"), fetch
    assert (fetch.failure, fetch.status, fetch.render) == (None, 200, "search-box")
    assert tried.body(path) == b""
    assert "typed=led" in fetch.detail


@pytest.mark.parametrize("path", LEADING)
def test_further_queries_need_no_browser(tried: Tried, path: str) -> None:
    form = tried.form(path)
    assert form is not None
    codes = {"/gbk/": "gb18030", "/escape/": "escape", "/twice/": "utf-8-twice"}
    assert form.charset == codes.get(path, "utf-8")
    if path == "/path/":
        assert form.action == f"http://{HOST}/so/{{query}}/1.html"
    else:
        assert form.field in ("kw", "q")
        assert query_code.carries(f"{form.action}?{form.field}=", QUERY) is False


@pytest.mark.parametrize("path", POSTING)
def test_a_form_that_is_posted_is_kept_and_not_sent(tried: Tried, path: str) -> None:
    fetch, (_, action, body) = tried.fetch(path), POSTING[path]
    assert fetch.location == (action if action.startswith("http") else f"http://{HOST}{action}")
    assert tried.body(path).decode() == body.format(**WAYS)
    form = tried.form(path)
    assert form is not None
    assert form.method == "POST"
    assert form.action == fetch.location
    assert dict(form.hidden) == dict(pair.split("=") for pair in body.split("&")[:-1])
    assert form.field == body.split("&")[-1].split("=")[0]


# ── what it shows ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", SHOWING)
def test_results_in_the_page_are_in_the_document(tried: Tried, path: str) -> None:
    fetch, body = tried.fetch(path), tried.body(path).decode()
    assert (fetch.failure, fetch.status, fetch.location) == (None, 200, None)
    assert f'{TYPED_MARK}="shown"' in body
    assert 'href="/a/1.html"' in body
    assert read_typed(fetch, body.encode()).unread == ""


@pytest.mark.parametrize("path", UNREAD)
def test_nobody_can_tell_and_the_answer_says_why(tried: Tried, path: str) -> None:
    fetch = tried.fetch(path)
    assert (fetch.failure, fetch.location) == (None, None), fetch
    assert read_typed(fetch, tried.body(path)).unread == UNREAD[path][1], fetch.detail


def test_what_was_there_before_is_no_result(tried: Tried) -> None:
    body = tried.body("/among-news/")
    assert "旧闻一则" in body.decode(), "the record is whole"
    text = since_typed(body, f"http://{HOST}/among-news/").decode()
    assert "第一条" in text
    assert "以下是检索结果" in text
    assert "旧闻" not in text
    assert "主办单位" not in text
    assert typed_visit.OLD == typed_reading.OLD
    assert TYPED_MARK.encode() in body


def test_messages_are_closed_and_noted(tried: Tried) -> None:
    assert "即将离开" in tried.fetch("/messages/").detail


# ── what it may do ────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_asked_but_the_pages_and_the_data_of_the_search(tried: Tried) -> None:
    assert [asked for asked in tried.log if not is_expected(asked)] == []
    assert {target for _, target, _ in tried.log if target in PAGES} == set(PAGES)
    assert {target.split("?")[0] for _, target, _ in tried.log} >= set(DATA)


@pytest.mark.parametrize("path", HOSTILE)
def test_a_page_that_does_other_things_does_not_get_its_way(tried: Tried, path: str) -> None:
    assert tried.fetch(path).location == f"http://{HOST}/so.html?kw={WAYS['utf8']}", tried.fetch(path)


@pytest.mark.parametrize("path", FAILING)
def test_a_box_that_hurts_the_browser_fails_alone(tried: Tried, path: str) -> None:
    assert tried.fetch(path).failure in (Failure.TIMEOUT, Failure.ERROR)
    assert "rendering" in tried.fetch(path).detail


def test_the_request_in_the_record_is_the_plain_one(tried: Tried) -> None:
    fetch = tried.fetch("/href/")
    assert (fetch.method, fetch.body) == ("GET", urlencode({"kw": QUERY}))
    assert all(not form for method, _, form in tried.log if method == "GET")


def test_a_box_that_is_cut_short_is_known_again() -> None:
    fetch = Fetch(f"http://{HOST}/", Purpose.SEARCH, body=urlencode({"kw": QUERY}), status=200)
    short = Fetch(**{**{name: getattr(fetch, name) for name in fetch.__dataclass_fields__}, "location": f"http://{HOST}/s?kw={quote(QUERY[:6])}"})  # fmt: skip
    form = read_typed(short, b"").form
    assert form is not None
    assert form.field == "kw"


def test_a_browser_that_does_not_start_is_a_failure(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nothing")
    program = folder / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with LoopbackSite(respond) as site:
        job = CrawlJob(
            Portal("demo", "示例", f"http://{HOST}/"), read, folder, "run", limits=CrawlLimits(attempts=1),
            route={HOST: ("127.0.0.1", site.port)}, browser=Browser(program),
            planner=lambda job: OneWave(job.portal, (typed("/href/"),)),
        )  # fmt: skip
        done = Crawled(run_crawl(job))
    assert done["/href/"].failure is Failure.ERROR
