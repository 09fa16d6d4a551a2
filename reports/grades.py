"""How the score came about, in values: groups, indicators of the national index, units and fields. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Audit, AuditedIndicator, IndicatorKind, IndicatorState, PartScore
from reports.text import number
from reports.view import anchor_of

#: Indicators that a reader must see first.
_ORDER = (
    IndicatorState.TRIGGERED,
    IndicatorState.CANT_TELL,
    IndicatorState.UNVERIFIED,
    IndicatorState.CLEAR,
)


@dataclass(frozen=True, slots=True)
class PartView:
    """A row of a table of scores; ``range_`` as the summary writes it, — when nothing was judged."""

    part: PartScore
    title: str
    range_: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    indicator: AuditedIndicator
    anchors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grades:
    """``nobody`` counts the findings for which the plan names no unit."""

    groups: tuple[PartView, ...]
    vetoes: tuple[IndicatorView, ...]
    scored: tuple[IndicatorView, ...]
    units: tuple[PartView, ...]
    organs: tuple[PartView, ...]
    fields: tuple[PartView, ...]
    nobody: int

    def __bool__(self) -> bool:
        return bool(self.groups or self.vetoes or self.scored)


def grades_of(audit: Audit) -> Grades:
    """All tables of the section; those without rows are empty."""
    units = _parts(audit, "unit")
    named = tuple(view for view in units if view.part.id)
    return Grades(
        groups=_parts(audit, "group"),
        vetoes=_indicators(audit, IndicatorKind.VETO),
        scored=_indicators(audit, IndicatorKind.SCORED),
        units=units if named else (),
        organs=_parts(audit, "organ"),
        fields=_parts(audit, "field"),
        nobody=sum(_open(view.part) for view in units if not view.part.id),
    )


def _parts(audit: Audit, dimension: str) -> tuple[PartView, ...]:
    return tuple(
        PartView(part, part.title or "（未明确责任单位）", _range(part))
        for part in audit.parts
        if part.dimension == dimension
    )


def _range(part: PartScore) -> str:
    if part.best is None or part.worst is None:
        return "—"
    worst, best = number(part.worst), number(part.best)
    return best if worst == best else f"{worst} – {best}"


def _open(part: PartScore) -> int:
    return part.failed + part.warned + part.cant_tell


def _indicators(audit: Audit, kind: IndicatorKind) -> tuple[IndicatorView, ...]:
    """``anchors`` are (anchor, name) of the findings that an indicator rests on."""
    known = {finding.fingerprint: finding for finding in audit.findings}
    rows = [each for each in audit.indicators if each.kind is kind]
    return tuple(
        IndicatorView(
            each,
            tuple(
                (anchor_of(known[one]), known[one].subject_name or known[one].subject)
                for one in each.findings
                if one in known
            ),
        )
        for each in sorted(rows, key=lambda each: _ORDER.index(each.state))
    )
