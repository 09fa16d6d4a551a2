"""How far a night is and when it ends: from its tasks, its plan and the time alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from auditor.fleet.metrics import metrics
from auditor.fleet.progress import progress_of
from auditor.model.fleet import NightState, Pass, TaskState
from auditor.model.fleet_progress import Counts, LaneProgress
from tests.fleet.a_night import ALARMS, NIGHT, NOW, lane, night, task, tasks


def test_tasks_are_counted_by_state_and_look() -> None:
    confirm = replace(task("a", "one", TaskState.RUNNING), look=Pass.CONFIRM)
    progress = progress_of(night(), (*tasks(), confirm), NOW)
    assert progress.counts == (
        Counts(Pass.AUDIT, waiting=1, running=1, sealed=2, failed=1, given_up=1),
        Counts(Pass.CONFIRM, running=1),
    )
    assert progress.audits.total == 6
    assert progress.audits.settled == 3
    assert progress.requests == 200
    assert [each.portal for each in progress.troubled] == ["d", "f"]


def test_end_is_that_of_the_slowest_lane_by_what_was_seen() -> None:
    """Lane one needs twice its plan: b has 600 of 1200 s left, c and d 1200 s each."""
    progress = progress_of(night(), tasks(), NOW)
    one, two = progress.lanes
    assert (one.backend, one.left, one.running) == ("one", 600 + 1200 + 1200, ("b",))
    assert (two.backend, two.left) == ("two", 0)
    assert progress.ends == (NOW + timedelta(seconds=3000)).astimezone(
        datetime.fromisoformat(progress.now).tzinfo
    ).isoformat(timespec="seconds")
    assert progress.ends.endswith("+08:00")


def test_pace_and_share_of_a_lane() -> None:
    one, two = progress_of(night(), tasks(), NOW).lanes
    assert (one.pace, one.share) == (12.0, 0.5)
    assert (two.pace, two.share) == (6.0, 1.0)


def test_lane_without_anything_sealed_goes_by_the_others() -> None:
    waiting = tuple(task(code, "two") for code in "ef")
    seen = tuple(each for each in tasks() if each.backend == "one")
    progress = progress_of(night(), (*seen, *waiting), NOW)
    assert {each.backend: each.left for each in progress.lanes}["two"] == 2 * 600 * 2


def test_one_odd_portal_does_not_promise_next_week() -> None:
    odd = task("e", "two", TaskState.SEALED, requests=1, seconds=60_000.0)
    progress = progress_of(night(), (odd, task("f", "two")), NOW)
    assert progress.lanes[0].left == 600 * 5


def test_overdue_portal_and_clock_set_back() -> None:
    late = task("b", "one", TaskState.RUNNING, updated="2026-11-20T01:00:00+00:00")
    ahead = replace(late, updated="2026-11-20T23:00:00+00:00")
    assert progress_of(night(), (late,), NOW).lanes[0].left == pytest.approx(60)
    assert progress_of(night(), (ahead,), NOW).lanes[0].left == 600


def test_night_without_plan_goes_by_its_median() -> None:
    bare = replace(night(), plan=None)
    progress = progress_of(bare, (*tasks(), task("n", "three")), NOW)
    assert {each.backend: each.left for each in progress.lanes}["three"] == 900
    assert progress.planned == ""
    assert progress.lanes[0].share == 0


def test_ended_night_tells_its_end() -> None:
    over = night(NightState.PARTIAL, "2026-11-20T22:10:00+08:00")
    progress = progress_of(over, tasks(), NOW)
    assert progress.is_over
    assert progress.ends == over.ended
    assert progress_of(night(), (), NOW).ends == ""


def test_names_are_shown_where_known() -> None:
    progress = progress_of(night(), tasks(), NOW, names={"a": "清禾县人民政府"})
    assert (progress.name("a"), progress.name("b")) == ("清禾县人民政府", "b")


def test_share_is_never_more_than_all() -> None:
    fast = LaneProgress("x", Counts(Pass.AUDIT), (), 10, interval=1.0, pace=0.5, left=0.0)
    assert fast.share == 1.0
    assert lane("x", "a").seconds == 600


def test_metrics_are_read_by_their_own_parser() -> None:
    hostile = replace(tasks()[2], backend='b"ad\\\nname{}')
    progress = progress_of(night(), (*tasks()[:2], hostile, *tasks()[3:]), NOW, ALARMS)
    text = metrics(progress).decode()
    values = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert all(name.startswith("auditor_") for name, _ in values)
    assert values["auditor_night_tasks", (("look", "audit"), ("state", "sealed"))] == 2
    assert values["auditor_night_state", (("state", "running"),)] == 1
    assert values["auditor_night_state", (("state", "done"),)] == 0
    assert values["auditor_status_timestamp_seconds", ()] == NOW.timestamp()
    assert values["auditor_night_left_out", (("reason", "no-time"),)] == 2
    assert values["auditor_night_failures", (("failure", "crashed"),)] == 1
    assert values["auditor_night_alarms", (("kind", "sealed-share"),)] == 1
    assert ("auditor_lane_requests", (("backend", 'b"ad\\\nname{}'),)) in values
    assert metrics(progress) == metrics(progress)
    assert NIGHT not in text  # a label that grows by one value each night fills every monitor


def test_metrics_of_a_night_without_anything() -> None:
    empty = progress_of(replace(night(), plan=None), (), NOW)
    names = {family.name for family in text_string_to_metric_families(metrics(empty).decode())}
    assert "auditor_night_tasks" in names
    assert "auditor_night_end_timestamp_seconds" not in names
