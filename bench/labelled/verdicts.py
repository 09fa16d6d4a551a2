"""What each rule must say: the named cases of ``fixtures/rules``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from auditor.judge import judge  # noqa: E402
from auditor.rule import discover  # noqa: E402
from bench.labelled.tally import Tally, tally  # noqa: E402


def rule_cases() -> Tally:
    """(case, subject, outcome) of all findings that the cases list and that the rules give."""
    cases = importlib.import_module("tests.rules.rule_cases")  # by name: types of tests are nobody's promise
    rules = {rule.id: rule for rule in discover()}
    wanted, given, number = [], [], 0
    for file in map(cases.load_cases, sorted(cases.CASES_DIR.glob("*.yml"))):
        for name, case in file.cases.items():
            number += 1
            place = f"{file.rule}:{name}"
            findings = judge(cases.build_facts(case, file.today, file.rule), [rules[file.rule]]).findings
            wanted += [(place, each.subject, each.outcome.value) for each in case.expect]
            given += [(place, each.subject, each.outcome.value) for each in findings]
    return tally("verdicts of all rules", "fixtures/rules", number, wanted, given)
