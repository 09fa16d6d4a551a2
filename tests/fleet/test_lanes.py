"""Portals that share a back-end share a lane, whatever their rows forget to say."""

from __future__ import annotations

import random

from auditor.fleet.costs import bounded, expected
from auditor.fleet.lanes import Reach, backends_of, lanes_of, reach_of
from auditor.fleet.planning import planning
from auditor.model import Portal
from auditor.model.fleet import Backend, Budget, Cost
from tests.fleet.invented import fleet, portal, register


def reach(url: str, backend: str = "", **more: tuple[str, ...]) -> Reach:
    return reach_of(Portal("c", "", url, **more), backend)


def names(*reaches: Reach) -> tuple[str, ...]:
    found, clashes = backends_of(reaches)
    assert not clashes
    return found


def test_without_a_back_end_the_host_is_one() -> None:
    one, other = reach("http://www.a.gov.cn/"), reach("https://www.b.gov.cn/")
    assert names(one, other) == ("a.gov.cn", "b.gov.cn")
    assert names(reach("http://p.gov.cn/x/"), reach("http://www.p.gov.cn/y/")) == ("p.gov.cn",) * 2
    assert names(reach("http://p.test:8080/"), reach("http://p.test:9090/")) == ("p.test",) * 2


def test_a_row_that_says_nothing_joins_the_back_end_of_its_host() -> None:
    assert names(reach("http://p.gov.cn/x/"), reach("http://p.gov.cn/y/", "plat")) == ("plat", "plat")
    assert names(reach("http://a.gov.cn/", hosts=("p.cn",)), reach("http://p.cn/", "plat")) == (
        "plat",
        "plat",
    )
    assert names(reach("http://a.gov.cn/", folders=("http://p.cn/x/",)), reach("http://p.cn/y/")) == (
        "p.cn",
        "p.cn",
    )


def test_a_crawl_of_a_county_asks_the_hosts_below_its_name() -> None:
    assert names(reach("http://www.x.gov.cn/"), reach("http://jyj.x.gov.cn/")) == ("x.gov.cn", "x.gov.cn")
    assert names(reach("http://www.x.gov.cn/", "plat"), reach("http://jyj.x.gov.cn/")) == ("plat", "plat")
    # a row that says otherwise is believed
    assert names(reach("http://www.x.gov.cn/"), reach("http://jyj.x.gov.cn/", "other")) == (
        "x.gov.cn",
        "other",
    )
    # nobody owns gov.cn, and a folder of a platform owns no host
    assert names(reach("http://www.gov.cn/"), reach("http://x.gov.cn/")) == ("gov.cn", "x.gov.cn")
    assert names(reach("http://p.com.cn/x/"), reach("http://y.p.com.cn/")) == ("p.com.cn", "y.p.com.cn")


def test_two_back_ends_for_one_host_contradict_each_other() -> None:
    _, [clash] = backends_of(
        [reach("http://p.cn/x/", "one"), reach("http://q.cn/"), reach("http://p.cn/y/", "two")]
    )
    assert (clash.row, clash.other, clash.host) == (2, 0, "p.cn")
    assert names(reach("http://127.0.0.1:1/", "one"), reach("http://127.0.0.1:2/", "two")) == ("one", "two")


def test_names_do_not_depend_on_the_order_of_rows() -> None:
    rows = [reach(f"http://{name}.gov.cn/") for name in ("www.x", "a.x", "b.a.x", "y", "c.y", "z")]
    wanted = dict(zip(rows, names(*rows), strict=True))
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        assert names(*rows) == tuple(wanted[row] for row in rows)


def test_each_due_portal_is_in_one_lane_and_who_waited_longest_is_first() -> None:
    for seed in range(40):
        given = fleet(seed)
        costs = expected(given, {})
        due = [each.code for each in given.portals][::2]
        ages = {code: number % 4 for number, code in enumerate(due)}
        lanes = lanes_of(given, due, costs, ages)
        assert sorted(p.code for lane in lanes for p in lane.portals) == sorted(due)
        backend = {each.code: each.backend for each in given.portals}
        for lane in lanes:
            assert {backend[each.code] for each in lane.portals} == {lane.backend}
            waited = [ages[each.code] for each in lane.portals]
            assert waited == sorted(waited, reverse=True)


def test_costs_come_from_history_else_from_those_most_alike() -> None:
    given = register(
        [
            portal("a", "b1"),
            portal("b", "b1"),
            portal("c", "b2", platform="plat"),
            portal("d", "b3", platform="plat"),
            portal("e", "b4"),
            portal("f", "b1", budget=Budget(pages=50, minutes=120)),
            portal("g", "b4", budget=Budget(pages=5000, minutes=1)),
        ],
        Backend("b1", 2.0),
    )
    costs = expected(given, {"a": (300, 100.0), "c": (80, 900.0)})
    assert costs["a"] == Cost(300, 600.0, True)  # no less than its requests need at today's interval
    assert costs["b"] == Cost(300, 600.0, False)
    assert costs["c"] == Cost(80, 900.0, True)  # a slow host
    assert costs["d"] == Cost(80, 80.0, False)
    assert costs["e"] == Cost(190, 190.0, False)
    assert costs["f"] == Cost(50, 100.0, False)
    assert costs["g"] == Cost(190, 60.0, False)
    told = [each.code for each in given.portals if bounded(each, costs[each.code])]
    assert told == ["f", "g"]
    assert expected(given, {})["e"].requests == planning().requests
