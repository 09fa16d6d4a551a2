"""What a crawl asks for and keeps of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.network import HostFacts
from auditor.model.portal import Portal


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
    SEARCH_RESULT = "search-result"  # a result of the search, opened as a visitor would
    FORM_TARGET = "form-target"  # where a form is sent, asked without contents (HEAD, OPTIONS)
    MEDIA = "media"  # an account of new media, a list of its posts, an article, an app's page
    PICTURE = "picture"  # a picture that may hold a QR code
    PART = "part"  # what fills a hole in a page: rows from an interface, a menu in a script of its own


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
    SOFT_404 = "soft-404"  # the answer to an address that cannot exist, sent with status 200
    ERROR_PAGE = "error-page"  # a server's error text sent with status 200
    LOGIN_WALL = "login-wall"
    MAINTENANCE = "maintenance"
    PARKED = "parked"  # a parked or expired domain: a seller's page instead of the portal
    HIJACKED = "hijacked"  # somebody else's content (betting, porn) under the portal's name
    STRANGER = "stranger"  # a page of another government under the portal's name
    WRONG_TYPE = "wrong-type"  # an attachment that answers with a web page, with nothing, or as another type
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
        Failure.ERROR_PAGE,
        Failure.STRANGER,
        Failure.INTERRUPTED,
    }
)


#: method, address, form, attempt, by a browser
AskKey = tuple[str, str, str, int, bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that the crawl plan wants. ``body`` is a urlencoded form for POST.

    ``shows`` is the address that shows a visitor what ``url`` answers, when that is another (a column in the
    fragment of an application's address). ``render`` says why a browser is needed; empty = plain HTTP.
    """

    url: str
    purpose: Purpose
    method: str = "GET"
    body: str = ""
    referrer: str | None = None
    attempt: int = 1
    shows: str = ""
    render: str = ""

    @property
    def key(self) -> AskKey:
        """Identity of the request within one crawl."""
        return (self.method, self.url, self.body, self.attempt, bool(self.render))

    @property
    def request(self) -> tuple[str, str, str]:
        """What is asked, whatever the attempt: method, address, form."""
        return (self.method, self.url, self.body)

    @property
    def page(self) -> str:
        """The address under which a visitor sees the answer."""
        return self.shows or self.url


class Origin(StrEnum):
    """Where an answer in a snapshot comes from."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"  # asked again; the server or the bytes say that nothing changed
    CARRIED = "carried"  # not asked again: nothing that leads to it has changed


@dataclass(frozen=True, slots=True)
class Fetch:
    """One line of the snapshot's index: what was asked and how it ended.

    ``offset``/``length`` (bytes) locate the response record in the WARC file; both are None when there was
    no HTTP response. ``body_sha256`` is the digest of the decoded body. ``fetched_at`` is ISO 8601 UTC.
    ``shows`` and ``render`` as in :class:`Ask`; the body of a rendered page is the document as the browser had it.
    ``elapsed_ms`` is the time from the request to the whole answer, 0 when it tells nothing (a saved copy, no answer).
    ``etag`` and ``modified`` are the validators that the server gave. ``origin`` tells what of an earlier crawl was
    used again, ``archive`` the file that then holds the record (empty = this snapshot's own), ``since`` the time at which
    these very bytes were first answered (empty = ``fetched_at``).
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
    shows: str = ""
    render: str = ""
    etag: str = ""
    modified: str = ""
    origin: Origin = Origin.FETCHED
    archive: str = ""
    since: str = ""
    elapsed_ms: int = 0

    @property
    def key(self) -> AskKey:
        return (self.method, self.url, self.body, self.attempt, bool(self.render))

    @property
    def request(self) -> tuple[str, str, str]:
        """What is asked, whatever the attempt: method, address, form."""
        return (self.method, self.url, self.body)

    @property
    def page(self) -> str:
        """The address under which a visitor sees the answer."""
        return self.shows or self.url


@dataclass(frozen=True, slots=True)
class Cut:
    """Addresses of one pattern that were never asked for. ``reason`` names the trap, ``example`` is one of them.

    ``hides`` is False when what was left out cannot be a column (the print version of a page that was read).
    """

    reason: str
    pattern: str
    count: int
    example: str
    hides: bool = True


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """How the crawl as a whole ended. ``reason`` is ``finished``, ``interrupted``, ``page-cap`` or ``blocked``.

    ``unvisited`` counts navigation URLs known but never asked for, with some of them in ``unvisited_urls``.
    ``cuts`` are addresses left out because they look endless. ``unrendered`` are pages that only a browser could have
    read, ``renderer`` says why none did: ``off``, ``missing`` (no browser on this machine) or ``budget``. ``network`` is
    what was learned of the portal's hosts besides pages. ``search_queries`` and ``form_targets`` were the budgets of the
    probes, 0 = switched off.
    """

    portal: Portal
    reason: str
    requests: int
    max_pages: int
    unvisited: int = 0
    unvisited_urls: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    rendered: int = 0
    unrendered: tuple[str, ...] = ()
    renderer: str = ""
    carried: int = 0
    unchanged: int = 0
    network: tuple[HostFacts, ...] = ()
    search_queries: int = 10
    form_targets: int = 12
