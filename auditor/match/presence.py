"""Which standard entries a portal publishes, as what, and what came nearest where one is absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.catalog import Standard
from auditor.match.collective import townships
from auditor.match.context import ancestry, below_field, below_organ
from auditor.match.ladder import RUNGS, match_names
from auditor.match.normal import squeeze
from auditor.match.scoring import likest
from auditor.match.vocabulary import vocabulary
from auditor.model import (
    Candidate,
    Column,
    Decision,
    Entry,
    Group,
    Level,
    Match,
    Presence,
    PublishedName,
    StandardEntry,
    StandardMatch,
)

_SHOWN = 5
_NEAR = 50.0


@dataclass(frozen=True, slots=True)
class _Witness:
    """One name that one published place bears, and what it matched. ``rank`` is the name's place among the names."""

    key: str
    url: str
    column: str | None
    depth: int
    rank: int
    at_home: bool
    match: Match

    @property
    def order(self) -> tuple[int, float, bool, bool, int, int, str]:
        """Surest rung first, then a column before a mere link, its usual parent, the shorter path."""
        rung = RUNGS.index(self.match.method) if self.match.method in RUNGS else len(RUNGS)
        return (
            rung,
            -self.match.score,
            self.column is None,
            not self.at_home,
            self.depth,
            self.rank,
            self.key,
        )


def match_standard(
    columns: Sequence[Column], entries: Sequence[Entry], standard: Standard, level: Level
) -> tuple[tuple[StandardMatch, ...], dict[str, str]]:
    """What became of every entry of ``standard``, in its order; and column id → id of its best accepted entry."""
    names = [*_column_names(columns), *_entry_names(entries)]
    witnesses = {group: _witnesses(names, standard, group) for group in (Group.COLUMN, Group.FIELD)}
    gathered: dict[str, list[_Witness]] = defaultdict(list)
    for group in witnesses:
        for witness in witnesses[group]:
            if witness.match.id:
                gathered[witness.match.id].append(witness)
    published = _Published(names, witnesses)
    found = tuple(_judge(entry, gathered[entry.id], published, standard, level) for entry in standard.entries)
    return found, _by_column(witnesses)


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    url: str
    column: str | None
    depth: int
    rank: int
    name: PublishedName


@dataclass(frozen=True, slots=True)
class _Published:
    names: Sequence[_Name]
    witnesses: dict[Group, list[_Witness]]


def _column_names(columns: Iterable[Column]) -> Iterable[_Name]:
    for column in columns:
        context = _without(column.path, column.names) + _without(column.breadcrumb, column.names)
        for rank, name in enumerate(column.names or (column.name,)):
            published = PublishedName(name, context, column.url)
            yield _Name(column.id, column.url, column.id, len(column.path), rank, published)


def _entry_names(entries: Iterable[Entry]) -> Iterable[_Name]:
    for entry in entries:
        published = PublishedName(entry.name, _without(entry.path, (entry.name,)), entry.url)
        yield _Name(entry.url or entry.name, entry.url, None, len(entry.path), 0, published)


