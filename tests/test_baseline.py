"""A baseline cannot vanish in silence, and a crawl that read too little is never green."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from auditor import baseline as baselines
from auditor import codec
from auditor.baseline import Baseline, baseline_of, compared, read, render
from auditor.commands import baseline as command
from auditor.errors import AuditorError, ExitCode
from auditor.gate import coverage_percent, gate, pass_through
from auditor.model import Audit, AuditedWaiver, Coverage, Level, Obstacle, Outcome, Severity, WaiverState
from tests import two_days as cases


def written(tmp_path: Path, audit: Audit) -> Path:
    path = tmp_path / "baseline.yml"
    path.write_bytes(render(baseline_of(audit)))
    return path


def test_round_trip_and_determinism(tmp_path: Path) -> None:
    made = baseline_of(cases.before())
    path = written(tmp_path, cases.before())
    assert read(path) == made
    assert render(read(path)) == path.read_bytes()
    assert made.count == len(made.entries) > 20
    assert {entry.outcome for entry in made.entries} == {Outcome.FAIL, Outcome.WARN}


def test_json_is_read_too(tmp_path: Path) -> None:
    made = baseline_of(cases.before())
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(msgspec.to_builtins(made), ensure_ascii=False), "utf-8")
    assert read(path) == made


def test_an_accepted_fault_keeps_its_first_day() -> None:
    first = baseline_of(cases.without(cases.before(), cases.fault("stale-column")))
    later = baseline_of(cases.later(7), first)
    days = {entry.fingerprint: entry.first for entry in later.entries}
    assert days.pop(cases.fault("stale-column").fingerprint) == cases.later(7).today
    assert set(days.values()) == {cases.before().today}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, "", "没有内容"),
        (None, "# 只有注释\n", "没有内容"),
        ("count:", "count: 1 #", "可能不完整"),
        ("entries:", "entries: []\nrest:", "rest"),
        ("portal-auditor/baseline/1", "portal-auditor/baseline/9", "应为 portal-auditor/baseline/1"),
        ("outcome: fail", "outcome: cant-tell", "fail 和 warn"),
        ("  first:", "  due:", "due"),
        ("day: '", "day: 'x", "baseline.yml:"),
    ],
)
def test_a_broken_file_is_an_error(tmp_path: Path, old: str | None, new: str, told: str) -> None:
    path = written(tmp_path, cases.before())
    text = path.read_text("utf-8")
    path.write_text(new if old is None else text.replace(old, new, 1), "utf-8")
    with pytest.raises(AuditorError, match=r"baseline\.yml") as error:
        read(path)
    assert told in error.value.message
    assert error.value.exit_code is ExitCode.USAGE


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="不存在"):
        read(tmp_path / "none.yml")


def test_a_line_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    made = baseline_of(cases.before())
    twice = msgspec.structs.replace(made, entries=(*made.entries, made.entries[0]), count=made.count + 1)
    path = tmp_path / "baseline.yml"
    path.write_bytes(render(twice))
    with pytest.raises(AuditorError, match="重复"):
        read(path)


@pytest.mark.parametrize(
    "other",
    [
        {"portal": "330106"},
        {"profile": "zhejiang"},
        {"level": Level.TOWNSHIP.value},
        {"scope": "newmedia"},
        {"audit": "portal-auditor/audit/0"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_baseline_of_something_else_is_an_error(other: dict[str, str]) -> None:
    wrong: Baseline = msgspec.structs.replace(baseline_of(cases.before()), **other)
    with pytest.raises(AuditorError, match=r"known\.yml"):
        compared(cases.before(), wrong, "known.yml")
    with pytest.raises(AuditorError, match="原有的基线"):
        baseline_of(cases.before(), wrong)


def test_no_baseline_of_a_crawl_that_judged_nothing() -> None:
    with pytest.raises(AuditorError, match="不能作为基线"):
        baseline_of(replace(cases.before(), unjudged="blocked", findings=()))


def test_new_stale_and_unsure() -> None:
    known = baseline_of(cases.before())
    stale, unsure = cases.fault("stale-column"), cases.fault("missing-field")
    new = replace(stale, fingerprint="new")
    audit = cases.altered(cases.without(cases.later(), stale), unsure, outcome=Outcome.CANT_TELL)
    beside = compared(replace(audit, findings=(*audit.findings, new)), known, "x")
    assert [f.fingerprint for f in beside.new] == ["new"]
    assert [e.fingerprint for e in beside.stale] == [stale.fingerprint]
    assert [e.fingerprint for e in beside.unsure] == [unsure.fingerprint]


def test_what_became_worse_was_not_accepted() -> None:
    known = baseline_of(cases.before())
    warned = next(f for f in cases.before().findings if f.outcome is Outcome.WARN)
    mild = next(f for f in cases.before().findings if f.severity is Severity.MINOR)
    for finding, values in (
        (warned, {"outcome": Outcome.FAIL}),
        (mild, {"severity": Severity.CRITICAL}),
    ):
        beside = compared(cases.altered(cases.later(), finding, **values), known, "x")
        assert [f.fingerprint for f in beside.new] == [finding.fingerprint]
    milder = compared(
        cases.altered(cases.later(), cases.fault("stale-column"), outcome=Outcome.WARN), known, "x"
    )
    assert milder.new == ()


# ── the gate ──────────────────────────────────────────────────────────────────────────────────────


def test_exit_codes_without_a_baseline() -> None:
    audit = cases.before()
    assert pass_through(audit, gate("minor")).code is ExitCode.FINDINGS
    assert pass_through(audit, gate("critical")).code is ExitCode.CLEAN
    assert pass_through(replace(audit, unjudged="blocked"), gate("critical")).code is ExitCode.NOT_JUDGED


def test_waived_findings_do_not_fail() -> None:
    audit = cases.before()
    failed = tuple(f.fingerprint for f in audit.findings if f.outcome is Outcome.FAIL)
    waiver = AuditedWaiver(
        "stale-column",
        "",
        "",
        "张三",
        "2026-06-01",
        "改版",
        "批示",
        "2026-09-01",
        WaiverState.APPLIED,
        failed,
    )
    assert pass_through(replace(audit, waivers=(waiver,)), gate("info")).code is ExitCode.CLEAN
    expired = replace(waiver, state=WaiverState.EXPIRED)
    assert pass_through(replace(audit, waivers=(expired,)), gate("info")).code is ExitCode.FINDINGS


def test_only_what_the_baseline_does_not_accept_fails() -> None:
    known = baseline_of(cases.before())
    new = replace(cases.fault("stale-column"), fingerprint="new", severity=Severity.INFO)
    after = replace(cases.later(), findings=(*cases.later().findings, new))
    assert pass_through(cases.later(), gate("new", None, known, "x")).code is ExitCode.CLEAN
    passage = pass_through(after, gate("new", None, known, "x"))
    assert passage.code is ExitCode.FINDINGS
    assert [f.fingerprint for f in passage.failing] == ["new"]
    assert pass_through(after, gate("minor", None, known, "x")).code is ExitCode.CLEAN


def test_stale_entries_are_told_and_fail_only_when_strict() -> None:
    known = baseline_of(cases.before())
    after = cases.without(cases.later(), cases.fault("stale-column"))
    passage = pass_through(after, gate("new", None, known, "x"))
    assert passage.code is ExitCode.CLEAN
    assert "stale-column" in passage.lines[0]
    assert "没有出现" in passage.lines[0]
    assert pass_through(after, gate("new", None, known, "x", strict=True)).code is ExitCode.FINDINGS
    unread = replace(after, coverage=replace(after.coverage, complete=False))
    assert "不一定已整改" in pass_through(unread, gate("new", None, known, "x")).lines[0]


@pytest.mark.parametrize("arguments", [("new",), ("minor", None, None, "", True)])
def test_new_and_strict_need_a_baseline(arguments: tuple[str, ...]) -> None:
    with pytest.raises(AuditorError, match="--baseline"):
        gate(*arguments)


@pytest.mark.parametrize("percent", [-1.0, 100.5, float("nan")])
def test_a_share_that_is_none(percent: float) -> None:
    with pytest.raises(AuditorError, match="--min-coverage"):
        gate("minor", percent)


def _coverage(seen: int, fetched: int, complete: bool, unread: int = 0) -> Coverage:
    obstacles = tuple(Obstacle(f"http://a.example/{n}", "timeout") for n in range(unread))
    return Coverage(fetched, 0, seen, fetched, 0, 0, complete, obstacles)


@pytest.mark.parametrize(
    ("coverage", "percent"),
    [
        (_coverage(75, 74, True), 100.0),
        (_coverage(100, 100, False), 99.9),
        (_coverage(100, 80, False), 80.0),
        (_coverage(90, 90, False, 10), 90.0),
        (_coverage(3, 2, False), 66.6),
        (_coverage(0, 0, False), 0.0),
    ],
)
def test_coverage_in_percent(coverage: Coverage, percent: float) -> None:
    assert coverage_percent(coverage) == percent


def test_too_little_coverage_is_never_green() -> None:
    audit = replace(cases.before(), findings=(), coverage=_coverage(100, 80, False))
    assert pass_through(audit, gate("minor")).code is ExitCode.CLEAN
    assert pass_through(audit, gate("minor", 80)).code is ExitCode.CLEAN
    passage = pass_through(audit, gate("minor", 90))
    assert passage.code is ExitCode.NOT_JUDGED
    assert "80%" in passage.lines[0]
    assert "90%" in passage.lines[0]


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def _write(audit: Path, output: Path) -> int:
    from argparse import Namespace

    return command.run(Namespace(audit=str(audit), output=str(output)))


def test_write_and_write_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit, output = tmp_path / "audit.json", tmp_path / "ci" / "baseline.yml"
    audit.write_bytes(codec.encode_audit(cases.before()))
    assert _write(audit, output) == ExitCode.CLEAN
    count = baselines.read(output).count
    assert f"新接受 {count} 条" in capsys.readouterr().out
    audit.write_bytes(codec.encode_audit(cases.without(cases.later(), cases.fault("stale-column"))))
    _write(audit, output)
    assert f"沿用 {count - 1} 条，移除 1 条" in capsys.readouterr().out


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    audit, output = tmp_path / "audit.json", tmp_path / "baseline.yml"
    audit.write_bytes(codec.encode_audit(cases.before()))
    output.write_text("什么", "utf-8")
    with pytest.raises(AuditorError):
        _write(audit, output)
    assert output.read_text("utf-8") == "什么"


def test_the_file_of_a_hostile_audit_is_read_back(tmp_path: Path) -> None:
    audit = cases.before()
    nasty = ("\ud800\u202e=1\x00", "no", "0123", "- a: b\n# c", "'\"{}[]&*!|>%@`", "\x85\u2028 ", "1:30")
    findings = tuple(
        replace(f, subject_name=name, fingerprint=f"{n}{name}")
        for n, (f, name) in enumerate(zip(audit.findings, nasty, strict=False))
    )
    made = baseline_of(replace(audit, findings=findings))
    path = tmp_path / "baseline.yml"
    path.write_bytes(render(made))
    assert read(path) == made
