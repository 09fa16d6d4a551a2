"""How findings stand after looks at their portal, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from auditor.model import Audit, Outcome, Severity
from auditor.model.fleet import KnownFinding, Pass, Standing
from auditor.model.timeline import Episode
from auditor.store import Store, history
from auditor.store.findings import record
from auditor.store.schema import audit as audits_
from auditor.store.schema import episode as episodes_
from auditor.store.schema import finding as findings_
from bench.scripted import County, ScriptedLook, Told, audit_of, stored_of
from tests.two_days import before, column, fault, later, without

CODE = "990001"
A, B, C = "a" * 16, "b" * 16, "c" * 16
THERE, PASSED, HIDDEN = Told.THERE, Told.PASSED, Told.HIDDEN


def look(night: int, *, sound: bool = True, second: bool = False, **says: Told) -> ScriptedLook:
    told = {name * 16: each for name, each in says.items() if each is not HIDDEN}
    return ScriptedLook(night, Pass.CONFIRM if second else Pass.AUDIT, sound, told)


def note(store: Store, *looks: ScriptedLook) -> None:
    for each in looks:
        audit = audit_of(CODE, each)
        store.do(lambda c, e=each, a=audit: record(c, stored_of(CODE, e), a, None, e.look))


def known(store: Store, fingerprint: str = A) -> KnownFinding:
    found = store.read(lambda c: history.finding(c, CODE, fingerprint))
    assert found is not None
    return found[0]


def spans(store: Store, fingerprint: str = A) -> list[tuple[str, str, str]]:
    found = store.read(lambda c: history.finding(c, CODE, fingerprint))
    assert found is not None
    return [(each.began[5:], each.ended[5:], each.how) for each in found[1]]


def rows(store: Store) -> dict[str, int]:
    tables = (audits_, findings_, episodes_)
    return store.read(
        lambda c: {t.name: c.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}
    )


def nights(*told: Told, start: int = 0) -> tuple[ScriptedLook, ...]:
    return tuple(look(start + n, a=each) for n, each in enumerate(told))


@pytest.mark.parametrize(
    ("told", "standing", "first", "last", "ended"),
    [
        ([THERE], "unconfirmed", "01-01", "01-01", ""),
        ([THERE, THERE], "confirmed", "01-01", "01-02", ""),
        ([THERE, PASSED], "mended", "01-01", "01-01", "01-02"),
        ([THERE, HIDDEN], "unseen", "01-01", "01-01", "01-02"),
        ([THERE, HIDDEN, HIDDEN, PASSED], "mended", "01-01", "01-01", "01-04"),
        ([THERE, PASSED, HIDDEN], "mended", "01-01", "01-01", "01-02"),
        ([THERE, HIDDEN, THERE], "confirmed", "01-01", "01-03", ""),
        ([THERE, THERE, PASSED, THERE], "unconfirmed", "01-01", "01-04", ""),
        ([THERE, THERE, PASSED, THERE, THERE], "confirmed", "01-01", "01-05", ""),
        ([THERE, PASSED, THERE, PASSED, THERE], "flapping", "01-01", "01-05", ""),
        ([THERE, PASSED, THERE, PASSED], "mended", "01-01", "01-03", "01-04"),
        ([THERE, HIDDEN, THERE, HIDDEN, THERE], "confirmed", "01-01", "01-05", ""),
    ],
)
def test_standing_follows_from_the_looks(
    store: Store, told: list[Told], standing: str, first: str, last: str, ended: str
) -> None:
    note(store, *nights(*told))
    found = known(store)
    assert found.standing == standing
    assert (found.first_seen[5:], found.last_seen[5:], found.ended[5:]) == (first, last, ended)


def test_a_day_of_confirmation_is_kept_and_starts_anew_after_a_proof(store: Store) -> None:
    note(store, *nights(THERE, THERE, THERE))
    assert known(store).confirmed == "2026-01-02"
    note(store, *nights(PASSED, THERE, start=3))
    assert known(store).confirmed == ""
    note(store, look(5, a=THERE))
    assert known(store).confirmed == "2026-01-06"
    assert known(store).episodes == 2


def test_flapping_is_over_when_the_older_return_is_a_month_ago(store: Store) -> None:
    note(store, *nights(THERE, PASSED, THERE, PASSED, THERE))
    assert known(store).standing is Standing.FLAPPING
    note(store, look(31, a=THERE))
    assert known(store).standing is Standing.FLAPPING
    note(store, look(32, a=THERE))
    assert known(store).standing is Standing.CONFIRMED


def test_the_second_look_confirms_what_it_sees_and_ends_what_it_proves_gone(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE, c=THERE), look(0, second=True, a=THERE, b=PASSED))
    assert known(store, A).standing is Standing.CONFIRMED
    assert known(store, A).confirmed == "2026-01-01"
    assert known(store, B).standing is Standing.MENDED
    assert known(store, B).confirmed == ""
    assert known(store, C).standing is Standing.UNCONFIRMED  # it was not asked for
    assert spans(store, B) == [("01-01", "01-01", "mended")]


def test_a_second_look_stands_in_for_a_first_one_that_was_not_sound(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE), look(1, sound=False, a=PASSED), look(1, second=True, b=THERE))
    assert known(store, A).standing is Standing.UNSEEN
    assert known(store, B).standing is Standing.CONFIRMED


def test_what_comes_and_goes_and_comes_within_a_day_never_went(store: Store) -> None:
    first, second = look(0, a=THERE), look(0, second=True, a=PASSED)
    note(store, first, second)
    again = replace(stored_of(CODE, first), run="20260101T200000Z", night="")
    store.do(lambda c: record(c, again, audit_of(CODE, first), None, Pass.AUDIT))
    assert spans(store) == [("01-01", "", "")]
    assert known(store).standing is Standing.CONFIRMED


def test_a_night_that_is_not_sound_is_listed_and_changes_nothing(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE))
    then = known(store, A), known(store, B)
    note(store, look(1, sound=False, a=PASSED, c=THERE))
    assert (known(store, A), known(store, B)) == then
    assert rows(store) == {"audit": 2, "finding": 2, "episode": 2}
    assert store.read(lambda c: history.last_sound(c, CODE)) == stored_of(CODE, look(0, a=THERE, b=THERE))


def test_an_audit_that_judged_nothing_is_never_sound(store: Store) -> None:
    note(store, look(0, a=THERE))
    nothing = replace(audit_of(CODE, look(1)), unjudged="too-few-columns")
    store.do(lambda c: record(c, stored_of(CODE, look(1)), nothing, None, Pass.AUDIT))
    assert known(store).standing is Standing.UNCONFIRMED


def test_recording_an_audit_again_changes_nothing(store: Store) -> None:
    looks = (look(0, a=THERE, b=THERE), look(0, second=True, a=THERE), look(1, a=THERE), look(2, a=PASSED))
    note(store, *looks)
    then = _all(store)
    for _ in range(2):
        note(store, *looks)
    note(store, look(1, b=THERE))  # the same run, whatever it says by now
    assert _all(store) == then


def test_a_recording_that_breaks_off_leaves_nothing(store: Store) -> None:
    note(store, look(0, a=THERE))
    then = _all(store)

    class Crash(Exception):
        pass

    def dies(c: object) -> None:
        record(c, stored_of(CODE, look(1, b=THERE)), audit_of(CODE, look(1, b=THERE)), None, Pass.AUDIT)  # type: ignore[arg-type]
        raise Crash

    with pytest.raises(Crash):
        store.do(dies)
    assert _all(store) == then


def test_a_night_without_changes_adds_a_line_in_the_list_of_audits_and_nothing_else(store: Store) -> None:
    note(store, *(look(n, a=THERE, b=THERE, c=THERE) for n in range(40)))
    assert rows(store) == {"audit": 40, "finding": 3, "episode": 3}
    assert spans(store) == [("01-01", "", "")]


def test_comparison_proves_what_the_audit_does_not_tell_by_itself(store: Store) -> None:
    mended, unread = fault("stale-column"), fault("empty-column")
    then = before()
    now = column(without(later(1), mended, unread), unread.subject, failure=None)
    now = replace(now, passed=(mended.fingerprint,))
    code, first = then.portal.code, stored_of(then.portal.code, look(0))
    store.do(lambda c: record(c, replace(first, today=then.today), then, None, Pass.AUDIT))
    second = replace(stored_of(code, look(1)), today=now.today)
    store.do(lambda c: record(c, second, now, then, Pass.AUDIT))
    found = {each.fingerprint: each for each in store.read(lambda c: history.findings(c, code))}
    assert found[mended.fingerprint].standing is Standing.MENDED
    assert found[fault("dead-link").fingerprint].standing is Standing.CONFIRMED
    assert found[fault("dead-link").fingerprint].subject_name == fault("dead-link").subject_name


def test_what_nobody_can_tell_any_more_is_out_of_sight(store: Store) -> None:
    """A fault that the later look lists as cannot-tell."""
    note(store, look(0, a=THERE))
    doubtful = audit_of(CODE, look(1, a=THERE))
    doubtful = replace(
        doubtful, findings=tuple(replace(f, outcome=Outcome.CANT_TELL) for f in doubtful.findings)
    )
    store.do(lambda c: record(c, stored_of(CODE, look(1)), doubtful, None, Pass.AUDIT))
    assert known(store).standing is Standing.UNSEEN


def test_what_a_finding_says_is_kept_up_to_date(store: Store) -> None:
    note(store, look(0, a=THERE), look(1, a=THERE), look(2, a=THERE))
    audit: Audit = audit_of(CODE, look(3, a=THERE))
    graver = replace(
        audit,
        findings=tuple(
            replace(f, severity=Severity.CRITICAL, subject_name="新\x00名") for f in audit.findings
        ),
    )
    store.do(lambda c: record(c, stored_of(CODE, look(3, a=THERE)), graver, None, Pass.AUDIT))
    found = known(store)
    assert (found.severity, found.subject_name, found.last_seen) == ("critical", "新\ufffd名", "2026-01-04")
    assert found.standing is Standing.CONFIRMED


# ── out of order ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("late", "told", "expected", "standing"),
    [
        (0, {1: THERE, 2: THERE}, [("01-01", "", "")], "confirmed"),  # it was there before
        (1, {0: THERE, 2: THERE}, [("01-01", "", "")], "confirmed"),  # between
        (1, {0: HIDDEN, 2: PASSED}, [("01-02", "01-03", "unseen")], "unseen"),  # proof is never made up
        (1, {0: HIDDEN, 2: PASSED, 3: PASSED}, [("01-02", "01-03", "unseen")], "unseen"),
        (2, {0: THERE, 1: PASSED, 3: THERE}, [("01-01", "01-02", "mended"), ("01-03", "", "")], "confirmed"),
        (1, {0: THERE, 3: THERE}, [("01-01", "", "")], "confirmed"),
    ],
)
def test_a_late_look_that_saw_it(
    store: Store, late: int, told: dict[int, Told], expected: list[tuple[str, str, str]], standing: str
) -> None:
    note(store, *(look(n, a=each, b=THERE) for n, each in told.items()), look(late, a=THERE, b=THERE))
    assert spans(store) == expected
    assert known(store).standing == standing
    assert known(store).first_seen[5:] == expected[0][0]


def test_a_late_proof_splits_what_seemed_unbroken(store: Store) -> None:
    note(store, look(0, a=THERE), look(2, a=THERE), look(1, a=PASSED))
    assert spans(store) == [("01-01", "01-02", "mended"), ("01-03", "", "")]
    assert known(store).standing is Standing.UNCONFIRMED


def test_a_late_look_makes_nothing_newer_older(store: Store) -> None:
    note(store, look(0, a=THERE, b=THERE), look(4, a=PASSED, b=THERE))
    note(store, look(2, a=THERE))
    assert spans(store) == [("01-01", "01-05", "mended")]
    assert known(store).standing is Standing.MENDED
    assert known(store).ended == "2026-01-05"
    assert spans(store, B) == [("01-01", "01-03", "unseen"), ("01-05", "", "")]


def test_in_whatever_order_looks_are_recorded_the_same_presence_comes_out(store: Store) -> None:
    """Complete looks only: a year in an hour. What differs is proof that a look gave before it was asked for."""
    for seed in range(4):
        county = County(seed, nights=14, faults=6, seed=seed)
        looks = [each for each in county.looks if each.look is Pass.AUDIT]
        mixed = random.Random(seed).sample(looks, len(looks))
        for code, order in ((f"{seed}-in-order", looks), (f"{seed}-mixed", mixed)):
            for each in order:
                store.do(
                    lambda c, e=each, code=code: record(
                        c, stored_of(code, e), audit_of(code, e), None, e.look
                    )
                )
        one, other = (_presence(store, f"{seed}-{how}") for how in ("in-order", "mixed"))
        assert one.keys() == other.keys()
        for fingerprint, straight in one.items():
            assert _days(other[fingerprint]) == _days(straight)
            proofs = zip(other[fingerprint], straight, strict=True)
            assert all(there.how == "mended" for here, there in proofs if here.how == "mended")


def _presence(store: Store, code: str) -> dict[str, tuple[Episode, ...]]:
    def work(c) -> dict[str, tuple[Episode, ...]]:  # type: ignore[no-untyped-def]
        found = {}
        for each in history.findings(c, code):
            told = history.finding(c, code, each.fingerprint)
            assert told is not None
            assert told[0].first_seen == told[1][0].began
            found[each.fingerprint] = told[1]
        return found

    return store.read(work)


def _days(episodes: Iterable[Episode]) -> list[tuple[str, str]]:
    return [(each.began, each.ended) for each in episodes]


def _all(store: Store) -> list[list[tuple[object, ...]]]:
    tables = (audits_, findings_, episodes_)
    return store.read(
        lambda c: [[tuple(row) for row in c.execute(select(t).order_by(*t.primary_key))] for t in tables]
    )
