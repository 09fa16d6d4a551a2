"""Is there a QR code in this square of a picture, though nobody can read it?

A decoder that is asked for its failures also reports three boxes of a drawing or of print that happen to stand at a
right angle. A code has its three finder patterns (7 modules: dark ring, light ring, dark square of 3) in three corners of
the square and lines of alternating modules between them (ISO/IEC 18004, 6.3), which stand out even when it is blurred.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
Pixels = NDArray[np.uint8]
Point = tuple[int, int]

#: Modules along one side of a code of version 1 … 15; codes that people scan from pages are smaller.
_SIDES = range(21, 81, 4)
_FINDER = 7
#: Samples along one module.
_FINE = 3
#: Least likeness (correlation) of the three patterns, of each, and of the lines of alternating modules between them.
_LIKE_ALL, _LIKE_EACH, _LIKE_TIMING = 0.6, 0.5, 0.15
#: Sides of the square may differ by this factor (a photograph taken at an angle), and be this short (pixels).
_SKEW, _SHORTEST = 1.4, 21


def has_finders(grey: Pixels, corners: Sequence[Point]) -> bool:
    """True when the square between ``corners`` (pixels, in their order around it) holds the patterns of a code. ``grey``:
    rows of brightness."""
    sides = [_distance(corners[n], corners[(n + 1) % 4]) for n in range(4)]
    if min(sides) < _SHORTEST or max(sides) > _SKEW * min(sides):
        return False
    turned = [[*corners[n:], *corners[:n]] for n in range(4)]
    return any(_is_code(grey, square, modules) for square in turned for modules in _SIDES)


def _is_code(grey: Pixels, square: Sequence[Point], modules: int) -> bool:
    """Three corners of the upright square bear the pattern, the fourth does not, and light and dark modules alternate
    between them."""
    near = (np.arange(-1, _FINDER + 1, 1 / _FINE) + 0.5 / _FINE) / modules
    far = 1 - near[::-1]
    three = [
        _correlation(_sampled(grey, square, across, down), _PATTERN)
        for across, down in ((near, near), (far, near), (near, far))
    ]
    if sum(three) / 3 < _LIKE_ALL or min(three) < _LIKE_EACH:
        return False
    if _correlation(_sampled(grey, square, far, far), _PATTERN) > _LIKE_EACH:
        return False
    between = (np.arange(_FINDER + 1, modules - _FINDER - 1) + 0.5) / modules
    line = np.array([(_FINDER - 0.5) / modules])
    alternating = np.where(np.arange(between.size) % 2 == 0, -1.0, 1.0)
    return all(
        _correlation(timing.ravel(), _scaled(alternating)) >= _LIKE_TIMING
        for timing in (_sampled(grey, square, between, line), _sampled(grey, square, line, between))
    )


def _sampled(grey: Pixels, corners: Sequence[Point], across: Grey, down: Grey) -> Grey:
    """Brightness at the given shares of the square's width and height."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    u, v = np.meshgrid(across, down)
    x = (x0 * (1 - u) + x1 * u) * (1 - v) + (x3 * (1 - u) + x2 * u) * v
    y = (y0 * (1 - u) + y1 * u) * (1 - v) + (y3 * (1 - u) + y2 * u) * v
    rows = np.clip(np.rint(y).astype(int), 0, grey.shape[0] - 1)
    columns = np.clip(np.rint(x).astype(int), 0, grey.shape[1] - 1)
    return np.asarray(grey[rows, columns], dtype=np.float64)


def _correlation(found: Grey, pattern: Grey) -> float:
    """-1 … 1; ``pattern`` has mean 0 and spread 1."""
    spread = float(found.std())
    if spread < 1:  # one colour
        return 0.0
    return float(((found - found.mean()) * pattern).mean() / spread)


def _scaled(drawn: Grey) -> Grey:
    return np.asarray((drawn - drawn.mean()) / drawn.std(), dtype=np.float64)


def _pattern() -> Grey:
    """The finder pattern, dark low, with the light modules around it."""
    drawn = np.ones((_FINDER + 2, _FINDER + 2))
    drawn[1:8, 1:8] = 0
    drawn[2:7, 2:7] = 1
    drawn[3:6, 3:6] = 0
    return _scaled(np.asarray(np.kron(drawn, np.ones((_FINE, _FINE))), dtype=np.float64))


def _distance(one: Point, other: Point) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


_PATTERN = _pattern()
