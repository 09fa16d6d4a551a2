"""A reader for tests: what a page is stands in its markup, so that tests of the crawl need no extraction.

``<body data-kind="list">``; links ``<a data-zone="menu" href>``; rows ``<li data-date="2026-01-02"><a href>``;
``<a data-next href>`` further pages; ``<a data-file href>`` attachments; ``<form action data-field>``.
"""

from __future__ import annotations

from lxml import html

from auditor import urls
from auditor.crawl.pages import has_content, may_be_html
from auditor.model import Fetch, Item, Link, PageKind, Pager, PageReading, SearchForm, Zone


def read(fetch: Fetch, body: bytes) -> PageReading | None:
    if not has_content(fetch) or not may_be_html(fetch.mime, body):
        return None
    url = fetch.url
    page = html.fromstring(body.decode("utf-8", "replace") or "<html></html>")
    found = page.xpath("//body/@data-kind")
    kind = PageKind(found[0]) if found else PageKind.OTHER
    links = [
        Link(target, node.text_content(), Zone(node.get("data-zone")), True)
        for node in page.xpath("//a[@data-zone]")
        if (target := urls.absolute(url, node.get("href")))
    ]
    items = []
    for row in page.xpath("//li"):
        node = row.find("a")
        target = urls.absolute(url, node.get("href"))
        items.append(Item(node.text_content(), target, row.get("data-date")))
        if target:
            links.append(Link(target, node.text_content(), Zone.LIST, True))
    nexts = tuple(t for node in page.xpath("//a[@data-next]") if (t := urls.absolute(url, node.get("href"))))
    files = tuple(
        Link(target, node.text_content(), Zone.BODY, True)
        for node in page.xpath("//a[@data-file]")
        if (target := urls.absolute(url, node.get("href")))
    )
    forms = tuple(
        SearchForm(urls.absolute(url, node.get("action")) or url, "GET", node.get("data-field"))
        for node in page.xpath("//form")
    )
    redirect = page.xpath("//body/@data-redirect")
    return PageReading(
        url,
        kind,
        title="".join(page.xpath("//title/text()")),
        links=tuple(links),
        items=tuple(items),
        pager=Pager(None, None, None, nexts) if nexts else None,
        redirect=urls.absolute(url, redirect[0]) if redirect else None,
        forms=forms,
        attachments=files,
        text=" ".join(page.text_content().split())[:2000],
    )
