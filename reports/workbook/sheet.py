"""What a workbook is made of, whatever writes it: tables with a head and rows, and one page to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Link:
    """An address that was crawled. It becomes a hyperlink only where it may be one (``cells.target_of``)."""

    url: str
    text: str = ""


#: A cell. Text is text whatever it looks like, and may have several lines; None is empty.
Cell = str | int | float | date | Link | None


class Kind(StrEnum):
    """How a column is set."""

    TEXT = "text"
    WORD = "word"  # a short word or a number, centred
    DATE = "date"
    FILL = "fill"  # left to the office


class Tone(StrEnum):
    """What a word means for its reader: the colour of its cell."""

    BAD = "bad"
    WARN = "warn"
    UNSURE = "unsure"
    GOOD = "good"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table. ``width`` in characters of the font; ``tones`` colour cells that hold the word; ``choices`` are
    the words that may be filled in."""

    title: str
    width: float
    kind: Kind = Kind.TEXT
    tones: tuple[tuple[str, Tone], ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overdue:
    """Rows whose day (column ``day``) is over on the reader's own day are marked, unless ``state`` holds ``done``."""

    day: int
    state: int
    done: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one row for each thing. ``frozen`` columns at the left stay in view."""

    name: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int = 0
    overdue: Overdue | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading and the text below it; ``tone`` when the text must not be overlooked."""

    heading: str
    text: str
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """A heading, and captions with their values below it."""

    heading: str
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A heading and a small table below it: its first column is wide, there are at most ``WIDE`` of the others."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Pairs | Grid
#: Columns of a page beside its first.
WIDE = 6


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet that one reads first."""

    name: str
    title: str
    blocks: tuple[Block, ...]
