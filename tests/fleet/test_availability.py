"""Looks at home pages: spread over the day, paced by back-end, over real servers of which one is slow and one is dead."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from auditor.fleet.availability import (
    Looked,
    Round,
    Skipped,
    due,
    look_around,
    moments,
    round_of,
    trusted,
    turn,
)
from auditor.fleet.holders import this_holder
from auditor.fleet.limits import Probing, limits
from auditor.model import Failure, Portal, Probe
from auditor.model.fleet import Backend, NightState, Register, RegisteredPortal, Schedule, ScheduleKind
from auditor.preparation import CHINA
from auditor.probe import look, read_series
from auditor.store import leases, nights, open_store, series
from tests.fleet.made import NIGHT
from tests.harness import call_auditor

RULES = limits().probes
NOON = datetime(2026, 6, 15, 12, 3, tzinfo=CHINA)


def row(code: str, backend: str = "one") -> RegisteredPortal:
    return RegisteredPortal(code, f"{code}县", f"http://{code}.gov.cn/", backend, f"http://{code}.gov.cn/")


MANY = tuple(row(f"county{number:04}", f"b{number % 40}") for number in range(1000))


# ── whose turn it is ──────────────────────────────────────────────────────────────────────────────


def a_day(portals: tuple[RegisteredPortal, ...], rules: Probing = RULES) -> tuple[Counter[str], list[int]]:
    """A call every five minutes for a day and a half: looks of each portal in the last 24 hours, portals of each call."""
    last: dict[str, datetime] = {}
    counted: Counter[str] = Counter()
    calls: list[int] = []
    for minute in range(0, 36 * 60, 5):
        now = NOON + timedelta(minutes=minute)
        chosen = due(portals, last, now, rules)
        last |= {each.code: now for each in chosen}
        if minute >= 12 * 60:
            counted.update(each.code for each in chosen)
            calls.append(len(chosen))
    return counted, calls


def test_each_portal_is_seen_as_often_as_the_document_asks_and_no_more() -> None:
    counted, calls = a_day(MANY)
    assert set(counted.values()) == {32}
    assert len(counted) == 1000
    assert max(calls) < 2 * sum(calls) / len(calls)  # spread: no call has to do the work of all


def test_the_looks_of_a_portal_are_evenly_spaced() -> None:
    at = [turn("qinghe", NOON + timedelta(minutes=minute), 1000, RULES) for minute in range(2 * 24 * 60)]
    begun = sorted(set(at))
    assert {later - earlier for earlier, later in pairwise(begun)} == {timedelta(minutes=45)}
    assert all(turns <= NOON + timedelta(minutes=minute) for minute, turns in enumerate(at))


def test_a_few_portals_are_seen_together() -> None:
    """So that one can tell a network that is down from a portal that is."""
    assert [each for each in a_day(MANY[:12])[1] if each] == [12] * 32


def test_what_was_missed_is_not_made_up_for() -> None:
    last = {each.code: NOON - timedelta(hours=9) for each in MANY[:3]}
    assert len(due(MANY[:3], last, NOON, RULES)) == 3
    assert due(MANY[:3], {each.code: NOON for each in MANY[:3]}, NOON + timedelta(minutes=1), RULES) == ()


def test_a_clock_that_was_set_back_blinds_nobody() -> None:
    assert due(MANY[:1], {"county0000": NOON + timedelta(days=3)}, NOON, RULES) == MANY[:1]


def test_paused_portals_are_left_alone() -> None:
    paused = replace(MANY[0], schedule=Schedule(ScheduleKind.PAUSED))
    assert due([paused], {}, NOON, RULES) == ()


def test_busy_and_quiet_back_ends_are_left_alone() -> None:
    register = Register(
        (row("a"), row("b", "two"), row("c", "three"), row("d")),
        (Backend("one", 1.0), Backend("two", 1.0), Backend("three", 1.0, (("11:00", "14:00"),))),
    )
    planned = round_of(register, register.portals, frozenset({"two"}), NOON)
    assert [(backend.id, [each.code for each in portals]) for backend, portals in planned.lanes] == [
        ("one", ["a", "d"])
    ]
    assert planned.skipped == {"b": Skipped.CRAWLED, "c": Skipped.QUIET}


# ── whose fault it is ─────────────────────────────────────────────────────────────────────────────


def looked(code: str, failure: str = "") -> Looked:
    return Looked(
        row(code, f"b-{code}"), Probe("2026-06-15T04:03:00Z", 1.0, failure, None if failure else 200)
    )


def test_when_nothing_answers_it_is_our_network() -> None:
    kept = trusted([looked("a", "dns"), looked("b", "timeout"), looked("c", "refused")])
    assert [each.probe.failure for each in kept] == ["error"] * 3


@pytest.mark.parametrize(
    "seen",
    [
        [looked("a", "dns"), looked("b", "timeout"), looked("c")],
        [looked("a", "dns"), looked("b", "timeout"), looked("c", "server-error")],
        [looked("a", "dns"), looked("b", "timeout")],  # too few to tell
        [],
    ],
)
def test_else_it_is_theirs(seen: list[Looked]) -> None:
    assert trusted(seen) == tuple(seen)


def test_times_that_are_none_are_left_out() -> None:
    assert moments({"a": "2026-06-15T04:03:00Z", "b": "?"}) == {"a": NOON.astimezone(UTC)}


# ── real servers ──────────────────────────────────────────────────────────────────────────────────


@dataclass
class Server:
    """Answers for any host; notes when and for whom. Hosts that begin with ``slow`` take three seconds."""

    seen: list[tuple[float, str]] = field(default_factory=list)
    port: int = 0

    def times(self, hosts: set[str]) -> list[float]:
        return sorted(at for at, host in self.seen if host in hosts)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"]
            told.seen.append((time.monotonic(), host))
            if host.startswith("slow"):
                time.sleep(3)
            body = "首页".encode()
            self.send_response(503 if host.startswith("ill") else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    told.port = running.server_address[1]
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield told
    running.shutdown()
    running.server_close()


def nobody() -> int:
    """A port on which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_paced_by_back_end_and_all_back_ends_at_once(server: Server) -> None:
    lanes = [[row(f"x{lane}{number}", f"b{lane}") for number in range(5)] for lane in range(4)]
    route = {f"{each.code}.gov.cn": ("127.0.0.1", server.port) for lane in lanes for each in lane}
    planned = Round(tuple((Backend(f"b{n}", 0.2), tuple(lane)) for n, lane in enumerate(lanes)))

    side_by_side = threading.Barrier(len(lanes))

    def ask(each: RegisteredPortal) -> Probe:
        side_by_side.wait(30)  # breaks, unless every lane is asking at this moment
        return look(Portal(each.code, each.name, each.url), 5, route)

    seen, late = look_around(planned, ask, RULES)
    assert (len(seen), late) == (20, ())
    assert not any(each.probe.failure for each in seen)
    for lane in lanes:
        times = server.times({f"{each.code}.gov.cn" for each in lane})
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.2


