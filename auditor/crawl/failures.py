"""Exceptions of the download → failure from the closed set, with a detail for the curious."""

from __future__ import annotations

import zlib
from gzip import BadGzipFile

from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from twisted.internet import error as tx
from twisted.web import _newclient
from twisted.web.client import ResponseFailed

from auditor.crawl.guard import BlockedAddress, NotSaved
from auditor.model import Failure

#: First match wins; subclasses stand before their bases.
_KINDS: tuple[tuple[type[BaseException], Failure], ...] = (
    (NotSaved, Failure.NOT_SAVED),
    (BlockedAddress, Failure.BLOCKED_ADDRESS),
    (scrapy_errors.CannotResolveHostError, Failure.DNS),
    (tx.DNSLookupError, Failure.DNS),
    (scrapy_errors.DownloadConnectionRefusedError, Failure.REFUSED),
    (tx.ConnectionRefusedError, Failure.REFUSED),
    (scrapy_errors.DownloadTimeoutError, Failure.TIMEOUT),
    (tx.TCPTimedOutError, Failure.TIMEOUT),
    (tx.TimeoutError, Failure.TIMEOUT),
    (scrapy_errors.DownloadCancelledError, Failure.TOO_LARGE),
    (scrapy_errors.ResponseDataLossError, Failure.CONNECTION_LOST),
    (SSL.Error, Failure.TLS),
    (tx.CertificateError, Failure.TLS),
    (_newclient.ParseError, Failure.BAD_RESPONSE),
    (_newclient.BadResponseVersion, Failure.BAD_RESPONSE),
    (tx.ConnectionLost, Failure.CONNECTION_LOST),
    (tx.ConnectionDone, Failure.CONNECTION_LOST),
    (tx.ConnectionAborted, Failure.CONNECTION_LOST),
    (tx.ConnectError, Failure.CONNECTION_LOST),
    (zlib.error, Failure.BAD_RESPONSE),
    (BadGzipFile, Failure.BAD_RESPONSE),
    (EOFError, Failure.BAD_RESPONSE),
)


def failure_from(error: BaseException) -> tuple[Failure, str]:
    """(failure, short English detail). Anything unknown is our own fault."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, scrapy_errors.IgnoreRequest):
        if "robots.txt" in str(error):
            return Failure.ROBOTS, "robots.txt"
        if "DOWNLOAD_MAXSIZE" in str(error):
            return Failure.TOO_LARGE, detail
        return Failure.ERROR, detail
    for cause in _causes(error):
        for kind, failure in _KINDS:
            if isinstance(cause, kind):
                return failure, detail
    if isinstance(error, scrapy_errors.DownloadFailedError):
        return Failure.CONNECTION_LOST, detail
    if isinstance(error, OSError):
        return Failure.CONNECTION_LOST, detail
    return Failure.ERROR, detail


def _causes(error: BaseException) -> list[BaseException]:
    """The reasons inside a failed response before the error itself: they say more."""
    cause = error.__cause__ if error.__cause__ is not None else error
    reasons = cause.reasons if isinstance(cause, ResponseFailed) else []
    inner = [reason.value for reason in reasons if reason.value is not None]
    return [*inner, cause, error]
