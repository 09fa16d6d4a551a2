"""What a crawl of the night came to, in the store: sealed once, believed only when the whole portal was seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet.recording import Crawled, Recorded, record_sealed
from auditor.model import Audit, Failure
from auditor.model.fleet import Night, Pass, Task, TaskState
from auditor.store import Store, audits, nights
from auditor.store.schema import finding as findings_
from tests.fleet.made import NIGHT, NOW, audit, run_folder, unread
from tests.store.conftest import postgres_server, postgres_url, store, store_url

__all__ = ["postgres_server", "postgres_url", "store", "store_url"]

WHOLE = audit().coverage.columns_fetched
SPENT = Crawled(120, 130.5)


def night_of(day: int) -> Night:
    return replace(
        NIGHT, id=f"2026-06-{day}", run=f"202606{day}T160000Z", today=f"2026-06-{day}", begun=f"2026-06-{day}"
    )


class Nights:
    """Nights of one portal, one audit after another."""

    def __init__(self, store: Store, out: Path) -> None:
        self.store = store
        self.out = out

    def begin(self, night: Night, look: Pass = Pass.AUDIT, holder: str = "me:1:1") -> Task:
        waiting = Task(night.id, "qinghe", look, "one", 0, 0)
        self.store.do(lambda c: nights.begin_night(c, night, [waiting]))
        running = self.store.do(lambda c: nights.start_task(c, night.id, "qinghe", look, holder, NOW))
        assert running is not None
        return running

    def record(self, night: Night, seen: Audit, running: Task, crawled: Crawled = SPENT) -> Recorded:
        run = night.run if running.look is Pass.AUDIT else f"{night.run}-2"
        folder = run_folder(self.out, replace(seen, today=night.today), run)
        return record_sealed(self.store, self.out, night.id, running, folder, crawled, lambda: NOW)

    def one(self, day: int, seen: Audit, look: Pass = Pass.AUDIT, crawled: Crawled = SPENT) -> Recorded:
        night = night_of(day)
        return self.record(night, seen, self.begin(night, look), crawled)

    def standing(self) -> dict[str, str]:
        rows = self.store.read(lambda c: c.execute(findings_.select()).all())
        return {row.fingerprint: row.standing for row in rows}

    def task(self, day: int, look: Pass = Pass.AUDIT) -> Task:
        found = self.store.read(lambda c: nights.task(c, night_of(day).id, "qinghe", look))
        assert found is not None
        return found

    def listed(self) -> list[tuple[str, bool, str]]:
        rows = self.store.read(lambda c: audits.of_portal(c, "qinghe"))
        return [(each.run, each.sound, each.doubt) for each in rows]


@pytest.fixture
def portal(store: Store, tmp_path: Path) -> Nights:
    return Nights(store, tmp_path / "out")


def test_a_sound_night(portal: Nights) -> None:
    done = portal.one(15, audit())
    assert done == Recorded(TaskState.SEALED, sound=True)
    told = portal.task(15)
    assert (told.state, told.run, told.requests, told.seconds) == (
        TaskState.SEALED,
        night_of(15).run,
        120,
        130.5,
    )
    [row] = portal.store.read(lambda c: audits.of_portal(c, "qinghe"))
    assert row.file == f"qinghe/{night_of(15).run}/audit.json"
    assert row.columns == WHOLE
    assert (row.failed, row.cant_tell) == (audit().score.failed, audit().score.cant_tell)
    assert row.size == (portal.out / row.file).stat().st_size
    assert set(portal.standing().values()) == {"unconfirmed"}


def test_sealed_once_whoever_comes_second(portal: Nights) -> None:
    night = night_of(15)
    first = portal.begin(night)
    assert portal.record(night, audit(), first).first
    late = portal.record(night, audit(3), replace(first, holder="other:2:2"))
    assert not late.first
    assert portal.listed() == [(night.run, True, "")]
    assert portal.record(
        night, audit(), first
    ).first  # the same process repeats what a broken commit left open
    assert portal.listed() == [(night.run, True, "")]
    assert set(portal.standing().values()) == {"unconfirmed"}


def test_half_the_columns_are_a_failed_night(portal: Nights) -> None:
    portal.one(15, audit())
    then = portal.standing()
    half = portal.one(16, audit(WHOLE // 2))
    assert half == Recorded(TaskState.SEALED, sound=False, doubt="fewer-columns")
    assert portal.standing() == then

    second = portal.one(16, audit(), Pass.CONFIRM)  # it was only that night
    assert second == Recorded(TaskState.SEALED, sound=True)
    assert set(portal.standing().values()) == {"confirmed"}
    assert portal.one(17, audit()).sound


def test_a_second_look_that_sees_the_same_is_believed(portal: Nights) -> None:
    for day in (13, 14, 15):
        portal.one(day, audit())
    portal.one(16, audit(WHOLE // 2))
    second = portal.one(16, audit(WHOLE // 2), Pass.CONFIRM)
    assert second == Recorded(TaskState.SEALED, sound=True, doubt="fewer-columns")
    run = night_of(16).run
    assert portal.listed()[-2:] == [(run, False, "fewer-columns"), (f"{run}-2", True, "fewer-columns")]
    assert "unseen" in portal.standing().values()
    assert portal.one(17, audit(WHOLE // 2)) == Recorded(TaskState.SEALED, sound=True)  # usual from now on
    assert portal.one(18, audit()).sound  # and when all is back again, nobody doubts that


def test_a_second_look_that_is_worse_settles_nothing(portal: Nights) -> None:
    portal.one(15, audit())
    then = portal.standing()
    portal.one(16, audit(WHOLE // 2))
    assert not portal.one(16, audit(WHOLE // 6), Pass.CONFIRM).sound
    assert portal.standing() == then


def test_a_portal_that_did_not_answer_is_tried_again_and_then_given_up(portal: Nights) -> None:
    portal.one(15, audit())
    then, night = portal.standing(), night_of(16)
    for attempt in (1, 2, 3):
        running = portal.begin(night)
        assert running.attempt == attempt
        done = portal.record(night, unread(Failure.TIMEOUT), running)
        last = attempt == 3
        assert done.state is (TaskState.GIVEN_UP if last else TaskState.FAILED)
        assert done.failure == portal.task(16).failure == "timeout"
        assert len(portal.listed()) == (2 if last else 1)
    assert portal.listed()[-1] == (night.run, False, "timeout")
    assert portal.standing() == then

    portal.store.do(lambda c: nights.wait_again(c, night.id, frozenset({TaskState.GIVEN_UP})))
    assert portal.one(16, audit()) == Recorded(TaskState.SEALED, sound=True)  # retry-failed, the next morning
    assert portal.listed()[-1] == (night.run, True, "")
    assert set(portal.standing().values()) == {"confirmed"}


def test_what_will_not_pass_is_sealed_as_it_is(portal: Nights) -> None:
    portal.one(15, audit())
    then = portal.standing()
    done = portal.one(16, unread(Failure.HIJACKED))
    assert done == Recorded(TaskState.SEALED, sound=False, doubt="hijacked")
    assert portal.standing() == then


def test_a_crawl_that_ran_out_of_time_is_kept_as_a_part(portal: Nights) -> None:
    partial = replace(audit(WHOLE // 2), unjudged="interrupted")
    done = portal.one(15, partial, crawled=replace(SPENT, cut="budget"))
    assert done == Recorded(TaskState.SEALED, sound=False, doubt="budget")
    assert portal.standing() == {}


def test_evidence_that_retention_has_taken_proves_nothing(portal: Nights) -> None:
    portal.one(15, audit())
    (portal.out / "qinghe" / night_of(15).run / "audit.json").unlink()
    assert portal.one(16, audit()).sound
    assert portal.one(17, audit(WHOLE // 2)).doubt == "fewer-columns"


def test_shared_archives_are_counted_once(portal: Nights) -> None:
    first, second = (portal.out / "qinghe" / night_of(day).run / "snapshot" / "1.warc" for day in (15, 16))
    for path in (first, second):
        path.parent.mkdir(parents=True)
    first.write_bytes(b"x" * 10_000)
    portal.one(15, audit())
    second.hardlink_to(first)
    portal.one(16, audit())
    sizes = [each.size for each in portal.store.read(lambda c: audits.of_portal(c, "qinghe"))]
    assert sizes[0] - sizes[1] == 10_000


def test_what_cannot_be_recorded_is_told(portal: Nights, tmp_path: Path) -> None:
    running = portal.begin(night_of(15))
    with pytest.raises(AuditorError, match="无法读取"):
        record_sealed(portal.store, portal.out, NIGHT.id, running, portal.out / "none", SPENT)
    elsewhere = run_folder(tmp_path / "elsewhere", audit())
    with pytest.raises(AuditorError, match="--out"):
        record_sealed(portal.store, portal.out, NIGHT.id, running, elsewhere, SPENT)
    assert portal.task(15).state is TaskState.RUNNING
