"""The end of real nights: what failed is tried again with more patience, what is new is looked at twice. The night's own clock runs
fast, so that half an hour of waiting takes seconds."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from auditor.fleet import work
from auditor.fleet.night import Result, run_night
from auditor.fleet.record import NightOptions
from auditor.fleet.register import read_register
from auditor.fleet.starting import Asked
from auditor.model.fleet import NightState, Pass, Standing, TaskState
from auditor.store import open_store
from auditor.store.schema import finding
from tests.fleet.nights import place, states, stored, until
from tests.fleet.world import Running, start


def night(world: Running, out: Path, day: str, speed: float) -> Result:
    options = NightOptions(browser="never", update=False)
    asked = Asked(read_register(world.register), options, date.fromisoformat(day), date.fromisoformat(day))
    return run_night(replace(place(out, speed=speed), command=work.COMMAND), asked)


def test_new_faults_are_looked_at_twice(tmp_path: Path) -> None:
    """The second night meets the same county with other faults. Old ones seen again are confirmed by that; new ones by a look
    of their own, half an hour later, which asks only for the pages that they rest on."""
    out = tmp_path / "out"
    with start(counties=1, backends=1, interval=0.02, folder=tmp_path / "first") as world:
        night(world, out, "2026-06-14", speed=1)
    with start(counties=1, backends=1, interval=0.02, folder=tmp_path / "second", seed=7) as world:
        night(world, out, "2026-06-15", speed=400)
    first, second = sorted(stored(out)[1], key=lambda task: task.look)
    assert (first.look, second.look) == (Pass.AUDIT, Pass.CONFIRM)
    assert second.state is TaskState.SEALED
    assert second.run == f"{first.run}-2"
    assert 0 < second.requests < first.requests
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        rows = store.read(lambda c: c.execute(select(finding)).all())
    fresh = [row for row in rows if row.first_seen == "2026-06-15" and row.outcome == "fail"]
    assert fresh
    assert {row.standing for row in fresh} == {Standing.CONFIRMED}
    assert Standing.MENDED in {row.standing for row in rows}


def test_a_platform_that_was_down_is_asked_again_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with start(counties=2, backends=2, interval=0.02, folder=tmp_path / "world") as world:
        world.trouble("b02", "down")

        def heal() -> None:
            until((out / ".fleet" / "2026-06-15" / "running").exists, 60)
            until(lambda: states(out)[TaskState.FAILED], 60)
            world.trouble("b02")

        thread = threading.Thread(target=heal)
        thread.start()
        result = night(world, out, "2026-06-15", speed=200)
        thread.join()
    assert result.closed is not None
    assert result.closed.state is NightState.DONE
    assert states(out) == {TaskState.SEALED: 2}
    assert [task.attempt for task in stored(out)[1] if task.backend == "b02"] == [2]
