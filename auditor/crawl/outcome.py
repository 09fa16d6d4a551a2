"""HTTP status → failure from the closed set. Pure."""

from __future__ import annotations

from auditor.model import Failure, Source

_STATUS = {
    404: Failure.NOT_FOUND,
    410: Failure.GONE,
    401: Failure.FORBIDDEN,
    403: Failure.FORBIDDEN,
    407: Failure.FORBIDDEN,
    451: Failure.FORBIDDEN,
    408: Failure.TIMEOUT,
    429: Failure.RATE_LIMITED,
}
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def failure_of(status: int, source: Source = Source.LIVE) -> Failure | None:
    """None when the status is a usable answer (2xx, 3xx). A saved copy's 404 proves nothing."""
    if status in (404, 410) and source is Source.SAVED:
        return Failure.NOT_SAVED
    if status in _STATUS:
        return _STATUS[status]
    if 500 <= status < 600:
        return Failure.SERVER_ERROR
    if 400 <= status < 500:
        return Failure.CLIENT_ERROR
    if 200 <= status < 400:
        return None
    return Failure.BAD_RESPONSE
