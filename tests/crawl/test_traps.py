"""Addresses without end: what is never asked for, what has a budget, and what is only another name of a page."""

from __future__ import annotations

import random
import sys
import time

import pytest
from fake_reader import read
from sites import Site, page, row

from auditor.crawl import traps
from auditor.crawl.columns import extend, open_list
from auditor.crawl.frontier import Frontier
from auditor.model import Cut, Fetch, PageReading, Purpose

HOST = "http://www.demo.test"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/rili/?month=3&day=1", "calendar"), ("/list.jsp?rq=2026-05-01", "calendar"), ("/a?date=20260501", "calendar"),
        ("/print/1.html", "print-version"), ("/a.jsp?print=1", "print-version"), ("/zwgk/dayin.html", "print-version"),
        ("/" + "a/" * 13, "deep-path"), ("/" + "a" * 401, "deep-path"),
        ("/x/y/x/y/x/y/", "repeated-folders"), ("/zwgk/a/b/zwgk/a/b/", "repeated-folders"), ("/a/a/a/", "repeated-folders"),
        ("/q?a=" + "b" * 250, "long-query"), ("/q?a=1&a=2&a=3&a=4", "long-query"),
        ("/zwgk/", None), ("/zwgk/zwgk/", None), ("/list?year=2026", None), ("/blueprint/", None), ("/imprint.html", None),
        ("/a/b/a/b/", None), ("/q?id=1&id=2", None), ("/zwgk/printing-office/", None), ("/update/?page=2", None),
    ],
)  # fmt: skip
def test_a_trap_by_its_shape(path: str, name: str | None) -> None:
    assert traps.trap(HOST + path) == name


@pytest.mark.parametrize("text", ["打印", "打印本页", "[打印]", "【打印本页】", "（打印）", "我要打印", "打 印", "Print", "打印此页"])  # fmt: skip
def test_a_link_that_prints_is_no_navigation(text: str) -> None:
    assert traps.is_print_link(text)


@pytest.mark.parametrize("text", ["打印服务", "印刷业管理", "3D打印产业园", "打印店经营许可", "政务公开", ""])
def test_a_link_about_printing_is(text: str) -> None:
    assert not traps.is_print_link(text)


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("/list?id=7&cat=9", "www.demo.test/list?cat&id"),
        ("/col/col33718/index.html", "www.demo.test/col/col#/index.html"),
        ("/zwgk/", "www.demo.test/zwgk/"),
        ("/2026/05/", "www.demo.test/#/#/"),
        ("/c/8a81c5f87d0e4f/", "www.demo.test/c/#/"),
        ("/public/column/4697?type=4&action=list", "www.demo.test/public/column/#?action&type"),
    ],
)
def test_what_endless_addresses_have_in_common(url: str, pattern: str) -> None:
    assert traps.pattern(HOST + url) == pattern


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("demo.test/a?id=1&token=ab12", "demo.test/a?id=1"), ("demo.test/a?zsessionid=9", "demo.test/a"),
        ("demo.test/(S(4n3xkz45vqf1))/a", "demo.test/a"), ("demo.test/a;wsessionid=12?x=1", "demo.test/a?x=1"),
        ("demo.test/a?t=1718400000000", "demo.test/a"), ("demo.test/a?r=0.81726354", "demo.test/a"),
        ("demo.test/a?t=3", "demo.test/a?t=3"), ("demo.test/a?id=1718400000000", "demo.test/a?id=1718400000000"),
        ("demo.test/a?possession=1", "demo.test/a?possession=1"), ("demo.test/#/route?id=2", "demo.test/#/route?id=2"),
    ],
)  # fmt: skip
def test_session_ids_do_not_make_another_page(key: str, bare: str) -> None:
    assert traps.without_session(key) == bare


# ── the frontier ──────────────────────────────────────────────────────────────────────────────────


def asked(frontier: Frontier, count: int = 10_000) -> list[str]:
    return [ask.page.removeprefix(HOST) for ask in frontier.take(count)]


