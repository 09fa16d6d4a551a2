"""The list of results on a page that shows much else: menus, filters, hot words, recommendations.

Links are grouped by how they stand in the page (tags and first classes of their parents); results are a group of links
with names as long as titles, each in a box of its own that says more: an excerpt, a date, an address. What the box is
called, and words that are set off, speak for a group; what menus and side columns are called speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from auditor import urls
from auditor.extract.dom import Dom, Element, clean, marks, squeeze, text_of
from auditor.extract.search.matching import is_jump
from auditor.extract.search.queries import fold
from auditor.extract.search.row import TITLE_MOST, Row, date_in, highlights, result_of
from auditor.extract.zones import map_zones
from auditor.model import SearchResult, Zone
from auditor.search_words import search_words

_TITLE = 4  # characters of a result's title, at least
_MAX_LINKS, _MAX_RESULTS = 4_000, 50
_HIGH = 6  # so many boxes up, at most, a result reaches
_ROW_TEXT, _ROW_LINKS = 1_500, 6
_NO_BOX = frozenset({"body", "html", "form", "tbody", "table", "ul", "ol"})
_EXCERPT = 12  # characters beside the title
_CONFIDENT = 4.0
_ALONE = 0.5  # a single link has nothing that repeats
_TOLD, _AGREES, _FEW = 1.5, 2.0, 20
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "dt"})
_AVERAGE, _PROSE = 7, 70  # characters of a title on average; longer ones are excerpts
_Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Results with their boxes, in order."""

    rows: tuple[Row, ...] = ()
    results: tuple[SearchResult, ...] = ()


def read_rows(page: Dom, queries: Sequence[str], total: int | None) -> Found:
    """The results of a page. ``queries`` are words that may be what was asked for. Where the page says how many results
    there are, less is needed to believe a list, and least for one of just so many."""
    groups = _groups(page)
    rated = [(_rating(rows, queries) + _agreement(rows, total), rows) for rows in groups]
    threshold = _CONFIDENT - (_TOLD if total else 0)
    good = [
        (rating, rows) for rating, rows in rated if rating >= threshold + (_ALONE if len(rows) == 1 else 0)
    ]
    if not good:
        return Found()
    best = max(good, key=lambda pair: (pair[0] * min(len(pair[1]), 5) ** 0.5, len(pair[1])))[1]
    rows = _with_sisters(best, groups)[:_MAX_RESULTS]
    return Found(tuple(rows), tuple(result_of(row, queries) for row in rows))


# ── candidates ────────────────────────────────────────────────────────────────────────────────────


def _groups(page: Dom) -> list[list[Row]]:
    """Links that stand alike, with the boxes that each has for itself. Footers, menus by tag and forms are left out."""
    zones = map_zones(page)
    grouped: dict[_Signature, list[tuple[Element, str, str]]] = {}
    for count, anchor in enumerate(page.body.iter("a")):
        if count >= _MAX_LINKS:
            break
        if zones.of(anchor) in (Zone.FOOTER, Zone.BREADCRUMB, Zone.MENU) and not _is_in_results(anchor):
            continue
        target = _target(page, anchor)
        title = _title_of(anchor)
        if target is not None and title:
            grouped.setdefault(_signature(anchor), []).append((anchor, target, title))
    return [_boxed(group) for group in grouped.values()]


def _is_in_results(anchor: Element) -> bool:
    """A box of results may stand inside one that is called ``top`` or ``head``."""
    words = search_words().answer
    for parent in list(anchor.iterancestors())[:4]:
        named = marks(parent)
        if words.rows.search(named) and not words.not_rows.search(named):
            return True
    return False


def _target(page: Dom, anchor: Element) -> str | None:
    """Where a link leads; None for links that no result has: to a place on the page, to the search itself."""
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("?"):
        return None
    target = urls.absolute(page.base, href)
    if target is None:
        return None
    here, there = urlsplit(page.base), urlsplit(target)
    same = (here.netloc, here.path) == (there.netloc, there.path)
    return None if same and not is_jump(target) else target


def _title_of(anchor: Element) -> str:
    """What the link is called, whole where an attribute says it; "" for what is no title."""
    shown = text_of(anchor)
    given = clean(anchor.get("title"))
    name = given if _is_cut(shown, given) else shown
    if not _TITLE <= len(squeeze(name)) <= TITLE_MOST or search_words().answer.not_titles.search(name):
        return ""
    return name


def _is_cut(shown: str, given: str) -> bool:
    """``title`` holds the whole of a title that is cut in the text."""
    start = fold(shown.rstrip(".… "))
    return len(fold(given)) >= len(start) > 3 and fold(given).startswith(start)


