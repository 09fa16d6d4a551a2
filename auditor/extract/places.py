"""Which columns and addresses belong to whose place, when organs have places within one portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.extract.records import Records
from auditor.model import Column
from auditor.parts import further_parts

#: File names that stand for their folder.
_FRONT = frozenset({"index", "list", "main", "default", "home", "guide"})


@dataclass(frozen=True, slots=True)
class Places:
    """``columns``: owner by column id; ``folders``: owner by the beginning of canonical addresses."""

    columns: Mapping[str, str]
    folders: Mapping[str, str]
    keys: Mapping[str, str]

    def of(self, column: Column) -> str:
        """Owner of a column, "" for none."""
        return self.columns.get(column.id, "")

    def at(self, key: str) -> str:
        """Owner of a canonical address, "" for none."""
        return self.keys.get(key) or _by_folder(key, self.folders)


def places_of(columns: Sequence[Column], roots: Mapping[str, Sequence[Column]], home: str) -> Places:
    """A column belongs to the nearest column above it that is an organ's, by parents, else by the folder of its
    address. Two organs behind one address with different parameters share no folder."""
    rooted = {column.id: owner for owner, own in roots.items() for column in own}
    shared: dict[str, set[str]] = defaultdict(set)
    for owner, own in roots.items():
        for column in own:
            if folder := _folder_of(urls.canonical(column.url), home):
                shared[folder].add(owner)
    folders = {folder: next(iter(owners)) for folder, owners in shared.items() if len(owners) == 1}
    known = {column.id: column for column in columns}
    found: dict[str, str] = {}
    for column in columns:
        owner = _by_parents(column, known, rooted) or _by_folder(urls.canonical(column.url), folders)
        if owner:
            found[column.id] = owner
    keys = {urls.canonical(column.url): found[column.id] for column in columns if column.id in found}
    return Places(found, folders, keys)


def _by_parents(column: Column, known: Mapping[str, Column], rooted: Mapping[str, str]) -> str:
    seen: set[str] = set()
    at: Column | None = column
    while at is not None and at.id not in seen:
        if at.id in rooted:
            return rooted[at.id]
        seen.add(at.id)
        at = known.get(at.parent) if at.parent else None
    return ""


def _folder_of(key: str, home: str) -> str:
    """What the addresses of a place begin with; "" when the address does not tell."""
    path, _, query = key.partition("?")
    path = path.partition("#")[0]
    if path != key and not query:
        return ""  # a column in a fragment
    name = path.rsplit("/", 1)[-1]
    if query:
        return f"{path}?" if name.isdigit() else ""  # /public/column/66000201?…: the number is the organ
    stem = name.partition(".")[0]
    folder = path if not name else path[: -len(name)] if stem in _FRONT else f"{path[: -len(name)]}{stem}/"
    return "" if home.startswith(folder) else folder


def _by_folder(key: str, folders: Mapping[str, str]) -> str:
    path, mark, _ = key.partition("?")
    if mark and f"{path}?" in folders:
        return folders[f"{path}?"]
    path = path.partition("#")[0]
    while "/" in path:
        path = path.rpartition("/")[0]
        if f"{path}/" in folders:
            return folders[f"{path}/"]
    return ""


def is_whole(records: Records, key: str) -> bool:
    """True when a list was read to its last row."""
    reading = records.pages.get(key)
    pager = reading.pager if reading is not None else None
    if reading is None or pager is None:
        return reading is not None
    further = further_parts(reading)
    if any(urls.canonical(url) not in records.pages for url in pager.next_urls):
        return False
    if any(part.key not in records.parts for part in further):
        return False
    rows = len(reading.items) + sum(len(records.pages[urls.canonical(url)].items) for url in pager.next_urls)
    for part in further:
        answer = records.parts.get(part.key)
        rows += len(answer.items) if answer is not None else 0
    return (pager.pages or 1) <= 1 + len(pager.next_urls) + len(further) and (pager.total or 0) <= rows
