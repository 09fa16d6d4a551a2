"""Which portals share a back-end, and the lanes that follow from it. Pure.

A back-end is what the register's row names, else the host. Portals that ask one host share a lane whatever the rows say of
platforms; so do a portal and one whose host lies below its name (a crawl of ``x.gov.cn`` asks ``dep.x.gov.cn`` too).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.model import Portal
from auditor.model.fleet import Cost, Lane, PlannedPortal, Register
from auditor.territory import territory_of


@dataclass(frozen=True, slots=True)
class Reach:
    """What a portal asks: ``hosts`` without ``www.``, that of its home page first; ``domain`` whose sub-domains are its own,
    "" for none. ``backend`` is what its row names, "" for nothing."""

    hosts: tuple[str, ...]
    domain: str = ""
    backend: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rows (by index) that name different back-ends and ask the same host."""

    row: int
    other: int
    host: str


def reach_of(portal: Portal, backend: str = "") -> Reach:
    addresses = [portal.url, *(f"http://{host.strip()}/" for host in portal.hosts), *portal.folders]
    hosts = tuple(dict.fromkeys(urls.host(url).removeprefix("www.") for url in addresses))
    return Reach(hosts, territory_of(portal).domain, backend)


def backends_of(reaches: Sequence[Reach]) -> tuple[tuple[str, ...], tuple[Clash, ...]]:
    """The back-end of each row, and the rows that contradict each other."""
    groups = _groups(reaches)
    named: dict[int, tuple[str, int]] = {}
    clashes: list[Clash] = []
    for row, reach in enumerate(reaches):
        if reach.backend:
            first = named.setdefault(groups[row], (reach.backend, row))
            if first[0] != reach.backend:
                clashes.append(Clash(row, first[1], reach.hosts[0]))
    shortest: dict[int, str] = {}
    for row, reach in enumerate(reaches):
        name, known = _without_port(reach.hosts[0]), shortest.get(groups[row])
        if known is None or (len(name), name) < (len(known), known):
            shortest[groups[row]] = name
    found = tuple(
        reach.backend or named.get(groups[row], (shortest[groups[row]],))[0]
        for row, reach in enumerate(reaches)
    )
    return found, tuple(clashes)


def lanes_of(
    register: Register, due: Iterable[str], costs: Mapping[str, Cost], ages: Mapping[str, int]
) -> tuple[Lane, ...]:
    """The lanes of the portals in ``due``, by back-end. In each the longest left out (``ages``, in nights) comes first, else
    the register's order stands."""
    wanted = frozenset(due)
    intervals = {backend.id: backend.interval for backend in register.backends}
    members: dict[str, list[str]] = {}
    for portal in register.portals:
        if portal.code in wanted:
            members.setdefault(portal.backend, []).append(portal.code)
    return tuple(
        Lane(
            backend,
            intervals[backend],
            tuple(
                PlannedPortal(code, costs[code])
                for code in sorted(codes, key=lambda code: -ages.get(code, 0))
            ),
        )
        for backend, codes in sorted(members.items())
    )


def _groups(reaches: Sequence[Reach]) -> list[int]:
    """A number for each row: equal for rows that ask the same host."""
    parent = list(range(len(reaches)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    first: dict[str, int] = {}
    owners: dict[str, int] = {}
    for row, reach in enumerate(reaches):
        for host in _asked(reach):
            parent[root(row)] = root(first.setdefault(host, row))
        if reach.domain:
            owners.setdefault(reach.domain, row)
    for row, reach in enumerate(reaches):
        if not reach.backend:
            for above in _above(reach.hosts[0]):
                if above in owners:
                    parent[root(row)] = root(owners[above])
    return [root(row) for row in range(len(reaches))]


def _asked(reach: Reach) -> Iterator[str]:
    """A row that names no back-end shares one with all ports of its host; named ones may divide a host by its ports."""
    for host in reach.hosts:
        yield host
        if not reach.backend:
            yield _without_port(host)


def _above(host: str) -> Iterator[str]:
    """``a.b.gov.cn`` → ``b.gov.cn``, ``gov.cn`` …"""
    labels = _without_port(host).split(".")
    return (".".join(labels[count:]) for count in range(1, len(labels) - 1))


def _without_port(host: str) -> str:
    return re.sub(r":\d+$", "", host)
