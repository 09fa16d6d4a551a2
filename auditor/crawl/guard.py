"""Which hosts may be asked, and which addresses their names may resolve to.

A link on a public page must not make this machine talk to its own network: to loopback, private or
link-local addresses, or a cloud's metadata service. The host that the user named is exempt (an intranet
portal is a legitimate target), with its ``www.`` twin; every other host must resolve to public addresses
only. Addresses are looked up once and then pinned, so a name cannot change its mind between the check and
the connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from auditor import urls
from auditor.model import Portal
from auditor.territory import Territory

Address = tuple[str, int]
#: Host name → IP addresses as text. Raises OSError when the name does not resolve.
Lookup = Callable[[str], Awaitable[tuple[str, ...]]]
#: Blocks that Python's tables call global, or that lead to the machine's own host in a cloud.
_NOT_PUBLIC = tuple(
    map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20"))
)
_NAT64 = int(IPv6Address("64:ff9b::")) >> 32


class BlockedAddress(Exception):
    """The host is not one of the portal's, or resolves to an address that is not public."""


class NotSaved(BlockedAddress):
    """The host is not part of the saved copy that answers in the portal's stead."""


class Guard:
    """The rule for one portal, which may be asked on the hosts of its territory."""

    def __init__(self, portal: Portal, territory: Territory, route: Mapping[str, Address]) -> None:
        home = urls.host(portal.url)
        self._named = frozenset({_name(home), _name(urls.twin(home))})
        self._territory = territory
        self._further: set[str] = set()
        self._route = dict(route)
        self._resolved: dict[str, tuple[str, ...]] = {}

    def allow(self, host: str) -> None:
        """Let the crawl ask one further host: a search engine that the portal's own form names."""
        self._further.add(host)

    def routed(self, host: str) -> Address | None:
        """Where a saved site is served from; None for a host that is asked over the network.

        With any route at all, hosts without one are out of bounds: auditing a copy sends nothing out.
        """
        if self._route and host not in self._route:
            raise NotSaved(f"{host} is not part of the saved site")
        return self._route.get(host)

    def check_host(self, host: str) -> None:
        if not self._territory.may_ask(host) and host not in self._further:
            raise BlockedAddress(f"{host} is not a host of this portal")

    async def resolve(self, host: str, lookup: Lookup) -> tuple[str, ...]:
        """Checked addresses of ``host`` (with or without port), pinned for the rest of the crawl."""
        self.check_host(host)
        name = _name(host)
        if name not in self._resolved:
            addresses = await lookup(name)
            bad = [address for address in addresses if not is_public(address)]
            if bad and name not in self._named:
                raise BlockedAddress(f"{name} resolves to {bad[0]}")
            self._resolved[name] = addresses
        return self._resolved[name]


def is_public(address: str) -> bool:
    """True for a unicast address of the public internet, also when wrapped in IPv6 (mapped, 6to4, NAT64)."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and int(ip) >> 32 == _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    if any(network.version == ip.version and ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _name(host: str) -> str:
    """Host without its port: ``[::1]:80`` → ``::1``, ``www.example.com:8080`` → ``www.example.com``."""
    if host.startswith("["):
        return host[1 : host.index("]")]
    return host.rsplit(":", 1)[0] if ":" in host else host
