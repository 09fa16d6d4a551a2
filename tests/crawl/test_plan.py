"""Waves of the plan, without any network: answers are made up on the spot."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from fake_reader import read
from sites import Site, further, link, page, row, small_portal

from auditor.crawl.limits import CrawlLimits, SearchState
from auditor.crawl.plan import CrawlPlan
from auditor.model import (
    Ask,
    Failure,
    Fetch,
    FormPurpose,
    InteractionForm,
    PageKind,
    PageReading,
    Portal,
    Purpose,
)

HOME = "http://www.demo.test/"
PORTAL = Portal("demo", "示例", HOME)


def answer(site: Site, ask: Ask) -> tuple[Fetch, PageReading | None]:
    path = "/" + ask.url.split("/", 3)[3]
    found = site.get(path)
    fetch = Fetch(ask.url, ask.purpose, ask.method, ask.body, ask.referrer, ask.attempt)
    if isinstance(found, Failure):
        return Fetch(**{**as_dict(fetch), "failure": found}), None
    if not isinstance(found, str):
        return Fetch(**{**as_dict(fetch), "status": 404, "failure": Failure.NOT_FOUND}), None
    fetch = Fetch(**{**as_dict(fetch), "status": 200, "mime": "text/html"})
    return fetch, read(fetch, found.encode())


def as_dict(fetch: Fetch) -> dict[str, object]:
    return {name: getattr(fetch, name) for name in Fetch.__dataclass_fields__}


def run(
    site: Site, limits: CrawlLimits | None = None, seed: int | None = None
) -> tuple[list[tuple[Ask, ...]], CrawlPlan]:
    plan = CrawlPlan(PORTAL, limits)
    waves = []
    while wave := plan.next_wave():
        waves.append(wave)
        order = list(wave)
        if seed is not None:
            random.Random(seed).shuffle(order)
        for ask in order:
            plan.absorb(*answer(site, ask))
    return waves, plan


def asked(waves: list[tuple[Ask, ...]], purpose: Purpose | None = None) -> list[str]:
    return [
        "/" + ask.url.split("/", 3)[3] for wave in waves for ask in wave if purpose in (None, ask.purpose)
    ]


def test_order_of_arrival_changes_nothing() -> None:
    site = small_portal(columns=8, items=6)
    plain, _ = run(site)
    for seed in range(5):
        assert run(site, seed=seed)[0] == plain


def test_the_home_page_then_the_probe_then_menus() -> None:
    waves, plan = run(small_portal())
    assert [wave[0].purpose for wave in waves[:3]] == [
        Purpose.HOME,
        Purpose.SOFT_404_PROBE,
        Purpose.NAVIGATION,
    ]
    assert asked(waves, Purpose.NAVIGATION) == ["/c0/", "/c1/", "/c2/"]
    assert plan.summary().reason == "finished"
    assert plan.ended


def test_nothing_is_asked_twice_under_any_name() -> None:
    names = ["/a/", "/a/index.html", "/a/?", "/a/#x", "/a/;jsessionid=7"]
    site: Site = {"/": page("home", "首页", *(link(name) for name in names)), "/a/": page("list", "栏目")}
    waves, _ = run(site)
    assert len(asked(waves, Purpose.NAVIGATION)) == 1


def test_nothing_follows_a_home_page_that_fails() -> None:
    waves, plan = run({"/": Failure.NOT_FOUND})  # type: ignore[dict-item]
    assert asked(waves) == ["/", "/"]
    assert plan.summary().reason == "finished"


def test_menu_links_go_before_others() -> None:
    site: Site = {
        "/": page("home", "首页", link("/b-body/", "body"), link("/z-menu/")),
        "/z-menu/": page("channel", "频道", link("/z-menu/sub/")),
        "/z-menu/sub/": page("list", "子栏目"),
        "/b-body/": page("list", "正文里的"),
    }
    waves, _ = run(site, CrawlLimits(wave_size=1))
    assert asked(waves, Purpose.NAVIGATION) == ["/z-menu/", "/z-menu/sub/", "/b-body/"]


def test_articles_are_interleaved_so_that_a_cap_cuts_all_columns_alike() -> None:
    waves, _ = run(small_portal(columns=3, items=4), CrawlLimits(max_pages=10))
    articles = asked(waves, Purpose.ARTICLE)
    assert sorted(path[:4] for path in articles) == ["/c0/", "/c0/", "/c1/", "/c1/", "/c2/", "/c2/"]


def test_the_newest_articles_come_first_although_others_are_pinned() -> None:
    rows = [
        row("/t20200101_1.html", "2020-01-01"),
        row("/t20260101_2.html", "2026-01-01"),
        row("/t1111_3.html"),
    ]
    site: Site = {"/": page("home", "首页", link("/c/")), "/c/": page("list", "栏目", *rows)}
    waves, _ = run(site, CrawlLimits(wave_size=1, second_looks=0))
    assert asked(waves, Purpose.ARTICLE) == ["/t20260101_2.html", "/t20200101_1.html", "/t1111_3.html"]


def column(*dates: str | None) -> Site:
    rows = [row(f"/t20260101_{n}.html", date) for n, date in enumerate(dates)]
    site: Site = {
        "/": page("home", "首页", link("/c/")),
        "/c/": page("list", "栏目", *rows, further("/c/index_1.html")),
    }
    site |= {
        f"/c/index_{n}.html": page("list", "栏目", row(f"/x{n}.html"), further(f"/c/index_{n + 1}.html"))
        for n in range(1, 9)
    }
    return site


def test_a_list_in_order_needs_no_further_page() -> None:
    dates = ["2020-01-01", "2019-01-01", "2021-01-01", "2026-03-01", "2026-02-01", None, "2026-01-01"]
    assert asked(run(column(*dates))[0], Purpose.LIST_PAGE) == []


def test_a_list_out_of_order_is_read_on_for_three_pages() -> None:
    dates = ["2026-01-01"] * 3 + ["2026-01-05", "2026-02-01"]
    found = asked(run(column(*dates))[0], Purpose.LIST_PAGE)
    assert found == ["/c/index_1.html", "/c/index_2.html", "/c/index_3.html"]


def test_an_undated_list_is_read_on_until_a_date_appears() -> None:
    site = column(None, None)
    site["/c/index_2.html"] = page("list", "栏目", row("/y.html", "2026-01-01"), further("/c/index_3.html"))
    assert asked(run(site)[0], Purpose.LIST_PAGE) == ["/c/index_1.html", "/c/index_2.html"]


def test_further_pages_of_a_list_are_no_columns() -> None:
    site = column("2026-01-01")
    site["/c/"] = str(site["/c/"]).replace("</body>", link("/c/index_7.html", "body") + "</body>")
    assert "/c/index_7.html" not in asked(run(site)[0])


def test_traps_are_counted_and_not_asked() -> None:
    traps = ["/cal?month=3", "/print/1.html", "/" + "a/" * 13, "/x/y/x/y/x/y/", "/q?a=" + "b" * 250]
    variants = [f"/list?id={n}" for n in range(70)]
    site: Site = {"/": page("home", "首页", *(link(path) for path in traps + variants))}
    waves, plan = run(site, CrawlLimits(second_looks=0))
    assert len(asked(waves, Purpose.NAVIGATION)) == 60
    assert {cut.reason: cut.count for cut in plan.summary().cuts} == {
        "calendar": 1, "deep-path": 1, "long-query": 1, "print-version": 1, "query-variants": 10, "repeated-folders": 1,
    }  # fmt: skip


def test_rows_that_are_columns_are_followed_and_articles_are_not() -> None:
    site: Site = {
        "/": page("home", "首页", link("/list/"), link("/channel/"), row("/preview/")),
        "/channel/": page(
            "channel", "频道", row("/sub/"), row("/dated/", "2026-01-01"), row("/t20260101_1.html")
        ),
        "/list/": page("list", "乡镇", row("/town/"), row("/news.html")),
    }
    found = asked(run(site)[0], Purpose.NAVIGATION)
    assert set(found) == {"/list/", "/channel/", "/preview/", "/sub/", "/town/"}


def test_what_seems_to_be_gone_is_asked_once_more_but_not_for_ever() -> None:
    site: Site = {
        "/": page("home", "首页", link("/a/"), link("/b/")),
        "/a/": Failure.NOT_FOUND,  # type: ignore[dict-item]
        "/b/": Failure.SOFT_404,  # type: ignore[dict-item]
    }
    assert asked(run(site)[0], Purpose.NAVIGATION) == ["/a/", "/b/", "/a/", "/b/"]
    assert asked(run(site, CrawlLimits(second_looks=1))[0], Purpose.NAVIGATION) == ["/a/", "/b/", "/a/"]


def test_retries_come_after_everything_else_of_the_phase() -> None:
    site: Site = {
        "/": page("home", "首页", link("/a/"), link("/b/")),
        "/a/": Failure.TIMEOUT,  # type: ignore[dict-item]
        "/b/": page("channel", "频道", link("/c/")),
        "/c/": page("list", "栏目"),
    }
    waves, _ = run(site)
    assert asked(waves, Purpose.NAVIGATION) == ["/a/", "/b/", "/c/", "/a/", "/a/"]


def test_other_hosts_are_never_asked() -> None:
    waves, _ = run({"/": page("home", "首页", link("http://www.gov.cn/"), link("http://demo.test/"))})
    assert asked(waves, Purpose.NAVIGATION) == []


def test_a_menu_entry_that_is_an_article_is_read_before_other_articles() -> None:
    site = small_portal(columns=1, items=2)
    site["/"] = str(site["/"]).replace("</body>", link("/zwgk/t20200101_9.html") + "</body>")
    waves, _ = run(site)
    assert asked(waves, Purpose.ARTICLE)[0] == "/zwgk/t20200101_9.html"
    assert "/zwgk/t20200101_9.html" not in asked(waves, Purpose.NAVIGATION)


# ── tests of the search and of forms ─────────────────────────────────────────────────────────────────


def probed(
    plan: CrawlPlan, site: Site, answers: dict[str, tuple[Fetch, PageReading | None]]
) -> list[tuple[Ask, ...]]:
    """All waves of a plan; ``answers`` (by method and address) go before those of the site."""
    waves = []
    while wave := plan.next_wave():
        waves.append(wave)
        for ask in wave:
            told = answers.get(f"{ask.method} {ask.url}")
            if told is None:
                plan.absorb(*answer(site, ask))
            else:
                fetch = replace(
                    told[0], purpose=ask.purpose, body=ask.body, referrer=ask.referrer, attempt=ask.attempt
                )
                plan.absorb(fetch, told[1])
    return waves


def once(*asks: Ask) -> Callable[[SearchState], list[Ask]]:
    return lambda state: [] if state.answers else list(asks)


def test_the_search_comes_last_and_what_it_says_is_a_pure_function() -> None:
    query = Ask(f"{HOME}s?q=a", Purpose.SEARCH)
    waves = probed(CrawlPlan(PORTAL, search=once(query)), small_portal(), {})
    assert waves[-1] == (query,)
    assert probed(CrawlPlan(PORTAL, search=once(query)), small_portal(), {}) == waves
    switched_off = CrawlLimits(search_queries=0)
    assert probed(CrawlPlan(PORTAL, switched_off, once(query)), small_portal(), {}) == waves[:-1]


def test_another_attempt_of_a_query_is_another_ask_and_the_plan_makes_none_itself() -> None:
    url = f"{HOME}s?q=a"
    busy = Fetch(url, Purpose.SEARCH, status=503, failure=Failure.SERVER_ERROR)

    def search(state: SearchState) -> list[Ask]:
        return [Ask(url, Purpose.SEARCH, attempt=len(state.answers) + 1)] if len(state.answers) < 2 else []

    waves = probed(CrawlPlan(PORTAL, search=search), small_portal(), {f"GET {url}": (busy, None)})
    assert [ask.attempt for wave in waves for ask in wave if ask.purpose is Purpose.SEARCH] == [1, 2]


def test_redirects_of_a_query_are_followed_on_its_host() -> None:
    url, end = f"{HOME}e/search/index.php", f"{HOME}e/search/result/?searchid=1"
    answers: dict[str, tuple[Fetch, PageReading | None]] = {
        f"POST {url}": (Fetch(url, Purpose.SEARCH, "POST", status=302, location=end), None),
        f"GET {end}": (Fetch(end, Purpose.SEARCH, status=200), PageReading(end, PageKind.OTHER)),
    }
    plan = CrawlPlan(PORTAL, search=once(Ask(url, Purpose.SEARCH, "POST", "keyboard=a")))
    asks = [ask for wave in probed(plan, small_portal(), answers) for ask in wave][-2:]
    assert [(ask.method, ask.url, ask.body) for ask in asks] == [
        ("POST", url, "keyboard=a"),
        ("GET", end, ""),
    ]
    moved = {f"POST {url}": (Fetch(url, Purpose.SEARCH, "POST", status=307, location=f"{HOME}s"), None)}
    plan = CrawlPlan(PORTAL, search=once(Ask(url, Purpose.SEARCH, "POST", "keyboard=a")))
    last = [ask for wave in probed(plan, small_portal(), moved) for ask in wave][-1]
    assert (last.method, last.url, last.body) == ("POST", f"{HOME}s", "keyboard=a")


def test_results_that_were_crawled_are_not_opened_again() -> None:
    known, fresh = f"{HOME}c0/t20260101_0.html", f"{HOME}x/1.html"
    asks = [Ask(url, Purpose.SEARCH_RESULT) for url in (known, fresh)]
    waves = probed(CrawlPlan(PORTAL, search=once(*asks)), small_portal(), {})
    assert known[len(HOME) - 1 :] in asked(waves, Purpose.ARTICLE)
    assert asked(waves, Purpose.SEARCH_RESULT) == ["/x/1.html"]


def test_addresses_of_forms_are_asked_without_contents_and_never_otherwise() -> None:
    """A refused HEAD becomes no GET, a redirect is an answer."""
    seen: list[tuple[object, ...]] = []

    def targets(dialogs: Sequence[InteractionForm], answers: Sequence[Fetch], budget: int) -> list[Ask]:
        seen.append((tuple(dialogs), len(answers), budget))
        return [Ask(form.action, Purpose.FORM_TARGET, "HEAD", referrer=form.url) for form in dialogs]

    form = InteractionForm(f"{HOME}c0/", "县长信箱", FormPurpose.LETTER, f"{HOME}mail/send", "POST")
    refused = Fetch(form.action, Purpose.FORM_TARGET, "HEAD", status=405, failure=Failure.CLIENT_ERROR)
    page_of = PageReading(f"{HOME}c0/", PageKind.LIST, dialogs=(form, replace(form, action="")))
    listed = Fetch(f"{HOME}c0/", Purpose.NAVIGATION, status=200)
    for told in (refused, replace(refused, status=302, failure=None, location=f"{HOME}login")):
        answers = {f"GET {HOME}c0/": (listed, page_of), f"HEAD {form.action}": (told, None)}
        waves = probed(CrawlPlan(PORTAL, targets=targets), small_portal(), answers)
        assert [wave for wave in waves if wave[0].purpose is Purpose.FORM_TARGET] == [
            (Ask(form.action, Purpose.FORM_TARGET, "HEAD", referrer=form.url),)
        ]
    assert seen[:2] == [((form,), 0, 12), ((form,), 1, 12)]
    off = CrawlLimits(form_targets=0)
    assert not asked(
        probed(CrawlPlan(PORTAL, off, targets=targets), small_portal(), answers), Purpose.FORM_TARGET
    )


def test_the_summary_says_whether_the_probes_were_on() -> None:
    plan = CrawlPlan(PORTAL, CrawlLimits(search_queries=0, form_targets=3))
    assert (plan.summary().search_queries, plan.summary().form_targets) == (0, 3)
