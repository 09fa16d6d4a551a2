"""The page of one county: how it stands, how it went, what is new, mended, back again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.site import chart, page, states
from reports.site.digest import CountyDigest, Course, FindingDigest, RunDigest
from reports.site.page import Frame

#: So many findings of one course are shown; the rest are in the county's own report.
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class CourseGroup:
    """Findings of one course. ``count`` is all of them, ``findings`` those that are shown."""

    course: Course
    count: int
    findings: tuple[FindingDigest, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the table. ``changed`` names what was judged by another measure than in the run before."""

    run: RunDigest
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountyView:
    """What the page is made of. ``report`` is a relative address of the county's report, "" when it has none."""

    digest: CountyDigest
    report: str = ""


def county_page(view: CountyView) -> bytes:
    """``counties/<page>.html``."""
    head = view.digest.head
    cells = [
        (title, states.words().states[letter], letter)
        for title, letter in zip(head.fields.titles, head.states, strict=True)
    ]
    return page.render(
        Frame(f"counties/{head.page}.html", head.name, f"检查日期 {head.last.day}"),
        "county.html",
        head=head,
        last=head.last,
        report=view.report,
        data=f"{head.page}.json",
        trend=Markup(chart.trend(head.runs)),
        cut=chart.is_cut(head.runs),
        rows=list(reversed(run_rows(head.runs))),
        cells=cells,
        groups=groups_of(view.digest.findings),
    )


def groups_of(findings: Sequence[FindingDigest]) -> tuple[CourseGroup, ...]:
    """The courses that occur, in the order in which people read them."""
    found = {course: [f for f in findings if f.course is course] for course in Course}
    return tuple(
        CourseGroup(course, len(members), tuple(members[:_SHOWN]))
        for course, members in found.items()
        if members
    )


def run_rows(runs: Sequence[RunDigest]) -> tuple[RunRow, ...]:
    """The runs, oldest first, each with what makes it hard to compare with the one before."""
    rows = []
    for before, run in zip((runs[0], *runs), runs, strict=False):
        sides = (
            ("检查口径", before.profile, run.profile),
            ("规则版本", before.rules, run.rules),
            ("标准目录", before.edition, run.edition),
        )
        rows.append(RunRow(run, tuple(name for name, one, other in sides if one != other)))
    return tuple(rows)
