"""What the rules about letters of the public have in common: whose columns they are, and which of these were not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.letter_words import letter_words
from auditor.model import Column, Evidence, Letter, Obstacle, PageKind

_ENTRIES = frozenset({"col-mailbox", "col-complaints"})
_QUOTED = 10


def by_column(facts: Facts) -> Iterator[tuple[Column | None, tuple[Letter, ...]]]:
    """Letters of each column that must answer, by its id; None for letters of no known column."""
    words = letter_words()
    columns = {column.id: column for column in facts.inventory.columns}
    found: dict[str, list[Letter]] = defaultdict(list)
    for letter in facts.inventory.letters:
        found[letter.column if letter.column in columns else ""].append(letter)
    for id_ in sorted(found):
        column = columns.get(id_)
        if column is None or not words.is_excepted(column.name):
            yield column, tuple(found[id_])


def without_letters(facts: Facts) -> Iterator[tuple[Column, tuple[Obstacle, ...]]]:
    """Columns of letters in which none was read although there may be some, with what stood in the way."""
    words = letter_words()
    told = {letter.column for letter in facts.inventory.letters}
    for column in facts.inventory.columns:
        entry = facts.column_entry.get(column.id)
        named = entry in _ENTRIES or (entry is None and words.is_letters(column.name))
        if column.id in told or not named or words.is_excepted(column.name):
            continue
        if failure := unread_failure(column):
            yield column, (Obstacle(column.url, failure.value, column.name),)
        elif column.kind is PageKind.LIST and (column.items or content_obstacles(column)):
            reasons = content_obstacles(column) or ("letters-unread",)
            yield column, tuple(Obstacle(column.url, reason, column.name) for reason in reasons)


def evidence(letters: Sequence[Letter]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each.url, f"{each.title}：{each.quote}".rstrip("：")) for each in letters[:_QUOTED])


def path_of(column: Column | None) -> list[str]:
    return list(column.path) if column else []
