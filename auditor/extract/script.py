"""What a page's scripts say, read without running them.

Old portals write menus, headers and even redirects with ``document.write('<li>…' + name + '…')``, or build a string
up and hand it to ``innerHTML``. The strings are constants, so a small reader of string concatenations gets the same
HTML that a browser would build. What it cannot evaluate is left out and counted, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.)*)`", re.S)
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$.]*")
_NUMBER = re.compile(r"\d{1,9}(?![\w.])")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.S)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": ""}
# Ends are optional: what is never closed is passed over once, whatever a hostile script repeats.
_COMMENT = re.compile(
    r"(\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?)|/\*.*?(?:\*/|\Z)|(?<![:\w\"'\\])//[^\n]*", re.S
)
#: what changes names or the page, in the order in which it stands; strings are matched to be passed over
_STEP = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?)"
    r"|(?P<write>\bdocument\s*\.\s*write(?:ln)?\s*\()"
    r"|(?P<inner>\.\s*(?:innerHTML|outerHTML)\s*\+?=(?!=))"
    r"|(?P<jquery>\.\s*(?:html|append|prepend|before|after|replaceWith)\s*\()"
    r"|(?P<adjacent>\.\s*insertAdjacentHTML\s*\(\s*[\"']\w+[\"']\s*,)"
    r"|(?P<name>(?<![\w$.])[A-Za-z_$][\w$.]{0,80}+)\s*+(?P<how>\+?=)(?![=>])",
    re.S,
)
#: the element that a script fills: getElementById("menu") or $("#menu")
_PLACE = re.compile(r"(?:getElementById\(\s*[\"']|[$\w]\(\s*[\"']#)([\w-]{1,60})[\"']\s*\)\s*$")
#: what may stand behind the last term of a sum; anything else (a method, a comparison) makes it another value
_GOES_ON = frozenset("[.?*/%&|<>=!-")
_MAX_STEPS = 100_000
_MAX_WRITES = 400
_MAX_VALUE = 1_000_000  # characters; ``x = x + x`` in a loop of lines would fill the memory
_MAX_NESTING = 20
_MAX_FUNCTIONS = 40
_WRITES = re.compile(r"document\s*\.\s*write")
_FILLS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|\.\s*(?:html|append|prepend|before|after|replaceWith)\s*\("
)
#: names that only a pager has: what such a script writes are numbers of pages, which the pager's reader knows
_PAGER = re.compile(r"\b(?:countPage|currentPage|createPageHTML|pageCount|nPageCount|totalPages?)\b")
_LINK_TEXT = re.compile(r"href|<a\b|src=|<iframe", re.I)
_LOCATION = re.compile(
    r"(?:window\.|self\.|top\.|document\.|parent\.)?location(?:\.href)?\s*=\s*(?P<q>[\"'])(?P<url>[^\"'\s<>]{1,500})(?P=q)"
    r"\s*(?P<after>\+?)"
    r"|location\.(?:replace|assign)\(\s*(?P<q2>[\"'])(?P<url2>[^\"'\s<>]{1,500})(?P=q2)\s*(?P<after2>\+?)"
)
_FUNCTION = re.compile(r"\bfunction\b(?:\s+(?P<name>[\w$]+))?[^{}]{0,200}\{|=>\s*\{")
#: what stands before a function that runs at once: onload =, $(, ready(, setTimeout(, an opening bracket
_AT_ONCE = re.compile(
    r"(?:onload\s*=|(?:\$|jQuery|ready|setTimeout)\s*\(|addEventListener\s*\(\s*[\"'](?:load|DOMContentLoaded)[\"']\s*,"
    r"|^\s*[;!(]|[;}\n]\s*[!(])\s*$"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """HTML that a script puts into the element with the id ``place`` (empty: not told which)."""

    html: str
    place: str


@dataclass(frozen=True, slots=True)
class Written:
    """HTML that a script writes where it stands, and what it puts elsewhere. ``unread`` counts the calls of
    document.write that write links and could not be evaluated, ``unplaced`` those of innerHTML and its kin."""

    html: str
    unread: int
    placed: tuple[Placed, ...] = ()
    unplaced: int = 0


def constants(code: str) -> dict[str, str]:
    """Names to which a script gives a constant string, with the last one given. ``code`` is without comments."""
    walk = _Walk(code, {})
    walk.run()
    return {name: value for name, value in walk.names.items() if value is not None}


def strip_comments(code: str) -> str:
    """Remove JavaScript comments; strings, and ``//`` inside addresses, stay."""
    return _COMMENT.sub(lambda match: match.group(1) or " ", code)


