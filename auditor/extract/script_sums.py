"""Sums of strings in a script, followed to their parts: constants, and what is read from the page.

``url + "?q=" + encodeURIComponent($("#kw").val())`` → ``["/search.html", "?q=", Typed("utf-8", "kw")]``. Variables are
followed to the last value that stands before, template literals and nested calls are taken apart; a sum that chooses
(``a ? b : c``) or calculates is not followed. Bounded, and without recursion beyond a few levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from auditor import query_code
from auditor.extract import script

_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'", re.S)
_NUMBER = re.compile(r"-?\d{1,12}(?![\w.])")
_NAME = re.compile(r"(?:new\s+)?[A-Za-z_$][\w$]{0,99}(?![\w$])")
_MEMBER = re.compile(r"\s*\??\.\s*[A-Za-z_$][\w$]*")
_BRACKET = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[()\[\]{}]")
_SPACE = re.compile(r"\s*")
#: What encodes a query, what leaves it as it is, and what only tidies it up at the end of a chain.
_CODED = re.compile(r"(?:window\.)?(encodeURIComponent|encodeURI|escape)\s*\(")
_PLAIN = re.compile(r"(?:(?:\$|jQuery)\.trim|String)?\s*\(")
_TIDIED = re.compile(r"\.\s*(?:trim|toString|replace|replaceAll|substring|substr|slice|toLowerCase)\s*\(")
_READ = re.compile(r"\.\s*(?:value|val\s*\(\s*\))$")
_BOX = re.compile(
    r"(?:getElementById|getElementsByName)\s*\(\s*[\"']([\w.-]{1,60})[\"']"
    r"|(?:[$\w]|querySelector)\s*\(\s*[\"'][^\"']{0,60}(?:#|\[\s*name\s*=\s*\\?[\"']?)([\w-]{1,60})"
    r"|\.\s*([A-Za-z_$][\w$]*)$"
)
_MAX_TERMS, _MAX_LEVELS, _MAX_LENGTH, _MAX_VALUES = 24, 6, 2000, 20
#: Parts that are looked at for one sum, and characters before it in which its variables get their values.
_MAX_STEPS, _WINDOW = 120, 60_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A part of a sum that is no constant. ``code`` is how it is encoded (:mod:`auditor.query_code`), "" when it is not;
    ``box`` the name or id of the field that it is read from, "" when that is not told."""

    code: str = ""
    box: str = ""


Pieces = list[str | Typed]


def sum_at(code: str, place: int) -> Pieces | None:
    """The parts of the sum that begins at ``place``; None when it cannot be followed. ``code`` has no comments."""
    return _Sums(code).sum(place, place + _MAX_LENGTH, 0)


