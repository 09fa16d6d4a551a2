"""To which column each text, letter and page belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor import urls
from auditor.extract.records import Records
from auditor.model import Column, Document, Letter, LetterState, PageKind, PageMarks


@dataclass(frozen=True, slots=True)
class Placed:
    """All of them with their columns, sorted by address. ``column_of`` gives the id of the column to which any canonical
    address belongs, "" when it belongs to none."""

    documents: tuple[Document, ...]
    pages: tuple[PageMarks, ...]
    letters: tuple[Letter, ...]
    column_of: Callable[[str], str]


def place(records: Records, columns: Sequence[Column]) -> Placed:
    """A text belongs to the column that it is, else to the one whose list names it, the deepest list first, of these the
    shortest: a list of everything comes last; else to the column in whose folder it lies. What a channel previews out of the
    folder of a column that could not be read is that column's: its list would have said so."""
    own = {urls.canonical(column.url): column.id for column in columns}
    listed = _listed(records, columns)
    folders = {urls.canonical(column.url).rstrip("/") + "/": column.id for column in columns}

    unread = {column.id for column in columns if column.failure is not None}
    previewed = {column.id for column in columns if column.kind is not PageKind.LIST}

    def column_of(key: str) -> str:
        if key in own:
            return own[key]
        named = listed.get(key, "")
        if (
            (not named or named in previewed)
            and (below := _folder(key, folders))
            and (not named or below in unread)
        ):
            return below
        return named

    return Placed(
        documents=tuple(replace(text, column=column_of(key)) for key, text in sorted(records.texts.items())),
        pages=tuple(replace(marks, column=column_of(key)) for key, marks in sorted(records.marks.items())),
        letters=tuple(_letters(records, column_of)),
        column_of=column_of,
    )


def _letters(records: Records, column_of: Callable[[str], str]) -> Iterator[Letter]:
    """Each letter once: its own page knows more than the row that leads there."""
    found: dict[str, Letter] = {}
    for key in sorted(records.letters, key=lambda key: (len(records.letters[key]) > 1, key)):
        for letter in records.letters[key]:
            own = urls.canonical(letter.url)
            same = (
                f"{own}#{letter.title}" if own == key else own
            )  # a row without a link is known by its title
            placed = replace(letter, column=column_of(key))
            found[same] = _joined(found[same], placed) if same in found else placed
    return (found[key] for key in sorted(found))


def _joined(page: Letter, row: Letter) -> Letter:
    """What the letter's own page says, and of the row that leads there what the page leaves open."""
    return replace(
        page,
        asked=page.asked or row.asked,
        answered=page.answered or row.answered,
        state=row.state if page.state is LetterState.UNKNOWN else page.state,
        satisfaction=page.satisfaction or row.satisfaction,
        quote=page.quote or row.quote,
    )


def _listed(records: Records, columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    ranked = sorted(columns, key=_rank)
    for column in ranked:
        for item in column.items:
            if item.url:
                found.setdefault(records.resolve(item.url), column.id)
                found.setdefault(urls.canonical(item.url), column.id)
    return found


def _rank(column: Column) -> tuple[bool, int, bool, int, str]:
    length = len(column.items) if column.total is None else column.total
    return (column.kind is not PageKind.LIST, -len(column.path), column.more, length, column.id)


def _folder(key: str, folders: dict[str, str]) -> str:
    path = key
    while "/" in path:
        path = path.rpartition("/")[0]
        if f"{path}/" in folders:
            return folders[f"{path}/"]
    return ""
