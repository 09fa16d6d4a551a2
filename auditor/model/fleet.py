"""A night over many portals: what is registered, what is planned, and how far it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.portal import Level


class ScheduleKind(StrEnum):
    """NIGHTLY: every night; WORKDAYS: only on working days; WEEKLY, MONTHLY: on one day
    (``Schedule.day``); PAUSED: never, but kept in the register."""

    NIGHTLY = "nightly"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Schedule:
    """``day``: ISO weekday (1 = Monday) for WEEKLY, day of the month for MONTHLY (the last one when the month is shorter),
    0 otherwise."""

    kind: ScheduleKind = ScheduleKind.NIGHTLY
    day: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """What one portal may cost in one night: pages asked for, minutes of crawling."""

    pages: int = 5000
    minutes: int = 120


@dataclass(frozen=True, slots=True)
class RegisteredPortal:
    """One row of the register. ``target`` is what ``auditor run`` takes: a code of a portal file, a path of one, an address.
    ``backend`` names what answers for the portal (a shared platform, a host): portals of one back-end form a lane."""

    code: str
    name: str
    target: str
    backend: str
    url: str = ""
    level: Level = Level.COUNTY
    profile: str = "national"
    platform: str = ""
    schedule: Schedule = Schedule()
    budget: Budget = Budget()


@dataclass(frozen=True, slots=True)
class Backend:
    """``interval``: seconds from the start of one request to the start of the next, over all portals of the back-end and
    all processes. ``quiet``: spans of the day (China, ``HH:MM-HH:MM``, may pass midnight) in which nothing is asked;
    ``quiet_on``: ``workdays`` or ``always``."""

    id: str
    interval: float
    quiet: tuple[tuple[str, str], ...] = ()
    quiet_on: str = "always"


@dataclass(frozen=True, slots=True)
class Register:
    """``rehearsal`` maps hosts to loopback addresses that answer in their stead (``host → 127.0.0.1:port``); empty for real."""

    portals: tuple[RegisteredPortal, ...]
    backends: tuple[Backend, ...]
    rehearsal: tuple[tuple[str, tuple[str, int]], ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a portal is expected to cost: requests, seconds of its lane (requests × interval), CPU seconds of judging.
    ``known``: from its own history; otherwise from the median of the others, or the default."""

    requests: int
    seconds: float
    known: bool


@dataclass(frozen=True, slots=True)
class PlannedPortal:
    code: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Lane:
    """Portals of one back-end in the order in which they are crawled, one after another."""

    backend: str
    interval: float
    portals: tuple[PlannedPortal, ...]

    @property
    def seconds(self) -> float:
        return sum(portal.cost.seconds for portal in self.portals)


@dataclass(frozen=True, slots=True)
class Shard:
    """Lanes that one process crawls at the same time, the longest first."""

    number: int
    lanes: tuple[Lane, ...]


class LeftOut(StrEnum):
    """Why a registered portal is not in tonight's plan."""

    NOT_TODAY = "not-today"
    PAUSED = "paused"
    NO_TIME = "no-time"  # it comes first in the next night


@dataclass(frozen=True, slots=True)
class Excluded:
    code: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class NightPlan:
    """``night`` is its id, the China date (ISO) on which it begins; ``begins``, ``ends`` are ISO times with offset: expected.
    ``window``: seconds that the night may last, None without an end."""

    night: str
    begins: str
    ends: str
    shards: tuple[Shard, ...]
    excluded: tuple[Excluded, ...] = ()
    window: float | None = None


class TaskState(StrEnum):
    """WAITING → RUNNING → SEALED, or FAILED (tried again while ``attempt`` allows), or GIVEN_UP."""

    WAITING = "waiting"
    RUNNING = "running"
    SEALED = "sealed"
    FAILED = "failed"
    GIVEN_UP = "given-up"


class Pass(StrEnum):
    """AUDIT: the crawl of the night; CONFIRM: the second look at what was new in it."""

    AUDIT = "audit"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Task:
    """A portal in a night. ``run`` is the run folder below ``<out>/<code>/`` once sealed; ``failure`` a kind of
    ``rules/failures.yml`` ("" without); ``seconds``, ``requests`` what it cost."""

    night: str
    portal: str
    look: Pass
    backend: str
    shard: int
    place: int
    state: TaskState = TaskState.WAITING
    attempt: int = 0
    holder: str = ""
    run: str = ""
    failure: str = ""
    detail: str = ""
    requests: int = 0
    seconds: float = 0.0
    updated: str = ""


class NightState(StrEnum):
    """RUNNING until its last line is written: a night that was killed stays so and is resumed. PARTIAL: it ended, and some
    portals could not be audited."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Night:
    """``run`` is the id that all run folders of the night bear; ``today`` the day judged for (ISO)."""

    id: str
    run: str
    today: str
    state: NightState
    begun: str
    ended: str = ""
    plan: NightPlan | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on something (``night:2026-11-20``, ``lane:platform-a``). ``holder`` is ``host:pid:started``; ``beat``
    grows while the holder lives: whoever sees it unchanged for as long as a lease holds, by his own clock, may take over."""

    name: str
    holder: str
    beat: int


class Standing(StrEnum):
    """What is known of a finding over time. UNCONFIRMED: seen in one look only; CONFIRMED: seen again in a later look;
    MENDED: proven gone; UNSEEN: not listed any more, and nobody can prove that it was mended; FLAPPING: came back at least
    twice within a month (of those that are there now)."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    FLAPPING = "flapping"
    UNSEEN = "unseen"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A fault as the store knows it. Days are ISO; ``episodes`` counts how often it appeared."""

    portal: str
    fingerprint: str
    rule: str
    subject: str
    subject_name: str
    outcome: str
    severity: str
    first_seen: str
    last_seen: str
    standing: Standing
    episodes: int = 1
    confirmed: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class StoredAudit:
    """An audit as the store lists it. ``sound``: it counts for history; otherwise ``doubt`` says why not (a night that saw
    half the columns is a failed night, not a bad county). A sound one with a ``doubt`` was believed only because the second
    look of its night saw the same; what is usual is counted anew from it."""

    portal: str
    run: str
    night: str
    today: str
    profile: str
    level: str
    file: str
    sha256: str
    best: float
    worst: float
    failed: int
    warned: int
    cant_tell: int
    columns: int
    pages: int
    requests: int
    seconds: float
    size: int
    unjudged: str = ""
    sound: bool = True
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What watchers of a night are told, apart from findings. ``kind`` is documented in ``docs/operations.md``; ``portal`` ""
    is the whole night; ``params`` are plain values for its sentence."""

    kind: str
    portal: str = ""
    params: tuple[tuple[str, str], ...] = ()
