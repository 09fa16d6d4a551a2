"""Nobody can make this machine talk to itself or to its neighbours, whatever address he writes.

What the guard does with names, pins and twins is in ``tests/crawl/test_recognition.py``; links, frames, forms and redirects of a
portal that was taken over in ``tests/e2e/test_hostile_pages.py``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.crawl import handler
from auditor.crawl.engine import run_crawl
from auditor.crawl.guard import BlockedAddress, Guard, is_public
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Failure, Fetch, Portal
from auditor.reading import reader_for
from auditor.territory import Territory, territory_of
from tests.e2e.loopback import LoopbackSite, html


@pytest.mark.parametrize(
    "address",
    [
        "100.100.100.200", "169.254.169.254", "169.254.0.23", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
        "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:a9fe:a9fe::",
        "::127.0.0.1", "fec0::1", "100::1", "2001:db8::1", "3fff::1", "192.88.99.1", "198.18.0.1", "255.255.255.255", "::",
        "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1 ", "", "localhost",
    ],
)  # fmt: skip
def test_metadata_services_and_odd_forms_are_not_public(address: str) -> None:
    assert not is_public(address)


#: Ways to write 127.0.0.1 that a resolver takes. Each is a host that the portal's own file names.
SPELLINGS = (
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "[::ffff:127.0.0.1]",
    "127.0.0.2",
)


def crawl(url: str, folder: Path, hosts: tuple[str, ...]) -> tuple[Fetch, ...]:
    portal = Portal("990109", "清禾县人民政府", url, hosts=hosts)
    job = CrawlJob(portal, reader_for(territory_of(portal), ()), folder, run_id="run", limits=CrawlLimits())
    with SnapshotReader(run_crawl(job)) as snapshot:
        return snapshot.fetches()


def test_no_spelling_of_loopback_is_entered(tmp_path: Path) -> None:
    def answer(links: str) -> Callable[..., object]:
        return lambda *_: html(
            f"<html><title>清禾县</title><body><div class='nav'><ul>{links}</ul></div></body></html>"
        )

    with LoopbackSite(lambda *_: html("secret")) as inner:
        hosts = tuple(f"{name}:{inner.port}" for name in SPELLINGS)
        links = "".join(f"<li><a href='http://{host}/x/'>栏目{n}</a></li>" for n, host in enumerate(hosts))
        links += "".join(f"<li><a href='/to/{n}/'>转{n}</a></li>" for n in range(len(hosts)))

        def respond(_method: str, path: str, _form: bytes) -> object:
            if path.startswith("/to/"):
                reply = html("", 302)
                reply.headers["Location"] = f"http://{hosts[int(path.split('/')[2])]}/redirected/"
                return reply
            return answer(links)()

        with LoopbackSite(respond) as site:  # type: ignore[arg-type]
            fetches = crawl(site.url, tmp_path, hosts)
        assert inner.log == []
    asked = [fetch for fetch in fetches if f":{inner.port}/" in fetch.url]
    assert len(asked) >= len(SPELLINGS)
    assert {fetch.failure for fetch in asked} <= {Failure.BLOCKED_ADDRESS, Failure.DNS}


def test_a_name_that_changes_its_mind_keeps_its_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is checked, loopback when it is connected to."""
    answers = iter([("8.8.8.8",), ("127.0.0.1",), ("127.0.0.1",)])

    async def lookup(_name: str) -> tuple[str, ...]:
        return next(answers)

    monkeypatch.setattr(handler, "_lookup", lookup)
    guard = Guard(
        Portal("d", "示例", "http://home.test/"),
        Territory(frozenset({"home.test", "own.test", "late.test"})),
        {},
    )
    endpoint = handler._GuardedEndpoint(guard, "own.test", 80, 1.0)
    assert asyncio.run(endpoint._addresses()) == [("8.8.8.8", 80)]
    assert asyncio.run(endpoint._addresses()) == [("8.8.8.8", 80)]
    late = handler._GuardedEndpoint(guard, "late.test", 80, 1.0)
    with pytest.raises(BlockedAddress):
        asyncio.run(late._addresses())


def test_one_private_address_among_public_ones_is_enough() -> None:
    guard = Guard(
        Portal("d", "示例", "http://home.test/"), Territory(frozenset({"home.test", "own.test"})), {}
    )

    async def lookup(_name: str) -> tuple[str, ...]:
        return ("8.8.8.8", "2400:3200::1", "::ffff:192.168.1.1")

    with pytest.raises(BlockedAddress):
        asyncio.run(guard.resolve("own.test", lookup))
