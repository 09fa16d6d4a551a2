"""Words and marks of published catalogs and object lists: ``rules/published_catalogs.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "published_catalogs.yml"


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that begin the header cell of each column."""

    seq: tuple[str, ...]
    field: tuple[str, ...]
    level1: tuple[str, ...]
    level2: tuple[str, ...]
    level3: tuple[str, ...]
    content: tuple[str, ...]
    basis: tuple[str, ...]
    limit: tuple[str, ...]
    publisher: tuple[str, ...]
    channel: tuple[str, ...]
    audience: tuple[str, ...]
    mode: tuple[str, ...]
    levels: tuple[str, ...]
    other: tuple[str, ...]


class Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sub-headers below the header of a group."""

    audience: tuple[str, ...]
    mode: tuple[str, ...]
    levels: tuple[str, ...]
    channel: tuple[str, ...]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ticked: str
    empty: str


class Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    required: tuple[str, ...]
    optional: tuple[str, ...]
    damage_required: tuple[str, ...]
    damage_optional: tuple[str, ...]
    not_after: str
    pair: Pair
    yes: tuple[str, ...]
    starts: tuple[str, ...]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sure: tuple[str, ...]
    vague: tuple[str, ...]
    page: tuple[str, ...]


class ObjectWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: tuple[str, ...]
    attribute: tuple[str, ...]


class TableWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; see the comments in it."""

    headers: Headers
    parts: Parts
    marks: Marks
    blank: tuple[str, ...]
    notes: tuple[str, ...]
    names: Names
    objects: ObjectWords


def speaks_of_catalog(own: str, above: str) -> bool:
    """Does a document's own name speak of a catalog, or a vaguer one below names that speak of catalogs?"""
    words = table_words().names
    if _holds(own, words.sure):
        return True
    if not _holds(above, words.page):
        return False
    # The page is the catalog itself, and its file has a name like 附件1 or that of the field.
    return _holds(own, words.vague) or _holds(above, words.sure)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


@cache
def table_words() -> TableWords:
    """The bundled vocabulary. Raises AuditorError when the file is broken."""
    return strict_yaml.load(FILE, TableWords)
