"""广东 gkmlpt, the 政府信息公开平台 of a province: one page, the column in its fragment, rows from a JSON interface.

``window._CONFIG`` of every page holds the site's number (SID), the tree of columns (TREE) and, on an article, all of it
(DETAIL). Rows: GET ``/gkmlpt/api/all/<column>?page=1&sid=<site>``. The application may lie in a folder
(``/zqhjj/gkmlpt/index``), one for each organ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from lxml import etree, html
from lxml.html.builder import DIV, H1, P

from auditor.extract import literals
from auditor.extract.dom import Element, squeeze, text_of
from auditor.extract.elements import writable
from auditor.extract.family import DataSource, Family, PageSource
from auditor.extract.fragment import list_reading, record_items
from auditor.model import Link, PageReading, Part, PartRole, Zone
from spiders.families.json_rows import (
    MAX_ROWS,
    Keys,
    day,
    following,
    pages_of,
    parameter,
    plain,
    records,
    rows_pager,
    set_parameters,
    whole_number,
)
from spiders.families.ztree import read_nodes

_PAGE = re.compile(r"^(?P<base>[^?#]*/gkmlpt)(?:/|$)", re.I)
#: the page that shows columns; without a fragment it shows the newest of all, which the interface calls column 0
_SHELL = re.compile(r"/gkmlpt(?:/(?:index)?)?$", re.I)
_API = re.compile(r"/gkmlpt/api/all/\d{1,12}/?$", re.I)
_COLUMN = re.compile(r"\d{1,12}")
_KEYS = Keys(
    title=("title", "name"),
    # an item that only leads elsewhere has a jump address beside its own
    href=("jump_url", "url", "post_url"),
    # ``date`` is 生成日期: it counts only where no time of publication is given
    date=("display_publish_time", "first_publish_time", "publish_time", "created_at", "create_time", "date"),
)
_FACTS = (("发布机构", "publisher"), ("文号", "document_number"), ("索引号", "identifier"))


class Gkmlpt(Family):
    """The application and its interface."""

    name = "gkmlpt"

    def recognise(self, page: PageSource) -> bool:
        return bool(_PAGE.match(page.url)) and "_CONFIG" in page.scripts

    def tree(self, page: PageSource) -> tuple[Link, ...]:
        base, site = _base(page.url), _site(page.scripts)
        found = []
        for node in read_nodes(_setting(page.scripts, "TREE")):
            elsewhere = literals.text(node.data, "jump_url", "jumpUrl", "link_url")
            if elsewhere:
                target = page.dom.absolute(elsewhere)
                if target:
                    found.append(Link(target, node.name[:200], Zone.MENU, page.territory.owns(target)))
            elif _COLUMN.fullmatch(node.id):
                url = f"{base}/index#{node.id}"
                own = page.territory.owns(url)
                found.append(Link(url, node.name[:200], Zone.MENU, own, _api(base, node.id, site)))
        return tuple(found)

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        column = page.fragment or "0"
        if not _COLUMN.fullmatch(column) or not _SHELL.search(urlsplit(page.url).path):
            return ()
        part = Part(_api(_base(page.url), column, _site(page.scripts)), PartRole.ROWS)
        return (part,) if page.territory.may_serve(part.url) else ()

    def unfold(self, page: PageSource) -> None:
        """Show the article that DETAIL holds, unless the page shows it itself."""
        detail = _setting(page.scripts, "DETAIL")
        if not isinstance(detail, Mapping):
            return
        title = plain(literals.text(detail, "title"))
        if not title or squeeze(title) in squeeze(text_of(page.dom.body)):
            return
        place = page.dom.body.find(".//*[@id='app']")
        (page.dom.body if place is None else place).insert(0, _article(detail, title))

    def answers(self, url: str) -> bool:
        return bool(_API.search(urlsplit(url).path))

    def read_answer(self, data: DataSource) -> PageReading | None:
        value = literals.parse(data.text)
        if not isinstance(literals.at(value, "articles"), list):
            return None
        found = literals.rows(value, "articles")
        items = record_items(records(found, _KEYS), data.page)
        total = literals.number(value, "total", "classify.post_count")
        current = whole_number(parameter(urlsplit(data.url).query, "page")) or 1
        pages = pages_of(total, len(found)) if current == 1 else None
        more = tuple(_further(data.url, number) for number in following(current, pages))
        evidence = f"接口返回 total {total}" if total is not None else f"接口返回 articles {len(found)} 条"
        pager = rows_pager(len(items), total, evidence, more, current=current)
        reading = list_reading(data.page, items, pager)
        name = plain(literals.text(value, "classify.name"))[:60]
        return replace(reading, title=name, names=(("heading", name),)) if name else reading


def _base(url: str) -> str:
    match = _PAGE.match(url)
    return match["base"] if match else ""


def _setting(scripts: str, name: str) -> object | None:
    """A member of ``_CONFIG``, also when the rest of it is no plain data."""
    held = literals.at(literals.find_literal(scripts, "_CONFIG"), name)
    return held if held is not None else literals.find_literal(scripts, name)


def _site(scripts: str) -> str:
    for name in ("SID", "SITE_ID", "siteId", "sid"):
        value = _setting(scripts, name)
        if isinstance(value, (str, int)) and _COLUMN.fullmatch(str(value)):
            return str(value)
    return ""


def _api(base: str, column: str, site: str) -> str:
    return f"{base}/api/all/{column}?{urlencode([('page', '1'), *([('sid', site)] if site else [])])}"


def _further(url: str, number: int) -> Part:
    return Part(set_parameters(url, {"page": str(number)}), PartRole.ROWS)


def _article(detail: Mapping[str, object], title: str) -> Element:
    """Title, date line, metadata and body as the application would draw them."""
    published = day(detail, *_KEYS.date)
    facts = [("发布日期", published), *((label, plain(literals.text(detail, key))) for label, key in _FACTS)]
    line = "　".join(f"{label}：{writable(value)}" for label, value in facts if value)
    body = DIV(*_body(literals.text(detail, "content")))
    body.set("class", "article-content")
    return DIV(H1(writable(title)), P(line), body)


def _body(markup: str) -> Iterable[Element]:
    """The elements of the article's own markup, without scripts; loose text becomes a paragraph."""
    if not markup:
        return ()
    try:
        holder = html.fragment_fromstring(markup[:2_000_000], create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):
        return (P(writable(plain(markup))),)
    etree.strip_elements(holder, etree.Comment, "script", "style", "iframe", with_tail=False)
    loose = [P(writable(holder.text))] if holder.text and holder.text.strip() else []
    return (*loose, *list(holder)[:MAX_ROWS])
