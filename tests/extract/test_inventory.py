"""Small portals, read page by page: which columns, entries, obstacles and dead links follow."""

from __future__ import annotations

import random

import pytest

from auditor.extract import build_inventory, read_page
from auditor.model import CrawlSummary, Failure, Fetch, Inventory, PageKind, PageReading, Portal, Purpose
from auditor.territory import territory_of

HOME = "http://www.qinghe.test/"
PORTAL = Portal("990101", "清禾县", HOME)
OWN = territory_of(Portal("990101", "清禾县", HOME))


def page(
    path: str, body: str, purpose: Purpose = Purpose.NAVIGATION, sha: str = ""
) -> tuple[Fetch, PageReading | None]:
    """``�`` in ``body`` stands for a byte that is none of any charset."""
    url = HOME + path.lstrip("/")
    sent = f"<html><body>{body}</body></html>".encode().replace("�".encode(), b"\xff")
    reading = read_page(url, sent, "text/html", OWN)
    return Fetch(url, purpose, status=200, mime="text/html", body_sha256=sha or path), reading


def failed(path: str, failure: Failure, purpose: Purpose = Purpose.NAVIGATION) -> tuple[Fetch, None]:
    return Fetch(HOME + path.lstrip("/"), purpose, failure=failure, referrer=HOME), None


def build(*answers: tuple[Fetch, PageReading | None], reason: str = "finished") -> Inventory:
    return build_inventory(PORTAL, answers, CrawlSummary(PORTAL, reason, len(answers), 100))


def menu(*entries: tuple[str, str]) -> str:
    return '<div class="nav">' + "".join(f'<a href="{href}">{name}</a>' for name, href in entries) + "</div>"


def crumb(*names: str) -> str:
    return f'<div>当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(names)}</div>'


def rows(*days: str) -> str:
    return (
        '<div class="list"><ul>'
        + "".join(
            f'<li><a href="t{day.replace("-", "")}_{i}.html">清禾县信息标题之{i}</a><span>{day}</span></li>'
            for i, day in enumerate(days)
        )
        + "</ul></div>"
    )


MENU = menu(("通知公告", "/tzgg/"), ("政策解读", "/zcjd/"), ("政务服务", "http://zwfw.other.test/"))


def test_columns_have_names_paths_and_newest_dates() -> None:
    found = build(
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("政务公开", "通知公告") + rows("2026-05-01", "2026-06-09")),
        page("/zcjd/", MENU + crumb("政务公开", "政策解读") + rows("2026-01-09")),
    )
    assert [(column.id, column.name, column.path, column.newest) for column in found.columns] == [
        ("/tzgg/", "通知公告", ("政务公开", "通知公告"), "2026-06-09"),
        ("/zcjd/", "政策解读", ("政务公开", "政策解读"), "2026-01-09"),
    ]
    assert found.coverage.complete


def test_the_order_of_arrival_changes_nothing() -> None:
    answers = [
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01")),
        page("/zcjd/", MENU + crumb("政策解读") + rows("2026-01-09")),
        failed("/tzgg/t20260501_0.html", Failure.NOT_FOUND, Purpose.ARTICLE),
    ]
    first = build(*answers)
    for seed in range(5):
        random.Random(seed).shuffle(answers)
        assert build(*answers) == first


def test_a_menu_name_serves_where_a_page_has_no_breadcrumb() -> None:
    found = build(page("/", MENU, Purpose.HOME), page("/tzgg/", MENU + rows("2026-05-01")))
    assert found.columns[0].name == "通知公告"


def test_links_to_other_sites_are_entries() -> None:
    (entry,) = [entry for entry in build(page("/", MENU, Purpose.HOME)).entries if entry.kind == "external"]
    assert (entry.name, entry.url) == ("政务服务", "http://zwfw.other.test/")


