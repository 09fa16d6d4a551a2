"""What a rule may see: everything read of one portal, and nothing else. Pure: no clock, no network.

Besides the values, the judgements that rules and the audit document must agree upon: how fresh a column is,
and what stands in the way of calling something absent.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor import urls
from auditor.errors import AuditorError
from auditor.model import (
    DEAD,
    CatalogItem,
    Column,
    Failure,
    History,
    Inventory,
    ManualAnswer,
    MediaSurvey,
    Obstacle,
    PageKind,
    Portal,
    Probe,
    StandardEntry,
    StandardMatch,
)
from auditor.parts import PART_UNREAD
from auditor.profile import Profile
from auditor.rule_data import (
    OTHER,
    FreshnessClass,
    FreshnessTable,
    SiteFactSpec,
    load_freshness,
    load_site_facts,
)
from auditor.statements import squeezed

#: Obstacles that hide what surrounds the content of a page, not the content.
_FRAME_OF_PAGE = ("script-menu", PART_UNREAD, "header:", "footer:")
#: Failures that say nothing is hidden: the page is gone, or published on a site that is not ours to judge.
_SETTLED = DEAD | {Failure.REDIRECT_OUTSIDE}


_NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that rules know. ``entries`` by id; ``column_entry`` maps a column's id to its standard entry's;
    ``items`` are the rows of the national catalog; ``history`` is what earlier crawls saw, ``probes`` looks at the home
    page over time, ``manual`` what inspectors answered to the checklist, ``media`` what is known of the accounts of new
    media (None: nobody looked)."""

    portal: Portal
    today: datetime.date
    inventory: Inventory
    standard: tuple[StandardMatch, ...]
    entries: Mapping[str, StandardEntry]
    column_entry: Mapping[str, str]
    profile: Profile
    freshness: FreshnessTable
    site_facts: tuple[SiteFactSpec, ...]
    items: tuple[CatalogItem, ...] = ()
    history: History = _NO_HISTORY
    probes: tuple[Probe, ...] = ()
    manual: tuple[ManualAnswer, ...] = ()
    media: MediaSurvey | None = None
    #: What the standard's entries are published as on other sites, by id: asked for every absence, so told once.
    elsewhere: Mapping[str, Obstacle] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "elsewhere", _elsewhere(self.inventory, self.standard))


def _elsewhere(inventory: Inventory, standard: tuple[StandardMatch, ...]) -> dict[str, Obstacle]:
    """Entries whose published address an entry of the navigation gives as one of another site."""
    external = {
        urls.canonical(url)
        for entry in inventory.entries
        if entry.kind == "external"
        for url in (entry.url, entry.target)
        if url
    }
    if not external:
        return {}
    return {
        match.id: Obstacle(match.url, "external", match.published or match.title)
        for match in standard
        if match.url and urls.canonical(match.url) in external
    }


def assemble(
    inventory: Inventory,
    standard: tuple[StandardMatch, ...],
    entries: Mapping[str, StandardEntry],
    column_entry: Mapping[str, str],
    profile: Profile,
    today: datetime.date,
    items: tuple[CatalogItem, ...] = (),
    history: History = _NO_HISTORY,
    probes: tuple[Probe, ...] = (),
    manual: tuple[ManualAnswer, ...] = (),
    media: MediaSurvey | None = None,
) -> Facts:
    """Facts of one portal, with the freshness classes and site facts of ``rules/``. Raises AuditorError."""
    freshness = load_freshness(profile)
    for entry in entries.values():
        if entry.freshness not in freshness.classes:
            known = "、".join(freshness.classes)
            raise AuditorError(f"标准目录 {entry.id}：更新类别“{entry.freshness}”不存在。可用的有：{known}")
    return Facts(
        portal=inventory.portal,
        today=today,
        inventory=inventory,
        standard=standard,
        entries=entries,
        column_entry=column_entry,
        profile=profile,
        freshness=freshness,
        site_facts=load_site_facts(),
        items=items,
        history=history,
        probes=probes,
        manual=manual,
        media=media,
    )


# ── Freshness ─────────────────────────────────────────────────────────────────────────────────────


class FreshnessState(StrEnum):
    """``fresh`` and ``due-soon`` are within the limit; the last four are reasons not to tell."""

    FRESH = "fresh"
    DUE_SOON = "due-soon"
    STALE = "stale"
    NOT_JUDGED = "not-judged"
    UNDATED = "undated"  # no row bears a date
    PARTLY_UNDATED = "partly-undated"  # a row without date may be newer than all that have one
    FUTURE = "future-dated"  # every date lies after the day of judgement
    UNREAD = "unread"  # the page, or part of its list, could not be read


@dataclass(frozen=True, slots=True)
class Freshness:
    """Age of a column on the day of judgement, in days. ``newest`` is the newest date not after that day."""

    state: FreshnessState
    class_: FreshnessClass
    newest: str | None = None
    age_days: int | None = None
    undated: int = 0
    future: int = 0


