"""No form is ever sent but the search box: a portal with every kind of form keeps a record, and the record is looked at.

The same portal is read by plain HTTP and in a real browser, where its pages try to send their forms by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from auditor import app, outputs
from auditor.crawl.browser import find_browser
from auditor.crawl.snapshot import SnapshotReader
from auditor.preparation import BrowserUse, Options
from tests.standins.county import TODAY
from tests.standins.family import shell
from tests.standins.forms import BOX, CANARY, FORMS, SEARCH, TRAPPED_BOX, portal, tricky
from tests.standins.server import Heard, Reply, Server

BROWSER = find_browser()
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
#: What a probe may say to the address of a form.
WITHOUT_CONTENTS = {"HEAD", "OPTIONS"}
TITLE = "全县夏粮收购工作会议召开"
#: Addresses that nobody need ask at all: a careless program takes any request for the deed.
DEEDS = {"/delete", "/article/remove", "/subscribe", "/login.do"}


def search(heard: Heard) -> Reply:
    query = heard.fields().get("keyword", "")
    row = f'<li><a href="/zwyw/t20260520_4001.html">{TITLE}</a><span>2026-05-20</span></li>'
    found = f"<p>共 1 条结果</p><ul>{row}</ul>" if query and query in TITLE else "<p>没有找到相关结果</p>"
    return shell("站内搜索", found, query)


def record_of(
    folder: Path, browser: BrowserUse, extra: Mapping[str, str], box: str = BOX, *, probes: bool = True
) -> list[Heard]:
    """All that the portal heard during an audit; every page with a form was read."""
    with Server(portal(extra, search, box)) as server:
        result = app.run(server.url, Options(folder, today=TODAY, browser=browser, probes=probes))
    pages = {*extra, *(form.page for form in FORMS)}
    assert pages <= {heard.path for heard in server.record}
    with SnapshotReader(result.folder / outputs.SNAPSHOT) as reader:
        rendered = {urlsplit(fetch.url).path for fetch in reader.fetches() if fetch.render}
    assert set(extra) <= rendered, "and shown in the browser"
    return server.record


def assert_no_form_was_sent(record: Sequence[Heard]) -> None:
    targets = {form.target.partition("?")[0] for form in FORMS}
    for heard in record:
        if heard.path == SEARCH:
            assert_is_a_query(heard)
            continue
        assert heard.method in {"GET", *WITHOUT_CONTENTS}, heard
        assert heard.body == b"", heard
        assert CANARY not in f"{heard.target} {heard.headers}", heard
        assert not heard.path.startswith("/sent/"), heard
        if heard.path in targets:
            assert heard.method in WITHOUT_CONTENTS, heard
            assert heard.query == "", heard
        assert heard.path not in DEEDS, heard


def assert_is_a_query(heard: Heard) -> None:
    """The box's own request with nothing in it but the box's own fields; or a question without contents."""
    sent = [name for name, _ in parse_qsl(heard.query + heard.body.decode())]
    own = {"POST": ["site", "keyword"], "GET": ["keyword"]}
    assert sent == own.get(heard.method, []), heard
    assert heard.method in own or heard.method in WITHOUT_CONTENTS, heard


def test_by_plain_http(tmp_path: Path) -> None:
    record = record_of(tmp_path, BrowserUse.NEVER, {})
    assert any(heard.path == SEARCH for heard in record), "the search box was asked"
    assert {"/letter/save.do", "/apply/save.jsp"} <= {
        heard.path for heard in record if heard.method == "HEAD"
    }
    assert_no_form_was_sent(record)


def test_without_probes_nobody_is_asked_anything(tmp_path: Path) -> None:
    record = record_of(tmp_path, BrowserUse.NEVER, {}, probes=False)
    assert {heard.method for heard in record} == {"GET"}
    assert not {SEARCH, *(form.target for form in FORMS)} & {heard.target for heard in record}


@needs_browser
def test_in_a_browser_whose_pages_send_their_forms(tmp_path: Path) -> None:
    record = record_of(tmp_path, BrowserUse.ALWAYS, tricky())
    assert sorted({heard.path for heard in record if heard.path.startswith("/sent/")}) == []
    assert_no_form_was_sent(record)


@needs_browser
def test_a_box_is_typed_into_among_forms_that_wait_for_it(tmp_path: Path) -> None:
    """Every key and every click on this page would send its forms; only the box's own address is asked."""
    record = record_of(tmp_path, BrowserUse.AUTO, {}, TRAPPED_BOX)
    asked = [heard for heard in record if heard.path == SEARCH]
    assert any(TITLE in heard.fields()["keyword"] for heard in asked)
    assert_no_form_was_sent(record)


@needs_browser
def test_the_tricks_work() -> None:
    """In a browser that nobody guards every page sends something: otherwise the tests above prove nothing."""
    assert BROWSER is not None
    pages = tricky()
    with (
        Server(portal(pages, search)) as server,
        Server(portal({}, search, TRAPPED_BOX)) as trap,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=BROWSER.program, args=["--no-sandbox"])
        window = browser.new_context()
        for address in (*(server.url.rstrip("/") + path for path in pages), trap.url):
            tab = window.new_page()
            tab.goto(address)
            tab.keyboard.press("a")
        tab.wait_for_timeout(100)
        browser.close()
    sent = {heard.path.removeprefix("/sent/").removesuffix(".gif") for heard in server.record}
    assert {path.removeprefix("/zt/").strip("/") for path in pages} - sent == set()
    assert trap.asked("/sent/trap")