def test_a_parent_that_redirects_is_an_entry_and_no_column() -> None:
    home = menu(("政务公开", "/zwgk/"), ("通知公告", "/zwgk/tzgg/"))
    stub = page("/zwgk/", '<script>location.href="tzgg/"</script>')
    found = build(
        page("/", home, Purpose.HOME),
        stub,
        page("/zwgk/tzgg/", home + crumb("政务公开", "通知公告") + rows("2026-05-01")),
    )
    assert [column.id for column in found.columns] == ["/zwgk/tzgg/"]
    assert ("政务公开", "redirect") in {(entry.name, entry.kind) for entry in found.entries}


def test_a_redirect_to_the_portals_other_name_is_not_outside() -> None:
    home = menu(("政务公开", "/zwgk/"), ("通知公告", "/zwgk/tzgg/"))
    stub = page("/zwgk/", '<script>location.href="http://old-name.test/zwgk/tzgg/"</script>')
    inner = page("/zwgk/tzgg/", home + crumb("政务公开", "通知公告") + rows("2026-05-01"))
    kinds = {(entry.name, entry.kind) for entry in build(page("/", home, Purpose.HOME), stub, inner).entries}
    assert ("政务公开", "redirect") in kinds
    assert ("政务公开", "external") not in kinds


def test_an_unread_menu_page_is_an_obstacle_a_dead_one_is_not() -> None:
    inner = page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01"))
    dead = build(page("/", MENU, Purpose.HOME), inner, failed("/zcjd/", Failure.NOT_FOUND))
    assert dead.coverage.complete
    assert [(link.url, link.text) for link in dead.broken] == [(HOME + "zcjd/", "政策解读")]
    slow = build(page("/", MENU, Purpose.HOME), inner, failed("/zcjd/", Failure.TIMEOUT))
    assert [(o.url, o.reason, o.name) for o in slow.coverage.obstacles] == [
        (HOME + "zcjd/", "timeout", "政策解读")
    ]
    assert slow.broken == ()


def test_a_later_attempt_that_succeeds_counts() -> None:
    fetch, reading = page("/zcjd/", MENU + crumb("政策解读") + rows("2026-01-09"))
    again = Fetch(fetch.url, fetch.purpose, attempt=2, status=200, mime="text/html")
    answers = [page("/", MENU, Purpose.HOME), failed("/zcjd/", Failure.TIMEOUT), (again, reading)]
    assert build(*answers).coverage.complete
    assert build(*reversed(answers)).coverage.complete


def test_undated_rows_take_the_date_of_their_article() -> None:
    undated = '<div class="list"><ul><li><a href="content_7.html">关于清禾县水库除险加固工程的公示</a></li></ul></div>'
    article = page(
        "/tzgg/content_7.html",
        f"{crumb('通知公告', '正文')}<p>发布时间：2026-05-20</p><div class='TRS_Editor'>正文</div>",
        Purpose.ARTICLE,
    )
    found = build(page("/", MENU, Purpose.HOME), page("/tzgg/", MENU + crumb("通知公告") + undated), article)
    assert (found.columns[0].newest, found.columns[0].undated) == ("2026-05-20", 0)
    without = build(page("/", MENU, Purpose.HOME), page("/tzgg/", MENU + crumb("通知公告") + undated))
    assert (without.columns[0].newest, without.columns[0].undated) == (None, 1)


def test_a_list_in_a_frame_belongs_to_the_page_around_it() -> None:
    outer = page(
        "/tzgg/",
        MENU + crumb("通知公告") + '<div class="list"><iframe src="/frame/list.html"></iframe></div>',
    )
    inner = page("/frame/list.html", rows("2026-06-01", "2026-05-01"))
    found = build(page("/", MENU, Purpose.HOME), outer, inner)
    assert [(column.id, len(column.items), column.newest, column.kind) for column in found.columns] == [
        ("/tzgg/", 2, "2026-06-01", PageKind.LIST)
    ]