def _signature(anchor: Element) -> _Signature:
    parts = [_mark(anchor)]
    for parent in anchor.iterancestors():
        if len(parts) >= 4 or parent.tag in ("body", "html"):
            break
        parts.append(_mark(parent))
    return tuple(parts)


def _mark(element: Element) -> str:
    first = (element.get("class") or "").split(" ")[0]
    return f"{element.tag!s}.{first.rstrip('0123456789')}"


def _boxed(group: Sequence[tuple[Element, str, str]]) -> list[Row]:
    """Each link with the largest box that holds no other link of the group."""
    anchors = {anchor for anchor, _, _ in group}
    holds: dict[Element, int] = {}
    for anchor in anchors:
        for _, parent in zip(range(_HIGH + 1), anchor.iterancestors(), strict=False):
            holds[parent] = holds.get(parent, 0) + 1
    rows = []
    for anchor, target, title in group:
        box = anchor
        for _, parent in zip(range(_HIGH), anchor.iterancestors(), strict=False):
            if holds.get(parent, 0) > 1 or parent.tag in _NO_BOX or not _is_one(parent):
                break
            box = parent
        rows.append(Row(anchor, box, target, title))
    return rows


def _is_one(box: Element) -> bool:
    """Small enough for one result, which may link to its column, its copy and itself once more."""
    links = sum(1 for _ in islice(box.iter("a"), _ROW_LINKS + 1))
    return links <= _ROW_LINKS and len(text_of(box)) <= _ROW_TEXT


def _with_sisters(best: list[Row], groups: Sequence[list[Row]]) -> list[Row]:
    """Rows of the same list whose links are built another way: one that is pinned, one without highlighting."""
    parents = {parent for row in best if (parent := row.box.getparent()) is not None}
    tags = {row.box.tag for row in best}
    taken = {row.box for row in best}
    rows = list(best)
    if len(best) >= 2 and len(parents) == 1:
        for group in groups:
            for row in group:
                box = _child_of(parents, row.box)
                if box is not None and box.tag in tags and box not in taken:
                    taken.add(box)
                    rows.append(Row(row.anchor, box, row.url, row.title))
        order = {box: place for place, box in enumerate(next(iter(parents)))}
        rows.sort(key=lambda row: order.get(row.box, 0))
    return rows


def _child_of(parents: set[Element], element: Element) -> Element | None:
    """The element, or what it stands in, that is a child of one of ``parents``."""
    for inner in (element, *element.iterancestors()):
        if inner.getparent() in parents:
            return inner
    return None


# ── rating ────────────────────────────────────────────────────────────────────────────────────────


def _agreement(rows: Sequence[Row], total: int | None) -> float:
    """A list of as many rows as the page says that there are results."""
    return _AGREES if total and total == len(rows) <= _FEW else 0.0


def _rating(rows: Sequence[Row], queries: Sequence[str]) -> float:
    """How much a group looks like results."""
    words = search_words().answer
    lengths = [len(squeeze(row.title)) for row in rows]
    average = sum(lengths) / len(lengths)
    if average < _AVERAGE:
        return 0.0
    beside = [_beside(row) for row in rows[:20]]
    count = len(beside)
    rating = 2.0 * sum(len(squeeze(text)) >= _EXCERPT for text in beside) / count
    rating += 1.5 * sum(date_in(row.box, row.title) != "" for row in rows[:20]) / count
    rating += 1.5 * sum(any(True for _ in highlights(row.box, queries)) for row in rows[:20]) / count
    rating += 1.0 if any(parent.tag in _HEADINGS for parent in _near(rows[0].anchor)) else 0.0
    rating += 1.0 * sum(urls.looks_like_article(row.url) or is_jump(row.url) for row in rows[:20]) / count
    named = [marks(element) for element in _around(rows[0])]
    rating += (
        1.5 if any(words.rows.search(name) and not words.not_rows.search(name) for name in named) else 0.0
    )
    rating -= (
        2.5 if any(words.not_rows.search(name) and not words.rows.search(name) for name in named) else 0.0
    )
    rating -= 2.0 if average > _PROSE else 0.0
    return rating


def _near(anchor: Element) -> Iterator[Element]:
    yield from list(anchor.iterancestors())[:2]


def _around(row: Row) -> Iterator[Element]:
    """The link, its box, what is between them, and what the box stands in."""
    yield row.anchor
    for parent in row.anchor.iterancestors():
        yield parent
        if parent is row.box:
            break
    for _, parent in zip(range(3), row.box.iterancestors(), strict=False):
        if parent.tag in ("body", "html"):
            break
        yield parent


def _beside(row: Row) -> str:
    """What the box says besides the title."""
    if row.box is row.anchor:
        return clean(row.anchor.tail)
    return text_of(row.box).replace(text_of(row.anchor), "", 1)
