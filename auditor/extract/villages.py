"""Villages in the 村（居）务公开 columns: by township, by village, by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor import urls
from auditor.extract.organ_names import (
    OrganName,
    core_of,
    lists_villages,
    organ_name,
    plain,
    topics_of,
    village_in,
    village_name,
)
from auditor.extract.places import Places, is_whole
from auditor.extract.records import Records
from auditor.model import Column, Item, Organ, OrganKind, PageKind

_COLUMN = "col-village"


@dataclass(slots=True)
class _Village:
    url: str | None = None
    column: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    obstacles: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Township:
    """``blocks``: the column itself and the topics that no village is named for."""

    name: str
    blocks: dict[str, str] = field(default_factory=dict)
    villages: dict[str, _Village] = field(default_factory=dict)
    obstacles: set[str] = field(default_factory=set)


def published_villages(
    records: Records, columns: Sequence[Column], places: Places, organs: Mapping[str, OrganName]
) -> tuple[list[Organ], dict[str, tuple[tuple[str, str], ...]]]:
    """The villages, and by township (its core name) what it publishes of its villages."""
    found: dict[str, _Township] = {}
    for column in columns:
        depth = _depth(column)
        if depth is None:
            continue
        township = _township(column, places, organs)
        if township is not None:
            place = found.setdefault(township.core, _Township(township.name))
            _take(records, place, column, depth)
    villages = [
        Organ(
            name,
            OrganKind.VILLAGE,
            village.url,
            village.column,
            parent=place.name,
            blocks=tuple(sorted(village.blocks.items())),
            obstacles=tuple(sorted(village.obstacles | place.obstacles)),
        )
        for place in found.values()
        for name, village in sorted(place.villages.items())
    ]
    return villages, {core: tuple(sorted(place.blocks.items())) for core, place in found.items()}


def _depth(column: Column) -> int | None:
    """Where in its path the column of the villages stands; None outside of it."""
    for index in range(len(column.path) - 1, -1, -1):
        if lists_villages(column.path[index]):
            return index
    return len(column.path) - 1 if any(lists_villages(name) for name in column.names) else None


def _township(column: Column, places: Places, organs: Mapping[str, OrganName]) -> OrganName | None:
    owner = organs.get(places.of(column))
    if owner is not None and owner.kind is OrganKind.TOWNSHIP:
        return owner
    named = (name for step in reversed(column.path) if (name := organ_name(step)) is not None)
    return next((name for name in named if name.kind is OrganKind.TOWNSHIP), None)


def _take(records: Records, place: _Township, column: Column, depth: int) -> None:
    if len(column.path) - 1 <= depth or _is_township(column.path[-1], place.name):
        place.blocks.setdefault(_COLUMN, column.url)
    below = column.path[depth + 1 :]
    own = next((name for step in reversed(below) if (name := _village(step, place.name))), "")
    topics = [topic for step in below if not _village(step, place.name) for topic in topics_of(step)]
    unread = {each for each in column.obstacles if not each.startswith(("header:", "footer:"))}
    unread |= {column.failure.value} if column.failure is not None else set()
    if column.kind is PageKind.LIST and not is_whole(records, urls.canonical(column.url)):
        unread.add("list-goes-on")
    if own:
        village = place.villages.setdefault(own, _Village())
        if _village(column.path[-1], place.name) and village.url is None:
            village.url, village.column = column.url, column.id
        village.obstacles |= unread
    else:
        place.obstacles |= unread
    if topics and own and column.failure is None:
        for topic in topics:
            place.villages[own].blocks.setdefault(topic.id, column.url)
    for item in _items(records, column):
        _take_item(place, own, [topic.id for topic in topics], item, column.url)


def _take_item(place: _Township, own: str, above: Sequence[str], item: Item, url: str) -> None:
    name = own or village_in(item.title, place.name)
    said = [topic.id for topic in topics_of(item.title)] or above
    blocks = place.villages.setdefault(name, _Village()).blocks if name else place.blocks
    for topic in said:
        blocks.setdefault(topic, item.url or url)


def _village(step: str, township: str) -> str:
    return village_name(plain(step).removeprefix(plain(township)).removeprefix(core_of(plain(township))))


def _is_township(step: str, township: str) -> bool:
    name = organ_name(step)
    return name is not None and name.core == core_of(plain(township))


def _items(records: Records, column: Column) -> Iterator[Item]:
    """Rows of all list pages that were read."""
    reading = records.pages.get(urls.canonical(column.url))
    yield from column.items
    for url in reading.pager.next_urls if reading is not None and reading.pager is not None else ():
        following = records.pages.get(urls.canonical(url))
        yield from following.items if following is not None else ()
