"""All that a media crawl was answered, put in order: the plan asks by it, the survey judges by it.

What it gives depends on the answers, not on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor import urls
from auditor.media.reading import MediaReading, PicturePlace
from auditor.model import (
    AccountReading,
    CodeState,
    Failure,
    Fetch,
    PageReading,
    Part,
    Purpose,
    QrPicture,
)
from auditor.parts import complete

PAGES = frozenset({Purpose.HOME, Purpose.NAVIGATION})
#: So many parts of one page are asked for.
_PARTS = 10


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture at one of its places; ``picture`` None = not looked at yet."""

    place: PicturePlace
    picture: QrPicture | None


@dataclass(frozen=True, slots=True)
class _Code:
    state: CodeState
    texts: tuple[str, ...] = ()
    failure: Failure | None = None


class Gathering:
    """Takes answers by :meth:`take`, each as often as it was asked: the last attempt counts."""

    def __init__(self) -> None:
        self._pages: dict[str, MediaReading] = {}  # by canonical address
        self._homes: set[str] = set()
        self._unread: dict[str, Failure] = {}  # pages by address
        self._parts: dict[tuple[str, str, str], PageReading | None] = {}
        self._codes: dict[str, _Code] = {}  # by address
        self._accounts: dict[str, AccountReading] = {}  # by address
        self._further: dict[str, tuple[str, ...]] = {}
        self._from: dict[str, str] = {}  # address of an account's answer → the one that led to it
        self._leads: dict[str, str] = {}  # address → where it redirects
        self.asked: set[tuple[str, str, str]] = set()

    def take(self, fetch: Fetch, reading: PageReading | None) -> None:
        """Note one answer. Whatever was not asked for by a media plan is passed over."""
        self.asked.add(fetch.request)
        if fetch.failure is None and fetch.location:
            self._leads[fetch.url] = fetch.location
            if fetch.purpose is Purpose.MEDIA:
                self._from.setdefault(fetch.url, fetch.referrer or "")
            return
        if fetch.purpose in PAGES:
            self._take_page(fetch, reading)
        elif fetch.purpose is Purpose.PART:
            self._parts[fetch.request] = reading
        elif fetch.purpose is Purpose.PICTURE:
            found = reading if isinstance(reading, MediaReading) else None
            state = found.code if found is not None and found.code is not None else CodeState.BROKEN
            self._codes[fetch.url] = _Code(state, found.texts if found else (), fetch.failure)
        elif fetch.purpose is Purpose.MEDIA:
            self._from.setdefault(fetch.url, fetch.referrer or "")
            self._take_account(fetch, reading)

    def _take_page(self, fetch: Fetch, reading: PageReading | None) -> None:
        if fetch.failure is not None or not isinstance(reading, MediaReading):
            if fetch.failure is not None:
                self._unread[fetch.url] = fetch.failure
            return
        self._unread.pop(fetch.url, None)
        key = urls.canonical(fetch.url)
        self._pages[key] = reading
        if fetch.purpose is Purpose.HOME:
            self._homes.add(key)
        if reading.account is not None:
            self._take_account(fetch, reading)

    def _take_account(self, fetch: Fetch, reading: PageReading | None) -> None:
        if fetch.failure is not None:
            self._accounts[fetch.url] = AccountReading(
                fetch.url, reason=fetch.failure.value, failure=fetch.failure
            )
        elif isinstance(reading, MediaReading) and reading.account is not None:
            self._accounts[fetch.url] = reading.account
            self._further[fetch.url] = reading.further

    # ── what is known ──

    @property
    def pages(self) -> tuple[MediaReading, ...]:
        """Pages of the portal with their parts put in, the home page first, then by address."""
        ordered = sorted(self._pages.items(), key=lambda pair: (pair[0] not in self._homes, pair[0]))
        return tuple(self._whole(reading) for _, reading in ordered)

    @property
    def parts(self) -> tuple[tuple[str, Part], ...]:
        """(page, what fills a hole in it): a few of each page, the home page's first."""
        ordered = sorted(self._pages.items(), key=lambda pair: (pair[0] not in self._homes, pair[0]))
        return tuple((page.url, part) for _, page in ordered for part in page.parts[:_PARTS])

    @property
    def home_read(self) -> bool:
        return any(self._pages[key].redirect is None for key in self._homes)

    @property
    def unread(self) -> tuple[tuple[str, Failure], ...]:
        """(address, why) of pages of the portal that could not be read, sorted."""
        return tuple(sorted(self._unread.items()))

    def _whole(self, reading: MediaReading) -> MediaReading:
        whole = complete(reading, self._parts) if reading.parts else reading
        assert isinstance(whole, MediaReading)  # complete() replaces fields, not the kind
        return whole

    @property
    def pictures(self) -> tuple[SeenPicture, ...]:
        """Pictures of all pages, each at the first place that tells most of it; told ones first."""
        places: dict[str, PicturePlace] = {}
        for place in (place for page in self.pages for place in page.places):
            known = places.get(place.url)
            if known is None or (bool(place.caption), place.told) > (bool(known.caption), known.told):
                places[place.url] = place
        ordered = sorted(places.values(), key=lambda place: (not place.told, place.page, place.url))
        return tuple(SeenPicture(place, self._picture(place)) for place in ordered)

    def _picture(self, place: PicturePlace) -> QrPicture | None:
        if place.state is not None:
            return QrPicture(place.url, place.page, place.caption, place.state, place.texts)
        code = self._codes.get(self.end_of(place.url))
        if code is None:
            return None
        return QrPicture(place.url, place.page, place.caption, code.state, code.texts, code.failure)

    def end_of(self, url: str) -> str:
        """Where an address leads in the end, as far as it was followed."""
        seen = {url}
        while (after := self._leads.get(url)) is not None and after not in seen:
            seen.add(after)
            url = after
        return url

    def answers_of(self, start: str) -> tuple[AccountReading, ...]:
        """What was read of an account at ``start`` and at all addresses that followed from it, in the order of asking."""
        return tuple(self._accounts[url] for url in self._chain(start) if url in self._accounts)

    def open_ends(self, start: str) -> tuple[tuple[str, str], ...]:
        """(address, the one that gave it) of what follows from ``start`` and was not asked for because of it yet."""
        chain = self._chain(start)
        known = {urls.canonical(url) for url in chain}
        found: dict[str, str] = {}
        for each in chain:
            for url in self._further.get(each, ()):
                if urls.canonical(url) not in known:
                    found.setdefault(url, each)
        return tuple(found.items())

    def count_of(self, start: str) -> int:
        """Addresses asked for at ``start`` and after it."""
        return sum(url in self._accounts or url in self._leads for url in self._chain(start))

    def _chain(self, start: str) -> tuple[str, ...]:
        """``start``, then what was asked because of it, breadth first; steps in the order in which the page gave them."""
        after: dict[str, list[str]] = {}
        for url, before in sorted(self._from.items()):
            after.setdefault(before, []).append(url)
        chain = [start]
        for url in chain:
            given = list(self._further.get(url, ()))
            steps = sorted(
                after.get(url, ()), key=lambda step: (given.index(step) if step in given else -1, step)
            )
            chain += [step for step in steps if step not in chain]
        return tuple(chain)


def gathered(answers: Iterable[tuple[Fetch, PageReading | None]]) -> Gathering:
    """All answers of a crawl together."""
    gathering = Gathering()
    for fetch, reading in answers:
        gathering.take(fetch, reading)
    return gathering
