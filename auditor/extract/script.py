"""What a page's inline scripts say, read without running them.

Old portals write menus, headers and even redirects with ``document.write('<li>…' + name + '…')``. The strings
are constants, so a small reader of string concatenations gets the same HTML that a browser would build.
What it cannot evaluate is left out and counted, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_WRITE = re.compile(r"document\s*\.\s*write(?:ln)?\s*\(")
_ASSIGN = re.compile(r"(?:\bvar\s+|\blet\s+|\bconst\s+|^|;|\n)\s*([A-Za-z_$][\w$]*)\s*=\s*(?=[\"'])")
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.)*)`", re.S)
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$.]*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.S)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}
# Ends are optional: what is never closed is passed over once, whatever a hostile script repeats.
_COMMENT = re.compile(
    r"(\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?)|/\*.*?(?:\*/|\Z)|(?<![:\w\"'\\])//[^\n]*", re.S
)
_MAX_WRITES = 400
_LINK_TEXT = re.compile(r"href|<a\b|src=|<iframe", re.I)
_LOCATION = re.compile(
    r"(?:window\.|self\.|top\.|document\.|parent\.)?location(?:\.href)?\s*=\s*(?P<q>[\"'])(?P<url>[^\"'\s<>]{1,500})(?P=q)"
    r"\s*(?P<after>\+?)"
    r"|location\.(?:replace|assign)\(\s*(?P<q2>[\"'])(?P<url2>[^\"'\s<>]{1,500})(?P=q2)\s*(?P<after2>\+?)"
)
_FUNCTION = re.compile(r"\bfunction\b[^{]{0,200}\{|=>\s*\{")


@dataclass(frozen=True, slots=True)
class Written:
    """HTML that a script writes. ``unread`` counts the calls that write links and could not be evaluated."""

    html: str
    unread: int


def strip_comments(code: str) -> str:
    """Remove JavaScript comments; strings, and ``//`` inside addresses, stay."""
    return _COMMENT.sub(lambda match: match.group(1) or " ", code)


def written_html(code: str) -> Written:
    """All that ``document.write`` calls of one script put into the page, in order, both branches of an if."""
    if "document" not in code or "write" not in code:
        return Written("", 0)
    code = strip_comments(code)
    names: dict[str, str] = {}
    for assignment in _ASSIGN.finditer(code):
        value = _concatenation(code, assignment.end(), names)
        if value is not None:
            names[assignment.group(1)] = value[0]
    pieces: list[str] = []
    unread = 0
    for count, call in enumerate(_WRITE.finditer(code)):
        if count >= _MAX_WRITES:
            unread += 1
            continue
        value = _concatenation(code, call.end(), names)
        if value is not None and code[value[1] : value[1] + 1] in (")", ","):
            pieces.append(value[0])
        elif _LINK_TEXT.search(code, call.end(), call.end() + 400):
            unread += 1  # a banner that shows today's date hides nothing; a menu would
    return Written("".join(pieces), unread)


def redirect_target(code: str) -> str | None:
    """The address a script sends the browser to at once; None when it only would on a click (in a function)."""
    code = strip_comments(code)
    function = _FUNCTION.search(code)
    for match in _LOCATION.finditer(code):
        if function and match.start() > function.start():
            return None
        if match.group("after") or match.group("after2"):
            continue
        return match.group("url") or match.group("url2")
    return None


def click_target(code: str) -> str | None:
    """The address in an ``onclick``: ``location.href='…'`` or ``window.open('…')``."""
    match = _LOCATION.search(code)
    if match and not (match.group("after") or match.group("after2")):
        return match.group("url") or match.group("url2")
    opened = re.search(r"\bopen\(\s*([\"'])([^\"'\s<>]{1,500})\1", code)
    return opened.group(2) if opened else None


def unescape(text: str) -> str:
    """The value of a JavaScript string literal's inside."""

    def one(match: re.Match[str]) -> str:
        body = match.group(1)
        if body[0] in "ux" and len(body) > 1:
            return chr(int(body[1:], 16))
        return _SIMPLE_ESCAPES.get(body, body)

    return _ESCAPE.sub(one, text)


def _concatenation(code: str, position: int, names: dict[str, str]) -> tuple[str, int] | None:
    """Evaluate ``'a' + name + "b"`` from ``position``; the value and the end, None when a term is unknown."""
    value = ""
    while True:
        position = _skip_space(code, position)
        term = _term(code, position, names)
        if term is None:
            return None
        value += term[0]
        position = _skip_space(code, term[1])
        if code[position : position + 1] != "+":
            return value, position
        position += 1


def _term(code: str, position: int, names: dict[str, str]) -> tuple[str, int] | None:
    literal = _STRING.match(code, position)
    if literal:
        inside = next(group for group in literal.groups() if group is not None)
        return unescape(inside), literal.end()
    identifier = _IDENTIFIER.match(code, position)
    if not identifier:
        return None
    name = identifier.group(0)
    if name in ("unescape", "decodeURIComponent", "decodeURI"):
        opened = _skip_space(code, identifier.end())
        inner = _concatenation(code, opened + 1, names) if code[opened : opened + 1] == "(" else None
        if inner is None or code[inner[1] : inner[1] + 1] != ")":
            return None
        return unquote(inner[0]), inner[1] + 1
    return (names[name], identifier.end()) if name in names else None


def _skip_space(code: str, position: int) -> int:
    while position < len(code) and code[position] in " \t\r\n":
        position += 1
    return position
