"""Points: the range, and that the points of the findings add up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from auditor.model import Finding, Outcome, Severity
from auditor.profile import load_profile
from auditor.score import parts, score

WEIGHTS = load_profile("national").weights
NO_GROUPS: dict[str, float] = {}


def finding(outcome: Outcome, severity: Severity = Severity.MINOR, subject: str = "a") -> Finding:
    return Finding("r", "PA001", subject, subject, outcome, severity)


def passes(severity: Severity, count: int) -> list[Finding]:
    return [finding(Outcome.PASS, severity, f"p{severity}{number}") for number in range(count)]


def passes_of(count: int) -> list[Finding]:
    return passes(Severity.MINOR, count)


def test_nothing_judged_is_the_whole_range() -> None:
    result, findings = score([], WEIGHTS, NO_GROUPS)
    assert (result.best, result.worst, findings) == (100.0, 0.0, ())


def test_all_passed() -> None:
    result, _ = score([*passes(Severity.MAJOR, 3), *passes(Severity.MINOR, 2)], WEIGHTS, NO_GROUPS)
    assert (result.best, result.worst, result.passed) == (100.0, 100.0, 5)


def test_errors_and_notices_of_no_weight_do_not_count() -> None:
    notices = [finding(Outcome.ERROR, Severity.INFO), finding(Outcome.WARN, Severity.INFO)]
    result, findings = score([*notices, *passes(Severity.MINOR, 1)], WEIGHTS, NO_GROUPS)
    assert (result.best, result.worst, result.warned) == (100.0, 100.0, 1)
    assert [f.points for f in findings] == [0.0, 0.0, 0.0]


def test_warning_loses_half_and_unknown_opens_the_range() -> None:
    found = [finding(Outcome.FAIL), finding(Outcome.WARN), finding(Outcome.CANT_TELL)]
    result, findings = score([*found, *passes(Severity.MINOR, 1)], WEIGHTS, NO_GROUPS)
    assert (result.best, result.worst) == (62.5, 37.5)
    assert [f.points for f in findings] == [25.0, 12.5, 0.0, 0.0]
    assert (result.passed, result.failed, result.warned, result.cant_tell) == (1, 1, 1, 1)


def test_severity_weighs() -> None:
    found = [finding(Outcome.FAIL, Severity.MAJOR), finding(Outcome.FAIL, Severity.MINOR)]
    result, findings = score(found, WEIGHTS, NO_GROUPS)
    assert result.best == 0.0
    assert [f.points for f in findings] == [80.0, 20.0]


@pytest.mark.parametrize("failures", [1, 2, 3, 7, 11, 97])
@pytest.mark.parametrize("passes", [0, 1, 2, 5, 331])
def test_points_add_up_to_what_is_lost(failures: int, passes: int) -> None:
    severities = list(Severity)[1:]
    found = [finding((Outcome.FAIL, Outcome.WARN)[n % 2], severities[n % 3], str(n)) for n in range(failures)]
    result, findings = score([*found, *passes_of(passes)], WEIGHTS, NO_GROUPS)
    assert sum(Fraction(str(f.points)) for f in findings) == 100 - Fraction(str(result.best))
    assert result.worst == result.best
    assert all(f.points == round(f.points, 2) >= 0 for f in findings)


def test_groups_deal_out_their_own_points() -> None:
    """One failure in a group of 80 points costs 40 of them whatever the other group holds."""
    small = [replace(f, group="a") for f in (finding(Outcome.FAIL), *passes(Severity.MINOR, 1))]
    large = [replace(f, group="b") for f in passes(Severity.MINOR, 50)]
    result, findings = score([*small, *large], WEIGHTS, {"a": 80.0, "b": 20.0})
    assert (result.best, findings[0].points) == (60.0, 40.0)


def test_a_group_without_verdicts_gives_its_points_to_the_others() -> None:
    found = [replace(f, group="a") for f in (finding(Outcome.FAIL), *passes(Severity.MINOR, 3))]
    result, _ = score(found, WEIGHTS, {"a": 10.0, "b": 90.0})
    assert result.best == 75.0


def test_parts_name_what_nobody_is_named_for() -> None:
    found = [
        replace(finding(Outcome.FAIL), units=("区财政局",), points=2.5),
        replace(finding(Outcome.CANT_TELL, subject="b"), units=()),
        replace(finding(Outcome.PASS, subject="c"), units=("区财政局",)),
    ]
    rows = parts(found, WEIGHTS, "unit", lambda f: f.units or ("",), {})
    assert [(row.id, row.best, row.worst, row.lost) for row in rows] == [
        ("", 100.0, 0.0, 0.0),
        ("区财政局", 50.0, 50.0, 2.5),
    ]