def written_html(code: str) -> Written:
    """All that one script writes into the page, in order, both branches of an if.

    Strings for ``innerHTML``, ``html()`` and ``append()`` count only when they hold links: whether their function
    runs at all cannot be told, and a menu does no harm while a sentence (暂无数据) would.
    """
    if not (_WRITES.search(code) or _FILLS.search(code)):
        return Written("", 0)
    code = strip_comments(code)
    walk = _Walk(code, {})
    walk.run()
    if walk.is_behind:
        # A function may stand before the constants that it uses: what the first walk has collected, the second knows.
        walk = _Walk(code, {name: value for name, value in walk.names.items() if value is not None})
        walk.run()
    unread = 0 if _PAGER.search(code) else walk.unread
    return Written("".join(walk.pieces), unread, tuple(walk.placed), walk.unplaced)


@dataclass(slots=True)
class _Walk:
    """One walk over a script. ``names`` holds None for what is no constant; ``hot`` are such names with links in."""

    code: str
    late: dict[str, str]
    names: dict[str, str | None] = field(default_factory=dict)
    hot: set[str] = field(default_factory=set)
    pieces: list[str] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    unread: int = 0
    unplaced: int = 0
    is_behind: bool = False  # a name was met before it got its value

    def run(self) -> None:
        position = 0
        for _ in range(_MAX_STEPS):
            step = _STEP.search(self.code, position)
            if step is None:
                return
            position = step.end()
            if step["name"] is not None:
                self._assign(step["name"], step["how"], step.end())
            elif step["write"] is not None:
                self._write(step.end())
            elif step["string"] is None:
                self._place(step.start(), step.end(), in_call=step["inner"] is None)
        self.unread += _WRITES.search(self.code, position) is not None

    def _assign(self, name: str, how: str, start: int) -> None:
        # A number that a name gets is counted up in a loop: no constant.
        found = self._sum(start) if not self.code[start : start + 2].strip()[:1].isdigit() else None
        value = found[0] if found is not None and _ends(self.code, found[1]) else None
        if how == "+=":
            before = self.names.get(name)
            value = before + value if before is not None and value is not None else None
        if value is None and _LINK_TEXT.search(self.code, start, self._line_end(start)):
            self.hot.add(name)
        elif value is not None and how == "=":
            self.hot.discard(name)
        self.names[name] = value if value is not None and len(value) <= _MAX_VALUE else None

    def _write(self, start: int) -> None:
        if len(self.pieces) >= _MAX_WRITES:
            self.unread += 1
            return
        found = self._sum(start)
        if found is not None and self.code[found[1] : found[1] + 1] in (")", ","):
            self.pieces.append(found[0])
        elif self._may_hold_links(start):
            self.unread += 1  # a banner that shows today's date hides nothing; a menu would

    def _place(self, before: int, start: int, *, in_call: bool) -> None:
        found = self._sum(start)
        whole = found is not None and (
            self.code[found[1] : found[1] + 1] == ")" if in_call else _ends(self.code, found[1])
        )
        if found is None or not whole:
            self.unplaced += self._may_hold_links(start)
        elif _LINK_TEXT.search(found[0]) and len(self.placed) < _MAX_WRITES:
            place = _PLACE.search(self.code, max(0, before - 120), before)
            self.placed.append(Placed(found[0], place[1] if place else ""))

    def _may_hold_links(self, start: int) -> bool:
        word = _IDENTIFIER.match(self.code, _skip_space(self.code, start))
        if word and word[0] in self.hot:
            return True
        return bool(_LINK_TEXT.search(self.code, start, start + 400))

    def _line_end(self, start: int) -> int:
        end = self.code.find("\n", start, start + 400)
        return end if end >= 0 else start + 400

    def _sum(self, position: int, depth: int = 0) -> tuple[str, int] | None:
        """Evaluate ``'a' + name + "b"`` from ``position``; the value and the end, None when a term is unknown."""
        terms: list[str] = []
        length = 0
        while True:
            term = self._term(_skip_space(self.code, position), depth)
            if term is None:
                return None
            terms.append(term[0])
            length += len(term[0])
            if length > _MAX_VALUE:
                return None
            position = _skip_space(self.code, term[1])
            if self.code[position : position + 1] != "+":
                return "".join(terms), position
            position += 1

    def _term(self, position: int, depth: int) -> tuple[str, int] | None:
        literal = _STRING.match(self.code, position)
        if literal:
            inside = next(group for group in literal.groups() if group is not None)
            return unescape(inside), literal.end()
        if self.code[position : position + 1] == "(":
            return self._bracket(position, depth)
        number = _NUMBER.match(self.code, position)
        if number:
            return number[0], number.end()
        identifier = _IDENTIFIER.match(self.code, position)
        if not identifier:
            return None
        name = identifier[0]
        if name in ("unescape", "decodeURIComponent", "decodeURI"):
            inner = self._bracket(_skip_space(self.code, identifier.end()), depth)
            return (unquote(inner[0]), inner[1]) if inner is not None else None
        value = self.names[name] if name in self.names else self.late.get(name)
        self.is_behind |= name not in self.names
        return (value, identifier.end()) if value is not None else None

    def _bracket(self, position: int, depth: int) -> tuple[str, int] | None:
        if self.code[position : position + 1] != "(" or depth >= _MAX_NESTING:
            return None
        inner = self._sum(position + 1, depth + 1)
        if inner is None or self.code[inner[1] : inner[1] + 1] != ")":
            return None
        return inner[0], inner[1] + 1


