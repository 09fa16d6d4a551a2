"""Looks at home pages and alarms of nights come back as they were."""

from __future__ import annotations

from auditor.model import Probe
from auditor.model.fleet import Alarm
from auditor.store import Store, nights, series
from tests.store.nightly import NIGHT, a_night

LOOKS = (
    Probe("2026-11-19T23:00:00Z", 0.123456, status=200),
    Probe("2026-11-20T01:00:00Z", 15.0, "timeout"),
    Probe("2026-11-20T02:00:00Z", 0.25, "server-error", 503),
)


def test_looks_come_back_by_time(store: Store) -> None:
    for probe in (*reversed(LOOKS), LOOKS[0]):
        store.do(lambda c, probe=probe: series.add_probe(c, "qinghe", probe))
    assert store.read(lambda c: series.probes(c, "qinghe")) == LOOKS
    assert store.read(lambda c: series.probes(c, "qinghe", "2026-11-20")) == LOOKS[1:]
    assert store.read(lambda c: series.probes(c, "anping")) == ()


def test_alarms_of_a_night_are_replaced(store: Store) -> None:
    store.do(lambda c: nights.begin_night(c, a_night(), []))
    first = (Alarm("late"), Alarm("zero-columns", "qinghe", (("columns", "0"), ("名称", "清河"))))
    for alarms in (first, first, first[1:]):
        store.do(lambda c, alarms=alarms: series.put_alarms(c, NIGHT, alarms))
        assert store.read(lambda c: series.alarms(c, NIGHT)) == alarms
    store.do(lambda c: series.put_alarms(c, NIGHT, ()))
    assert store.read(lambda c: series.alarms(c, NIGHT)) == ()
