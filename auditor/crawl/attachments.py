"""Is a file what its address says? Judged by its first bytes; what they do not prove is not claimed. Pure.

A server's Content-Type is no witness: ``application/octet-stream`` is usual, and wrong types are common with files
that open well. It only arouses suspicion when nothing else was fetched (HEAD). Office programs open each other's
formats whatever the suffix, so these are one family.
"""

from __future__ import annotations

import re

from auditor import urls
from auditor.crawl.answer import Answer
from auditor.model import Ask, Purpose

#: So many bytes of a file are asked for: the magic number needs eight, an error page shows itself a little later.
PROBE_BYTES = 2048
#: Header of the ranged GET that follows a HEAD which says nothing good.
RANGE = f"bytes=0-{PROBE_BYTES - 1}"

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)
_OFFICE = frozenset({"ole", "zip", "rtf", "office-html", "xml"})
_ARCHIVE = frozenset({"zip", "rar", "7z", "gzip"})
_TEXT = frozenset({"text", "xml", "rtf", "ole", "zip"})
_FAMILIES = {
    ".pdf": frozenset({"pdf"}),
    ".ofd": frozenset({"zip"}),
    **dict.fromkeys((".zip", ".rar", ".7z"), _ARCHIVE),
    **dict.fromkeys((".txt", ".csv"), _TEXT),
    **dict.fromkeys(".doc .docx .xls .xlsx .ppt .pptx .wps .et .rtf".split(), _OFFICE),
}
_HTML = re.compile(
    rb"[\s\xef\xbb\xbf]*(?:<!--.{0,400}?-->\s*){0,2}"
    rb"<(?:!doctype\s+html|html|head|body|script|meta|title|div|p|center|h\d)\b",
    re.I | re.S,
)
#: Workbooks and letters saved as HTML under an office suffix: Excel and Word open them.
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:|^[\s\xef\xbb\xbf]*<table\b|ProgId\s*content", re.I)
#: A page that itself shows or opens the file: a visitor gets it after all.
_LEADS_ON = re.compile(
    rb"<(?:embed|object|iframe)\b|pdf\.?js|viewer|location|http-equiv\s*=\s*[\"']?refresh", re.I
)
#: What of a page nobody sees; the last script may be cut off where the probe ends.
_UNSEEN = re.compile(
    rb"<!--.*?-->|<(script|style|noscript|title)\b.*?(?:</\1\s*>|$)|<[^<>]*>|[\s\xef\xbb\xbf]+", re.I | re.S
)
_TOTAL = re.compile(r"bytes\s+(?:\d+-\d+|\*)/(\d{1,15})")
_PAGE_TYPES = ("text/html", "application/xhtml", "application/json", "text/json")


def sniff(head: bytes) -> str:
    """What a file is by its first bytes: ``pdf zip ole rar 7z gzip rtf image html office-html xml text``, ``empty``;
    an empty string when they say nothing."""
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _OFFICE_HTML.search(head[:PROBE_BYTES]) and b"<" in head[:64]:
        return "office-html"
    if _HTML.match(head[:PROBE_BYTES]):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "html" if b"<html" in head[:PROBE_BYTES].lower() else "xml"
    return "text" if _is_text(head) else ""


def is_file(body: bytes) -> bool:
    """True for bytes that no web page begins with."""
    return sniff(body[:PROBE_BYTES]) not in ("html", "text", "xml", "empty")


def is_mere_script(body: bytes) -> bool:
    """True for a page of which a visitor sees nothing, but for what its script does next: perhaps it asks for the file again."""
    head = body[:PROBE_BYTES]
    return b"<script" in head.lower() and not _UNSEEN.sub(b"", head)


def wrong_type(ask: Ask, answer: Answer) -> str:
    """Why the answer to an attachment's address is not that file; an empty string when nothing speaks against it.

    The words after ``head:`` are only a suspicion, to be settled by a GET of the first bytes.
    """
    kinds = _FAMILIES.get(urls.suffix(ask.url))
    if answer.status == 416:
        return "empty" if _total(answer) == 0 else ""
    if kinds is None or answer.status not in (200, 206):
        return ""
    mime = answer.header("Content-Type").lower()
    if ask.method == "HEAD":
        return "head:empty" if _length(answer) == 0 else _suspicion(mime)
    head = answer.body[:PROBE_BYTES]
    found = sniff(head)
    if found == "empty":
        return found if ask.purpose is Purpose.DOCUMENT or 0 in (_length(answer), _total(answer)) else ""
    if found == "html" and _LEADS_ON.search(head):
        return ""
    if found == "text" and not mime.startswith(_PAGE_TYPES):
        return ""  # an old format without a magic number, or a text that somebody named .doc
    return "" if found in kinds or not found else found


def _suspicion(mime: str) -> str:
    return f"head:{mime.split(';')[0].strip()}" if mime.startswith(_PAGE_TYPES) else ""


def _length(answer: Answer) -> int | None:
    length = answer.header("Content-Length").strip()
    return int(length) if length.isdecimal() and len(length) < 16 else None


def _total(answer: Answer) -> int | None:
    """Size of the whole file that the answer to a ranged GET names."""
    found = _TOTAL.search(answer.header("Content-Range"))
    return int(found[1]) if found else None


def _is_text(head: bytes) -> bool:
    """Printable in UTF-8 or GB18030; a character may be cut in two at the end."""
    if b"\x00" in head or any(byte < 9 or 13 < byte < 32 for byte in head[:512]):
        return False
    for charset in ("utf-8", "gb18030"):
        try:
            head.decode(charset)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                continue
        return True
    return False
