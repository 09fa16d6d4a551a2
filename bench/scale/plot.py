"""A curve as a small SVG, drawn without a library: CPU of a unit and memory against the number of units, which has a
logarithmic axis."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from math import log10

from bench.result import figure
from bench.scale.curve import Curve, Point

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 62, 34, 44
_CPU, _MEMORY = "#1f77b4", "#d95f02"
_TICKS = 4


def svg(curve: Curve) -> str:
    """The picture, as text."""
    points = curve.points
    across = _across([point.size for point in points])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        _words(_LEFT, 18, f"CPU-ms a {curve.unit}", _CPU, "start"),
        _words(_WIDTH - _RIGHT, 18, f"{curve.memory} (MB)", _MEMORY, "end"),
        *_axis(points, across, curve.name.lower()),
        *_line(points, across, lambda p: p.cpu * 1000 / p.size, _CPU, left=True),
        *_line(points, across, lambda p: p.memory, _MEMORY, left=False),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _across(sizes: Sequence[int]) -> Callable[[int], float]:
    low, high = log10(sizes[0]), log10(sizes[-1])
    return lambda size: _LEFT + (log10(size) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)


def _axis(points: Sequence[Point], across: Callable[[int], float], units: str) -> Iterable[str]:
    floor = _HEIGHT - _BOTTOM
    yield f'<path d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - _RIGHT}V{_TOP}" fill="none" stroke="#888"/>'
    for point in points:
        at = across(point.size)
        yield f'<path d="M{at:.1f} {floor}v5" stroke="#888"/>'
        yield _words(at, floor + 18, f"{point.size:,}", "#444", "middle")
    yield _words(_WIDTH / 2, _HEIGHT - 8, units, "#444", "middle")


def _line(
    points: Sequence[Point],
    across: Callable[[int], float],
    value: Callable[[Point], float],
    colour: str,
    *,
    left: bool,
) -> Iterable[str]:
    """A line over a scale of its own, which begins at 0: what is flat looks flat."""
    top = max(map(value, points)) * 1.2 or 1.0
    floor, height = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    for tick in range(_TICKS + 1):
        at = floor - height * tick / _TICKS
        place, anchor = (_LEFT - 6, "end") if left else (_WIDTH - _RIGHT + 6, "start")
        yield _words(place, at + 4, figure(top * tick / _TICKS), colour, anchor)
    spots = [(across(p.size), floor - height * value(p) / top) for p in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots)


def _words(x: float, y: float, text: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{html.escape(text)}</text>'
