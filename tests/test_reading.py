"""The mark of a reader is the same in every process, or readings that were kept are never found again. What comes in place of
what was asked for is not read for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from auditor.model import Fetch, Portal, Purpose
from auditor.reading import reader_for, reader_id
from auditor.territory import Territory, territory_of
from spiders.families.lonsun import Lonsun


def test_the_order_in_which_hosts_are_hashed_makes_no_difference() -> None:
    names = [f"www.county{number}.gov.cn" for number in range(60)]
    # Of sixty names some fall into one place of the table: then the order of a set is that in which it was filled.
    one, other = next(
        (first, second)
        for pair in combinations(names, 2)
        if list(first := frozenset(pair)) != list(second := frozenset(reversed(pair)))
    )
    assert one == other
    assert reader_id(Territory(one)) == reader_id(Territory(other))


def test_what_belongs_to_a_portal_makes_a_difference() -> None:
    portal = Portal("1", "清禾县", "http://www.qinghe.gov.cn/")
    known = {
        reader_id(territory_of(each))
        for each in (
            portal,
            replace(portal, hosts=("dept.other.gov.cn",)),
            replace(portal, folders=("http://platform.gov.cn/qinghe/",)),
            replace(portal, url="http://platform.gov.cn/qinghe/"),
        )
    }
    assert len(known) == 4


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('<li><a href="/public/66/1.html">县财政局2025年决算</a><span>2026-03-01</span></li>', ["县财政局2025年决算"]),
        (
            '<!DOCTYPE html><html><head><title>东湖县人民政府</title></head><body><ul><li><a href="/xw/1.html">'
            "东湖县召开防汛工作会议</a><span>2026-03-01</span></li></ul></body></html>",
            None,
        ),
    ],
)  # fmt: skip
def test_a_whole_page_holds_no_rows_of_an_interface(text: str, titles: list[str] | None) -> None:
    url = "http://www.heqing.test/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&organId=66"
    read = reader_for(territory_of(Portal("990231", "禾青县", "http://www.heqing.test/")), [Lonsun()])
    reading = read(Fetch(url, Purpose.PART, status=200, mime="text/html"), text.encode())
    assert (None if reading is None else [item.title for item in reading.items]) == titles
