"""The crawl's answers, digested page by page: what the inventory needs of each, and no more.

Readings arrive in any order and are dropped after digestion; articles leave only their dates behind. So a site
never stands in memory as a whole, and the result does not depend on the order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from auditor import urls
from auditor.doubles import Shown, shown
from auditor.extract.dom import squeeze
from auditor.extract.page_tables import names_of
from auditor.extract.redirects import is_nowhere
from auditor.extract.texts import document_of, marks_of
from auditor.model import (
    DEAD,
    AskKey,
    DateRole,
    DateWitness,
    Document,
    Fetch,
    Letter,
    Link,
    PageKind,
    PageMarks,
    PageReading,
    Part,
    PartRole,
    Purpose,
    Zone,
)
from auditor.parts import complete
from auditor.territory import Territory
from auditor.word_lists import WordLists

_NAVIGATION = frozenset({Purpose.HOME, Purpose.NAVIGATION})
_NO_NAMES = frozenset(
    (
        "首页 网站首页 返回首页 更多 更多>> more 上一页 下一页 尾页 末页 返回 返回顶部 打印 打印本页 "
        "关闭 关闭窗口 设为首页 加入收藏 登录 注册"
    ).split()
)
_MAX_NAME = 24
_HOME_LINKS = 600
_TEXTS = frozenset({PageKind.ARTICLE, PageKind.CONTENT, PageKind.FORM, PageKind.OTHER})
_TITLED = ("heading", "title")
_NO_HOME = frozenset({PageKind.REDIRECT, PageKind.ARTICLE})
#: of a page that is kept, what the digest has already told
_DIGESTED: dict[str, Any] = {
    "pairs": (),
    "personal": (),
    "letters": (),
    "tags": (),
    "resources": (),
    "hidden": (),
}
_ABOUT_PUBLICATION = frozenset({DateRole.PUBLISHED, DateRole.IMPORTED})


@dataclass(slots=True)
class Records:
    """All that was learned, keyed by :func:`auditor.urls.canonical`.

    ``fetches``: the last word on each address · ``pages``: readings of navigation and further list pages ·
    ``article_dates``: ISO date an article gives itself, with its ``article_witnesses`` ·
    ``names``: nav texts per target with their zones ·
    ``formed``: (ISO date, words, issuer) of articles that state when they were formed ·
    ``tables``: readings with catalogs or object lists, of pages and documents, without their links ·
    ``article_names``: names of articles that hold files · ``headings``: what documents that were read call themselves ·
    ``holders``: which pages link to a target, and with which text · ``search``: answers of the search probe ·
    ``results``: its results that were opened · ``targets``: where forms are sent · ``dialogs``: pages with forms of the public ·
    ``texts``: what articles and columns that are one text say · ``marks``: what every page carries ·
    ``letters``: letters of the public by page · ``home_links``: links of pages of the kind home ·
    ``parts``: what interfaces and included files answered · ``shown``: by which a host that repeats another is known ·
    ``waiting``: pages whose parts are not all there yet ·
    ``lacking``: addresses of menus, headers and footers that pages on the way load and that could not be had ·
    ``damaged``: pages with characters lost, whose links may never have been such.
    """

    territory: Territory
    words: WordLists = field(default_factory=WordLists)
    fetches: dict[str, Fetch] = field(default_factory=dict)
    pages: dict[str, PageReading] = field(default_factory=dict)
    article_dates: dict[str, str] = field(default_factory=dict)
    article_witnesses: dict[str, tuple[DateWitness, ...]] = field(default_factory=dict)
    article_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    formed: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    tables: dict[str, PageReading] = field(default_factory=dict)
    names: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    menu: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    framed: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    holders: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    outside: dict[tuple[str, str], tuple[Zone, str]] = field(default_factory=dict)
    documents: dict[tuple[str, str], str] = field(default_factory=dict)
    search: list[tuple[Fetch, PageReading | None]] = field(default_factory=list)
    results: list[Fetch] = field(default_factory=list)
    targets: list[Fetch] = field(default_factory=list)
    dialogs: dict[str, PageReading] = field(default_factory=dict)
    part_fetches: dict[AskKey, Fetch] = field(default_factory=dict)
    parts: dict[tuple[str, str, str], PageReading] = field(default_factory=dict)
    waiters: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    waiting: dict[str, tuple[Fetch, PageReading]] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    texts: dict[str, Document] = field(default_factory=dict)
    marks: dict[str, PageMarks] = field(default_factory=dict)
    letters: dict[str, tuple[Letter, ...]] = field(default_factory=dict)
    home_links: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    read: int = 0

    def add(self, fetch: Fetch, reading: PageReading | None) -> None:
        """Digest one answer. ``reading`` is None for failures, attachments and anything that is no page."""
        if fetch.purpose is Purpose.SEARCH:
            self.search.append((fetch, reading))
            return
        if fetch.purpose is Purpose.SEARCH_RESULT:
            self.results.append(fetch)
            return
        if fetch.purpose is Purpose.FORM_TARGET:
            self.targets.append(fetch)
            return
        if fetch.purpose is Purpose.PART:
            self.part_fetches[fetch.key] = fetch
            if reading is not None and fetch.failure is None:
                self.parts[fetch.request] = reading
                self._take_waiting(self.waiters.pop(fetch.request, ()))
            return
        key = urls.canonical(fetch.page)
        if not self._outranks(fetch, self.fetches.get(key)):
            return
        self.fetches[key] = fetch
        if reading is None or fetch.failure is not None or fetch.purpose is Purpose.SOFT_404_PROBE:
            return
        if not reading.parts:
            self._take(key, fetch, reading)
            return
        self.waiting[key] = (fetch, reading)
        for part in reading.parts:
            self.waiters[part.key].add(key)
        self._take_waiting([key])

    def finish(self) -> None:
        """Put together the pages whose parts never came: these holes stay."""
        self._take_waiting(sorted(self.waiting), whole=False)

    def forget(self, key: str) -> None:
        """Take back what a page said of itself; where it was found and what it leads to stays."""
        said = (
            self.pages,
            self.article_dates,
            self.article_witnesses,
            self.article_names,
            self.formed,
            self.headings,
            self.tables,
            self.dialogs,
            self.texts,
            self.marks,
            self.letters,
            self.home_links,
        )
        for by_key in said:
            by_key.pop(key, None)

    def _take_waiting(self, keys: Iterable[str], *, whole: bool = True) -> None:
        for key in keys:
            fetch, reading = self.waiting.get(key, (None, None))
            if fetch is None or reading is None:
                continue
            if whole and any(part.key not in self.parts for part in reading.parts):
                continue
            del self.waiting[key]
            if fetch.purpose in _NAVIGATION:
                self.lacking.update(part.url for part in reading.parts if self._lacks(part))
            self._take(key, fetch, complete(reading, self.parts))

    def _lacks(self, part: Part) -> bool:
        return part.role is PartRole.INCLUDE and part.key not in self.parts

    def _take(self, key: str, fetch: Fetch, reading: PageReading) -> None:
        if reading.catalogs or reading.objects:
            self.tables[key] = replace(
                reading, links=(), attachments=(), items=(), forms=(), facts=(), text="", pager=None
            )
        if fetch.purpose is Purpose.DOCUMENT:
            if reading.title:
                self.headings[key] = reading.title
            self._take_text(key, fetch, reading)
            return
        self.read += 1
        if "broken-text" in reading.obstacles:
            self.damaged |= {fetch.url, reading.url}
        if fetch.purpose is Purpose.HOME and reading.kind not in _NO_HOME:
            reading = replace(reading, kind=PageKind.HOME)  # wherever the portal's address leads
        if reading.dialogs or reading.surveys:
            self.dialogs[key] = PageReading(
                reading.url, reading.kind, dialogs=reading.dialogs, surveys=reading.surveys
            )
        self.marks[key] = marks_of(fetch, reading)
        if reading.letters:
            self.letters[key] = reading.letters
        if reading.kind is PageKind.HOME:
            self.home_links[key] = reading.links[:_HOME_LINKS]
        self._take_text(key, fetch, reading)
        if reading.kind is PageKind.ARTICLE:
            self._add_article(key, fetch, reading)
        else:
            self.pages[key] = replace(reading, links=(), attachments=(), **_DIGESTED)
            self._add_links(key, reading)
            if (page := shown(fetch.page, reading)) is not None:
                self.shown[key] = page

    def _take_text(self, key: str, fetch: Fetch, reading: PageReading) -> None:
        """Keep what a text says. Lists and channels are no texts, but what they disclose by mistake counts."""
        if reading.kind in _TEXTS or reading.personal:
            names = [name for _, name in reading.names]
            title = next((name for witness, name in reading.names if witness in _TITLED), "") or reading.title
            self.texts[key] = document_of(fetch, reading, title or next(iter(names), ""), self.words)

    def resolve(self, url: str) -> str:
        """Canonical key of the page that an address ends at, HTTP redirects followed."""
        key = urls.canonical(url)
        for _ in range(8):
            fetch = self.fetches.get(key)
            if fetch is None or not fetch.location or key in self.pages:
                return key
            key = urls.canonical(fetch.location)
        return key

    def links_to(self, key: str) -> set[tuple[str, str]]:
        """Pages that link to a document, with the text of the link; those of a redirect to it when it has none."""
        for _ in range(8):
            fetch = self.fetches.get(key)
            before = urls.canonical(fetch.referrer) if fetch is not None and fetch.referrer else ""
            if self.holders.get(key) or before not in self.fetches or not self.fetches[before].location:
                break
            key = before
        return self.holders.get(key, set())

    def landing(self, url: str) -> str:
        """Canonical key of the page where a visitor of an address ends, script and meta redirects followed too."""
        key = self.resolve(url)
        for _ in range(8):
            reading = self.pages.get(key)
            if reading is None or not reading.redirect:
                break
            key = self.resolve(reading.redirect)
        return key

    def is_stuck(self, key: str) -> bool:
        """True for a redirect that leads to no page and no failure: a loop, or a chain that nobody followed."""
        fetch = self.fetches.get(key)
        if fetch is None or fetch.failure is not None or not fetch.location:
            return False
        end = self.resolve(fetch.url)
        last = self.fetches.get(end)
        return end not in self.pages and (last is None or last.failure is None) and urls.is_page(end)

    def is_astray(self, key: str) -> bool:
        """True for a page that only leads to an address that is no site's, so that nobody reads it."""
        fetch, reading = self.fetches.get(key), self.pages.get(key)
        target = (reading.redirect if reading else None) or (fetch.location if fetch else None)
        return target is not None and not self.territory.owns(target) and is_nowhere(target)

    def is_dead(self, key: str) -> bool:
        fetch = self.fetches.get(key)
        return fetch is not None and fetch.failure in DEAD

    @staticmethod
    def _outranks(new: Fetch, old: Fetch | None) -> bool:
        """A page before a redirect to it, as a browser shows it before its source, a later attempt before an earlier,
        a GET before a HEAD."""
        return old is None or _weight(new) >= _weight(old)

    def _add_article(self, key: str, fetch: Fetch, reading: PageReading) -> None:
        if reading.date:
            self.article_dates[key] = reading.date
        witnesses = tuple(each for each in reading.date_witnesses if each.role in _ABOUT_PUBLICATION)
        if witnesses:
            self.article_witnesses[key] = witnesses
        if reading.formed:
            self.formed[key] = (reading.formed, reading.formed_quote, reading.issuer)
        if reading.attachments:
            self.article_names[key] = names_of(reading.names, reading.crumbs)
        for link in reading.attachments:
            self.holders[urls.canonical(link.url)].add((fetch.url, link.text))
        # An article met on the way through the menus is a document published under a menu's name.
        if fetch.purpose in _NAVIGATION:
            self.pages[key] = replace(reading, links=(), attachments=(), text="", **_DIGESTED)

    def _add_links(self, key: str, reading: PageReading) -> None:
        for item in reading.items:
            if item.url:
                self.holders[urls.canonical(item.url)].add((reading.url, item.title))
        for link in reading.links:
            if link.own:
                self._add_own(key, reading, link)
            elif _is_name(link.text) and link.zone not in (Zone.SELECT, Zone.LIST, Zone.FRAME):
                known = self.outside.get((link.text, link.url), (link.zone, reading.url))
                # The shortest address, so that the home page is named whatever came first.
                best = min(known, (link.zone, reading.url), key=lambda place: (len(place[1]), place[1]))
                self.outside[(link.text, link.url)] = best

    def _add_own(self, key: str, reading: PageReading, link: Link) -> None:
        target = urls.canonical(link.url)
        if target != key:
            self.holders[target].add((reading.url, link.text))
        if link.zone is Zone.FRAME:
            self.framed.add(target)
            return
        if link.zone is not Zone.LIST:
            self.linked.add(target)
        if link.zone is Zone.LIST or not _is_name(link.text):
            return
        self.names[target][link.text] += 1
        if link.zone is Zone.MENU:
            self.menu[target] += 3 if reading.kind is PageKind.HOME else 1
            if urls.looks_like_article(link.url) or urls.is_attachment(link.url):
                known = self.documents.get((link.text, link.url))
                self.documents[(link.text, link.url)] = min(known, reading.url) if known else reading.url


def _weight(fetch: Fetch) -> tuple[bool, bool, bool, int, bool, str]:
    answered = fetch.failure is None
    return (
        answered and not fetch.location,
        answered,
        bool(fetch.render),
        fetch.attempt,
        fetch.method == "GET",
        fetch.url,
    )


def _is_name(text: str) -> bool:
    """Could the text of a link be the name of a column? Page numbers and 更多 are not."""
    name = squeeze(text)
    return 2 <= len(name) <= _MAX_NAME and name.lower() not in _NO_NAMES and not name.isdigit()


def digest(
    answers: Iterable[tuple[Fetch, PageReading | None]], territory: Territory, words: WordLists | None = None
) -> Records:
    records = Records(territory, words or WordLists())
    for fetch, reading in answers:
        records.add(fetch, reading)
    records.finish()
    return records
