"""Everything one crawl needs, in one value. Built by the composition root, never by a spider."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from auditor import __version__, urls
from auditor.crawl.browser import Browser
from auditor.crawl.limits import CrawlLimits, Reader, Search, no_search
from auditor.model import HostFacts, Portal

Address = tuple[str, int]
TOOL = f"PortalAuditor/{__version__}"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts for a progress bar: answers so far, requests known, failures, and the phase of the plan."""

    done: int
    known: int
    failed: int
    phase: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """``route`` maps a host (as :func:`auditor.urls.host` writes it) to the address that answers for it.

    ``out`` is the folder of all portals; the snapshot ends as ``out/<code>/<run_id>/snapshot``. ``on_sealed``
    is called with it once sealed (also after an interruption), ``on_closed`` last, even after an error.
    ``reader_id`` changes whenever ``reader`` would read a page differently. ``previous`` is the finished
    snapshot to build on: only what may have changed is asked for. ``still_fresh`` are lists (canonical
    addresses) that stay fresh by what was read of them then. ``prober`` looks once at the hosts that answered, when the
    crawl is over; it blocks and is called in a thread. Not called for a saved copy.
    """

    portal: Portal
    reader: Reader
    out: Path
    run_id: str
    limits: CrawlLimits = field(default_factory=CrawlLimits)
    search: Search = no_search
    clock: Callable[[], datetime] = utc_now
    route: Mapping[str, Address] = field(default_factory=dict)
    on_sealed: Callable[[Path], None] | None = None
    on_closed: Callable[[], None] | None = None
    reader_id: str = ""
    previous: Path | None = None
    still_fresh: frozenset[str] = frozenset()
    browser: Browser | None = None
    prober: Callable[[Sequence[str]], tuple[HostFacts, ...]] | None = None

    @property
    def is_local(self) -> bool:
        """True when all requests stay on this machine, so there is nobody to be polite to."""
        host = urls.host(self.portal.url).rsplit(":", 1)[0].strip("[]")
        return bool(self.route) or host in ("localhost", "::1") or host.startswith("127.")
