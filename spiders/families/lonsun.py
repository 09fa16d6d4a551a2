"""龙讯 lonsun (安徽, 四川, 青海): ``/public/column/<organ>?type=4&action=list&nav=3&catId=<category>``.

Rows are in the page, or a script asks ``/site/label/8888`` (a label with its parameters) for a HTML fragment. Pages are
turned by ``pageIndex``. ``type=6`` are annual reports, ``action=rel`` lists the organs; each organ has its own tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode, urlsplit

from auditor.extract import dom, literals, script
from auditor.extract.dom import Dom, Element, clean, squeeze, text_of
from auditor.extract.family import DataSource, Family, Marks, PageSource
from auditor.extract.fragment import Record, list_element, list_reading, read_rows, record_items
from auditor.extract.pager import total_of
from auditor.extract.row_dates import is_date_cell
from auditor.model import Link, PageKind, Pager, PageReading, Part, PartRole, Zone
from spiders.families.json_rows import (
    MAX_ROWS,
    following,
    parameter,
    rows_pager,
    set_parameters,
    whole_number,
)
from spiders.families.lonsun_labels import COLUMN, column_of, label_parts, role_of, row_labels, turned
from spiders.families.ztree import Node, node_links, read_nodes, script_nodes

_LINKED = Marks(
    shapes=(
        ("/public/column/", r"/public/column/\d{1,12}\?"),
        ("/site/label/", r"/site/label/\d{1,6}\b"),
    )
)
_LABEL = re.compile(r"/site/label/\d{1,6}/?$", re.I)
_ARTICLE = re.compile(
    r"/public/\d{1,12}/\d{1,12}\.html|/content/article/\d+|/openness/detail/content/\w+\.html", re.I
)
_TAG = re.compile(r"<[^>]{1,300}>")
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.I | re.S)
_NOTHING = "暂无相关信息"


class Lonsun(Family):
    """Columns by query, labels, trees of categories and organs."""

    name = "lonsun"

    def recognise(self, page: PageSource) -> bool:
        return bool(column_of(page.url) and "/public/" in page.url) or _LINKED.are_in(page)

    def unfold(self, page: PageSource) -> None:
        """Rows whose cells are each an item of a list of its own become rows of one list."""
        boxes = _cell_rows(page.dom.body)
        if not boxes:
            return
        rows = list_element(_cell_records(boxes))
        holders = list(dict.fromkeys(_holder(box) for box in boxes))
        holders[0].addprevious(rows)
        for holder in holders:
            holder.drop_tree()

    def pager(self, page: PageSource) -> Pager | None:
        """``pageCount`` of the script that turns pages, or the links with ``pageIndex``. A page whose script asks a
        label turns it by that label."""
        if not COLUMN.search(urlsplit(page.url).path):
            return None
        current = whole_number(parameter(urlsplit(page.url).query, "pageIndex")) or 1
        stated = _counts(page.scripts)
        linked = _linked_pages(page)
        pages = stated.pages if stated is not None and stated.pages is not None else max(linked, default=None)
        if pages is None and (stated is None or stated.total is None):
            return None
        total = stated.total if stated is not None else None
        total = total if total is not None else (total_of(page.dom, page.scripts) or None)
        if total is None and pages == 0:
            total = 0  # a list of no page has no row
        ahead = tuple(
            set_parameters(page.url, {"pageIndex": str(number)}) for number in following(current, pages)
        )
        evidence = stated.evidence if stated is not None else "pageIndex"
        more: tuple[Part, ...] = ()
        label = next(iter(row_labels(page)), None)
        if label is not None and not linked:
            ahead, more = (), tuple(turned(label, number) for number in following(current, pages))
        return Pager(pages, current - 1, total, ahead, evidence, more)

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """The label that fills the list, when the page shows no rows; labels that hold trees."""
        rows = () if _shows_rows(page.dom) else row_labels(page)
        trees = [part for part in label_parts(page) if part.role is PartRole.INCLUDE]
        return (*rows[:1], *trees[:3])

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
        if role_of(parameter(query, "labelName")) is PartRole.INCLUDE:
            return _read_tree(data)
        return _read_label(data, query)


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────


def _cell_rows(body: Element) -> list[Element]:
    """``ul`` boxes that are one row: one ``li`` leads to an article, another holds nothing but a date."""
    return [box for box in body.iter("ul") if _is_cell_row(box)][:MAX_ROWS]


def _is_cell_row(box: Element) -> bool:
    cells = [cell for cell in box if cell.tag == "li"]
    linked = [cell for cell in cells if cell.find(".//a[@href]") is not None]
    if len(cells) < 2 or len(linked) != 1:
        return False
    anchor = linked[0].find(".//a[@href]")
    leads = anchor is not None and _ARTICLE.search(anchor.get("href") or "")
    return bool(leads) and any(is_date_cell(text_of(cell)) for cell in cells if cell is not linked[0])


def _holder(row: Element) -> Element:
    """The box of one row alone (``xxgk_navli``, whose name would pass for a menu's)."""
    parent = row.getparent()
    return parent if parent is not None and parent.tag == "div" and len(parent) == 1 else row


def _cell_records(boxes: Sequence[Element]) -> list[Record]:
    records = []
    for box in boxes:
        anchor = box.find(".//a[@href]")
        dates = [text_of(cell) for cell in box if cell.tag == "li" and is_date_cell(text_of(cell))]
        if anchor is not None:
            title = clean(anchor.get("title")) or text_of(anchor)
            records.append(Record(title, anchor.get("href") or "", dates[-1] if dates else ""))
    return records


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
        joined = page.dom.absolute(anchor.get("href") or "")
        parts = urlsplit(joined or "")
        number = whole_number(parameter(parts.query, "pageIndex"))
        same = parts.path == here.path and _category(parts.query) == _category(here.query)
        if number is not None and same:
            found.append(number)
    return found


def _category(query: str) -> str:
    return parameter(query, "catId")


def _read_label(data: DataSource, query: str) -> PageReading | None:
    """Rows of a fragment. A label that answers with the words it was told to say when there is nothing says so."""
    scripts = "\n".join(script.strip_comments(code) for code in _SCRIPT.findall(data.text))
    markup = _SCRIPT.sub(" ", data.text)
    boxes = _cell_rows(dom.parse(f"<body>{markup}</body>", data.page).body)
    items = record_items(_cell_records(boxes), data.page) if boxes else read_rows(markup, data.page)
    stated = _counts(scripts)
    current = whole_number(parameter(query, "pageIndex")) or 1
    if items:
        pages = stated.pages if stated is not None else None
        more = tuple(_turned(data, number) for number in following(current, pages))
        total = stated.total if stated is not None else None
        # Without figures of its own the answer leaves the page's pager standing.
        told = stated and rows_pager(len(items), total, stated.evidence, more, current=current)
        return list_reading(data.page, items, told)
    said = squeeze(clean(_TAG.sub(" ", markup)))
    nothing = squeeze(parameter(query, "result")) or _NOTHING
    if said == nothing or (stated is not None and 0 in (stated.pages, stated.total)):
        return list_reading(data.page, (), rows_pager(0, 0, said[:60] or "pageCount 0", current=current))
    return None


def _turned(data: DataSource, number: int) -> Part:
    asked = Part(data.url, PartRole.ROWS, "POST" if data.form else "GET", data.form)
    return turned(asked, number)


# ── trees ─────────────────────────────────────────────────────────────────────────────────────────


def _static_tree(page: PageSource) -> Iterator[Link]:
    """Links to categories and organs; those that only turn this list's pages are none."""
    for anchor in page.dom.body.iter("a"):
        joined = page.dom.absolute(anchor.get("href") or "")
        if not joined or not column_of(joined) or "/public/" not in joined:
            continue
        text = _name(anchor)
        if parameter(urlsplit(joined).query, "pageIndex") or not text:
            continue
        yield Link(joined, text, Zone.MENU, page.territory.owns(joined))


def _name(anchor: Element) -> str:
    return (text_of(anchor) or clean(anchor.get("title")))[:200]


def _addressed(node: Node, page: str) -> Node:
    """A node without an address is a category of its organ, in the address scheme of the page."""
    organ = literals.text(node.data, "organId", "organid") or column_of(page)
    if node.href or not organ or not re.fullmatch(r"\d{1,12}", node.id):
        return node
    parts = urlsplit(page)
    root = COLUMN.sub("", parts.path)
    query = urlencode([("type", "4"), ("action", "list"), ("nav", "3"), ("catId", node.id)])
    href = f"{parts.scheme}://{parts.netloc}{root}/public/column/{organ}?{query}"
    return Node(node.id, node.parent, node.name, href, node.depth, node.data)


def _read_tree(data: DataSource) -> PageReading | None:
    nodes = [_addressed(node, data.page) for node in read_nodes(literals.parse(data.text))]
    links = node_links(nodes, data.page, data.territory)
    return PageReading(data.page, PageKind.OTHER, links=links) if links else None
