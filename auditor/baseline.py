"""A baseline: the faults of a portal that are known and accepted, so that a build fails only for what is new.

A file of YAML (JSON is YAML, too) that people review and keep beside their code. It cannot vanish in silence: a file that is
missing, empty, cut short, of another portal, profile, level or scope, or written for other identities of findings is an error,
never "everything is new" and never "nothing is new". :func:`baseline_of` and :func:`compared` are pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import yaml

from auditor import strict_yaml
from auditor.comparison import FAULTS
from auditor.errors import AuditorError
from auditor.model import Audit, Finding, Outcome, Severity
from reports.text import clean

SCHEMA = "portal-auditor/baseline/1"
_HEAD = """\
# 基线：已知并接受的问题。只有不在其中（或比其中更严重）的问题才使 --baseline 的检查不通过。
# 用 auditor baseline write 重新生成；删去一行即不再接受该问题，同时改正 count。
"""
_AGAIN = "请用 auditor baseline write 重新生成"
_NAME = 120

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Filled = Annotated[str, msgspec.Meta(min_length=1)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted fault. ``first`` is the day of the audit that first had it; ``subject`` is there for people."""

    fingerprint: Filled
    rule: Filled
    subject: str
    outcome: Outcome
    severity: Severity
    first: Day


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``audit`` is the schema of audit documents whose fingerprints these are; ``count`` guards against lost lines."""

    schema: str
    audit: str
    portal: Filled
    profile: Filled
    level: Filled
    scope: Filled
    day: Day
    count: Annotated[int, msgspec.Meta(ge=0)]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """An audit beside its baseline. ``new`` are faults that it does not accept, ``stale`` accepted ones that are not listed any
    more, ``unsure`` accepted ones about which this audit cannot tell."""

    new: tuple[Finding, ...]
    stale: tuple[Entry, ...]
    unsure: tuple[Entry, ...]


def baseline_of(audit: Audit, earlier: Baseline | None = None) -> Baseline:
    """All faults of an audit, by rule and subject; those that ``earlier`` has keep their first day. AuditorError for an audit
    that judged nothing (its baseline would be empty by accident) and for an ``earlier`` of something else."""
    if audit.unjudged:
        raise AuditorError("这次检查没有能够判定网站，不能作为基线。请重新运行 auditor run")
    if earlier is not None:
        check(earlier, audit, "原有的基线")
    known = {entry.fingerprint: entry.first for entry in earlier.entries} if earlier else {}
    entries = tuple(
        Entry(
            _shown(finding.fingerprint),
            _shown(finding.rule),
            _shown(finding.subject_name or finding.subject),
            finding.outcome,
            finding.severity,
            known.get(_shown(finding.fingerprint), audit.today),
        )
        for finding in sorted(_faults(audit).values(), key=lambda f: (f.rule, f.subject, f.fingerprint))
    )
    portal = audit.portal
    return Baseline(
        SCHEMA,
        audit.schema,
        _shown(portal.code),
        _shown(audit.profile),
        portal.level.value,
        audit.scope.value,
        audit.today,
        len(entries),
        entries,
    )


def compared(audit: Audit, baseline: Baseline, name: str) -> Compared:
    """AuditorError, naming the file ``name``, when the baseline is not one of this audit's portal, profile, level and scope."""
    check(baseline, audit, name)
    accepted = {entry.fingerprint: entry for entry in baseline.entries}
    listed = {_shown(finding.fingerprint) for finding in audit.findings}
    faults = _faults(audit)
    gone = [entry for entry in baseline.entries if entry.fingerprint not in faults]
    return Compared(
        new=tuple(each for each in faults.values() if not _accepts(accepted, each)),
        stale=tuple(entry for entry in gone if entry.fingerprint not in listed),
        unsure=tuple(entry for entry in gone if entry.fingerprint in listed),
    )


def _accepts(accepted: Mapping[str, Entry], fault: Finding) -> bool:
    """A notice that became a failure, or a failure that became graver, is not what was accepted."""
    entry = accepted.get(_shown(fault.fingerprint))
    if entry is None or (entry.outcome is Outcome.WARN and fault.outcome is Outcome.FAIL):
        return False
    return entry.severity.at_least(fault.severity)


def check(baseline: Baseline, audit: Audit, name: str) -> None:
    """AuditorError when a baseline does not belong to an audit."""
    portal = audit.portal
    pairs = {
        "网站": (baseline.portal, _shown(portal.code)),
        "判定方案": (baseline.profile, _shown(audit.profile)),
        "网站级别": (baseline.level, portal.level.value),
        "检查范围": (baseline.scope, audit.scope.value),
        "检查结果的格式": (baseline.audit, audit.schema),
    }
    for what, (then, now) in pairs.items():
        if then != now:
            raise AuditorError(
                f"{name}：基线的{what}是 {then[:60]!r}，这次检查的是 {now[:60]!r}，不能对照。{_AGAIN}"
            )


def read(path: Path) -> Baseline:
    """The baseline at ``path``, read strictly. AuditorError for one that is missing, empty, broken or cut short."""
    located = strict_yaml.load_located(path, Baseline)
    baseline = located.value
    if baseline.schema != SCHEMA:
        located.fail(("schema",), f"应为 {SCHEMA}，实为 {baseline.schema[:60]!r}。{_AGAIN}")
    if baseline.count != len(baseline.entries):
        located.fail(
            ("count",),
            f"写明 {baseline.count} 条，实有 {len(baseline.entries)} 条，文件可能不完整。请改正 count，或{_AGAIN[1:]}",
        )
    seen: set[str] = set()
    for index, entry in enumerate(baseline.entries):
        if entry.fingerprint in seen:
            located.fail(
                ("entries", index), f"编号 {entry.fingerprint[:40]!r} 重复。请删除其中一条，并改正 count"
            )
        if entry.outcome not in FAULTS:
            located.fail(("entries", index, "outcome"), "基线只收 fail 和 warn。请删除该条，并改正 count")
        seen.add(entry.fingerprint)
    return baseline


def render(baseline: Baseline) -> bytes:
    """The file: equal baselines, equal bytes."""
    plain = msgspec.to_builtins(baseline)
    return (_HEAD + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=10_000)).encode()


def _faults(audit: Audit) -> dict[str, Finding]:
    return {_shown(each.fingerprint): each for each in audit.findings if each.outcome in FAULTS}


def _shown(text: str) -> str:
    """A name as it may stand in a file that people read."""
    return clean(text, _NAME)
