"""How a portal differs from an earlier look at it. Pure: two inventories in, differences out.

Told apart by their addresses without host, so that a test server may stand in for the portal. What is absent is only
called gone when the page that listed it was read; the rest is unsure, never a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor import urls
from auditor.model import DEAD, TRANSIENT, Column, Inventory, SearchForm


class Change(StrEnum):
    """What may differ."""

    GONE = "gone"
    NEW = "new"
    RENAMED = "renamed"
    MOVED = "moved"  # another address, or another place in the tree
    ROWS_LOST = "rows-lost"  # the list had rows, none is read now, and it does not say that it is empty
    EMPTIED = "emptied"  # the list had rows and now says that it is empty
    FAMILY_GONE = "family-gone"
    FAMILY_NEW = "family-new"
    SEARCH = "search"
    OBSTACLE = "obstacle"  # ``name`` is the reason, ``url`` one of the pages


@dataclass(frozen=True, slots=True)
class Difference:
    """``then`` and ``now`` are names, addresses, numbers of rows or of pages, as ``change`` says."""

    change: Change
    name: str
    then: str = ""
    now: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at a portal. ``families`` are the CMS families recognised in its navigation."""

    inventory: Inventory
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """``unsure``: differences that may come of what could not be read. ``unjudged`` says why nothing can be said
    (``home``, ``columns``, or how the crawl ended); empty when something can."""

    differences: tuple[Difference, ...] = ()
    unsure: tuple[Difference, ...] = ()
    unjudged: str = ""
    columns_then: int = 0
    columns_now: int = 0


def compare(then: Sight, now: Sight) -> Drift:
    """All differences, most telling first."""
    counts = (len(_readable(then.inventory)), len(_readable(now.inventory)))
    if why := _unjudged(now.inventory):
        return Drift(unjudged=why, columns_then=counts[0], columns_now=counts[1])
    pairs = _pairs(then.inventory, now.inventory)
    found = (
        *_columns(then.inventory, now.inventory, pairs),
        *_families(then, now),
        *_search(then.inventory, now.inventory),
        *_obstacles(then.inventory, now.inventory),
    )
    order = list(Change)
    ordered = sorted(found, key=lambda each: (order.index(each[0].change), each[0].name, each[0].url))
    return Drift(
        tuple(difference for difference, sure in ordered if sure),
        tuple(difference for difference, sure in ordered if not sure),
        "",
        *counts,
    )


