"""Trends of a portal as small curves: points of an inline SVG, and the figures beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from auditor.model.reporting import TrendPoint
from reports.text import clean, number

#: Size of the drawing in its own units, with room for the dots.
WIDTH, HEIGHT = 240, 56
_EDGE = 5
#: The newest points only; a report is no archive.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve. ``line`` and ``band`` are points of a polyline and a polygon (``band`` "" when it has no width); ``low`` and
    ``high`` are what the lower and upper edge stand for, ``said`` is the whole as a sentence."""

    title: str
    line: str
    band: str
    dots: tuple[Dot, ...]
    low: str
    high: str
    latest: str
    step: str
    said: str


@dataclass(frozen=True, slots=True)
class Trend:
    """``rows`` are the figures, newest first: (day, score, fail, warn, cannot tell)."""

    first: str
    last: str
    curves: tuple[Curve, ...]
    rows: tuple[tuple[str, str, int, int, int], ...]


def trend_of(points: Sequence[TrendPoint]) -> Trend | None:
    """The curves of score and of open findings; None for fewer than two points."""
    shown = tuple(points)[-_MOST:]
    if len(shown) < 2:
        return None
    days = [clean(point.day, 20) for point in shown]
    places = _places([point.day for point in shown])
    best, worst = [point.best for point in shown], [point.worst for point in shown]
    open_ = [float(point.failed + point.warned) for point in shown]
    floor, roof = _floor(min(worst)), _roof(max(best))
    top = max(max(open_), 1.0)
    ranges = [_range(point) for point in shown]
    counts = [number(each) for each in open_]
    return Trend(
        first=days[0],
        last=days[-1],
        curves=(
            _curve("得分", days, places, (best, worst), (floor, roof), ranges),
            _curve("不符合和提醒（项）", days, places, (open_, open_), (0.0, top), counts),
        ),
        rows=tuple(
            (day, said, point.failed, point.warned, point.cant_tell)
            for day, said, point in reversed(list(zip(days, ranges, shown, strict=True)))
        ),
    )


def _curve(
    title: str,
    days: list[str],
    places: list[float],
    values: tuple[list[float], list[float]],
    scale: tuple[float, float],
    said: list[str],
) -> Curve:
    upper = [_height(value, scale) for value in values[0]]
    lower = [_height(value, scale) for value in values[1]]
    wide = any(abs(one - other) > 0.01 for one, other in zip(upper, lower, strict=True))
    ring = [*zip(places, upper, strict=True), *reversed(list(zip(places, lower, strict=True)))]
    middle = [round((one + other) / 2, 2) for one, other in zip(upper, lower, strict=True)]
    told = (f"{day} {text}" for day, text in zip(days, said, strict=True))
    change = sum(values[0][-1:]) + sum(values[1][-1:]) - values[0][-2] - values[1][-2]
    return Curve(
        title=title,
        line=_points(zip(places, middle, strict=True)),
        band=_points(ring) if wide else "",
        dots=tuple(
            Dot(x, y, f"{day}：{text}") for x, y, day, text in zip(places, middle, days, said, strict=True)
        ),
        low=number(scale[0]),
        high=number(scale[1]),
        latest=said[-1],
        step=_step(change / 2),
        said=f"{title}：" + "，".join(told),
    )


def _places(days: list[str]) -> list[float]:
    """Where each point stands from left to right: by its day, or one after the other when the days do not go forward."""
    try:
        ordinals = [date.fromisoformat(day[:10]).toordinal() for day in days]
    except ValueError:
        ordinals = []
    if not ordinals or any(one >= other for one, other in pairwise(ordinals)):
        ordinals = list(range(len(days)))
    span = ordinals[-1] - ordinals[0]
    return [round(_EDGE + (WIDTH - 2 * _EDGE) * (one - ordinals[0]) / span, 2) for one in ordinals]


def _height(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    share = (min(max(value, low), high) - low) / (high - low)
    return round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * share, 2)


def _floor(value: float) -> float:
    return min(max(value // 10 * 10, 0.0), 90.0)


def _roof(value: float) -> float:
    return min(max(value // 10 * 10 + 10, 10.0), 100.0)


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in pairs)


def _range(point: TrendPoint) -> str:
    worst, best = number(point.worst), number(point.best)
    return best if worst == best else f"{worst}–{best}"


def _step(change: float) -> str:
    """How the last point differs from the one before it: ``+2.5``, ``−3``, 持平."""
    text = number(round(abs(change), 1))
    return "持平" if text == "0" else ("+" if change > 0 else "−") + text
