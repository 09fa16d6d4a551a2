"""龙讯 lonsun (安徽, 四川, 青海): ``/public/column/<organ>?type=4&action=list&nav=3&catId=<category>``.

Rows are in the page, or a script asks ``/site/label/8888`` (a label with its parameters) for a HTML fragment. Pages are
turned by ``pageIndex``. ``type=6`` are annual reports, ``action=rel`` lists the organs; each organ has its own tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from auditor import urls
from auditor.extract import literals, script
from auditor.extract.dom import Dom, Element, clean, squeeze, text_of
from auditor.extract.family import DataSource, Family, PageSource
from auditor.extract.fragment import list_reading, read_rows
from auditor.extract.pager import total_of
from auditor.model import Link, PageKind, Pager, PageReading, Part, PartRole, Zone
from spiders.families.json_rows import (
    following,
    parameter,
    rows_pager,
    set_parameters,
    whole_number,
    with_parameters,
)
from spiders.families.ztree import Node, node_links, read_nodes, script_nodes

_COLUMN = re.compile(r"/(?:public|content)/column/(\d{1,12})/?$", re.I)
_LINKED = re.compile(r"/public/column/\d{1,12}\?|/site/label/\d{1,6}\b", re.I)
_LABEL = re.compile(r"/site/label/\d{1,6}/?$", re.I)
_LABEL_CALL = re.compile(r"[\"']([\w./:-]{0,80}/site/label/\d{1,6}/?)(\?[^\"'\s]{0,1500})?[\"']", re.I)
_LABEL_NAME = re.compile(r"[\"']?\blabelName[\"']?\s*:")
_ARTICLE = re.compile(
    r"/public/\d{1,12}/\d{1,12}\.html|/content/article/\d+|/openness/detail/content/\w+\.html", re.I
)
_ROWS_LABEL = re.compile(r"list$|list[_-]", re.I)
_TREE_LABEL = re.compile(r"tree|organ|catalog|menu", re.I)
_TURN = re.compile(r"pageIndex|currPage|currentPage|pageNo", re.I)
_POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post", re.I)
_TAG = re.compile(r"<[^>]{1,300}>")
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.I | re.S)
_NOTHING = "暂无相关信息"
_NEAR = 400
_FIXED = (("IsAjax", "1"), ("dataType", "html"))


class Lonsun(Family):
    """Columns by query, labels, trees of categories and organs."""

    name = "lonsun"

    def recognise(self, page: PageSource) -> bool:
        return bool(_column_of(page.url) and "/public/" in page.url) or bool(_LINKED.search(page.markup))

    def pager(self, page: PageSource) -> Pager | None:
        """``pageCount`` of the script that turns pages, or the links with ``pageIndex``."""
        if not _COLUMN.search(urlsplit(page.url).path):
            return None
        current = whole_number(parameter(urlsplit(page.url).query, "pageIndex")) or 1
        stated = _counts(page.scripts)
        linked = _linked_pages(page)
        pages = stated.pages if stated is not None and stated.pages is not None else max(linked, default=None)
        if pages is None and (stated is None or stated.total is None):
            return None
        total = stated.total if stated is not None else None
        total = total if total is not None else total_of(page.dom, page.scripts)
        ahead = tuple(
            set_parameters(page.url, {"pageIndex": str(number)}) for number in following(current, pages)
        )
        return Pager(pages, current - 1, total, ahead, stated.evidence if stated is not None else "pageIndex")

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """The label that fills the list, when the page shows no rows; labels that hold trees."""
        found: dict[Part, None] = {}
        shown = _shows_rows(page.dom)
        for url, fields, post in _labels(page):
            role = _role(fields.get("labelName", ""))
            if role is None or (role is PartRole.ROWS and shown) or not page.territory.owns(url):
                continue
            query = urlencode(_filled(page.url, fields) if role is PartRole.ROWS else fields)
            found.setdefault(Part(url, role, "POST", query) if post else Part(f"{url}?{query}", role))
        rows = [part for part in found if part.role is PartRole.ROWS]
        return (*rows[:1], *[part for part in found if part.role is PartRole.INCLUDE][:3])

    def tree(self, page: PageSource) -> tuple[Link, ...]:
        """Categories of this organ and other organs, from links and from trees that a script holds."""
        found = {(link.url, link.text): link for link in _static_tree(page)}
        nodes = [_addressed(node, page.url) for node in script_nodes(page.scripts)]
        for link in node_links(nodes, page.url, page.territory):
            found.setdefault((link.url, link.text), link)
        return tuple(found.values())

    def answers(self, url: str) -> bool:
        return bool(_LABEL.search(urlsplit(url).path))

    def read_answer(self, data: DataSource) -> PageReading | None:
        query = data.form or urlsplit(data.url).query
        if _role(parameter(query, "labelName")) is PartRole.INCLUDE:
            return _read_tree(data)
        return _read_label(data, query)


def _column_of(url: str) -> str:
    match = _COLUMN.search(urlsplit(url).path)
    return match[1] if match else ""


def _role(label: str) -> PartRole | None:
    if _TREE_LABEL.search(label):
        return PartRole.INCLUDE
    return PartRole.ROWS if _ROWS_LABEL.search(label) else None


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────


def _shows_rows(page: Dom) -> bool:
    return any(
        _ARTICLE.search(anchor.get("href") or "")
        for row in page.body.iter("li", "tr", "dd", "div")
        for anchor in row.findall("a")
    )


def _counts(scripts: str) -> Pager | None:
    """Pages and rows that the pager's call states."""
    pages = literals.number({"n": literals.find_literal(scripts, "pageCount")}, "n")
    names = ("totalCount", "total", "recordCount", "totalRecord")
    total = next(
        (
            n
            for name in names
            if (n := literals.number({"n": literals.find_literal(scripts, name)}, "n")) is not None
        ),
        None,
    )
    if pages is None and total is None:
        return None
    return Pager(pages, None, total, (), f"pageCount {pages} total {total}")


