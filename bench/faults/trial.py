"""One run: a portal with faults is audited as ``auditor run`` does it, in this process, under watch."""

from __future__ import annotations

import os
import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auditor import app, codec, outputs
from auditor.crawl import handler
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Audit
from auditor.preparation import BrowserUse, Options, prepare
from auditor.target import CASES as CASES_FOLDER
from bench.faults.draw import Plan, Target
from bench.faults.judge import Comparison, compare
from bench.faults.server import FaultyPortal
from bench.faults.watch import Watch, changes, forget_peak, peak_megabytes, tree, watching

#: Seconds for one request (the product gives 20), and what a fault waits to be longer than that.
TIMEOUT, PATIENCE = 1.5, 6.0
#: Seconds and megabytes that no run may need.
TIME_LIMIT, MEMORY_LIMIT = 300.0, 1000.0
_LOCAL = re.compile(rb"(?:https?://)?(?:localhost|127\.0\.0\.1)(?::|%3A|_)\d+", re.I)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The undisturbed audit of a case and what was asked for it."""

    audit: Audit
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a run. ``struck``: requests hit, by fault; ``crash``: the traceback of what should not have been raised;
    ``stray``: what was written, asked or started beyond the bounds; ``seconds`` of wall and of CPU time, ``megabytes`` that the
    process grew by at its peak."""

    seed: int
    plan: str
    case: str
    faults: tuple[str, ...]
    struck: Mapping[str, int]
    comparison: Comparison = field(default_factory=Comparison)
    crash: str = ""
    stray: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0
    pages: int = 0
    unjudged: str = ""
    is_harmless: bool = False

    @property
    def faults_found(self) -> tuple[str, ...]:
        """What must not be, as lines; empty for a good run."""
        return (
            *(f"false verdict: {wrong}" for wrong in self.comparison.wrong),
            *(f"rule failed: {error}" for error in self.comparison.errors),
            *(f"crash: {self.crash.strip().splitlines()[-1]}" for _ in (1,) if self.crash),
            *(f"stray: {each}" for each in self.stray),
            *([f"hang: {self.seconds:.0f} s"] if self.seconds > TIME_LIMIT else []),
            *([f"memory: {self.megabytes:.0f} MB"] if self.megabytes > MEMORY_LIMIT else []),
        )


def audit_of(case: str, portal: FaultyPortal, out: Path, *, is_direct: bool) -> tuple[Audit, Path]:
    """Crawl, seal, judge and report; gives the audit and its run folder. Raises whatever the product raises."""
    with _names(portal) if is_direct else _nothing():
        keep, job = _prepared(case, portal, out, is_direct=is_direct)
        snapshot = run_crawl(replace(job, timeout=TIMEOUT, prober=None, on_sealed=keep))
    result = app.finish(snapshot.parent)
    return result.audit, result.folder


def _prepared(case: str, portal: FaultyPortal, out: Path, *, is_direct: bool) -> tuple[Any, CrawlJob]:
    options = Options(out=out, browser=BrowserUse.NEVER)
    if not is_direct:
        _, job, keep = prepare(case, options)
        return keep, replace(job, route=portal.route)
    known = portal.truth.case
    today = date.fromisoformat(known.today) if known.today else None
    address = portal.origin() + (urlsplit(portal.url).path or "/")
    options = replace(options, today=today, known_as=(known.portal.code, known.portal.name))
    _, job, keep = prepare(address, options)
    return keep, job


@contextmanager
def _names(portal: FaultyPortal) -> Iterator[None]:
    """Names are looked up with the portal instead of the system."""
    before = handler._lookup
    handler._lookup = portal.lookup
    try:
        yield
    finally:
        handler._lookup = before


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def baseline_of(case: str, out: Path, *, is_direct: bool) -> Baseline:
    """The audit of a case by the same means without faults, and what was asked for it."""
    with FaultyPortal(CASES_FOLDER / case, (), patience=PATIENCE) as portal:
        audit, folder = audit_of(case, portal, out, is_direct=is_direct)
    targets: dict[str, Target] = {}
    with SnapshotReader(folder / outputs.SNAPSHOT) as reader:
        for fetch in reader.fetches():
            parts = urlsplit(fetch.url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            targets.setdefault(path, Target(path, fetch.purpose))
    return Baseline(_without_port(audit), tuple(sorted(targets.values(), key=lambda each: each.path)))


def _without_port(audit: Audit) -> Audit:
    """Under an address of this machine the port is another in every run, and the scheme goes by the fault."""
    return codec.decode_audit(_LOCAL.sub(_plain, codec.encode_audit(audit)), "audit")


def _plain(found: re.Match[bytes]) -> bytes:
    return b"http://localhost" if b"/" in found[0] else b"localhost"


def run_trial(plan: Plan, baseline: Baseline, folder: Path, quiet: Sequence[Path]) -> Trial:
    """``folder`` is the run's own, for its output (``out``); ``quiet`` are folders in which nothing may be left behind."""
    out = folder / "out"
    out.mkdir(parents=True)
    before = tree(quiet)
    held = forget_peak()
    started, used = time.monotonic(), _cpu()
    crash, audit, run, seen = "", None, out, Counter[str]()
    watch = Watch((str(out), *map(str, quiet)))
    with FaultyPortal(CASES_FOLDER / plan.case, plan.placed, plan.seed, PATIENCE) as portal:
        watch.peers = frozenset({(host, portal.port) for host in ("127.0.0.1", "::1", "localhost")})
        with watching(watch):
            try:
                audit, run = audit_of(plan.case, portal, out, is_direct=plan.is_direct)
            except Exception:  # noqa: BLE001 - whatever it is, it is the finding
                crash = traceback.format_exc()
        log = portal.log
    seen.update(each.fault for each in log if each.fault)
    # What names and handshakes do is in no log of requests.
    seen.update(each.fault.name for each in plan.placed if each.fault.is_direct)
    left = tuple(f"left behind {path}" for path in changes(before, tree(quiet)))
    audit = _without_port(audit) if audit is not None else None
    crash = crash or _logged(run)
    return Trial(
        seed=plan.seed,
        plan=str(plan),
        case=plan.case,
        faults=tuple(each.fault.name for each in plan.placed),
        struck=dict(seen),
        comparison=compare(baseline.audit, audit, plan.placed, log) if audit is not None else Comparison(),
        crash=crash,
        stray=(*watch.written, *watch.connected, *watch.started, *left),
        seconds=time.monotonic() - started,
        cpu=_cpu() - used,
        megabytes=peak_megabytes() - held,
        pages=audit.coverage.pages if audit is not None else 0,
        unjudged=(audit.unjudged or "") if audit is not None else "",
        is_harmless=all(each.fault.is_harmless for each in plan.placed),
    )


def _logged(run: Path) -> str:
    """An error of our own that the crawl kept to itself. That robots.txt could not be had Scrapy tells with a traceback,
    too."""
    for log in run.rglob("crawl.log"):
        lines = re.split(r"^(?=\d{4}-\d\d-\d\d )", log.read_text("utf-8", "replace"), flags=re.MULTILINE)
        for line in lines:
            if "Traceback" in line and ".robotstxt]" not in line.partition("\n")[0]:
                return line[-4000:]
    return ""


def _cpu() -> float:
    return sum(os.times()[:4])
