"""The mark of a reader is the same in every process, or readings that were kept are never found again."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from auditor.model import Portal
from auditor.reading import reader_id
from auditor.territory import Territory, territory_of


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
