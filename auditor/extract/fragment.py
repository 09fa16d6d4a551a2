"""Rows that come without a page: HTML fragments and records from interfaces → items. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html.builder import LI, SPAN, UL, A

from auditor import urls
from auditor.extract import dom, lists
from auditor.extract.dates import read_value
from auditor.extract.dom import Element
from auditor.extract.zones import map_zones
from auditor.model import Item, PageKind, Pager, PageReading, Zone


@dataclass(frozen=True, slots=True)
class Record:
    """One row as an interface names it; ``date`` in any form that the date reader knows, or empty."""

    title: str
    href: str
    date: str = ""


def read_rows(html: str, page: str) -> tuple[Item, ...]:
    """Items of a HTML fragment (``<li>…</li><li>…</li>``, table rows, boxes) that belongs into ``page``."""
    tree = dom.parse(f"<html><body><div>{html}</div></body></html>", page)
    blocks = lists.read_blocks(tree, map_zones(tree))
    main = lists.main_block(blocks, page)
    return lists.items_of(main) if main is not None else ()


def list_element(records: Iterable[Record]) -> Element:
    """Records as the ``ul`` that a page's script would build of them. Texts become text, never markup."""
    return UL(
        *(
            LI(
                A(_text(record.title), href=_text(record.href), title=_text(record.title)),
                SPAN(_text(record.date)),
            )
            for record in records
        )
    )


def record_items(records: Iterable[Record], page: str) -> tuple[Item, ...]:
    """Items of records from an interface, with dates read by the same rules as those of a list on a page."""
    box = list_element(records)
    rows = tuple(
        lists.Row(
            row,
            dom.clean(row[0].text),
            urls.absolute(page, row[0].get("href") or ""),
            read_value(row[1].text or ""),
            Zone.LIST,
        )
        for row in box
    )
    return lists.items_of(lists.Block(rows, box, None)) if rows else ()


def list_reading(page: str, items: tuple[Item, ...], pager: Pager | None) -> PageReading:
    """The reading of an interface's answer that holds rows. No row and a total of 0 prove an empty list."""
    empty = False if items else (True if pager is not None and pager.total == 0 else None)
    return PageReading(
        url=page,
        kind=PageKind.LIST,
        items=items,
        pager=pager,
        empty=empty,
        empty_evidence=pager.evidence if pager is not None and empty else "",
    )


def _text(value: str) -> str:
    """What XML may hold: control characters of a broken interface are dropped."""
    return "".join(char for char in value if char in "\t\n" or char >= " ")
