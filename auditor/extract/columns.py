"""From read pages to published columns: name, path, parent, items, newest date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from auditor import urls
from auditor.extract.dates import moment_of
from auditor.extract.dom import squeeze
from auditor.extract.item_dates import ArticleDates, ColumnDates, settle
from auditor.extract.records import Records
from auditor.model import (
    Column,
    Entry,
    Failure,
    Fetch,
    Item,
    PageKind,
    PageReading,
    Purpose,
)
from auditor.parts import further_parts

_COLUMN_KINDS = frozenset(
    {PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT, PageKind.FORM, PageKind.SITEMAP}
)
#: witnesses of a page's name, most trustworthy first; ``nav`` is what the menus call it
_NAME_ORDER = ("breadcrumb", "meta", "nav", "heading", "title")


@dataclass(frozen=True, slots=True)
class Navigation:
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]


def build_navigation(records: Records, home_url: str, landing: str) -> Navigation:
    """Columns and other navigation entries, sorted by id and by name. ``landing`` is the home page's key."""
    home = urls.canonical(home_url).split("/")[0]
    shared = _shared_names(records)
    columns: dict[str, Column] = {}
    for key in sorted(records.pages):
        column = _column(records, key, home, shared)
        if column is not None and key != landing:
            columns[key] = column
    for key in sorted(records.fetches):
        failed = _failed_column(records, key, home)
        if failed is not None:
            columns[key] = failed
    unique = _merge_twins(columns)
    linked = _with_parents(unique, records)
    entries = _entries(records, home_url)
    return Navigation(tuple(sorted(linked, key=lambda column: column.id)), entries)


def column_id(key: str, home: str) -> str:
    """``/zwgk/tzgg/`` on the portal's own host, ``host/path`` elsewhere."""
    return key.removeprefix(home) or "/"


# ── one column ────────────────────────────────────────────────────────────────────────────────────


def _column(records: Records, key: str, home: str, shared: frozenset[str]) -> Column | None:
    reading, fetch = records.pages[key], records.fetches[key]
    if fetch.purpose is not Purpose.NAVIGATION or reading.kind not in _COLUMN_KINDS:
        return None
    if key in records.framed and key not in records.linked:
        return None  # it fills another page's frame
    names = _names(records, key, reading, shared)
    if not names:
        names = _names_of_ways(records, key) or (urls.slug(fetch.page) or fetch.page,)
    content = _framed_list(records, reading) or reading
    dates = _dates(records, content, fetch)
    return Column(
        id=column_id(key, home),
        url=fetch.page,
        name=names[0],
        names=names,
        path=_path(reading, names[0]),
        kind=content.kind if content.kind is PageKind.LIST else reading.kind,
        breadcrumb=tuple(crumb.name for crumb in reading.crumbs),
        items=dates.items if content.kind in (PageKind.LIST, PageKind.CHANNEL) else (),
        total=content.pager.total if content.pager else None,
        newest=dates.newest,
        undated=dates.undated,
        empty=content.empty,
        empty_evidence=content.empty_evidence,
        in_menu=records.menu.get(key, 0) > 0,
        obstacles=content.obstacles,
        body_sha256=fetch.body_sha256,
        more=_goes_on(content),
        latest=dates.latest,
        wrong=dates.wrong,
        conflicts=dates.conflicts,
        compared=dates.compared,
        earliest=dates.earliest,
    )


def _goes_on(reading: PageReading) -> bool:
    """True when the pager counts pages or rows beyond those of this page."""
    pager = reading.pager
    if pager is None:
        return False
    return (
        bool(pager.next_urls or pager.more)
        or (pager.pages or 1) > 1
        or (pager.total or 0) > len(reading.items)
    )


def _failed_column(records: Records, key: str, home: str) -> Column | None:
    """A navigation address that gave no page but has a name in the menus."""
    fetch = records.fetches[key]
    failure = Failure.REDIRECT_LOOP if records.is_stuck(key) else fetch.failure
    if records.is_astray(key):
        failure = Failure.BLOCKED_ADDRESS
    if fetch.purpose is not Purpose.NAVIGATION or failure is None or not records.names.get(key):
        return None
    name = _nav_names(records, key)[0]
    return Column(
        id=column_id(key, home),
        url=fetch.page,
        name=name,
        names=_nav_names(records, key),
        path=(name,),
        kind=PageKind.OTHER,
        in_menu=records.menu.get(key, 0) > 0,
        failure=failure,
    )


