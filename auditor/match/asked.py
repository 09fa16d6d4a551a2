"""A name asked for by hand: its context is a breadcrumb in any writing, or an address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from auditor.catalog import Standard
from auditor.match.context import crumbs, is_address
from auditor.match.normal import forms
from auditor.match.vocabulary import vocabulary
from auditor.model import Group, PublishedName, StandardEntry

_NUMBERED = re.compile(r"[_-]?\d+$")


def asked(name: str, context: str, standard: Standard) -> PublishedName:
    """``name`` below ``context``. Of an address the folders are read as the entries that they abbreviate; the last
    one is the name's own when it abbreviates what the name says."""
    if not is_address(context):
        above = crumbs(context)
        return PublishedName(name, above[:-1] if above and above[-1] == name.strip() else above)
    found = [_abbreviated(folder, standard) for folder in urlsplit(context.strip()).path.split("/") if folder]
    entries = [entry for entry in found if entry]
    if entries and _says(name, entries[-1], standard):
        entries.pop()
    return PublishedName(name, tuple(entry.title for entry in entries), context.strip())


def _abbreviated(folder: str, standard: Standard) -> StandardEntry | None:
    text = re.sub(r"\.\w+$", "", folder).lower()
    for part in (text, _NUMBERED.sub("", text)):
        for group in (Group.COLUMN, Group.FIELD):
            if entry := vocabulary(standard, group).slugs.get(part):
                return entry
    return None


def _says(name: str, entry: StandardEntry, standard: Standard) -> bool:
    words = vocabulary(standard, entry.group)
    shape = forms(name)
    return any(
        entry in (words.titles.get(text), words.aliases.get(text), *words.shorts.get(text, ()))
        for text in (shape.full, shape.bare, *shape.cores)
    )
