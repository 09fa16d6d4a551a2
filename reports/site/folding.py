"""Audits of one county → its digest. Audits come one at a time and are let go; only open findings of the last look stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import Audit, Coverage, Finding, Group, Outcome
from reports import wording
from reports.site.courses import GONE, THERE, UNTOLD, Sight, course_of, gone_at, marks_of, sight_of, since
from reports.site.digest import (
    COUNTY_SCHEMA,
    CountyDigest,
    CountyHead,
    Course,
    FieldSet,
    FindingDigest,
    RunDigest,
    Unreadable,
)
from reports.site.states import LETTERS
from reports.text import clean
from reports.view import anchor_of, match_views

_LISTED = (Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL)
#: Coverage of a crawl that was cut short: it has a score, as a range.
_INTERRUPTED = "interrupted"
#: So many fields have a column of their own; the national catalog has 26.
_FIELDS = 60
_UNITS = 12


@dataclass(frozen=True, slots=True)
class Read:
    """One ``audit.json``: its run, and the audit or why there is none."""

    run: str
    place: str
    audit: Audit | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A finding as the last audit that lists it has it."""

    finding: Finding
    title: str
    today: str


def digest_of(
    key: str, page: str, reads: Iterable[Read]
) -> tuple[CountyDigest | None, tuple[Unreadable, ...]]:
    """The digest of a county from its runs, oldest first, and what could not be read; None when nothing could.

    The newest readable run is the county as it is now. Runs of another scope (portal, new media) are passed over.
    """
    runs: list[RunDigest] = []
    sights: list[Sight] = []
    seen: dict[str, _Seen] = {}
    unreadable: list[Unreadable] = []
    last: Audit | None = None
    for read in reads:
        if read.audit is None:
            unreadable.append(Unreadable(clean(read.place, 200), clean(read.reason, 300)))
            continue
        if last is not None and last.scope is not read.audit.scope:
            runs, sights, seen = [], [], {}  # the newest scope is what this folder is about
        last = read.audit
        runs.append(_run(read.run, last))
        sights.append(sight_of(last))
        titles = {rule.id: rule.title for rule in last.rules}
        for finding in last.findings:
            if finding.outcome in _LISTED:
                seen[finding.fingerprint] = _Seen(finding, titles.get(finding.rule, ""), last.today)
    if last is None:
        return None, tuple(unreadable)
    now = frozenset(f.fingerprint for f in last.findings if f.outcome in _LISTED)
    findings = tuple(
        sorted(
            (_finding(one, runs, sights, now, last.waived) for one in seen.values()),
            key=lambda f: (
                list(Course).index(f.course),
                _LISTED.index(f.outcome),
                -f.severity.rank,
                f.rule,
                f.sentence,
                f.fingerprint,
            ),
        )
    )
    kept = tuple(f for f in findings if f.now or f.course is not Course.UNDECIDED)
    head = _head(key, page, last, tuple(runs), kept, tuple(unreadable))
    return CountyDigest(COUNTY_SCHEMA, head, kept), head.unreadable


def _head(
    key: str,
    page: str,
    audit: Audit,
    runs: tuple[RunDigest, ...],
    findings: tuple[FindingDigest, ...],
    unreadable: tuple[Unreadable, ...],
) -> CountyHead:
    cells = match_views(audit, Group.FIELD)[:_FIELDS]
    return CountyHead(
        key=clean(key, 120),
        page=page,
        code=clean(audit.portal.code, 60),
        name=clean(audit.portal.name, 80) or clean(audit.portal.code, 60) or clean(key, 60),
        url=clean(audit.portal.url, 2000),
        level=audit.portal.level,
        scope=audit.scope,
        runs=runs,
        fields=FieldSet(
            tuple(clean(cell.match.id, 60) for cell in cells),
            tuple(clean(cell.match.title, 40) for cell in cells),
        ),
        states="".join(LETTERS[cell.state] for cell in cells),
        new=_count(findings, Course.NEW),
        flapping=sum(f.course is Course.FLAPPING and f.owed for f in findings),
        persisting=_count(findings, Course.PERSISTING),
        mended=sum(f.course is Course.MENDED and _mended_now(f.marks) for f in findings),
        unreadable=unreadable,
    )


def _mended_now(marks: str) -> bool:
    """The newest run is the one that found it gone."""
    return marks.endswith(GONE) and marks.replace(UNTOLD, "").endswith(THERE + GONE)


def _count(findings: Sequence[FindingDigest], course: Course) -> int:
    return sum(finding.course is course for finding in findings)


def _run(run: str, audit: Audit) -> RunDigest:
    coverage: Coverage = audit.coverage
    count = {outcome: sum(f.outcome is outcome for f in audit.findings) for outcome in _LISTED}
    titles = {each.id: clean(each.title, 40) for each in audit.indicators}
    return RunDigest(
        run=clean(run, 80),
        day=clean(audit.today, 20),
        judged=audit.unjudged in (None, _INTERRUPTED),
        best=audit.score.best,
        worst=audit.score.worst,
        passed=audit.score.passed,
        failed=count[Outcome.FAIL],
        warned=count[Outcome.WARN],
        cant_tell=count[Outcome.CANT_TELL],
        pages=coverage.pages,
        unread=coverage.failed,
        complete=coverage.complete,
        profile=clean(audit.profile_title or audit.profile, 80),
        rules=clean(audit.tool.rules_version, 60),
        edition=clean(audit.tool.catalog_edition, 60),
        vetoed=tuple(titles.get(each, clean(each, 40)) for each in audit.score.vetoed),
        may_veto=tuple(titles.get(each, clean(each, 40)) for each in audit.score.may_veto),
    )


def _finding(
    seen: _Seen,
    runs: Sequence[RunDigest],
    sights: Sequence[Sight],
    now: frozenset[str],
    waived: frozenset[str],
) -> FindingDigest:
    finding = seen.finding
    marks = marks_of(finding.fingerprint, finding.rule, sights)
    course, listed = course_of(marks), finding.fingerprint in now
    if listed and course is Course.MENDED:  # it was gone once; today nobody can tell
        course = Course.UNDECIDED
    start, end = since(marks), gone_at(marks)
    units = dict.fromkeys(clean(unit, 60) for unit in finding.units[:_UNITS])
    return FindingDigest(
        fingerprint=clean(finding.fingerprint, 80),
        rule=clean(finding.rule, 60),
        title=wording.rule_title(finding.rule, seen.title),
        sentence=clean(wording.words_for(finding, seen.today).sentence, 240),
        outcome=finding.outcome,
        severity=finding.severity,
        units=tuple(unit for unit in units if unit),
        course=course,
        marks=marks,
        since="" if start is None else runs[start].day,
        gone="" if end is None or listed else runs[end].day,
        now=listed,
        waived=finding.fingerprint in waived,
        anchor=anchor_of(finding) if listed else "",
    )
