"""Alarms of a night, apart from its findings: one thing wrong at a time, and nothing told when all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.fleet import recording
from auditor.fleet.health import KINDS, alarms, examine
from auditor.fleet.monitors import NightFacts
from auditor.fleet.recording import Crawled
from auditor.model import Failure
from auditor.model.fleet import Alarm, Excluded, LeftOut, NightPlan, NightState, Pass, Task, TaskState
from auditor.store import nights, open_store, series
from reports import fleet_words
from tests.fleet.made import NIGHT, NOW, audit, run_folder, stored, task, unread

CODES = [f"p{number:02}" for number in range(20)]


def facts(**values: Any) -> NightFacts:
    """Twenty portals on four back-ends, all well, as they were a week ago."""
    usual: dict[str, Any] = {
        "tasks": tuple(
            task(code, state=TaskState.SEALED, backend=f"b{n % 4}") for n, code in enumerate(CODES)
        ),
        "audits": tuple(stored(code) for code in CODES),
        "before": {code: stored(code, today="2026-06-14") for code in CODES},
        "week": {code: stored(code, today="2026-06-08") for code in CODES},
        "previous": replace(NIGHT, id="2026-06-14"),
        "now": NOW,
    }
    return NightFacts(NIGHT, **usual | values)


def failing(
    failure: str, number: int, backend: str = "", state: TaskState = TaskState.GIVEN_UP
) -> tuple[Task, ...]:
    """The first of the portals failed; on one ``backend`` or on several."""
    return tuple(
        replace(each, state=state, failure=failure, backend=backend or each.backend) if n < number else each
        for n, each in enumerate(facts().tasks)
    )


def audited(number: int, **values: Any) -> tuple[Any, ...]:
    return tuple(replace(each, **values) if n < number else each for n, each in enumerate(facts().audits))


def kinds(found: tuple[Alarm, ...]) -> list[str]:
    return [each.kind for each in found]


def test_all_is_well() -> None:
    assert alarms(facts()) == ()
    assert alarms(facts(tasks=(), audits=(), before={}, week={})) == ()


PLAN = NightPlan(NIGHT.id, "", "2026-06-15T17:00:00+00:00", (), (Excluded("p01", LeftOut.NO_TIME),))
BAD_NIGHTS: list[tuple[NightFacts, list[str]]] = [
    (facts(previous=replace(NIGHT, id="2026-06-12")), ["missed-night"]),
    (facts(previous=None), []),
    (facts(tasks=failing("dns", 3)), ["sealed-share", "failure-kind"]),
    (facts(tasks=failing("not-found", 1)), []),
    (facts(tasks=failing("timeout", 3, "b9")), ["sealed-share", "backend-down"]),
    (facts(tasks=failing("backend-down", 3, "b9")), ["sealed-share", "backend-down"]),
    (facts(tasks=failing("crashed", 4, "b9")), ["sealed-share", "our-faults"]),
    (facts(tasks=failing("not-found", 2, "b9")), ["sealed-share"]),
    (facts(audits=audited(1, sound=False, doubt="fewer-columns", columns=18)), ["doubtful"]),
    (
        facts(audits=audited(3, sound=False, doubt="fewer-columns", columns=18)),
        ["doubtful-share", "doubtful", "doubtful", "doubtful"],
    ),
    (facts(audits=audited(20, columns=35)), ["columns-drop"]),
    (facts(audits=audited(20, worst=40.0)), ["cant-tell"]),
    (facts(audits=audited(20, best=92.0)), ["cant-tell"]),
    (facts(audits=audited(20, cant_tell=8)), []),
    (facts(audits=audited(20, failed=14)), ["failed-rise"]),
    (facts(audits=audited(20, failed=6)), ["failed-fall"]),
    (facts(begun={"stale-column": 5, "empty-column": 4}), ["rule-surge"]),
    (facts(begun={"stale-column": 20}, before={}, week={}), []),  # a first night: everything begins
    (
        replace(
            facts(), night=replace(NIGHT, plan=replace(PLAN, excluded=()), ended="2026-06-15T17:30:00+00:00")
        ),
        [],
    ),
    (
        replace(facts(), night=replace(NIGHT, plan=PLAN, ended="2026-06-15T18:31:00+00:00")),
        ["late-end", "left-out"],
    ),
    (facts(audits=audited(1, sound=False, doubt="fewer-columns", columns=0)), ["no-columns"]),
    (
        facts(audits=audited(1, sound=False, doubt="no-columns", unjudged="no-columns", columns=0)),
        ["no-columns"],
    ),
    (
        facts(
            audits=audited(1, sound=False, doubt="no-columns", unjudged="no-columns", columns=0),
            before={},
            week={},
        ),
        ["never-columns"],
    ),
    (facts(audits=audited(1, doubt="fewer-columns", columns=18)), ["accepted-change"]),
    (facts(audits=audited(1, sound=False, doubt="budget", unjudged="interrupted")), ["budget"]),
    (facts(repeated={"p01": 3, "p02": 2}), ["repeated"]),
]


@pytest.mark.parametrize(("night", "expected"), BAD_NIGHTS)
def test_one_thing_at_a_time(night: NightFacts, expected: list[str]) -> None:
    assert kinds(alarms(night)) == expected


def test_each_kind_is_met_and_told_in_words_with_a_cure() -> None:
    told = [alarm for night, _ in BAD_NIGHTS for alarm in alarms(night)]
    assert {each.kind for each in told} == set(KINDS) == set(fleet_words.alarm_kinds())
    for alarm in told:
        line = fleet_words.alarm_line(alarm, "清河县")
        assert line
        assert alarm.kind not in line
        assert "{" not in line
        assert ("清河县" in line) is bool(alarm.portal)
        assert len(fleet_words.alarm_cure(alarm.kind)) > 10


def test_words_of_what_nobody_knows() -> None:
    assert fleet_words.alarm_line(Alarm("new", "p01", (("a", "\x1b[1m"),))) == "p01：new"
    assert fleet_words.alarm_cure("new") == ""


def test_the_second_look_is_the_one_that_counts() -> None:
    doubtful = replace(stored("p00"), sound=False, doubt="fewer-columns", columns=18)
    again = replace(stored("p00"), run=f"{NIGHT.run}-2")
    rest = facts().audits[1:]
    assert alarms(facts(audits=(doubtful, again, *rest))) == ()
    worse = replace(again, sound=False, doubt="fewer-columns", columns=3)
    assert kinds(alarms(facts(audits=(doubtful, worse, *rest)))) == ["doubtful"]


def test_few_portals_say_nothing_of_shares() -> None:
    few = facts(tasks=failing("not-found", 2)[:4], audits=audited(2, sound=False, doubt="fewer-pages")[:4])
    assert kinds(alarms(few)) == ["doubtful", "doubtful"]


def test_gathered_from_the_store(tmp_path: Path) -> None:
    """Three nights of six portals; in the last, one shows half its columns and one has not answered all three nights."""
    codes = CODES[:6]
    with open_store(f"sqlite:///{tmp_path}/auditor.db") as store:
        for day in (13, 14, 15):
            night = replace(
                NIGHT,
                id=f"2026-06-{day}",
                today=f"2026-06-{day}",
                run=f"202606{day}T160000Z",
                state=NightState.DONE,
            )
            waiting = [Task(night.id, code, Pass.AUDIT, f"b{n}", 0, n) for n, code in enumerate(codes)]
            store.do(lambda c, night=night, waiting=waiting: nights.begin_night(c, night, waiting))
            for code in codes:
                running = task(code, look=Pass.AUDIT, attempt=9)
                seen = (
                    unread(Failure.DNS) if code == "p05" else audit(7 if (code, day) == ("p00", 15) else None)
                )
                folder = run_folder(tmp_path, replace(seen, today=night.today), night.run, code)
                begun = store.do(
                    lambda c, n=night, p=code: nights.start_task(c, n.id, p, Pass.AUDIT, "me:1:1", NOW)
                )
                assert begun is not None
                running = replace(begun, attempt=9)
                recording.record_sealed(
                    store, tmp_path, night.id, running, folder, Crawled(9, 9.0), lambda: NOW
                )
        found = store.read(lambda c: examine(c, "2026-06-15", NOW + timedelta(hours=9)))
        assert kinds(found) == ["sealed-share", "doubtful-share", "doubtful", "repeated"]
        assert [each.portal for each in found] == ["", "", "p00", "p05"]
        assert dict(found[3].params) == {"nights": "3", "failure": "dns"}
        store.do(lambda c: series.put_alarms(c, "2026-06-15", found))
        assert store.read(lambda c: series.alarms(c, "2026-06-15")) == found
        with pytest.raises(AuditorError, match="2026-06-16"):
            store.read(lambda c: examine(c, "2026-06-16", NOW))
