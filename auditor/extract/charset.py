"""Bytes to text, when header, meta, byte order mark and bytes disagree.

Chinese portals declare GB2312 and send GB18030, or declare one charset in the header and use another. The
declared charsets are hints; the bytes decide. Broken bytes never lose a page: they become U+FFFD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.query_code import is_charset

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,20})", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_HEAD_BYTES = 4096
#: Share of broken characters up to which a page is damaged UTF-8; other charsets break on every second one.
_TOLERATED = 0.2
_GB_NAMES = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "euc-cn", "gb_2312-80", "cp936", "936"})
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """``broken`` counts the replacement characters that had to be put in."""

    text: str
    charset: str
    broken: int


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a HTML body. Tries BOM, then strict decoding by each declared charset, UTF-8 and GB18030; a
    body broken under all of them is decoded by the candidate with the fewest replacements."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(name, errors="replace")
            return Decoded(text, name, text.count("\ufffd"))
    candidates = _candidates(body, content_type)
    for name in candidates:
        try:
            return Decoded(body.decode(name), name, 0)
        except (UnicodeDecodeError, LookupError):
            continue
    utf8 = _lossy(body, "utf-8")
    if utf8.broken <= _TOLERATED * sum(1 for char in utf8.text if char > "\x7f"):
        return utf8
    return min((_lossy(body, name) for name in candidates), key=lambda decoded: decoded.broken)


def _candidates(body: bytes, content_type: str) -> list[str]:
    declared = [match.group(1) for match in [_HEADER.search(content_type)] if match]
    head = body[:_HEAD_BYTES]
    declared += [m.group(1).decode("ascii") for m in (_META.search(head), _XML.search(head)) if m]
    # Valid multi-byte UTF-8 is almost never valid text in anything else, so it goes first.
    names = ["utf-8", *(_normalise(name) for name in declared), "gb18030"]
    return list(dict.fromkeys(name for name in names if is_charset(name)))


def _normalise(name: str) -> str:
    lowered = name.lower()
    return "gb18030" if lowered in _GB_NAMES else lowered


def _lossy(body: bytes, name: str) -> Decoded:
    text = body.decode(name, errors="replace")
    return Decoded(text, name, text.count("\ufffd"))