def test_a_frame_without_a_word_may_have_held_a_menu() -> None:
    answers = [
        page("/", MENU + menu(("政务公开", "/zwgk/")), Purpose.HOME),
        page("/zwgk/", MENU + '<iframe src="guide.html"></iframe>'),
        page("/tzgg/", MENU + rows("2026-05-01")),
        page("/zcjd/", MENU + rows("2026-05-02")),
    ]
    text = page("/zwgk/guide.html", "<p>为便于公众获取政府信息，编制本指南。</p>")
    assert build(*answers, text).coverage.complete
    found = build(*answers, page("/zwgk/guide.html", "<script>check()</script>"))
    assert [(o.url, o.reason) for o in found.coverage.obstacles] == [(HOME + "zwgk/guide.html", "bare-page")]


def test_a_link_of_a_damaged_page_may_never_have_been_one() -> None:
    gone = failed("/tzgg/x/1.html", Failure.NOT_FOUND, Purpose.ARTICLE)
    for tag, broken in (("<div>", 1), ("<d�v>", 0)):
        listed = page("/tzgg/", f"{MENU}{tag}<ul><li><a href='x/1.html'>关于停水的公告</a></li></ul>")
        found = build(page("/", MENU, Purpose.HOME), listed, gone)
        assert len(found.broken) == broken


def test_one_column_under_two_addresses_is_one() -> None:
    body = MENU + crumb("政府信息公开年报") + rows("2026-03-10")
    found = build(
        page("/", MENU, Purpose.HOME), page("/nb/", body, sha="same"), page("/nb/nlist.htm", body, sha="same")
    )
    assert [column.id for column in found.columns] == ["/nb/"]


def test_the_home_page_is_where_the_portals_address_leads() -> None:
    moved = Fetch(HOME, Purpose.HOME, status=302, location=f"{HOME}qhx/index.html?from=1")
    found = build(
        (moved, None),
        page("/qhx/index.html?from=1", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("政务公开", "通知公告") + rows("2026-05-01")),
    )
    assert [page.kind for page in found.pages if "from=1" in page.url] == [PageKind.HOME]
    assert len(found.home_links) == 3
    assert [column.id for column in found.columns] == ["/tzgg/"]


def test_a_site_of_one_page_proves_nothing() -> None:
    found = build(page("/", "<p>欢迎</p>", Purpose.HOME))
    assert not found.coverage.complete
    assert "no-columns" in {obstacle.reason for obstacle in found.coverage.obstacles}


def test_an_interrupted_crawl_is_incomplete() -> None:
    found = build(
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01")),
        reason="interrupted",
    )
    assert not found.coverage.complete


def test_the_portal_names_itself_when_nobody_else_does() -> None:
    home = read_page(
        HOME,
        b"<html><head><title>\xe6\xb8\x85\xe7\xa6\xbe\xe5\x8e\xbf\xe9\x97\xa8\xe6\x88\xb7-\xe9\xa6\x96\xe9\xa1\xb5</title></head></html>",
        "text/html",
        OWN,
    )
    nameless = Portal("x", "", HOME)
    answers = [(Fetch(HOME, Purpose.HOME, status=200), home)]
    assert (
        build_inventory(nameless, answers, CrawlSummary(nameless, "finished", 1, 10)).portal.name
        == "清禾县门户"
    )


def test_media_accounts_and_share_buttons() -> None:
    links = menu(
        ("官方微博", "https://weibo.com/qinghe"),
        ("分享到微博", "https://service.weibo.com/share/share.php?url=x"),
        ("通知公告", "/tzgg/"),
    )
    assert [link.url for link in build(page("/", links, Purpose.HOME)).media] == ["https://weibo.com/qinghe"]


def test_a_blank_page_in_the_menu_may_hide_columns() -> None:
    found = build(
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01")),
        page("/zcjd/", ""),
    )
    assert [(o.url, o.reason) for o in found.coverage.obstacles] == [(HOME + "zcjd/", "bare-page")]
    assert [(column.name, column.empty) for column in found.columns if column.id == "/zcjd/"] == [
        ("政策解读", None)
    ]


