"""Addresses and hosts: what is known, what is not, and what is never asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from servers import certificate, tls_server

from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Certificate, HostFacts, Portal
from auditor.probe import addresses, hosts
from auditor.probe.addresses import Records, in_time, look_up
from auditor.probe.hosts import probe_hosts

V4, V6 = "8.8.4.4", "2400:3200::1"
NOBODY = socket.gaierror(socket.EAI_NONAME, "no")
LATER = socket.gaierror(socket.EAI_AGAIN, "later")


def resolver(v4: object, v6: object) -> addresses.Resolver:
    def answer(name: str, family: int) -> tuple[str, ...]:
        said = v4 if family == socket.AF_INET else v6
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, tuple)
        return said

    return answer


@pytest.mark.parametrize(
    ("v4", "v6", "records"),
    [
        ((V4,), (V6,), Records((V4,), (V6,))),
        ((V4,), NOBODY, Records((V4,), ())),
        (NOBODY, (V6,), Records((), (V6,))),
        (NOBODY, NOBODY, Records((), None, "dns")),  # the name itself does not exist
        (LATER, (V6,), Records(reason="dns")),
        ((V4,), LATER, Records((V4,), None, "dns")),
        ((V4,), TimeoutError(), Records((V4,), None, "dns")),
        (
            (V4,),
            ("64:ff9b::808:808",),
            Records((V4,), None, "blocked-address"),
        ),  # made up by the network here
        ((V4,), ("::ffff:8.8.4.4",), Records((V4,), None, "blocked-address")),
        ((V4,), ("fd00::1",), Records((V4,), None, "blocked-address")),
        (UnicodeError(), (V6,), Records(reason="dns")),
    ],
)
def test_records(v4: object, v6: object, records: Records) -> None:
    assert look_up("www.demo.gov.cn", resolver(v4, v6)) == records


def test_what_hangs_is_left() -> None:
    with pytest.raises(TimeoutError):
        in_time(lambda: time.sleep(3), 0.1)
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, 1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str]]:
    """Connections that would be made: (address, port, name). Each shows a good certificate."""
    made: list[tuple[str, int, str]] = []

    def read(address: str, port: int, name: str, seconds: float) -> Certificate:
        made.append((address, port, name))
        return Certificate((name,))

    monkeypatch.setattr(hosts, "read_certificate", read)
    monkeypatch.setattr(addresses, "has_ipv6", lambda: False)
    return made


def test_own_hosts_only_the_home_first(asked: list[tuple[str, int, str]]) -> None:
    portal = Portal("demo", "示例", "https://www.demo.gov.cn/")
    seen = ("zwfw.demo.gov.cn", "www.baidu.com", "www.demo.gov.cn", "demo.gov.cn")
    found = probe_hosts(portal, seen, resolver=resolver((V4,), NOBODY))
    assert [each.host for each in found] == ["www.demo.gov.cn", "demo.gov.cn", "zwfw.demo.gov.cn"]
    assert sorted(asked) == [
        (V4, 443, "demo.gov.cn"), (V4, 443, "www.demo.gov.cn"), (V4, 443, "zwfw.demo.gov.cn")
    ]  # fmt: skip
    assert found[0] == HostFacts(
        "www.demo.gov.cn", ipv6=False, https=True, certificate=Certificate(("www.demo.gov.cn",))
    )


def test_nothing_goes_out_for_a_saved_copy(asked: list[tuple[str, int, str]]) -> None:
    portal = Portal("demo", "示例", "https://www.demo.gov.cn/")
    route = {"www.demo.gov.cn": ("127.0.0.1", 9)}
    assert probe_hosts(portal, ("www.demo.gov.cn",), route, resolver((V4,), (V6,))) == ()
    assert asked == []


def test_a_further_host_on_a_private_address_is_not_connected_to(asked: list[tuple[str, int, str]]) -> None:
    portal = Portal("demo", "示例", "http://www.demo.gov.cn/")
    found = probe_hosts(portal, ("oa.demo.gov.cn",), resolver=resolver(("10.0.0.8",), NOBODY))
    assert [each.reason for each in found] == ["", "blocked-address"]
    assert [name for _, _, name in asked] == ["www.demo.gov.cn"]  # named by the user, an intranet perhaps


def test_a_host_with_a_port_of_its_own_is_left_alone(asked: list[tuple[str, int, str]]) -> None:
    (found,) = probe_hosts(Portal("demo", "示例", "http://127.0.0.1:8000/"))
    assert found == HostFacts("127.0.0.1:8000", reason="ip-address")
    assert asked == []


def test_a_name_that_does_not_resolve(asked: list[tuple[str, int, str]]) -> None:
    (found,) = probe_hosts(Portal("d", "示例", "https://www.demo.gov.cn/"), resolver=resolver(LATER, LATER))
    assert found == HostFacts("www.demo.gov.cn", reason="dns")
    assert asked == []


def test_reachability_is_told_only_where_there_is_ipv6(
    asked: list[tuple[str, int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, int]] = []
    monkeypatch.setattr(
        addresses, "answers", lambda address, port, seconds: bool(made.append((address, port)))
    )
    portal = Portal("demo", "示例", "http://www.demo.gov.cn/")
    (found,) = probe_hosts(portal, resolver=resolver((V4,), (V6,)))
    assert (found.ipv6, found.addresses6, found.reachable6, made) == (True, (V6,), None, [])
    monkeypatch.setattr(addresses, "has_ipv6", lambda: True)
    (found,) = probe_hosts(portal, resolver=resolver((V4,), (V6,)))
    assert (found.reachable6, made) == (False, [(V6, 80)])


def test_over_loopback_from_crawl_to_snapshot(tmp_path: Path) -> None:
    shown = certificate(("127.0.0.1",), issuer="某机构")
    with tls_server(shown, tmp_path) as (port, _):
        portal = Portal("demo", "示例", f"https://127.0.0.1:{port}/")
        network = sealed(portal, tmp_path, lambda seen: probe_hosts(portal, seen))
    (found,) = network
    assert (found.host, found.ipv6, found.https, found.reason) == (
        f"127.0.0.1:{port}", None, True, "ip-address"
    )  # fmt: skip
    assert found.certificate is not None
    assert found.certificate.issuer == "某机构"


def test_a_prober_that_fails_does_not_cost_the_crawl(tmp_path: Path) -> None:
    def broken(seen: Sequence[str]) -> tuple[HostFacts, ...]:
        raise RuntimeError("no")

    with tls_server(certificate(("127.0.0.1",)), tmp_path) as (port, _):
        assert sealed(Portal("demo", "示例", f"https://127.0.0.1:{port}/"), tmp_path, broken) == ()


def sealed(portal: Portal, out: Path, prober: object) -> tuple[HostFacts, ...]:
    assert callable(prober)
    job = CrawlJob(portal, lambda fetch, body: None, out, "run", prober=prober)
    return SnapshotReader(run_crawl(job)).summary().network
