from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet.spec import Again, Look, make_spec, read_spec, write_spec
from auditor.model import Level
from auditor.model.fleet import (
    Budget,
    Cost,
    Lane,
    Night,
    NightState,
    Pass,
    PlannedPortal,
    Register,
    RegisteredPortal,
    Shard,
)

COST = Cost(10, 10.0, known=False)
PORTAL = RegisteredPortal(
    "330127", "淳安县", "http://www.x.test/", "b1", level=Level.COUNTY, budget=Budget(70, 5)
)
REGISTER = Register((PORTAL,), (), rehearsal=(("www.x.test", ("127.0.0.1", 80)),))
SHARD = Shard(3, (Lane("b1", 0.5, (PlannedPortal("330127", COST),)),))
NIGHT = Night("2026-06-15", "20260615T120000Z", "2026-06-15", NightState.RUNNING, "")


def test_a_spec_says_what_the_register_and_the_plan_say(tmp_path: Path) -> None:
    spec = make_spec(REGISTER, SHARD, NIGHT, tmp_path)
    [lane] = spec.lanes
    [portal] = lane.portals
    assert (spec.number, spec.run, spec.look, lane.interval) == (3, NIGHT.run, Pass.AUDIT, 0.5)
    assert (portal.code, portal.pages, portal.minutes, portal.reask) == ("330127", 70, 5, ())
    assert spec.rehearsal == REGISTER.rehearsal
    assert read_spec(write_spec(tmp_path / "spec.json", spec)) == spec


def test_the_second_look_has_folders_of_its_own_and_asks_again(tmp_path: Path) -> None:
    look = Look(Pass.CONFIRM, update=True, patience=2.0)
    spec = make_spec(
        REGISTER, SHARD, NIGHT, tmp_path, look, {"330127": Again(("http://www.x.test/a/",), "always")}
    )
    [portal] = spec.lanes[0].portals
    assert spec.run == f"{NIGHT.run}-2"
    assert (portal.reask, portal.browser, spec.patience) == (("http://www.x.test/a/",), "always", 2.0)


@pytest.mark.parametrize(
    "broken",
    [b"", b"{}", b"[1, 2"],
)
def test_a_broken_spec_names_its_file(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(broken)
    with pytest.raises(AuditorError, match=r"spec\.json.*已损坏"):
        read_spec(path)


def test_a_spec_that_is_not_there_or_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="无法读取"):
        read_spec(tmp_path / "none.json")
    spec = make_spec(REGISTER, SHARD, NIGHT, tmp_path)
    bad = replace(spec, lanes=(replace(spec.lanes[0], interval=0.0),))
    with pytest.raises(AuditorError, match="大于 0"):
        read_spec(write_spec(tmp_path / "spec.json", bad))
