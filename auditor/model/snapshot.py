"""What a crawl asks for and keeps of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
