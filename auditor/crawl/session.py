"""One crawl from the first ask to the sealed snapshot, without knowing what carries the requests.

:class:`CrawlSession` joins the plan, the workspace and the reader: it hands out asks, takes answers, names
their failures, stores them, and answers from the store what an earlier attempt had asked already.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from dataclasses import replace
from pathlib import Path

from auditor import urls
from auditor.crawl.answer import Answer
from auditor.crawl.job import CrawlJob, Progress
from auditor.crawl.outcome import judge_answer
from auditor.crawl.pages import has_content
from auditor.crawl.readings import ReadingShelf
from auditor.crawl.second_look import SecondLook
from auditor.crawl.snapshot import SnapshotReader
from auditor.crawl.soft404 import SoftNotFound
from auditor.crawl.strangers import Strangers
from auditor.crawl.workspace import Workspace
from auditor.model import Ask, AskKey, Failure, Fetch, HostFacts, Origin, PageReading, Purpose

logger = logging.getLogger(__name__)
#: Whether these work is the question of tonight: what they answered last night is no answer.
_PROBES = frozenset({Purpose.SEARCH, Purpose.SEARCH_RESULT, Purpose.FORM_TARGET})
#: Answers that are not held against the portal's page for addresses that cannot exist.
_NO_SOFT_404 = frozenset(
    {
        Purpose.HOME,
        Purpose.SOFT_404_PROBE,
        Purpose.SEARCH,
        Purpose.FORM_TARGET,
        Purpose.MEDIA,
        Purpose.PICTURE,
    }
)
#: Answers that are pages of the portal, or come in place of its files, and say whose they are.
_OWN_PAGES = frozenset(
    {
        Purpose.HOME,
        Purpose.NAVIGATION,
        Purpose.LIST_PAGE,
        Purpose.ARTICLE,
        Purpose.PART,
        Purpose.SEARCH,
        Purpose.SEARCH_RESULT,
        Purpose.ATTACHMENT,
        Purpose.DOCUMENT,
    }
)


class CrawlSession:
    """Opens the job's workspace (AuditorError when it is locked or unwritable)."""

    def __init__(self, job: CrawlJob) -> None:
        self.job = job
        self.workspace = Workspace(job)
        self.plan = job.planner(job)
        self._stored = {fetch.key: fetch for fetch in self.workspace.writer.stored}
        self._old = SnapshotReader(self.workspace.folder) if self._stored else None
        self._shelf = ReadingShelf(self.workspace.folder, job.reader_id, self.workspace.previous, job.reading)
        self._second = (
            SecondLook(self.workspace.previous, job.clock(), job.still_fresh, job.reask)
            if self.workspace.previous is not None
            else None
        )
        self._origins: Counter[Origin] = Counter(fetch.origin for fetch in self._stored.values())
        self._soft404 = SoftNotFound()
        self._strangers = Strangers(job.portal)
        self._todo: deque[Ask] = deque()
        self._out: dict[AskKey, Ask] = {}
        self._failed = 0
        self._hosts: set[str] = set()
        self.waves = 0

    def next_ask(self) -> Ask | None:
        """The next ask that needs the network; None when the wave has no more (or the crawl is done)."""
        while True:
            if not self._todo:
                if self._out:
                    return None
                self._todo.extend(self.plan.next_wave())
                self.waves += 1
                if not self._todo:
                    return None
            ask = self._todo.popleft()
            if not self._answered_before(ask):
                self._out[ask.key] = ask
                return ask

    def validators(self, ask: Ask) -> dict[str, str]:
        """Request headers that let the server say that nothing changed since the last crawl."""
        second = self._second if ask.purpose not in _PROBES else None
        return second.validators(ask) if second is not None else {}

    def settle(self, ask: Ask, answer: Answer) -> Fetch:
        """Take the answer to an ask given out: judge it, store it, tell the plan. AuditorError: disk full."""
        del self._out[ask.key]
        if (unchanged := self._unchanged(ask, answer)) is not None:
            return unchanged
        fetch = judge_answer(ask, answer, self.plan.territory, self.job.portal.source, self._now())
        reading = self._reading(fetch, answer.body)
        if fetch.failure is None and self._is_soft_404(fetch, reading):
            fetch, reading = _failed(fetch, Failure.SOFT_404), None
        elif owner := self._owner(fetch, reading or self._page_for_file(fetch, answer.body)):
            fetch, reading = replace(fetch, failure=Failure.STRANGER, detail=owner), None
        fetch = self.workspace.writer.write(fetch, answer)
        self._absorb(fetch, reading)
        return fetch

    @property
    def outstanding(self) -> int:
        """Asks given out and not yet settled."""
        return len(self._out)

    @property
    def done(self) -> bool:
        return not self._todo and not self._out and self.plan.ended

    def progress(self, url: str = "") -> Progress:
        return Progress(self.plan.requests, self.plan.known, self._failed, self.plan.phase, url)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts that answered so far, sorted."""
        return tuple(sorted(self._hosts))

    def seal(self, *, interrupted: bool, network: tuple[HostFacts, ...] = ()) -> Path:
        """Seal what there is. Asks that were never sent count as unvisited."""
        self._close_old()
        summary = self.plan.summary("interrupted" if interrupted else None)
        carried, unchanged = self._origins[Origin.CARRIED], self._origins[Origin.UNCHANGED]
        asked = summary.requests - carried
        counted = replace(summary, requests=asked, carried=carried, unchanged=unchanged, network=network)
        return self.workspace.seal(counted)

    def abandon(self) -> None:
        """Leave everything on disk for the next attempt."""
        self._close_old()
        self.workspace.close()

    # ── inside ──

    def _answered_before(self, ask: Ask) -> bool:
        """Answer from this crawl's earlier attempt, or from the last snapshot where nothing can have changed."""
        stored = self._stored.pop(ask.key, None)
        if stored is not None:
            assert self._old is not None
            self._absorb(stored, self._reading(stored, self._old.body(stored)))
            return True
        carried = self._second.carried(ask, self._shelf.get) if self._second is not None else None
        if carried is None:
            return False
        self._refer(carried)
        return True

    def _unchanged(self, ask: Ask, answer: Answer) -> Fetch | None:
        if self._second is None or ask.purpose in _PROBES:
            return None
        found = self._second.unchanged(ask, answer, answer.fetched_at or self._now())
        return self._refer(found) if found is not None else None

    def _refer(self, known: Fetch) -> Fetch:
        """Take an answer of the last snapshot: its body is neither stored nor, if that was kept, read again."""
        assert self._second is not None
        reading = self._shelf.get(known) or self._reading(known, self._second.body(known))
        fetch = self.workspace.writer.refer(known, self._second.folder)
        self._origins[fetch.origin] += 1
        self._absorb(fetch, reading)
        return fetch

    def _absorb(self, fetch: Fetch, reading: PageReading | None) -> None:
        if fetch.purpose is Purpose.HOME and fetch.failure is None:
            self._soft404.learn_home(fetch, reading)
            if reading is not None:
                self._strangers.learn_home(reading)
        if fetch.purpose is Purpose.SOFT_404_PROBE and not (reading and self._strangers.owner(reading)):
            self._soft404.learn_probe(fetch, reading)
        self._failed += fetch.failure is not None
        if fetch.status is not None:
            self._hosts.add(urls.host(fetch.url))
        self.plan.absorb(fetch, reading)

    def _is_soft_404(self, fetch: Fetch, reading: PageReading | None) -> bool:
        if fetch.purpose in _NO_SOFT_404 or fetch.method == "HEAD":
            return False
        return self._soft404.matches(fetch, reading)

    def _owner(self, fetch: Fetch, reading: PageReading | None) -> str:
        """The other government whose page an answer is. What an engine elsewhere shows may be anybody's."""
        if reading is None or fetch.purpose not in _OWN_PAGES or not self.plan.territory.owns(fetch.url):
            return ""
        return self._strangers.owner(reading)

    def _reading(self, fetch: Fetch, body: bytes) -> PageReading | None:
        """What the page says; None for anything but a usable page. A reader that raises is our fault."""
        if not has_content(fetch) or fetch.purpose is Purpose.DOCUMENT:
            return None
        kept = self._shelf.get(fetch)
        if kept is not None:
            return kept
        reading = self._read(fetch, body)
        if reading is not None:
            self._shelf.put(fetch, reading)
        return reading

    def _page_for_file(self, fetch: Fetch, body: bytes) -> PageReading | None:
        """What a page says that came in place of a file."""
        if fetch.failure is not Failure.WRONG_TYPE or fetch.detail != "html":
            return None
        return self._read(replace(fetch, purpose=Purpose.NAVIGATION, failure=None), body)

    def _read(self, fetch: Fetch, body: bytes) -> PageReading | None:
        try:
            return self.job.reader(fetch, body)
        except Exception:
            logger.exception("cannot read %s", fetch.url)
            return None

    def _close_old(self) -> None:
        self._shelf.close()
        for reader in (self._old, self._second):
            if reader is not None:
                reader.close()

    def _now(self) -> str:
        return self.job.clock().isoformat(timespec="seconds").replace("+00:00", "Z")


def _failed(fetch: Fetch, failure: Failure) -> Fetch:
    return replace(fetch, failure=failure)
