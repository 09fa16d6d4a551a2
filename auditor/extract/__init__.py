"""Bytes → inventory: charset, lists, dates, breadcrumbs, search boxes, facts. Pure functions, no network."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.extract.inventory import build_inventory
    from auditor.extract.page import read_page

__all__ = ["build_inventory", "read_page"]


def __getattr__(name: str) -> Any:
    """Loads the readers of pages when they are asked for: who reads a document needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "inventory" if name == "build_inventory" else "page"
    return getattr(import_module(f"{__name__}.{home}"), name)
