"""One look at each host of a portal, at the end of a crawl: addresses, IPv6, certificate.

A host is connected to at most once for its certificate and once over IPv6. Hosts that must not be asked, and what did not
answer in time, stay unknown with a reason: nothing here is ever guessed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from OpenSSL import SSL

from auditor import urls
from auditor.crawl.guard import BlockedAddress, Guard
from auditor.model import Certificate, HostFacts, Portal
from auditor.probe import addresses
from auditor.probe.addresses import Records, Resolver
from auditor.probe.certificate import read_certificate
from auditor.territory import territory_of

Address = tuple[str, int]
#: So many hosts at most, the portal's own first, a few at a time.
MAX_HOSTS, _AT_ONCE = 12, 4
_TLS_SECONDS, _IPV6_SECONDS = 10.0, 5.0


def _at_once() -> None:
    """There is nobody to wait for."""


@dataclass(frozen=True, slots=True)
class _Prober:
    portal: Portal
    guard: Guard
    resolver: Resolver
    with_ipv6: bool
    turn: Callable[[], None]

    def probe(self, host: str) -> HostFacts:
        name, port = _split(host)
        if _is_address(name):
            return self._certified(HostFacts(host, reason="ip-address"), name, port)
        records = addresses.look_up(name, self.resolver)
        found = self._recorded(HostFacts(host, reason=records.reason), records)
        return self._certified(found, name, port) if records.v4 or records.v6 else found

    def _recorded(self, host: HostFacts, records: Records) -> HostFacts:
        if records.v6 is None:
            return host
        found = replace(host, ipv6=bool(records.v6), addresses6=records.v6)
        if not records.v6 or not self.with_ipv6:
            return found
        port = 443 if self.portal.url.startswith("https:") else 80
        self.turn()
        # Only public addresses come out of look_up, so the guard has nothing against them.
        return replace(found, reachable6=addresses.answers(records.v6[0], port, _IPV6_SECONDS))

    def _certified(self, found: HostFacts, name: str, port: int | None) -> HostFacts:
        """A host with a port of its own is asked there when the portal speaks HTTPS there, and nowhere else."""
        secure = self.portal.url.startswith("https:") and found.host == urls.host(self.portal.url)
        if port is not None and not secure:
            return replace(found, reason=found.reason or "own-port")
        try:
            address = self._address(found.host)
            self.turn()
            shown = read_certificate(address, port or 443, name, _TLS_SECONDS)
        except BlockedAddress:
            return replace(found, reason="blocked-address")
        except ConnectionRefusedError:
            return replace(found, https=False)
        except TimeoutError:
            return replace(found, reason=found.reason or "timeout")
        except (SSL.Error, ValueError):
            return replace(found, reason=found.reason or "tls")
        except OSError:
            return replace(found, reason=found.reason or "connection-lost")
        return _with(found, shown)

    def _address(self, host: str) -> str:
        """The checked address that is to be connected to, IPv4 first as in the crawl."""

        async def lookup(name: str) -> tuple[str, ...]:
            return (name,) if _is_address(name) else _all(name, self.resolver)

        found = asyncio.run(self.guard.resolve(host, lookup))
        return sorted(found, key=lambda address: (":" in address, address))[0]


def _with(found: HostFacts, shown: Certificate) -> HostFacts:
    return replace(found, https=True, certificate=shown)


def probe_hosts(
    portal: Portal,
    hosts: Sequence[str] = (),
    route: Mapping[str, Address] | None = None,
    resolver: Resolver = addresses.system_resolver,
    turn: Callable[[], None] = _at_once,
) -> tuple[HostFacts, ...]:
    """What can be learned of the portal's own hosts, its home's first. ``hosts`` are those that answered the crawl; ``turn``
    is called before each connection, and returns when it may be made.

    Empty when the portal is answered by a saved copy: nothing goes out, and nothing is known.
    """
    if route:
        return ()
    territory = territory_of(portal)
    home = urls.host(portal.url)
    own = [home, *sorted({host for host in hosts if territory.may_ask(host)} - {home})][:MAX_HOSTS]
    prober = _Prober(portal, Guard(portal, territory, {}), resolver, addresses.has_ipv6(), turn)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(prober.probe, own))


def _all(name: str, resolver: Resolver) -> tuple[str, ...]:
    records = addresses.look_up(name, resolver)
    found = (*records.v4, *(records.v6 or ()))
    if not found:
        raise OSError(f"{name} does not resolve")
    return found


def _split(host: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{host}")
    return parts.hostname or host, parts.port


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
