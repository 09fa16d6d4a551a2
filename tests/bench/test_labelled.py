"""Labelled sets are counted as they are."""

from __future__ import annotations

from bench.labelled import names, pages, report, tables
from bench.labelled.tally import tally


def test_a_tally_counts() -> None:
    found = tally("x", "y", 3, ["a", "b", "c"], ["b", "c", "d"])
    assert (found.wanted, found.given, found.right) == (3, 3, 2)
    assert found.precision == found.recall == 2 / 3
    assert found.wrong == ("extra d", "lacks a")
    assert report.regressions([found]) == (found,)
    assert report.regressions([tally("x", "y", 1, ["a"], [], held=True)]) == ()


def test_sets_that_the_suite_demands_whole() -> None:
    """Two of them, and one table of a test; each row of the others has a test of its own."""
    sets = [names.placed(), pages.walls(), next(tables.tables())]
    assert [(each.name, each.wrong) for each in sets if each.wrong] == []
    assert sum(each.cases for each in sets) >= 1_000


def test_the_held_out_names() -> None:
    found = names.blind()
    assert found.held
    assert found.precision >= 0.985
    assert found.recall >= 0.93
