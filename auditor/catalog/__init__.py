"""The standard: what a portal must publish, under which names, and which words must not be mixed up.

Data in ``rules/`` (columns and vocabulary), ``rules/catalog/<edition>/`` (fields and their rows) and
``rules/catalog/overlays/`` (what a place changes), read strictly into one immutable :class:`Standard`. Unknown
keys and ids, duplicate ids, aliases and slugs, and aliases that run in a circle are errors with file and line.
"""

from __future__ import annotations

from auditor.catalog.files import FILES, RULES
from auditor.catalog.limits import grasp, parse_limits
from auditor.catalog.load import list_editions, load_standard
from auditor.catalog.standard import (
    CatalogField,
    CatalogSource,
    Confusable,
    Edition,
    Negative,
    OverlayChange,
    Standard,
    key,
)

__all__ = [
    "FILES",
    "RULES",
    "CatalogField",
    "CatalogSource",
    "Confusable",
    "Edition",
    "Negative",
    "OverlayChange",
    "Standard",
    "grasp",
    "key",
    "list_editions",
    "load_standard",
    "parse_limits",
]
