"""Scrapy's HTTP handler with our own connections: every one of them passes the guard.

The check stands where the socket is opened, so that nothing before it (a redirect, robots.txt, a name that
resolves differently the second time) can lead around it. Hosts with a route are connected to the address of
the route in plain HTTP, whatever their scheme; URL, Host header and records keep the public name.

In a crawl with a pace every request waits for its turn here, the last place that all of them pass (robots.txt, HEAD, parts
of a page in the browser, repetitions on a new connection), before its time-outs begin.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.exceptions import IgnoreRequest
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectionLost, DNSLookupError
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.tcp import Connection
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError
from twisted.web.client import URI, Agent
from twisted.web.iweb import IAgentEndpointFactory, IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from auditor import urls
from auditor.crawl.guard import Guard
from auditor.crawl.pace import Pace

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

INTERRUPTED = "interrupted"
#: Answers whose Retry-After is heeded.
_LATER = frozenset({429, 503})
#: Bytes of all headers of an answer together, what a read brings of its body with them; browsers stop at as many.
_MOST_OF_HEAD = 256 * 1024


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Needs a spider with a ``guard: Guard``, goes by its ``pace: Pace | None``. Requests still queued when the crawl stops
    are not sent."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        self._guard: Guard = spider.guard
        self._pace: Pace | None = getattr(spider, "pace", None)
        paced = self._pace and partial(_PacedFactory, self._pace, self._is_wanted)
        cast(Any, self._pool)._factory = paced or _BoundedFactory

    async def download_request(self, request: Request) -> Response:
        if not self._is_wanted() or (self._pace is not None and not await self._pace.turn(self._is_wanted)):
            raise IgnoreRequest(INTERRUPTED)
        try:
            response = await self._download(request)
        except _NotWanted:
            raise IgnoreRequest(INTERRUPTED) from None
        if self._pace is not None and response.status in _LATER:
            self._pace.postpone(_seconds(response.headers.get("Retry-After")))
        return response

    async def _download(self, request: Request) -> Response:
        agent = _GuardedAgent(
            self._guard,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

    def _is_wanted(self) -> bool:
        return bool(self._crawler.engine.running)

    async def close(self) -> None:
        """Close idle connections without waiting long for servers that do not say goodbye."""
        closed = cast(Any, self._pool).closeCachedConnections().asFuture(asyncio.get_running_loop())
        await asyncio.wait([closed], timeout=0.2)


class _NotWanted(Exception):
    """The crawl stopped while a request waited to be written."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection that gives up on headers without end: Twisted bounds each line, and keeps any number of them."""

    _head = 0

    def request(self, request: Any) -> Deferred[Any]:
        if self.state != "QUIESCENT":
            return fail(cast(Any, ConnectionLost)("closed before the request was written"))
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        parser: Any = self._parser
        if parser is not None and parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > _MOST_OF_HEAD:
                endless = cast(Any, ParseError)("headers without end", data[:100])
                cast(Any, self)._giveUp(cast(Any, Failure)(endless))
                return
        cast(Any, super()).dataReceived(data)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:
        return cast(Any, _BoundedProtocol)(self._quiescentCallback)  # type: ignore[no-any-return]


class _PacedProtocol(_BoundedProtocol):
    """A connection that writes a request only when the lane is free, and tells the pace when it has gone."""

    def __init__(self, pace: Pace, is_wanted: Callable[[], bool], quiescent: Callable[..., Any]) -> None:
        cast(Any, super()).__init__(quiescent)
        self._pace, self._is_wanted = pace, is_wanted

    def request(self, request: Any) -> Deferred[Any]:
        if self._pace.is_free:
            self._pace.mark()
            return self._send(request)
        # What comes after the turn is chained, not awaited: an answer that is handed on in another round of the event loop
        # has its body, and has lost its connection, before anybody reads it.
        late: Deferred[Any] = Deferred.fromFuture(asyncio.ensure_future(self._late_turn()))
        return late.addCallback(lambda _: self._send(request))

    async def _late_turn(self) -> None:
        """For what Twisted repeats after an idle connection broke, or connected so late that others had their turn."""
        if not await self._pace.written(self._is_wanted):
            raise _NotWanted

    def _send(self, request: Any) -> Deferred[Any]:
        sent: Deferred[Any] = super().request(request)
        if sent.called:  # it could not be written
            return sent
        transport: Any = self.transport
        if isinstance(transport, Connection) and not getattr(transport, "TLS", False):
            cast(Any, transport).doWrite()  # now, not when the event loop has read all pages that came in
            self._pace.delayed()
        else:
            _after_rounds(3, self._pace.delayed)  # TLS gathers what it is to write; by then it has
        return sent


