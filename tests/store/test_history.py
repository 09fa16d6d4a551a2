"""What is asked of the store over time: audits, events, differences, trends; and a short year by the script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model import AuditedDecision, AuditedWaiver, WaiverState
from auditor.model.fleet import KnownFinding, Pass, Standing, StoredAudit
from auditor.model.timeline import PRESENT, Course
from auditor.store import Store, fleet_history, history
from auditor.store.decisions import NAME, WAIVER, decisions, note_decisions
from auditor.store.findings import record
from bench.scripted import County, Told, audit_of, day_of, stored_of
from bench.year import simulate
from tests.store.test_findings import CODE, A, B, look, note

THERE, PASSED = Told.THERE, Told.PASSED
WAIVED = AuditedWaiver(
    *("stale-column", "/a/", "", "王芳", "2026-01-01", "改版", "《办法》", "2026-12-31"),
    WaiverState.APPLIED,
    (A,),
)
NAMED = AuditedDecision(
    "便民", None, "accept", "col-x", "办事", "王芳", "2026-01-01", "入口", None, "applied"
)


def test_a_short_year_follows_its_script(store: Store) -> None:
    counties = [County(n, nights=30, faults=20, seed=n) for n in range(3)]
    early, late = simulate(store, counties, (12, 30))
    assert early.checked > 300
    assert late.checked > early.checked
    assert late.rows["episode"] < 2.5 * late.rows["finding"]  # by changes, not by nights


def test_audits_come_in_the_order_of_days_and_runs(store: Store) -> None:
    first = stored_of(CODE, look(0))
    runs = ("20260101T140000Z-10", "20260101T140000Z-9", "20260101T140000Z")
    for run in runs:
        store.do(
            lambda c, run=run: record(c, replace(first, run=run), audit_of(CODE, look(0)), None, Pass.AUDIT)
        )
    listed = store.read(lambda c: history.audits(c, CODE))
    assert [each.run for each in listed] == list(reversed(runs))
    assert len(store.read(lambda c: history.audits(c, CODE, limit=2))) == 2
    assert store.read(lambda c: history.audits(c, CODE, since="2026-01-02")) == ()
    assert store.read(lambda c: history.audit_of(c, CODE, runs[0])) == replace(first, run=runs[0])


def test_the_last_sound_audit_is_a_complete_look(store: Store) -> None:
    assert store.read(lambda c: history.last_sound(c, CODE)) is None
    note(store, look(0, a=THERE), look(1, a=THERE), look(1, second=True, a=THERE), look(2, sound=False))

    def last(before: str = "") -> str:
        found = store.read(lambda c: history.last_sound(c, CODE, before))
        return found.run if found else ""

    assert last() == look(1).run
    assert last(look(1, second=True).run) == look(1).run
    assert last(look(1).run) == look(0).run
    assert last(look(0).run) == ""


def test_the_last_sound_audit_is_found_behind_many_that_are_not(store: Store) -> None:
    note(store, look(0, a=THERE), *(look(n, sound=False) for n in range(1, 121)))
    found = store.read(lambda c: history.last_sound(c, CODE))
    assert found is not None
    assert found.run == look(0).run


def test_a_finding_on_a_day(store: Store) -> None:
    note(store, look(0, a=THERE), look(2, a=PASSED, b=THERE), look(5, a=THERE))
    days = [day_of(n) for n in range(6)]
    assert [A in store.read(lambda c, d=d: history.present_on(c, CODE, d)) for d in days] == [
        1,
        1,
        0,
        0,
        0,
        1,
    ]
    assert store.read(lambda c: history.counts_on(c, CODE, days)) == (1, 1, 1, 1, 1, 1)
    assert store.read(lambda c: history.counts_on(c, CODE, ())) == ()


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        (0, 1, None),  # nothing yet
        (0, 3, Course.APPEARED),
        (2, 3, Course.PERSISTING),
        (3, 4, Course.MENDED),
        (2, 6, Course.PERSISTING),  # gone in between
        (4, 6, Course.RETURNED),
        (1, 4, Course.PASSED_BY),
        (6, 8, Course.UNSEEN),
        (4, 8, Course.PASSED_BY),
        (8, 9, None),
    ],
)
def test_what_became_of_a_finding_between_two_days(
    store: Store, before: int, after: int, course: Course | None
) -> None:
    quiet = (look(0, b=THERE), look(1, b=THERE))
    seen = (look(2, a=THERE), look(3, a=THERE), look(4, a=PASSED), look(5, a=THERE), look(6, a=THERE))
    note(store, *quiet, *seen, look(7), look(8), look(9))
    told = store.read(lambda c: history.changes_between(c, CODE, day_of(before), day_of(after)))
    found = [each for each, known in told.findings if known.fingerprint == A]
    assert found == ([course] if course not in (None, Course.PERSISTING) else [])
    assert told.persisting == sum((course is Course.PERSISTING, (before, after) == (0, 1)))


def test_events_in_the_order_of_days(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE), look(1, a=PASSED), look(2, a=THERE))
    events = store.read(lambda c: history.timeline(c, CODE))
    assert [(each.day[8:], each.course.value, each.fingerprint[0]) for each in events] == [
        ("01", "appeared", "a"),
        ("01", "appeared", "b"),
        ("02", "mended", "a"),
        ("02", "unseen", "b"),
        ("03", "returned", "a"),
    ]
    assert len(store.read(lambda c: history.timeline(c, CODE, day_of(1), day_of(1)))) == 2


def test_findings_by_standing_the_gravest_first(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE, c=THERE, d=THERE), look(1, a=THERE, b=THERE, c=PASSED))
    found: tuple[KnownFinding, ...] = store.read(lambda c: history.findings(c, CODE, PRESENT))
    assert {each.fingerprint for each in found} == {A, B}
    ranks = ["info", "minor", "major", "critical"]
    assert [each.severity for each in found] == sorted(
        (f.severity for f in found), key=ranks.index, reverse=True
    )
    [mended] = store.read(lambda c: history.findings(c, CODE, (Standing.MENDED,)))
    assert mended.fingerprint == "c" * 16
    assert len(store.read(lambda c: history.findings(c, CODE))) == 4
    assert store.read(lambda c: history.finding(c, CODE, "nothing")) is None


def test_the_fleet_counts_a_portal_once_a_day(store: Store) -> None:
    note(store, look(0, a=THERE), look(0, second=True, a=THERE), look(1, sound=False))
    other = stored_of("990002", look(1))
    store.do(lambda c: record(c, other, audit_of("990002", look(1)), None, Pass.AUDIT))
    days = store.read(lambda c: fleet_history.fleet_trend(c))
    assert [(each.day[8:], each.portals, each.unsound) for each in days] == [("01", 1, 0), ("02", 1, 1)]
    pages = store.read(lambda c: fleet_history.fleet_standings(c, ""))
    assert [(each.portal, each.day[8:], each.present, each.appeared) for each in pages] == [
        (CODE, "01", 1, 1),
        ("990002", "02", 0, 0),
    ]
    assert store.read(fleet_history.newest_day) == "2026-01-02"


# ── decisions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_one_row_as_long_as_every_audit_knows_it(store: Store) -> None:
    for night, waivers in enumerate([(WAIVED,), (replace(WAIVED, state=WaiverState.LAPSED),), (), (WAIVED,)]):
        _decide(store, night, waivers)
        _decide(store, night, waivers)  # again: nothing changes
    found = store.read(lambda c: decisions(c, CODE))
    assert [(each.first_seen[8:], each.last_seen[8:]) for each in found] == [("01", "02"), ("04", "04")]
    assert [each.kind for each in found] == [WAIVER, WAIVER]
    assert isinstance(found[0].body, AuditedWaiver)
    assert found[0].body.state is WaiverState.LAPSED
    assert (found[1].author, found[1].expires) == ("王芳", "2026-12-31")


def test_a_decision_that_is_made_anew_is_another(store: Store) -> None:
    _decide(store, 0, (WAIVED,), (NAMED,))
    _decide(store, 1, (replace(WAIVED, expires="2027-01-31"),), (NAMED,))
    found = store.read(lambda c: decisions(c, CODE))
    assert [each.kind for each in found].count(WAIVER) == 2
    [name] = [each for each in found if each.kind == NAME]
    assert (name.first_seen, name.last_seen, name.body) == (day_of(0), day_of(1), NAMED)
    assert {each.key for each in store.read(lambda c: decisions(c, CODE, day_of(1)))} < {e.key for e in found}


def test_an_older_audit_that_is_noted_late_changes_no_newer_word(store: Store) -> None:
    for night in (0, 2):
        _decide(store, night, (replace(WAIVED, fingerprints=(str(night),)),))
    store.do(lambda c: note_decisions(c, replace(audit_of(CODE, look(1)), waivers=(WAIVED,))))
    [found] = store.read(lambda c: decisions(c, CODE))
    assert isinstance(found.body, AuditedWaiver)
    assert found.body.fingerprints == ("2",)


def _decide(
    store: Store,
    night: int,
    waivers: tuple[AuditedWaiver, ...],
    names: tuple[AuditedDecision, ...] = (),
) -> None:
    audit = replace(audit_of(CODE, look(night)), waivers=waivers, decisions=names)
    stored: StoredAudit = stored_of(CODE, look(night))
    store.do(lambda c: record(c, stored, audit, None, Pass.AUDIT))
