"""What the portal as a whole publishes, as read."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.document import Document, Letter, Organ, PageMarks
from auditor.model.interaction import FormTarget, InteractionForm, Survey
from auditor.model.network import HostFacts
from auditor.model.page import DateConflict, Fact, Item, Link, PageKind, SearchForm, WrongDate
from auditor.model.portal import Portal
from auditor.model.search import SearchEngine
from auditor.model.snapshot import Cut, Failure, Fetch
from auditor.model.tables import DatedItem, ObjectTable, PublishedCatalog


@dataclass(frozen=True, slots=True)
class Column:
    """A published column (栏目). ``path`` runs from the home page to the column itself, by name.

    ``names`` are all names it is published under, best witness first; ``items`` those of the first list page;
    ``failure`` is set when the column's own page could not be read. ``more``: its list goes on beyond the first page.

    Dates, of all its list pages that were read: ``newest`` and ``earliest`` are the newest and oldest day of publication
    that are known, ``undated`` counts rows of the first page without one, and none of them can be newer than ``latest``
    (None: not known). ``wrong`` are dates that cannot be; ``compared`` counts items whose own page was read for its date
    too, and ``conflicts`` are those whose witnesses contradict each other.
    """

    id: str
    url: str
    name: str
    names: tuple[str, ...]
    path: tuple[str, ...]
    kind: PageKind
    breadcrumb: tuple[str, ...] = ()
    parent: str | None = None
    items: tuple[Item, ...] = ()
    total: int | None = None
    newest: str | None = None
    undated: int = 0
    empty: bool | None = None
    empty_evidence: str = ""
    in_menu: bool = False
    failure: Failure | None = None
    obstacles: tuple[str, ...] = ()
    body_sha256: str = ""
    more: bool = False
    latest: str | None = None
    wrong: tuple[WrongDate, ...] = ()
    conflicts: tuple[DateConflict, ...] = ()
    compared: int = 0
    earliest: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the navigation that is not a column of its own.

    ``kind``: ``redirect`` (a parent that only leads to a child), ``external`` (another site),
    ``label`` (a menu heading without address), ``form``, ``fact``, ``document`` (an article or a file; with a ``path``
    it stands in no menu but within the column whose path this is, and its name is its own title).
    """

    name: str
    url: str
    kind: str
    path: tuple[str, ...] = ()
    target: str | None = None
    found_on: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A page that stands in the way of proving an absence. ``reason`` is a Failure value or a reader's obstacle."""

    url: str
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link inside the portal whose target is dead. ``found_on`` is the page that holds it."""

    url: str
    text: str
    found_on: str
    status: int | None
    failure: Failure
    attachment: bool = False


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Header and footer facts of the portal. ``unread`` names footers or headers that only a script writes."""

    found: tuple[Fact, ...] = ()
    unread: tuple[str, ...] = ()
    footer_seen: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the crawl saw. ``complete`` is True when every navigation page was read and understood."""

    pages: int
    failed: int
    columns_seen: int
    columns_fetched: int
    articles_checked: int
    links_checked: int
    complete: bool
    obstacles: tuple[Obstacle, ...] = ()
    reason: str = "finished"
    failures: tuple[tuple[str, int], ...] = ()
    pages_visited: tuple[str, ...] = ()
    unread_rows: int = 0
    cuts: tuple[Cut, ...] = ()
    unrendered: tuple[str, ...] = ()
    renderer: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """``documents`` are the articles that were read and the columns that are one text, ``pages`` the marks of every
    page read, ``home_links`` the links of the home page in order (at most 600). ``engines`` are the search engines behind
    the boxes with all that they were asked, ``dialogs`` the forms by which the public speaks to the office, ``targets``
    how the addresses answer that these are sent to. ``asked`` are the requests that no visitor's path needs: of the known-item
    test and of the look at forms, in order."""

    portal: Portal
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    forms: tuple[SearchForm, ...]
    site: SiteFacts
    media: tuple[Link, ...]
    broken: tuple[BrokenLink, ...]
    coverage: Coverage
    home_readable: bool = True
    catalogs: tuple[PublishedCatalog, ...] = ()
    objects: tuple[ObjectTable, ...] = ()
    dated: tuple[DatedItem, ...] = ()
    documents: tuple[Document, ...] = ()
    pages: tuple[PageMarks, ...] = ()
    letters: tuple[Letter, ...] = ()
    organs: tuple[Organ, ...] = ()
    home_links: tuple[Link, ...] = ()
    network: tuple[HostFacts, ...] = ()
    engines: tuple[SearchEngine, ...] = ()
    dialogs: tuple[InteractionForm, ...] = ()
    targets: tuple[FormTarget, ...] = ()
    surveys: tuple[Survey, ...] = ()
    asked: tuple[Fetch, ...] = ()
