"""Leases on both databases, and how long one that stands still is watched."""

from __future__ import annotations

from auditor.model.fleet import Lease
from auditor.store import Store, leases
from auditor.store.leases import BEAT, HOLDS, Watched, watch

LANE = "lane:platform-a"
ME, OTHER = "host:1:100", "host:2:200"


def take(store: Store, holder: str, name: str = LANE) -> Lease | None:
    return store.do(lambda c: leases.take(c, name, holder))


def test_a_free_lease_is_taken_and_kept(store: Store) -> None:
    assert take(store, ME) == Lease(LANE, ME, 0)
    assert take(store, OTHER) is None
    assert take(store, ME) == Lease(LANE, ME, 0)
    assert store.read(lambda c: leases.lease(c, LANE)) == Lease(LANE, ME, 0)
    assert store.read(lambda c: leases.lease(c, "none")) is None


def test_a_lease_that_was_given_back_is_free(store: Store) -> None:
    take(store, ME)
    store.do(lambda c: leases.release(c, OTHER, [LANE]))
    assert take(store, OTHER) is None, "somebody else cannot give it back"
    store.do(lambda c: leases.release(c, ME, [LANE, "none"]))
    assert take(store, OTHER) == Lease(LANE, OTHER, 0)


def test_beats_tell_what_is_still_held(store: Store) -> None:
    for name in ("a", "b", "c"):
        take(store, ME, name)
    seen = store.read(lambda c: leases.lease(c, "b"))
    assert seen is not None
    store.do(lambda c: leases.seize(c, "b", seen, OTHER))
    assert store.do(lambda c: leases.beat(c, ME, ["a", "b", "c", "none"])) == {"a", "c"}
    assert store.read(leases.leases) == (Lease("a", ME, 1), Lease("b", OTHER, 1), Lease("c", ME, 1))
    assert store.do(lambda c: leases.beat(c, ME, [])) == frozenset()


def test_a_lease_is_seized_only_as_it_was_seen(store: Store) -> None:
    seen = take(store, ME)
    assert seen is not None
    store.do(lambda c: leases.beat(c, ME, [LANE]))
    assert store.do(lambda c: leases.seize(c, LANE, seen, OTHER)) is None, "it beat since"
    fresh = store.read(lambda c: leases.lease(c, LANE))
    assert fresh is not None
    mine = store.do(lambda c: leases.seize(c, LANE, fresh, OTHER))
    assert mine == Lease(LANE, OTHER, 2)
    assert store.do(lambda c: leases.seize(c, LANE, fresh, OTHER)) == mine, "its answer may have been lost"
    assert store.do(lambda c: leases.beat(c, ME, [LANE])) == frozenset()


def looks(lease: Lease, *times: float) -> Watched:
    watched: Watched | None = None
    for time in times:
        watched = watch(watched, lease, time)
    assert watched is not None
    return watched


def test_a_lease_that_stands_still_is_abandoned_in_the_end() -> None:
    lease = Lease(LANE, ME, 3)
    steps = [number * BEAT for number in range(int(HOLDS / BEAT) + 1)]
    assert not looks(lease, *steps[:-1]).abandoned
    assert looks(lease, *steps).abandoned


def test_a_beat_begins_the_watch_anew() -> None:
    watched = looks(Lease(LANE, ME, 3), 0, 10, 20, 30, 40, 50)
    assert watch(watched, Lease(LANE, ME, 4), 60).still == 0


def test_while_the_store_was_away_nobody_could_beat() -> None:
    assert not looks(Lease(LANE, ME, 3), 0, 10, 700).abandoned