def offered(*paths: str, budget: int = 60) -> Frontier:
    frontier = Frontier(budget)
    for path in paths:
        frontier.offer(HOST + path, 1, 1, HOST)
    return frontier


def rows(url: str, *titles: str) -> PageReading:
    body = page("list", "栏目", *(row(f"/x/{title}.html", "2026-01-01", title) for title in titles))
    found = read(Fetch(url, Purpose.NAVIGATION, status=200), body.encode())
    assert found is not None
    return found


def test_a_set_of_parameters_has_a_budget() -> None:
    frontier = offered(*(f"/list?id={n}" for n in range(9)), "/zwgk/", budget=4)
    assert asked(frontier) == ["/list?id=0", "/list?id=1", "/list?id=2", "/list?id=3", "/zwgk/"]
    assert frontier.cuts() == (Cut("query-variants", "www.demo.test/list?id", 5, f"{HOST}/list?id=4"),)
    assert (len(frontier), frontier.waiting()) == (0, [])


def test_new_parameters_do_not_make_a_new_budget_each_time() -> None:
    frontier = offered(*(f"/list?p{chr(97 + n)}=1" for n in range(26)), budget=4)
    assert len(asked(frontier)) == 12
    assert frontier.cuts()[0].pattern == "www.demo.test/list?*"


def test_pages_that_show_something_new_earn_their_pattern_more() -> None:
    frontier = offered(*(f"/list?id={n}" for n in range(40)), budget=4)
    seen = []
    while wave := asked(frontier):
        seen += wave
        for path in wave:
            frontier.learn(HOST + path, rows(HOST + path, f"信息{path}"))
    assert len(seen) == 20  # five times the budget and no more
    assert frontier.cuts()[0].count == 20


def test_pages_that_repeat_themselves_earn_nothing() -> None:
    frontier = offered(*(f"/list?id={n}" for n in range(40)), budget=4)
    seen = []
    while wave := asked(frontier):
        seen += wave
        for path in wave:
            frontier.learn(HOST + path, rows(HOST + path, "同一条"))
    assert len(seen) == 5


def test_a_calendar_of_folders_has_a_budget() -> None:
    frontier = offered(*(f"/rl/{year}/{month:02}/" for year in range(2000, 2010) for month in range(1, 13)))
    assert len(asked(frontier)) == traps.DATED_PATHS
    assert frontier.cuts() == (Cut("calendar", "www.demo.test/rl/#/#/", 96, f"{HOST}/rl/2002/01/"),)


def test_numbered_columns_are_asked_for_by_the_hundred() -> None:
    frontier = offered(*(f"/col/col{n}/" for n in range(300)))
    assert len(asked(frontier)) == 300
    assert frontier.cuts() == ()


def test_a_session_id_makes_no_second_page_and_hides_nothing() -> None:
    frontier = offered("/a?token=111", "/a?token=22", "/a?token=3", "/b?token=4")
    assert asked(frontier) == ["/a?token=3", "/b?token=4"]
    assert frontier.cuts() == ()  # one page under several names: nothing was left out
    frontier.offer(f"{HOST}/a", 0, 1, HOST)
    assert asked(frontier) == []


def test_print_versions_hide_nothing_and_calendars_may() -> None:
    frontier = offered("/print/1.html", "/print/2.html", "/rili/?month=1")
    assert asked(frontier) == []
    assert [(cut.reason, cut.count, cut.hides) for cut in frontier.cuts()] == [
        ("calendar", 1, True),
        ("print-version", 2, False),
    ]


def test_an_address_counts_once_however_often_it_is_met() -> None:
    frontier = offered(*["/print/1.html"] * 5, *[f"/list?id={n}" for n in (1, 2, 3)] * 3, budget=2)
    asked(frontier)
    assert {cut.reason: cut.count for cut in frontier.cuts()} == {"print-version": 1, "query-variants": 1}


def test_too_many_patterns_are_counted_together() -> None:
    frontier = offered(*(f"/{chr(97 + n % 26)}{chr(97 + n // 26)}/print/x.html" for n in range(300)))
    cuts = frontier.cuts()
    assert sum(cut.count for cut in cuts) == 300
    assert len(cuts) <= 101


