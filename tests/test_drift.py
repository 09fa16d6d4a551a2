"""Two looks at one portal: what is called a difference, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.commands.drift import exit_code
from auditor.drift import Change, Drift, Sight, compare
from auditor.model import (
    Column,
    Coverage,
    Failure,
    Inventory,
    Item,
    Obstacle,
    PageKind,
    Portal,
    SearchForm,
    SiteFacts,
)
from reports import wording

HOME = "http://www.qinghe.test/"
ITEMS = tuple(Item(f"第{number}条", f"{HOME}a/{number}.html", "2026-06-01") for number in range(3))
BOX = SearchForm(f"{HOME}s", "GET", "q")


def column(path: str, id_: str, parent: str | None = None, **rest: Any) -> Column:
    names = tuple(path.split("/"))
    values: dict[str, Any] = {"items": ITEMS, **rest}
    return Column(
        id_, HOME.rstrip("/") + id_, names[-1], names[-1:], names, PageKind.LIST, parent=parent, **values
    )


NEWS = column("新闻", "/xw/")
LOCAL = column("新闻/要闻", "/xw/yw/", "/xw/")
NOTICES = column("通知公告", "/tzgg/")


def sight(*columns: Column, families: tuple[str, ...] = ("trs",), home: bool = True, **rest: Any) -> Sight:
    obstacles = rest.pop("obstacles", ())
    coverage = Coverage(
        9, 0, len(columns), len(columns), 0, 0, not obstacles, obstacles, rest.pop("reason", "finished")
    )
    inventory = Inventory(
        Portal("990101", "清禾县人民政府", HOME), columns, (), rest.pop("forms", (BOX,)), SiteFacts(), (), (),
        coverage, home,
    )  # fmt: skip
    assert not rest
    return Sight(inventory, families)


THEN = sight(NEWS, LOCAL, NOTICES)


def said(drift: Drift) -> list[tuple[str, str, str, str]]:
    return [(each.change.value, each.name, each.then, each.now) for each in drift.differences]


def test_nothing_changed() -> None:
    drift = compare(THEN, THEN)
    assert drift == Drift(columns_then=3, columns_now=3)
    assert exit_code(drift) == 0


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (sight(NEWS, LOCAL), [("gone", "通知公告", "通知公告", "")]),
        (
            sight(NEWS, LOCAL, NOTICES, column("政策", "/zc/")),
            [("new", "政策", "", "政策")],
        ),
        (sight(NEWS, LOCAL, column("公告", "/tzgg/")), [("renamed", "通知公告", "通知公告", "公告")]),
        (sight(NEWS, LOCAL, column("通知公告", "/gg/")), [("moved", "通知公告", "/tzgg/", "/gg/")]),
        (
            sight(NEWS, LOCAL, column("新闻/通知公告", "/tzgg/", "/xw/")),
            [("moved", "通知公告", "通知公告", "新闻 › 通知公告")],
        ),
        (
            sight(replace(NEWS, name="资讯", path=("资讯",)), replace(LOCAL, path=("资讯", "要闻")), NOTICES),
            [("renamed", "新闻", "新闻", "资讯")],
        ),
        (
            sight(replace(NEWS, id="/news/"), replace(LOCAL, id="/news/yw/", parent="/news/"), NOTICES),
            [("moved", "新闻", "/xw/", "/news/"), ("moved", "要闻", "/xw/yw/", "/news/yw/")],
        ),
        (sight(NEWS, LOCAL, replace(NOTICES, items=())), [("rows-lost", "通知公告", "3", "0")]),
        (sight(NEWS, LOCAL, replace(NOTICES, items=(), empty=True)), [("emptied", "通知公告", "3", "0")]),
        (sight(NEWS, LOCAL, replace(NOTICES, failure=Failure.NOT_FOUND)), [("gone", "通知公告", "通知公告", "")]),
        (
            sight(NEWS, LOCAL, NOTICES, families=("jcms",)),
            [("family-gone", "trs", "", ""), ("family-new", "jcms", "", "")],
        ),
        (
            sight(NEWS, LOCAL, NOTICES, forms=(SearchForm(f"{HOME}so", "POST", "kw"),)),
            [("search", "", "GET /s q", "POST /so kw")],
        ),
        (sight(NEWS, LOCAL, NOTICES, forms=()), [("search", "", "GET /s q", "")]),
        (
            sight(NEWS, LOCAL, NOTICES, obstacles=(Obstacle(f"{HOME}tzgg/", "script-menu"),)),
            [("obstacle", "script-menu", "0", "1")],
        ),
        (
            sight(NEWS, LOCAL, replace(NOTICES, obstacles=("script-list",))),
            [("obstacle", "script-list", "0", "1")],
        ),
    ],
    ids=[
        "gone", "new", "renamed", "new-address", "new-parent", "renamed-parent", "moved-folder", "rows-lost", "emptied",
        "dead", "family", "search", "no-search", "obstacle", "column-obstacle",
    ],
)  # fmt: skip
def test_a_difference_is_named(now: Sight, expected: list[tuple[str, str, str, str]]) -> None:
    drift = compare(THEN, now)
    assert said(drift) == expected
    assert not drift.unsure
    assert exit_code(drift) == 1


@pytest.mark.parametrize(
    "now",
    [
        sight(NEWS, LOCAL, reason="page-cap"),
        sight(NEWS, LOCAL, obstacles=(Obstacle(HOME, "timeout"),)),
        sight(replace(NEWS, failure=Failure.TIMEOUT), NOTICES),
        sight(NEWS, LOCAL, replace(NOTICES, items=(), obstacles=("part-unread",))),
        sight(NEWS, LOCAL, NOTICES, obstacles=(Obstacle(f"{HOME}tzgg/", "server-error"),)),
    ],
    ids=["cut-short", "home-hidden", "parent-unread", "rows-not-fetched", "passing-error"],
)
def test_what_was_not_read_is_never_called_gone(now: Sight) -> None:
    drift = compare(THEN, now)
    assert {each.change for each in drift.differences} <= {Change.OBSTACLE}
    assert not any(each.change is Change.GONE for each in drift.differences)
    assert drift.unsure


def test_only_uncertain_differences_cannot_be_judged() -> None:
    assert exit_code(compare(THEN, sight(NEWS, LOCAL, reason="page-cap"))) == 3


def test_a_case_that_holds_a_part_proves_nothing_new() -> None:
    drift = compare(sight(NEWS, LOCAL, reason="page-cap"), THEN)
    assert not drift.differences
    assert [each.change for each in drift.unsure] == [Change.NEW]


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (sight(home=False), "home"),
        (sight(NEWS, LOCAL, reason="blocked"), "blocked"),
        (sight(NEWS, reason="interrupted"), "interrupted"),
        (sight(replace(NEWS, failure=Failure.TIMEOUT)), "columns"),
    ],
)
def test_an_unread_portal_is_not_judged(now: Sight, why: str) -> None:
    drift = compare(THEN, now)
    assert drift.unjudged == why
    assert not said(drift)
    assert exit_code(drift) == 3
    assert wording.label("drift_unjudged", why) != why


def test_every_change_has_its_words() -> None:
    assert set(wording.labels("drift")) == {change.value for change in Change}