def test_a_slow_one_a_dead_one_and_a_call_that_must_end(server: Server) -> None:
    rows = (row("slow"), row("ill", "two"), row("dead", "three"), row("well"), row("last"))
    route = {f"{each.code}.gov.cn": ("127.0.0.1", server.port) for each in rows} | {
        "dead.gov.cn": ("127.0.0.1", nobody())
    }
    register = Register(rows, tuple(Backend(name, 0.1) for name in ("one", "two", "three")))
    planned = round_of(register, rows, frozenset(), NOON)
    rules = msgspec.structs.replace(RULES, longest=0.5)
    seen, late = look_around(planned, lambda each: look(Portal(each.code, "", each.url), 1.0, route), rules)
    told = {each.portal.code: (each.probe.failure, each.probe.status) for each in seen}
    assert told == {
        "slow": ("timeout", None),
        "ill": (Failure.SERVER_ERROR, 503),
        "dead": (Failure.REFUSED, None),
    }
    assert next(each.probe.seconds for each in seen if each.portal.code == "slow") == 1.0
    assert {each.code for each in late} == {
        "well",
        "last",
    }  # the slow one had its back-end to itself for too long


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def register_file(path: Path, server: Server, dead: int) -> Path:
    hosts = {"aa": server.port, "bb": server.port, "ill": server.port, "dead": dead}
    portals = "".join(
        f"  - {{code: {code}, name: {code}县, url: 'http://{code}.test/', backend: b-{code}}}\n"
        for code in hosts
    )
    routes = "".join(f"  {code}.test: 127.0.0.1:{port}\n" for code, port in hosts.items())
    path.write_text(f"defaults: {{interval: 0.1}}\nportals:\n{portals}rehearsal:\n{routes}", encoding="utf-8")
    return path


def test_the_command_writes_both_series_and_says_what_is_down(tmp_path: Path, server: Server) -> None:
    file, out = register_file(tmp_path / "fleet.yml", server, nobody()), tmp_path / "out"
    first = call_auditor("fleet", "probe", file, "--out", out)
    assert first.returncode == 1, first.stderr
    assert "看了 4 个网站（登记 4 个）：正常 2，打不开 2" in first.stdout
    assert "dead　dead县　连接被拒绝" in first.stdout
    assert [each.failure for each in read_series(out / "dead" / "probes.jsonl")] == ["refused"]
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        assert [each.status for each in store.read(lambda c: series.probes(c, "ill"))] == [503]

    again = call_auditor("fleet", "probe", file, "--out", out)
    assert (again.returncode, "看了 0 个网站" in again.stdout) == (0, True)
    everybody = call_auditor("fleet", "probe", file, "--out", out, "--all")
    assert "看了 4 个网站" in everybody.stdout
    assert len(read_series(out / "aa" / "probes.jsonl")) == 2


def test_back_ends_that_a_night_works_on_are_left_alone(tmp_path: Path, server: Server) -> None:
    file, out = register_file(tmp_path / "fleet.yml", server, nobody()), tmp_path / "out"
    holders = {"lane:b-aa": this_holder(), "lane:b-bb": this_holder().rsplit(":", 1)[0] + ":1"}
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        store.do(lambda c: nights.begin_night(c, NIGHT, ()))
        for name, holder in holders.items():
            store.do(lambda c, name=name, holder=holder: leases.take(c, name, holder))
        told = call_auditor("fleet", "probe", file, "--out", out)
        assert "看了 3 个网站（登记 4 个）：正常 1，打不开 2，正在夜间检查 1" in told.stdout
        assert not (out / "aa").exists()
        assert (out / "bb" / "probes.jsonl").exists()  # its holder has died
        store.do(lambda c: nights.end_night(c, NIGHT.id, NightState.DONE, "2026-06-16T06:00:00+00:00"))
        assert "看了 1 个网站" in call_auditor("fleet", "probe", file, "--out", out).stdout


def test_a_register_that_is_wrong_asks_nobody(tmp_path: Path, server: Server) -> None:
    file = tmp_path / "fleet.yml"
    file.write_text("portals:\n  - {code: qinghe, name: 清河县}\n", encoding="utf-8")
    told = call_auditor("fleet", "probe", file, "--out", tmp_path / "out")
    assert told.returncode == 2
    assert "qinghe" in told.stderr
    assert server.seen == []
