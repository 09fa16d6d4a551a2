"""The known-item test of a portal's own search: what was asked, what came back, and what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.page import SearchForm
from auditor.model.snapshot import Failure


class QueryKind(StrEnum):
    """What of a known item is asked for."""

    WHOLE = "whole"  # its whole title
    PART = "part"  # words of the title that no other item has
    NUMBER = "number"  # its document number
    NONSENSE = "nonsense"  # words that stand nowhere


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One query. ``title``, ``url`` (canonical), ``column`` (id) and ``date`` (ISO) are those of the item that it must
    find; all are empty for nonsense."""

    text: str
    kind: QueryKind
    title: str = ""
    url: str = ""
    column: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One row of an answer. ``marked``: the engine set the query off (<em>, colour) in title or excerpt."""

    title: str
    url: str
    date: str = ""
    marked: bool = False


class SearchFilter(StrEnum):
    """By what an answer can be narrowed down or ordered."""

    TIME = "time"
    COLUMN = "column"
    SORT = "sort"
    SCOPE = "scope"  # title or full text


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What one page of results says. ``total`` None when it does not say; ``nothing`` are its words for no result.

    ``obstruction`` is ``captcha``, ``login`` or ``too-often`` with ``quote`` its words; ``unread`` says why the results
    could not be read (``script``: they come by a script; ``markup``: no list was recognised; ``box-…``: typing into the box
    told nothing), else "". ``interface`` is the address that a script of the page names as the source of its results.
    """

    results: tuple[SearchResult, ...] = ()
    total: int | None = None
    nothing: str = ""
    obstruction: str = ""
    unread: str = ""
    quote: str = ""
    filters: tuple[SearchFilter, ...] = ()
    interface: str = ""


class TrialState(StrEnum):
    FOUND = "found"
    MISSED = "missed"  # there were results, the known item not among the first page of them
    NOTHING = "nothing"  # the engine gave no result at all
    FAILED = "failed"  # the address of the engine is dead, or its program broken
    CANT_TELL = "cant-tell"  # unreachable for us, obstructed, or not understood


@dataclass(frozen=True, slots=True)
class SearchTrial:
    """One query and its answer. ``rank`` counts from 1. ``elapsed_ms`` is the time to the answer's first byte and body,
    0 when it was not measured (a saved copy). ``reason`` says why nobody can tell. ``through`` is ``interface`` when the
    results came as data behind the page, ``browser`` when a browser had to show them, "" when they stood in it."""

    query: SearchQuery
    url: str
    state: TrialState
    method: str = "GET"
    body: str = ""
    status: int | None = None
    failure: Failure | None = None
    elapsed_ms: int = 0
    rank: int | None = None
    results: int = 0
    total: int | None = None
    marked: bool = False
    reason: str = ""
    quote: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class OpenedResult:
    """A result that was opened, as a visitor would. ``failure`` None: it opens."""

    url: str
    title: str
    query: str
    status: int | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class SearchEngine:
    """One engine behind the portal's boxes, with all that it was asked.

    ``family`` names the product (``empire``, ``was5``, ``igs``, ``ssp``, ``jsearch``, ``jrobot``, ``ucap``, ``guangdong``;
    ``generic`` else). ``skipped`` says why it was not asked: ``no-address``, ``outside`` (another portal's), ``off``,
    ``budget``, ``no-items`` (nothing was crawled that could be looked for), "" when it was.
    """

    form: SearchForm
    family: str = "generic"
    trials: tuple[SearchTrial, ...] = ()
    opened: tuple[OpenedResult, ...] = ()
    filters: tuple[SearchFilter, ...] = ()
    skipped: str = ""