def test_a_redirect_that_leads_nowhere_is_an_obstacle() -> None:
    loop = Fetch(HOME + "zcjd/", Purpose.NAVIGATION, status=302, location=HOME + "zcjd/")
    found = build(
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01")),
        (loop, None),
    )
    assert [(o.reason, o.name) for o in found.coverage.obstacles] == [("redirect-loop", "政策解读")]
    assert [column.failure for column in found.columns if column.id == "/zcjd/"] == [Failure.REDIRECT_LOOP]


@pytest.mark.parametrize("way", ["page", "header"])
@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/"])
def test_what_leads_to_no_site_is_not_published_elsewhere(way: str, target: str) -> None:
    sent = Fetch(
        HOME + "zcjd/", Purpose.NAVIGATION, status=302, location=target, failure=Failure.REDIRECT_OUTSIDE
    )
    refresh = page("/zcjd/", f'<meta http-equiv="refresh" content="0;url={target}">')
    found = build(
        page("/", MENU, Purpose.HOME),
        page("/tzgg/", MENU + crumb("通知公告") + rows("2026-05-01")),
        refresh if way == "page" else (sent, None),
    )
    assert [(o.reason, o.name) for o in found.coverage.obstacles] == [("blocked-address", "政策解读")]
    assert [column.failure for column in found.columns if column.id == "/zcjd/"] == [Failure.BLOCKED_ADDRESS]
    assert "政策解读" not in {entry.name for entry in found.entries}


def test_a_menu_in_a_file_that_was_not_had_may_lead_anywhere() -> None:
    menu_file = '<script src="/js/menu.js"></script>'
    doors = MENU + menu(("领导之窗", "/ldzc/"))  # of enough links a page's own menu may consist
    home = page("/", doors + menu_file, Purpose.HOME)
    column = page("/tzgg/", doors + menu_file + crumb("通知公告") + rows("2026-05-01"))
    failure = Fetch(HOME + "js/menu.js", Purpose.PART, failure=Failure.SERVER_ERROR, referrer=HOME)
    read = Fetch(HOME + "js/menu.js", Purpose.PART, status=200, referrer=HOME)
    lacking = build(home, column, (failure, None))
    assert [(o.url, o.reason) for o in lacking.coverage.obstacles] == [(HOME + "js/menu.js", "part-unread")]
    assert ["part-unread" in each.obstacles for each in lacking.columns] == [True]
    assert build(home, column, (read, PageReading(HOME, PageKind.OTHER))).coverage.complete


def test_a_text_in_the_folder_of_an_unread_column_is_not_that_of_the_channel_that_previews_it() -> None:
    answers = [
        page("/", menu(("政务服务", "/fw/"), ("办事指南", "/fw/bszn/")), Purpose.HOME),
        page("/fw/", MENU + crumb("政务服务") + '<a href="/fw/bszn/t20260501_1.html">不动产登记办事指南</a>'),
        page(
            "/fw/bszn/t20260501_1.html",
            crumb("办事指南") + f"<h1>登记指南</h1><p>{'办理' * 99}</p>",
            Purpose.ARTICLE,
        ),
        failed("/fw/bszn/", Failure.TIMEOUT),
    ]
    columns = {document.url: document.column for document in build(*answers).documents}
    assert columns[f"{HOME}fw/bszn/t20260501_1.html"] == "/fw/bszn/"


def test_a_page_that_nothing_else_names_is_called_what_the_way_to_it_is() -> None:
    way = Fetch(HOME + "zc/", Purpose.NAVIGATION, status=302, location=HOME + "site/zcwj/list.html")
    found = build(
        page("/", menu(("政策文件", "/zc/"), ("通知公告", "/tzgg/")), Purpose.HOME),
        (way, None),
        page("/site/zcwj/list.html", rows("2026-05-01", "2026-04-01")),
        page("/tzgg/", crumb("通知公告") + rows("2026-05-01")),
    )
    assert [column.name for column in found.columns] == ["政策文件", "通知公告"]
