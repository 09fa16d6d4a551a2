"""Every saved portal, crawled over loopback in three ways, against the inventory that was written by hand from its plan.

Two processes share the work: the first night, a second one without any change, and one with the browser forced on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from fnmatch import fnmatchcase
from multiprocessing import get_context

import pytest
from portals import CASES, FORCED, Night, nights

from auditor.crawl.browser import find_browser
from auditor.model import Origin, Purpose
from tests.harness import FIXTURES

#: Requests per column, organ page and sampled article.
COST = 1.3
#: Shares of the first night that a second night without any change may cost.
REQUESTS, BYTES = 0.35, 0.05
#: Whether the search and the forms work tonight is asked every night anew.
_PROBES = frozenset({Purpose.SEARCH, Purpose.SEARCH_RESULT, Purpose.FORM_TARGET})
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT, Purpose.SOFT_404_PROBE, *_PROBES})

Nights = Callable[[str], tuple[Night, Night, Night]]
EVERY = pytest.mark.parametrize("case", CASES)
NEEDS_BROWSER = pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")


@pytest.fixture(scope="module")
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """Gives the first, the second and the forced night of a case. Those that the selected tests need start at once."""
    items = [item for item in request.session.items if item.path == request.path]
    wanted = dict.fromkeys(item.callspec.params["case"] for item in items if hasattr(item, "callspec"))
    forced = FORCED if any("browser" in item.name for item in items) else []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        running: dict[str, Future[tuple[Night, ...]]] = {
            case: pool.submit(nights, case, str(tmp_path_factory.mktemp(case)), case in forced)
            for case in wanted
        }

        def get(case: str) -> tuple[Night, Night, Night]:
            first, second, *rest = running[case].result()
            return first, second, (rest or [first])[0]

        yield get


@EVERY
def test_columns_rows_totals_dates_and_emptiness(crawled: Nights, case: str) -> None:
    first, _, _ = crawled(case)
    wrong = first.wrong()
    assert not wrong, "\n".join([f"{len(wrong)} differences", *wrong])


@NEEDS_BROWSER
@pytest.mark.long
@pytest.mark.parametrize("case", FORCED)
def test_the_same_with_the_browser_forced_on(crawled: Nights, case: str) -> None:
    _, _, forced = crawled(case)
    assert any(fetch.render for fetch in forced.fetches)
    wrong = forced.wrong()
    assert not wrong, "\n".join([f"{len(wrong)} differences", *wrong])


@EVERY
def test_nothing_was_left_unread(crawled: Nights, case: str) -> None:
    first, _, _ = crawled(case)
    unread = tuple(first.expected.get("obstacles", ()))
    left = [o for o in first.coverage.obstacles if not any(fnmatchcase(o.url, glob) for glob in unread)]
    assert left == []


@EVERY
def test_requests_are_few(crawled: Nights, case: str) -> None:
    """Asking for files (HEAD), the search and the soft-404 probe are not part of reading the columns."""
    first, _, _ = crawled(case)
    reading = [fetch for fetch in first.fetches if fetch.purpose not in _FILES]
    assert len(reading) <= COST * (len(first.expected["columns"]) + first.coverage.articles_checked)
    assert _requests(first) <= first.expected["requests_max"]


@EVERY
def test_neighbours_are_left_alone(crawled: Nights, case: str) -> None:
    """``never`` are globs of addresses that belong to somebody else on the same platform."""
    first, _, _ = crawled(case)
    never = first.expected.get("never", ())
    assert [f.url for f in first.fetches if any(fnmatchcase(f.url, glob) for glob in never)] == []


@EVERY
def test_a_second_night_costs_a_fraction_and_says_the_same(crawled: Nights, case: str) -> None:
    first, second, _ = crawled(case)
    assert _requests(second) <= REQUESTS * _requests(first)
    assert _transferred(second) <= BYTES * _transferred(first)
    assert second.document == first.document


def _requests(night: Night) -> int:
    """Requests but for those of the tests of search and forms."""
    return night.summary.requests - sum(fetch.purpose in _PROBES for fetch in night.fetches)


def _transferred(night: Night) -> int:
    """Bytes of bodies that came over the wire."""
    own = [fetch for fetch in night.fetches if fetch.purpose not in _PROBES]
    return sum(fetch.size for fetch in own if fetch.origin is Origin.FETCHED)


def test_every_case_has_an_inventory() -> None:
    made = {path.stem for path in (FIXTURES / "portals").glob("[!_]*.yml")}
    assert made <= {*CASES}, "write golden/<case>/inventory.yml by hand"
