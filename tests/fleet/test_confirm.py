"""Which portals are looked at twice in a night, and what is asked of them then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from auditor import urls
from auditor.fleet import confirm, recording
from auditor.fleet.confirm import DOUBT, NEW_FAULTS, Seen, browser_for, wanted
from auditor.fleet.limits import limits
from auditor.fleet.recording import Crawled
from auditor.model.fleet import KnownFinding, NightState, Pass, Standing, TaskState
from auditor.store import Store, nights, open_store
from tests.fleet.made import NIGHT, NOW, RUN, audit, run_folder, stored, task
from tests.harness import Run

SEALED = task(state=TaskState.SEALED, updated="2026-06-15T17:00:00+00:00")
#: The demo county's crawl looks again at what is new also on its first night.
EAGER = msgspec.structs.replace(limits().confirm, first_night=True)


def fresh(fingerprint: str = "f1", outcome: str = "fail", severity: str = "major") -> KnownFinding:
    return KnownFinding(
        "qinghe",
        fingerprint,
        "empty-column",
        "/a/",
        "栏目",
        outcome,
        severity,
        NIGHT.today,
        NIGHT.today,
        Standing.UNCONFIRMED,
    )


def test_new_faults_are_looked_at_again_later() -> None:
    look = wanted(Seen(SEALED, stored(), True, (fresh(), fresh("f2", "warn"), fresh("f3", severity="info"))))
    assert look is not None
    assert (look.reason, look.fingerprints) == (NEW_FAULTS, ("f1",))
    assert look.not_before == "2026-06-15T17:30:00+00:00"


def test_nothing_new_nothing_to_do() -> None:
    assert wanted(Seen(SEALED, stored(), True, ())) is None
    assert wanted(Seen(SEALED, stored(), True, (fresh(outcome="warn"),))) is None


def test_on_the_first_night_everything_is_new() -> None:
    assert wanted(Seen(SEALED, stored(), False, (fresh(),))) is None
    assert wanted(Seen(SEALED, stored(), False, (fresh(),)), EAGER) is not None


@pytest.mark.parametrize(
    ("doubt", "again"),
    [
        ("fewer-columns", True),
        ("no-columns", True),
        ("forbidden", True),
        ("budget", False),
        ("not-saved", False),
    ],
)
def test_doubtful_portals_are_crawled_anew(doubt: str, again: bool) -> None:
    look = wanted(Seen(SEALED, stored(sound=False, doubt=doubt), True, (fresh(),)))
    assert (look is not None) is again
    assert look is None or (look.reason, look.fingerprints) == (DOUBT, ())


def test_another_way_of_fetching_where_that_can_be() -> None:
    assert browser_for("auto", 40, True) == "always"
    assert browser_for("auto", 400, True) == "auto"  # more pages than a browser is given
    assert browser_for("auto", 0, True) == "auto"
    assert browser_for("auto", 40, False) == "auto"
    assert browser_for("never", 40, True) == "never"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path}/auditor.db")


def test_what_is_asked_again_is_what_the_new_faults_rest_on(store: Store, demo: Run) -> None:
    """Really crawled: the demo county's first night, of which some findings are taken for the only new ones."""
    out, run = demo.folder.parents[1], demo.folder.name
    night = replace(NIGHT, run=run)
    store.do(lambda c: nights.begin_night(c, night, [task(state=TaskState.WAITING, attempt=0, holder="")]))
    running = store.do(lambda c: nights.start_task(c, night.id, "qinghe", Pass.AUDIT, "me:1:1", NOW))
    assert running is not None
    done = recording.record_sealed(store, out, night.id, running, demo.folder, Crawled(300, 9.0), lambda: NOW)
    assert (done.state, done.sound) == (TaskState.SEALED, True)
    looks = store.read(lambda c: confirm.looks(c, night, EAGER))
    assert [(each.portal, each.reason) for each in looks] == [("qinghe", NEW_FAULTS)]
    assert store.read(lambda c: confirm.looks(c, night)) == ()
    failed = {each["fingerprint"]: each for each in demo.audit["findings"] if each["outcome"] == "fail"}
    assert set(looks[0].fingerprints) == {f for f, each in failed.items() if each["severity"] != "info"}

    empty = next(each for each in failed.values() if each["rule"] == "empty-column")
    some = replace(looks[0], fingerprints=(empty["fingerprint"],))
    [few] = confirm.orders(store, out, night, [some], "never", True)
    [all_] = confirm.orders(store, out, night, [replace(some, reason=DOUBT)], "auto", False)
    assert urls.canonical(empty["evidence"][0]["url"]) in few.reask
    assert 0 < len(few.reask) < len(all_.reask)
    assert set(few.reask) <= set(all_.reask)
    assert (few.browser, all_.browser) == ("never", "auto")


def test_a_run_folder_that_has_gone(store: Store, tmp_path: Path) -> None:
    folder = run_folder(tmp_path, audit())
    store.do(lambda c: nights.begin_night(c, replace(NIGHT, state=NightState.RUNNING), [task()]))
    recording.record_sealed(store, tmp_path, NIGHT.id, task(), folder, Crawled(1, 1.0), lambda: NOW)
    looks = store.read(lambda c: confirm.looks(c, NIGHT, EAGER))
    assert folder.name == RUN
    (folder / "audit.json").unlink()
    assert [each.reask for each in confirm.orders(store, tmp_path, NIGHT, looks, "auto", True)] == [()]
