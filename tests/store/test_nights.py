"""Nights and tasks: every change of state, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from auditor.model import Level
from auditor.model.fleet import NightState, Pass, RegisteredPortal, Task, TaskState
from auditor.store import Store, nights
from tests.store.nightly import NIGHT, NOW, RUN, STAMP, a_night, a_task

AUDIT, CONFIRM = Pass.AUDIT, Pass.CONFIRM
ME, OTHER = "host:1:100", "host:2:200"
ONE = (NIGHT, "qinghe", AUDIT)


@pytest.fixture
def begun(store: Store) -> Store:
    store.do(lambda c: nights.begin_night(c, a_night(), [a_task("qinghe"), a_task("anping", 1)]))
    return store


def start(store: Store, holder: str = ME, dead: frozenset[str] = frozenset()) -> Task | None:
    return store.do(lambda c: nights.start_task(c, *ONE, holder, NOW, dead))


def seal(store: Store, holder: str = ME, run: str = RUN) -> bool:
    return store.do(lambda c: nights.seal_task(c, *ONE, holder, run, 312, 298.5, NOW))


def fail(store: Store, holder: str = ME, failure: str = "timeout", give_up: bool = False) -> bool:
    return store.do(lambda c: nights.fail_task(c, *ONE, holder, failure, "细节", NOW, give_up))


def read(store: Store) -> Task:
    task = store.read(lambda c: nights.task(c, *ONE))
    assert task is not None
    return task


def test_a_night_is_read_as_it_was_begun(begun: Store) -> None:
    assert begun.read(lambda c: nights.night(c, NIGHT)) == a_night()
    assert begun.read(nights.last_night) == a_night()
    assert begun.read(lambda c: nights.night(c, "2020-01-01")) is None
    tasks = begun.read(lambda c: nights.tasks(c, NIGHT))
    assert tasks == (a_task("qinghe"), a_task("anping", 1))


def test_beginning_a_night_again_changes_nothing(begun: Store) -> None:
    start(begun)
    begun.do(
        lambda c: nights.begin_night(c, replace(a_night(), run="other"), [a_task("qinghe"), a_task("new", 2)])
    )
    night = begun.read(lambda c: nights.night(c, NIGHT))
    assert night is not None
    assert night.run == RUN
    assert read(begun).state is TaskState.RUNNING
    assert [task.portal for task in begun.read(lambda c: nights.tasks(c, NIGHT))] == [
        "qinghe",
        "anping",
        "new",
    ]


def test_nights_come_newest_first_and_end(begun: Store) -> None:
    for id in ("2026-11-18", "2026-11-21", "2026-11-19"):
        begun.do(lambda c, id=id: nights.begin_night(c, a_night(id), []))
    begun.do(lambda c: nights.end_night(c, "2026-11-21", NightState.PARTIAL, STAMP))
    found = begun.read(lambda c: nights.nights(c, 3))
    assert [night.id for night in found] == ["2026-11-21", "2026-11-20", "2026-11-19"]
    assert (found[0].state, found[0].ended) == (NightState.PARTIAL, STAMP)


def test_tasks_of_one_look(begun: Store) -> None:
    begun.do(lambda c: nights.add_tasks(c, [a_task("qinghe", look=CONFIRM)]))
    assert len(begun.read(lambda c: nights.tasks(c, NIGHT))) == 3
    assert begun.read(lambda c: nights.tasks(c, NIGHT, CONFIRM)) == (a_task("qinghe", look=CONFIRM),)


def test_a_task_is_started_once(begun: Store) -> None:
    started = start(begun)
    assert started == replace(a_task("qinghe"), state=TaskState.RUNNING, attempt=1, holder=ME, updated=STAMP)
    assert start(begun, OTHER) is None
    assert start(begun) == started, "its own holder may ask again: the answer may have been lost"


def test_what_a_dead_holder_ran_is_taken_over(begun: Store) -> None:
    start(begun)
    taken = start(begun, OTHER, frozenset({ME, "host:9:9"}))
    assert taken is not None
    assert (taken.holder, taken.attempt) == (OTHER, 2)
    assert start(begun, ME, frozenset({ME})) is None


def test_a_failed_task_is_started_again_and_remembers_why(begun: Store) -> None:
    start(begun)
    assert fail(begun)
    assert (read(begun).state, read(begun).failure, read(begun).detail) == (
        TaskState.FAILED,
        "timeout",
        "细节",
    )
    again = start(begun, OTHER)
    assert again is not None
    assert (again.attempt, again.failure) == (2, "timeout")
    assert seal(begun, OTHER)
    assert (read(begun).failure, read(begun).detail) == ("", "")


def test_what_is_given_up_is_not_started(begun: Store) -> None:
    start(begun)
    assert fail(begun, give_up=True)
    assert read(begun).state is TaskState.GIVEN_UP
    assert start(begun) is None
    assert not fail(begun)


def test_a_task_that_somebody_else_runs_is_not_failed(begun: Store) -> None:
    start(begun)
    assert not fail(begun, OTHER)
    assert read(begun).state is TaskState.RUNNING
    assert fail(begun, ME, "crashed"), "in the name of its holder"


def test_a_waiting_task_may_be_failed_by_anybody(begun: Store) -> None:
    assert fail(begun, OTHER, "backend-down")
    assert (read(begun).state, read(begun).attempt) == (TaskState.FAILED, 0)


def test_a_task_is_sealed_once(begun: Store) -> None:
    start(begun)
    assert seal(begun)
    sealed = read(begun)
    assert (sealed.state, sealed.run, sealed.requests, sealed.seconds) == (TaskState.SEALED, RUN, 312, 298.5)
    assert not seal(begun, OTHER, "20261120T150000Z")
    assert not fail(begun)
    assert start(begun) is None
    assert read(begun) == sealed
    assert seal(begun), "the same seal, repeated after a commit whose answer was lost"


def test_what_does_not_exist_is_neither_started_nor_sealed_nor_failed(begun: Store) -> None:
    nobody = (NIGHT, "nobody", AUDIT)
    assert begun.do(lambda c: nights.start_task(c, *nobody, ME, NOW)) is None
    assert not begun.do(lambda c: nights.seal_task(c, *nobody, ME, RUN, 1, 1.0, NOW))
    assert not begun.do(lambda c: nights.fail_task(c, *nobody, ME, "timeout", "", NOW, False))


def test_failed_tasks_wait_again_and_sealed_ones_never(begun: Store) -> None:
    start(begun)
    fail(begun, give_up=True)
    anping = (NIGHT, "anping", AUDIT)
    begun.do(lambda c: nights.seal_task(c, *anping, ME, RUN, 1, 1.0, NOW))
    assert begun.do(lambda c: nights.wait_again(c, NIGHT, frozenset(TaskState))) == 1
    assert (read(begun).state, read(begun).attempt, read(begun).holder) == (TaskState.WAITING, 0, "")
    again = start(begun)
    assert again is not None
    assert again.attempt == 1


def test_a_detail_that_a_database_cannot_keep_is_mended(begun: Store) -> None:
    begun.do(lambda c: nights.fail_task(c, *ONE, ME, "timeout", "a\x00b\ud800" + "长" * 5000, NOW, False))
    detail = read(begun).detail
    assert detail.startswith("a\ufffdb\ufffd长")
    assert len(detail) == 2000


def test_a_time_without_a_zone_is_our_own_fault(begun: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        begun.do(lambda c: nights.start_task(c, *ONE, ME, datetime(2026, 11, 20)))


def test_costs_are_medians_of_the_last_sealed_audits(store: Store) -> None:
    def year(c: object) -> None:
        for day, requests in enumerate([900, 900, 10, 20, 30, 40, 500]):
            id = (NOW + timedelta(days=day)).date().isoformat()
            nights.begin_night(c, a_night(id), [a_task("qinghe", night=id), a_task("qinghe", 0, CONFIRM, id)])
            nights.seal_task(c, id, "qinghe", AUDIT, ME, RUN, requests, requests * 1.5, NOW)
            nights.seal_task(c, id, "qinghe", CONFIRM, ME, RUN, 1, 1.0, NOW)
        nights.add_tasks(c, [a_task("failed", night=id), a_task("anping", night=id)])
        nights.seal_task(c, id, "anping", AUDIT, ME, RUN, 7, 8.0, NOW)
        nights.fail_task(c, id, "failed", AUDIT, ME, "timeout", "", NOW, True)

    store.do(year)
    many = ["qinghe", "anping", "failed", *(f"p{number}" for number in range(1500))]
    assert store.read(lambda c: nights.costs(c, many)) == {"anping": (7, 8.0), "qinghe": (30, 45.0)}
    assert store.read(lambda c: nights.costs(c, many, 1)) == {"anping": (7, 8.0), "qinghe": (500, 750.0)}


def test_portals_are_kept_as_the_register_last_named_them(store: Store) -> None:
    old = RegisteredPortal("qinghe", "清河县", "qinghe", "platform-a", "http://qinghe.example/", Level.COUNTY)
    new = replace(old, name="清河县人民政府", backend="platform-b")
    other = RegisteredPortal("anping", "安平县", "anping", "platform-a", "http://anping.example/", Level.CITY)
    store.do(lambda c: nights.put_portals(c, [old, other]))
    store.do(lambda c: nights.put_portals(c, [new]))
    assert store.read(nights.portals) == (other, new)


def test_tasks_are_counted_by_look_and_state(begun: Store) -> None:
    start(begun)
    assert begun.read(lambda c: nights.counts(c, NIGHT)) == {
        (AUDIT, TaskState.RUNNING): 1,
        (AUDIT, TaskState.WAITING): 1,
    }