def test_the_order_of_offers_changes_nothing() -> None:
    paths = [f"/list?id={n}" for n in range(12)] + [f"/c{n}/" for n in range(9)]
    plain = offered(*paths, budget=5)
    expected = (asked(plain), plain.cuts())
    for seed in range(5):
        random.Random(seed).shuffle(paths)
        shuffled = offered(*paths, budget=5)
        assert (asked(shuffled), shuffled.cuts()) == expected


def test_a_page_that_was_put_back_is_asked_again() -> None:
    frontier = offered("/list?id=1", "/list?id=2", budget=1)
    [ask] = frontier.take(5)
    frontier.put_back(ask)
    assert frontier.waiting() == [ask.url]
    assert asked(frontier) == ["/list?id=1"]


def test_a_better_way_to_a_page_replaces_the_worse() -> None:
    frontier = offered("/b/", "/a/")
    frontier.offer(f"{HOST}/b/", 0, 1, HOST)
    assert asked(frontier) == ["/b/", "/a/"]
    assert frontier.depth(f"{HOST}/b/") == 1


def test_a_big_portal_costs_little_and_ever_the_same() -> None:
    """Little is kept of a page, and the last thousands go as quickly as the first."""
    frontier = Frontier(60)
    laps = []
    for lap in range(5):
        started = time.process_time()
        for n in range(lap * 4_000, (lap + 1) * 4_000):
            frontier.offer(f"{HOST}/lm{'abcdefgh'[n % 8]}/zl{chr(97 + n % 23)}/{_word(n)}/", 1, 3, HOST)
        while frontier.take(64):
            pass
        laps.append(time.process_time() - started)
    assert len(frontier) == 0
    assert laps[-1] < 3 * min(laps)
    kept = sum(sys.getsizeof(key) for key in frontier._depth) + sys.getsizeof(frontier._depth)
    assert kept < 5_000_000
    assert frontier._heap == []


def _word(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


# ── lists that never end ──────────────────────────────────────────────────────────────────────────

NEXT = '<a data-next href="/c/index_{}.html">下一页</a>'


def further(*titles: str, number: int = 2) -> PageReading:
    url = f"{HOST}/c/index_{number}.html"
    body = page("list", "栏目", *(row(f"/c/{t}.html", None, t) for t in titles), NEXT.format(number + 1))
    found = read(Fetch(url, Purpose.NAVIGATION, status=200), body.encode())
    assert found is not None
    return found


@pytest.mark.parametrize("repeated", [("丙", "丁"), ("甲", "乙"), ("丁",)], ids=["last", "first", "part"])
def test_a_page_without_new_rows_ends_the_list(repeated: tuple[str, ...]) -> None:
    state = open_list("k", f"{HOST}/c/", further("甲", "乙", number=0))
    state = extend(state, further("丙", "丁", number=1))
    assert state.further
    ended = extend(state, further(*repeated, number=2))
    assert ended.further == ()
    assert ended.items == state.items


def test_a_list_goes_on_while_there_is_one_new_row() -> None:
    state = open_list("k", f"{HOST}/c/", further("甲", "乙", number=0))
    state = extend(state, further("乙", "丙", number=1))
    assert [item.title for item in state.items] == ["甲", "乙", "乙", "丙"]
    assert len(state.further) == 2


def test_a_list_whose_last_page_repeats_is_not_read_on() -> None:
    from test_plan import run

    site: Site = {"/": page("home", "首页", '<a data-zone="menu" href="/c/">栏目</a>')}
    for number in range(9):
        path = f"/c/index_{number}.html" if number else "/c/"
        site[path] = page("list", "栏目", row("/x.html", None, "甲"), NEXT.format(number + 1))
    waves, _ = run(site)
    lists = [ask.url for wave in waves for ask in wave if ask.purpose == "list-page"]
    assert lists == [f"{HOST}/c/index_1.html"]
