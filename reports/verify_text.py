"""What a re-check found, as a table and a few lines for a terminal. Pure; every crawled text is cleaned and clipped."""

from __future__ import annotations

from functools import cache

import msgspec

from auditor.model import Finding
from auditor.model.verification import Mending, Verification, VerifiedFinding
from reports import wording
from reports.text import HERE, clean

HEADS = ("结果", "编号", "责任单位", "事项", "说明")
#: The columns that share what room is left.
WIDE = (3, 4)
#: What still has to be done stands first.
_ORDER = (Mending.UNMENDED, Mending.UNCHECKED, Mending.MENDED)


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    results: dict[Mending, str]
    reasons: dict[str, str]
    differing: dict[str, str]


@cache
def _words() -> _Words:
    data = (HERE / "wording" / "verify.yml").read_bytes()
    return msgspec.yaml.decode(data, type=_Words)


def result_name(mending: Mending) -> str:
    """已整改, 未整改 or 未复核."""
    return _words().results[mending]


def why(code: str) -> str:
    """Plain words for the reason why something could not be checked."""
    return _words().reasons.get(code) or wording.reason(code)


def head_lines(document: Verification) -> list[str]:
    """Whose findings were re-checked and when, and how they came out."""
    counts = "，".join(f"{result_name(mending)} {len(document.of(mending))} 项" for mending in Mending)
    lines = [
        f"{clean(document.portal.name, 80)} 整改复核（{document.before} 的检查，{document.after} 复核）",
        f"共 {len(document.findings)} 项：{counts}",
    ]
    if document.unjudged:
        lines.append(f"注意：{why(document.unjudged)}。")
    names = "、".join(_words().differing.get(one, clean(one, 40)) for one in document.differing)
    return [*lines, *([f"注意：与原检查相比，{names}有变化，结果可能受其影响。"] if names else [])]


def rows(document: Verification) -> list[tuple[str, ...]]:
    """One row a finding: what is not mended first, in the order of the notice within."""
    ordered = sorted(document.findings, key=lambda each: _ORDER.index(each.mending))
    return [_row(document, each) for each in ordered]


def tail_lines(document: Verification) -> list[str]:
    """What was seen besides, in one line."""
    if not document.fresh:
        return []
    return [f"另发现原检查没有的不符合 {document.fresh} 项，不计入复核结果，见报告。"]


def _row(document: Verification, each: VerifiedFinding) -> tuple[str, ...]:
    units = clean("、".join(each.before.units), 30)
    return (
        result_name(each.mending),
        clean(each.fingerprint, 40),
        units or "—",
        f"{wording.rule_title(each.before.rule)}：{_sentence(each.before, document.before)}",
        _remark(document, each),
    )


def _remark(document: Verification, each: VerifiedFinding) -> str:
    if each.reason:
        place = f"：{clean(each.place, 200)}" if each.place else ""
        return f"{why(each.reason)}{place}"
    if each.after is None:
        return ""
    now = _sentence(each.after, document.after)
    return f"现在：{now}" if now != _sentence(each.before, document.before) else ""


def _sentence(finding: Finding, today: str) -> str:
    return clean(wording.words_for(finding, today).sentence, 200)
