"""Which findings get a picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.errors import AuditorError
from auditor.model import Audit, Finding, Outcome

#: So many pictures are taken unless ``--max`` says otherwise: what a printed report can hold.
DEFAULT_MOST = 60
_SHOWN = (Outcome.FAIL, Outcome.WARN)
_SHORTEST = 4


def selected(audit: Audit, only: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Findings that may get a picture, the grave ones first: fail or warn, not waived. ``only`` narrows them to
    fingerprints or their beginnings.

    Raises AuditorError for one of ``only`` that fits no finding, several, or one that gets no picture.
    """
    waived = audit.waived
    shown = [f for f in audit.findings if f.outcome in _SHOWN and f.fingerprint not in waived]
    if only:
        wanted = {_named(audit, shown, start) for start in only}
        shown = [f for f in shown if f.fingerprint in wanted]
    return tuple(sorted(shown, key=_weight))


def _weight(finding: Finding) -> tuple[int, int, str, str, str]:
    grave = -finding.severity.rank
    return grave, _SHOWN.index(finding.outcome), finding.rule, finding.subject_name, finding.fingerprint


def _named(audit: Audit, shown: Sequence[Finding], start: str) -> str:
    """The fingerprint that ``start`` begins."""
    fits = [f for f in audit.findings if len(start) >= _SHORTEST and f.fingerprint.startswith(start)]
    if not fits:
        raise AuditorError(
            f"检查结果中没有编号为“{start[:40]}”的问题；编号见报告或 audit.json，可只写前几位（至少 {_SHORTEST} 位）"
        )
    if len(fits) > 1:
        raise AuditorError(f"编号“{start}”对应 {len(fits)} 个问题；请多写几位")
    if fits[0] not in shown:
        raise AuditorError(f"问题 {fits[0].fingerprint} 不需要截图：只为“不符合”和“提醒”且未经豁免的问题截图")
    return fits[0].fingerprint
