"""A crawl after the first: what the last snapshot already answers is not asked, or only asked whether it changed.

Lists and channels are asked again, with the validators that the server gave (RFC 9110, section 13); a list that
stays fresh by what was read of it is left alone for up to three nights, one that is stale or empty never. Articles,
attachments and text columns that opened are carried over for a week or two: a list that shows something new leads to
addresses that the last snapshot does not have, and those are asked for. Failures are never carried over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from auditor import urls
from auditor.crawl.answer import Answer
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError
from auditor.model import Ask, Fetch, Origin, PageKind, PageReading, Portal, Purpose

#: Snapshots older than this are no ground to build on.
MAX_AGE = timedelta(days=30)
#: So many archives of earlier nights may stand behind one snapshot; then everything is fetched anew.
MAX_ARCHIVES = 30
_CARRIED = frozenset({Purpose.ARTICLE, Purpose.ATTACHMENT, Purpose.DOCUMENT})
_SETTLED_KINDS = frozenset(
    {PageKind.CONTENT, PageKind.FORM, PageKind.ARTICLE, PageKind.REDIRECT, PageKind.OTHER}
)
_CARRY_DAYS, _CARRY_SPREAD = 7, 8
#: days for which a list that is surely fresh is left alone
_LIST_DAYS = (1.5, 2.5, 3.5)
NOT_MODIFIED = 304


def find_previous(home: Path, portal: Portal, now: datetime) -> Path | None:
    """The newest finished snapshot of the same portal below ``home`` (``<out>/<code>``), or None."""
    best: tuple[datetime, int, str, Path] | None = None
    for seal_file in home.glob("*/snapshot/snapshot.json"):
        folder = seal_file.parent
        try:
            with SnapshotReader(folder) as reader:
                seal = reader.seal()
                archives = {fetch.archive for fetch in reader.fetches()}
        except AuditorError:
            continue  # a damaged snapshot is no ground to build on; it is reported when somebody judges it
        started = datetime.fromisoformat(seal.started)
        usable = seal.summary.reason == "finished" and seal.summary.portal == portal
        if not usable or now - started > MAX_AGE or len(archives) >= MAX_ARCHIVES:
            continue
        run = folder.parent.name  # runs of one moment are numbered: …Z-10 follows …Z-9
        best = max(filter(None, (best, (started, len(run), run, folder))))
    return best[-1] if best else None


class SecondLook:
    """What the snapshot at ``folder`` knows of the asks of a new crawl. ``reask``: pages (canonical addresses) that are
    asked for again whatever is known of them."""

    def __init__(
        self,
        folder: Path,
        now: datetime,
        still_fresh: frozenset[str],
        reask: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self._now = now
        self._still_fresh = still_fresh
        self._reask = reask
        self._reader = SnapshotReader(folder)
        self._known: dict[tuple[str, str, str, bool], Fetch] = {}
        for fetch in self._reader.fetches():
            if fetch.failure is None:
                self._known[fetch.method, fetch.url, fetch.body, bool(fetch.render)] = fetch

    def carried(self, ask: Ask, read: Callable[[Fetch], PageReading | None]) -> Fetch | None:
        """The former answer to an ask that need not be made again; None when it must be.

        ``read`` gives the kept reading of a former answer.
        """
        known = self._of(ask)
        if known is None or self._age(known) > _carry_days(known.url):
            return None
        if self._reask and not self._reask.isdisjoint((urls.canonical(ask.url), urls.canonical(ask.page))):
            return None
        if ask.purpose not in _CARRIED and not self._may_skip(ask, known, read):
            return None
        return _as(known, ask, Origin.CARRIED)

    def _may_skip(self, ask: Ask, known: Fetch, read: Callable[[Fetch], PageReading | None]) -> bool:
        """A page of the navigation whose verdict cannot have changed for the worse since it was read."""
        if ask.purpose is not Purpose.NAVIGATION:
            return False
        fresh = urls.canonical(ask.page) in self._still_fresh
        if fresh and self._age(known) <= _LIST_DAYS[_spread(ask.url, len(_LIST_DAYS))]:
            return True
        return bool(known.location) or _is_settled(read(known))

    def validators(self, ask: Ask) -> dict[str, str]:
        """Headers that let the server answer 304 when nothing changed."""
        known = self._of(ask) if ask.method == "GET" and not ask.render else None
        if known is None or known.status != 200:
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        return {name: value for name, value in headers.items() if value}

    def unchanged(self, ask: Ask, answer: Answer, fetched_at: str) -> Fetch | None:
        """The former answer when the server, or the bytes, say that nothing changed; else None."""
        known = self._of(ask)
        if known is None or known.offset is None:
            return None
        same = answer.status == known.status and _sha256(answer.body) == known.body_sha256
        if answer.status != NOT_MODIFIED and not (same and answer.body):
            return None
        since = known.since or known.fetched_at
        return replace(_as(known, ask, Origin.UNCHANGED), fetched_at=fetched_at, since=since)

    def body(self, fetch: Fetch) -> bytes:
        """Body of a fetch that :meth:`carried` or :meth:`unchanged` gave, before its archive was renamed."""
        return self._reader.body(fetch)

    def close(self) -> None:
        self._reader.close()

    def _of(self, ask: Ask) -> Fetch | None:
        return self._known.get((ask.method, ask.url, ask.body, bool(ask.render)))

    def _age(self, fetch: Fetch) -> float:
        """Days since the portal was last asked for it."""
        try:
            fetched = datetime.fromisoformat(fetch.fetched_at)
        except ValueError:
            return float("inf")
        return (self._now - fetched) / timedelta(days=1)


def _is_settled(reading: PageReading | None) -> bool:
    """A page whose news is good and does not age: a text that is there, a stub that leads on. Whatever was empty or
    could not be read is asked every night."""
    return (
        reading is not None
        and reading.kind in _SETTLED_KINDS
        and reading.empty is not True
        and not reading.obstacles
    )


def _as(known: Fetch, ask: Ask, origin: Origin) -> Fetch:
    return replace(
        known, purpose=ask.purpose, referrer=ask.referrer, attempt=ask.attempt, shows=ask.shows, origin=origin
    )


def _carry_days(url: str) -> int:
    """7 to 14 days, spread by address so that no night has to renew everything."""
    return _CARRY_DAYS + _spread(url, _CARRY_SPREAD)


def _spread(url: str, count: int) -> int:
    return hashlib.sha256(url.encode()).digest()[0] % count


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
