"""The nouns of the auditor: what a portal is, what we read on it, what we say about it.

Everything here is a frozen value built from the standard library alone, so that every layer may import it.
Wire formats are the business of :mod:`auditor.codec`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# ── Portal ────────────────────────────────────────────────────────────────────────────────────────


class Level(StrEnum):
    """Which kind of organ runs the portal; decides which standard entries are owed."""

    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"


class Source(StrEnum):
    """Where the pages come from. A page absent from a saved copy is not a page absent from the portal."""

    LIVE = "live"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal to audit. ``hosts`` are further host names that belong to it (besides that of ``url``);
    ``overlays`` are what its province, city or county adds to the standard catalog."""

    code: str
    name: str
    url: str
    level: Level = Level.COUNTY
    hosts: tuple[str, ...] = ()
    profile: str = "national"
    source: Source = Source.LIVE
    overlays: tuple[str, ...] = ()


# ── Snapshot ──────────────────────────────────────────────────────────────────────────────────────


class Purpose(StrEnum):
    """Why a URL was asked for."""

    HOME = "home"
    SOFT_404_PROBE = "soft-404-probe"
    NAVIGATION = "navigation"
    LIST_PAGE = "list-page"
    ARTICLE = "article"
    ATTACHMENT = "attachment"  # only asked whether it exists
    DOCUMENT = "document"  # an attachment fetched whole, because its tables are to be read
    SEARCH = "search"


class Failure(StrEnum):
    """Why a URL gave no usable answer. A closed set: every URL asked for has a status or one of these."""

    NOT_FOUND = "not-found"  # 404
    GONE = "gone"  # 410
    FORBIDDEN = "forbidden"  # 401, 403, 407, 451
    RATE_LIMITED = "rate-limited"  # 429
    CLIENT_ERROR = "client-error"  # other 4xx
    SERVER_ERROR = "server-error"  # 5xx
    DNS = "dns"  # host name does not resolve
    REFUSED = "refused"  # connection refused
    TIMEOUT = "timeout"
    TLS = "tls"
    CONNECTION_LOST = "connection-lost"  # reset or closed in mid-answer
    TOO_LARGE = "too-large"
    BAD_RESPONSE = "bad-response"  # not HTTP, or a body that cannot be decoded
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_OUTSIDE = "redirect-outside"  # leads to a host that is not the portal's
    ROBOTS = "robots"  # robots.txt forbids it
    BLOCKED_ADDRESS = "blocked-address"  # the host resolves to an address the portal has no business with
    CHALLENGE = "challenge"  # a WAF or captcha page instead of content
    SOFT_404 = "soft-404"  # an error page sent with status 200
    NOT_SAVED = "not-saved"  # absent from a saved copy, which proves nothing
    INTERRUPTED = "interrupted"  # asked for, but the crawl was stopped
    ERROR = "error"  # our own fault


