"""How far a night has come, as people and monitors are told."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.fleet import Alarm, Excluded, NightState, Pass, Task, TaskState


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks of one look by state."""

    look: Pass
    waiting: int = 0
    running: int = 0
    sealed: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.running + self.sealed + self.failed + self.given_up

    @property
    def settled(self) -> int:
        """What nobody works on any more."""
        return self.sealed + self.given_up

    def of(self, state: TaskState) -> int:
        return int(getattr(self, state.name.lower()))


@dataclass(frozen=True, slots=True)
class LaneProgress:
    """The portals of one back-end, over both looks. ``interval`` is what was planned between two requests (0: not in the plan),
    ``pace`` what a request of its sealed portals took (0: none yet), both in seconds; ``left``: seconds of work still
    expected."""

    backend: str
    counts: Counts
    running: tuple[str, ...]
    requests: int
    interval: float
    pace: float
    left: float

    @property
    def share(self) -> float:
        """Of what politeness allows; 0 when it cannot be said."""
        return min(1.0, self.interval / self.pace) if self.interval and self.pace else 0.0


@dataclass(frozen=True, slots=True)
class NightProgress:
    """A night at ``now``. Times are ISO with offset. ``ends``: expected, or when it ended; "" when nobody can tell.
    ``lanes``: the one that takes longest first. ``troubled``: tasks that failed or were given up."""

    id: str
    today: str
    state: NightState
    begun: str
    now: str
    ends: str
    planned: str
    counts: tuple[Counts, ...]
    lanes: tuple[LaneProgress, ...]
    troubled: tuple[Task, ...]
    alarms: tuple[Alarm, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def audits(self) -> Counts:
        """Those of the crawl of the night."""
        return next((each for each in self.counts if each.look is Pass.AUDIT), Counts(Pass.AUDIT))

    @property
    def requests(self) -> int:
        return sum(lane.requests for lane in self.lanes)

    @property
    def is_over(self) -> bool:
        return self.state in (NightState.DONE, NightState.PARTIAL)

    def name(self, portal: str) -> str:
        """The portal's name where it is known, else its code."""
        return dict(self.names).get(portal) or portal
