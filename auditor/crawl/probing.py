"""What a crawl asks beyond a visitor's path: queries put to the portal's search, questions where a form leads to.

Which queries and which questions is decided elsewhere (:data:`Search`, :data:`Targets`); here it is remembered what pages
offer to ask, and what was asked and answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor import urls
from auditor.crawl.limits import CrawlLimits, OpenedItem, Search, SearchState, Targets
from auditor.crawl.remembered import Lists
from auditor.document_numbers import find_numbers, nfkc
from auditor.model import Ask, AskKey, Fetch, InteractionForm, PageReading, Purpose, SearchForm

_MAX_DIALOGS = 200
#: Characters of an article in which its document number stands.
_HEAD_OF_TEXT = 1500


class Probing:
    """Of pages, articles and answers only what further questions need is kept."""

    def __init__(self, limits: CrawlLimits, search: Search, targets: Targets) -> None:
        self._limits = limits
        self._search, self._targets = search, targets
        self._boxes = Boxes()
        self._dialogs: dict[InteractionForm, None] = {}
        self._articles: dict[str, PageReading] = {}  # only what opened can be looked for in the search
        self._asked: set[AskKey] = set()
        self._answers: list[tuple[Fetch, PageReading | None]] = []
        self._targets_asked: list[Fetch] = []

    # ── what pages offer ──

    def note_page(self, url: str, reading: PageReading, *, is_home: bool) -> None:
        self._boxes.note(url, reading, is_home=is_home)

    def note_dialogs(self, reading: PageReading) -> None:
        for dialog in reading.dialogs:
            if dialog.action and len(self._dialogs) < _MAX_DIALOGS:
                self._dialogs.setdefault(dialog)

    def note_article(self, url: str, reading: PageReading) -> None:
        """Of an article what tells its title and its number. Few have one, and all of them are kept to the end."""
        head = reading.text[:_HEAD_OF_TEXT]
        self._articles[urls.canonical(url)] = PageReading(
            reading.url,
            reading.kind,
            title=reading.title,
            pairs=tuple(pair for pair in reading.pairs if _holds_number(pair[1])),
            text=head if _holds_number(head) else "",
        )

    def note_answer(self, fetch: Fetch, reading: PageReading | None) -> None:
        if fetch.purpose is Purpose.FORM_TARGET:
            self._targets_asked.append(fetch)
        elif fetch.purpose in (Purpose.SEARCH, Purpose.SEARCH_RESULT):
            is_answer = reading is not None and fetch.purpose is Purpose.SEARCH
            self._answers.append((fetch, _answer_of(reading) if is_answer and reading is not None else None))

    # ── what to ask ──

    def target_asks(self) -> list[Ask]:
        if not self._limits.form_targets:
            return []
        return self.fresh(
            self._targets(tuple(self._dialogs), tuple(self._targets_asked), self._limits.form_targets)
        )

    def search_asks(self, lists: Lists, renders: int) -> list[Ask]:
        """Step by step: what is asked next depends on the answer to what was asked before. ``renders`` are pages that a
        browser may still be given."""
        if not self._limits.search_queries:
            return []
        state = SearchState(
            boxes=self._boxes.shown(),
            items=tuple(self._opened(lists)),
            titles=lists.titles(),
            answers=tuple(self._answers),
            budget=self._limits.search_queries,
            renders=renders,
        )
        return self.fresh(self._search(state))

    def fresh(self, asks: Iterable[Ask]) -> list[Ask]:
        """Those that were not asked yet; they count as asked from now on. Another attempt is another ask."""
        found = []
        for ask in asks:
            if ask.key not in self._asked:
                self._asked.add(ask.key)
                found.append(ask)
        return found

    def _opened(self, lists: Lists) -> Iterator[OpenedItem]:
        for page, item in lists.picks():
            reading = self._articles.get(urls.canonical(item.url or ""))
            if reading is not None:
                yield OpenedItem(page, item, reading)


class Boxes:
    """The search boxes of the home page; where it has none, those that stand on several pages."""

    _COMMON = 3

    def __init__(self) -> None:
        self._home: tuple[str, tuple[SearchForm, ...]] | None = None
        self._pages: dict[tuple[str, str, str], dict[str, SearchForm]] = {}

    def note(self, url: str, reading: PageReading, *, is_home: bool) -> None:
        if is_home and any(form.visible for form in reading.forms):
            self._home = (url, reading.forms)
        for form in reading.forms:
            if form.visible:
                key = (form.method, urls.canonical(form.action) if form.action else "", form.field)
                self._pages.setdefault(key, {}).setdefault(url, form)

    def shown(self) -> dict[str, tuple[SearchForm, ...]]:
        """The boxes by the page that holds them: of those that stand on several, the first by address."""
        if self._home is not None:
            return {self._home[0]: self._home[1]}
        found: dict[str, tuple[SearchForm, ...]] = {}
        for key in sorted(self._pages):
            if len(self._pages[key]) >= self._COMMON:
                page = min(self._pages[key])
                found[page] = (*found.get(page, ()), self._pages[key][page])
        return found


def _holds_number(text: str) -> bool:
    return "号" in text and next(find_numbers(nfkc(text)), None) is not None


def _answer_of(reading: PageReading) -> PageReading:
    return PageReading(
        reading.url, reading.kind, redirect=reading.redirect, forms=reading.forms, answer=reading.answer
    )
