"""Elements that remember: what the readers of one page ask its elements again and again is found once.

lxml makes the Python object of an element anew whenever nobody holds it. A page that is settled (:meth:`Dom.settle`) holds all
of its own, and they keep their text, their place and whether they are shown until the tree is about to change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree, html
from lxml.html import HtmlElement as Element

#: elements whose text stands apart from what is around them, and those whose text nobody reads
BLOCK = frozenset(
    "p div li ul ol dl dt dd tr table tbody thead h1 h2 h3 h4 h5 h6 br hr section article header footer nav "
    "td th form option select center".split()
)
SKIP = frozenset({"script", "style", "noscript", "template", "head", "select", "textarea"})


#: What lxml takes from a page and refuses to put into one: control characters, half characters.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """``text`` as it may be put into a tree."""
    return _UNWRITABLE.sub("", text)


class PageElement(Element):
    """An element that keeps what the readers of a page ask it again and again, for as long as its page is settled
    (:meth:`Dom.settle`). lxml makes such objects anew whenever nobody holds them: :class:`Dom` holds all of a page."""

    #: all pieces of text of the body, and which of them are the element's; None while the tree may still change
    pieces: tuple[list[str], int, int] | None = None
    words: str | None = None
    is_shown: bool | None = None
    place: int = 0  # in the order of the document


def parser_of(**options: Any) -> html.HTMLParser:
    """One class for all elements: lxml's own choice among several asks Python for each element that it hands out."""
    parser = html.HTMLParser(**options)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=PageElement))
    return parser


@dataclass(frozen=True, slots=True)
class Told:
    """The own texts of all elements of a body, parted by NUL, where each begins, and whose it is."""

    text: str
    starts: list[int]
    owners: list[Any]

    def who_say(self, hint: re.Pattern[str]) -> list[Element]:
        """Those in whose own texts ``hint`` is found, in the order of the document."""
        found = {
            self.owners[bisect_right(self.starts, each.start()) - 1] for each in hint.finditer(self.text)
        }
        return sorted(found, key=place_of)


def place_of(element: Element) -> int:
    """Where an element of a settled page stands in the order of the document."""
    return cast(PageElement, element).place


def hold(body: Element) -> tuple[list[Any], Told]:
    """All elements of a body, each told its place and its text, and what they say themselves."""
    held: list[Any] = list(body.iter("*"))
    forget(held)
    for place, element in enumerate(held):
        element.place = place
    return held, _note_pieces(body)


def forget(held: Iterable[Any]) -> None:
    """Let elements find out anew what they are asked."""
    for element in held:
        element.words = element.is_shown = element.pieces = None


def _note_pieces(body: Element) -> Told:
    """Tell each element where its text stands among the pieces of the body's; what belongs to the text of an element is said
    by :func:`auditor.extract.dom.text_of`."""
    pieces: list[str] = []
    own: list[str] = []
    owners: list[Any] = []
    begun: list[int] = []
    above: list[Any] = []
    silent = 0  # elements around this place whose text nobody reads
    add, tell, belong = pieces.append, own.append, owners.append
    walk: Any = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            tag = node.tag
            silent += tag in SKIP
            begun.append(len(pieces))
            above.append(node)
            if not silent and tag in BLOCK:
                add(" ")
            text = node.text
        else:
            if event == "end":
                tag = node.tag
                above.pop()
                start = begun.pop()
                if not silent:
                    if tag in BLOCK:
                        add(" ")
                    node.pieces = (pieces, start, len(pieces))
                elif tag in SKIP:
                    silent -= 1
                    node.pieces = (pieces, start, start)
            text = node.tail if above else None
        if not text:
            continue
        if text.isspace():
            if not silent:
                add(" ")
            continue
        tell(text)
        belong(above[-1])
        if not silent:
            add(text)
    starts, at = [], 0
    for text in own:
        starts.append(at)
        at += len(text) + 1
    return Told("\0".join(own), starts, owners)
