"""The digest that people are sent after an audit: what is new, what was mended, what still weighs most.

A pure function of the audit and of its difference to an earlier one. It holds plain text only, already made harmless for the
eye (:func:`reports.text.clean`, so no line breaks that could become headers); how it is written for mail or for a robot, and
escaped there, is :mod:`reports.digest_text` and the transports' business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.model import Audit, Finding, Outcome, Severity
from auditor.model.reporting import AuditDiff, Change, FindingDelta
from reports import wording
from reports.digest_values import KEYWORD, Digest, DigestItem, DigestSection, Selection
from reports.summary import notice, score_text
from reports.text import clean, safe_href

#: Who is told of findings that name no unit.
NOBODY = "网站主办单位"
#: So many findings of a section are told; the rest is counted.
_TOLD = {"new": 30, "mended": 15, "persisting": 5}
_TITLES = {"new": "新增问题", "mended": "已整改（所列为原来的问题）", "persisting": "尚未整改（较重的在前）"}
_FIRST = "发现的问题"
#: What somebody should mend; what cannot be told is counted, never asked for.
_COUNTED = (Outcome.FAIL, Outcome.WARN)
_DIFFERING = {
    "rules": "检查规则",
    "profile": "判定方案",
    "catalog": "标准目录",
    "coverage": "读取范围",
    "level": "网站级别",
    "scope": "检查对象",
}

EVERYTHING = Selection()


def digest_of(
    audit: Audit,
    diff: AuditDiff | None,
    selection: Selection = EVERYTHING,
    *,
    link: str = "",
    deadline: str = "",
) -> Digest:
    """The digest of ``audit`` for one selection. Without ``diff`` it is the first audit, and every finding is new.

    What a waiver holds for today is left out and counted. ``link`` leads to the report (left out unless it is an absolute http
    address), ``deadline`` is the day in words until which the new findings should be mended.
    """
    new, mended, persisting, unknown = _changes(audit, diff, selection)
    found = {"new": new, "mended": mended, "persisting": persisting}
    titles = _TITLES | ({} if diff else {"new": _FIRST})
    sections = tuple(
        DigestSection(
            key,
            titles[key],
            tuple(_item(each, audit.today, selection, key) for each in findings[: _TOLD[key]]),
            len(findings),
        )
        for key, findings in found.items()
        if findings
    )
    who = clean(audit.portal.name, 60)
    if selection.unit is not None:
        who += f" · {clean(selection.unit, 60) or NOBODY}"
    changed = _changed(found, unknown, diff is not None)
    news = [f"new:{each.fingerprint}" for each in new] + [f"mended:{each.fingerprint}" for each in mended]
    return Digest(
        subject=clean(f"【{KEYWORD}】{who}：{_short(found, diff is not None)}（{audit.today}）", 200),
        heading=who,
        facts=_facts(audit, diff, selection, changed),
        sections=sections,
        notes=_notes(audit, diff, selection),
        deadline=clean(deadline, 80) if new else "",
        link=safe_href(link) or "",
        news=tuple(sorted(news)),
    )


def units_of(audit: Audit, diff: AuditDiff | None) -> tuple[str, ...]:
    """All units that a finding of the two audits names, sorted; "" last when some findings name nobody."""
    found = list(audit.findings)
    found += [delta.before for delta in diff.deltas if delta.before] if diff else []
    named = {unit for finding in found for unit in finding.units if unit}
    return (*sorted(named), *([""] if any(not finding.units for finding in found) else []))


def _changes(
    audit: Audit, diff: AuditDiff | None, selection: Selection
) -> tuple[list[Finding], list[Finding], list[Finding], int]:
    """New, mended and persisting findings, the grave ones first, and how many of the earlier ones nobody can tell about."""

    def chosen(findings: Iterable[Finding | None]) -> list[Finding]:
        wanted = (each for each in findings if each is not None and each.outcome in _COUNTED)
        return sorted(
            (f for f in wanted if selection.takes(f) and f.fingerprint not in audit.waived), key=_order
        )

    if diff is None:
        return chosen(audit.findings), [], [], 0
    changed = diff.of(Change.CHANGED)
    worse = [delta for delta in changed if _worse(delta)]
    same = [*diff.of(Change.PERSISTING), *(delta for delta in changed if not _worse(delta))]
    return (
        chosen(delta.after for delta in (*diff.of(Change.NEW), *worse)),
        chosen(delta.before for delta in diff.of(Change.MENDED)),
        chosen(delta.after for delta in same),
        len(chosen(delta.before for delta in diff.of(Change.UNKNOWN))),
    )


def _worse(delta: FindingDelta) -> bool:
    """A mere reminder, or something that could not be told, became a breach: that is news to who must mend it."""
    before, after = delta.before, delta.after
    return bool(before and after and after.outcome is Outcome.FAIL and before.outcome is not Outcome.FAIL)


def _order(finding: Finding) -> tuple[bool, int, str, str]:
    return (
        finding.outcome is not Outcome.FAIL,
        -finding.severity.rank,
        finding.subject_name,
        finding.fingerprint,
    )


def _item(finding: Finding, today: str, selection: Selection, key: str) -> DigestItem:
    words = wording.words_for(finding, today)
    reminder = finding.outcome is Outcome.WARN
    basis = next((one for one in finding.basis if one.verified), None)
    wanted = key == "new"
    return DigestItem(
        label=wording.label("outcome", "warn") if reminder else wording.label("severity", finding.severity),
        text=clean(words.sentence, 200),
        mend=clean(words.mend, 200) if wanted else "",
        basis=clean(f"{basis.doc} {basis.clause}", 120) if basis and wanted else "",
        units=clean("、".join(finding.units), 80) if selection.unit is None else "",
        number=clean(finding.fingerprint, 40),
    )


def _short(found: dict[str, list[Finding]], again: bool) -> str:
    """The news in a few words, for the subject."""
    if not again:
        return f"首次检查，发现 {len(found['new'])} 项"
    parts = [("新增", len(found["new"])), ("已整改", len(found["mended"]))]
    return "，".join(f"{name} {count} 项" for name, count in parts if count) or "没有变化"


def _changed(found: dict[str, list[Finding]], unknown: int, again: bool) -> str:
    if not again:
        return "首次检查，没有可比较的上一次结果"
    text = f"新增 {len(found['new'])} 项，已整改 {len(found['mended'])} 项，尚未整改 {len(found['persisting'])} 项"
    return text + (f"，{unknown} 项这次未能复核" if unknown else "")


def _facts(
    audit: Audit, diff: AuditDiff | None, selection: Selection, changed: str
) -> tuple[tuple[str, str], ...]:
    since = f"（与 {clean(diff.before, 20)} 相比）" if diff else ""
    facts = [
        ("检查日期", f"{audit.today}{since}"),
        ("本期变化", changed),
        ("目前合计", _totals(audit, selection)),
    ]
    if selection.severities < frozenset(Severity):
        levels = [level for level in reversed(Severity) if level in selection.severities]
        only = "、".join(wording.label("severity", level) for level in levels)
        facts.insert(1, ("统计范围", f"{only}的问题"))
    if selection.unit is None:
        facts.append(("网站得分", f"{score_text(audit)}（满分 100）"))
    return tuple(facts)


def _totals(audit: Audit, selection: Selection) -> str:
    """``不符合 14 项（严重 1 项、较重 4 项），提醒 3 项，无法判定 2 项``."""
    mine = [f for f in audit.findings if selection.takes(f) and f.fingerprint not in audit.waived]
    count = Counter(finding.outcome for finding in mine)
    grave = Counter(finding.severity for finding in mine if finding.outcome is Outcome.FAIL)
    levels = [
        f"{wording.label('severity', level)} {grave[level]} 项"
        for level in (Severity.CRITICAL, Severity.MAJOR)
        if grave[level]
    ]
    parts = [f"不符合 {count[Outcome.FAIL]} 项" + (f"（{'、'.join(levels)}）" if levels else "")]
    parts += [
        f"{wording.label('outcome', outcome)} {count[outcome]} 项"
        for outcome in (Outcome.WARN, Outcome.CANT_TELL)
        if count[outcome]
    ]
    return "，".join(parts)


def _notes(audit: Audit, diff: AuditDiff | None, selection: Selection) -> tuple[str, ...]:
    notes: list[str] = []
    if box := notice(audit):
        notes.append(f"{box.title}。{''.join(box.lines)}")
    if diff and diff.differing:
        what = "、".join(_named(diff.differing))
        notes.append(f"两次检查在{what}上有差别，部分增减可能由此而来，不一定是网站的变化。")
    waived = sum(f.fingerprint in audit.waived and selection.takes(f) for f in audit.findings)
    if waived:
        notes.append(f"另有 {waived} 项经批准暂缓整改，不在此列。")
    return tuple(clean(note, 300) for note in notes)


def _named(codes: Sequence[str]) -> list[str]:
    return [_DIFFERING.get(code) or clean(code, 20) for code in codes[:8]]
