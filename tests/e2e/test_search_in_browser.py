"""A whole portal whose search box only a script knows: it is tried in real Chromium, and its answers are believed.

The script stands in a file of its own, so that no reader of pages can tell the address. The portal and its engine are
the stand-ins' own; what differs is what the button does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape

import pytest

from auditor import app, codec
from auditor.crawl.browser import find_browser
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Fetch, Purpose, QueryKind, SearchEngine, TrialState
from auditor.preparation import BrowserUse, Options
from tests.standins.behaviours import PROPER
from tests.standins.county import TODAY, Box, portal
from tests.standins.engine import Engine
from tests.standins.family import shell
from tests.standins.server import NOT_FOUND, Heard, Reply, Server, data

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")

MARKUP = (
    '<div class="search"><input type="text" id="kw" placeholder="请输入关键字"><button type="button" id="so">搜索</button></div>'
    '<div id="results"></div><form id="f" name="searchForm" action="/so.html" method="post"><input type="hidden" name="kw"></form>'
    '<script src="/js/so.js"></script>'
)
PRESSED = "document.getElementById('so').addEventListener('click', () => { const kw = document.getElementById('kw').value; %s });"
SCRIPTS = {
    "href": "location.href = '/so.html?kw=' + encodeURIComponent(kw)",
    "open": "window.open('/so.html?kw=' + encodeURIComponent(kw))",
    "post": "const f = document.getElementById('f'); f.kw.value = kw; f.submit()",
    "data": "fetch('/api/find?kw=' + encodeURIComponent(kw)).then(r => r.text()).then(t => { document.getElementById('results').innerHTML = t })",
    "none": "fetch('/api/find?kw=' + encodeURIComponent(kw) + '&dumb=1').then(r => r.text()).then(t => { document.getElementById('results').innerHTML = t })",
    "dead": "",
    "lost": "sessionStorage.kw = kw; location.href = '/so.html'",
}


class ScriptPortal:
    """The stand-ins' portal with a box of which only ``/js/so.js`` knows what it does."""

    def __init__(self, script: str) -> None:
        self._script = PRESSED % script
        self.server = Server(self._respond)
        self.engine = Engine(PROPER, self.server.url)
        self._pages = portal(lambda: Box(MARKUP))

    def _respond(self, heard: Heard) -> Reply:
        match heard.path:
            case "/js/so.js":
                return Reply(
                    self._script.encode(), 200, (("Content-Type", "text/javascript; charset=utf-8"),)
                )
            case "/so.html" if heard.fields().get("kw"):
                return self.engine.answer(
                    heard, lambda asked: shell("站内搜索", self._rows(asked), asked.fields()["kw"])
                )
            case "/api/find":
                return self.engine.answer(heard, lambda asked: data(self._rows(asked)))
            case "/so.html":
                return NOT_FOUND
        return self._pages(heard)

    def _rows(self, heard: Heard) -> str:
        results = self.engine.results("" if "dumb" in heard.fields() else heard.fields().get("kw", ""))
        rows = "".join(
            f'<li><a href="{escape(hit.href)}">{results.marked(hit.title)}</a><span>{hit.day}</span></li>'
            for hit in results.hits
        )
        return (
            f'<p>共找到 {results.total} 条结果</p><ul class="list">{rows}</ul>'
            if rows
            else "<p>没有找到相关结果</p>"
        )


@dataclass(frozen=True)
class Tried:
    """A finished audit, what its portal heard, and the search as it was understood."""

    result: app.Result
    record: tuple[Heard, ...]
    fetches: tuple[Fetch, ...]

    @property
    def engine(self) -> SearchEngine:
        [engine] = self.result.inventory.engines
        return engine

    @property
    def typed(self) -> list[Fetch]:
        return [
            fetch
            for fetch in self.fetches
            if fetch.purpose is Purpose.SEARCH and fetch.render == "search-box"
        ]

    def states(self, *kinds: QueryKind) -> set[TrialState]:
        return {trial.state for trial in self.engine.trials if trial.query.kind in kinds}


Try = Callable[..., Tried]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Try:
    """``tried(script, browser)``: the audit of the portal with that script, made once."""

    @cache
    def run(name: str, browser: BrowserUse = BrowserUse.AUTO) -> Tried:
        site = ScriptPortal(SCRIPTS[name])
        with site.server:
            result = app.run(
                site.server.url, Options(tmp_path_factory.mktemp(name), today=TODAY, browser=browser)
            )
        with SnapshotReader(result.folder / "snapshot") as reader:
            return Tried(result, tuple(site.server.record), reader.fetches())

    return run


@pytest.mark.parametrize("name", ["href", "open", "post", "data"])
def test_known_items_are_found_through_the_box(tried: Try, name: str) -> None:
    seen = tried(name)
    assert seen.states(QueryKind.WHOLE, QueryKind.PART) == {TrialState.FOUND}, seen.engine
    assert seen.states(QueryKind.NONSENSE) == {TrialState.NOTHING}, seen.engine


@pytest.mark.parametrize("name", ["href", "open", "post"])
def test_one_query_is_typed_and_the_others_go_by_plain_http(tried: Try, name: str) -> None:
    seen = tried(name)
    assert len(seen.typed) == 1, [fetch.body for fetch in seen.typed]
    asked = [heard for heard in seen.record if heard.path == "/so.html"]
    assert len(asked) == len(seen.engine.trials)
    assert {heard.method for heard in asked} == {"POST" if name == "post" else "GET"}


def test_results_in_the_page_need_a_browser_each_time(tried: Try) -> None:
    seen = tried("data")
    assert len(seen.typed) == len(seen.engine.trials)
    assert all(heard.method == "GET" for heard in seen.record)


def test_news_on_the_page_of_the_box_are_no_results(tried: Try) -> None:
    """The home page lists what is looked for; the engine finds none of it."""
    seen = tried("none")
    assert seen.states(*QueryKind) == {TrialState.NOTHING}, seen.engine


@pytest.mark.parametrize(("name", "reason"), [("dead", "box-silent"), ("lost", "box-lost")])
def test_a_box_of_which_nobody_can_tell_is_no_fault(tried: Try, name: str, reason: str) -> None:
    seen = tried(name)
    assert {(trial.state, trial.reason) for trial in seen.engine.trials} == {(TrialState.CANT_TELL, reason)}
    told = [finding for finding in seen.result.audit.findings if finding.rule == "broken-search"]
    assert {finding.outcome.value for finding in told} <= {"cant-tell"}


def test_without_a_browser_nobody_can_tell(tried: Try) -> None:
    seen = tried("href", BrowserUse.NEVER)
    assert seen.engine.skipped == "no-address"
    assert seen.typed == []
    assert not any(heard.path == "/so.html" for heard in seen.record)
    told = [finding for finding in seen.result.audit.findings if finding.rule == "broken-search"]
    assert {finding.outcome.value for finding in told} <= {"cant-tell"}


@pytest.mark.parametrize("name", ["href", "post", "data"])
def test_judging_again_needs_no_browser_and_no_network(tried: Try, name: str) -> None:
    seen = tried(name)
    again = app.finish(seen.result.folder)
    assert codec.encode(again.audit.engines) == codec.encode(seen.result.audit.engines)


def test_only_the_box_is_touched(tried: Try) -> None:
    for name in ("href", "open", "data", "dead", "lost"):
        assert all(
            heard.method in ("GET", "HEAD", "OPTIONS") and not heard.body for heard in tried(name).record
        ), name
