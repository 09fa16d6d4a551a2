"""Everything one crawl needs, in one value. Built by the composition root, never by a spider."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from auditor import __version__, urls
from auditor.crawl.browser import Browser
from auditor.crawl.limits import CrawlLimits, Reader, Search, Targets, no_search, no_targets
from auditor.crawl.pace import Pace
from auditor.crawl.plan import CrawlPlan
from auditor.model import Ask, CrawlSummary, Fetch, HostFacts, PageReading, Portal
from auditor.territory import Territory

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


class Plan(Protocol):
    """What a session drives: it gives waves of asks and takes each answer once. A wave is a pure function of the answers
    before it. ``ended``: there is nothing more to ask; ``requests``: answers so far; ``known``: these and what waits."""

    @property
    def territory(self) -> Territory: ...
    @property
    def ended(self) -> bool: ...
    @property
    def phase(self) -> str: ...
    @property
    def requests(self) -> int: ...
    @property
    def known(self) -> int: ...

    def next_wave(self) -> tuple[Ask, ...]: ...
    def absorb(self, fetch: Fetch, reading: PageReading | None) -> None: ...
    def summary(self, reason: str | None = None) -> CrawlSummary: ...


def portal_plan(job: CrawlJob) -> Plan:
    """The plan of a whole portal: its columns, articles, attachments and its search."""
    return CrawlPlan(job.portal, job.limits, job.search, job.targets)


#: The spider that carries crawls of whole portals, by its name.
PORTAL = "portal"
#: The one that carries crawls of the accounts of new media.
NEWMEDIA = "newmedia"


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """``route`` maps a host (as :func:`auditor.urls.host` writes it) to the address that answers for it.

    ``out`` is the folder of all portals; the snapshot ends as ``out/<code>/<run_id>/snapshot``. ``on_sealed``
    is called with it once sealed (also after an interruption), ``on_closed`` last, even after an error.
    ``reader_id`` changes whenever ``reader`` would read a page differently. ``previous`` is the finished
    snapshot to build on: only what may have changed is asked for. ``still_fresh`` are lists (canonical
    addresses) that stay fresh by what was read of them then; ``reask`` are pages (canonical addresses) for which no earlier
    answer may stand. ``prober`` looks once at the hosts that answered, when the
    crawl is over; it blocks and is called in a thread. Not called for a saved copy.

    ``kind`` names the spider that carries the crawl; kinds other than the portal's lie in a folder of that name below the
    portal's. ``planner`` makes its plan, ``reading`` is what its reader gives, and ``inputs`` is a digest of whatever else
    decides what is asked: crawls with other inputs do not continue each other.

    ``pace`` is that of the lane that the portal belongs to: with one, nothing else decides when a request goes out, and saved
    copies are no exception. ``timeout``: seconds for one request, None for the usual ones.
    """

    portal: Portal
    reader: Reader
    out: Path
    run_id: str
    limits: CrawlLimits = field(default_factory=CrawlLimits)
    search: Search = no_search
    targets: Targets = no_targets
    clock: Callable[[], datetime] = utc_now
    route: Mapping[str, Address] = field(default_factory=dict)
    on_sealed: Callable[[Path], None] | None = None
    on_closed: Callable[[], None] | None = None
    reader_id: str = ""
    previous: Path | None = None
    still_fresh: frozenset[str] = frozenset()
    reask: frozenset[str] = frozenset()
    browser: Browser | None = None
    prober: Callable[[Sequence[str]], tuple[HostFacts, ...]] | None = None
    kind: str = PORTAL
    planner: Callable[[CrawlJob], Plan] = portal_plan
    reading: type[PageReading] = PageReading
    inputs: str = ""
    pace: Pace | None = None
    timeout: float | None = None

    @property
    def home(self) -> Path:
        """The folder of this portal's runs of this kind."""
        folder = self.out / self.portal.code
        return folder if self.kind == PORTAL else folder / self.kind

    @property
    def is_local(self) -> bool:
        """True when all requests stay on this machine, so there is nobody to be polite to."""
        host = urls.host(self.portal.url).rsplit(":", 1)[0].strip("[]")
        return bool(self.route) or host in ("localhost", "::1") or host.startswith("127.")