def freshness_class(facts: Facts, column: Column) -> FreshnessClass:
    """Class of a column: that of its standard entry, else by its name, else ``other``."""
    table = facts.freshness
    entry = facts.entries.get(facts.column_entry.get(column.id, ""))
    if entry is not None:
        return table.classes[entry.freshness]
    name = squeezed(column.name)
    return table.classes[next((id_ for pattern, id_ in table.names if pattern.search(name)), OTHER)]


def content_obstacles(column: Column) -> tuple[str, ...]:
    """Why the column's own content could not be read fully; an unread menu or footer does not count."""
    return tuple(reason for reason in column.obstacles if not reason.startswith(_FRAME_OF_PAGE))


def unread_failure(column: Column) -> Failure | None:
    """Why the column's own page could not be read, when it may yet hold something."""
    return None if column.failure in _SETTLED else column.failure


def assess_freshness(facts: Facts, column: Column) -> Freshness:
    """Age of a column against its class. Exactly at the limit is not yet stale."""
    class_ = freshness_class(facts, column)
    if class_.limit_days is not None and unread_failure(column):
        return Freshness(FreshnessState.UNREAD, class_)
    if class_.limit_days is None or column.failure or column.kind is not PageKind.LIST or not column.items:
        return Freshness(FreshnessState.NOT_JUDGED, class_)
    # Clocks differ by a day: what is dated tomorrow is of today.
    tomorrow = (facts.today + datetime.timedelta(days=1)).isoformat()
    known = (column.newest, *(item.date for item in column.items if not item.wrong))
    newest = max((day[:10] for day in known if day and day[:10] <= tomorrow), default=None)
    undated = max(column.undated, sum(item.date is None for item in column.items))
    future = sum(item.date is not None and item.date[:10] > tomorrow for item in column.items)
    if newest is None:
        state = FreshnessState.UNDATED if undated else FreshnessState.FUTURE
        return Freshness(state, class_, undated=undated, future=future)
    age = max(0, (facts.today - datetime.date.fromisoformat(newest)).days)
    state = _state(
        class_, age, undated > 0 and _may_be_newer(facts, column, class_), bool(content_obstacles(column))
    )
    return Freshness(state, class_, newest, age, undated, future)


def _may_be_newer(facts: Facts, column: Column, class_: FreshnessClass) -> bool:
    """True when a row without a date may have been published within the limit."""
    if column.latest is None:
        return True
    age = (facts.today - datetime.date.fromisoformat(column.latest)).days
    return age <= (class_.limit_days or 0)


def _state(class_: FreshnessClass, age: int, undated: bool, hidden: bool) -> FreshnessState:
    """``hidden``: part of the list could not be read, so a newer row may stand there."""
    limit = class_.limit_days or 0
    if age > limit:
        unsure = FreshnessState.UNREAD if hidden else FreshnessState.PARTLY_UNDATED
        return unsure if hidden or undated else FreshnessState.STALE
    due_soon = age > limit - class_.warn_before_days and not (hidden or undated)
    return FreshnessState.DUE_SOON if due_soon else FreshnessState.FRESH


# ── Proof of absence ──────────────────────────────────────────────────────────────────────────────


def absence_obstacles(facts: Facts, subject: str) -> tuple[Obstacle, ...]:
    """What stands in the way of calling ``subject`` absent; empty = its absence is proven.

    ``subject`` may be a standard entry's id: then an ancestor published on another site counts too, since
    what lies behind it was not read.
    """

    def order(obstacle: Obstacle) -> tuple[str, str, str]:
        return (obstacle.url, obstacle.reason, obstacle.name)

    outside, unread = set(_outside(facts, subject)), set(_unread(facts))
    return (*sorted(outside, key=order), *sorted(unread - outside, key=order))


def _unread(facts: Facts) -> Iterator[Obstacle]:
    coverage, portal = facts.inventory.coverage, facts.portal
    if not coverage.complete:
        yield from coverage.obstacles
        reason = coverage.reason if coverage.reason != "finished" else "incomplete"
        if not coverage.obstacles or reason not in ("incomplete", *(o.reason for o in coverage.obstacles)):
            yield Obstacle(portal.url, reason, portal.name)
    if not facts.inventory.home_readable:
        yield Obstacle(portal.url, "home-unreadable", portal.name)


def _outside(facts: Facts, subject: str) -> Iterator[Obstacle]:
    if not facts.elsewhere or subject not in facts.entries:
        return
    for id_ in _ancestors(facts, subject):
        if id_ in facts.elsewhere:
            yield facts.elsewhere[id_]


def _ancestors(facts: Facts, subject: str) -> Iterator[str]:
    seen: set[str] = {subject}
    todo = list(facts.entries[subject].parents)
    while todo:
        id_ = todo.pop()
        if id_ not in seen:
            seen.add(id_)
            yield id_
            todo += facts.entries[id_].parents if id_ in facts.entries else ()
