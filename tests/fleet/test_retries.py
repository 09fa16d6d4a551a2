"""What is tried again at the end of a night, when, and with how much patience."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from auditor.fleet.failures import with_wait
from auditor.fleet.retries import again, hopeless
from auditor.model.fleet import Pass, Task, TaskState
from tests.fleet.made import NOW, task

FAILED_AT = NOW - timedelta(hours=1)


def failed(failure: str, attempt: int = 1, portal: str = "a", detail: str = "", updated: str = "") -> Task:
    told = updated or FAILED_AT.isoformat()
    return task(portal, state=TaskState.FAILED, failure=failure, attempt=attempt, detail=detail, updated=told)


@pytest.mark.parametrize(
    ("failure", "attempt", "detail", "seconds", "timeouts"),
    [
        ("timeout", 1, "", 600, 2.0),
        ("timeout", 2, "", 1200, 3.0),
        ("dns", 1, "", 300, 2.0),
        ("rate-limited", 1, "", 1800, 2.0),
        ("rate-limited", 1, with_wait("429", 3600), 3600, 2.0),
        ("rate-limited", 1, with_wait("429", 5), 1800, 2.0),
        ("crashed", 2, "", 120, 3.0),
        ("interrupted", 3, "", 0, 3.0),
    ],
)
def test_when_and_how(failure: str, attempt: int, detail: str, seconds: int, timeouts: float) -> None:
    [found] = again([failed(failure, attempt, detail=detail)], NOW)
    assert found.not_before == FAILED_AT + timedelta(seconds=seconds)
    assert found.timeouts == timeouts
    assert (found.portal, found.look, found.backend) == ("a", Pass.AUDIT, "one")


@pytest.mark.parametrize(
    "gone",
    [
        failed("not-found"),
        failed("timeout", 3),
        failed("rate-limited", 1, detail=with_wait("429", 86_400)),
        failed("bad-target"),
    ],
)
def test_what_is_hopeless(gone: Task) -> None:
    assert again([gone], NOW) == ()
    assert hopeless([gone], NOW) == (gone,)


def test_only_what_failed() -> None:
    others = [task(state=state) for state in TaskState if state is not TaskState.FAILED]
    assert again(others, NOW) == ()
    assert hopeless(others, NOW) == ()


def test_the_window_closes() -> None:
    late = [failed("timeout"), failed("crashed", portal="b")]
    ends = FAILED_AT + timedelta(minutes=12)
    assert [each.portal for each in again(late, NOW, ends)] == ["b"]
    assert [each.portal for each in hopeless(late, NOW, ends)] == ["a"]


def test_the_earliest_comes_first() -> None:
    tasks = [failed("timeout", portal="a"), failed("dns", portal="b"), failed("crashed", portal="c")]
    assert [each.portal for each in again(tasks, NOW)] == ["c", "b", "a"]


def test_a_clock_that_was_set_back() -> None:
    [found] = again([failed("dns", updated="2026-06-16T18:00:00+00:00")], NOW)
    assert found.not_before == NOW + timedelta(seconds=300)
    assert again([failed("dns", updated="?")], datetime(2026, 6, 15, tzinfo=UTC))[0].timeouts == 2
