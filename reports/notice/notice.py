"""整改通知单: what one responsible unit has to mend, by when, and what it is asked to look at. A pure function."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from auditor.errors import AuditorError
from auditor.model import Audit, Finding, Outcome
from reports.notice.fill import Properties, Template, fill, load
from reports.notice.matters import asked_rows, matter_groups, reply_rows
from reports.notice.notice_shape import SHAPE
from reports.notice.numerals import day_text, iso_day_text, numeral
from reports.text import clean

#: The unit of findings that no unit is named for: whoever runs the portal.
OFFICE = ""
#: Outcomes that a notice tells of. ERROR is a fault of ours.
TOLD = (Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL)
_TITLE, _TITLE_ASKING = "政府网站政务公开问题整改通知单", "政府网站政务公开事项核实通知单"
_ORGAN = re.compile(r"[\u4e00-\u9fff（）()]{4,30}")


@dataclass(frozen=True, slots=True)
class Term:
    """Time to mend a finding: working days, and the last day (None: the calendar does not reach that far)."""

    days: int
    last: date | None


@dataclass(frozen=True, slots=True)
class NoticeDetails:
    """What the audit cannot know. ``terms`` are by fingerprint, a finding without one has no time limit; ``pictures`` are PNG
    files by their SHA-256 (``Audit.shots`` names them). Empty ``number``, ``issuer`` and ``contact`` are left to be
    filled in by hand."""

    day: date
    number: str = ""
    issuer: str = ""
    contact: str = ""
    terms: Mapping[str, Term] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def units_of(audit: Audit) -> tuple[str, ...]:
    """Units that are to be told something, by name; :data:`OFFICE` first when there is something for nobody else.

    Waived findings count for nothing here, and what a unit need only look at counts.
    """
    named = {unit for finding in _told(audit) for unit in finding.units or (OFFICE,)}
    return tuple(sorted(named))


def addressee(audit: Audit, unit: str) -> str:
    """How a letter names its unit; for :data:`OFFICE` the sponsor that the portal names itself."""
    if unit != OFFICE:
        return clean(unit, 60)
    fact = audit.site.get("sponsor")
    named = fact.get("value") if isinstance(fact, Mapping) else fact
    if isinstance(named, str) and _ORGAN.fullmatch(named):
        return f"{named}（网站主办单位）"
    return f"“{clean(audit.portal.name, 60)}”网站主办单位"


def findings_for(audit: Audit, unit: str) -> tuple[Finding, ...]:
    """Findings that the unit's notice tells of, in the order of the audit."""
    return tuple(finding for finding in _told(audit) if unit in (finding.units or (OFFICE,)))


def render_notice(
    audit: Audit, unit: str, template: bytes, given: NoticeDetails, name: str = "模板"
) -> bytes:
    """The notice to one unit as DOCX; equal input gives equal bytes.

    ``unit`` is one of :func:`units_of`; ``name`` names the template in errors. AuditorError when the template is unfit (see
    :mod:`reports.notice.check`) or when there is nothing to tell the unit.
    """
    found = findings_for(audit, unit)
    if not found:
        raise AuditorError(f"没有需要通知“{addressee(audit, unit)}”的问题。可用 auditor report 查看全部问题")
    own = replace(audit, findings=found)
    values = _values(own, unit, given)
    properties = Properties(values["标题"], given.issuer, given.day)
    return fill(_checked(template, name), values, properties)


@lru_cache(maxsize=4)
def _checked(template: bytes, name: str) -> Template:
    """All notices of a run are written on the same paper: it is checked once."""
    return load(template, SHAPE, name)


def _told(audit: Audit) -> list[Finding]:
    return [f for f in audit.findings if f.outcome in TOLD and f.fingerprint not in audit.waived]


def _values(audit: Audit, unit: str, given: NoticeDetails) -> dict[str, Any]:
    """What the placeholders stand for; ``audit`` holds the findings of the unit only."""
    mend, first = matter_groups(audit, Outcome.FAIL, unit, given.terms, given.pictures, 1)
    heed, _ = matter_groups(audit, Outcome.WARN, unit, given.terms, given.pictures, first)
    asked = asked_rows(audit)
    count = {outcome: sum(f.outcome is outcome for f in audit.findings) for outcome in TOLD}
    sections = iter(numeral(n) for n in range(1, 5))
    lasts = [term.last for f in audit.findings if (term := given.terms.get(f.fingerprint)) and term.last]
    told = count[Outcome.FAIL] + count[Outcome.WARN]
    return {
        "标题": _TITLE if told else _TITLE_ASKING,
        "文号": clean(given.number, 60) or f"〔{given.day.year}〕　　号",
        "发文机关": clean(given.issuer, 60),
        "发文日期": day_text(given.day),
        "联系方式": clean(given.contact, 100),
        "主送单位": addressee(audit, unit),
        "网站名称": clean(audit.portal.name, 80),
        "网站地址": clean(audit.portal.url, 200),
        "检查日期": iso_day_text(audit.today),
        "检查口径": clean(audit.profile_title or audit.profile, 80)
        + (f"，{clean(audit.plan, 80)}" if audit.plan else ""),
        "问题总数": str(told) if told else "",
        "整改数": str(count[Outcome.FAIL] or ""),
        "提醒数": str(count[Outcome.WARN] or ""),
        "核实数": str(count[Outcome.CANT_TELL] or ""),
        "最晚期限": day_text(max(lasts)) if lasts else "",
        "整改节": next(sections) if mend else "",
        "提醒节": next(sections) if heed else "",
        "核实节": next(sections) if asked else "",
        "要求节": next(sections),
        "整改类别": mend,
        "提醒类别": heed,
        "核实事项": asked,
        "回执": reply_rows((*mend, *heed), asked),
    }