@dataclass(slots=True)
class _Sums:
    """Reads one sum. ``left`` are the parts that it may still look at: sums of sums would have no end."""

    code: str
    left: int = field(default=_MAX_STEPS)

    def sum(self, place: int, end: int, level: int) -> Pieces | None:
        """The sum that begins at ``place`` and goes no further than ``end``."""
        pieces: Pieces = []
        end = min(end, len(self.code))
        for _ in range(_MAX_TERMS):
            place = self._past_space(place)
            self.left -= 1
            term = self._term(place, end, level) if self.left > 0 else None
            if term is None or term[1] > end:
                return None
            pieces += term[0]
            place = self._past_space(term[1])
            after = self.code[place : min(end, place + 2)]
            if after[:1] != "+" or after in ("++", "+="):
                return None if after and after[0] in "?|&*/%<>=.[" else pieces
            place += 1
        return None

    def _term(self, place: int, end: int, level: int) -> tuple[Pieces, int] | None:
        """One part of a sum and where it ends."""
        if (text := _STRING.match(self.code, place)) is not None:
            return [script.unescape(text[1] if text[1] is not None else text[2])], text.end()
        if (number := _NUMBER.match(self.code, place)) is not None:
            return [number[0]], number.end()
        if self.code[place : place + 1] == "`":
            return self._template(place, end, level)
        close = _chain(self.code, place)
        if close is None:
            return None
        return self._value(place, _trimmed(self.code, place, close), level), close

    def _template(self, place: int, end: int, level: int) -> tuple[Pieces, int] | None:
        """A template literal: its text, and the sums in ``${…}``."""
        pieces: Pieces = []
        position = start = place + 1
        while position < end:
            if self.code[position] == "\\":
                position += 2
            elif self.code[position] == "`":
                return [*pieces, script.unescape(self.code[start:position])], position + 1
            elif self.code.startswith("${", position):
                close = _closing(self.code, position + 1)
                if close is None:
                    return None
                pieces.append(script.unescape(self.code[start:position]))
                pieces += self._inner(position + 2, close, level)
                position = start = close + 1
            else:
                position += 1
        return None

    def _value(self, start: int, end: int, level: int) -> Pieces:
        """What a name, a call or something in brackets stands for."""
        text = self.code[start:end]
        if level >= _MAX_LEVELS:
            return [Typed()]
        for pattern in (_CODED, _PLAIN):
            wrapper = pattern.match(text)
            if wrapper is not None and _closing(text, wrapper.end() - 1) == len(text) - 1:
                how = wrapper[1] if pattern is _CODED else ""
                inner = self._inner(start + wrapper.end(), end - 1, level)
                return [_coded(piece, how) for piece in inner]
        tidied = [each for each in _TIDIED.finditer(text) if _closing(text, each.end() - 1) == len(text) - 1]
        if tidied:
            return self._value(start, start + tidied[-1].start(), level + 1)
        if (read := _READ.search(text)) is not None:
            return [Typed("", self._box(text[: read.start()], start))]
        return self._assigned(text, start, level) if _NAME.fullmatch(text) else [Typed()]

    def _inner(self, start: int, end: int, level: int) -> Pieces:
        """The sum between two brackets; one unknown part when it cannot be followed."""
        found = self.sum(start, end, level + 1)
        return found if found is not None else [Typed()]

    def _box(self, text: str, place: int) -> str:
        """Name or id of the field that an expression stands for; a variable is looked up."""
        if _NAME.fullmatch(text):
            assigned = self._assignments(text, place)
            start = self._past_space(assigned[-1][1]) if assigned else place
            end = _chain(self.code, start) if assigned else None
            text = self.code[start:end].strip() if end is not None else ""
        found = _BOX.search(text)
        return next((group for group in found.groups() if group), "") if found is not None else ""

    def _assigned(self, name: str, place: int, level: int) -> Pieces:
        """The value of a variable: the last one given before, and what was added since."""
        values = self._assignments(name, place)
        first = next((index for index in reversed(range(len(values))) if values[index][0] == "="), None)
        if first is None or len(values) - first > _MAX_VALUES:
            return [Typed()]
        pieces: Pieces = []
        for _, start in values[first:]:
            found = self.sum(start, start + _MAX_LENGTH, level + 1)
            if found is None:
                return [Typed()]
            pieces += found
        return pieces

    def _assignments(self, name: str, place: int) -> list[tuple[str, int]]:
        """(``=`` or ``+=``, where the value begins) for each time that a variable gets a value before ``place``."""
        self.left -= 1
        pattern = re.compile(rf"(?<![\w$.]){re.escape(name)}\s*(\+?=)(?![=>])")
        found = pattern.finditer(self.code, max(0, place - _WINDOW), place)
        return [(match[1], match.end()) for match in found]

    def _past_space(self, place: int) -> int:
        found = _SPACE.match(self.code, place)
        return found.end() if found is not None else place


def _chain(code: str, place: int) -> int | None:
    """Where a name with its members and calls, or something in brackets, ends."""
    if code[place : place + 1] == "(":
        close = _closing(code, place)
        position = close + 1 if close is not None else None
    else:
        name = _NAME.match(code, place)
        position = name.end() if name is not None else None
    for _ in range(_MAX_TERMS):
        if position is None:
            return None
        if (member := _MEMBER.match(code, position)) is not None:
            position = member.end()
        elif code[position : position + 1] in ("(", "["):
            close = _closing(code, position)
            position = close + 1 if close is not None else None
        else:
            return position
    return None


def _closing(code: str, place: int) -> int | None:
    """Where the bracket that opens at ``place`` is closed; None when it is not, or too far away."""
    depth = 0
    for bracket in _BRACKET.finditer(code, place, place + _MAX_LENGTH):
        if bracket[0] in ("(", "[", "{"):
            depth += 1
        elif bracket[0] in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return bracket.start()
    return None


def _trimmed(code: str, start: int, end: int) -> int:
    return start + len(code[start:end].rstrip())


def _coded(piece: str | Typed, how: str) -> str | Typed:
    if isinstance(piece, str) or not how:
        return piece
    if how == "escape":
        return replace(piece, code=piece.code or query_code.ESCAPE)
    return replace(piece, code=query_code.TWICE if piece.code else "utf-8")
