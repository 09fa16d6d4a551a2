"""The pages of a mirror are those that they repeat: neither columns nor texts besides."""

from __future__ import annotations

from dataclasses import replace

from auditor import urls
from auditor.extract.mirrored import fold_mirrors
from auditor.extract.records import Records, digest
from auditor.model import Failure, Fetch, Item, Link, PageKind, PageReading, Purpose, Zone
from auditor.territory import Territory

ONE, TWO = "http://www.demo.test", "http://old.demo.test"
Answer = tuple[Fetch, PageReading | None]


def answers(host: str, title: str = "清禾县人民政府") -> list[Answer]:
    links = tuple(Link(f"{host}/c{n}/", f"栏目{n}", Zone.MENU, True) for n in range(6))
    rows = tuple(Item(f"公告{n}", f"{host}/c1/{n}.html", f"2026-01-0{n + 1}") for n in range(4))
    pages = [
        (Purpose.HOME if host == ONE else Purpose.NAVIGATION, "/", PageKind.HOME, links, ()),
        (Purpose.NAVIGATION, "/c1/", PageKind.LIST, links, rows),
        (Purpose.ARTICLE, "/c1/1.html", PageKind.ARTICLE, (), ()),
    ]
    return [
        (
            Fetch(host + path, purpose, status=200),
            PageReading(host + path, kind, title=title, links=menu, items=items, text="正文" * 50),
        )
        for purpose, path, kind, menu, items in pages
    ]


def folded(*given: Answer) -> Records:
    records = digest(given, Territory(frozenset({"demo.test", "www.demo.test"}), "demo.test"))
    fold_mirrors(records, urls.canonical(f"{ONE}/"))
    return records


def test_a_mirror_leads_to_the_pages_it_repeats() -> None:
    records = folded(*answers(TWO), *answers(ONE))
    assert sorted(records.pages) == ["demo.test/", "demo.test/c1/"]
    assert sorted(records.texts) == ["demo.test/c1/1.html"]
    assert sorted(records.marks) == ["demo.test/", "demo.test/c1/", "demo.test/c1/1.html"]
    assert records.resolve(f"{TWO}/c1/1.html") == "demo.test/c1/1.html"
    assert not any(
        records.is_stuck(key) for key, fetch in records.fetches.items() if fetch.purpose is Purpose.NAVIGATION
    )


def test_the_order_of_answers_does_not_matter() -> None:
    one = folded(*answers(ONE), *answers(TWO))
    two = folded(*reversed([*answers(ONE), *answers(TWO)]))
    assert one.fetches == two.fetches
    assert one.pages == two.pages


def test_what_only_the_mirror_has_stays() -> None:
    kept = [each for each in answers(ONE) if not each[0].url.endswith("1.html")]
    records = folded(*kept, *answers(TWO))
    assert sorted(records.texts) == ["old.demo.test/c1/1.html"]


def test_what_failed_under_one_name_is_judged_under_the_other() -> None:
    gone = [(replace(fetch, status=404, failure=Failure.NOT_FOUND), None) for fetch, _ in answers(TWO)[1:]]
    records = folded(*answers(ONE), answers(TWO)[0], *gone)
    assert records.is_dead("old.demo.test/c1/")
    assert "demo.test/c1/" in records.pages


def test_another_site_on_the_same_template_is_none() -> None:
    records = folded(*answers(ONE), *answers(TWO, "清禾县教育局"))
    assert len(records.pages) == 4
    assert len(records.texts) == 2
