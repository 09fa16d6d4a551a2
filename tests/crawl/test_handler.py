"""Connections of the download handler by themselves: what becomes of a request whose connection is gone already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import Request
from twisted.web.http_headers import Headers

from auditor.crawl.failures import failure_from
from auditor.crawl.handler import _BoundedFactory, _PacedFactory
from auditor.crawl.pace import Pace
from auditor.model import Failure as Kind

T = 0.05


def _plain(_: Pace) -> Any:
    return cast(Any, _BoundedFactory)(lambda _: None, "plain")


def _paced(pace: Pace) -> Any:
    return _PacedFactory(pace, lambda: True, lambda _: None, "paced")


async def ask(factory: Callable[[Pace], Any], lost: str) -> tuple[BaseException, bytes]:
    """A request over a connection that the server closed ``before`` it was to be written, or ``while`` it waited."""
    pace = Pace(T)
    if factory is _paced and lost == "before":
        await asyncio.sleep(2 * T)  # the lane is free: no waiting
    connection, transport = factory(pace).buildProtocol(None), cast(Any, StringTransport)()
    connection.makeConnection(transport)
    gone = cast(Any, Failure)(ConnectionDone())
    if lost == "before":
        connection.connectionLost(gone)
    sent = connection.request(cast(Any, Request)(b"GET", b"/", Headers({b"Host": [b"x"]}), None))
    if lost == "while":
        connection.connectionLost(gone)
    with pytest.raises(Exception, match=r".") as caught:
        await sent.asFuture(asyncio.get_running_loop())
    return caught.value, transport.value()


@pytest.mark.parametrize(("factory", "lost"), [(_plain, "before"), (_paced, "before"), (_paced, "while")])
def test_a_connection_that_is_gone_is_a_lost_one_and_no_fault_of_ours(
    factory: Callable[[Pace], Any], lost: str
) -> None:
    error, written = asyncio.run(ask(factory, lost))
    assert isinstance(error, ConnectionLost)
    assert failure_from(error)[0] is Kind.CONNECTION_LOST
    assert written == b""
