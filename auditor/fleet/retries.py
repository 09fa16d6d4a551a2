"""Which portals that failed are tried again tonight, when, and with how much more patience. Pure.

The first try of a night is in a hurry: hundreds of portals wait behind it. What failed for a passing reason is tried again at the
end, later each time, and never before the moment that the server named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from auditor.fleet import failures
from auditor.fleet.limits import Retries, limits
from auditor.model.fleet import Pass, Task, TaskState


@dataclass(frozen=True, slots=True)
class Retry:
    """A portal to be tried again, not before ``not_before``. ``timeouts`` multiplies the time that a page is waited for."""

    portal: str
    look: Pass
    backend: str
    not_before: datetime
    timeouts: float


def again(
    tasks: Iterable[Task], now: datetime, ends: datetime | None = None, rules: Retries | None = None
) -> tuple[Retry, ...]:
    """The failed tasks that are worth it, the earliest first. ``ends``: when the window of the night closes."""
    chosen = rules or limits().retries
    found = (_retry(task, now, chosen) for task in tasks if task.state is TaskState.FAILED)
    worth = (each for each in found if each is not None and _fits(each, ends, chosen))
    return tuple(sorted(worth, key=lambda each: (each.not_before, each.backend, each.portal)))


def hopeless(
    tasks: Iterable[Task], now: datetime, ends: datetime | None = None, rules: Retries | None = None
) -> tuple[Task, ...]:
    """The failed tasks that are not tried again tonight, in their order."""
    listed = tuple(tasks)
    worth = {(each.portal, each.look) for each in again(listed, now, ends, rules)}
    failed = (task for task in listed if task.state is TaskState.FAILED)
    return tuple(task for task in failed if (task.portal, task.look) not in worth)


def _retry(task: Task, now: datetime, rules: Retries) -> Retry | None:
    """None when its tries are used up, or the server wants to be left alone for longer than a night waits."""
    if failures.gives_up(task.failure, task.attempt):
        return None
    asked = failures.wait_of(task.detail)
    if asked > rules.longest_wait:
        return None
    number = max(0, task.attempt - 1)
    pause = max(failures.kind(task.failure).after * 2**number, asked)
    factor = rules.timeouts[min(number, len(rules.timeouts) - 1)]
    wait = timedelta(seconds=min(pause, rules.longest_wait))
    return Retry(task.portal, task.look, task.backend, _moment(task.updated, now) + wait, factor)


def _moment(text: str, now: datetime) -> datetime:
    """When the task failed. A clock that was set back meanwhile must not make it wait for what lies in the future."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def _fits(retry: Retry, ends: datetime | None, rules: Retries) -> bool:
    return ends is None or retry.not_before + timedelta(seconds=rules.least_left) <= ends
