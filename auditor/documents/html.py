"""HTML, also under the name of a spreadsheet: many offices save one as the other."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from auditor.documents.content import Content, first_lines
from auditor.extract import charset, dom
from auditor.extract.tables import grids_of

_LINES = frozenset("p h1 h2 h3 h4 h5 h6 li caption tr pre".split())


def read(data: bytes, mime: str) -> Content:
    decoded = charset.decode(data, mime)
    root = dom.parse(decoded.text, "http://document.invalid/").root
    return Content(grids_of(root), first_lines(_lines(root)))


def _lines(root: HtmlElement) -> Iterator[str]:
    """Paragraphs, and rows of plain cells, in order; the whole text of a document that has none."""
    spoken = False
    for element in root.iter(*_LINES):
        if next(element.iterdescendants(*_LINES), None) is not None:
            continue
        line = dom.text_of(element, hidden=False)
        spoken = spoken or bool(line)
        yield line
    if not spoken:
        yield dom.text_of(root, hidden=False)