class _PacedFactory(_BoundedFactory):
    def __init__(self, pace: Pace, is_wanted: Callable[[], bool], *arguments: Any) -> None:
        cast(Any, super()).__init__(*arguments)
        self._pace, self._is_wanted = pace, is_wanted

    def buildProtocol(self, addr: Any) -> _PacedProtocol:
        return _PacedProtocol(self._pace, self._is_wanted, self._quiescentCallback)


def _after_rounds(rounds: int, call: Callable[[], None]) -> None:
    """Calls when the event loop has gone round so often."""
    again = call if rounds <= 1 else partial(_after_rounds, rounds - 1, call)
    asyncio.get_running_loop().call_later(0, again)


def _seconds(retry_after: bytes | None) -> float:
    """What a Retry-After header asks for, a number or a date; 0 for nothing that can be read."""
    text = (retry_after or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        left = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, left)


class _GuardedAgent(_ScrapyAgent):
    def __init__(self, guard: Guard, **options: Any) -> None:
        super().__init__(**options)
        self._guard = guard

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        agent._endpointFactory = _Endpoints(self._guard, self._contextFactory, timeout)
        return agent


@implementer(IAgentEndpointFactory)
class _Endpoints:
    _bindAddress = None  # read by Scrapy's agent for the key of its connection pool

    def __init__(self, guard: Guard, policy: IPolicyForHTTPS, timeout: float) -> None:
        self._guard = guard
        self._policy = policy
        self._timeout = timeout

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        host = urls.host(cast(Any, uri).toBytes().decode("ascii"))
        self._guard.check_host(host)
        endpoint: Any = _GuardedEndpoint(self._guard, host, uri.port, self._timeout)
        if uri.scheme == b"https" and self._guard.routed(host) is None:
            endpoint = wrapClientTLS(cast(Any, self._policy).creatorForNetloc(uri.host, uri.port), endpoint)
        return cast(IStreamClientEndpoint, endpoint)


@implementer(IStreamClientEndpoint)
class _GuardedEndpoint:
    """Resolves, checks, then connects to the checked address itself, never to the name."""

    def __init__(self, guard: Guard, host: str, port: int, timeout: float) -> None:
        self._guard = guard
        self._host = host
        self._port = port
        self._timeout = timeout

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:
        return Deferred.fromFuture(asyncio.ensure_future(self._connect(protocolFactory)))

    async def _connect(self, factory: IProtocolFactory) -> IProtocol:
        error: Exception | None = None
        for address, port in await self._addresses():
            endpoint = self._endpoint(address, port)
            try:
                connected = cast(Any, endpoint).connect(factory)
                return cast(IProtocol, await maybe_deferred_to_future(connected))
            except Exception as failure:  # noqa: BLE001 - the next address may work; the last error is raised
                error = failure
        raise error or DNSLookupError(f"no address for {self._host}")

    async def _addresses(self) -> list[tuple[str, int]]:
        self._guard.check_host(self._host)
        if (route := self._guard.routed(self._host)) is not None:
            return [route]
        return [(address, self._port) for address in await self._guard.resolve(self._host, _lookup)]

    def _endpoint(self, address: str, port: int) -> TCP4ClientEndpoint | TCP6ClientEndpoint:
        from twisted.internet import reactor

        kind: Callable[..., Any] = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        return cast(TCP4ClientEndpoint, kind(reactor, address, port, timeout=self._timeout))


async def _lookup(name: str) -> tuple[str, ...]:
    """Addresses of a name, IPv4 first: many portals announce IPv6 that does not answer."""
    query: Awaitable[list[Any]] = asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(query, timeout=15)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise DNSLookupError(f"{name}: {error}") from error
    addresses = {str(entry[4][0]) for entry in found}
    return tuple(sorted(addresses, key=lambda address: (":" in address, address)))
