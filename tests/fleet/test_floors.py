"""A night that suddenly sees half the columns is a failed night; a portal that shrank for good is believed the second time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.fleet.floors import Doubt, Usual, doubt_of, settled, usual
from auditor.model import Audit, Obstacle
from tests.fleet.made import audit, coverage, stored


def seen(columns: int = 40, pages: int = 200, unread: int = 0) -> Audit:
    obstacles = tuple(Obstacle(f"http://www.demo.gov.cn/{n}/", "timeout") for n in range(unread))
    return replace(audit(), coverage=coverage(columns, pages, obstacles=obstacles))


@pytest.mark.parametrize(
    ("columns", "pages", "doubt"),
    [
        (40, 200, ""),
        (30, 120, ""),
        (24, 200, ""),  # 60 % to the dot
        (23, 200, Doubt.FEWER_COLUMNS),
        (20, 200, Doubt.FEWER_COLUMNS),
        (0, 1, Doubt.FEWER_COLUMNS),
        (40, 99, Doubt.FEWER_PAGES),
        (80, 900, ""),  # more is no reason for doubt
    ],
)
def test_against_what_is_usual(columns: int, pages: int, doubt: str) -> None:
    assert doubt_of(seen(columns, pages), Usual(5, 40, 200)) == doubt


def test_small_portals_may_lose_a_column() -> None:
    assert doubt_of(seen(2, 8), Usual(5, 4, 10)) == ""
    assert doubt_of(seen(1, 8), Usual(5, 4, 10)) == Doubt.FEWER_COLUMNS


def test_pages_that_could_not_be_read() -> None:
    assert doubt_of(seen(30, 200, unread=25), Usual(5, 40, 200, read=1.0)) == Doubt.LESS_READ
    assert doubt_of(seen(30, 200, unread=25), Usual(5, 40, 200, read=0.6)) == ""


def test_a_new_portal_is_believed() -> None:
    assert doubt_of(seen(1, 1), usual(())) == ""


def test_the_median_of_sound_audits_is_usual() -> None:
    nights = [stored(columns=n) for n in (40, 12, 42, 38, 44, 500, 500)]
    assert usual(nights).columns == 40
    assert usual([replace(nights[0], sound=False), *nights[1:3]]).columns == 27
    assert usual([stored(sound=False), stored(unjudged="blocked")]) == Usual()


def test_a_change_that_was_accepted_begins_a_new_time() -> None:
    small = replace(stored(columns=18), doubt=Doubt.FEWER_COLUMNS)
    assert usual([small, stored(), stored()]).columns == 18
    assert usual([stored(columns=20), small, stored(), stored()]).columns == 19


def test_a_second_look_that_sees_the_same_settles_it() -> None:
    assert settled(seen(20, 100), seen(19, 104))
    assert not settled(seen(40, 200), seen(20, 100))  # it is well again: the first look was the odd one
    assert not settled(seen(5, 20), seen(20, 100))  # it gets worse: nobody knows yet
    assert not settled(replace(seen(20, 100), unjudged="blocked"), seen(20, 100))