#: Failures that will be the same tomorrow: the page is really not there.
DEAD: frozenset[Failure] = frozenset({Failure.NOT_FOUND, Failure.GONE, Failure.SOFT_404})
#: Failures that are worth asking again within one crawl.
TRANSIENT: frozenset[Failure] = frozenset(
    {
        Failure.RATE_LIMITED,
        Failure.SERVER_ERROR,
        Failure.DNS,
        Failure.REFUSED,
        Failure.TIMEOUT,
        Failure.CONNECTION_LOST,
        Failure.BAD_RESPONSE,
        Failure.INTERRUPTED,
    }
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that the crawl plan wants. ``body`` is a urlencoded form for POST."""

    url: str
    purpose: Purpose
    method: str = "GET"
    body: str = ""
    referrer: str | None = None
    attempt: int = 1

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Identity of the request within one crawl."""
        return (self.method, self.url, self.body, self.attempt)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One line of the snapshot's index: what was asked and how it ended.

    ``offset``/``length`` (bytes) locate the response record in the WARC file; both are None when there was
    no HTTP response. ``body_sha256`` is the digest of the decoded body. ``fetched_at`` is ISO 8601 UTC.
    """

    url: str
    purpose: Purpose
    method: str = "GET"
    body: str = ""
    referrer: str | None = None
    attempt: int = 1
    status: int | None = None
    failure: Failure | None = None
    detail: str = ""
    mime: str = ""
    location: str | None = None
    body_sha256: str = ""
    size: int = 0
    offset: int | None = None
    length: int | None = None
    fetched_at: str = ""

    @property
    def key(self) -> tuple[str, str, str, int]:
        return (self.method, self.url, self.body, self.attempt)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """How the crawl as a whole ended. ``reason`` is ``finished``, ``interrupted``, ``page-cap`` or ``blocked``.

    ``unvisited`` counts navigation URLs known but never asked for, with some of them in ``unvisited_urls``.
    ``traps`` counts addresses left out because they look endless, by kind.
    """

    portal: Portal
    reason: str
    requests: int
    max_pages: int
    unvisited: int = 0
    unvisited_urls: tuple[str, ...] = ()
    traps: tuple[tuple[str, int], ...] = ()


# ── One page as read ──────────────────────────────────────────────────────────────────────────────


class Zone(StrEnum):
    """Part of a page in which a link stands."""

    MENU = "menu"  # header or side menu, heading links, site map
    BREADCRUMB = "breadcrumb"
    LIST = "list"  # a row of an item list
    BODY = "body"
    FOOTER = "footer"
    FRAME = "frame"  # iframe or frame source
    SELECT = "select"  # an <option> that opens a site


class PageKind(StrEnum):
    HOME = "home"
    LIST = "list"  # one column's list of items
    CHANNEL = "channel"  # a page of previews of other columns
    CONTENT = "content"  # a column that is one text
    ARTICLE = "article"
    REDIRECT = "redirect"  # meta refresh or script that only leads on
    SITEMAP = "sitemap"
    FORM = "form"  # search, letters, application
    OTHER = "other"


class WitnessKind(StrEnum):
    """Who says that an item was published on a date."""

    LIST = "list"
    META = "meta"  # <meta name="PubDate">
    ARTICLE_LINE = "article-line"  # 发布时间：…
    URL = "url"  # a stamp in the address: import date, never a publication date by itself


@dataclass(frozen=True, slots=True)
class DateWitness:
    """``value`` is an ISO date; ``raw`` the text as found."""

    kind: WitnessKind
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str
    zone: Zone
    own: bool  # on a host that belongs to the portal


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list. ``url`` is None when the row has no usable link; ``date`` is ISO or None."""

    title: str
    url: str | None
    date: str | None
    witnesses: tuple[DateWitness, ...] = ()


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """What the page says about further list pages. ``pages``/``total`` None when it does not say."""

    pages: int | None
    current: int | None
    total: int | None
    next_urls: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A search box. ``origin`` is ``form`` or ``script``; ``hidden`` the fixed fields; ``field`` the query's."""

    action: str
    method: str
    field: str
    hidden: tuple[tuple[str, str], ...] = ()
    origin: str = "form"
    visible: bool = True
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value on a page with the words it was read from."""

    name: str
    value: str
    quote: str
    url: str


# ── Tables in pages and documents ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as text. Merged cells are repeated in every place they cover; all rows are equally long.

    ``name`` is the sheet's name, the caption or the line above; ``where`` the place in the document (第2页).
    ``breaks`` are indexes of rows that stand first on a further page.
    """

    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    where: str = ""
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one document. ``kind``: html, xlsx, xls, ods, docx, doc, pdf or unknown.

    ``reason`` says in Chinese why the document could not be read; it is None exactly when it could.
    """

    kind: str
    grids: tuple[Grid, ...] = ()
    reason: str | None = None


#: The eight elements that a row of a published catalog has: 名称 内容 依据 时限 主体 方式 渠道 对象.
ELEMENTS = ("name", "content", "basis", "limit", "publisher", "mode", "channel", "audience")


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row of a published 政务公开事项标准目录. Texts as published; "" = not given.

    ``field`` is what the row itself says of its 公开领域 (a cell, a heading row, the sheet's name). ``channels``
    are those marked as required or plainly listed, ``optional`` those marked □. ``line`` counts the rows of the
    table from 1, ``where`` names the table. ``missing`` are element ids in the order of :data:`ELEMENTS`.
    """

    level1: str = ""
    level2: str = ""
    content: str = ""
    basis: str = ""
    limit: str = ""
    limits: tuple[TimeLimit, ...] = ()
    publisher: str = ""
    mode: str = ""
    channels: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    audience: str = ""
    levels: tuple[str, ...] = ()
    field: str = ""
    line: int = 0
    where: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedCatalog:
    """A 政务公开事项标准目录 found on the portal.

    ``names`` are all names it goes by, nearest first: title, file name, heading of the page, columns above it.
    ``absent`` are elements that have no column in any of its tables. ``reason`` is set when it could not be read.
    """

    url: str
    names: tuple[str, ...] = ()
    kind: str = "html"
    rows: tuple[PublishedRow, ...] = ()
    absent: tuple[str, ...] = ()
    reason: str | None = None
    date: str | None = None
    body_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ObjectTable:
    """A table or a series of cards that lists objects (schools, clinics) with their attributes.

    ``attributes`` are the header cells; each of ``objects`` has one text per attribute, clipped to 80 characters.
    ``names`` as in :class:`PublishedCatalog`; ``form`` is ``table`` or ``cards``.
    """

    url: str
    attributes: tuple[str, ...]
    objects: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()
    form: str = "table"
    body_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DatedItem:
    """An item whose page states both when it was formed (成文) and when it was published; ISO dates.

    ``workdays`` counts the working days after ``formed`` up to and including ``published``; None when the
    calendar of one of the years is not known. ``issuer`` is the organ that the page names.
    """

    column: str
    title: str
    url: str
    formed: str
    published: str
    workdays: int | None
    quote: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class PageReading:
    """All that later stages know of one page. Built once per page by ``auditor.extract.read_page``.

    ``names`` maps a witness (``breadcrumb``, ``heading``, ``meta``, ``title``) to the name it gives the page.
    ``empty`` is True only when the page proves that nothing is published on it; None = cannot tell.
    ``obstacles`` are reasons why the page could not be read fully (``script-list``, ``script-menu``, ``frame``,
    ``bare-page``, ``cut-page``).
    ``text`` is the visible main text, clipped to 2,000 characters; ``text_length`` its full length.
    ``formed`` is the ISO date of 成文日期 or 生成日期 that an article states, ``issuer`` the organ it names.
    """

    url: str
    kind: PageKind
    title: str = ""
    names: tuple[tuple[str, str], ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    pager: Pager | None = None
    redirect: str | None = None
    forms: tuple[SearchForm, ...] = ()
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Link, ...] = ()
    date: str | None = None
    date_witnesses: tuple[DateWitness, ...] = ()
    text: str = ""
    text_length: int = 0
    empty: bool | None = None
    empty_evidence: str = ""
    obstacles: tuple[str, ...] = ()
    charset: str = ""
    unread_rows: int = 0
    formed: str | None = None
    formed_quote: str = ""
    issuer: str = ""
    catalogs: tuple[PublishedCatalog, ...] = ()
    objects: tuple[ObjectTable, ...] = ()


# ── Inventory ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Column:
    """A published column (栏目). ``path`` runs from the home page to the column itself, by name.

    ``names`` are all names it is published under, best witness first; ``items`` those of the first list page;
    ``failure`` is set when the column's own page could not be read. ``more``: its list goes on beyond the first page.
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the navigation that is not a column of its own.

    ``kind``: ``redirect`` (a parent that only leads to a child), ``external`` (another site),
    ``label`` (a menu heading without address).
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
class SearchTrial:
    """One query put to the portal's own search. ``verdict``: found | not-found | unreadable | failed | skipped."""

    form: SearchForm
    query: str
    expected_title: str
    url: str
    status: int | None
    failure: Failure | None
    verdict: str
    quote: str = ""


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
    traps: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    portal: Portal
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    forms: tuple[SearchForm, ...]
    trials: tuple[SearchTrial, ...]
    site: SiteFacts
    media: tuple[Link, ...]
    broken: tuple[BrokenLink, ...]
    coverage: Coverage
    home_readable: bool = True
    catalogs: tuple[PublishedCatalog, ...] = ()
    objects: tuple[ObjectTable, ...] = ()
    dated: tuple[DatedItem, ...] = ()


# ── Standard and matching ─────────────────────────────────────────────────────────────────────────


class Group(StrEnum):
    COLUMN = "column"
    FIELD = "field"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Clause:
    """A legal basis: document number, article or section, the words, and whether we have read them."""

    doc: str
    clause: str
    text: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """One column or field that the standard names. ``levels`` are those that owe it.

    ``judged_by`` names another rule or entry that reports its absence, so that one gap is one finding.
    ``parents`` are entries below which it is commonly published.
    """

    id: str
    title: str
    group: Group
    levels: tuple[Level, ...]
    basis: tuple[Clause, ...] = ()
    aliases: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    severity: str = "minor"
    judged_by: str | None = None
    freshness: str = "other"


class LimitKind(StrEnum):
    """What a time limit of the catalog asks."""

    WITHIN = "within"  # at most ``amount`` units after ``anchor``
    EVERY = "every"  # renewed once per ``amount`` units
    BEFORE = "before"  # at least ``amount`` units ahead of ``anchor``
    AT_LEAST = "at-least"  # shown for no less than ``amount`` units
    PROMPT = "prompt"  # 及时、实时: no figure
    STANDING = "standing"  # 长期公开
    TEXT = "text"  # not understood; ``text`` is all there is


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One machine-readable rule of a 公开时限. ``unit``: workday, day, week, month, quarter, half-year or year.

    ``anchor`` names the event that starts the clock (``formed``, ``approval``, ``decision``, ``application``, …);
    ``scope`` the part of the item it speaks of when the row has several limits (行政许可结果); ``text`` as written.
    """

    kind: LimitKind
    amount: int | None = None
    unit: str | None = None
    anchor: str | None = None
    scope: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CatalogElement:
    """One 公开内容（要素） of an item."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One row (二级事项) of the standard catalog. ``field`` is the id of its field's StandardEntry."""

    id: str
    field: str
    level1: str
    level2: str
    elements: tuple[CatalogElement, ...] = ()
    elements_complete: bool = True
    basis: tuple[str, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    limit_text: str = ""
    publisher: str = ""
    channels: tuple[str, ...] = ()
    audience: str = ""
    mode: str = ""
    levels: tuple[Level, ...] = ()
    aliases: tuple[str, ...] = ()
    verified: bool = False
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """``id`` is a standard entry's when a published name is matched, a column's when an entry is looked for."""

    id: str
    title: str
    score: float
    method: str


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PublishedName:
    """A name to match. ``context`` are the names above it (without itself), ``slug`` the URL path."""

    name: str
    context: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` runs 0–100; ``id`` is None when rejected."""

    published: PublishedName
    decision: Decision
    id: str | None
    title: str | None
    method: str
    score: float
    runners_up: tuple[Candidate, ...] = ()


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    CANT_TELL = "cant-tell"


@dataclass(frozen=True, slots=True)
class StandardMatch:
    """What became of one standard entry on this portal.

    ``basis`` is given for items and for what is not present. Items name their field as ``parent`` and their 公开时限 as
    ``limit``, as written.
    """

    id: str
    title: str
    group: Group
    outcome: Presence
    url: str | None = None
    published: str | None = None
    column: str | None = None
    method: str | None = None
    score: float | None = None
    runners_up: tuple[Candidate, ...] = ()
    required: bool = False
    basis: tuple[Clause, ...] = ()
    parent: str | None = None
    limit: str = ""


# ── Judgement ─────────────────────────────────────────────────────────────────────────────────────


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    CANT_TELL = "cant-tell"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """Ordered from mild to grave; compare with :meth:`at_least`."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding can be seen. ``quote`` are the words judged; ``body_sha256`` identifies the page as crawled."""

    url: str
    quote: str = ""
    body_sha256: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict about one subject. ``params`` feed the sentence in the report; they hold no prose."""

    rule: str
    code: str
    subject: str
    subject_name: str
    outcome: Outcome
    severity: Severity
    basis: tuple[Clause, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    points: float = 0.0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class AuditedColumn:
    """A column as the audit document shows it. ``items`` counts the rows of the first list page."""

    id: str
    url: str
    name: str
    path: tuple[str, ...]
    kind: PageKind
    items: int | None
    total: int | None
    newest: str | None
    empty: bool | None
    stale: bool | None
    limit_days: int | None
    entry: str | None
    undated: int = 0
    freshness: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str
    rules_version: str
    catalog_edition: str
    catalog_rows: int = 0
    catalog_verified: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Points of 100. ``best`` counts every cant-tell as passed, ``worst`` as failed."""

    best: float
    worst: float
    passed: int
    failed: int
    warned: int
    cant_tell: int


@dataclass(frozen=True, slots=True)
class AuditedPortal:
    code: str
    name: str
    url: str
    level: Level


@dataclass(frozen=True, slots=True)
class AuditedDecision:
    """What a person decided about a published name. ``state``: applied, expired, gone (no such name any more)
    or moved (it stands elsewhere now)."""

    name: str
    path: tuple[str, ...] | None
    verdict: str
    id: str | None
    title: str | None
    author: str
    date: str
    reason: str
    expires: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The one document that reports read. Contains no clock time: equal input gives equal bytes.

    ``unjudged`` says why the portal as a whole could not be judged (see :mod:`auditor.sufficiency`), or is None.
    """

    schema: str
    tool: Tool
    portal: AuditedPortal
    profile: str
    profile_title: str
    today: str
    unjudged: str | None
    coverage: Coverage
    columns: tuple[AuditedColumn, ...]
    standard: tuple[StandardMatch, ...]
    site: dict[str, Any]
    findings: tuple[Finding, ...]
    score: Score
    decisions: tuple[AuditedDecision, ...] = ()
