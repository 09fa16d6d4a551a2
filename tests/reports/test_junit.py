"""JUnit XML: read by someone else's reader, true to the audit, and harmless whatever a portal says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample
from hostile import hostile_audit
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from lxml import etree

from auditor.model import Audit, AuditedWaiver, Outcome, WaiverState
from reports.junit import render_junit
from tests.two_days import before, fault

TestCase.__test__ = TestSuite.__test__ = False


def cases(audit: Audit) -> dict[str, TestCase]:
    """All test cases by class and name; the figures of the file are those that the reader counts itself."""
    data = render_junit(audit)
    told, counted = JUnitXml.fromstring(data), JUnitXml.fromstring(data)
    counted.update_statistics()
    for one, other in ((told, counted), *zip(told, counted, strict=True)):
        assert (one.tests, one.failures, one.errors) == (other.tests, other.failures, other.errors)
    assert [suite.skipped for suite in told] == [suite.skipped for suite in counted]
    found = {f"{case.classname} {case.name}": case for suite in told for case in suite}
    assert len(found) == told.tests
    return found


def case_of(audit: Audit, fingerprint: str) -> TestCase:
    [found] = [case for name, case in cases(audit).items() if fingerprint in name]
    return found


@pytest.mark.parametrize("audit", [before(), sample.audit()], ids=["demo", "sample"])
def test_every_verdict_is_a_case(audit: Audit) -> None:
    assert render_junit(audit) == render_junit(audit)
    found = cases(audit)
    kinds = {
        Outcome.FAIL: Failure,
        Outcome.ERROR: Error,
        Outcome.CANT_TELL: Skipped,
    }
    for finding in audit.findings:
        case = next(each for name, each in found.items() if finding.fingerprint in name)
        wanted = kinds.get(finding.outcome)
        assert [type(result) for result in case.result] == ([wanted] if wanted else [])
    passing = sum(rule.passed > 0 for rule in audit.rules)
    assert len(found) == 2 + passing + len(audit.findings)


def test_what_a_failure_says() -> None:
    finding = fault("missing-field")
    [result] = case_of(before(), finding.fingerprint).result
    assert result.type == "major"
    assert "城市综合执法" in result.message
    for word in ("整改：", "复查：", "依据：", "证据：http://"):
        assert word in result.text


def test_a_notice_passes_and_speaks() -> None:
    warned = next(f for f in before().findings if f.outcome is Outcome.WARN)
    case = case_of(before(), warned.fingerprint)
    assert case.is_passed
    assert case.system_out.startswith("提醒：")


def test_what_passed_is_one_case_with_its_number() -> None:
    rule = next(each for each in before().rules if each.id == "stale-column")
    case = cases(before())["990101.stale-column 符合要求的对象"]
    assert case.system_out == f"共 {rule.passed} 项符合"


def test_a_portal_that_could_not_be_judged_is_an_error() -> None:
    bare = replace(before(), unjudged="blocked", findings=(), rules=())
    found = cases(replace(bare, coverage=replace(bare.coverage, complete=False)))
    assert [type(r) for r in found["990101.coverage 网站可以判定"].result] == [Error]
    assert [type(r) for r in found["990101.coverage 导航页面全部读到"].result] == [Skipped]


def test_a_waived_failure_is_skipped_and_says_why() -> None:
    finding = fault("stale-column")
    waiver = AuditedWaiver(
        "stale-column",
        "",
        "",
        "张三",
        "2026-06-01",
        "改版期间",
        "批示",
        "2026-09-01",
        WaiverState.APPLIED,
        (finding.fingerprint,),
    )
    [result] = case_of(replace(before(), waivers=(waiver,)), finding.fingerprint).result
    assert isinstance(result, Skipped)
    assert result.message == "已豁免至 2026-09-01：改版期间"
    expired = replace(before(), waivers=(replace(waiver, state=WaiverState.EXPIRED),))
    assert isinstance(case_of(expired, finding.fingerprint).result[0], Failure)


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_is_harmless(seed: int) -> None:
    audit = hostile_audit(seed)
    data = render_junit(audit)
    assert data == render_junit(audit)
    assert len(data) < 300_000
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    known = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    assert {element.tag for element in root.iter()} <= known
    text = data.decode()
    assert "\u202e" not in text
    assert "<!DOCTYPE" not in text
    assert len(cases(audit)) >= len(audit.findings)
