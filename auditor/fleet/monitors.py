"""Monitors of a night: each looks at one thing that may be wrong with it. Pure.

When many portals change on one day in one way, it is hardly the counties that have changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from auditor.fleet import failures
from auditor.fleet.floors import Doubt
from auditor.fleet.limits import HealthLimits
from auditor.model.fleet import Alarm, LeftOut, Night, Pass, StoredAudit, Task, TaskState
from auditor.sufficiency import Unjudged

_NO_COLUMNS = frozenset({Unjudged.NO_COLUMNS.value, Doubt.FEWER_COLUMNS.value})


@dataclass(frozen=True, slots=True)
class NightFacts:
    """A night as it ended. ``audits`` are those of the night, ``before`` the newest sound audit of each portal in the weeks
    before it, ``week`` the newest of those that are a week old. ``begun`` counts for each rule the portals in which a failure
    of it appeared today, ``repeated`` for portals that were not audited the nights in a row; ``previous`` is the night
    before this one in the store."""

    night: Night
    tasks: tuple[Task, ...]
    audits: tuple[StoredAudit, ...]
    before: Mapping[str, StoredAudit] = field(default_factory=dict)
    week: Mapping[str, StoredAudit] = field(default_factory=dict)
    begun: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    previous: Night | None = None
    now: datetime | None = None

    def of(self, *states: TaskState) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.look is Pass.AUDIT and task.state in states)

    @property
    def first(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.look is Pass.AUDIT)

    @property
    def latest(self) -> tuple[StoredAudit, ...]:
        """For each portal the audit that counts: the newest sound one of the night, else the newest."""
        found: dict[str, StoredAudit] = {}
        for each in sorted(self.audits, key=lambda audit: (audit.portal, audit.sound, audit.run)):
            found[each.portal] = each
        return tuple(found.values())


Monitor = Callable[[NightFacts, HealthLimits], Iterator[Alarm]]


# ── the night ─────────────────────────────────────────────────────────────────────────────────────


def _missed(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """Nights between the one before and this one in which nothing ran: a timer that did not fire tells nobody."""
    day = _day(facts.night.id)
    last = _day(facts.previous.id) if facts.previous else None
    if day and last and (day - last).days > 1:
        missed = (day - last).days - 1
        yield _alarm("missed-night", nights=missed, since=(last + timedelta(1)).isoformat())


def _sealed(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    tasks, sealed = facts.first, facts.of(TaskState.SEALED)
    if len(tasks) >= rules.least_portals and len(sealed) < rules.sealed_share * len(tasks):
        yield _alarm(
            "sealed-share", sealed=len(sealed), of=len(tasks), percent=_percent(len(sealed), len(tasks))
        )


def _kinds(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """One kind of failure in many portals, on more than one back-end: otherwise it is told of the back-end."""
    tasks = facts.first
    failed = _unaudited(facts)
    backends: dict[str, set[str]] = {}
    for task in failed:
        backends.setdefault(task.failure, set()).add(task.backend)
    for name, count in sorted(Counter(task.failure for task in failed).items()):
        if count < rules.failure_portals or count < rules.failure_share * len(tasks):
            continue
        if len(backends[name]) > 1:
            yield _alarm(
                "failure-kind", failure=name, portals=count, backends=len(backends[name]), of=len(tasks)
            )


def _backends(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """Back-ends that answered for none of their portals, when these are more than one."""
    portals = Counter(task.backend for task in facts.first)
    down: dict[str, list[Task]] = {}
    for task in _unaudited(facts):
        if failures.breaks(task.failure):
            down.setdefault(task.backend, []).append(task)
    for backend, tasks in sorted(down.items()):
        if len(tasks) == portals[backend] > 1:
            told = Counter(task.failure for task in tasks if task.failure != "backend-down")
            failure = told.most_common(1)[0][0] if told else "backend-down"
            yield _alarm("backend-down", backend=backend, portals=len(tasks), failure=failure)


def _ours(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """Portals that were not audited through a fault of ours, or only at a later try after one."""
    tasks = facts.first
    by_kind = Counter(
        task.failure for task in _unaudited(facts) if failures.kind(task.failure).whose is failures.Whose.OURS
    )
    for name, count in sorted(by_kind.items()):
        if len(tasks) < rules.least_portals or count > rules.attempts_share * len(tasks):
            yield _alarm("our-faults", failure=name, portals=count, of=len(tasks))


def _doubtful_share(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    judged = [each for each in facts.latest if not each.unjudged]
    doubtful = [each for each in judged if not each.sound]
    if len(judged) >= rules.least_portals and len(doubtful) > rules.doubtful_share * len(judged):
        yield _alarm(
            "doubtful-share",
            portals=len(doubtful),
            of=len(judged),
            percent=_percent(len(doubtful), len(judged)),
        )


def _late(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    plan = facts.night.plan
    ended = _moment(facts.night.ended) or facts.now
    planned = _moment(plan.ends) if plan else None
    if planned is None or ended is None:
        return
    late = (ended - planned).total_seconds() / 60
    if late > rules.late_minutes:
        yield _alarm("late-end", minutes=round(late), planned=plan.ends if plan else "")


def _left_out(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    plan = facts.night.plan
    codes = [each.code for each in plan.excluded if each.reason is LeftOut.NO_TIME] if plan else []
    if codes:
        yield _alarm("left-out", portals=len(codes), first="、".join(codes[:5]))


# ── against last week ─────────────────────────────────────────────────────────────────────────────


def _pairs(facts: NightFacts) -> list[tuple[StoredAudit, StoredAudit]]:
    """Then and now of the portals that were audited soundly both times: only like is held against like."""
    known = {**facts.before, **facts.week}  # where there is none of a week ago, a younger one will do
    return [(known[each.portal], each) for each in facts.latest if each.sound and each.portal in known]


def _drift(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    pairs = _pairs(facts)
    if len(pairs) < rules.least_portals:
        return
    columns, columns_now = _sums(pairs, lambda each: each.columns)
    if columns and columns_now < (1 - rules.columns_drop) * columns:
        yield _alarm("columns-drop", then=columns, now=columns_now, portals=len(pairs))
    failed, failed_now = _sums(pairs, lambda each: each.failed)
    if failed_now > (1 + rules.failed_rise) * max(failed, len(pairs)):
        yield _alarm("failed-rise", then=failed, now=failed_now, portals=len(pairs))
    if failed > len(pairs) and failed_now < (1 - rules.failed_fall) * failed:
        yield _alarm("failed-fall", then=failed, now=failed_now, portals=len(pairs))


def _cant_tell(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """Points of the score that nobody could give, in themselves and against last week. Not a share of the findings: that
    would grow whenever faults are mended."""
    judged = [each for each in facts.latest if not each.unjudged]
    if len(judged) < rules.least_portals:
        return
    points = _untold(judged)
    known = {**facts.before, **facts.week}
    earlier = [known[each.portal] for each in judged if each.portal in known]
    then = _untold(earlier) if len(earlier) >= rules.least_portals else points
    if points > rules.cant_tell_points or points > then + rules.cant_tell_rise:
        yield _alarm("cant-tell", points=round(points), then=round(then), portals=len(judged))


def _surge(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """A rule that began to fail in many portals on one day. On a first night everything begins."""
    known = len(_pairs(facts))
    if known < rules.least_portals:
        return
    for rule, count in sorted(facts.begun.items()):
        if count > rules.rule_share * known:
            yield _alarm("rule-surge", rule=rule, portals=count, of=known)


# ── single portals ────────────────────────────────────────────────────────────────────────────────


def _portals(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    for each in facts.latest:
        last = facts.before.get(each.portal)
        then = last.columns if last else 0
        if each.doubt == "budget":
            yield _alarm("budget", each.portal, pages=each.pages, columns=each.columns)
        elif not each.columns and then and each.doubt in _NO_COLUMNS:
            yield _alarm("no-columns", each.portal, then=then)
        elif each.doubt and each.sound:
            yield _alarm("accepted-change", each.portal, doubt=each.doubt, then=then, now=each.columns)
        elif each.doubt and not each.unjudged:
            yield _alarm("doubtful", each.portal, doubt=each.doubt, then=then, now=each.columns)


def _never(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    """Portals that answer, and of which no column was ever read."""
    codes = [
        each.portal
        for each in facts.latest
        if not each.columns and each.doubt in _NO_COLUMNS and each.portal not in facts.before
    ]
    if codes:
        yield _alarm("never-columns", portals=len(codes), first="、".join(codes[:5]))


def _repeated(facts: NightFacts, rules: HealthLimits) -> Iterator[Alarm]:
    failure = {task.portal: task.failure for task in facts.first}
    for portal, count in sorted(facts.repeated.items()):
        if count >= rules.repeated_nights:
            yield _alarm("repeated", portal, nights=count, failure=failure.get(portal, ""))


#: All of them.
MONITORS: tuple[Monitor, ...] = (
    _missed,
    _sealed,
    _kinds,
    _backends,
    _ours,
    _doubtful_share,
    _late,
    _left_out,
    _drift,
    _cant_tell,
    _surge,
    _portals,
    _never,
    _repeated,
)


def _unaudited(facts: NightFacts) -> tuple[Task, ...]:
    return facts.of(TaskState.FAILED, TaskState.GIVEN_UP)


def _sums(
    pairs: Sequence[tuple[StoredAudit, StoredAudit]], of: Callable[[StoredAudit], int]
) -> tuple[int, int]:
    return sum(of(then) for then, _ in pairs), sum(of(now) for _, now in pairs)


def _untold(audits: Sequence[StoredAudit]) -> float:
    """Mean distance between the score with every doubt in the portal's favour and that with every doubt against it."""
    return sum(each.best - each.worst for each in audits) / len(audits)


def _alarm(kind: str, portal: str = "", **params: object) -> Alarm:
    return Alarm(kind, portal, tuple((name, str(value)) for name, value in params.items()))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told if told.tzinfo else None