def redirect_target(code: str) -> str | None:
    """The address a script sends the browser to at once; None when it only would on a click (in a function).

    Functions that run by themselves (onload, ``$(…)``, setTimeout, called by name) count. Where the script asks for
    the kind of device, the last address is the one for computers.
    """
    code = strip_comments(code)
    late = _first_late_function(code)
    targets: list[str] = []
    for match in _LOCATION.finditer(code):
        if late is not None and match.start() > late:
            break
        if not (match.group("after") or match.group("after2")):
            targets.append(match.group("url") or match.group("url2"))
    if not targets:
        return None
    return targets[-1] if "userAgent" in code else targets[0]


def _first_late_function(code: str) -> int | None:
    """Where the first function starts that only runs when something happens."""
    for count, function in enumerate(_FUNCTION.finditer(code)):
        if count >= _MAX_FUNCTIONS:
            return function.start()
        if _AT_ONCE.search(code, max(0, function.start() - 80), function.start()):
            continue
        name = function["name"]
        if name and re.search(
            rf"(?<![\w$.])(?<!function ){re.escape(name)}\s*\(\s*\)|setTimeout\s*\(\s*{re.escape(name)}\b",
            code,
        ):
            continue
        return function.start()
    return None


def click_target(code: str) -> str | None:
    """The address in an ``onclick``: ``location.href='…'`` or ``window.open('…')``."""
    match = _LOCATION.search(code)
    if match and not (match.group("after") or match.group("after2")):
        return match.group("url") or match.group("url2")
    opened = re.search(r"\bopen\(\s*([\"'])([^\"'\s<>]{1,500})\1(?!\s*\+)", code)
    return opened.group(2) if opened else None


def unescape(text: str) -> str:
    """The value of a JavaScript string literal's inside."""

    def one(match: re.Match[str]) -> str:
        body = match.group(1)
        if body[0] in "ux" and len(body) > 1:
            return chr(int(body[1:], 16))
        return _SIMPLE_ESCAPES.get(body, body)

    return _ESCAPE.sub(one, text)


def _ends(code: str, position: int) -> bool:
    return code[position : position + 1] not in _GOES_ON


def _skip_space(code: str, position: int) -> int:
    while position < len(code) and code[position] in " \t\r\n":
        position += 1
    return position
