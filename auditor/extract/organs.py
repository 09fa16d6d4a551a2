"""Organs and villages of the portal: which it names, where each has its place, which blocks stand there.

A place is a column named like an organ that stands in a list of organs, on a host of its own, bears 信息公开 in its name,
or holds one of the blocks of a disclosure page. A column of that name below 部门动态 or 部门预算 is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor import urls
from auditor.extract.organ_names import (
    OrganName,
    abridged,
    block_of,
    is_aside,
    is_upper,
    leads_elsewhere,
    lists_organs,
    lists_villages,
    mentions_organs,
    names_in,
    names_place,
    organ_name,
)
from auditor.extract.places import Places, is_whole, places_of
from auditor.extract.records import Records
from auditor.extract.villages import published_villages
from auditor.model import DEAD, Column, Entry, Failure, Organ, PageKind

_STATUTORY, _REPORTS = "col-statutory", "col-annual-report"
_SETTLED = DEAD | {Failure.REDIRECT_OUTSIDE}
_TEXTS = frozenset({PageKind.CONTENT, PageKind.OTHER, PageKind.ARTICLE})
_MENTIONED = 200


@dataclass(slots=True)
class _Found:
    """What is known of one organ while it is being put together."""

    name: OrganName
    roots: list[Column] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    blocks: dict[str, str] = field(default_factory=dict)
    external: str = ""


def published_organs(
    records: Records, columns: Sequence[Column], entries: Sequence[Entry]
) -> tuple[Organ, ...]:
    """Departments, townships and their villages, sorted by kind and name."""
    named = _named(records, columns, entries)
    found: dict[str, _Found] = {}
    for column, name in named:
        if _standing(column) is not False:
            found.setdefault(name.core, _Found(name)).roots.append(column)
    places = places_of(columns, {core: each.roots for core, each in found.items()}, records.territory.home)
    for column in columns:
        if (core := places.of(column)) in found:
            found[core].columns.append(column)
    _drop_mere_names(records, found, columns)
    _add_blocks(records, found, places, named)
    _add_mentions(records, found, columns, entries)
    unread_reports = not all(is_whole(records, key) for key in _report_lists(columns))
    villages, published = published_villages(records, columns, places, {c: f.name for c, f in found.items()})
    organs = [_organ(each, published.get(core, ()), unread_reports) for core, each in found.items()]
    organs += villages
    return tuple(sorted(organs, key=lambda organ: (organ.kind.value, organ.parent, organ.name)))


# ── candidates ────────────────────────────────────────────────────────────────────────────────────


def _named(
    records: Records, columns: Sequence[Column], entries: Sequence[Entry]
) -> list[tuple[Column, OrganName]]:
    """Columns that bear an organ's name, or that a menu calls so through a redirect."""
    ways: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "redirect" and organ_name(entry.name):
            ways[records.landing(entry.url)].append(entry.name)
    home = records.territory.home
    found = []
    for column in columns:
        key = urls.canonical(column.url)
        names = (*column.names, *ways.get(key, ()))
        name = next((said for each in names if (said := organ_name(each))), None)
        if name is not None and key != home:
            found.append((column, name))
    return found


def _standing(column: Column) -> bool | None:
    """True in a list of organs, False below a name that organs publish one kind of information under."""
    for name in reversed(column.path[:-1]):
        if lists_organs(name):
            return True
        if leads_elsewhere(name) or block_of(name):
            return False
    return None


def _drop_mere_names(records: Records, found: dict[str, _Found], columns: Sequence[Column]) -> None:
    """A column that is called like an organ, without anything that makes it the organ's page, is forgotten."""
    lists = {column.url for column in columns if any(lists_organs(name) for name in column.names)}
    for core in list(found):
        roots = found[core].roots
        listed = any(_has_standing(records, root, lists) for root in roots)
        if not listed and not any(block_of(name) for column in found[core].columns for name in column.names):
            del found[core]


def _has_standing(records: Records, root: Column, lists: Collection[str]) -> bool:
    if _standing(root) or _own_host(records, root):
        return True
    if any((said := organ_name(name)) is not None and said.disclosure for name in root.names):
        return True
    return any(holder in lists for holder, _ in records.holders.get(urls.canonical(root.url), ()))


def _own_host(records: Records, column: Column) -> bool:
    """The home page of an organ's sub-site."""
    key = urls.canonical(column.url)
    return key.count("/") == 1 and key.endswith("/") and not records.territory.home.startswith(key)


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────


def _add_blocks(
    records: Records, found: Mapping[str, _Found], places: Places, named: Sequence[tuple[Column, OrganName]]
) -> None:
    """Blocks below the organ's own page, in lists that name organ and block (部门年报), and links to them."""
    for each in found.values():
        for column in each.columns:
            for id_ in filter(None, map(block_of, column.names)):
                each.blocks.setdefault(id_, column.url)
        if rest := _content(each):
            each.blocks.setdefault(_STATUTORY, rest.url)
    for column, name in named:
        block = next(filter(None, map(block_of, reversed(column.path[:-1]))), "")
        if block and name.core in found:
            found[name.core].blocks.setdefault(block, column.url)
    for target in sorted(records.holders):
        for page, text in sorted(records.holders[target]):
            if block := block_of(text):
                for core in _owners(records, found, places, target, page, text):
                    found[core].blocks.setdefault(block, _address(records, target))


