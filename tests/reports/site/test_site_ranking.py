"""Ranks say how sure they are."""

from __future__ import annotations

from dataclasses import replace

from fleet_audits import audit, folded

from auditor.model import Level
from reports.site.digest import CountyHead
from reports.site.ranking import leagues, middle, standings


def head(code: str, worst: float, best: float, vetoed: tuple[str, ...] = ()) -> CountyHead:
    return folded(audit(code, worst=worst, best=best, vetoed=vetoed), key=code).head


def test_ranks_go_by_the_sure_end_and_show_what_the_ranges_allow() -> None:
    rows = standings([head("1", 80, 85), head("2", 90, 95), head("3", 70, 92), head("4", 60, 65)])
    assert [(row.head.code, row.rank, row.least, row.most) for row in rows] == [
        ("2", 1, 1, 2),
        ("1", 2, 2, 3),
        ("3", 3, 1, 3),
        ("4", 4, 4, 4),
    ]


def test_equals_share_a_rank() -> None:
    rows = standings([head("1", 80, 80), head("2", 80, 80), head("3", 70, 70)])
    assert [(row.rank, row.least, row.most) for row in rows] == [(1, 1, 1), (1, 1, 1), (3, 3, 3)]


def test_vetoed_and_unjudged_have_no_rank_and_push_nobody_down() -> None:
    unjudged = head("9", 99, 99)
    unjudged = replace(unjudged, runs=(replace(unjudged.last, judged=False),))
    rows = standings([unjudged, head("5", 95, 96, ("v1",)), head("1", 50, 60)])
    assert [(row.head.code, row.rank) for row in rows] == [("1", 1), ("5", None), ("9", None)]
    assert middle([unjudged]) is None
    assert middle([head("1", 50, 60), head("2", 70, 80), unjudged]) == (60, 70)


def test_levels_are_not_ranked_together_and_mixed_measures_are_named() -> None:
    town = replace(head("2", 90, 95), level=Level.TOWNSHIP)
    other = head("3", 90, 95)
    other = replace(other, runs=(replace(other.last, rules="9.9"),))
    found = leagues([town, head("1", 50, 60), other])
    assert [(one.level, len(one.standings), one.mixed) for one in found] == [
        (Level.COUNTY, 2, ("规则版本",)),
        (Level.TOWNSHIP, 1, ()),
    ]
