"""One look at the home page: how long it takes to open, and how it fails when it does not.

The certificate is not judged here (a browser's warning is another finding), robots.txt is not asked (a visitor does not
ask it either; one page is read). Redirects are followed within the portal.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from auditor import urls
from auditor.crawl.guard import BlockedAddress, Guard
from auditor.crawl.job import TOOL
from auditor.model import Failure, Portal, Probe
from auditor.probe import addresses
from auditor.probe.addresses import Resolver, in_time
from auditor.territory import territory_of

Address = tuple[str, int]
SECONDS = 15.0
_HOPS = 4
_MAX_BODY = 4 * 1024 * 1024
_CHUNK = 65536
_STATUSES = {
    404: Failure.NOT_FOUND,
    410: Failure.GONE,
    401: Failure.FORBIDDEN,
    403: Failure.FORBIDDEN,
    407: Failure.FORBIDDEN,
    412: Failure.CHALLENGE,
    429: Failure.RATE_LIMITED,
    451: Failure.FORBIDDEN,
}


class _Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def look(
    portal: Portal,
    seconds: float = SECONDS,
    route: Mapping[str, Address] | None = None,
    resolver: Resolver = addresses.system_resolver,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Probe:
    """One look. What takes longer than ``seconds`` counts as ``timeout`` with that time; raises nothing."""
    at = clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    started = time.monotonic()
    visit = _Visit(portal, dict(route or {}), resolver, started + seconds)
    failure, status = "", None
    try:
        status = in_time(visit.open, seconds)
        failure = _failure(status)
    except TimeoutError:
        return Probe(at, seconds, Failure.TIMEOUT.value)
    except Exception as error:  # noqa: BLE001 - whatever the server does, a look is one line
        failure = _failure_of(error).value
    return Probe(at, round(min(time.monotonic() - started, seconds), 2), failure, status)


class _Visit:
    """A home page being opened, to the end of its body. ``deadline`` is on the monotonic clock."""

    def __init__(
        self, portal: Portal, route: dict[str, Address], resolver: Resolver, deadline: float
    ) -> None:
        self._territory = territory_of(portal)
        self._guard = Guard(portal, self._territory, route)
        self._url = portal.url
        self._resolver = resolver
        self._deadline = deadline

    def open(self) -> int:
        """Status of the page at the end of the redirects."""
        for _ in range(_HOPS):
            status, location = self._ask(self._url)
            target = urls.absolute(self._url, location) if location else None
            if target is None or not self._territory.may_ask(urls.host(target)):
                return status
            self._url = target
        raise _Failed(Failure.REDIRECT_LOOP)

    def _ask(self, url: str) -> tuple[int, str]:
        parts = urlsplit(url)
        host = urls.host(url)
        self._guard.check_host(host)
        routed = self._guard.routed(host)
        secure = parts.scheme == "https" and routed is None
        port = parts.port or (443 if parts.scheme == "https" else 80)
        target = routed or (self._address(host), port)
        with socket.create_connection(target, timeout=self._left()) as raw:
            name = (parts.hostname or "").encode("idna").decode("ascii")
            stream = _unverified().wrap_socket(raw, server_hostname=name) if secure else raw
            connection = http.client.HTTPConnection(host)
            connection.sock = stream
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"User-Agent": TOOL, "Accept": "text/html,*/*;q=0.8"})
            answer = connection.getresponse()
            if 300 <= answer.status < 400 and answer.getheader("Location"):
                return answer.status, answer.getheader("Location") or ""
            self._read(answer)
            return answer.status, ""

    def _read(self, answer: http.client.HTTPResponse) -> None:
        read = 0
        while read < _MAX_BODY and self._left() > 0:
            chunk = answer.read1(_CHUNK)
            if not chunk:
                return
            read += len(chunk)

    def _address(self, host: str) -> str:
        async def lookup(name: str) -> tuple[str, ...]:
            if name.replace(".", "").isdigit() or ":" in name:
                return (name,)
            records = addresses.look_up(name, self._resolver)
            found = (*records.v4, *(records.v6 or ()))
            if not found:
                raise _Failed(Failure.DNS)
            return found

        found = asyncio.run(self._guard.resolve(host, lookup))
        return sorted(found, key=lambda address: (":" in address, address))[0]

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _failure(status: int) -> str:
    if status < 400:
        return ""
    known = _STATUSES.get(status)
    return (known or (Failure.SERVER_ERROR if status >= 500 else Failure.CLIENT_ERROR)).value


def _failure_of(error: BaseException) -> Failure:
    if isinstance(error, _Failed):
        return error.failure
    if isinstance(error, BlockedAddress):
        return Failure.BLOCKED_ADDRESS
    if isinstance(error, ssl.SSLError):
        return Failure.TLS
    if isinstance(error, ConnectionRefusedError):
        return Failure.REFUSED
    if isinstance(error, http.client.HTTPException):
        return Failure.BAD_RESPONSE
    return Failure.CONNECTION_LOST if isinstance(error, OSError) else Failure.ERROR
