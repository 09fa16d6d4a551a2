"""Links that only a click handler knows: ``onclick="openPage('/zwgk/')"``, ``href="javascript:go(12)"``.

A handler is followed when it says an address itself, or calls a function of the page whose body opens a sum of
constants and its own arguments. Found addresses are put where a plain link would have them, so that every reader
of the tree sees them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement as Element

from auditor.extract import script
from auditor.extract.elements import writable

_CALL = re.compile(r"(?:^|[;{}\s:(])([A-Za-z_$][\w$.]{0,60})\s*\(([^()]{0,400})\)")
_ARGUMENT = re.compile(
    r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|(-?\d{1,12})|[\w$.]{1,60})\s*(?:,|$)", re.S
)
_DEFINED = re.compile(
    r"(?:\bfunction\s+(?P<name>[A-Za-z_$][\w$]{0,60})\s*|(?P<other>[A-Za-z_$][\w$.]{0,60})\s*=\s*function\s*\w{0,60}\s*)"
    r"\((?P<params>[^()]{0,200})\)\s*\{"
)
_OPENS = re.compile(
    r"(?:\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(|(?:\bwindow\.|(?<![\w$.]))open\s*\(|\.src\s*=(?!=)"
    r"|\.attr\s*\(\s*[\"'](?:src|href)[\"']\s*,|\.href\s*=(?!=))\s*"
)
_PIECE = re.compile(
    r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|(?:(?:encodeURI(?:Component)?|escape)\s*\(\s*)?([A-Za-z_$][\w$.]{0,60})\s*\)?)\s*"
)
#: an address that stands in a call of a function that another file defines
_ADDRESS = re.compile(
    r"(?:https?://[^\s\"'<>]+|\.{0,2}/[^\s\"'<>]*?(?:/|\.(?:s?html?|jspx?|aspx?|php|do|action)(?:\?[^\s\"'<>]*)?))",
    re.I,
)
_OPENER = re.compile(r"open|go|jump|link|href|url|page|turn|tiao|redirect|view|detail|show|to", re.I)
_NO_ADDRESS = re.compile(r"^\s*(?:#.*|javascript:.*|)$", re.I | re.S)
_IDLE = re.compile(r"^\s*(?:void\s*\(?\s*0?\s*\)?|return\s+(?:false|true)|false)?\s*;?\s*$")
#: most elements of a page have neither a handler nor an address with a scheme
_MAY_CLICK = etree.XPath("descendant-or-self::*[@onclick or contains(@href, ':')]", smart_strings=False)
_MAX_BODY = 600
_MAX_FUNCTIONS = 200
_MAX_PIECES = 12
_ROWS = frozenset({"li", "tr", "dl", "dd", "div", "p", "td", "span"})


@dataclass(frozen=True, slots=True)
class Opener:
    """A function that opens an address: its constant pieces, and the places of its arguments among them."""

    pieces: tuple[str | int, ...]

    def target(self, arguments: Sequence[str | None]) -> str | None:
        """The address for one call; None when an argument that it needs is no constant."""
        found: list[str] = []
        for piece in self.pieces:
            value = piece if isinstance(piece, str) else arguments[piece] if piece < len(arguments) else None
            if value is None:
                return None
            found.append(value)
        return "".join(found) or None


def settle_clicks(root: Element) -> None:
    """Give links that only a script opens their address: as ``href`` of an anchor, else as a plain ``onclick``."""
    handlers = [(element, code) for element in _MAY_CLICK(root) if (code := _handler(element))]
    if not handlers:
        return
    called = {call[1].removeprefix("window.") for _, code in handlers for call in _CALL.finditer(code)}
    scripts = "\n".join(script.strip_comments(each.text) for each in root.iter("script") if each.text)
    openers = read_openers(scripts, called)
    for element, code in handlers:
        target = writable(click_target(code, openers) or "")
        if target:
            _settle(element, target)


def _handler(element: Element) -> str:
    """The code that runs on a click; empty for ``javascript:;`` and its kin."""
    if not isinstance(element.tag, str):
        return ""
    code = element.get("onclick") or ""
    if not code:
        href = (element.get("href") or "").lstrip()
        code = href[11:] if href[:11].lower() == "javascript:" else ""
    return "" if _IDLE.match(code) else code


def _settle(element: Element, target: str) -> None:
    if element.tag in ("a", "area"):
        if _NO_ADDRESS.match(element.get("href") or ""):
            element.set("href", target)
        return
    anchors = list(element.iter("a"))
    if len(anchors) == 1 and element.tag in _ROWS and _NO_ADDRESS.match(anchors[0].get("href") or ""):
        anchors[0].set("href", target)
    elif not anchors:
        element.set("onclick", f"location.href='{target}'")


def click_target(code: str, openers: Mapping[str, Opener]) -> str | None:
    """The address that a handler opens: said in it, or opened by a function that it calls with constants."""
    said = script.click_target(code)
    if said:
        return said
    for call in _CALL.finditer(code):
        name = call[1].removeprefix("window.")
        arguments = _arguments(call[2])
        if name in openers:
            target = openers[name].target(arguments)
        elif _OPENER.search(name):
            target = next((each for each in arguments if each and _ADDRESS.fullmatch(each)), None)
        else:
            target = None
        if target and not re.search(r"[\s'\"<>]", target):
            return target
    return None


def read_openers(scripts: str, called: Collection[str]) -> dict[str, Opener]:
    """Those of the ``called`` functions that open an address made of constants and their own arguments. ``scripts``
    are without comments. A function that may open different addresses is left out."""
    defined_here = [each for each in _DEFINED.finditer(scripts) if _name(each) in called] if called else []
    if not defined_here:
        return {}
    known = script.constants(scripts)
    found: dict[str, Opener] = {}
    for defined in defined_here[:_MAX_FUNCTIONS]:
        body = _body(scripts, defined.end())
        params = [name.strip() for name in defined["params"].split(",")]
        opened = {_pieces(body, place.end(), params, known) for place in _OPENS.finditer(body)}
        one = next(iter(opened)) if len(opened) == 1 else None
        if one and any(isinstance(piece, int) or piece for piece in one):
            found[_name(defined)] = Opener(one)
    return found


def _name(defined: re.Match[str]) -> str:
    return (defined["name"] or defined["other"]).removeprefix("window.")


def _body(scripts: str, start: int) -> str:
    """The body of a function, up to its closing brace; strings with braces in are rare enough."""
    depth = 1
    for brace in re.compile(r"[{}]").finditer(scripts, start, start + _MAX_BODY):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return scripts[start : brace.start()]
    return scripts[start : start + _MAX_BODY]


def _pieces(
    body: str, position: int, params: Sequence[str], known: Mapping[str, str]
) -> tuple[str | int, ...] | None:
    """The sum that stands at ``position``; None when a term is neither constant nor an argument."""
    pieces: list[str | int] = []
    for _ in range(_MAX_PIECES):
        term = _PIECE.match(body, position)
        if term is None:
            return None
        if term[3] is None:
            pieces.append(script.unescape(term[1] if term[1] is not None else term[2]))
        elif term[3] in params:
            pieces.append(params.index(term[3]))
        elif term[3] in known:
            pieces.append(known[term[3]])
        else:
            return None
        position = term.end()
        if body[position : position + 1] != "+":
            return tuple(pieces) if body[position : position + 1] not in ("(", "[", ".", "?") else None
        position += 1
    return None


def _arguments(text: str) -> list[str | None]:
    """The arguments of a call, None for those that are no constants."""
    found: list[str | None] = []
    position = 0
    while position < len(text):
        argument = _ARGUMENT.match(text, position)
        if argument is None:
            break
        value = next((argument[group] for group in (1, 2, 3) if argument[group] is not None), None)
        found.append(script.unescape(value) if value is not None else None)
        position = argument.end()
    return found
