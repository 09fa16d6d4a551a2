"""Bytes of a document → grids of text and first lines: HTML, xlsx, xls, ods, docx, doc, rtf, pdf.

Offline; nothing in them is run.

The one function is :func:`read_tables`. The type is told from the content, never from the name. Whatever goes
wrong is a reason in Chinese, never an exception: a document that cannot be read proves nothing.
"""

from __future__ import annotations

from auditor.documents.reading import read_tables

__all__ = ["read_tables"]
