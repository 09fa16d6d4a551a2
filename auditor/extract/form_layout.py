"""What stands around the fields of a form: the tree cut into rows, cells, texts and fields, in order.

Stars behind a field belong to it when no new row has begun; everything else belongs to the field that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.dialog_words import DialogWords
from auditor.extract.dom import Element, clean, is_hidden

CHOICES = frozenset({"radio", "checkbox"})
BUTTONS = frozenset({"submit", "button", "reset", "image"})
TYPED = frozenset({"text", "textarea", "tel", "email", "number", "search", "file"})
MAX_LABEL = 40
LETTER = re.compile(r"[一-鿿A-Za-z]")
_KNOWN = TYPED | CHOICES | {"password", "select", "date", "datetime-local", "time", "month", "url"}
_SKIPPED = frozenset({"script", "style", "noscript", "template", "option", "button", "object"})
_ROWS = frozenset({"tr", "li", "dl", "p", "div", "fieldset", "section"})
_CELLS = frozenset(
    {"td", "th", "dd", "dt", "br", "table", "tbody", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}
)


@dataclass(slots=True)
class Piece:
    """A run of text in front of a field. ``direct``: it follows the field before without a new cell; ``row`` counts rows."""

    text: str
    element: Element
    row: int
    direct: bool


@dataclass(slots=True)
class Group:
    """Controls that are one field, with the text around them."""

    controls: list[Element]
    kind: str
    row: int
    before: list[Piece]
    after: str = ""
    starred: bool = False
    boxes: set[Element] = field(default_factory=set)


def is_control(element: Element) -> bool:
    """True for what a visitor fills in: no hidden field, no button."""
    if not isinstance(element.tag, str):
        return False
    kind = (element.get("type") or "text").strip().lower()
    if element.tag == "input":
        return kind not in BUTTONS and kind != "hidden" and not is_hidden(element)
    if element.tag == "script":  # editors put themselves in the place of such a script
        return kind == "text/plain" and bool(element.get("id") or element.get("name"))
    return element.tag in ("textarea", "select") and not is_hidden(element)


def kind_of(control: Element) -> str:
    if control.tag == "input":
        kind = (control.get("type") or "text").strip().lower()
        return kind if kind in _KNOWN else "text"
    return "select" if control.tag == "select" else "textarea"


def grouped(box: Element, controls: Sequence[Element], words: DialogWords) -> list[Group]:
    wanted = set(controls)
    holding = {parent for each in controls for parent in _up_to(each, box)}
    groups: list[Group] = []
    named: dict[tuple[str, str], Group] = {}
    pieces: list[Piece] = []
    row, fresh, passed = 0, True, False
    for mark, element, text in _tokens(box, wanted, holding):
        if mark == "row":
            row, fresh, passed = row + 1, True, True
        elif mark == "cell":
            fresh = True
        elif mark == "text":
            if fresh or not pieces:
                pieces.append(Piece(text, element, row, direct=not fresh and bool(groups) and not pieces))
            else:
                pieces[-1].text += text
            fresh = False
        else:
            kind = kind_of(element)
            key = (kind, element.get("name") or (f"#{row}" if kind in CHOICES else f"@{len(groups)}"))
            if groups:
                _trailing(groups[-1], pieces, words, same_row=not passed)
            if kind in CHOICES and key in named:
                named[key].controls.append(element)
            else:
                groups.append(Group([element], kind, row, pieces))
                named[key] = groups[-1]
            pieces, fresh, passed = [], False, False
    if groups:
        _trailing(groups[-1], pieces, words, same_row=not passed)
    _set_boxes(groups, box)
    return groups


def _tokens(box: Element, wanted: set[Element], holding: set[Element]) -> Iterator[tuple[str, Element, str]]:
    """The box in order: ``row``, ``cell``, ``text`` and ``field``, each with its element."""
    stack: list[tuple[Element, str | None]] = [(box, None)]
    while stack:
        node, text = stack.pop()
        if text is not None:
            yield ("text", node, text) if text else ("cell", node, "")
            continue
        if node in wanted:
            yield ("field", node, "")
            continue
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or is_control(node):
            continue
        if is_hidden(node) and node not in holding:
            continue  # a message that shows itself when something was left out
        stands_apart = node.tag in _ROWS or node.tag in _CELLS
        if stands_apart:
            yield ("row" if node.tag in _ROWS and node in holding else "cell", node, "")
            stack.append((node, ""))
        for child in reversed(node):
            if child.tail and child.tail.strip():
                stack.append((node, child.tail))
            stack.append((child, None))
        if node.text and node.text.strip():
            yield ("text", node, node.text)


def _trailing(group: Group, pieces: list[Piece], words: DialogWords, *, same_row: bool) -> None:
    """Take what follows a field in its own row: a star makes it required, words name a single choice."""
    if not pieces:
        return
    first = pieces[0]
    if first.direct:
        parts = first.text.split()
        group.after = group.after or clean(first.text)[:MAX_LABEL]
        while parts and is_mark(parts[0], words):
            group.starred = True
            parts.pop(0)
        if parts and _follows(parts[0], words):
            group.starred = True
        first.text = " ".join(parts)
    elif is_mark(first.text, words) and (same_row or first.row == group.row):
        group.starred = True
        pieces.pop(0)


def _follows(text: str, words: DialogWords) -> bool:
    """*（30字以内）, （必填，汉字）: a mark that begins a hint. One that begins a label belongs to the next field."""
    hint = words.star.match(text) or words.must.search(text)
    return bool(hint) and not text.endswith((":", "："))


def is_mark(text: str, words: DialogWords) -> bool:
    """A star or 必填, and nothing else."""
    rest = words.must.sub("", words.star.sub("", text))
    return rest != text and not LETTER.search(rest)


def _set_boxes(groups: Sequence[Group], box: Element) -> None:
    """Give each field the boxes that hold it and no other field."""
    owners: dict[Element, int] = {}
    for number, group in enumerate(groups):
        for control in group.controls:
            for parent in _up_to(control, box):
                owners[parent] = number if owners.get(parent, number) == number else -1
    for parent, number in owners.items():
        if number >= 0:
            groups[number].boxes.add(parent)


def _up_to(element: Element, box: Element) -> Iterator[Element]:
    for parent in element.iterancestors():
        yield parent
        if parent is box:
            return
