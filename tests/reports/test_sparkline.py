"""Curves of the trend: where the points stand, and that odd figures never break them."""

from __future__ import annotations

import pytest

from auditor.model.reporting import TrendPoint
from reports.sparkline import HEIGHT, WIDTH, trend_of


def points(*values: tuple[str, float, float, int]) -> tuple[TrendPoint, ...]:
    return tuple(TrendPoint(day, best, worst, failed, 0, 0) for day, best, worst, failed in values)


def xs(line: str) -> list[float]:
    return [float(pair.split(",")[0]) for pair in line.split()]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_are_no_trend(count: int) -> None:
    assert trend_of(points(("2021-01-01", 80, 70, 3))[:count]) is None


def test_points_stand_by_their_day() -> None:
    trend = trend_of(points(("2021-01-01", 80, 70, 3), ("2021-01-02", 80, 70, 3), ("2021-01-11", 90, 90, 0)))
    assert trend is not None
    left, near, right = xs(trend.curves[0].line)
    assert near - left < (right - left) / 5
    assert [trend.first, trend.last] == ["2021-01-01", "2021-01-11"]
    assert trend.curves[0].latest == "90"
    assert trend.curves[0].step == "+15"
    assert trend.curves[1].step == "−3"


def test_days_that_do_not_go_forward_are_evenly_spread() -> None:
    for days in (("x", "y", "z"), ("2021-01-02", "2021-01-01", "2021-01-03")):
        trend = trend_of(points(*((day, 80, 70, 3) for day in days)))
        assert trend is not None
        left, middle, right = xs(trend.curves[0].line)
        assert abs((left + right) / 2 - middle) < 0.1


@pytest.mark.parametrize(
    "values", [(0, 0), (100, 100), (50, 50), (-5, -20), (120, 100), (100, 0)], ids=lambda pair: str(pair)
)
def test_every_score_stands_inside_the_drawing(values: tuple[float, float]) -> None:
    trend = trend_of(points(("2021-01-01", *values, 0), ("2021-02-01", *values, 9)))
    assert trend is not None
    for curve in trend.curves:
        for dot in curve.dots:
            assert 0 <= dot.x <= WIDTH
            assert 0 <= dot.y <= HEIGHT
    assert trend.curves[0].step == "持平"


def test_band_only_where_the_score_is_a_range() -> None:
    ranged = trend_of(points(("2021-01-01", 80, 70, 3), ("2021-02-01", 80, 80, 3)))
    sure = trend_of(points(("2021-01-01", 80, 80, 3), ("2021-02-01", 85, 85, 3)))
    assert ranged is not None
    assert sure is not None
    assert ranged.curves[0].band
    assert not sure.curves[0].band
    assert not ranged.curves[1].band
