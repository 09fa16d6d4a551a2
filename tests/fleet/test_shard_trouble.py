"""What a shard does when a portal, a back-end or a lane is in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.fleet.holders import this_holder
from auditor.model.fleet import TaskState
from auditor.store import leases as leases_
from auditor.store import open_store
from auditor.store.audits import of_portal
from tests.fleet.shards import a_night, lanes_of, night_of_one, states
from tests.fleet.stamped import Stamped, stamped


@pytest.fixture
def server() -> Iterator[Stamped]:
    with stamped(4, 2) as running:
        yield running


def test_what_is_wrong_with_one_portal_is_its_own_failure(tmp_path: Path, server: Stamped) -> None:
    first, *others = lanes_of(server.counties, 0.02)
    good, bad = first.portals
    lanes = (replace(first, portals=(replace(bad, target="没有/这个.yml"), good)), *others)
    night = night_of_one(tmp_path, server.route, lanes)
    code, told, _ = night.run()
    task = night.tasks()[bad.code]
    assert (code, told["sealed"], told["failed"]) == (0, 3, 1)
    assert (task.state, task.failure) == (TaskState.GIVEN_UP, "bad-target")
    assert "没有找到" in task.detail or "没有/这个" in task.detail


def test_a_portal_whose_time_is_over_has_a_partial_audit(tmp_path: Path, server: Stamped) -> None:
    night = a_night(tmp_path, server, 0.1, minutes=0.025)
    code, told, _ = night.run()
    assert code == 0
    assert len(night.audits()) == 4
    assert told["turns"] < 4 * 34
    assert states(night) == {"sealed"}  # its doubt says that it is not the whole portal
    with open_store(night.url) as store:
        listed = [store.read(lambda c, code=code: of_portal(c, code)) for code in night.audits()]
    assert {audit.doubt for audits in listed for audit in audits} == {"budget"}


def test_the_rest_of_a_back_end_that_is_down_is_spared(tmp_path: Path) -> None:
    with stamped(6, 1) as server:
        route = dict(server.route)
    night = night_of_one(tmp_path, route, lanes_of(server.counties, 0.02))  # nobody listens there any more
    code, told, _ = night.run()
    kinds = [night.tasks()[each.code].failure for lane in night.spec.lanes for each in lane.portals]
    assert code == 0
    assert kinds == ["refused"] * 3 + ["backend-down"] * 3
    assert [night.tasks()[each.code].attempt for each in night.spec.lanes[0].portals] == [1, 1, 1, 0, 0, 0]
    assert told["sealed"] == 0


def test_a_failed_attempt_is_kept_aside_when_it_is_tried_again(tmp_path: Path) -> None:
    with stamped(1) as server:
        route = dict(server.route)
    night = night_of_one(tmp_path, route, lanes_of(server.counties, 0.02))
    assert night.run()[0] == 0
    with stamped(1) as again:
        night = replace(night, spec=replace(night.spec, rehearsal=tuple(again.route.items())))
        assert night.run()[0] == 0
    [task] = night.tasks().values()
    assert (task.state, task.attempt) == (TaskState.SEALED, 2)
    folders = {path.name for path in (night.out / task.portal).iterdir() if not path.name.startswith(".")}
    assert {night.spec.run, f"{night.spec.run}-attempt1"} <= folders


def test_a_lane_of_somebody_who_lives_is_left_to_him(tmp_path: Path, server: Stamped) -> None:
    night = a_night(tmp_path, server)
    backend = night.spec.lanes[0].backend
    with open_store(night.url) as store:
        store.do(lambda c: leases_.take(c, f"lane:{backend}", this_holder()))
    code, told, _ = night.run()
    assert (code, told["sealed"], told["left"]) == (0, 2, 2)
    assert {task.state.value for task in night.tasks().values() if task.backend == backend} == {"waiting"}
