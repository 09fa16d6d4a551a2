"""Working days to mend a finding: holidays, shifted weekends, the end of the calendar, and a file that is read strictly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.mending import (
    BySeverity,
    MendingDays,
    days_for,
    deadline,
    deadlines,
    mending_days,
    workday_after,
)
from auditor.model import Finding, Outcome, Severity
from tests.harness import ROOT


def finding(
    outcome: Outcome, severity: Severity, rule: str = "stale-column", fingerprint: str = "f"
) -> Finding:
    return Finding(rule, "PA004", "/a/", "栏目", outcome, severity, fingerprint=fingerprint)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2021-09-13", 1, "2021-09-14"),  # Monday to Tuesday
        ("2021-09-17", 1, "2021-09-18"),  # a Saturday that was worked for 中秋节
        ("2021-09-17", 2, "2021-09-22"),  # 19–21 September are the holiday
        ("2021-09-30", 1, "2021-10-08"),  # 国庆节
        ("2021-09-30", 2, "2021-10-09"),  # a Saturday that was worked for it
        ("2021-09-30", 3, "2021-10-11"),
        ("2021-10-02", 1, "2021-10-08"),  # told on a holiday
        ("2021-02-10", 1, "2021-02-18"),  # 春节
        ("2021-12-31", 1, "2022-01-04"),  # 元旦, into another year
    ],
)
def test_days_are_counted_by_the_chinese_calendar(day: str, count: int, expected: str) -> None:
    assert workday_after(date.fromisoformat(day), count) == date.fromisoformat(expected)


@pytest.mark.parametrize("day", [date(1999, 5, 5), date(2190, 1, 1), date.max])
def test_beyond_the_calendar_nobody_can_name_the_day(day: date) -> None:
    assert workday_after(day, 1) is None


def test_a_term_that_runs_out_of_the_calendar_has_no_day() -> None:
    late = date(2026, 12, 20)
    reached = workday_after(late, 5)
    assert reached is None or reached > late  # known once the holidays of the next year are
    assert workday_after(date(2189, 12, 20), 5) is None


def test_terms_by_severity_and_only_for_faults() -> None:
    terms = mending_days()
    days = [days_for(finding(Outcome.FAIL, severity)) for severity in reversed(Severity)]
    assert days == [terms.fail.critical, terms.fail.major, terms.fail.minor, terms.fail.info]
    assert days[0] is not None
    assert days[1] is not None
    assert days[0] < days[1]
    for outcome in (Outcome.CANT_TELL, Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.ERROR):
        assert days_for(finding(outcome, Severity.CRITICAL, "hidden-link")) is None


def test_terms_of_single_rules_count_for_what_does_not_comply() -> None:
    terms = mending_days()
    for rule, days in terms.rules.items():
        assert (ROOT / "rules" / "checks" / f"{rule.replace('-', '_')}.py").is_file(), rule
        assert days_for(finding(Outcome.FAIL, Severity.MINOR, rule)) == days
        assert days_for(finding(Outcome.WARN, Severity.MINOR, rule)) == terms.warn.minor


def test_deadline_of_a_finding() -> None:
    terms = MendingDays(BySeverity(1, 2, None, None), BySeverity(None, None, 5, None), {})
    assert deadline(finding(Outcome.FAIL, Severity.MAJOR), date(2021, 9, 17), terms) == date(2021, 9, 22)
    assert deadline(finding(Outcome.FAIL, Severity.MINOR), date(2021, 9, 17), terms) is None
    assert deadline(finding(Outcome.WARN, Severity.MINOR), date(2021, 9, 17), terms) == date(2021, 9, 26)


def test_deadlines_leave_out_what_has_no_term() -> None:
    grave = finding(Outcome.FAIL, Severity.CRITICAL, fingerprint="a")
    unsure = finding(Outcome.CANT_TELL, Severity.CRITICAL, fingerprint="b")
    found = deadlines([grave, unsure], date(2021, 9, 30))
    assert found == {"a": deadline(grave, date(2021, 9, 30))}
    assert deadlines([grave], date(2190, 1, 1)) == {"a": None}


FAIL = "fail: {critical: 3, major: 10, minor: 20, info: ~}\n"
WARN = "warn: {critical: ~, major: ~, minor: 5, info: ~}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FAIL.replace("3", "0") + WARN + "rules: {}\n", "mending.yml:1"),
        (FAIL.replace("10", "ten") + WARN + "rules: {}\n", "mending.yml:1"),
        (FAIL.replace("10", "9999") + WARN + "rules: {}\n", "mending.yml:1"),
        (FAIL.replace(", info: ~", "") + WARN + "rules: {}\n", "info"),
        (FAIL + WARN, "rules"),
        (FAIL + WARN + "rules: {Hidden Link: 1}\n", "mending.yml:3"),
        (FAIL + WARN + "rules: {}\nextra: 1\n", "extra"),
        (FAIL + FAIL + WARN + "rules: {}\n", "重复"),
    ],
)
def test_a_bad_file_is_told_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mending.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(AuditorError) as error:
        mending_days(path)
    assert told in error.value.message
