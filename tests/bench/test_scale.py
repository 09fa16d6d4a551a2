"""Curves are told and drawn as measured; a portal of a few columns is measured whole."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from bench.scale.curve import Curve, Point, thinned
from bench.scale.plot import svg
from bench.scale.portal import by_columns

FLAT = Curve("Pages", "page", "what", (Point(100, 2, 100, 3), Point(200, 3, 110, 4), Point(1000, 11, 118, 9)))


def test_a_further_unit_is_told_without_the_start() -> None:
    assert FLAT.further == (10.0, 10.0)
    assert FLAT.growth == 1.0
    assert FLAT.slope == pytest.approx(18 * 1024 / 900)
    assert "| 1,000 | 11 | 10 | 118 | 9 |" in FLAT.markdown("x.svg")


def test_sizes_are_sorted_and_at_least_two() -> None:
    assert thinned([30, 10, 30]) == (10, 30)
    with pytest.raises(ValueError, match="two sizes"):
        thinned([5])


def test_the_picture_is_svg_with_all_points() -> None:
    root = ET.fromstring(svg(FLAT))
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert names.count("circle") == 6
    assert names.count("polyline") == 2


def test_a_small_portal_is_measured() -> None:
    curve = by_columns((2, 4))
    assert [point.size for point in curve.points] == [2, 4]
    assert all(point.cpu > 0 < point.memory for point in curve.points)
