"""大汉 jpaas (集约化): each box of a page is a unit that ``unitbuild.js`` fetches as HTML wrapped in JSON.

``<script src="…/unitbuild.js" url="/api-gateway/…/page/build/unit" queryData="{'webId':…,'tagId':…}">`` →
GET with these parameters → ``{"data": {"html": "<ul>…</ul><div class='pagination' rows=15 count=387 pageNo=1>"}}``.
Further pages are the same call with a page number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from urllib.parse import urlencode, urlsplit

from auditor.extract import dom, literals, read_page
from auditor.extract.dom import Dom, Element, squeeze
from auditor.extract.emptiness import empty_sentence
from auditor.extract.family import DataSource, Family, Marks, PageSource
from auditor.extract.fragment import list_reading, read_rows
from auditor.extract.pager import pages_of as pages_said
from auditor.extract.pager import total_of
from auditor.extract.zones import map_zones
from auditor.model import PageKind, Pager, PageReading, Part, PartRole
from spiders.families.json_rows import following, pages_of, parameter, set_parameters, whole_number
from spiders.families.script_calls import askable, filled_later

_MARK = Marks("unitbuild.js", "jpaas-publish-server")
_INTERFACE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ANSWERS = re.compile(r"/jpaas-publish-server/front/page/build/unit/?$", re.I)
#: tagId is the name that the template's author gave to a box of the page
_SURROUNDINGS = re.compile(
    r"导航|菜单|栏目树|目录树|头部|顶部|底部|尾部|页[头脚尾]|位置|面包屑|友情链接|搜索|检索"
    r"|(?<![a-z])(?:nav|menu|tree|head(?:er)?|top|foot(?:er)?|bottom|crumbs?|position|search|banner)(?![a-z])"
    r"|(?:nav|menu)(?![a-z])",
    re.I,
)
_MAX_UNITS = 8
_MIN_TEXT = 12
_SIZE = 15


class Jpaas(Family):
    name = "jpaas"

    def recognise(self, page: PageSource) -> bool:
        return _MARK.are_in(page)

    def unfold(self, page: PageSource) -> None:
        """Mark the places that units of rows will fill: their scripts are files, and nothing else tells of them."""
        for element in list(page.dom.body.iter("script")):
            if _tag(element.get("querydata") or "") is PartRole.ROWS and element.getparent() is not None:
                element.addnext(filled_later())

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        found = (part for element in page.dom.root.iter() if (part := _unit(page, element)) is not None)
        return tuple(dict.fromkeys(islice(found, _MAX_UNITS)))

    def pager(self, page: PageSource) -> Pager | None:
        """The pager of a unit that a browser has put into the page."""
        said = _said(page.dom) if page.dom.rendered else {}
        total = literals.number(said, "count")
        if total is None:
            return None
        pages = pages_of(total, literals.number(said, "rows") or _SIZE)
        current = literals.number(said, "pageNo", "pageno") or 1
        return Pager(pages, max(0, current - 1), total, (), f"count: {total}")

    def answers(self, url: str) -> bool:
        return bool(_ANSWERS.search(urlsplit(url).path))

    def read_answer(self, data: DataSource) -> PageReading | None:
        html = literals.at(literals.parse(data.text), "data.html")
        if not isinstance(html, str):
            return None
        if _role(parameter(urlsplit(data.url).query, "tagId")) is PartRole.INCLUDE:
            return _surroundings(html, data)
        return _rows(html, data)


def _tag(query: str) -> PartRole | None:
    """What a unit holds, told by its parameters; None when they are none."""
    values = literals.parse(query) if query else None
    if not isinstance(values, Mapping) or not literals.text(values, "pageId", "webId"):
        return None
    return _role(literals.text(values, "tagId"))


def _unit(page: PageSource, element: Element) -> Part | None:
    query = (element.get("querydata") or "") if isinstance(element.tag, str) else ""
    role = _tag(query)
    values = literals.parse(query) if role is not None else None
    if role is None or not isinstance(values, Mapping):
        return None
    pairs = [(str(name), literals.text(values, str(name))) for name in list(values)[:30]]
    url = page.dom.absolute((element.get("url") or "").strip() or _INTERFACE)
    if url is None or not _ANSWERS.search(urlsplit(url).path) or not askable(url, page.url, page.territory):
        return None
    asked = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(pairs)}"
    return Part(asked, role)


def _role(tag: str) -> PartRole:
    return PartRole.INCLUDE if _SURROUNDINGS.search(tag) else PartRole.ROWS


def _surroundings(html: str, data: DataSource) -> PageReading:
    """Links, facts and search boxes of a menu, a header or a footer."""
    body = f"<html><body>{html}</body></html>".encode(errors="replace")
    reading = read_page(data.page, body, "text/html; charset=utf-8", data.territory)
    return replace(reading, items=(), pager=None, empty=None, parts=())


def _rows(html: str, data: DataSource) -> PageReading:
    tree = dom.parse(f"<html><body><div>{html}</div></body></html>", data.page)
    items = read_rows(html, data.page)
    pager = _pager(tree, data, len(items))
    if items or pager is not None:
        return list_reading(data.page, items, pager)
    sentence = empty_sentence(tree, map_zones(tree))
    text = tree.text
    if sentence is not None and len(squeeze(text)) <= len(squeeze(sentence)) + 20:
        return PageReading(data.page, PageKind.LIST, empty=True, empty_evidence=sentence)
    if len(squeeze(text)) >= _MIN_TEXT:
        return PageReading(data.page, PageKind.CONTENT, text=text[:2000], text_length=len(text), empty=False)
    return list_reading(data.page, (), None)


def _pager(tree: Dom, data: DataSource, rows: int) -> Pager | None:
    """The unit's own pager: ``<div class="pagination" rows count pageNo>``, or the same in its ``queryData``."""
    said = _said(tree)
    scripts = "\n".join(element.text or "" for element in tree.root.iter("script"))
    total = literals.number(said, "count")
    total = total_of(tree, scripts) if total is None else total
    size = literals.number(said, "rows") or 0
    size = size if 0 < size <= 500 else rows or _SIZE
    current = literals.number(said, "pageNo", "pageno") or _asked(data.url)
    pages = pages_of(total, size) or pages_said(tree.body)
    if total is None and pages is None:
        return None
    more = tuple(
        Part(_further(data.url, number, size), PartRole.ROWS)
        for number in following(current, pages)
        if rows and askable(data.url, data.page, data.territory)
    )
    return Pager(pages, max(0, current - 1), total, (), f"count: {total}", more)


def _said(tree: Dom) -> Mapping[str, object]:
    """Attributes or parameters of the box that states ``count`` and ``rows``; empty when there is none."""
    for element in tree.body.iter("div", "ul", "span", "p"):
        query = literals.parse(element.get("querydata") or "")
        node: Mapping[str, object] = query if isinstance(query, Mapping) else dict(element.attrib)
        if (
            literals.number(node, "count") is not None
            and literals.number(node, "rows", "pageno", "pageNo") is not None
        ):
            return node
    return {}


def _asked(url: str) -> int:
    """The page that was asked for, counted from 1."""
    return whole_number(parameter(urlsplit(url).query, "pageNo")) or 1


def _further(url: str, number: int, size: int) -> str:
    """The same call for another page. Portals read the number on its own or out of ``paramJson``: both are given."""
    both = {
        "pageNo": str(number),
        "pageSize": str(size),
        "paramJson": f'{{"pageNo":{number},"pageSize":{size}}}',
    }
    return set_parameters(url, both)
