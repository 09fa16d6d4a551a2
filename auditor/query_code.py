"""How a query is written into an address or a form: percent-encoded bytes of a charset, or as scripts do it.

Besides the codecs of Python there are two ways of JavaScript that portals use: ``escape`` (``%u6E05``) and
``utf-8-twice`` (``encodeURI(encodeURI(words))``, which undoes one decoding too many on the server). Pure functions.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote, unquote_plus

ESCAPE, TWICE = "escape", "utf-8-twice"
#: The ways that are tried when an address does not say how its query was written.
CODES = ("utf-8", "gb18030", ESCAPE, TWICE)
#: So many characters of a query are enough to know it again when a box cuts it short (``maxlength``).
_ENOUGH = 4
_UNESCAPED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@*_+-./")
_ESCAPED = re.compile(r"%u([0-9a-f]{4})|%([0-9a-f]{2})", re.I)
_IN_JSON = re.compile(r"\\u([0-9a-f]{4})", re.I)
_LABEL = re.compile(r"[\w.:-]{2,30}", re.A)
_GB_NAMES = frozenset({"gb2312", "gbk", "x-gbk", "euc-cn", "gb_2312-80", "cp936", "936"})
#: Codecs of Python that no browser takes for a charset: they fail in ways of their own, or make half characters.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})


def code_of(label: str) -> str | None:
    """The codec for a charset as pages name it; None when there is no such charset. UTF-16 pages submit UTF-8."""
    lowered = label.strip().strip("\"'").lower()
    if lowered in _GB_NAMES:
        return "gb18030"
    if not _LABEL.fullmatch(lowered):
        return None
    if not is_charset(lowered):
        return None
    name = codecs.lookup(lowered).name
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf_8_sig")) else name


@lru_cache(maxsize=256)
def is_charset(name: str) -> bool:
    """True for the name of a charset in which a page may be written: Python knows it, and it turns any bytes into whole
    characters."""
    try:
        codec = codecs.lookup(name).name
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return codec.replace("_", "-") not in _NO_CHARSETS


def encoded(text: str, code: str) -> str:
    """``text`` percent-encoded for a query or a form, spaces as ``+``. What a charset lacks becomes ``&#…;``, as in a
    browser. LookupError for a code that is none."""
    if code == ESCAPE:
        return "".join(map(_escaped, text))
    if code == TWICE:
        return quote(quote(text, safe=""), safe="")
    return quote_plus(text, encoding=code, errors="xmlcharrefreplace")


def decoded(text: str, code: str) -> str:
    """The reverse of :func:`encoded`; what cannot be decoded becomes U+FFFD."""
    if code == ESCAPE:
        return _paired(_ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), text))
    if code == TWICE:
        return unquote(unquote_plus(text))
    return unquote_plus(text, encoding=code, errors="replace")


def code_in(raw: str, query: str) -> str | None:
    """How ``raw`` (percent-encoded) writes ``query``, or so much of it as a box lets in; None when it says something
    else."""
    return next((code for code in CODES if _is(decoded(raw, code), query)), None)


def carries(text: str, query: str) -> bool:
    """True when an address, a form or a piece of JSON holds the query, in whatever way it is written."""
    wanted = _squeezed(query)
    readings = (decoded(text, code) for code in CODES)
    unicode = _paired(_IN_JSON.sub(lambda match: chr(int(match[1], 16)), text))
    return bool(wanted) and any(wanted in _squeezed(reading) for reading in (text, unicode, *readings))


def replaced(text: str, query: str, other: str) -> str | None:
    """``text`` (an address, a form) with every ``query`` in it rewritten to ``other`` in the same way; None when the
    query does not stand in it as a whole."""
    pieces = re.split(r"([/?&=#])", text)
    found = [(index, code) for index, raw in enumerate(pieces) if raw and (code := code_in(raw, query))]
    for index, code in found:
        pieces[index] = encoded(other, code)
        if "?" not in pieces[:index]:  # a path knows no "+" for a space
            pieces[index] = pieces[index].replace("+", "%20")
    return "".join(pieces) if found else None


def _is(text: str, query: str) -> bool:
    said, wanted = _squeezed(text), _squeezed(query)
    return bool(said) and (said == wanted or (len(said) >= _ENOUGH and wanted.startswith(said)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _escaped(character: str) -> str:
    if character in _UNESCAPED:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[place : place + 2], "big") for place in range(0, len(units), 2)]
    return "".join(f"%u{each:04X}" if each > 255 else f"%{each:02X}" for each in codes)


def _paired(text: str) -> str:
    """Surrogates joined to the characters that they are halves of; a lone half becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