def _names(records: Records, key: str, reading: PageReading, shared: frozenset[str]) -> tuple[str, ...]:
    witnesses: dict[str, list[str]] = {name: [] for name in _NAME_ORDER}
    for witness, name in reading.names:
        witnesses[witness].append(name)
    witnesses["nav"] = list(_nav_names(records, key))
    if witnesses["breadcrumb"] and not _names_itself(reading, key):
        witnesses["breadcrumb"] = []
    ordered = [name for witness in _NAME_ORDER for name in witnesses[witness]]
    kept = [
        name
        for name in ordered
        if name in witnesses["breadcrumb"] + witnesses["nav"] or squeeze(name) not in shared
    ]
    unique: dict[str, str] = {}
    for name in kept:
        unique.setdefault(squeeze(name), name)
    return tuple(unique.values())


def _names_of_ways(records: Records, key: str) -> tuple[str, ...]:
    """What the menus call the addresses that lead on to a page which nothing else names."""
    ways = [way for way, fetch in sorted(records.fetches.items()) if fetch.location and way != key]
    ways += [way for way, reading in sorted(records.pages.items()) if reading.redirect]
    named = (
        name
        for way in ways
        if records.landing(records.fetches[way].url) == key
        for name in _nav_names(records, way)
    )
    return tuple(dict.fromkeys(named))


def _names_itself(reading: PageReading, key: str) -> bool:
    """The last crumb names the page when it leads nowhere else."""
    last = reading.crumbs[-1]
    return last.url is None or urls.canonical(last.url) == key


