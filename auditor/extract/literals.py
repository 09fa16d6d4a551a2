"""Data that pages carry in scripts and interfaces give: JSON, and JavaScript literals that are nearly JSON.

The one place that reads them (the wire contract keeps ``json`` out of every other reader). A page may hold anything:
nothing here raises, and what is too long, too deep or no literal at all is None.

A *path* names a value inside a node: ``"data.list"`` goes down two mappings. Where several paths are given they are
alternatives, and the first that has a value of the kind asked for counts.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence

import chompjs

from auditor.extract.script import strip_comments, unescape

MAX_CHARS = 8_000_000  # a tree of columns of a prefecture is about 1 MB
MAX_DEPTH = 64
_MAX_NODES = 500_000
_MAX_TRIES = 12  # places in a script at which one name may stand
_MAX_NUMBER = 10**15

_SURROGATES = re.compile(r"[\ud800-\udfff\x00]")
_CALLBACK = re.compile(r"\s*[\w$.]{1,80}\s*\((?=\s*[\[{])")
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'", re.S)
#: a string or what is left of one; the closing mark is optional so that a broken literal is passed over once only
_TOKEN = re.compile(r"([\"'`])((?:(?!\1|[\\\n]).|\\.)*)(\1?)", re.S)
_MARK = "\ue000"  # stands first in what was a string in the literal; what lacks it was code
_JOINED = re.compile(rf"\"\s*\+\s*\"{_MARK}")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?(?=\s*(?:[;,}\])\n]|$))")
_WRAPPER = re.compile(r"(?:(?:JSON\.parse|(?:\$|jQuery)\.parseJSON|eval)\s*\(\s*\(?\s*)")
_OR = re.compile(r"[\w$.]{1,80}\s*\|\|\s*")
_LENIENT: dict[str, object] = {"strict": False, "parse_constant": lambda _: None}
_WORDS: dict[str, object] = {"true": True, "false": False}


def parse(text: str) -> object | None:
    """The value of a text that is JSON, JSON in a callback (``cb({…})``), or a JavaScript object or array literal.

    Strict JSON is tried first; a literal may be followed by other code. None when it is neither, is longer than
    ``MAX_CHARS`` or nested deeper than ``MAX_DEPTH``; also for the JSON value ``null``.
    """
    if len(text) > MAX_CHARS:
        return None
    text = text.lstrip("\ufeff \t\r\n")
    callback = _CALLBACK.match(text)
    start = callback.end() if callback else 0
    value = _strict(text, start, whole=callback is None)
    if value is None and text[start:].lstrip()[:1] in ("{", "["):
        value = _loose(text[start:])
    return value


def find_literal(script: str, name: str) -> object | None:
    """The value that a script gives a name: ``var name = {…}``, ``window.name = […]``, ``name: {…}``, ``"name": 3``.

    Strings that hold JSON (``JSON.parse('…')``) are parsed, other strings and plain numbers come as they are. Of
    several places the first with something in it counts; None when no place has a constant value.
    """
    if not name or name not in script or len(script) > MAX_CHARS:
        return None
    places = re.compile(rf"(?<![\w$]){re.escape(name)}[\"']?\s*\]?\s*(?:=(?![=>])|:)\s*")
    empty: object | None = None
    for count, place in enumerate(places.finditer(script)):
        if count >= _MAX_TRIES:
            break
        value = _value_at(script, place.end())
        if value or (value is not None and not isinstance(value, (str, Mapping, list))):
            return value
        empty = value if empty is None else empty
    return empty


def at(node: object, *paths: str) -> object | None:
    """The value at the first path that leads to one (not null); None when none does."""
    for path in paths:
        value: object | None = node
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return None


def text(node: object, *paths: str) -> str:
    """A string or number as text, without white space around it; empty when no path leads to a text."""
    for path in paths:
        value = at(node, path)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
    return ""


def number(node: object, *paths: str) -> int | None:
    """A whole number, also one written as text; None when no path leads to one."""
    for path in paths:
        value = at(node, path)
        if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,15}\s*", value):
            return int(value)
        if isinstance(value, float) and math.isfinite(value) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_NUMBER:
            return value
    return None


def rows(node: object, *paths: str) -> list[Mapping[str, object]]:
    """The mappings of a list, in order; without a path those of ``node`` itself. Empty when there is no list."""
    for value in (at(node, path) for path in paths) if paths else (node,):
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [entry for entry in value if isinstance(entry, Mapping)]
    return []


def _strict(text: str, start: int = 0, *, whole: bool = True) -> object | None:
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    try:
        value, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    if whole and text[end:].strip(" \t\r\n;\x00"):
        return None  # ``{a:1}`` after a number, or two values: let the other reader decide
    return _bounded(value, loose=False)


def _loose(text: str) -> object | None:
    """A JavaScript literal at the start of ``text``. Values that are code (calls, sums, names) become None."""
    marked = _TOKEN.sub(_as_json_string, strip_comments(text.replace("\x00", "").replace(_MARK, "")))
    try:
        value: object = chompjs.parse_js_object(_JOINED.sub("", marked), loader_kwargs=_LENIENT)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None
    return _bounded(value, loose=True)


def _as_json_string(match: re.Match[str]) -> str:
    if not match[3] or (match[1] == "`" and "${" in match[2]):
        return match[0]
    return json.dumps(_MARK + unescape(match[2]), ensure_ascii=False)


def _bounded(value: object, *, loose: bool) -> object | None:
    """The value, if it is of bearable depth and size; half characters that no file could store are replaced.

    ``loose``: strings carry ``_MARK`` (keys may), and those without are code.
    """
    holder: list[object] = [value]
    level: list[dict[str, object] | list[object]] = [holder]
    nodes = 0
    for _ in range(MAX_DEPTH + 1):
        below: list[dict[str, object] | list[object]] = []
        for box in level:
            nodes += len(box)
            if loose and isinstance(box, dict):
                _unmark_keys(box)
            for key, entry in box.items() if isinstance(box, dict) else enumerate(box):
                if isinstance(entry, str):
                    box[key] = _plain(entry, loose)  # type: ignore[index]
                elif isinstance(entry, (dict, list)):
                    below.append(entry)
        if not below:
            return holder[0]
        if nodes > _MAX_NODES:
            return None
        level = below
    return None


def _unmark_keys(box: dict[str, object]) -> None:
    if any(key.startswith(_MARK) for key in box):
        entries = [(key.removeprefix(_MARK), entry) for key, entry in box.items()]
        box.clear()
        box.update(entries)


def _plain(value: str, loose: bool) -> str | None:
    if loose and not value.startswith(_MARK):
        return None
    return _SURROGATES.sub("\ufffd", value.removeprefix(_MARK) if loose else value)


def _value_at(script: str, start: int) -> object | None:
    """The constant that stands in a script at ``start``."""
    for prefix in (_OR, _WRAPPER):
        match = prefix.match(script, start)
        start = match.end() if match else start
    if script[start : start + 1] in ("{", "["):
        value = _strict(script, start, whole=False)
        return value if value is not None else _loose(script[start:])
    literal = _STRING.match(script, start)
    if literal:
        inside = unescape(literal[1] if literal[1] is not None else literal[2])
        held = parse(inside) if inside.lstrip()[:1] in ("{", "[") else None
        return held if held is not None else _plain(inside, False)
    figure = _NUMBER.match(script, start)
    if figure:
        return float(figure[0]) if "." in figure[0] else int(figure[0])
    word = re.compile(r"(true|false)\b").match(script, start)
    return _WORDS[word[1]] if word else None
