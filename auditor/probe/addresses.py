"""Addresses of a host: its records, and whether it answers over IPv6.

The system's resolver is asked, so that what it knows of proxies and host files holds here too. It has no time-out of its
own; a look-up that hangs is left to its thread.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from auditor.crawl.guard import is_public

#: (name, family) → addresses; raises OSError (socket.gaierror) when there are none.
Resolver = Callable[[str, int], tuple[str, ...]]
T = TypeVar("T")
_LOOKUP_SECONDS = 10.0
_NAT64 = int(IPv6Address("64:ff9b::")) >> 32
#: The resolver's ways of saying that the name has no such record.
_NONE = frozenset(
    code
    for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")
    if (code := getattr(socket, name, None)) is not None
)
#: An address of the public internet that belongs to nobody's portal; nothing is sent there.
_ANYWHERE = ("2001:4860:4860::8888", 53)


@dataclass(frozen=True, slots=True)
class Records:
    """``v6`` is None when nobody could tell; ``reason`` then says why."""

    v4: tuple[str, ...] = ()
    v6: tuple[str, ...] | None = None
    reason: str = ""


def in_time(work: Callable[[], T], seconds: float) -> T:
    """The result of ``work``, done in a thread of its own that does not keep the process alive. TimeoutError."""
    result: list[T] = []
    error: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as raised:  # noqa: BLE001 - raised again in the thread that waits
            error.append(raised)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if error:
        raise error[0]
    if not result:
        raise TimeoutError(f"no answer within {seconds:g} s")
    return result[0]


def system_resolver(name: str, family: int) -> tuple[str, ...]:
    """Addresses of one family. OSError when there are none, TimeoutError when nobody answers."""

    def ask() -> list[Any]:
        return socket.getaddrinfo(name, None, family, socket.SOCK_STREAM)

    found = {str(entry[4][0]) for entry in in_time(ask, _LOOKUP_SECONDS)}
    return tuple(sorted(found))


def look_up(name: str, resolver: Resolver = system_resolver) -> Records:
    """A and AAAA records of a name. That a name has no AAAA record is believed only of a name that exists."""
    try:
        v4 = resolver(name, socket.AF_INET)
    except (OSError, UnicodeError) as error:
        if not _says_none(error):
            return Records(reason="dns")
        v4 = ()
    try:
        found = resolver(name, socket.AF_INET6)
    except (OSError, UnicodeError) as error:
        return Records(v4, (), "") if v4 and _says_none(error) else Records(v4, None, "dns")
    v6 = tuple(address for address in found if _is_own(address))
    if not v4 and not found:
        return Records(reason="dns")
    return Records(v4, v6) if v6 or not found else Records(v4, None, "blocked-address")


def _says_none(error: Exception) -> bool:
    return isinstance(error, socket.gaierror) and error.errno in _NONE


def _is_own(address: str) -> bool:
    """A public address that the name itself has: not one that the network here made up for an IPv4 host."""
    ip = ip_address(address.split("%", 1)[0])
    return (
        isinstance(ip, IPv6Address)
        and ip.ipv4_mapped is None
        and int(ip) >> 32 != _NAT64
        and is_public(address)
    )


def has_ipv6() -> bool:
    """True when this machine has a way to the public internet over IPv6. Nothing is sent."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(_ANYWHERE)
            return is_public(str(probe.getsockname()[0]))
    except OSError:
        return False


def answers(address: str, port: int, seconds: float) -> bool:
    """Whether anything takes one connection there."""
    try:
        with socket.create_connection((address, port), timeout=seconds):
            return True
    except OSError:
        return False