def _nav_names(records: Records, key: str) -> tuple[str, ...]:
    counted = records.names.get(key, {})
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _shared_names(records: Records) -> frozenset[str]:
    """Headings and titles that stand on many pages name the site or a section, not a column."""
    counts: Counter[str] = Counter()
    for reading in records.pages.values():
        counts.update(
            {squeeze(name) for witness, name in reading.names if witness in ("heading", "title", "meta")}
        )
    limit = max(2, len(records.pages) // 10)
    return frozenset(name for name, count in counts.items() if count > limit)


def _path(reading: PageReading, name: str) -> tuple[str, ...]:
    names = [crumb.name for crumb in reading.crumbs]
    if not names or squeeze(names[-1]) != squeeze(name):
        names.append(name)
    return tuple(names)


# ── items ─────────────────────────────────────────────────────────────────────────────────────────


def _dates(records: Records, content: PageReading, fetch: Fetch) -> ColumnDates:
    """The dates of a list, settled with what the items' own pages say."""
    further = _further_items(records, content)
    articles = {item.url: _article(records, item.url) for item in (*content.items, *further) if item.url}
    return settle(content.items, further, moment_of(fetch.since or fetch.fetched_at), articles, fetch.page)


def _article(records: Records, url: str) -> ArticleDates:
    key = records.resolve(url)
    formed = records.formed[key][0] if key in records.formed else ""
    return ArticleDates(records.article_dates.get(key, ""), records.article_witnesses.get(key, ()), formed)


def _further_items(records: Records, reading: PageReading) -> tuple[Item, ...]:
    found: list[Item] = []
    for url in reading.pager.next_urls if reading.pager else ():
        following = records.pages.get(urls.canonical(url))
        if following is not None:
            found.extend(following.items)
    for part in further_parts(reading):
        answer = records.parts.get(part.key)
        if answer is not None:
            found.extend(answer.items)
    return tuple(found)


def _framed_list(records: Records, reading: PageReading) -> PageReading | None:
    """The list inside a page's frame, when the page itself has none."""
    if reading.items or "frame" not in reading.obstacles:
        return None
    inside = [
        page
        for key, page in sorted(records.pages.items())
        if key in records.framed
        and page.items
        and any(holder == reading.url for holder, _ in records.holders[key])
    ]
    return inside[0] if inside else None


# ── tree ──────────────────────────────────────────────────────────────────────────────────────────


def _merge_twins(columns: Mapping[str, Column]) -> dict[str, Column]:
    """One column under two addresses (same bytes, same name) is one; the shorter address stays."""
    merged: dict[tuple[str, str], str] = {}
    kept: dict[str, Column] = {}
    for key, column in sorted(columns.items(), key=lambda entry: (len(entry[0]), entry[0])):
        twin = merged.setdefault((column.body_sha256, column.name), key) if column.body_sha256 else key
        if twin == key:
            kept[key] = column
    return kept


def _with_parents(columns: Mapping[str, Column], records: Records) -> list[Column]:
    """Parent by the breadcrumb's last but one name, else by the folder above; paths grow from parents where a
    page shows no breadcrumb."""
    by_path = {column.path: column for column in columns.values()}
    linked: dict[str, Column] = {}
    for key, column in sorted(columns.items(), key=lambda entry: (entry[0].count("/"), entry[0])):
        parent = by_path.get(column.path[:-1]) if len(column.path) > 1 else None
        path = column.path
        if parent is None and not column.breadcrumb:
            parent = _folder_parent(key, linked)
            path = (*parent.path, column.name) if parent is not None else path
            if parent is None:
                path = (*_redirecting_folder(key, records), column.name)
        linked[key] = replace(column, parent=parent.id if parent else None, path=path)
    return list(linked.values())


def _folder_parent(key: str, linked: Mapping[str, Column]) -> Column | None:
    folder = key.rstrip("/")
    while "/" in folder:
        folder = folder.rsplit("/", 1)[0]
        if f"{folder}/" in linked:
            return linked[f"{folder}/"]
    return None


def _redirecting_folder(key: str, records: Records) -> tuple[str, ...]:
    """Name of the folder above when it is a parent that only redirects."""
    folder = key.rstrip("/").rsplit("/", 1)[0] + "/"
    reading = records.pages.get(folder)
    names = _nav_names(records, folder)
    return (names[0],) if reading is not None and reading.kind is PageKind.REDIRECT and names else ()


# ── entries ───────────────────────────────────────────────────────────────────────────────────────


def _entries(records: Records, home_url: str) -> tuple[Entry, ...]:
    found: dict[tuple[str, str, str], Entry] = {}

    def add(entry: Entry) -> None:
        found.setdefault((entry.kind, entry.name, entry.url), entry)

    for key in sorted(records.pages):
        reading, fetch = records.pages[key], records.fetches[key]
        if reading.kind is PageKind.REDIRECT and reading.redirect:
            _add_redirect(records, key, fetch, reading.redirect, add)
        elif reading.kind is PageKind.ARTICLE and fetch.purpose is Purpose.NAVIGATION:
            for name in _nav_names(records, key)[:2]:
                add(Entry(name, fetch.url, "document", found_on=home_url))
    for key in sorted(records.fetches):
        fetch = records.fetches[key]
        if fetch.location and fetch.purpose is Purpose.NAVIGATION and not _same_page(fetch):
            _add_redirect(records, key, fetch, fetch.location, add)
    for (name, url), (_, holder) in sorted(records.outside.items()):
        add(Entry(name, url, "external", found_on=holder))
    for (name, url), holder in sorted(records.documents.items()):
        if not records.is_dead(urls.canonical(url)):
            add(Entry(name, url, "document", found_on=holder))
    return tuple(found[key] for key in sorted(found))


def _add_redirect(
    records: Records, key: str, fetch: Fetch, target: str, add: Callable[[Entry], None]
) -> None:
    """A parent that leads on: to a child of its own, or out of the portal."""
    if records.is_astray(key):
        return  # what it published is nowhere else
    outside = not records.territory.owns(target) and not is_alias_target(records, target)
    for name in _nav_names(records, key)[:3]:
        kind = "external" if outside else "redirect"
        add(Entry(name, fetch.url, kind, target=target, found_on=fetch.referrer or ""))


def is_alias_target(records: Records, target: str) -> bool:
    """A foreign address whose path is one of our own pages: the portal under its other name (a mirror, or a
    copy that still names the original in absolute links)."""
    path = urls.path_of(target)
    return path != "/" and any(
        f"{host.removeprefix('www.')}{path}" in records.pages for host in records.territory.hosts
    )


def _same_page(fetch: Fetch) -> bool:
    """A redirect that only adds a slash, a scheme or an index name."""
    return urls.canonical(fetch.url).rstrip("/") == urls.canonical(fetch.location or "").rstrip("/")
