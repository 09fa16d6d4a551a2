"""Personal data that stand open on a page: identity numbers, bank cards, mobile numbers, homes of listed people.

Mobile numbers and homes count only in lists of people to whom something is granted; a contact named in a notice, an
official's or an office's telephone is meant for the public. Raw values never leave this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from auditor.document_numbers import nfkc
from auditor.extract.cards import cards_in
from auditor.extract.identity import numbers_in
from auditor.masking import STARS, show
from auditor.model import Grid, PersonalDatum, PersonalKind
from auditor.personal_words import personal_words
from auditor.statements import squeezed

_HEAD_ROWS, _HEAD_CELL, _CELL = 6, 30, 400
#: Leading characters that we show of a value.
_KEPT = {
    PersonalKind.IDENTITY: 2,
    PersonalKind.BANK_CARD: 4,
    PersonalKind.MOBILE: 3,
    PersonalKind.ADDRESS: 3,
}
_MOBILE = re.compile(rf"(?<![0-9])1[3-9](?:[ -]?[0-9{re.escape(STARS)}]){{9}}(?![0-9])")
#: A mobile number that shows so many of its 11 digits can be tried out.
_TELLING = 9
_HOUSE = re.compile(r"[0-9]+(?:-[0-9]+)* ?(?:号楼|号|室|幢|栋|单元|弄)")
_DIGIT = re.compile(r"\d")
_PLACE = re.compile(r"[省市县区镇乡村街路道巷里湾庄屯寨苑园小区]")


class _Column(Enum):
    IDENTITY = "identity"
    CARD = "card"
    MOBILE = "mobile"
    ADDRESS = "address"
    OTHER = "other"  # codes of another kind
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: PersonalKind
    value: str
    where: str = ""
    partly: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A table with its header understood. ``people``: a column names persons; ``granted``: they get something."""

    columns: tuple[_Column, ...]
    first: int
    people: bool = False
    granted: bool = False


def read_personal(text: str, grids: Sequence[Grid]) -> tuple[PersonalDatum, ...]:
    """Personal data in a text and in its tables, masked. Data that the portal masked correctly are not listed.

    One datum per kind, with its first place; those that the portal masked, but too little, are one more. Their
    ``shown`` holds the portal's own ``*`` beside our ``●``.
    """
    hits: list[_Hit] = []
    settled: set[str] = set()  # numbers that stand in a table, whatever they are: the text repeats them
    for place, grid in enumerate(grids, 1):
        hits += _in_grid(grid, place, settled)
    plain = nfkc(text)
    hits += [hit for hit in _in_text(plain) if hit.value not in settled]
    return tuple(_summed(hits))


def _summed(hits: Sequence[_Hit]) -> Iterator[PersonalDatum]:
    groups: dict[tuple[PersonalKind, bool], dict[str, _Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.kind, hit.partly), {}).setdefault(hit.value, hit)
    for kind, partly in sorted(groups, key=lambda key: (list(PersonalKind).index(key[0]), key[1])):
        members = groups[kind, partly]
        first = next(iter(members.values()))
        yield PersonalDatum(kind, show(first.value, _KEPT[kind]), first.where, len(members))


def _in_text(
    text: str, *, where: str = "", labelled: bool = False, of_people: bool = False
) -> Iterator[_Hit]:
    for number in numbers_in(text, labelled=labelled, of_people=of_people):
        yield _Hit(PersonalKind.IDENTITY, number.value, where, number.partly)
    for card in cards_in(text):
        yield _Hit(PersonalKind.BANK_CARD, card, where)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def _in_grid(grid: Grid, place: int, settled: set[str]) -> Iterator[_Hit]:
    table = _understood(grid)
    for at, row in enumerate(grid.rows[table.first :], table.first + 1):
        where = f"{grid.where}第{place}个表格第{at}行"
        for column, cell in zip(table.columns, row, strict=False):
            if _DIGIT.search(cell) is None:
                continue  # most cells: a table may have hundreds of thousands
            text = nfkc(cell[:_CELL])
            settled.update(digits.upper() for digits in re.findall(r"[0-9]{15,19}[Xx]?", text))
            yield from _in_cell(table, column, text, where)


def _in_cell(table: _List, column: _Column, text: str, where: str) -> Iterator[_Hit]:
    match column:
        case _Column.OTHER:
            return
        case _Column.CARD:
            cards = cards_in(text, labelled=True) if table.people else ()
            yield from (_Hit(PersonalKind.BANK_CARD, card, where) for card in cards)
        case _Column.MOBILE if table.granted:
            yield from (_Hit(PersonalKind.MOBILE, value, where, partly) for value, partly in _mobiles(text))
        case _Column.ADDRESS if table.granted:
            if _HOUSE.search(text) and _PLACE.search(text):
                yield _Hit(PersonalKind.ADDRESS, text.strip(), where)
        case _:
            labelled = column is _Column.IDENTITY
            yield from _in_text(text, where=where, labelled=labelled, of_people=table.people)


def _mobiles(text: str) -> Iterator[tuple[str, bool]]:
    for match in _MOBILE.finditer(text):
        value = re.sub(r"[ -]", "", match[0])
        shown = sum(char.isdigit() for char in value)
        if shown >= _TELLING:
            yield value, shown < len(value)


def _understood(grid: Grid) -> _List:
    """The header is that of the first rows with most known words; a table without one is text in cells."""
    width = len(grid.rows[0]) if grid.rows else 0
    best, score = _List((_Column.PLAIN,) * width, 0), 0
    words = personal_words()
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        cells = [squeezed(cell[:200]) for cell in row]
        columns = tuple(map(_column_of, cells))
        people = any(cell in words.people for cell in cells)
        known = sum(column is not _Column.PLAIN for column in columns) + people
        if known > score:
            best, score = _List(columns, at + 1, people, people and _is_granted(cells, grid.name)), known
    return best


def _column_of(cell: str) -> _Column:
    words = personal_words()
    if not cell or len(cell) > _HEAD_CELL:
        return _Column.PLAIN
    for column, known in (
        (_Column.IDENTITY, (*words.identity, *words.disability)),
        (_Column.CARD, words.card),
        (_Column.MOBILE, words.mobile),
        (_Column.ADDRESS, words.address),
        (_Column.OTHER, words.others),
    ):
        if any(word in cell for word in known):
            return column
    return _Column.PLAIN


def _is_granted(cells: Sequence[str], name: str) -> bool:
    words = personal_words()
    if any(word in cell for cell in cells for word in words.office):
        return False
    return any(word in text for text in (*cells, name) for word in words.benefit)
