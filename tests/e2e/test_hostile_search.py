"""Search engines that want more than to answer: too much, somewhere else, as markup, in circles, or another deed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

import pytest

from auditor import app
from auditor.preparation import BrowserUse, Options
from reports.terminal import print_summary
from tests.standins import behaviours as bad
from tests.standins import floods
from tests.standins.county import TODAY, Box
from tests.standins.engine import Behaviour
from tests.standins.server import Heard, Reply, Server, moved, page
from tests.standins.standin import StandIn

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MEGABYTE = 1_000_000


@pytest.fixture
def run(tmp_path: Path) -> Callable[[StandIn], app.Result]:
    def audited(site: StandIn) -> app.Result:
        with site:
            return app.run(site.url, Options(tmp_path, today=TODAY, browser=BrowserUse.NEVER))

    return audited


@pytest.fixture
def watcher() -> Iterator[Server]:
    """A server of somebody else."""
    with Server(lambda _heard: page("<html><title>内部系统</title></html>")) as server:
        yield server


def told(result: app.Result) -> set[tuple[str, str]]:
    return {
        (each.rule, str(each.outcome))
        for each in result.audit.findings
        if each.rule.endswith(("-search", "-search-result"))
    }


# ── too much ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Tap:
    """Counts the bytes of an endless answer that somebody took."""

    bytes: int = 0
    replies: list[Reply] = field(default_factory=list)

    def answer(self, _heard: Heard) -> Reply:
        source = floods.endless()
        assert not isinstance(source.body, bytes)
        pieces = source.body

        def counted() -> Iterator[bytes]:
            for piece in pieces():
                self.bytes += len(piece)
                yield piece

        return replace(source, body=counted)


def test_an_answer_without_end(run: Callable[[StandIn], app.Result]) -> None:
    tap, began = Tap(), monotonic()
    site = StandIn("was5-post", Behaviour(instead=tap.answer))
    assert told(run(site)) == {("broken-search", "cant-tell")}
    assert monotonic() - began < 20
    assert tap.bytes / len(site.asked) < 30 * MEGABYTE


@pytest.mark.parametrize(
    ("family", "flood"),
    [("was5-get", floods.huge), ("jsearch", floods.huge), ("jsearch", floods.nested), ("jsearch", floods.swollen), ("ssp-post", floods.swollen)],
    ids=["page", "data", "nested", "swollen-data", "swollen-page"],
)  # fmt: skip
def test_an_answer_that_is_too_much(
    run: Callable[[StandIn], app.Result], family: str, flood: Callable[[], Reply]
) -> None:
    began = monotonic()
    result = run(StandIn(family, bad.flood(flood)))
    assert told(result) == {("broken-search", "cant-tell")}
    assert result.audit.coverage.pages == 12
    assert monotonic() - began < 20
    stored = sum(path.stat().st_size for path in result.folder.rglob("*") if path.is_file())
    assert stored < 5 * MEGABYTE


# ── somewhere else ───────────────────────────────────────────────────────────────────────────────────


def elsewhere(port: int) -> list[str]:
    """What a result or a redirect may name and nobody may ask."""
    return [
        f"http://127.0.0.1:{port}/internal/",
        f"//127.0.0.1:{port}/internal/",
        f"http://2130706433:{port}/decimal/",
        f"http://localhost:{port}/localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "javascript:fetch('/delete?id=1')",
    ]


@pytest.mark.parametrize("family", ["was5-post", "jsearch", "jrobot"])
def test_results_that_lead_elsewhere_are_not_opened(
    run: Callable[[StandIn], app.Result], watcher: Server, family: str
) -> None:
    """Those of jsearch and jrobot lead there by a redirect of the engine's own."""
    site = StandIn(family, bad.led_astray(elsewhere(watcher.port)))
    result = run(site)
    assert watcher.record == []
    assert site.engine.queries, "it was asked"
    assert not any(rule == "dead-search-result" for rule, _ in told(result))


@pytest.mark.parametrize("number", range(5))
def test_an_engine_that_leads_elsewhere_is_not_followed(
    run: Callable[[StandIn], app.Result], watcher: Server, number: int
) -> None:
    target = elsewhere(watcher.port)[number]
    result = run(StandIn("script", Behaviour(instead=lambda _heard: moved(target))))
    assert watcher.record == []
    assert told(result) == {("broken-search", "cant-tell")}


@pytest.mark.parametrize("family", ["empire", "script"])
def test_an_engine_that_leads_in_circles(run: Callable[[StandIn], app.Result], family: str) -> None:
    site = StandIn(family)
    site.engine.behaviour = bad.loop(site.family.path)
    assert told(run(site)) == {("broken-search", "cant-tell")}
    assert len(site.asked) <= 100


# ── markup ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("family", ["was5-post", "jsearch", "script"])
def test_markup_of_results_stays_text(
    run: Callable[[StandIn], app.Result], family: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The engine loses items, so that its answers are quoted."""
    result = run(StandIn(family, replace(bad.HALF, mark=bad.MARKUP.mark)))
    assert ("incomplete-search", "fail") in told(result)
    report = result.report.read_text("utf-8")
    assert "<script>alert(" not in report
    assert "<img src=x" not in report
    assert CONTROL.search(report) is None
    print_summary(result.audit, paths={})
    assert CONTROL.search(re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)) is None


# ── another deed ─────────────────────────────────────────────────────────────────────────────────────


class Disguised(StandIn):
    """What looks like a search box does something else."""

    form = ""

    def box(self) -> Box:
        return Box(self.form)


DEEDS = {
    "delete": '<form action="/delete?id=1" method="post"><input name="keyword" placeholder="请输入关键词"><input type="submit" value="搜索"></form>',
    "delete-by-get": '<form action="/delete?id=1" method="get"><input type="hidden" name="id" value="1"><input name="keyword"><input type="submit" value="搜索"></form>',
    "remove": '<form action="/article/remove.do" method="get"><input name="q"><button>搜索</button></form>',
    "letter": '<form action="/letter/save.do" method="post"><input name="title" placeholder="来信标题"><button>提交</button></form>',
    "logout": '<form action="/search/logout" method="post"><input name="q"><button>搜索</button></form>',
    "script": '<input id="key"><button onclick="go()">搜索</button><script>function go(){ var key = document.getElementById("key").value; location.href="/delete?id=1&keyword="+key; }</script>',
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_a_box_that_does_something_else_is_not_sent(run: Callable[[StandIn], app.Result], deed: str) -> None:
    site = Disguised()
    site.form = DEEDS[deed]
    run(site)
    sent = [heard for heard in site.record if re.search(r"delete|remove|save|logout", heard.path)]
    assert sent == []
