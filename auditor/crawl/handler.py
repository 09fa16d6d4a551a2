"""Scrapy's HTTP handler with our own connections: every one of them passes the guard.

The check stands where the socket is opened, so that nothing before it (a redirect, robots.txt, a name that
resolves differently the second time) can lead around it. Hosts with a route are connected to the address of
the route in plain HTTP, whatever their scheme; URL, Host header and records keep the public name.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.exceptions import IgnoreRequest
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.web.client import URI, Agent
from twisted.web.iweb import IAgentEndpointFactory, IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from auditor import urls
from auditor.crawl.guard import Guard

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

INTERRUPTED = "interrupted"


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Needs a spider with a ``guard: Guard``. Requests still queued when the crawl stops are not sent."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard: Guard = cast(Any, crawler.spider).guard

    async def download_request(self, request: Request) -> Response:
        if not self._crawler.engine.running:
            raise IgnoreRequest(INTERRUPTED)
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

    async def close(self) -> None:
        """Close idle connections without waiting long for servers that do not say goodbye."""
        closed = cast(Any, self._pool).closeCachedConnections().asFuture(asyncio.get_running_loop())
        await asyncio.wait([closed], timeout=0.2)


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