def _owners(
    records: Records, found: Mapping[str, _Found], places: Places, target: str, page: str, text: str
) -> Iterable[str]:
    """Organs that a link speaks of: those that its text names, else the one on whose pages alone it stands. A link of
    a menu that every page has is nobody's."""
    said = abridged(text)
    named = [core for core in found if core in said]
    if named:
        return [core for core in named if not any(core != other and core in other for other in named)]
    owner = places.at(urls.canonical(page))
    if owner not in found:
        return ()
    holders = {places.at(urls.canonical(holder)) for holder, _ in records.holders[target]}
    return (owner,) if holders == {owner} else ()


def _address(records: Records, key: str) -> str:
    fetch = records.fetches.get(key)
    return fetch.url if fetch is not None else f"http://{key}"


def _content(each: _Found) -> Column | None:
    """A column of the organ that is content of its own, not one of the other blocks."""
    for column in sorted(each.columns, key=lambda column: (len(column.path), column.id)):
        if any(block_of(name) or is_aside(name) for name in column.names):
            continue
        if any(lists_villages(name) for name in (*column.path, *column.names)):
            continue
        below = column not in each.roots and column.failure is None
        if column.kind is PageKind.CHANNEL:
            # What an overview previews stands in other columns, and those are looked at themselves.
            others = {item.url for other in each.columns if other is not column for item in other.items}
            if any(item.url not in others for item in column.items):
                return column
        elif column.items or below:
            return column
    return None


def _report_lists(columns: Sequence[Column]) -> Iterator[str]:
    """Lists in which the annual reports of all organs may stand."""
    for column in columns:
        if column.kind is PageKind.LIST and any(block_of(name) == _REPORTS for name in column.names):
            yield urls.canonical(column.url)


# ── organs that are only named ────────────────────────────────────────────────────────────────────


def _add_mentions(
    records: Records, found: dict[str, _Found], columns: Sequence[Column], entries: Sequence[Entry]
) -> None:
    """Organs with a site elsewhere, and names in a page that lists organs."""
    lists = {column.url for column in columns if any(lists_organs(name) for name in column.names)}
    for entry in entries:
        name = organ_name(entry.name) if entry.kind == "external" else None
        if name is not None and _is_ours(entry, name, lists):
            each = found.setdefault(name.core, _Found(name))
            each.external = each.external or entry.target or entry.url
    for column in columns:
        if not any(lists_organs(name) or mentions_organs(name) for name in column.names):
            continue
        reading = records.pages.get(urls.canonical(column.url))
        for name in names_in(reading.text)[:_MENTIONED] if reading is not None else ():
            found.setdefault(name.core, _Found(name))


def _is_ours(entry: Entry, name: OrganName, lists: Collection[str]) -> bool:
    """Links of friendship lead to organs of other places: outside of lists of organs, a name with a place is not ours."""
    if is_upper(entry.name):
        return False
    return entry.found_on in lists or not names_place(name.name)


# ── organ ─────────────────────────────────────────────────────────────────────────────────────────


def _organ(each: _Found, further: Sequence[tuple[str, str]], unread_reports: bool) -> Organ:
    blocks = tuple(sorted({**dict(further), **each.blocks}.items()))
    if not each.roots:
        reason = "external" if each.external else "no-place"
        return Organ(
            each.name.name, each.name.kind, each.external or None, blocks=blocks, obstacles=(reason,)
        )
    root = min(each.roots, key=lambda column: (len(column.path), len(column.url), column.id))
    obstacles = set(_unread(each.columns))
    if unread_reports and _REPORTS not in each.blocks:
        obstacles.add("list-goes-on")
    if _is_introduction(each):
        obstacles.add("no-place")
    return Organ(
        each.name.name,
        each.name.kind,
        root.url,
        root.id,
        blocks=blocks,
        obstacles=tuple(sorted(obstacles)),
    )


def _unread(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        if column.failure is not None and column.failure not in _SETTLED:
            yield column.failure.value
        elif column.failure is Failure.REDIRECT_OUTSIDE:
            yield "external"
        yield from (each for each in column.obstacles if not each.startswith(("header:", "footer:")))


def _is_introduction(each: _Found) -> bool:
    """One text about an organ is no page on which it publishes, even when a common list has its annual report."""
    if any(
        (said := organ_name(name)) is not None and said.disclosure
        for root in each.roots
        for name in root.names
    ):
        return False
    only_texts = all(column.kind in _TEXTS and column.failure is None for column in each.columns)
    return only_texts and len(each.columns) <= len(each.roots)
