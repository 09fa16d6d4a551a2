"""Snapshot → inventory: the one place where page readings become statements about the portal as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from auditor import urls
from auditor.extract.columns import Navigation, build_navigation, is_alias_target
from auditor.extract.dialogs import gather_dialogs
from auditor.extract.document_entries import document_entries
from auditor.extract.dom import squeeze
from auditor.extract.mirrored import fold_mirrors
from auditor.extract.organs import published_organs
from auditor.extract.placing import place
from auditor.extract.published import published_catalogs, published_dates, published_objects
from auditor.extract.records import Records, digest
from auditor.extract.searched import Boxes, asked_beyond, search_boxes, search_engines
from auditor.extract.surveys import gather_surveys
from auditor.extract.targets import read_targets
from auditor.model import (
    DEAD,
    BrokenLink,
    Column,
    Coverage,
    CrawlSummary,
    Entry,
    Fact,
    Failure,
    Fetch,
    Inventory,
    Link,
    Obstacle,
    PageKind,
    PageReading,
    Portal,
    Purpose,
    SearchForm,
    SiteFacts,
    Zone,
)
from auditor.parts import PART_UNREAD
from auditor.territory import territory_of
from auditor.wall_words import wall_words
from auditor.word_lists import WordLists

_NAVIGATION = frozenset({Purpose.HOME, Purpose.NAVIGATION})
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT})
_LINKED = frozenset({Purpose.NAVIGATION, Purpose.ARTICLE, *_FILES})
#: A soft 404 is a broken link, but no proof: the server says of a page that it is there.
_PROVEN_GONE = DEAD - {Failure.SOFT_404}
#: reader's obstacles that may hide columns (a list that a script fills hides items, not columns)
_HIDES_COLUMNS = ("script-menu", "script-write", "bare-page", "cut-page", "broken-text")
#: and one that does so in a frame as well: what was to be read there is not there
_LACKS = "include-failed"
_MEDIA_HOSTS = (
    "weibo.com",
    "weibo.cn",
    "mp.weixin.qq.com",
    "douyin.com",
    "kuaishou.com",
    "toutiao.com",
    "bilibili.com",
)
_SHARE = ("service.weibo.com/share", "sharer", "share.php", "/share?", "connect.qq.com", "sns.qzone")
_MEDIA_NAMES = ("新媒体", "微信", "微博", "公众号", "客户端", "抖音", "两微一端")


def build_inventory(
    portal: Portal,
    answers: Iterable[tuple[Fetch, PageReading | None]],
    summary: CrawlSummary,
    words: WordLists | None = None,
) -> Inventory:
    """Build the inventory. Pure: equal answers in any order give an equal inventory."""
    records = digest(answers, territory_of(portal), words)
    home_key = records.landing(portal.url)
    fold_mirrors(records, home_key)
    home = records.pages.get(home_key)
    readable = home is not None and home.kind is not PageKind.REDIRECT
    navigation = build_navigation(records, portal.url, home_key)
    boxes = search_boxes(records, home_key)
    forms = _forms(boxes)
    obstacles = _obstacles(records, navigation, summary)
    placed = place(records, navigation.columns)
    dialogs = gather_dialogs(records.dialogs.values())
    return Inventory(
        portal=portal if portal.name else replace(portal, name=_own_name(home) or urls.host(portal.url)),
        columns=navigation.columns,
        entries=(
            *navigation.entries,
            *_extra_entries(records, forms, portal.url),
            *document_entries(records, navigation.columns, navigation.entries),
        ),
        forms=forms,
        site=_site_facts(records, home_key),
        media=_media(records),
        broken=_broken(records, navigation.columns),
        coverage=_coverage(records, navigation, summary, obstacles, home_readable=readable),
        home_readable=readable,
        catalogs=published_catalogs(records),
        objects=published_objects(records),
        dated=published_dates(records, navigation.columns),
        documents=placed.documents,
        pages=placed.pages,
        letters=placed.letters,
        organs=published_organs(records, navigation.columns, navigation.entries),
        home_links=records.home_links.get(home_key, ()),
        network=summary.network,
        engines=search_engines(records, portal, summary, boxes, home_key, placed.column_of),
        dialogs=dialogs,
        targets=read_targets(records.targets, dialogs),
        surveys=gather_surveys(records.dialogs.values(), placed.column_of),
        asked=asked_beyond(records),
    )


def _own_name(home: PageReading | None) -> str:
    """What the portal calls itself: its SiteName tag, else the first part of its title."""
    if home is None:
        return ""
    tagged = next((fact.value for fact in home.facts if fact.name == "meta_site_name"), "")
    return tagged or next((name for witness, name in home.names if witness == "title"), home.title)


# ── coverage ──────────────────────────────────────────────────────────────────────────────────────


def _obstacles(records: Records, navigation: Navigation, summary: CrawlSummary) -> tuple[Obstacle, ...]:
    """Everything that may hide a column: unread navigation pages, unread menus, an unfinished crawl."""
    found: set[tuple[str, str, str]] = set()
    for key, fetch in records.fetches.items():
        if fetch.purpose not in _NAVIGATION:
            continue
        if fetch.failure is Failure.LOGIN_WALL and _is_door(records, key):
            continue
        if records.is_astray(key):
            found.add((fetch.url, Failure.BLOCKED_ADDRESS.value, _name(records, key)))
        elif fetch.failure is not None and fetch.failure not in _PROVEN_GONE:
            outside = fetch.failure is Failure.REDIRECT_OUTSIDE
            if outside and fetch.location and is_alias_target(records, fetch.location):
                continue
            # A way out of the portal is judged with the entry that leads there (Entry.kind external).
            if not outside:
                found.add((fetch.url, fetch.failure.value, _name(records, key)))
        elif fetch.failure is None and not fetch.location and key not in records.pages:
            found.add((fetch.url, "no-page", _name(records, key)))  # an answer that is no page
        if records.is_stuck(key):
            found.add((fetch.url, Failure.REDIRECT_LOOP.value, _name(records, key)))
        reading = records.pages.get(key)
        if reading is None:
            continue
        fills_frame = key in records.framed and key not in records.linked
        # Of what fills a frame no menu is expected, but it should say something.
        is_filler = fills_frame and bool(reading.text or reading.items)
        for obstacle in reading.obstacles:
            if obstacle == _LACKS or (not is_filler and obstacle.startswith(_HIDES_COLUMNS)):
                found.add((fetch.url, obstacle, _name(records, key)))
    # Told once, not for each page that wants it: it would hide the same things everywhere.
    found.update((url, PART_UNREAD, "") for url in records.lacking)
    if not any(column.failure is None for column in navigation.columns):
        # A site of one page proves nothing about what the portal publishes.
        found.add((summary.portal.url, "no-columns", ""))
    found.update((cut.example, f"trap:{cut.reason}", "") for cut in summary.cuts if cut.hides)
    if summary.reason != "finished":
        found.update(
            (url, summary.reason, "") for url in summary.unvisited_urls[:20] or (summary.portal.url,)
        )
    return tuple(Obstacle(*entry) for entry in sorted(found))


def _coverage(
    records: Records,
    navigation: Navigation,
    summary: CrawlSummary,
    obstacles: Sequence[Obstacle],
    *,
    home_readable: bool,
) -> Coverage:
    pages = [fetch for fetch in records.fetches.values() if fetch.purpose is not Purpose.SOFT_404_PROBE]
    fetches = [*pages, *records.part_fetches.values()]
    failures = Counter(fetch.failure.value for fetch in fetches if fetch.failure is not None)
    return Coverage(
        pages=len(fetches),
        failed=sum(failures.values()),
        columns_seen=len(navigation.columns),
        columns_fetched=sum(1 for column in navigation.columns if column.failure is None),
        articles_checked=sum(1 for fetch in fetches if fetch.purpose is Purpose.ARTICLE),
        links_checked=sum(1 for fetch in fetches if fetch.purpose in _FILES),
        complete=home_readable and not obstacles,
        obstacles=tuple(obstacles),
        reason=summary.reason,
        failures=tuple(sorted(failures.items())),
        pages_visited=tuple(sorted(column.url for column in navigation.columns if column.failure is None)),
        unread_rows=sum(reading.unread_rows for reading in records.pages.values()),
        cuts=summary.cuts,
        unrendered=summary.unrendered,
        renderer=summary.renderer,
    )


def _is_door(records: Records, key: str) -> bool:
    """A login that was wanted hides nothing: one to which only links named 登录 lead, or that fills a frame."""
    if key in records.framed and key not in records.linked:
        return True
    sent_on = any(
        fetch.location
        and other != key
        and urls.canonical(fetch.location) == key
        and not _named_login(records, other)
        for other, fetch in records.fetches.items()
    )
    return not sent_on and _named_login(records, key)


def _named_login(records: Records, key: str) -> bool:
    texts = {squeeze(text) for _, text in records.holders.get(key, ())}
    return bool(texts) and texts <= wall_words().login_names


def _name(records: Records, key: str) -> str:
    counted = records.names.get(key, {})
    return min(counted, key=lambda name: (-counted[name], name), default="")


# ── search ────────────────────────────────────────────────────────────────────────────────────────


def _forms(boxes: Boxes) -> tuple[SearchForm, ...]:
    """All boxes, one of each, those of the home page as they stand there."""
    return tuple(dict.fromkeys(form for forms in boxes.values() for form in forms))


# ── site facts, media, entries ────────────────────────────────────────────────────────────────────


def _site_facts(records: Records, home: str) -> SiteFacts:
    """Facts of the home page first, then of any page, so that a footer present on inner pages only is seen."""
    found: dict[str, Fact] = {}
    unread: set[str] = set()
    for key in sorted(records.pages, key=lambda key: (key != home, key)):
        reading = records.pages[key]
        if reading.kind is PageKind.REDIRECT:
            continue
        for fact in reading.facts:
            found.setdefault(fact.name, fact)
        unread.update(o for o in reading.obstacles if o.startswith(("footer:", "header:")))
    seen = found.pop("footer", None) is not None
    return SiteFacts(tuple(found[name] for name in sorted(found)), tuple(sorted(unread)), seen)


def _extra_entries(records: Records, forms: Sequence[SearchForm], home_url: str) -> tuple[Entry, ...]:
    """Functions that are published without being columns."""
    entries = []
    if any(form.visible for form in forms):
        entries.append(Entry("站内搜索", home_url, "form", found_on=home_url))
    sitemap = next((f for r in records.pages.values() for f in r.facts if f.name == "sitemap"), None)
    if sitemap is not None:
        entries.append(
            Entry(
                "网站地图", urls.absolute(sitemap.url, sitemap.value) or home_url, "fact", found_on=home_url
            )
        )
    return tuple(entries)


def _media(records: Records) -> tuple[Link, ...]:
    """Entries to new media: accounts on platforms and pages that list them; share buttons are neither."""
    found: dict[str, Link] = {}
    for (name, url), (zone, _) in sorted(records.outside.items()):
        where = urlsplit(url).netloc + urlsplit(url).path
        if any(share in url for share in _SHARE):
            continue
        if any(host in where for host in _MEDIA_HOSTS) or any(word in name for word in _MEDIA_NAMES):
            found.setdefault(url, Link(url, name, zone, own=False))
    for key, names in sorted(records.names.items()):
        label = next((n for n in sorted(names) if any(word in n for word in _MEDIA_NAMES)), None)
        fetch = records.fetches.get(key)
        if label and fetch is not None and fetch.failure is None:
            found.setdefault(fetch.url, Link(fetch.url, label, Zone.MENU, own=True))
    return tuple(found[url] for url in sorted(found))


# ── dead links ────────────────────────────────────────────────────────────────────────────────────


def _broken(records: Records, columns: Sequence[Column]) -> tuple[BrokenLink, ...]:
    """Dead targets that a page of the portal links to, each with the page that holds the link.

    A further list page is left out: its address is our own arithmetic, not a link of the portal.
    """
    # The list that names the link is where the office mends it; a channel only previews it.
    rank = {
        column.url: (0 if column.kind is PageKind.LIST else 1, -len(column.path), column.url)
        for column in columns
    }
    found = []
    for key, fetch in records.fetches.items():
        # A HEAD only arouses the suspicion that a file is another thing; the GET that follows settles it.
        wrong = fetch.failure is Failure.WRONG_TYPE and fetch.method == "GET"
        if fetch.failure is None or not (wrong or fetch.failure in DEAD) or fetch.purpose not in _LINKED:
            continue
        holders = records.holders.get(key) or _referrers_of_redirects(records, key, fetch)
        holders = {holder for holder in holders if holder[0] not in records.damaged}
        if not holders:
            continue
        holder, text = min(holders, key=lambda entry: (rank.get(entry[0], (2, 0, entry[0])), entry[1]))
        found.append(
            BrokenLink(fetch.url, text, holder, fetch.status, fetch.failure, urls.is_attachment(fetch.url))
        )
    return tuple(sorted(found, key=lambda link: link.url))


def _referrers_of_redirects(records: Records, key: str, fetch: Fetch) -> set[tuple[str, str]]:
    """A dead page that only a redirecting parent leads to."""
    return {
        (reading.url, _name(records, parent))
        for parent, reading in records.pages.items()
        if reading.redirect and urls.canonical(reading.redirect) == key
    } or ({(fetch.referrer, "")} if fetch.referrer else set())
