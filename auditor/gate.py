"""What makes a run fail, and why: the exit code of ``auditor run`` and of its like. Pure.

In this order: a portal that could not be judged, a crawl that read too little, then findings. Waived findings never count, and
with a baseline only those that it does not accept.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.baseline import Baseline, Compared, compared
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit, Coverage, Finding, Outcome, Severity
from auditor.sufficiency import read_share

#: What ``--fail-on`` takes besides severities: each failure that the baseline does not accept, however mild.
NEW = "new"
#: An incomplete crawl never counts as whole, whatever its shares say.
_NOT_WHOLE = 99.9


@dataclass(frozen=True, slots=True)
class Gate:
    """``fail_on`` is the mildest severity that fails; ``min_coverage`` a percentage (None: no guard). ``name`` is the file of
    the baseline, for messages; ``strict``: entries of the baseline that occur no more fail, too."""

    fail_on: Severity = Severity.MINOR
    min_coverage: float | None = None
    baseline: Baseline | None = None
    name: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """``lines`` tell in Chinese what the code alone does not: coverage, new and stale entries. ``failing`` are the findings
    that make it fail."""

    code: ExitCode
    failing: tuple[Finding, ...] = ()
    lines: tuple[str, ...] = ()


def gate(
    fail_on: str,
    min_coverage: float | None = None,
    baseline: Baseline | None = None,
    name: str = "",
    strict: bool = False,
) -> Gate:
    """The gate that a command line asks for. AuditorError for ``new`` or ``strict`` without a baseline."""
    if baseline is None and (fail_on == NEW or strict):
        option = "--fail-on new" if fail_on == NEW else "--strict-baseline"
        raise AuditorError(f"{option} 要与 --baseline 文件 同用。请先用 auditor baseline write 写出基线")
    if min_coverage is not None and not 0 <= min_coverage <= 100:
        raise AuditorError(f"--min-coverage 应为 0 到 100 之间的百分数，收到 {min_coverage:g}")
    severity = Severity.INFO if fail_on == NEW else Severity(fail_on)
    return Gate(severity, min_coverage, baseline, name, strict)


def pass_through(audit: Audit, gate_: Gate) -> Passage:
    """AuditorError when the baseline is not one of this portal, profile, level and scope."""
    beside = compared(audit, gate_.baseline, gate_.name) if gate_.baseline is not None else None
    failing = _failing(audit, gate_.fail_on, beside)
    if audit.unjudged:
        return Passage(ExitCode.NOT_JUDGED, failing)
    lines = _baseline_lines(beside, failing, audit.coverage.complete) if beside else ()
    share = coverage_percent(audit.coverage)
    if gate_.min_coverage is not None and share < gate_.min_coverage:
        told = f"覆盖率 {share:g}%，低于 --min-coverage 要求的 {gate_.min_coverage:g}%：不能据此认为没有问题"
        return Passage(ExitCode.NOT_JUDGED, failing, (told, *lines))
    overdue = beside is not None and gate_.strict and bool(beside.stale)
    return Passage(ExitCode.FINDINGS if failing or overdue else ExitCode.CLEAN, failing, lines)


def coverage_percent(coverage: Coverage) -> float:
    """How much of what is known of the portal's navigation was read: 0–100, one decimal, never rounded up; 100 only when
    every navigation page was read and understood."""
    if coverage.complete:
        return 100.0
    fetched = coverage.columns_fetched / max(1, coverage.columns_seen)
    percent = 100 * min(fetched, read_share(coverage))
    return min(_NOT_WHOLE, int(percent * 10) / 10)


def _failing(audit: Audit, fail_on: Severity, beside: Compared | None) -> tuple[Finding, ...]:
    counted = beside.new if beside is not None else audit.findings
    return tuple(
        finding
        for finding in counted
        if finding.outcome is Outcome.FAIL
        and finding.severity.at_least(fail_on)
        and finding.fingerprint not in audit.waived
    )


def _baseline_lines(beside: Compared, failing: tuple[Finding, ...], complete: bool) -> tuple[str, ...]:
    lines = [f"基线以外的不符合项 {len(failing)} 项"] if failing else []
    if beside.stale:
        named = "、".join(f"{entry.rule}:{entry.subject}" for entry in beside.stale[:5])
        more = f"等 {len(beside.stale)} 条" if len(beside.stale) > 5 else ""
        doubt = "" if complete else "（导航没有读全，不一定已整改）"
        lines.append(
            f"基线中的 {len(beside.stale)} 条这次没有出现{doubt}：{named}{more}。"
            "确认已整改后请用 auditor baseline write 更新基线"
        )
    if beside.unsure:
        lines.append(f"基线中的 {len(beside.unsure)} 条这次无法判定")
    return tuple(lines)
