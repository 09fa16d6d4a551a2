"""Trends as inline SVG: made of numbers and days only, never of crawled text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.site.digest import RunDigest
from reports.text import number

_WIDTH, _HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 14, 12, 26
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: So many days are written below the chart; more would touch each other.
_LABELS = 6


def trend(runs: Sequence[RunDigest]) -> str:
    """The score range over the runs: a band between its ends, a dot for each end. "" with fewer than two judged runs."""
    judged = [(index, run) for index, run in enumerate(runs) if run.judged]
    if len(judged) < 2:
        return ""
    floor = _floor([run.worst for _, run in judged])
    places = [(_x(index, len(runs)), _y(run.worst, floor), _y(run.best, floor), run) for index, run in judged]
    upper = " ".join(f"{_n(x)},{_n(best)}" for x, _, best, _ in places)
    lower = " ".join(f"{_n(x)},{_n(worst)}" for x, worst, _, _ in places)
    back = " ".join(reversed(lower.split(" ")))
    dots = "".join(
        f'<circle class="hi" cx="{_n(x)}" cy="{_n(best)}" r="3"/><circle class="lo" cx="{_n(x)}" cy="{_n(worst)}" r="3.4">'
        f"<title>{_day(run)} {_range(run)}</title></circle>"
        for x, worst, best, run in places
    )
    first, last = judged[0][1], judged[-1][1]
    name = f"得分区间：{_day(first)} {_range(first)}，{_day(last)} {_range(last)}"
    return (
        f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{name}">{_grid(floor)}'
        f'<polygon class="area" points="{upper} {back}"/><polyline class="hi" points="{upper}"/>'
        f'<polyline class="lo" points="{lower}"/>{dots}{_labels(runs)}</svg>'
    )


def is_cut(runs: Sequence[RunDigest]) -> bool:
    """The scale of the trend does not begin at 0."""
    judged = [run.worst for run in runs if run.judged]
    return len(judged) > 1 and _floor(judged) > 0


def spark(runs: Sequence[RunDigest]) -> str:
    """A tiny line of the lower end of the score for a table cell; "" with fewer than two judged runs."""
    judged = [run.worst for run in runs if run.judged]
    if len(judged) < 2:
        return ""
    low, high = min(judged), max(judged)
    scale = 14 / (high - low) if high > low else 0.0
    step = 60 / (len(judged) - 1)
    points = " ".join(
        f"{_n(2 + step * at)},{_n(17 - (value - low) * scale if scale else 10)}"
        for at, value in enumerate(judged)
    )
    name = f"得分下限由 {number(judged[0])} 到 {number(judged[-1])}"
    return f'<svg class="spark" viewBox="0 0 64 20" role="img" aria-label="{name}"><polyline points="{points}"/></svg>'


def range_bar(run: RunDigest) -> str:
    """The score range as a bar on a scale of 100; "" when there is no score."""
    if not run.judged:
        return ""
    worst = min(max(run.worst, 0.0), 100.0)
    spread = min(max(run.best - run.worst, 0.0), 100.0 - worst)
    return (
        '<svg class="range" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" '
        f'height="6"/><rect class="sure" width="{_n(worst)}" height="6"/>'
        f'<rect class="maybe" x="{_n(worst)}" width="{_n(spread)}" height="6"/></svg>'
    )


def _floor(values: Sequence[float]) -> float:
    """Where the scale begins: a multiple of ten, so that small moves are seen and said to be small by the numbers."""
    return max(min(min(values) // 10 * 10 - 10, 80.0), 0.0)


def _x(index: int, count: int) -> float:
    return _LEFT + 12 + (_WIDTH - _LEFT - _RIGHT - 24) * index / max(count - 1, 1)


def _y(value: float, floor: float) -> float:
    share = (min(max(value, floor), 100.0) - floor) / (100.0 - floor)
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share


def _grid(floor: float) -> str:
    step = 5 if floor >= 80 else 10 if floor >= 50 else 20
    marks = [value for value in range(int(floor), 101) if value % step == 0]
    return "".join(
        f'<line class="rule" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_n(_y(value, floor))}" y2="{_n(_y(value, floor))}"/>'
        f'<text x="{_LEFT - 6}" y="{_n(_y(value, floor) + 4)}" text-anchor="end">{value}</text>'
        for value in marks
    )


def _labels(runs: Sequence[RunDigest]) -> str:
    last = len(runs) - 1
    wanted = min(_LABELS, len(runs))
    chosen = sorted({round(last * at / max(wanted - 1, 1)) for at in range(wanted)})
    anchors = {0: "start", last: "end"}
    return "".join(
        f'<text x="{_n(_x(at, len(runs)))}" y="{_HEIGHT - 6}" text-anchor="{anchors.get(at, "middle")}">'
        f"{_day(runs[at])}</text>"
        for at in chosen
    )


def _day(run: RunDigest) -> str:
    return run.day if _DAY.fullmatch(run.day) else "—"


def _range(run: RunDigest) -> str:
    worst, best = number(run.worst), number(run.best)
    return worst if worst == best else f"{worst} – {best}"


def _n(value: float) -> str:
    return number(float(value), 2)
