"""Bytes of a document → grids of text and first lines: HTML, xlsx, xls, ods, docx, doc, rtf, pdf.

Offline; nothing in them is run.

The one function is :func:`read_tables`. The type is told from the content, never from the name. Whatever goes
wrong is a reason in Chinese, never an exception: a document that cannot be read proves nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.documents.reading import read_tables

__all__ = ["read_tables"]


def __getattr__(name: str) -> Any:
    """Loads what is needed to have a document read when it is asked for: the process that reads one needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.reading"), name)
