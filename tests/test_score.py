"""Points: the range, and that the points of the findings add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from auditor.model import Finding, Outcome, Severity
from auditor.profile import load_profile
from auditor.score import score

WEIGHTS = load_profile("national").weights


def finding(outcome: Outcome, severity: Severity = Severity.MINOR, subject: str = "a") -> Finding:
    return Finding("r", "PA001", subject, subject, outcome, severity)


def test_nothing_judged_is_the_whole_range() -> None:
    result, findings = score([], {}, WEIGHTS)
    assert (result.best, result.worst, findings) == (100.0, 0.0, ())


def test_all_passed() -> None:
    result, _ = score([], {Severity.MAJOR: 3, Severity.MINOR: 2}, WEIGHTS)
    assert (result.best, result.worst, result.passed) == (100.0, 100.0, 5)


def test_errors_and_notices_of_no_weight_do_not_count() -> None:
    notices = [finding(Outcome.ERROR, Severity.INFO), finding(Outcome.WARN, Severity.INFO)]
    result, findings = score(notices, {Severity.MINOR: 1}, WEIGHTS)
    assert (result.best, result.worst, result.warned) == (100.0, 100.0, 1)
    assert [f.points for f in findings] == [0.0, 0.0]


def test_warning_loses_half_and_unknown_opens_the_range() -> None:
    found = [finding(Outcome.FAIL), finding(Outcome.WARN), finding(Outcome.CANT_TELL)]
    result, findings = score(found, {Severity.MINOR: 1}, WEIGHTS)
    assert (result.best, result.worst) == (62.5, 37.5)
    assert [f.points for f in findings] == [25.0, 12.5, 0.0]
    assert (result.passed, result.failed, result.warned, result.cant_tell) == (1, 1, 1, 1)


def test_severity_weighs() -> None:
    found = [finding(Outcome.FAIL, Severity.MAJOR), finding(Outcome.FAIL, Severity.MINOR)]
    result, findings = score(found, {}, WEIGHTS)
    assert result.best == 0.0
    assert [f.points for f in findings] == [80.0, 20.0]


@pytest.mark.parametrize("failures", [1, 2, 3, 7, 11, 97])
@pytest.mark.parametrize("passes", [0, 1, 2, 5, 331])
def test_points_add_up_to_what_is_lost(failures: int, passes: int) -> None:
    severities = list(Severity)[1:]
    found = [finding((Outcome.FAIL, Outcome.WARN)[n % 2], severities[n % 3], str(n)) for n in range(failures)]
    result, findings = score(found, {Severity.MINOR: passes}, WEIGHTS)
    assert sum(Fraction(str(f.points)) for f in findings) == 100 - Fraction(str(result.best))
    assert result.worst == result.best
    assert all(f.points == round(f.points, 2) >= 0 for f in findings)
