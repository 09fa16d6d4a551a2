"""One finding in full, as plain text for ``auditor explain``; and finding it by what people type."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from auditor.errors import AuditorError
from auditor.model import Audit, Clause, Evidence, Finding, Obstacle
from reports import wording
from reports.text import clean, number
from reports.view import absence_proof, bad_links, shown_evidence

#: Shortest beginning of a fingerprint that is taken for one.
_PREFIX = 4
_LISTED = 8
_INDENT = "    "


def find_finding(audit: Audit, query: str) -> Finding:
    """The one finding that ``query`` names: a fingerprint or its beginning, ``rule:subject``, or a name.

    Raises AuditorError that lists the near ones when none or several match.
    """
    wanted = query.strip()
    if not audit.findings:
        raise AuditorError("这次检查没有任何问题可供说明。")
    for candidates in _ladder(audit, wanted):
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
    yield from _section("为什么检查", [words.why])
    yield from _section("依据", [line for clause in finding.basis for line in _clause_lines(clause)])
    yield from _section("证据", [line for one in shown_evidence(finding) for line in _evidence_lines(one)])
    dead = bad_links(finding)
    if dead:
        yield from _section(f"失效地址（{len(dead)}）", [clean(link.url) for link in dead])
    yield from _section("缺失证明", [absence_proof(audit, finding)])
    near = [
        f"{clean(one.title, 80)}（{wording.label('method', one.method)}，相似度 {number(one.score)}）"
        for one in finding.candidates
    ]
    yield from _section("最接近的栏目", near)
    yield from _section("妨碍判定的页面", [_obstacle_line(one) for one in finding.obstacles])
    yield from _section("说明", [words.remark])
    yield from _section("如何整改", [words.mend])
    yield from _section("怎样复核", [words.see])
    points = f"，扣 {number(finding.points)} 分" if finding.points else ""
    yield from _section("编号", [f"{clean(finding.fingerprint)}（{finding.code} {finding.rule}{points}）"])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    """A heading with its indented lines; nothing when there are none."""
    if any(lines):
        yield ""
        yield title
        yield from (_INDENT + line for line in lines if line)


def _clause_lines(clause: Clause) -> Iterator[str]:
    mark = "" if clause.verified else "〔未核实〕"
    yield f"{clean(clause.doc)} {clean(clause.clause)}{mark}"
    if clause.text:
        yield f"“{clean(clause.text)}”"


def _evidence_lines(evidence: Evidence) -> Iterator[str]:
    if evidence.quote:
        yield f"“{clean(evidence.quote)}”"
    yield clean(evidence.url)
    if evidence.where:
        yield f"位置：{clean(evidence.where, 120)}"
    if evidence.body_sha256:
        yield f"页面摘要（SHA-256）：{clean(evidence.body_sha256, 80)}"


def _obstacle_line(obstacle: Obstacle) -> str:
    name = f"{clean(obstacle.name, 60)}：" if obstacle.name else ""
    return f"{name}{wording.reason(obstacle.reason)}　{clean(obstacle.url)}"


def _ladder(audit: Audit, wanted: str) -> Iterator[list[Finding]]:
    """Findings that match, from the surest way of naming one to the loosest."""
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
    if wanted:
        yield [f for f in found if wanted in f.subject_name]


def _near(audit: Audit, wanted: str) -> list[Finding]:
    """The findings whose name or ``rule:subject`` looks most like what was typed."""
    names = {index: f"{f.rule}:{f.subject} {f.subject_name}" for index, f in enumerate(audit.findings)}
    best = process.extract(wanted, names, scorer=fuzz.partial_ratio, limit=3)
    return [audit.findings[index] for _, _, index in best]


def _listed(findings: list[Finding]) -> str:
    lines = [
        f"  {clean(f.fingerprint, 40)}  {clean(f.rule, 40)}:{clean(f.subject, 60)}  {clean(f.subject_name, 40)}"
        for f in findings[:_LISTED]
    ]
    more = len(findings) - _LISTED
    return "\n".join([*lines, *([f"  ……另有 {more} 个"] if more > 0 else [])])
