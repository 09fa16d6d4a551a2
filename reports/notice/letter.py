"""What the bundled templates of all letters share: the red head, the signature, the file."""

from __future__ import annotations

import io
from datetime import datetime

from docx.document import Document as DocumentType
from docx.shared import Pt

from reports.notice import official as o
from reports.notice.package import packed


def letter_head(document: DocumentType) -> None:
    """Issuer in red, number, red line. Without an issuer the head is left to printed letter paper."""
    o.add(document, o.NUMBER, "{%p if 发文机关 %}")
    o.add(document, o.HEAD, "{{ 发文机关 }}")
    o.add(document, o.NUMBER, "{%p endif %}")
    o.add(document, o.NUMBER, "{{ 文号 }}")
    o.red_line(document)


def annexed(document: DocumentType, text: str) -> None:
    """The line that names the annex, never parted from the signature below it."""
    for piece in ("", text, ""):
        o.add(document, o.BODY, piece).paragraph_format.keep_with_next = True


def signature(document: DocumentType) -> None:
    for text in (
        "{% if 发文机关 %}{{ 发文机关 }}{% else %}（发文机关署名、盖章）{% endif %}",
        "{{ 发文日期 }}",
    ):
        paragraph = o.add(document, o.SIGNED, text)
        paragraph.paragraph_format.right_indent = Pt(64)
        paragraph.paragraph_format.keep_with_next = True


def finished(document: DocumentType, title: str) -> bytes:
    """The document as a file of fixed times."""
    core = document.core_properties
    core.title, core.author, core.comments = title, "", ""
    core.created = core.modified = datetime(2020, 1, 1)
    target = io.BytesIO()
    document.save(target)
    return packed(target.getvalue())
