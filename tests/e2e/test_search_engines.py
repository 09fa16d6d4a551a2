"""Every family of search engines, answering properly and badly: each finding comes from the stand-in that deserves it.

Real HTTP on loopback throughout; a run takes about half a second. What a finding says is the business of the rules' own
cases, here it is that the right one comes, and no other about the search.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from searched import RULES, Searched, searched

from auditor import app
from auditor.crawl.browser import find_browser
from auditor.model import QueryKind, SearchFilter, TrialState
from auditor.preparation import BrowserUse
from tests.standins import behaviours as bad
from tests.standins.behaviours import PROPER
from tests.standins.engine import Behaviour
from tests.standins.families import BROWSER_ONLY, FAMILIES
from tests.standins.standin import StandIn, Unreachable, WithoutBox

#: Queries per portal; seconds after which a profile of these tests calls a search slow.
BUDGET, SECONDS = 10, 0.2


#: What the auditor calls a family.
NAMES = {
    "empire": "empire",
    "empire-elsewhere": "empire",
    "was5-get": "was5",
    "was5-post": "was5",
    "ssp-get": "ssp",
    "ssp-post": "ssp",
    "igs": "igs",
    "jsearch": "jsearch",
    "jrobot": "jrobot",
    "guangdong": "guangdong",
    "ssp-data": "ssp",
    "guangdong-data": "guangdong",
}


# ── properly ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=FAMILIES)
def good(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Searched]:
    """A family, and the audit of its proper stand-in."""
    return request.param, searched(StandIn(request.param, PROPER), tmp_path_factory.mktemp("good"))


def test_a_good_engine_is_not_blamed(good: tuple[str, Searched]) -> None:
    family, done = good
    assert done.told == set(), [finding.params for finding in done.findings]
    assert done.states(QueryKind.WHOLE) == {TrialState.FOUND}
    assert done.states(QueryKind.PART) == {TrialState.FOUND}
    assert done.states(QueryKind.NUMBER) == {TrialState.FOUND}
    assert done.states(QueryKind.NONSENSE) == {TrialState.NOTHING}
    assert {trial.rank for trial in done.engine.trials if trial.state is TrialState.FOUND} == {1}
    assert {trial.marked for trial in done.engine.trials if trial.query.kind is QueryKind.WHOLE} == {True}
    assert {SearchFilter.TIME, SearchFilter.COLUMN, SearchFilter.SORT} <= set(done.engine.filters)
    assert done.engine.family == NAMES.get(family, "generic")


def test_an_engine_is_asked_politely(good: tuple[str, Searched]) -> None:
    """A handful of queries, one after the other, and nothing twice."""
    site = good[1].site
    assert 0 < len(site.asked) <= BUDGET
    assert max(Counter(site.engine.queries).values()) == 1
    assert site.engine.most_at_once == 1


# ── badly ────────────────────────────────────────────────────────────────────────────────────────────

FAIL, WARN, CANT_TELL = "fail", "warn", "cant-tell"
#: (family, what is wrong, behaviour, rule, outcome, what its params must say)
BAD: list[tuple[str, str, Behaviour, str, str, dict[str, object]]] = [
    ("empire", "gone", bad.GONE, "broken-search", FAIL, {"reason": "unreachable", "status": 404}),
    ("empire", "nothing", bad.NOTHING, "empty-search", FAIL, {}),
    ("empire", "too-often", bad.TOO_OFTEN, "broken-search", CANT_TELL, {"reason": "too-often"}),
    ("empire", "same-list", bad.SAME_LIST, "indiscriminate-search", FAIL, {"state": "ignored"}),
    ("empire-elsewhere", "broken", bad.BROKEN, "broken-search", FAIL, {"reason": "unreachable", "status": 500}),
    ("empire-elsewhere", "half", bad.HALF, "incomplete-search", FAIL, {"state": "lost"}),
    ("was5-get", "broken", bad.BROKEN, "broken-search", FAIL, {"reason": "unreachable", "status": 500}),
    ("was5-get", "half", bad.HALF, "incomplete-search", FAIL, {"state": "lost"}),
    ("was5-post", "gone", bad.GONE, "broken-search", FAIL, {"reason": "unreachable", "status": 404}),
    ("was5-post", "busy", bad.BUSY, "broken-search", CANT_TELL, {"reason": "server-error"}),
    ("was5-post", "numbers", bad.TITLES_ONLY, "incomplete-search", WARN, {"state": "numbers"}),
    ("was5-post", "same-list", bad.SAME_LIST, "indiscriminate-search", FAIL, {"state": "ignored"}),
    ("was5-post", "dead-results", bad.DEAD_RESULTS, "dead-search-result", FAIL, {}),
    ("ssp-get", "nothing", bad.NOTHING, "empty-search", FAIL, {}),
    ("ssp-get", "unfiltered", bad.UNFILTERED, "unfiltered-search", WARN, {"marked": True}),
    ("ssp-post", "captcha", bad.CAPTCHA, "broken-search", CANT_TELL, {"reason": "captcha"}),
    ("ssp-post", "old-only", bad.OLD_ONLY, "incomplete-search", WARN, {"state": "lost"}),
    ("gbk", "broken", bad.BROKEN, "broken-search", FAIL, {"reason": "unreachable", "status": 500}),
    ("gbk", "half", bad.HALF, "incomplete-search", FAIL, {"state": "lost"}),
    ("token", "nothing", bad.NOTHING, "empty-search", FAIL, {}),
    ("token", "unfiltered", bad.UNFILTERED, "unfiltered-search", WARN, {}),
    ("igs", "everything", bad.EVERYTHING, "indiscriminate-search", WARN, {"state": "broad"}),
    ("igs", "login", bad.LOGIN, "broken-search", CANT_TELL, {"reason": "login-wall"}),
    ("jrobot", "challenge", bad.CHALLENGE, "broken-search", CANT_TELL, {"reason": "challenge"}),
    ("script", "members-only", bad.MEMBERS_ONLY, "broken-search", CANT_TELL, {"reason": "login"}),
    ("jsearch", "nothing", bad.NOTHING, "empty-search", FAIL, {}),
    ("jsearch", "half", bad.HALF, "incomplete-search", FAIL, {"state": "lost"}),
    ("jsearch", "gone", bad.GONE, "broken-search", FAIL, {}),
    ("jrobot", "dead-results", bad.DEAD_RESULTS, "dead-search-result", FAIL, {}),
    ("jrobot", "unfiltered", bad.UNFILTERED, "unfiltered-search", WARN, {}),
    ("ucap", "everything", bad.EVERYTHING, "indiscriminate-search", WARN, {"state": "broad"}),
    ("ucap", "captcha", bad.CAPTCHA, "broken-search", CANT_TELL, {"reason": "captcha"}),
    ("guangdong", "gone", bad.GONE, "broken-search", FAIL, {"reason": "unreachable", "status": 404}),
    ("guangdong", "dead-results", bad.DEAD_RESULTS, "dead-search-result", FAIL, {}),
    ("ssp-data", "same-list", bad.SAME_LIST, "indiscriminate-search", FAIL, {"state": "ignored"}),
    ("ssp-data", "too-often", bad.TOO_OFTEN, "broken-search", CANT_TELL, {"reason": "too-often"}),
    ("guangdong-data", "half", bad.HALF, "incomplete-search", FAIL, {"state": "lost"}),
    ("guangdong-data", "unfiltered", bad.UNFILTERED, "unfiltered-search", CANT_TELL, {"reason": "filters-by-script"}),
    ("script", "nothing", bad.NOTHING, "empty-search", FAIL, {}),
    ("script", "old-only", bad.OLD_ONLY, "incomplete-search", WARN, {"state": "lost"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "behaviour", "rule", "outcome", "says"),
    [(row[0], *row[2:]) for row in BAD],
    ids=[f"{row[0]}-{row[1]}" for row in BAD],
)
def test_a_bad_engine_is_blamed_for_what_is_bad(
    tmp_path: Path, family: str, behaviour: Behaviour, rule: str, outcome: str, says: dict[str, object]
) -> None:
    done = searched(StandIn(family, behaviour), tmp_path)
    assert done.told == {(rule, outcome)}, [finding.params for finding in done.findings]
    assert says.items() <= done.finding.params.items(), done.finding.params
    assert len(done.site.asked) <= 2 * BUDGET


def test_every_family_is_bad_in_two_ways() -> None:
    counted = Counter(row[0] for row in BAD)
    assert {family for family in FAMILIES if counted[family] < 2} == set()
    assert {row[3] for row in BAD} | {"slow-search"} == RULES


@pytest.mark.parametrize("family", ["was5-post", "jsearch"])
def test_a_slow_engine(tmp_path: Path, family: str) -> None:
    """By a profile that is less patient than the national one, which waits longer than a test may."""
    impatient = tmp_path / "impatient.yml"
    words = f"name: impatient\ntitle: 试用\nextends: national\nthresholds: {{search-seconds: {SECONDS}}}\n"
    impatient.write_text(words, "utf-8")
    done = searched(StandIn(family, bad.SLOW), tmp_path)
    assert done.told == set()
    done = Searched(done.site, app.audit(done.result.folder, profile=str(impatient)))
    assert done.told == {("slow-search", WARN)}
    assert done.finding.params["fastest_seconds"] >= SECONDS
    assert done.site.engine.most_at_once == 1


def test_words_that_are_not_set_off_are_no_finding_of_their_own(tmp_path: Path) -> None:
    done = searched(StandIn("igs", bad.UNMARKED), tmp_path)
    assert done.told == set()
    assert not any(trial.marked for trial in done.engine.trials)


def test_a_portal_without_a_box(tmp_path: Path) -> None:
    done = searched(WithoutBox(), tmp_path)
    assert done.told == {("broken-search", FAIL)}
    assert done.finding.params["reason"] == "absent"
    assert done.site.asked == []


@pytest.mark.parametrize("family", ["was5-get", "igs"])
def test_a_port_at_which_nobody_listens(tmp_path: Path, family: str) -> None:
    """Nobody knows whether it is closed for all or for us."""
    done = searched(Unreachable(family), tmp_path)
    assert done.told == {("broken-search", CANT_TELL)}
    assert done.finding.params["reason"] == "refused"


@pytest.mark.parametrize("family", BROWSER_ONLY)
@pytest.mark.parametrize("behaviour", [PROPER, bad.NOTHING], ids=["properly", "nothing"])
def test_what_only_a_browser_could_read_is_not_blamed(
    tmp_path: Path, family: str, behaviour: Behaviour
) -> None:
    """An interface that refuses us, or that is not where others have it, says nothing of what a visitor gets."""
    assert searched(StandIn(family, behaviour), tmp_path).told == {("broken-search", CANT_TELL)}


@pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")
@pytest.mark.parametrize(
    ("family", "behaviour", "told"),
    [("guangdong-token", PROPER, set()), ("ssp-renamed", bad.NOTHING, {("empty-search", FAIL)})],
    ids=["refused", "renamed"],
)
def test_a_browser_reads_what_the_interface_does_not_give(
    tmp_path: Path, family: str, behaviour: Behaviour, told: set[tuple[str, str]]
) -> None:
    assert searched(StandIn(family, behaviour), tmp_path, BrowserUse.AUTO).told == told
