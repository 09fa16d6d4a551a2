"""The taxonomy: everything that can go wrong is in it, with a cure; what passes is tried again, what does not is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet import failures
from auditor.fleet.failures import FLEET, Lasts, Whose, breaks, gives_up, kind, of_audit, taxonomy
from auditor.model import DEAD, TRANSIENT, Failure
from auditor.sufficiency import Unjudged
from reports import fleet_words
from tests.fleet.made import audit, coverage, unread

ALL = {each.value for each in (*Failure, *Unjudged)} | FLEET


def test_everything_that_can_go_wrong_is_known_and_nothing_else() -> None:
    assert set(taxonomy()) == ALL


@pytest.mark.parametrize("name", sorted(ALL))
def test_each_has_a_name_and_a_cure_in_words(name: str) -> None:
    assert kind(name).name == name
    assert fleet_words.cure(name) == kind(name).cure
    assert fleet_words.failure_name(name) != name
    assert "。" in kind(name).cure or "，" in kind(name).cure


@pytest.mark.parametrize("failure", sorted(TRANSIENT))
def test_what_the_crawl_asks_again_passes(failure: Failure) -> None:
    assert kind(failure.value).lasts is Lasts.TRANSIENT
    assert not gives_up(failure.value, 1)


@pytest.mark.parametrize("failure", sorted(DEAD))
def test_what_is_dead_stays_so(failure: Failure) -> None:
    assert kind(failure.value).lasts is Lasts.PERMANENT
    assert gives_up(failure.value, 1)


def test_tries_are_used_up() -> None:
    assert [gives_up("timeout", attempt) for attempt in (1, 2, 3)] == [False, False, True]


def test_what_speaks_against_a_back_end() -> None:
    assert all(map(breaks, ("refused", "dns", "timeout", "blocked", "connection-lost")))
    assert not any(map(breaks, ("crashed", "not-found", "no-columns", "judging-failed", "bad-target")))


def test_a_kind_that_nobody_knows_is_our_fault() -> None:
    assert kind("new-kind").whose is Whose.OURS
    assert fleet_words.failure_line("new-kind", "\x1b[2Jboo") == "new-kind（\ufffd[2Jboo）"


def test_an_audit_that_was_judged_did_not_fail() -> None:
    assert of_audit(audit()) == ""
    assert of_audit(audit(), "budget") == ""


@pytest.mark.parametrize("failure", [Failure.TIMEOUT, Failure.DNS, Failure.CHALLENGE, Failure.HIJACKED])
def test_nothing_read_is_told_by_what_was_met(failure: Failure) -> None:
    assert of_audit(unread(failure)) == failure.value


def test_the_commonest_failure_that_passes_counts_when_little_was_read() -> None:
    met = (("not-found", 30), ("server-error", 4), ("timeout", 9))
    little = replace(audit(), unjudged="below-floor", coverage=coverage(failures=met))
    assert of_audit(little) == "timeout"
    assert of_audit(replace(little, coverage=coverage(failures=met[:1]))) == "below-floor"
    assert of_audit(replace(little, coverage=coverage(reason="page-cap", failures=met))) == "budget"


def test_a_crawl_that_we_cut_off() -> None:
    cut = replace(audit(), unjudged="interrupted")
    assert of_audit(cut, "budget") == "budget"
    assert of_audit(cut) == "interrupted"


def test_the_time_that_a_server_asked_for() -> None:
    detail = failures.with_wait("HTTP 429", 90.4)
    assert failures.wait_of(detail) == 90
    assert failures.wait_of("HTTP 429") == failures.wait_of("") == 0
    assert failures.with_wait("HTTP 429", 0) == "HTTP 429"
    assert fleet_words.failure_line("rate-limited", detail) == "访问过于频繁被限制（HTTP 429）"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "error: {lasts: permanent, whose: ours, times: 2, after: 0, cure: 请看日志再说}",
            r"failures.yml:1.*times",
        ),
        ("other: {lasts: permanent, whose: ours, times: 0, after: 0, cure: 请看日志再说}", "error"),
        ("error: {lasts: ever}", r"failures.yml:1"),
        ("error: {lasts: transient, whose: ours, times: 1, after: 0, cure: 请看日志再说, cost: 1}", "cost"),
    ],
)
def test_faults_of_the_file_are_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "failures.yml"
    path.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(AuditorError, match=told):
        taxonomy(path)
