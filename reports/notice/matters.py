"""The findings of one unit as rows of a notice: by kind, with clause, evidence, picture, what to do and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docx.image.exceptions import UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from auditor.model import Audit, AuditedShot, Clause, Evidence, Finding, Outcome
from reports import wording
from reports.notice.numerals import day_text, iso_day_text, numeral
from reports.notice.shape import Picture
from reports.proof import BadLink
from reports.text import clean
from reports.view import FindingView, rule_groups

if TYPE_CHECKING:
    from reports.notice.notice import Term

Row = dict[str, Any]
#: So many pages of one finding are shown, so many lines of a list, so many pictures in one letter, so
#: many names that come near.
_PROOFS, _LINES, _PICTURES, _NEAREST = 3, 30, 60, 3
#: A picture takes at most the width of the text and two fifths of a page.
_WIDEST_MM, _HIGHEST_MM = 140.0, 88.0
#: Screenshots are pictures of a screen: 96 dots to the inch on paper are as large as they were there.
_MM_PER_DOT = 25.4 / 96
_NO_TERM = "请尽快整改"
_NO_TERM_WARNED = "不设期限，请结合实际改进"


def matter_groups(
    audit: Audit,
    outcome: Outcome,
    unit: str,
    terms: Mapping[str, Term],
    pictures: Mapping[str, bytes],
    first: int,
) -> tuple[list[Row], int]:
    """The findings of one outcome, by kind, and the number after the last. What findings of a kind have in common (clauses,
    what to do) is told once; ``first`` is the running number of the first."""
    shots = {shot.fingerprint: shot for shot in reversed(audit.shots)}
    groups: dict[tuple[Any, ...], list[FindingView]] = {}
    for group in rule_groups(audit):
        for view in group.findings:
            if view.finding.outcome is outcome:
                key = (group.rule, view.finding.basis, view.words.remark)
                groups.setdefault(key, []).append(view)
    rows: list[Row] = []
    running = first
    for place, views in enumerate(groups.values(), start=1):
        matters = []
        shared = len({view.words.mend for view in views}) == 1
        for number, view in enumerate(views, start=1):
            row = _matter(view, unit, terms.get(view.finding.fingerprint))
            shot = shots.get(view.finding.fingerprint)
            picture = _picture(shot, pictures) if shot and running - first < _PICTURES else None
            row["措施"] = "" if shared else clean(view.words.mend, 2000)
            row |= {"截图": picture, "截图说明": _caption(shot) if shot and picture else ""}
            matters.append(row | {"序号": str(number), "总序号": str(running)})
            running += 1
        words = views[0].words
        rows.append(
            {
                "序号": f"（{numeral(place)}）",
                "名称": clean(words.title, 60),
                "项数": str(len(views)),
                "依据": [_clause(clause) for clause in views[0].finding.basis],
                "措施": clean(words.mend, 2000) if shared else "",
                "备注": clean(words.remark, 400),
                "问题": matters,
            }
        )
    return rows, running


def asked_rows(audit: Audit) -> list[Row]:
    """What could not be told, which the unit is asked to look at: no fault until shown."""
    rows: list[Row] = []
    for group in rule_groups(audit):
        for view in group.findings:
            if view.finding.outcome is not Outcome.CANT_TELL:
                continue
            seen = [one.url for one in view.finding.evidence] + [one.url for one in view.finding.obstacles]
            pages = [url for url in seen if url]
            rows.append(
                {
                    "序号": str(len(rows) + 1),
                    "类别": clean(view.words.title, 60),
                    "描述": clean(view.words.sentence, 1000),
                    "办法": clean(view.words.see, 1000),
                    "网址": clean(pages[0], 500) if pages else "",
                }
            )
    return rows


def reply_rows(groups: Sequence[Row], asked: Sequence[Row]) -> list[Row]:
    """One row of the reply slip for each matter, in the order of the letter."""
    rows = [
        {
            "序号": matter["总序号"],
            "问题": clean(f"{group['名称']}：{matter['描述']}", 160),
            "期限": matter["短期限"],
        }
        for group in groups
        for matter in group["问题"]
    ]
    start = len(rows)
    return rows + [
        {
            "序号": str(start + number),
            "问题": clean(f"（核实）{row['类别']}：{row['描述']}", 160),
            "期限": "请核实",
        }
        for number, row in enumerate(asked, start=1)
    ]


def _matter(view: FindingView, unit: str, term: Term | None) -> Row:
    finding = view.finding
    others = [clean(other, 40) for other in finding.units if other != unit]
    return {
        "描述": clean(view.words.sentence, 2000),
        "程度": wording.label("severity", finding.severity.value),
        "明细": _lines(view),
        "证据": _proofs(view),
        "查证": _proof_of_absence(view),
        "期限": _term(term, finding),
        "短期限": _short_term(term, finding),
        "共同单位": "、".join(others),
    }


def _term(term: Term | None, finding: Finding) -> str:
    if term is None:
        return _NO_TERM_WARNED if finding.outcome is Outcome.WARN else _NO_TERM
    span = f"{term.days} 个工作日"
    return f"{day_text(term.last)}前（{span}）" if term.last else f"自本通知次日起 {span}内"


def _short_term(term: Term | None, finding: Finding) -> str:
    if term is None:
        return "不设期限" if finding.outcome is Outcome.WARN else "尽快"
    return day_text(term.last) if term.last else f"{term.days} 个工作日"


def _clause(clause: Clause) -> Row:
    """A clause in full. Words that nobody has compared with the document are no quotation, and say so."""
    doc, place, text = clean(clause.doc, 300), clean(clause.clause, 300), clean(clause.text, 8000)
    if not text:
        quoted = f"{doc}{place}。"
    elif clause.verified:
        quoted = f"{doc}{place}：“{text}”。"
    else:
        quoted = f"{doc}{place}（原文未核实）：{text.rstrip('。')}。"
    return {"文件": doc, "条款": place, "原文": text, "引文": quoted}


def _lines(view: FindingView) -> list[Row]:
    """The finding's lists and its dead addresses, a list a row; what is too much is counted."""
    rows = []
    for listing in view.lists:
        shown = [clean(line.text, 300) for line in listing.lines[:_LINES]]
        text = "；".join((*shown, *_rest(listing.total - len(shown))))
        rows.append(f"{clean(listing.title, 40)}：{text}。")
    links = [_link(link) for link in view.links[:_LINES]]
    return [{"文字": text} for text in (*rows, *links, *_rest(len(view.links) - len(links)))]


