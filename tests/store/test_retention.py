"""Which old runs go, and that evidence and results go together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from auditor.errors import AuditorError
from auditor.model import AuditedWaiver, WaiverState
from auditor.model.fleet import Pass, StoredAudit
from auditor.model.retention import Kept, Retention, RetentionPlan
from auditor.store import Store, history, retention, schema
from auditor.store.findings import record
from bench.scripted import ScriptedLook, Told, audit_of, day_of, stored_of
from tests.store.test_findings import CODE, A, look

THERE, PASSED = Told.THERE, Told.PASSED
OTHER = "990002"
TODAY = day_of(40)
RULE = Retention(days=10, runs=2)


def run(out: Path, audit: StoredAudit, archive: bytes = b"x" * 10_000) -> Path:
    """A run folder; its archive is its own."""
    folder = out / audit.portal / audit.run
    (folder / "snapshot").mkdir(parents=True)
    (folder / "audit.json").write_text("{}")
    (folder / "snapshot" / "data.warc.gz").write_bytes(archive)
    return folder


def keep(store: Store, out: Path, *looks: ScriptedLook, code: str = CODE, **audit: object) -> None:
    for each in looks:
        document = replace(audit_of(code, each), **audit)  # type: ignore[arg-type]
        store.do(lambda c, e=each, d=document: record(c, stored_of(code, e), d, None, e.look))
        run(out, stored_of(code, each))


def going(plan: RetentionPlan) -> list[str]:
    return [f"{each.portal}/{each.run}" for each in plan.going]


def runs(store: Store, code: str = CODE) -> list[str]:
    return [each.run for each in store.read(lambda c: history.audits(c, code))]


def folders(out: Path, code: str = CODE) -> list[str]:
    return sorted(path.name for path in (out / code).iterdir())


def test_runs_stay_for_their_age_their_number_and_as_the_newest() -> None:
    listed = [stored_of(CODE, look(n, sound=n not in (5, 39))) for n in (0, 3, 5, 20, 29, 31, 39)]
    kept = retention.keep(listed, RULE, TODAY)
    assert {run[6:8]: reason for run, reason in kept.items()} == {
        "30": Kept.RUNS,  # the last two sound ones
        "01": Kept.RUNS,
        "09": Kept.NEWEST,
    }


def test_at_least_one_sound_run_stays_whatever_is_asked_for() -> None:
    listed = [stored_of(CODE, look(n, sound=n < 2)) for n in range(5)]
    kept = retention.keep(listed, Retention(0, 0), TODAY)
    assert kept == {
        listed[1].run: Kept.RUNS,
        listed[4].run: Kept.NEWEST,
    }


def test_the_looks_of_one_night_stay_together() -> None:
    looks = (look(0), look(0, second=True), look(1), look(1, second=True))
    kept = retention.keep([stored_of(CODE, each) for each in looks], Retention(0, 1), TODAY)
    assert kept == {looks[2].run: Kept.RUNS, looks[3].run: Kept.NEWEST}


def test_folder_and_line_go_together_and_findings_stay(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, *(look(n, a=THERE) for n in (0, 5, 30, 39)))
    keep(store, tmp_path, look(0, b=THERE), code=OTHER)
    stranger = run(tmp_path, replace(stored_of(CODE, look(0)), run="20250101T000000Z"))
    plan = retention.plan(store, tmp_path, RULE, TODAY)
    assert going(plan) == [f"{CODE}/{look(n).run}" for n in (0, 5)]
    assert runs(store) == [look(n).run for n in (0, 5, 30, 39)]  # planning changes nothing
    retention.apply(store, tmp_path, plan, RULE)
    assert runs(store) == [look(n).run for n in (30, 39)]
    assert folders(tmp_path) == sorted([stranger.name, look(30).run, look(39).run])
    found = store.read(lambda c: history.finding(c, CODE, A))
    assert found is not None
    assert found[0].first_seen == day_of(0)
    assert runs(store, OTHER) == [look(0).run]  # the only one it has
    assert not retention.plan(store, tmp_path, RULE, TODAY).going


def test_one_portal_only(store: Store, tmp_path: Path) -> None:
    for code in (CODE, OTHER):
        keep(store, tmp_path, *(look(n) for n in (0, 1, 2)), code=code)
    assert going(retention.plan(store, tmp_path, RULE, TODAY, OTHER)) == [f"{OTHER}/{look(0).run}"]


def test_what_runs_share_counts_once_and_only_when_all_of_them_go(store: Store, tmp_path: Path) -> None:
    big = b"y" * 400_000
    for night in (0, 1, 2, 39):
        each = look(night)
        store.do(lambda c, e=each: record(c, stored_of(CODE, e), audit_of(CODE, e), None, Pass.AUDIT))
        folder = run(tmp_path, stored_of(CODE, each))
        if night == 0:
            (folder / "snapshot" / "whole.gz").write_bytes(big)
            (folder / "snapshot" / "lasting.gz").write_bytes(big)
        else:
            first = tmp_path / CODE / look(0).run / "snapshot"
            os.link(first / "lasting.gz", folder / "snapshot" / "lasting.gz")
            if night == 1:
                os.link(first / "whole.gz", folder / "snapshot" / "whole.gz")
    plan = retention.plan(store, tmp_path, RULE, TODAY)
    assert [each.run for each in plan.going] == [look(0).run, look(1).run]
    assert 400_000 <= plan.freed < 480_000  # `whole` once; `lasting` lives on
    before = _used(tmp_path / CODE)
    retention.apply(store, tmp_path, plan, RULE)
    assert before - _used(tmp_path / CODE) == plan.freed
    assert (tmp_path / CODE / look(39).run / "snapshot" / "lasting.gz").read_bytes() == big


def test_a_deletion_that_broke_off_is_finished_the_next_time(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, *(look(n) for n in (0, 1, 2, 30, 39)))
    home = tmp_path / CODE
    (home / look(0).run).rename(home / f".going-{look(0).run}")  # killed before its line went
    (home / f".going-{look(1).run}").mkdir()  # killed while its files went
    retention.apply(store, tmp_path, retention.plan(store, tmp_path, RULE, TODAY), RULE)
    assert folders(tmp_path) == runs(store) == [look(30).run, look(39).run]


def test_leftovers_go_also_when_nothing_else_does(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, look(39))
    (tmp_path / CODE / f".going-{look(0).run}").mkdir()
    retention.apply(store, tmp_path, retention.plan(store, tmp_path, RULE, TODAY), RULE)
    assert folders(tmp_path) == [look(39).run]


@pytest.mark.parametrize("bad", ["../x", "..", "a/b", ""])
def test_nothing_outside_of_the_output_folder_is_touched(store: Store, tmp_path: Path, bad: str) -> None:
    keep(store, tmp_path, *(look(n) for n in (1, 2, 30, 39)))
    audit = replace(stored_of(CODE, look(0)), run=bad)
    with pytest.raises(AuditorError, match="没有删除任何东西"):
        retention.apply(
            store, tmp_path, RetentionPlan(TODAY, (stored_of(CODE, look(1)), audit), (), ()), RULE
        )
    assert len(folders(tmp_path)) == 4


def test_a_link_is_not_followed(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path / "out", *(look(n) for n in (1, 2, 30, 39)))
    elsewhere = run(tmp_path / "elsewhere", stored_of(CODE, look(0)))
    linked = tmp_path / "out" / CODE / look(0).run
    linked.symlink_to(elsewhere)
    store.do(lambda c: record(c, stored_of(CODE, look(0)), audit_of(CODE, look(0)), None, Pass.AUDIT))
    retention.apply(store, tmp_path / "out", retention.plan(store, tmp_path / "out", RULE, TODAY), RULE)
    assert (elsewhere / "audit.json").is_file()
    assert look(0).run not in runs(store)


def test_old_nights_and_probes_go_after_more_than_a_year(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, look(0, a=THERE))
    now = day_of(500)

    def fill(c: Connection) -> None:
        for night in (0, 99, 101):
            day = day_of(night)
            row = {"id": day, "run": day, "today": day, "state": "done", "begun": day}
            c.execute(insert(schema.night).values(**row))
            task = {"night": day, "portal": CODE, "look": "audit", "backend": "b", "shard": 0, "place": 0}
            c.execute(insert(schema.task).values(**task, state="sealed"))
            c.execute(insert(schema.probe).values(portal=CODE, at=f"{day}T01:00:00+00:00", ok=True, ms=80))

    store.do(fill)
    plan = retention.plan(store, tmp_path, RULE, now)
    assert (plan.nights, plan.probes) == (2, 2)
    assert retention.plan(store, tmp_path, Retention(450, 1), now).nights == 1
    assert retention.plan(store, tmp_path, RULE, now, CODE).nights == 0  # they are of all portals
    retention.apply(store, tmp_path, plan, RULE)
    assert store.read(lambda c: c.execute(select(schema.task.c.night)).scalars().all()) == [day_of(101)]
    assert retention.plan(store, tmp_path, RULE, now).probes == 0


def test_one_deletes_at_a_time(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, *(look(n) for n in (0, 30, 39)))
    plan = retention.plan(store, tmp_path, RULE, TODAY)

    def another(done: int) -> None:
        with pytest.raises(AuditorError, match="另一个"):
            retention.apply(store, tmp_path, plan, RULE)

    retention.apply(store, tmp_path, plan, RULE, another)
    assert len(runs(store)) == 2


# ── what open findings rest on ────────────────────────────────────────────────────────────────────


def waiver(day: int, expires: int = 300, state: WaiverState = WaiverState.APPLIED) -> AuditedWaiver:
    subject = audit_of(CODE, look(0, a=THERE)).findings[0].subject
    return AuditedWaiver(
        *("stale-column", subject, "", "王芳", day_of(day), "改版", "《办法》", day_of(expires)), state, (A,)
    )


@pytest.mark.parametrize(
    ("given", "last", "held"),
    [
        (waiver(6), THERE, [5]),  # the last run before the decision
        (waiver(5), THERE, [5]),
        (waiver(6, state=WaiverState.UNUSED), Told.HIDDEN, [5]),  # out of sight is still open
        (waiver(6), PASSED, []),
        (waiver(6, expires=40), THERE, []),
        (None, THERE, []),
    ],
)
def test_the_run_of_a_tolerated_finding_stays(
    store: Store, tmp_path: Path, given: AuditedWaiver | None, last: Told, held: list[int]
) -> None:
    waivers = (given,) if given else ()
    keep(store, tmp_path, *(look(n, a=THERE) for n in (0, 5, 9, 30)), waivers=waivers)
    keep(store, tmp_path, look(39, a=last), waivers=waivers)
    plan = retention.plan(store, tmp_path, RULE, TODAY)
    assert [each.run for _, each in plan.held] == [look(n).run for n in held]
    assert len(plan.going) == 3 - len(held)


def test_a_waiver_that_the_newest_audit_does_not_know_holds_nothing(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path, *(look(n, a=THERE) for n in (0, 5, 9, 30)), waivers=(waiver(6),))
    keep(store, tmp_path, look(39, a=THERE))
    assert not retention.plan(store, tmp_path, RULE, TODAY).held


@pytest.mark.parametrize(("now", "held"), [(THERE, True), (Told.HIDDEN, True), (PASSED, False)])
def test_the_run_of_a_notice_stays_while_a_finding_of_it_is_open(
    store: Store, tmp_path: Path, now: Told, held: bool
) -> None:
    keep(store, tmp_path, *(look(n, a=THERE) for n in (0, 5)), look(30, a=now), look(39, a=now, b=THERE))
    notices = tmp_path / CODE / look(5).run / "notices"
    notices.mkdir()
    (notices / "县教育局.docx").write_bytes(b"x")
    plan = retention.plan(store, tmp_path, RULE, TODAY)
    assert [(reason, each.run) for reason, each in plan.held] == (
        [(Kept.NOTICE, look(5).run)] if held else []
    )


def _used(out: Path) -> int:
    seen = {}
    for path in out.rglob("*"):
        if path.is_file():
            status = path.stat()
            seen[status.st_ino] = status.st_blocks * 512
    return sum(seen.values())
