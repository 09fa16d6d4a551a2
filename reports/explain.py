"""One finding or one entry of the standard in full, as plain text for ``auditor explain``; found by what people type."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from auditor.errors import AuditorError
from auditor.model import Audit, Evidence, Finding, StandardMatch
from reports import wording
from reports.explain_entry import (
    PREFIXES,
    entry_line,
    exact_entries,
    loose_entries,
    near_entries,
    render_entry,
    unlisted_item,
)
from reports.lines import candidate_lines, clause_lines, obstacle_lines, searched_lines, section
from reports.listing import SHOWN, Listing, listings
from reports.proof import absence_proof, bad_links, near_title, shown_evidence
from reports.text import clean, number

#: Shortest beginning of a fingerprint that is taken for one.
_PREFIX = 4
_LISTED = 8
#: Findings that say that something was not found: what was searched belongs to them.
_ABSENCE = frozenset({"missing-column", "missing-field", "unpublished-catalog", "item-without-column"})


def explain(audit: Audit, query: str) -> str:
    """All about the finding or the entry of the standard that ``query`` names, findings first.

    A finding is named as in :func:`find_finding`; an entry by its id (01-03, field-19, col-news) or title, with
    ``standard:`` in front when a finding is named so too. Raises AuditorError that lists the near ones of both kinds.
    """
    wanted = query.strip()
    prefix, colon, rest = wanted.replace("：", ":", 1).partition(":")
    if colon and prefix.lower() in PREFIXES:
        wanted, steps = rest.strip(), _entry_steps(audit, rest.strip())
    else:
        steps = _steps(audit, wanted)
    for findings, entries in steps:
        if len(findings) == 1:
            return render_explain(audit, findings[0])
        if not findings and len(entries) == 1:
            return render_entry(audit, entries[0])
        if findings or entries:
            also = entries or exact_entries(audit, wanted)
            raise AuditorError(
                f"“{clean(wanted, 80)}”对应 {len(findings) + len(also)} 个事项，请改用编号指明其中之一：\n"
                + _both(audit, findings, also)
            )
    if field := unlisted_item(audit, wanted):
        return field
    near = _near(audit, wanted), near_entries(audit, wanted)
    raise AuditorError(
        f"没有“{clean(wanted, 80)}”这个问题或标准条目。请用问题编号、规则:对象、条目编号（如 01-03、field-19）或名称"
        + ("，最接近的有：\n" + _both(audit, *near) if any(near) else "。")
    )


def _steps(audit: Audit, wanted: str) -> Iterator[tuple[list[Finding], list[StandardMatch]]]:
    """What is named, from the surest way of naming it to the loosest."""
    yield from ((findings, []) for findings in _sure(audit, wanted))
    yield [], exact_entries(audit, wanted)
    yield _loose(audit, wanted), []
    yield [], loose_entries(audit, wanted)


def _entry_steps(audit: Audit, wanted: str) -> Iterator[tuple[list[Finding], list[StandardMatch]]]:
    yield [], exact_entries(audit, wanted)
    yield [], loose_entries(audit, wanted)


def find_finding(audit: Audit, query: str) -> Finding:
    """The one finding that ``query`` names: a fingerprint or its beginning, ``rule:subject``, or a name.

    Raises AuditorError that lists the near ones when none or several match.
    """
    wanted = query.strip()
    if not audit.findings:
        raise AuditorError("这次检查没有任何问题可供说明。")
    for candidates in (*_sure(audit, wanted), _loose(audit, wanted)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise AuditorError(
                f"“{clean(wanted, 80)}”对应 {len(candidates)} 个事项，请改用编号指明其中之一：\n"
                + _listed(candidates)
            )
    raise AuditorError(
        f"没有“{clean(wanted, 80)}”这个事项。请用编号、规则:对象或对象名称，最接近的有：\n"
        + _listed(_near(audit, wanted))
    )


def render_explain(audit: Audit, finding: Finding) -> str:
    """All that is known of one finding, in lines without control characters, ending with a newline."""
    return "\n".join(_lines(audit, finding)) + "\n"


def _lines(audit: Audit, finding: Finding) -> Iterator[str]:
    words = wording.words_for(finding, audit.today)
    outcome = wording.label("outcome", finding.outcome.value)
    severity = wording.label("severity", finding.severity.value)
    yield f"【{outcome}·{severity}】{words.sentence}"
    yield f"{clean(audit.portal.name, 80)}，检查日期 {audit.today}"
    yield from section("为什么检查", [words.why])
    yield from section("依据", clause_lines(finding.basis))
    yield from section("证据", [line for one in shown_evidence(finding) for line in _evidence_lines(one)])
    dead = bad_links(finding)
    if dead:
        yield from section(f"失效地址（{len(dead)}）", [clean(link.url) for link in dead])
    for listing in listings(finding):
        yield from section(f"{listing.title}（{listing.total}）", _list_lines(listing))
    yield from section("缺失证明", [absence_proof(audit, finding)])
    if finding.rule in _ABSENCE:
        yield from section("查找过的栏目", searched_lines(audit))
    yield from section(near_title(finding.candidates), candidate_lines(finding.candidates))
    yield from section("妨碍判定的页面", obstacle_lines(finding.obstacles))
    yield from section("说明", [words.remark])
    yield from section("如何整改", [words.mend])
    yield from section("怎样复核", [words.see])
    points = f"，扣 {number(finding.points)} 分" if finding.points else ""
    yield from section("编号", [f"{clean(finding.fingerprint)}（{finding.code} {finding.rule}{points}）"])


def _evidence_lines(evidence: Evidence) -> Iterator[str]:
    if evidence.quote:
        yield f"“{clean(evidence.quote)}”"
    yield clean(evidence.url)
    if evidence.where:
        yield f"位置：{clean(evidence.where, 120)}"
    if evidence.body_sha256:
        yield f"页面摘要（SHA-256）：{clean(evidence.body_sha256, 80)}"


def _list_lines(listing: Listing) -> list[str]:
    lines = [f"{one.text}　{clean(one.url)}" if one.url else one.text for one in listing.lines[:SHOWN]]
    more = listing.total - len(lines)
    return [*lines, *([f"其余 {more} 条见报告或 audit.json"] if more > 0 else [])]


def _sure(audit: Audit, wanted: str) -> Iterator[list[Finding]]:
    """Findings that are named whole, from the surest way of naming one to the loosest."""
    found = audit.findings
    lower = wanted.lower()
    yield [f for f in found if f.fingerprint == wanted]
    if len(wanted) >= _PREFIX:
        yield [f for f in found if f.fingerprint.startswith(lower)]
    rule, colon, subject = wanted.replace("：", ":", 1).partition(":")
    if colon:
        yield [f for f in found if rule in (f.rule, f.code) and subject in (f.subject, f.subject_name)]
    yield [f for f in found if wanted == f.subject]
    yield [f for f in found if wanted == f.subject_name]


def _loose(audit: Audit, wanted: str) -> list[Finding]:
    """Findings whose name holds the words."""
    return [f for f in audit.findings if wanted and wanted in f.subject_name]


def _near(audit: Audit, wanted: str) -> list[Finding]:
    """The findings whose name or ``rule:subject`` looks most like what was typed."""
    names = {index: f"{f.rule}:{f.subject} {f.subject_name}" for index, f in enumerate(audit.findings)}
    best = process.extract(wanted, names, scorer=fuzz.partial_ratio, limit=3)
    return [audit.findings[index] for _, _, index in best]


def _both(audit: Audit, findings: list[Finding], entries: list[StandardMatch]) -> str:
    parts = [_listed(findings)] if findings else []
    if entries:
        parts += [f"  {entry_line(audit, match)}" for match in entries[:_LISTED]]
        more = len(entries) - _LISTED
        parts += [f"  ……另有 {more} 个"] if more > 0 else []
    return "\n".join(parts)


def _listed(findings: list[Finding]) -> str:
    lines = [
        f"  {clean(f.fingerprint, 40)}  {clean(f.rule, 40)}:{clean(f.subject, 60)}  {clean(f.subject_name, 40)}"
        for f in findings[:_LISTED]
    ]
    more = len(findings) - _LISTED
    return "\n".join([*lines, *([f"  ……另有 {more} 个"] if more > 0 else [])])
