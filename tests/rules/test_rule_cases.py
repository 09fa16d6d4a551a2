"""Every rule against its named cases: exactly the findings listed, no other."""

from __future__ import annotations

import msgspec
import pytest
from rule_cases import CASES_DIR, Case, ExpectRow, build_facts, load_cases

from auditor.judge import judge
from auditor.model import Finding, Outcome
from auditor.rule import HEADINGS, Rule, discover

RULES = {rule.id: rule for rule in discover()}
#: What is not proven dead is not reported at all; without a list of words, or an earlier look, nothing is said.
NEVER_UNSURE = {"dead-link", "forbidden-word", "posting-burst"}
CASES = [
    pytest.param(file.rule, file.today, case, id=f"{file.rule}:{name}")
    for file in map(load_cases, sorted(CASES_DIR.glob("*.yml")))
    for name, case in file.cases.items()
]


@pytest.mark.parametrize(("rule", "today", "case"), CASES)
def test_case(rule: str, today: str, case: Case) -> None:
    findings = judge(build_facts(case, today, rule), [RULES[rule]]).findings
    said = {(f.subject, f.outcome.value): f for f in findings}
    assert sorted(said) == sorted((e.subject, e.outcome.value) for e in case.expect)
    for expected in case.expect:
        compare(said[expected.subject, expected.outcome.value], expected)


def compare(finding: Finding, expected: ExpectRow) -> None:
    assert {name: finding.params.get(name, "(none)") for name in expected.params} == expected.params
    if expected.severity is not None:
        assert finding.severity is expected.severity
    if expected.obstacles is not None:
        assert [o.reason for o in finding.obstacles] == expected.obstacles
    if expected.candidates is not None:
        assert [c.id for c in finding.candidates] == expected.candidates
    if expected.quotes is not None:
        assert [e.quote for e in finding.evidence] == expected.quotes
    msgspec.json.encode(finding)  # params hold plain values only
    assert finding.evidence or finding.obstacles


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_is_documented_and_covered(rule: Rule) -> None:
    headings = [line.removeprefix("## ") for line in rule.doc.splitlines() if line.startswith("## ")]
    assert headings == list(HEADINGS)
    assert rule.title
    assert rule.check.__module__ == f"rules.checks.{rule.id.replace('-', '_')}"
    names = load_cases(CASES_DIR / f"{rule.id}.yml").cases
    owed = {"pass", "fail"} | ({"cant"} if rule.id not in NEVER_UNSURE else set())
    # A rule that only ever warns has cases that warn in place of those that fail.
    kinds = {name.split("-")[0].replace("warn", "fail") for name in names}
    assert kinds >= owed
    for name, case in names.items():
        wanted = {expected.outcome for expected in case.expect}
        for prefix, outcome in (
            ("cant-tell", Outcome.CANT_TELL),
            ("fail", Outcome.FAIL),
            ("warn", Outcome.WARN),
        ):
            assert not name.startswith(prefix) or outcome in wanted, name
        assert not name.startswith("pass") or not wanted, name


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES_DIR.glob("*.yml")} == set(RULES)
