"""Text to a tree that shows what a reader of the page would see.

Comments are removed (they hold dead menus), what inline scripts write is put in place, ``<base>`` is honoured.
lxml builds the tree; BeautifulSoup repairs what lxml refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

from bs4 import BeautifulSoup
from lxml import etree, html
from lxml.html import HtmlElement as Element

from auditor import urls
from auditor.extract import script
from auditor.extract.clicks import settle_clicks
from auditor.extract.elements import BLOCK, SKIP, PageElement, Told, forget, hold, parser_of, writable
from auditor.extract.plain import clean, squeeze

__all__ = [
    "Dom",
    "Element",
    "clean",
    "is_hidden",
    "is_visible",
    "marks",
    "parse",
    "spaced_text",
    "squeeze",
    "text_of",
]

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WHOLE = re.compile(r"\s*(?:https?:)?//", re.I)
_CLOSED = re.compile(r"</\s*(?:body|html|frameset)\s*>", re.I)
#: A browser goes on behind these (an included file ends in them, somebody adds links behind them); libxml2 would drop the rest.
_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)
#: A tag with so many attributes costs libxml2 the square of their number; only texts of such a length can hold one that hurts.
_HUGE, _MOST_ATTRIBUTES = 100_000, 200
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}>")
_ATTRIBUTE = re.compile(r"\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
#: A script that writes another one hides its end (``<\\/script>``, ``'</' + 'script>'``), or the browser would end it there.
_HIDDEN_END = re.compile(r"<\\/|</?[\"']|</scr[\"']|%3C|\\x3c|\\u003c", re.I)
_TAIL = 20_000  # characters in which the closing tags stand; scripts may follow them
#: So many characters of a text in which lxml finds no element are given to BeautifulSoup: unclosed comments cost it the
#: square of their number.
_REPAIRED = 32_768
#: Attribute of the root by which a renderer says why a visitor may see more than is in the document.
UNFINISHED = "data-auditor-unfinished"
_NO_DATA = frozenset({"budget", "data", "foreign-data", "time", "waiting"})


_PAGES = parser_of(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
_FRAGMENTS = parser_of()


@dataclass(slots=True)
class Dom:
    """A parsed page. ``base`` is what its links are relative to; ``unread_writes`` counts document.write
    calls whose text could not be told; ``is_closed`` tells a page that ends with its closing tags. ``rendered``: a
    document as a browser had it, ``unfinished`` then says why a visitor may see more (``data``, ``time``, ``script``
    and so on, written into the document by the renderer). ``is_misled``: a character of ``<base>`` was lost, so nobody knows
    where its links lead; ``is_swallowed``: a script that was never closed has taken a part of the page in."""

    root: Element
    base: str
    unread_writes: int = 0
    written: tuple[str, ...] = field(default_factory=tuple)
    is_closed: bool = True
    rendered: bool = False
    unfinished: frozenset[str] = frozenset()
    is_misled: bool = False
    is_swallowed: bool = False
    _text: str | None = None
    _held: list[Any] = field(default_factory=list)
    _told: Told | None = None
    _body: Element | None = None
    _joined: dict[str, str | None] = field(default_factory=dict)

    def settle(self) -> None:
        """Say that the tree is as it stays: what is asked of its elements is found once and kept."""
        forget(self._held)
        self._held, self._told = hold(self.body)

    def loosen(self) -> None:
        """Say that the tree is going to change."""
        forget(self._held)
        self._told = None

    def absolute(self, href: str) -> str | None:
        """An address of the page, joined to its base (:func:`auditor.urls.absolute`): asked by many readers, joined once."""
        try:
            return self._joined[href]
        except KeyError:
            lost = self.is_misled and not _WHOLE.match(href)
            joined = self._joined[href] = None if lost else urls.absolute(self.base, href)
            return joined

    def who_say(self, hint: re.Pattern[str]) -> list[Element]:
        """Elements of the body in whose own texts (not those of elements within) ``hint`` is found, in the order of the
        document. Settles the page. ``hint`` must not reach beyond one text: no negated sets."""
        if self._told is None:
            self.settle()
        return self._told.who_say(hint) if self._told is not None else []

    @property
    def has_run(self) -> bool:
        """True when the scripts have had their say: what the page does not show now, none of them would show."""
        return self.rendered and not self.unfinished

    @property
    def lacks_data(self) -> bool:
        """True when a call for data failed or had no end: neither rows nor their absence prove anything."""
        return bool(self.unfinished & _NO_DATA)

    @property
    def text(self) -> str:
        """Readable text of the whole body, made once; three readers of a page ask for it."""
        if self._text is None:
            self._text = text_of(self.body)
        return self._text

    @property
    def body(self) -> Element:
        if self._body is None:
            body = self.root.find("body")
            self._body = self.root if body is None else body
        return self._body


def parse(text: str, url: str, *, rendered: bool = False) -> Dom:
    """Build the tree. Never raises on markup: an empty document gives an empty body.

    In a ``rendered`` document the scripts have written already, and the browser has closed every tag.
    """
    root = _tree(_XML_DECLARATION.sub("", text.replace("\x00", "")))
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    unread, written = (0, ()) if rendered else _write_scripts(root)
    settle_clicks(root)
    swallowed = not rendered and any(map(_has_swallowed, root.iter("script")))
    unfinished = frozenset((root.get(UNFINISHED) or "").split()) if rendered else frozenset()
    base = root.find(".//base[@href]")
    named = (base.get("href") or "") if base is not None else ""
    joined = urls.absolute(url, named) if named else None
    is_closed = bool(_CLOSED.search(text, max(0, len(text) - _TAIL))) and "cut" not in unfinished
    is_misled = "\ufffd" in named
    return Dom(root, joined or url, unread, written, is_closed, rendered, unfinished, is_misled, swallowed)


def _has_swallowed(code: Element) -> bool:
    text = code.text or ""
    return "<script" in text and _HIDDEN_END.search(text) is None


def _repaired(text: str) -> Element:
    """What BeautifulSoup makes of it; an empty document of what even it finds nothing in (``<!>``)."""
    try:
        return html.document_fromstring(str(BeautifulSoup(text[:_REPAIRED], "html.parser")))
    except (etree.ParserError, ValueError):
        return html.document_fromstring("<html><body></body></html>")


def _with_fewer_attributes(tag: re.Match[str]) -> str:
    last = next(islice(_ATTRIBUTE.finditer(tag[0]), _MOST_ATTRIBUTES - 1, None), None)
    return tag[0] if last is None else f"{tag[0][: last.end()]}>"


def _tree(text: str) -> Element:
    text = _ENDS.sub("", text)
    if len(text) > _HUGE:
        text = _LONG_TAG.sub(_with_fewer_attributes, text)
    if not text.strip():
        return html.document_fromstring("<html><body></body></html>")
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=_PAGES)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = _repaired(text)
    if root.tag != "html":
        wrapper = html.document_fromstring("<html><body></body></html>")
        wrapper[-1].append(root)
        return wrapper
    return root


def _write_scripts(root: Element) -> tuple[int, tuple[str, ...]]:
    """Put the HTML that scripts write right behind each script, or into the element that they name."""
    unread = 0
    texts: list[str] = []
    boxes: dict[str, Element] = {}
    for element in list(root.iter("script")):
        written = script.written_html(element.text or "")
        unread += written.unread
        if element.getparent() is None:
            continue
        for piece in (script.Placed(written.html, ""), *written.placed):
            if not piece.html.strip():
                continue
            texts.append(piece.html)
            if piece.place and not boxes:
                boxes = {each.get("id") or "": each for each in root.iter() if isinstance(each.tag, str)}
            box = boxes.get(piece.place) if piece.place else None
            if box is not None:
                box.extend(_fragments(piece.html))
                continue
            for fragment in reversed(_fragments(piece.html)):
                element.addnext(fragment)
    return unread, tuple(texts)


def _fragments(text: str) -> list[Element]:
    """The elements of a HTML fragment, table rows and list rows included; text before the first gets a ``span``."""
    try:
        holder = html.fragment_fromstring(text, create_parent="div", parser=_FRAGMENTS)
    except (etree.ParserError, ValueError, AssertionError):
        return []
    for child in list(holder):
        if not isinstance(child.tag, str) or child.tag in ("meta", "link", "script"):
            holder.remove(child)
    if holder.text and holder.text.strip():
        label = html.Element("span")
        label.text = writable(holder.text)
        holder.insert(0, label)
    return [child for child in holder if isinstance(child.tag, str)]


def is_hidden(element: Element) -> bool:
    """Hidden by its own inline style or attribute (style sheets are not read)."""
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style)) or element.get("hidden") is not None


def is_visible(element: Element) -> bool:
    above: list[Element] = []
    node: Element | None = element
    shown: bool | None = None
    while node is not None:
        shown = getattr(node, "is_shown", None)
        if shown is not None:
            break
        above.append(node)
        node = node.getparent()
    shown = shown is not False
    for each in reversed(above):
        shown = shown and not is_hidden(each)
        if getattr(each, "pieces", None) is not None:
            cast(PageElement, each).is_shown = shown
    return shown


def text_of(element: Element, *, hidden: bool = True) -> str:
    """Readable text with a space at block boundaries, scripts and form fields left out.

    ``hidden=False`` also leaves out what an inline style hides.
    """
    words: str | None = getattr(element, "words", None) if hidden else None
    if words is not None:
        return words
    if len(element) == 0:  # most elements are leaves, and this is the hottest call of the reader
        shown = element.tag not in SKIP and (hidden or not is_hidden(element))
        words = clean(element.text) if shown else ""
    elif hidden and (known := getattr(element, "pieces", None)) is not None:
        words = clean("".join(known[0][known[1] : known[2]]))
    else:
        return clean("".join(_texts(element, hidden)))
    if hidden and getattr(element, "pieces", None) is not None:
        cast(PageElement, element).words = words
    return words


def spaced_text(element: Element) -> str:
    """Text with a space between any two elements: a day and a month in boxes of their own stay apart."""
    return clean(" ".join(element.itertext()))


def _texts(element: Element, hidden: bool) -> Iterator[str]:
    # An explicit stack: crawled pages nest deeper than Python recurses.
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or node.tag in SKIP or (not hidden and is_hidden(node)):
            continue
        block = node.tag in BLOCK
        if block:
            yield " "
        if node.text:
            yield node.text
        if block:
            stack.append(" ")
        for child in reversed(node):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)


def marks(element: Element) -> str:
    """Class and id of an element in lower case: what template authors call the place."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()
