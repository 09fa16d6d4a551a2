"""Looks at all home pages of a register, spread over the day, at the pace that their back-ends are owed.

A timer calls every few minutes; each call looks at the portals whose turn has come. A look missed is not made up for: two in
a row would be one. While a back-end is crawled by a night, or wants its quiet, it is not asked.

When hardly anything answers in a whole call, it is our own network that is down: these looks are kept as such and are not held
against anybody.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from auditor.fleet.limits import Probing, limits
from auditor.fleet.timetable import opens
from auditor.model import Failure, Portal, Probe
from auditor.model.fleet import Backend, Register, RegisteredPortal, ScheduleKind
from auditor.preparation import CHINA

_DAY = timedelta(days=1)
#: Failures in which nothing was heard of the other side.
_UNHEARD = frozenset({Failure.DNS, Failure.REFUSED, Failure.TIMEOUT, Failure.CONNECTION_LOST})

Look = Callable[[RegisteredPortal], Probe]


class Skipped(StrEnum):
    """Why a portal whose turn it is was not looked at."""

    CRAWLED = "crawled"  # a night is working on its back-end
    QUIET = "quiet"
    NO_TIME = "no-time"  # the call has lasted long enough


@dataclass(frozen=True, slots=True)
class Round:
    """One call: the portals to look at, by back-end, and those that are due and left alone."""

    lanes: tuple[tuple[Backend, tuple[RegisteredPortal, ...]], ...]
    skipped: Mapping[str, Skipped] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looked:
    portal: RegisteredPortal
    probe: Probe


# ── whose turn it is (pure) ───────────────────────────────────────────────────────────────────────


def turn(code: str, moment: datetime, portals: int, rules: Probing) -> datetime:
    """When the present turn of a portal began. The turns of one portal are evenly spaced; those of a register's ``portals``
    lie beside each other in groups, so that each call sees some of them and none sees all."""
    length = _DAY / rules.looks_a_day
    groups = max(1, min(length // timedelta(minutes=rules.every_minutes), -(-portals // rules.group)))
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % groups
    local = moment.astimezone(CHINA)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + length * number / groups - length
    return first + (local - first) // length * length


def due(
    portals: Sequence[RegisteredPortal], last: Mapping[str, datetime], now: datetime, rules: Probing
) -> tuple[RegisteredPortal, ...]:
    """Portals that were not looked at since their turn began, those that waited longest first. A look in the future was noted
    before a clock was set back, and does not count."""
    open_ = [each for each in portals if each.schedule.kind is not ScheduleKind.PAUSED]
    never = datetime.min.replace(tzinfo=UTC)
    seen = {code: at for code, at in last.items() if at <= now}
    waiting = [each for each in open_ if seen.get(each.code, never) < turn(each.code, now, len(open_), rules)]
    return tuple(sorted(waiting, key=lambda each: (seen.get(each.code, never), each.code)))


def round_of(
    register: Register, portals: Iterable[RegisteredPortal], crawled: frozenset[str], now: datetime
) -> Round:
    """The portals by back-end. ``crawled`` are back-ends that a night works on."""
    backends = {each.id: each for each in register.backends}
    lanes: dict[str, list[RegisteredPortal]] = {}
    skipped: dict[str, Skipped] = {}
    for portal in portals:
        backend = backends.get(portal.backend) or Backend(portal.backend, 1.0)
        if portal.backend in crawled:
            skipped[portal.code] = Skipped.CRAWLED
        elif opens(backend, now) != now:
            skipped[portal.code] = Skipped.QUIET
        else:
            lanes.setdefault(portal.backend, []).append(portal)
    return Round(
        tuple((backends.get(id_) or Backend(id_, 1.0), tuple(each)) for id_, each in lanes.items()), skipped
    )


def trusted(looked: Sequence[Looked], rules: Probing | None = None) -> tuple[Looked, ...]:
    """The looks of one call as they are to be kept: as our own fault when hardly any back-end was heard of."""
    chosen = rules or limits().probes
    backends = {each.portal.backend for each in looked}
    heard = {each.portal.backend for each in looked if each.probe.failure not in _UNHEARD}
    if len(backends) < chosen.least_backends or len(heard) >= chosen.least_answered * len(backends):
        return tuple(looked)
    return tuple(
        replace(each, probe=Probe(each.probe.at, each.probe.seconds, Failure.ERROR.value))
        if each.probe.failure in _UNHEARD
        else each
        for each in looked
    )


def moments(last: Mapping[str, str]) -> Mapping[str, datetime]:
    """Times as ISO text → as times; what is none is left out."""
    return {code: moment for code, text in last.items() if (moment := _moment(text)) is not None}


def _moment(text: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def look_around(
    planned: Round, look: Look, rules: Probing, stop: threading.Event | None = None
) -> tuple[tuple[Looked, ...], tuple[RegisteredPortal, ...]]:
    """Look at the portals of a round: back-ends at the same time, the portals of one after another. What was looked at, and
    what there was no time for. ``stop`` ends it after the looks that are under way."""
    ends = time.monotonic() + rules.longest
    over = stop or threading.Event()

    def lane(
        each: tuple[Backend, tuple[RegisteredPortal, ...]],
    ) -> tuple[list[Looked], list[RegisteredPortal]]:
        return _lane(*each, look, ends, over)

    with ThreadPoolExecutor(rules.at_once) as pool:
        try:
            results = list(pool.map(lane, planned.lanes))
        except BaseException:  # Ctrl-C, above all: the threads must not go on to the end
            over.set()
            raise
    looked = tuple(one for done, _ in results for one in done)
    return looked, tuple(one for _, left in results for one in left)


def _lane(
    backend: Backend,
    portals: Sequence[RegisteredPortal],
    look: Look,
    ends: float,
    over: threading.Event,
) -> tuple[list[Looked], list[RegisteredPortal]]:
    """One portal after another, an interval from the end of a look to the next: when its request really went out is known to
    nobody but the back-end, and a slow connection must not bring two of them close together."""
    done: list[Looked] = []
    for number, portal in enumerate(portals):
        if number:
            over.wait(backend.interval)
        if over.is_set() or time.monotonic() > ends:
            return done, list(portals[number:])
        done.append(Looked(portal, look(portal)))
    return done, []


def registered(portal: Portal, row: RegisteredPortal) -> Portal:
    """A portal under the code and name of its row, so that its looks lie where its audits do."""
    return replace(portal, code=row.code, name=row.name or portal.name)
