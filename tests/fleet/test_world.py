"""The invented counties: the same for the same seed, told apart by their hosts, and worth an audit."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor import app
from auditor.crawl.engine import run_crawl
from auditor.fleet.register import read_register
from auditor.model import Outcome
from auditor.preparation import BrowserUse, Options, prepare
from bench.world.pages import page
from tests.fleet.world import TODAY, Running, counties, start


def ask(world: Running, host: str, path: str, method: str = "GET") -> tuple[int, bytes, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", world.port, timeout=10)
    connection.request(method, path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.getheader("Retry-After")


def test_same_seed_same_counties() -> None:
    one, other = counties(50, 7), counties(50, 7)
    assert one == other
    assert counties(50, 7, seed=2) != one
    assert len({county.host for county in one}) == len({county.code for county in one}) == 50
    assert {county.backend for county in one} == {f"b{number:02d}" for number in range(1, 8)}
    assert [page(county, "/xwzx/bmdt/") for county in one] == [
        page(county, "/xwzx/bmdt/") for county in other
    ]
    assert {len(county.faults) for county in one} == {0, 1, 2}


def test_hosts_answer_for_themselves_and_are_logged(tmp_path: Path) -> None:
    with start(4, 2, folder=tmp_path) as world:
        first, second = world.counties[:2]
        assert first.name.encode() in ask(world, first.host, "/")[1]
        assert second.name.encode() in ask(world, second.host, "/")[1]
        assert ask(world, "nobody.test", "/")[0] == 404
        assert ask(world, first.host, "/robots.txt", "HEAD")[:2] == (200, b"")
        asked = [(each.backend, each.host, each.method, each.path, each.status) for each in world.requests()]
        assert asked == [
            ("b01", first.host, "GET", "/", 200),
            ("b02", second.host, "GET", "/", 200),
            ("", "nobody.test", "GET", "/", 404),
            ("b01", first.host, "HEAD", "/robots.txt", 200),
        ]
        times = [each.t for each in world.requests()]
        assert times == sorted(times)


def test_back_ends_misbehave_when_told(tmp_path: Path) -> None:
    with start(4, 2, folder=tmp_path) as world:
        sick, well = world.counties[:2]
        world.trouble("b01", "status-429-3")
        assert ask(world, sick.host, "/")[::2] == (429, "3")
        assert ask(world, well.host, "/")[0] == 200
        world.trouble("b01", "down")
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            ask(world, sick.host, "/")
        assert world.requests()[-1].status == 0
        world.trouble("b01")
        assert ask(world, sick.host, "/")[0] == 200


def test_register_is_read_and_all_hosts_are_on_loopback(tmp_path: Path) -> None:
    with start(6, 4, folder=tmp_path, interval=0.5) as world:
        register = read_register(world.register)
    assert [portal.code for portal in register.portals] == [county.code for county in world.counties]
    assert {backend.id: backend.interval for backend in register.backends} == dict.fromkeys(
        ("b01", "b02", "b03", "b04"), 0.5
    )
    route = dict(register.rehearsal)
    assert {urlsplit(portal.url).hostname for portal in register.portals} <= set(route)
    assert set(route.values()) == {("127.0.0.1", world.port)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with start(12, 4, folder=tmp_path_factory.mktemp("world")) as running:
        yield running


def test_county_gives_an_audit_that_says_something(world: Running, tmp_path: Path) -> None:
    """One crawl: a reactor starts once in a process."""
    county = next(each for each in world.counties if "stale-news" in each.faults and len(each.faults) == 2)
    prepared, job, keep = prepare(
        county.url, Options(tmp_path, today=TODAY, browser=BrowserUse.NEVER, probes=True)
    )
    assert prepared.portal.url == county.url
    snapshot = run_crawl(replace(job, route=world.route, on_sealed=keep))
    audit = app.finish(snapshot.parent).audit
    assert audit.unjudged is None
    assert len(audit.columns) >= 8
    outcomes = [finding.outcome for finding in audit.findings]
    assert outcomes.count(Outcome.CANT_TELL) <= 6
    assert outcomes.count(Outcome.FAIL) >= 10
    stale = {finding.subject_name for finding in audit.findings if finding.rule == "stale-column"}
    assert stale == {"部门动态"}
    mine = [each for each in world.requests() if each.host == county.host]
    assert 20 <= len(mine) <= 45
    assert mine[0].path == "/robots.txt"
