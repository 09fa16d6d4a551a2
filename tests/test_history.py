"""What earlier crawls saw is carried on from run to run, and nothing of it is ever rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import history
from auditor.errors import AuditorError
from auditor.model import (
    Column,
    ColumnRead,
    Coverage,
    Failure,
    History,
    Inventory,
    Item,
    PageKind,
    Portal,
    Sighting,
    SiteFacts,
)

HOME = "https://www.wenhe.gov.cn/"


def item(name: str, date: str | None, *, pinned: bool = False) -> Item:
    return Item(f"关于{name}的通知", f"{HOME}tzgg/{name}.html", date, pinned=pinned)


def inventory(
    *items: Item, more: bool = False, failure: Failure | None = None, hidden: bool = False
) -> Inventory:
    column = Column(
        "tzgg",
        f"{HOME}tzgg/",
        "通知公告",
        ("通知公告",),
        ("首页", "通知公告"),
        PageKind.LIST,
        items=items,
        more=more,
        failure=failure,
        obstacles=("script-list",) if hidden else (),
    )
    coverage = Coverage(1, 0, 1, 1, 0, 0, True)
    portal = Portal("990120", "文河县人民政府", HOME)
    return Inventory(portal, (column,), (), (), SiteFacts(), (), (), coverage)


def seen(name: str, day: str, shown: str | None) -> Sighting:
    return Sighting("tzgg", f"wenhe.gov.cn/tzgg/{name}.html", f"关于{name}的通知", day, shown)


def test_first_night_and_second_night() -> None:
    first = history.merge(History(), inventory(item("a", "2026-06-01"), more=True), "2026-06-10")
    assert first == History(
        (seen("a", "2026-06-10", "2026-06-01"),), (ColumnRead("tzgg", "2026-06-10", "2026-06-01"),)
    )
    rows = (item("b", "2026-06-09 08:30"), item("a", "2026-06-02"))
    second = history.merge(first, inventory(*rows, more=True), "2026-06-15")
    assert second.sightings == (seen("a", "2026-06-10", "2026-06-01"), seen("b", "2026-06-15", "2026-06-09"))
    assert second.reads[1] == ColumnRead("tzgg", "2026-06-15", "2026-06-02")
    assert history.merge(second, inventory(*rows, more=True), "2026-06-15") == second
    assert history.before(second, "2026-06-15") == first


@pytest.mark.parametrize(
    ("seen_list", "oldest", "whole"),
    [
        (inventory(item("a", "2026-06-02"), item("b", "2026-06-01")), "2026-06-01", True),
        (
            inventory(item("p", "2020-01-01", pinned=True), item("b", "2026-06-01"), more=True),
            "2026-06-01",
            False,
        ),
        (inventory(item("a", "2026-06-01"), item("b", "2026-06-02"), more=True), None, False),
        (inventory(item("a", "2026-06-02"), item("b", None), more=True), None, False),
        (inventory(item("a", "2026-06-02"), hidden=True), None, False),
    ],
)
def test_how_far_a_read_reaches(seen_list: Inventory, oldest: str | None, whole: bool) -> None:
    assert history.merge(History(), seen_list, "2026-06-15").reads == (
        ColumnRead("tzgg", "2026-06-15", oldest, whole),
    )


def test_a_list_that_failed_or_was_empty_says_nothing() -> None:
    assert history.merge(History(), inventory(), "2026-06-15") == History()
    assert (
        history.merge(History(), inventory(item("a", None), failure=Failure.TIMEOUT), "2026-06-15")
        == History()
    )


def test_reads_do_not_grow_without_end() -> None:
    known = History(
        reads=tuple(ColumnRead("tzgg", f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(100))
    )
    reads = history.merge(known, inventory(item("a", "2026-06-02")), "2026-06-15").reads
    assert len(reads) == 60
    assert (reads[0].day, reads[-1].day) == ("2025-01-01", "2026-06-15")


def test_files(tmp_path: Path) -> None:
    runs = [
        tmp_path / "990120" / name
        for name in ("20260610T080000Z", "20260615T080000Z-9", "20260615T080000Z-10")
    ]
    assert history.known(runs[0], "2026-06-10") == History()
    history.keep(runs[0], inventory(item("a", "2026-06-01")), "2026-06-10")
    history.keep(runs[1], inventory(item("b", "2026-06-11")), "2026-06-15")
    history.keep(runs[2], inventory(item("c", "2026-06-12")), "2026-06-15")
    assert [each.item[-6:] for each in history.known(runs[1], "2026-06-15").sightings] == ["a.html"]
    assert [each.item[-6:] for each in history.known(runs[2], "2026-06-16").sightings] == [
        "a.html",
        "b.html",
        "c.html",
    ]
    again = (runs[1] / history.FILE).read_bytes()
    history.keep(runs[1], inventory(item("b", "2026-06-11")), "2026-06-15")
    assert (runs[1] / history.FILE).read_bytes() == again
    (runs[1] / history.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(AuditorError, match="已损坏"):
        history.known(runs[1], "2026-06-15")
