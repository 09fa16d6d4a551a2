"""Text to a tree that shows what a reader of the page would see.

Comments are removed (they hold dead menus), what inline scripts write is put in place, ``<base>`` is honoured.
lxml builds the tree; BeautifulSoup repairs what lxml refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from lxml import etree, html
from lxml.html import HtmlElement as Element

from auditor import urls
from auditor.extract import script
from auditor.extract.clicks import settle_clicks

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
_CLOSED = re.compile(r"</\s*(?:body|html|frameset)\s*>", re.I)
_TAIL = 20_000  # characters in which the closing tags stand; scripts may follow them
_BLOCK = frozenset(
    "p div li ul ol dl dt dd tr table tbody thead h1 h2 h3 h4 h5 h6 br hr section article header footer nav "
    "td th form option select center".split()
)
_SKIP = frozenset({"script", "style", "noscript", "template", "head", "select", "textarea"})
#: Attribute of the root by which a renderer says why a visitor may see more than is in the document.
UNFINISHED = "data-auditor-unfinished"
_NO_DATA = frozenset({"budget", "data", "foreign-data", "time", "waiting"})
_ZERO_WIDTH = dict.fromkeys((0x200B, 0xFEFF))


@dataclass(slots=True)
class Dom:
    """A parsed page. ``base`` is what its links are relative to; ``unread_writes`` counts document.write
    calls whose text could not be told; ``is_closed`` tells a page that ends with its closing tags. ``rendered``: a
    document as a browser had it, ``unfinished`` then says why a visitor may see more (``data``, ``time``, ``script``
    and so on, written into the document by the renderer)."""

    root: Element
    base: str
    unread_writes: int = 0
    written: tuple[str, ...] = field(default_factory=tuple)
    is_closed: bool = True
    rendered: bool = False
    unfinished: frozenset[str] = frozenset()
    _text: str | None = None

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
        body = self.root.find("body")
        return self.root if body is None else body


def parse(text: str, url: str, *, rendered: bool = False) -> Dom:
    """Build the tree. Never raises on markup: an empty document gives an empty body.

    In a ``rendered`` document the scripts have written already, and the browser has closed every tag.
    """
    root = _tree(_XML_DECLARATION.sub("", text.replace("\x00", "")))
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    unread, written = (0, ()) if rendered else _write_scripts(root)
    settle_clicks(root)
    unfinished = frozenset((root.get(UNFINISHED) or "").split()) if rendered else frozenset()
    base = root.find(".//base[@href]")
    joined = urls.absolute(url, base.get("href") or "") if base is not None else None
    is_closed = bool(_CLOSED.search(text, max(0, len(text) - _TAIL))) and "cut" not in unfinished
    return Dom(root, joined or url, unread, written, is_closed, rendered, unfinished)


def _repaired(text: str) -> Element:
    """What BeautifulSoup makes of it; an empty document of what even it finds nothing in (``<!>``)."""
    try:
        return html.document_fromstring(str(BeautifulSoup(text, "html.parser")))
    except (etree.ParserError, ValueError):
        return html.document_fromstring("<html><body></body></html>")


def _tree(text: str) -> Element:
    if not text.strip():
        return html.document_fromstring("<html><body></body></html>")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
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
        holder = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):
        return []
    for child in list(holder):
        if not isinstance(child.tag, str) or child.tag in ("meta", "link", "script"):
            holder.remove(child)
    if holder.text and holder.text.strip():
        label = html.Element("span")
        label.text = holder.text
        holder.insert(0, label)
    return [child for child in holder if isinstance(child.tag, str)]


def clean(text: str | None) -> str:
    """Fold white space of every kind, zero-width marks included, to single spaces."""
    return " ".join(_visible(text or "").split())


def squeeze(text: str) -> str:
    """Remove white space altogether: ``公  示`` → ``公示``."""
    return "".join(_visible(text).split())


def _visible(text: str) -> str:
    """Without zero-width marks. Looking for them first is far cheaper than translating every text."""
    return text.translate(_ZERO_WIDTH) if "\u200b" in text or "\ufeff" in text else text


def is_hidden(element: Element) -> bool:
    """Hidden by its own inline style or attribute (style sheets are not read)."""
    return "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def is_visible(element: Element) -> bool:
    return not is_hidden(element) and not any(is_hidden(parent) for parent in element.iterancestors())


def text_of(element: Element, *, hidden: bool = True) -> str:
    """Readable text with a space at block boundaries, scripts and form fields left out.

    ``hidden=False`` also leaves out what an inline style hides.
    """
    if len(element) == 0:  # most elements are leaves, and this is the hottest call of the reader
        shown = element.tag not in _SKIP and (hidden or not is_hidden(element))
        return clean(element.text) if shown else ""
    return clean("".join(_texts(element, hidden)))


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
        if not isinstance(node.tag, str) or node.tag in _SKIP or (not hidden and is_hidden(node)):
            continue
        block = node.tag in _BLOCK
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
