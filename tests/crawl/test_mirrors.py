"""A portal that answers under two names: each of its pages is asked for once, and none is lost."""

from __future__ import annotations

from fake_reader import read
from sites import link, page, row

from auditor.crawl.frontier import Frontier
from auditor.crawl.mirrors import Mirrors
from auditor.model import Fetch, PageReading, Purpose

ONE, TWO = "http://www.demo.test", "http://old.demo.test"
MENU = [link(f"/c{n}/", text=f"栏目{n}") for n in range(10)]


def shown(url: str, *parts: str, title: str = "清禾县人民政府", kind: str = "home") -> PageReading:
    found = read(Fetch(url, Purpose.NAVIGATION, status=200), page(kind, title, *parts).encode())
    assert found is not None
    return found


def test_an_equal_home_page_makes_a_mirror() -> None:
    mirrors = Mirrors()
    assert mirrors.learn(f"{ONE}/", shown(f"{ONE}/", *MENU)) is None
    assert mirrors.learn(f"{TWO}/", shown(f"{TWO}/", *MENU)) == "old.demo.test"
    assert mirrors.original("old.demo.test/c1/") == "demo.test/c1/"
    assert mirrors.original("demo.test/c1/") == "demo.test/c1/"


def test_links_that_name_the_first_host_are_the_same_links() -> None:
    mirrors = Mirrors()
    mirrors.learn(f"{ONE}/", shown(f"{ONE}/", *MENU))
    absolute = [link(f"{ONE}/c{n}/", text=f"栏目{n}") for n in range(10)]
    assert mirrors.learn(f"{TWO}/", shown(f"{TWO}/", *absolute)) == "old.demo.test"


def test_a_home_page_with_a_banner_of_its_own_is_a_mirror_all_the_same() -> None:
    mirrors = Mirrors()
    menu = [*MENU, *(link(f"/d{n}/", text=f"单位{n}") for n in range(10))]
    mirrors.learn(f"{ONE}/", shown(f"{ONE}/", *menu))
    banner = link("/banner/", text="专题")
    assert mirrors.learn(f"{TWO}/", shown(f"{TWO}/", *menu, banner)) == "old.demo.test"
    other = [link(f"/e{n}/", text=f"科室{n}") for n in range(10)]
    three = "http://third.demo.test/"
    assert mirrors.learn(three, shown(three, *MENU, *other)) is None


def test_a_sub_site_with_its_own_home_page_is_none() -> None:
    mirrors = Mirrors()
    mirrors.learn(f"{ONE}/", shown(f"{ONE}/", *MENU))
    assert mirrors.learn(f"{TWO}/", shown(f"{TWO}/", *MENU, title="清禾县教育局")) is None
    for n in range(9):  # pages of one template may well be equal
        same = [*MENU, row("/a.html", "2026-01-01"), row("/b.html"), row("/c.html")]
        mirrors.learn(f"{ONE}/c{n}/", shown(f"{ONE}/c{n}/", *same, kind="list"))
        assert mirrors.learn(f"{TWO}/c{n}/", shown(f"{TWO}/c{n}/", *same, kind="list")) is None


def test_plain_pages_prove_nothing() -> None:
    mirrors = Mirrors()
    mirrors.learn(f"{ONE}/", shown(f"{ONE}/", link("/a/")))
    assert mirrors.learn(f"{TWO}/", shown(f"{TWO}/", link("/a/"))) is None


def test_three_equal_pages_do_when_the_home_page_was_not_met() -> None:
    mirrors = Mirrors()
    found = []
    for n in range(3):
        rows = [row(f"/x{n}{i}.html", "2026-01-01", f"信息{n}{i}") for i in range(4)]
        mirrors.learn(f"{ONE}/c{n}/", shown(f"{ONE}/c{n}/", *MENU, *rows, kind="list"))
        found.append(mirrors.learn(f"{TWO}/c{n}/", shown(f"{TWO}/c{n}/", *MENU, *rows, kind="list")))
    assert found == [None, None, "old.demo.test"]


def test_the_twin_with_www_is_the_same_host() -> None:
    mirrors = Mirrors()
    mirrors.learn(f"{ONE}/", shown(f"{ONE}/", *MENU))
    assert mirrors.learn("http://demo.test/", shown("http://demo.test/", *MENU)) is None
    assert mirrors.names == {}


def asked(frontier: Frontier) -> list[str]:
    return [ask.page for ask in frontier.take(100)]


def test_the_frontier_asks_for_each_page_under_one_name_and_loses_none() -> None:
    frontier = Frontier(60)
    frontier.mark("demo.test/")
    frontier.learn(f"{ONE}/", shown(f"{ONE}/", *MENU))
    for path in ("/", "/c1/", "/c2/", "/only-there/"):
        frontier.offer(TWO + path, 0, 1, ONE)
    for path in ("/c1/", "/c3/"):
        frontier.offer(ONE + path, 0, 1, ONE)
    # The other host's home page goes first: it tells what the host is.
    assert asked(frontier) == [f"{ONE}/c1/", f"{ONE}/c3/", f"{TWO}/"]
    frontier.learn(f"{TWO}/", shown(f"{TWO}/", *MENU))
    assert asked(frontier) == [f"{TWO}/c2/", f"{TWO}/only-there/"]
    frontier.offer(f"{ONE}/c2/", 0, 1, ONE)
    frontier.offer(f"{TWO}/c3/", 0, 1, ONE)
    assert asked(frontier) == []
    [cut] = frontier.cuts()
    assert (cut.reason, cut.pattern, cut.count, cut.hides) == ("mirror", "old.demo.test/*", 2, False)


def test_a_host_that_is_no_mirror_is_read_as_it_is() -> None:
    frontier = Frontier(60)
    frontier.learn(f"{ONE}/", shown(f"{ONE}/", *MENU))
    for path in ("/", "/c1/", "/c2/"):
        frontier.offer(TWO + path, 0, 1, ONE)
    assert asked(frontier) == [f"{TWO}/"]
    assert asked(frontier) == [f"{TWO}/c1/", f"{TWO}/c2/"]
    assert frontier.cuts() == ()
