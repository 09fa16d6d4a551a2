"""What the rules about guide, annual report, leaders and assessment have in common: the columns of a standard entry with
all below them, the texts that stand there, and what of them was not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Column, Document, Obstacle
from auditor.statements import squeezed

_LISTED = 10


@dataclass(frozen=True, slots=True)
class Place:
    """The columns of one standard entry and those below them, the entry's own first, and the texts in them."""

    columns: tuple[Column, ...]
    documents: tuple[Document, ...]

    @property
    def home(self) -> Column:
        return self.columns[0]


def place_of(facts: Facts, entry: str, *, every: bool = False) -> Place | None:
    """Where a standard entry is published; None when it has no column of its own (another rule reports that).

    ``every``: all columns of the entry, not only the one that it was matched to.
    """
    own = _own(facts, entry, every=every)
    if not own:
        return None
    found = {column.id: column for column in own}
    grown = True
    while grown:
        below = [c for c in facts.inventory.columns if c.parent in found and c.id not in found]
        found |= {column.id: column for column in below}
        grown = bool(below)
    texts = tuple(text for text in facts.inventory.documents if text.column in found)
    return Place(tuple(found.values()), texts)


def _own(facts: Facts, entry: str, *, every: bool) -> list[Column]:
    """The portal's own columns of the entry: a department's or township's 公开指南 is another guide."""
    columns = {column.id: column for column in facts.inventory.columns}
    chosen = next((match.column for match in facts.standard if match.id == entry and match.column), None)
    if chosen in columns and not every:
        return [columns[chosen]]
    organs = {organ.column for organ in facts.inventory.organs if organ.column}

    def of_organ(column: Column | None) -> bool:
        for _ in range(40):  # a tree that bites its tail ends here
            if column is None or column.id in organs:
                break
            column = columns.get(column.parent or "")
        return column is not None and column.id in organs

    named = [column for column in columns.values() if facts.column_entry.get(column.id) == entry]
    named.sort(key=lambda column: (len(column.path), column.id))
    return [column for column in named if not of_organ(column)] or named


def unread(columns: Sequence[Column], *, whole: bool = False) -> tuple[Obstacle, ...]:
    """Why something in these columns may not have been seen. ``whole``: further pages of their lists count too."""
    return tuple(_unread(columns, whole))[:_LISTED]


def _unread(columns: Sequence[Column], whole: bool) -> Iterator[Obstacle]:
    for column in columns:
        failure = unread_failure(column)
        if failure is not None:
            yield Obstacle(column.url, failure.value, column.name)
            continue
        for reason in content_obstacles(column):
            yield Obstacle(column.url, reason, column.name)
        if whole and column.more:
            yield Obstacle(column.url, "list-goes-on", column.name)


def opened(place: Place, pattern: re.Pattern[str]) -> tuple[Obstacle, ...]:
    """Items of the place whose title matches and whose text was not opened."""
    known = {squeezed(text.title) for text in place.documents} | {text.url for text in place.documents}
    return tuple(
        Obstacle(item.url, "text-not-opened", item.title)
        for column in place.columns
        for item in column.items
        if item.url
        and item.url not in known
        and squeezed(item.title) not in known
        and pattern.search(squeezed(item.title))
    )[:_LISTED]


def is_blank(place: Place) -> bool:
    """Nothing is published there: the business of the rule about empty columns."""
    return all(column.empty is True and not column.items for column in place.columns)
