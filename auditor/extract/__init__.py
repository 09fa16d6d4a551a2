"""Bytes → inventory: charset, lists, dates, breadcrumbs, search boxes, site facts. Pure functions, no network."""

from auditor.extract.page import own_hosts_of, read_page

__all__ = ["own_hosts_of", "read_page"]