def _linked_pages(page: PageSource) -> list[int]:
    """Page numbers of links that turn this page's own list."""
    here = urlsplit(page.url)
    found = []
    for anchor in page.dom.body.iter("a"):
        joined = urls.absolute(page.dom.base, anchor.get("href") or "")
        parts = urlsplit(joined or "")
        number = whole_number(parameter(parts.query, "pageIndex"))
        same = parts.path == here.path and _category(parts.query) == _category(here.query)
        if number is not None and same:
            found.append(number)
    return found


def _category(query: str) -> str:
    return parameter(query, "catId")


def _labels(page: PageSource) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Address, parameters and method of each label that the page's scripts ask for."""
    objects = [_fields(value) for value in _objects(page.scripts)]
    for call in _LABEL_CALL.finditer(page.scripts):
        url = urls.absolute(page.dom.base, call[1])
        near = page.scripts[max(0, call.start() - _NEAR) : call.end() + _NEAR]
        if not url:
            continue
        held = dict(parse_qsl((call[2] or "").lstrip("?"), keep_blank_values=True))
        held.pop("_", None)
        for fields in [held] if held.get("labelName") else [{**held, **each} for each in objects]:
            yield url, {**dict(_FIXED), **fields}, bool(_POST.search(near))


def _objects(scripts: str) -> Iterator[object]:
    """Object literals with a ``labelName``."""
    for count, match in enumerate(_LABEL_NAME.finditer(scripts)):
        start = scripts.rfind("{", max(0, match.start() - _NEAR), match.start())
        if start >= 0 and count < 8:
            yield literals.parse(scripts[start:])


def _fields(value: object) -> dict[str, str]:
    """Parameters as jQuery sends them; those that are no constants are left out."""
    if not isinstance(value, Mapping):
        return {}
    fields = {}
    for key, held in value.items():
        if isinstance(held, bool):
            fields[str(key)] = "true" if held else "false"
        elif isinstance(held, (str, int)):
            fields[str(key)] = str(held)
    return fields


def _filled(url: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The label's parameters with what the page's own address says: organ, category, kind; the first page."""
    query = dict(parse_qsl(urlsplit(url).query))
    here = {key: query[key] for key in ("catId", "type", "action", "catIds") if query.get(key)}
    organ = _column_of(url) if "/public/" in url else ""
    if organ:
        here["organId"] = organ
    turn = next((key for key in fields if _TURN.fullmatch(key)), "pageIndex")
    return {**fields, **here, turn: here.get(turn, "1")}


def _read_label(data: DataSource, query: str) -> PageReading | None:
    """Rows of a fragment. A label that answers with the words it was told to say when there is nothing says so."""
    scripts = "\n".join(script.strip_comments(code) for code in _SCRIPT.findall(data.text))
    markup = _SCRIPT.sub(" ", data.text)
    items = read_rows(markup, data.page)
    stated = _counts(scripts)
    current = whole_number(parameter(query, "pageIndex")) or 1
    if items:
        pages = stated.pages if stated is not None else None
        more = tuple(_turned(data, number) for number in following(current, pages))
        total = stated.total if stated is not None else None
        evidence = stated.evidence if stated is not None else f"接口返回 {len(items)} 条"
        return list_reading(data.page, items, rows_pager(len(items), total, evidence, more, current=current))
    said = squeeze(clean(_TAG.sub(" ", markup)))
    nothing = squeeze(parameter(query, "result")) or _NOTHING
    if said == nothing or (stated is not None and 0 in (stated.pages, stated.total)):
        return list_reading(data.page, (), rows_pager(0, 0, said[:60] or "pageCount 0", current=current))
    return None


def _turned(data: DataSource, number: int) -> Part:
    values = {"pageIndex": str(number)}
    if data.form:
        return Part(data.url, PartRole.ROWS, "POST", with_parameters(data.form, values))
    return Part(set_parameters(data.url, values), PartRole.ROWS)


# ── trees ─────────────────────────────────────────────────────────────────────────────────────────


def _static_tree(page: PageSource) -> Iterator[Link]:
    """Links to categories and organs; those that only turn this list's pages are none."""
    for anchor in page.dom.body.iter("a"):
        joined = urls.absolute(page.dom.base, anchor.get("href") or "")
        if not joined or not _column_of(joined) or "/public/" not in joined:
            continue
        text = _name(anchor)
        if parameter(urlsplit(joined).query, "pageIndex") or not text:
            continue
        yield Link(joined, text, Zone.MENU, page.territory.owns(joined))


def _name(anchor: Element) -> str:
    return (text_of(anchor) or clean(anchor.get("title")))[:200]


def _addressed(node: Node, page: str) -> Node:
    """A node without an address is a category of its organ, in the address scheme of the page."""
    organ = literals.text(node.data, "organId", "organid") or _column_of(page)
    if node.href or not organ or not re.fullmatch(r"\d{1,12}", node.id):
        return node
    parts = urlsplit(page)
    root = _COLUMN.sub("", parts.path)
    query = urlencode([("type", "4"), ("action", "list"), ("nav", "3"), ("catId", node.id)])
    href = f"{parts.scheme}://{parts.netloc}{root}/public/column/{organ}?{query}"
    return Node(node.id, node.parent, node.name, href, node.depth, node.data)


def _read_tree(data: DataSource) -> PageReading | None:
    nodes = [_addressed(node, data.page) for node in read_nodes(literals.parse(data.text))]
    links = node_links(nodes, data.page, data.territory)
    return PageReading(data.page, PageKind.OTHER, links=links) if links else None
