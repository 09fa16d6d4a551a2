"""One result: its title, date, and whether words of the query are set off in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.extract.dates import find_date, read_cell
from auditor.extract.dom import Element, clean, marks, spaced_text, text_of
from auditor.extract.search.queries import fold
from auditor.model import SearchResult
from auditor.search_words import search_words

TITLE_MOST = 200  # characters of a title


@dataclass(frozen=True, slots=True)
class Row:
    """One result with its box in the page."""

    anchor: Element
    box: Element
    url: str
    title: str


def result_of(row: Row, queries: Sequence[str]) -> SearchResult:
    return SearchResult(
        row.title[:TITLE_MOST],
        row.url,
        date_in(row.box, row.title),
        any(True for _ in highlights(row.box, queries)),
    )


def date_in(box: Element, title: str) -> str:
    """The date of a result: a cell that is one, else the last date in what stands beside the title."""
    for element in box.iter():
        if isinstance(element.tag, str) and len(element) == 0 and element.tag not in ("script", "style", "a"):
            cell = read_cell(clean(element.text))
            if cell is not None and cell.value is not None:
                return cell.value.isoformat()
    text = spaced_text(box).replace(title, " ", 1) if box.tag != "a" else clean(box.tail)
    found = find_date(text[-200:])
    return found.value.isoformat() if found is not None and found.value is not None else ""


def highlights(box: Element, queries: Sequence[str]) -> Iterator[Element]:
    """Elements that set words of the query off. When no query is known (a redirect without it), only what has no other
    use counts."""
    words = search_words().answer
    for element in box.iter("em", "mark", "font", "span", "b", "strong", "i"):
        shown = fold(text_of(element))
        if not shown or len(element) > 0:
            continue
        if queries:
            if any(shown in query for query in queries) and (
                len(shown) > 1 or element.tag in words.highlight_tags
            ):
                yield element
            continue
        style = f"{marks(element)} {element.get('style') or ''} {element.get('color') or ''}"
        coloured = element.tag in ("font", "span") and words.highlight_style.search(style)
        if (element.tag in words.highlight_tags or coloured) and not find_date(text_of(element)):
            yield element
