"""Bytes → inventory: charset, lists, dates, breadcrumbs, search boxes, facts. Pure functions, no network."""

from auditor.extract.inventory import build_inventory
from auditor.extract.page import read_page

__all__ = ["build_inventory", "read_page"]
