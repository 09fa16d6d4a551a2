"""Bytes → inventory: charset, lists, dates, breadcrumbs, search boxes, site facts. Pure functions, no network."""

from auditor.extract.inventory import build_inventory
from auditor.extract.page import own_hosts_of, read_page
from auditor.extract.search import search_asks

__all__ = ["build_inventory", "own_hosts_of", "read_page", "search_asks"]