#: A difference, and whether it is certain.
_Judged = tuple[Difference, bool]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Columns of both looks that are one: id then → column now."""

    now_of: Mapping[str, Column] = field(default_factory=dict)
    gone: tuple[Column, ...] = ()
    new: tuple[Column, ...] = ()


def _unjudged(now: Inventory) -> str:
    if not now.home_readable:
        return "home"
    if now.coverage.reason in ("blocked", "interrupted"):
        return now.coverage.reason
    return "" if _readable(now) else "columns"


def _readable(inventory: Inventory) -> list[Column]:
    return [column for column in inventory.columns if column.failure is None]


# ── columns ───────────────────────────────────────────────────────────────────────────────────────


def _pairs(then: Inventory, now: Inventory) -> _Pairs:
    """By address; what is left by its place in the tree, then by a name that only one column on each side has."""
    current = {column.id: column for column in now.columns}
    known = [column for column in then.columns if column.failure not in DEAD]
    pairs = {column.id: current[column.id] for column in known if column.id in current}
    left = [column for column in known if column.id not in pairs]
    fresh = [column for key, column in current.items() if key not in {column.id for column in known}]
    for key_of in (_tree_place, _name):
        there = _unique(fresh, key_of)
        for key, column in _unique(left, key_of).items():
            if key in there:
                pairs[column.id] = there[key]
        taken = {column.id for column in pairs.values()}
        left = [column for column in left if column.id not in pairs]
        fresh = [column for column in fresh if column.id not in taken]
    return _Pairs(pairs, tuple(left), tuple(fresh))


def _tree_place(column: Column) -> tuple[str, ...]:
    return column.path


def _name(column: Column) -> tuple[str, ...]:
    return (column.name,)


def _unique(
    columns: Iterable[Column], key_of: Callable[[Column], tuple[str, ...]]
) -> dict[tuple[str, ...], Column]:
    found: dict[tuple[str, ...], list[Column]] = {}
    for column in columns:
        found.setdefault(key_of(column), []).append(column)
    return {key: listed[0] for key, listed in found.items() if len(listed) == 1}


def _columns(then: Inventory, now: Inventory, pairs: _Pairs) -> Iterator[_Judged]:
    for old in then.columns:
        if (new := pairs.now_of.get(old.id)) is not None:
            yield from _one_column(old, new, pairs)
    seen = _Seen(now, pairs)
    for old in pairs.gone:
        yield Difference(Change.GONE, old.name, _shown(old), url=old.url), seen.would_show(old)
    whole = then.coverage.reason == "finished"
    for new in pairs.new:
        if new.failure not in DEAD:
            yield Difference(Change.NEW, new.name, now=_shown(new), url=new.url), whole


def _one_column(old: Column, new: Column, pairs: _Pairs) -> Iterator[_Judged]:
    if new.failure in DEAD:
        yield Difference(Change.GONE, old.name, _shown(old), url=old.url), True
        return
    if old.name != new.name:
        yield Difference(Change.RENAMED, old.name, old.name, new.name, new.url), new.failure is None
    if old.id != new.id:
        yield Difference(Change.MOVED, new.name, old.id, new.id, new.url), True
    elif _is_elsewhere(old, new, pairs):
        yield Difference(Change.MOVED, new.name, _shown(old), _shown(new), new.url), new.failure is None
    if new.failure is not None:
        return  # told by the obstacles
    if old.items and not new.items:
        change = Change.EMPTIED if new.empty else Change.ROWS_LOST
        sure = "part-unread" not in new.obstacles
        yield Difference(change, new.name, str(len(old.items)), "0", new.url), sure


def _is_elsewhere(old: Column, new: Column, pairs: _Pairs) -> bool:
    """Under another parent; that the parent has another name or address does not move its children."""
    parent = pairs.now_of.get(old.parent) if old.parent else None
    if old.parent is None or new.parent is None:
        return old.parent != new.parent
    return parent is None or parent.id != new.parent


def _shown(column: Column) -> str:
    return " › ".join(column.path)


class _Seen:
    """Tells whether a column that was published would have been seen now."""

    def __init__(self, now: Inventory, pairs: _Pairs) -> None:
        self._pairs = pairs
        self._finished = now.coverage.reason == "finished"
        self._hidden = {urls.path_of(obstacle.url) for obstacle in now.coverage.obstacles}
        self._gone = {column.id for column in pairs.gone}

    def would_show(self, old: Column) -> bool:
        """The home page and the page above were read without anything that hides columns."""
        parent = self._pairs.now_of.get(old.parent) if old.parent else None
        if not self._finished or "/" in self._hidden:
            return False
        if parent is None:
            return True
        return parent.failure is None and urls.path_of(parent.url) not in self._hidden


# ── families, search, obstacles ───────────────────────────────────────────────────────────────────


def _families(then: Sight, now: Sight) -> Iterator[_Judged]:
    complete = now.inventory.coverage.reason == "finished"
    for family in sorted(set(then.families) - set(now.families)):
        yield Difference(Change.FAMILY_GONE, family), complete
    for family in sorted(set(now.families) - set(then.families)):
        yield Difference(Change.FAMILY_NEW, family), True


def _search(then: Inventory, now: Inventory) -> Iterator[_Judged]:
    before, after = _boxes(then.forms), _boxes(now.forms)
    if before != after:
        yield Difference(Change.SEARCH, "", "；".join(before), "；".join(after), now.portal.url), True


def _boxes(forms: Iterable[SearchForm]) -> tuple[str, ...]:
    """Where visible boxes ask, without host."""
    return tuple(
        sorted({f"{form.method} {urls.path_of(form.action)} {form.field}" for form in forms if form.visible})
    )


def _obstacles(then: Inventory, now: Inventory) -> Iterator[_Judged]:
    """Reasons that stand before pages which were free of them. What may pass by itself is unsure."""
    before, after = _obstructed(then), _obstructed(now)
    for reason in sorted(after):
        fresh = after[reason].keys() - before.get(reason, {}).keys()
        if fresh:
            then_count, now_count = str(len(before.get(reason, {}))), str(len(after[reason]))
            example = after[reason][min(fresh)]
            passing = reason in {failure.value for failure in TRANSIENT} or reason == "page-cap"
            yield Difference(Change.OBSTACLE, reason, then_count, now_count, example), not passing


def _obstructed(inventory: Inventory) -> dict[str, dict[str, str]]:
    """Reason → address without host → address."""
    found: dict[str, dict[str, str]] = {}
    for obstacle in inventory.coverage.obstacles:
        found.setdefault(obstacle.reason, {})[urls.path_of(obstacle.url)] = obstacle.url
    for column in inventory.columns:
        for reason in column.obstacles:
            found.setdefault(reason, {})[column.id] = column.url
    return found
