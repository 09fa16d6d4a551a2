"""All faults, by family; each is named once."""

from __future__ import annotations

from bench.faults.faults.bodies import BODIES
from bench.faults.faults.data import DATA
from bench.faults.faults.files import FILES
from bench.faults.faults.redirects import REDIRECTS
from bench.faults.faults.sites import SITES
from bench.faults.faults.texts import TEXTS
from bench.faults.faults.tls import TLS
from bench.faults.faults.walls import WALLS
from bench.faults.faults.wire import WIRE
from bench.faults.model import Fault

FAULTS: tuple[Fault, ...] = (*WALLS, *WIRE, *BODIES, *REDIRECTS, *TEXTS, *SITES, *FILES, *DATA, *TLS)


def fault(name: str) -> Fault:
    """The fault of that name. KeyError when there is none."""
    return {each.name: each for each in FAULTS}[name]