def _link(link: BadLink) -> str:
    """A dead address, the words of its link, and the page that has to be mended."""
    found = f"（见 {clean(link.found_on, 500)}）" if link.found_on else ""
    return f"{clean(link.text, 120) or '（没有文字）'}：{clean(link.url, 500)}{found}"


def _proof_of_absence(view: FindingView) -> str:
    """What was read before something was called missing, and the names that come nearest."""
    if not view.proof:
        return ""
    near = "、".join(f"“{clean(one.title, 40)}”" for one in view.finding.candidates[:_NEAREST])
    found = f"{view.near_title}：{near}" if near else "没有名称相近的栏目"
    return f"{clean(view.proof.partition('；')[0], 400)}；{found}。"


def _rest(count: int) -> tuple[str, ...]:
    return (f"另有 {count} 条，见检查报告",) if count > 0 else ()


def _proofs(view: FindingView) -> list[Row]:
    shown = [_proof(one) for one in view.evidence[:_PROOFS]]
    rest = _rest(len(view.evidence) - len(shown))
    return shown + [{"网址": text, "原文": "", "说明": ""} for text in rest]


def _proof(evidence: Evidence) -> Row:
    return {
        "网址": clean(evidence.url, 500),
        "原文": clean(evidence.quote, 300),
        "说明": clean(evidence.where, 120),
    }


def _caption(shot: AuditedShot) -> str:
    return f"截图：{clean(shot.url, 300)}（{iso_day_text(clean(shot.taken, 40))}读取）"


def _picture(shot: AuditedShot, pictures: Mapping[str, bytes]) -> Picture | None:
    """The picture of a finding as large as it fits; None when there is none, or none that can be read."""
    data = pictures.get(shot.sha256, b"")
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    try:
        image = Image.from_blob(data)
        wide, high = image.px_width * _MM_PER_DOT, image.px_height * _MM_PER_DOT
    except (UnrecognizedImageError, UnexpectedEndOfFileError, ValueError, KeyError, AttributeError):
        return None
    if wide <= 0 or high <= 0:
        return None
    factor = min(_WIDEST_MM / wide, _HIGHEST_MM / high, 1.0)
    return Picture(data, round(max(wide * factor, 1.0), 2), round(max(high * factor, 1.0), 2))