def _without(path: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """``path`` without the column itself at its end."""
    return path[:-1] if path and path[-1] in names else path


def _witnesses(names: Sequence[_Name], standard: Standard, group: Group) -> list[_Witness]:
    matches = match_names([name.name for name in names], standard, groups=(group,))
    return [
        _Witness(name.key, name.url, name.column, name.depth, name.rank, _at_home(match, standard), match)
        for name, match in zip(names, matches, strict=True)
    ]


def _at_home(match: Match, standard: Standard) -> bool:
    """True for a field published below 基层政务公开 or another of its parents, where the plans ask for it."""
    if not match.id or standard.by_id[match.id].group is not Group.FIELD:
        return False
    return ancestry(match.published.context, standard).nearest in standard.by_id[match.id].parents


def _judge(
    entry: StandardEntry,
    witnesses: Sequence[_Witness],
    published: _Published,
    standard: Standard,
    level: Level,
) -> StandardMatch:
    mine = [w for w in witnesses if not _foreign(w, entry, standard, level)]
    others = [w for w in witnesses if _foreign(w, entry, standard, level)]
    accepted = sorted((w for w in mine if w.match.decision is Decision.ACCEPTED), key=lambda w: w.order)
    review = sorted((w for w in mine if w.match.decision is Decision.REVIEW), key=lambda w: w.order)
    blank = StandardMatch(entry.id, entry.title, entry.group, Presence.ABSENT, required=level in entry.levels)
    if accepted:
        return _present(blank, accepted[0], Presence.PRESENT, _shown([*accepted[1:], *review]))
    if entry.id == "col-townships" and (towns := townships([name.name for name in published.names])):
        first = towns[0]
        shown = "、".join(town.name for town in towns[:_SHOWN])
        return replace(
            blank, outcome=Presence.PRESENT, url=first.url, published=shown, method="collective", score=90.0
        )
    if review:
        return _present(blank, review[0], Presence.AMBIGUOUS, _shown(review[1:]))
    return replace(blank, runners_up=_nearest(entry, published, others, standard))


def _foreign(witness: _Witness, entry: StandardEntry, standard: Standard, level: Level) -> bool:
    """True when the place belongs to another organ or to one field, so that it is no evidence for the portal's own."""
    if level is not Level.COUNTY or entry.id not in standard.own:
        return False
    context = witness.match.published.context
    return below_organ(context) or below_field(context, standard)


def _present(
    blank: StandardMatch, witness: _Witness, outcome: Presence, rest: tuple[Candidate, ...]
) -> StandardMatch:
    match = witness.match
    return replace(
        blank,
        outcome=outcome,
        url=witness.url or None,
        published=match.published.name,
        column=witness.column,
        method=match.method,
        score=match.score,
        runners_up=tuple(c for c in rest if c.id != witness.key),
    )


def _shown(witnesses: Iterable[_Witness]) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for witness in witnesses:
        match = witness.match
        found.setdefault(witness.key, Candidate(witness.key, match.published.name, match.score, match.method))
    return tuple(found.values())[:_SHOWN]


def _nearest(
    entry: StandardEntry, published: _Published, others: Sequence[_Witness], standard: Standard
) -> tuple[Candidate, ...]:
    """Published names nearest to an absent entry: what belongs to others, addresses that point to it, likest names."""
    found = {c.id: c for c in _shown(sorted(others, key=lambda w: w.order))}
    for witness in published.witnesses[entry.group]:
        for loser in witness.match.runners_up:
            if loser.id == entry.id and loser.method == "slug":
                published_as = witness.match.published.name
                found.setdefault(witness.key, Candidate(witness.key, published_as, loser.score, "slug"))
    texts = [squeeze(name.name.name) for name in published.names]
    for variant in vocabulary(standard, entry.group).variants:
        if variant.entry.id != entry.id:
            continue
        for index, score in likest([variant.text], texts, _NEAR)[0]:
            name = published.names[index]
            if score > (found[name.key].score if name.key in found else 0.0) and score < 100.0:
                found[name.key] = Candidate(name.key, name.name.name, score, "fuzzy")
    return tuple(sorted(found.values(), key=lambda c: (-c.score, c.id))[:_SHOWN])


def _by_column(witnesses: dict[Group, list[_Witness]]) -> dict[str, str]:
    """Column id → entry: the surest accepted match of any of its names.

    A field at home (below 基层政务公开) comes before the standard column of the same name, that before a field
    published elsewhere.
    """
    accepted = {
        group: [w for w in found if w.match.decision is Decision.ACCEPTED and w.column]
        for group, found in witnesses.items()
    }
    at_home = [w for w in accepted[Group.FIELD] if w.at_home]
    entries: dict[str, str] = {}
    for ranked in (at_home, accepted[Group.COLUMN], accepted[Group.FIELD]):
        for witness in sorted(ranked, key=lambda w: (w.rank, w.order)):
            if witness.column and witness.match.id:
                entries.setdefault(witness.column, witness.match.id)
    return entries
