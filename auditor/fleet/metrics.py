"""A night as Prometheus reads it: text for the textfile collector of a node exporter, or for any scraper.

Only what is true at the moment of writing is in it. ``auditor_status_timestamp_seconds`` lets a watcher see that nobody
writes any more; portals are counted, never named, so that the number of series does not grow with the register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from auditor.model.fleet import NightState, TaskState
from auditor.model.fleet_progress import NightProgress

#: All figures begin so.
PREFIX = "auditor_"


def metrics(progress: NightProgress) -> bytes:
    """The text exposition format, UTF-8."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Night(progress))
    return generate_latest(registry)


class _Night(Collector):
    """Collects one progress; a registry asks it once."""

    def __init__(self, progress: NightProgress) -> None:
        self._progress = progress

    def collect(self) -> Iterable[Metric]:
        yield from _times(self._progress)
        yield from _tasks(self._progress)
        yield from _lanes(self._progress)
        yield from _troubles(self._progress)


def _times(progress: NightProgress) -> Iterator[Metric]:
    yield _single("status_timestamp_seconds", "When these figures were written.", _epoch(progress.now))
    state = GaugeMetricFamily(
        f"{PREFIX}night_state", "1 for the state that the night is in.", labels=["state"]
    )
    for each in NightState:
        state.add_metric([each.value], float(progress.state is each))
    yield state
    yield _single("night_start_timestamp_seconds", "When the night began.", _epoch(progress.begun))
    if progress.ends:
        words = "When the night ended, or is expected to end."
        yield _single("night_end_timestamp_seconds", words, _epoch(progress.ends))
    if progress.planned:
        words = "When the night was planned to end."
        yield _single("night_planned_end_timestamp_seconds", words, _epoch(progress.planned))


def _tasks(progress: NightProgress) -> Iterator[Metric]:
    tasks = GaugeMetricFamily(f"{PREFIX}night_tasks", "Portals by look and state.", labels=["look", "state"])
    for counts in progress.counts:
        for state in TaskState:
            tasks.add_metric([counts.look.value, state.value], float(counts.of(state)))
    yield tasks
    left_out = GaugeMetricFamily(
        f"{PREFIX}night_left_out", "Registered portals that are not in the plan.", labels=["reason"]
    )
    for reason, number in sorted(Counter(each.reason.value for each in progress.excluded).items()):
        left_out.add_metric([reason], float(number))
    yield left_out


def _lanes(progress: NightProgress) -> Iterator[Metric]:
    families = (
        ("lane_requests", "Requests of the sealed portals of a back-end.", lambda lane: float(lane.requests)),
        ("lane_left_seconds", "Work that is left of a lane, expected.", lambda lane: round(lane.left, 1)),
        ("lane_interval_seconds", "Planned time between two requests.", lambda lane: lane.interval),
        ("lane_pace_seconds", "What a request of its sealed portals took.", lambda lane: round(lane.pace, 4)),
    )
    for name, words, value in families:
        family = GaugeMetricFamily(f"{PREFIX}{name}", words, labels=["backend"])
        for lane in sorted(progress.lanes, key=lambda lane: lane.backend):
            family.add_metric([lane.backend], value(lane))
        yield family


def _troubles(progress: NightProgress) -> Iterator[Metric]:
    failures = GaugeMetricFamily(
        f"{PREFIX}night_failures", "Portals that failed or were given up, by failure.", labels=["failure"]
    )
    for failure, number in sorted(Counter(task.failure or "unknown" for task in progress.troubled).items()):
        failures.add_metric([failure], float(number))
    yield failures
    alarms = GaugeMetricFamily(f"{PREFIX}night_alarms", "Alarms of the night, by kind.", labels=["kind"])
    for kind, number in sorted(Counter(alarm.kind for alarm in progress.alarms).items()):
        alarms.add_metric([kind], float(number))
    yield alarms


def _single(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}{name}", words, value=value)


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
