"""One document: what it is, who reads it, and what is said when nobody can."""

from __future__ import annotations

from auditor.documents import html, office
from auditor.documents.child import DAMAGED, read_apart
from auditor.documents.content import Content
from auditor.documents.kind import kind_of
from auditor.documents.limits import MAX_BYTES, Unreadable
from auditor.model import Tables


def read_tables(data: bytes, name: str = "", mime: str = "") -> Tables:
    """The tables and first lines of a document.

    ``name`` is its file name, for nothing but company; ``mime`` helps to decode HTML.
    Never raises: what cannot be read has a ``reason`` and no grids.
    """
    kind = "unknown"
    try:
        if len(data) > MAX_BYTES:
            raise Unreadable(f"文件过大（超过 {MAX_BYTES // 1024 // 1024} MB），未读取")
        kind = kind_of(data)
        content = _read(kind, data, mime)
        return Tables(kind, content.grids, text=content.text)
    except Unreadable as error:
        return Tables(kind, reason=error.reason)
    except Exception:  # noqa: BLE001 - whatever a document does, the others are read
        return Tables(kind, reason=DAMAGED)


def _read(kind: str, data: bytes, mime: str) -> Content:
    if kind == "html":
        return html.read(data, mime)
    if kind in ("doc", "rtf"):
        return office.read(data)
    return read_apart(kind, data)
