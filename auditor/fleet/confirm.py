"""The second look of a night: at what is new, and at portals of which a night seems to have seen only a part.

It comes later and, where that can be, by another way of fetching (a browser instead of plain HTTP), so that what was only a
passing fault of a server or of our reading does not recur. Choosing is pure; :func:`looks` and :func:`orders` gather for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from auditor import codec, urls
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError
from auditor.fleet import failures, stock
from auditor.fleet.limits import Confirming, limits
from auditor.model import Audit, Fetch
from auditor.model.fleet import KnownFinding, Night, Pass, StoredAudit, Task, TaskState
from auditor.outputs import SNAPSHOT
from auditor.preparation import BrowserUse
from auditor.recheck_plan import pages_to_ask
from auditor.store import Store, nights

#: Why a portal is looked at again.
DOUBT, NEW_FAULTS = "doubt", "new-faults"
#: Snapshots older than this are not built on (:mod:`auditor.crawl.second_look`).
_SNAPSHOT_DAYS = 30
#: Ways to end a crawl that would end the next one in the same way.
_OURS = frozenset({"budget", "no-time"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A sealed task of the first pass with what came of it. ``known``: the portal had a sound audit before tonight;
    ``fresh``: findings that were never seen before."""

    task: Task
    audit: StoredAudit
    known: bool
    fresh: tuple[KnownFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmLook:
    """``fingerprints`` are the findings that it is about, empty when the whole portal is. ``not_before`` is an ISO time."""

    portal: str
    backend: str
    reason: str
    fingerprints: tuple[str, ...]
    not_before: str


@dataclass(frozen=True, slots=True)
class Order:
    """How a second look is crawled: on the first look's snapshot, but no earlier answer may stand for the addresses in
    ``reask`` (canonical); with this use of a browser (``auto``, ``never``, ``always``)."""

    look: ConfirmLook
    reask: tuple[str, ...]
    browser: str


# ── choosing (pure) ───────────────────────────────────────────────────────────────────────────────


def wanted(seen: Seen, rules: Confirming | None = None) -> ConfirmLook | None:
    """Whether a portal is looked at again tonight, and why."""
    chosen = rules or limits().confirm
    not_before = _later(seen.task.updated, chosen.wait_minutes)
    if not seen.audit.sound:
        if not seen.known or seen.audit.doubt in _OURS or _is_our_fault(seen.audit.doubt):
            return None
        return ConfirmLook(seen.task.portal, seen.task.backend, DOUBT, (), not_before)
    if not seen.known and not chosen.first_night:
        return None
    fresh = tuple(each.fingerprint for each in seen.fresh if _counts(each, chosen))
    if not fresh:
        return None
    return ConfirmLook(seen.task.portal, seen.task.backend, NEW_FAULTS, fresh, not_before)


def _is_our_fault(doubt: str) -> bool:
    known = failures.taxonomy().get(doubt)
    return known is not None and known.whose is failures.Whose.OURS


def _counts(finding: KnownFinding, rules: Confirming) -> bool:
    return finding.severity in rules.severities and finding.outcome in rules.outcomes


def _later(updated: str, minutes: int) -> str:
    try:
        sealed = datetime.fromisoformat(updated)
    except ValueError:
        return ""
    return (sealed + timedelta(minutes=minutes)).astimezone(UTC).isoformat(timespec="seconds")


def browser_for(asked: str, pages: int, has_browser: bool, rules: Confirming | None = None) -> str:
    """By a browser where the first look was left to choose and the portal's ``pages`` of navigation are few enough for one:
    beyond its share of pages a browser leaves pages unread."""
    chosen = rules or limits().confirm
    few = 0 < pages <= chosen.browser_pages
    return BrowserUse.ALWAYS.value if asked == BrowserUse.AUTO and has_browser and few else asked


def reasked(audit: Audit, fingerprints: Collection[str], known: Sequence[Fetch]) -> frozenset[str]:
    """Addresses that must be asked for again to see whether findings are still there."""
    about = [finding for finding in audit.findings if finding.fingerprint in fingerprints]
    return pages_to_ask(audit, about, known)


# ── gathering ─────────────────────────────────────────────────────────────────────────────────────


def looks(c: Connection, night: Night, rules: Confirming | None = None) -> tuple[ConfirmLook, ...]:
    """All portals of a night that are to be looked at again, in the order of their tasks."""
    audits = {each.portal: each for each in stock.audits_of(c, night.id) if each.run == night.run}
    known, fresh = stock.known_before(c, night.run), stock.unconfirmed(c, night.today)
    tasks = nights.tasks(c, night.id, Pass.AUDIT)
    return tuple(look for seen in _seen(tasks, audits, known, fresh) if (look := wanted(seen, rules)))


def _seen(
    tasks: Iterable[Task],
    audits: Mapping[str, StoredAudit],
    known: Collection[str],
    fresh: Mapping[str, tuple[KnownFinding, ...]],
) -> Iterable[Seen]:
    for task in tasks:
        audit = audits.get(task.portal)
        if task.state is TaskState.SEALED and audit is not None:
            yield Seen(task, audit, task.portal in known, fresh.get(task.portal, ()))


def orders(
    store: Store, out: Path, night: Night, looks: Iterable[ConfirmLook], browser: str, has_browser: bool
) -> tuple[Order, ...]:
    """How the portals are crawled for their second look, in their order."""
    listed = store.read(lambda c: _files(c, night))
    return tuple(_order(out, look, listed.get(look.portal, ()), browser, has_browser) for look in looks)


def _files(c: Connection, night: Night) -> Mapping[str, tuple[Path, ...]]:
    """Audit documents by portal, below the output folder: tonight's first, then the newest sound one before."""
    found = {
        each.portal: (Path(each.file),) for each in stock.audits_of(c, night.id) if each.run == night.run
    }
    earlier = stock.sound_before(c, night.today, _SNAPSHOT_DAYS)
    return {
        portal: (*files, *((Path(earlier[portal].file),) if portal in earlier else ()))
        for portal, files in found.items()
    }


def _order(out: Path, look: ConfirmLook, files: Sequence[Path], browser: str, has_browser: bool) -> Order:
    audit = _audit(out / files[0]) if files else None
    if audit is None:
        return Order(look, (), browser)
    coverage = audit.coverage
    chosen = browser_for(browser, coverage.columns_seen + len(coverage.obstacles), has_browser)
    whole = look.reason == DOUBT or len(look.fingerprints) > limits().confirm.most_findings
    if whole:  # whichever of the snapshots is built on, nothing of it may stand
        known = [fetch for file in files for fetch in _fetches((out / file).parent / SNAPSHOT)]
        return Order(look, tuple(sorted(_all(known))), chosen)
    asked = reasked(audit, look.fingerprints, _fetches((out / files[0]).parent / SNAPSHOT))
    return Order(look, tuple(sorted(asked)), chosen)


def _all(fetches: Iterable[Fetch]) -> frozenset[str]:
    return frozenset(urls.canonical(url) for fetch in fetches for url in (fetch.url, fetch.page))


def _audit(path: Path) -> Audit | None:
    try:
        return codec.decode_audit(path.read_bytes(), str(path))
    except (OSError, AuditorError):
        return None


def _fetches(snapshot: Path) -> tuple[Fetch, ...]:
    """None of them when the snapshot is gone: then nothing of it can be built on, either."""
    try:
        with SnapshotReader(snapshot) as reader:
            return tuple(reader.fetches())
    except (OSError, AuditorError):
        return ()
