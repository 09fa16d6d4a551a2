"""Which standard entries a portal publishes, as what, and what came nearest where one is absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.attachment_words import attachment_words
from auditor.catalog import Standard
from auditor.match.collective import spread, townships
from auditor.match.context import below_field, below_organ
from auditor.match.ladder import Batch
from auditor.match.normal import names_publisher, squeeze
from auditor.match.people import Chosen, as_decisions, decided
from auditor.match.reading import GROUPS
from auditor.match.rungs import NAMED, RUNGS
from auditor.match.scoring import nearest
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
#: Candidates kept for an absent item; there are hundreds of them.
_ITEM_SHOWN = 3
#: Further columns of one entry that are listed; a county with a hundred departments does not list them all.
_DUPLICATES = 30
_NEAR = 50.0
#: Rungs by which the title of a file is the name of an entry.
_PROOF = NAMED | {"decision"}


@dataclass(frozen=True, slots=True)
class _Witness:
    """One name that one published place bears, and what it matched. ``rank`` is the name's place among the names.

    ``is_file``: it is no place of the navigation but a document within a column, known by its own title.
    """

    key: str
    url: str
    column: str | None
    depth: int
    rank: int
    at_home: bool
    match: Match
    is_file: bool = False

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


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    url: str
    column: str | None
    depth: int
    rank: int
    name: PublishedName
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class _Published:
    """All names of the portal and what each is, with the helpers that know the standard. ``texts`` are the names squeezed,
    ``pointed`` the places whose address alone points to an entry, by group and id."""

    names: Sequence[_Name]
    witnesses: Mapping[Group, Sequence[_Witness]]
    batch: Batch
    level: Level
    texts: Sequence[str]
    pointed: Mapping[tuple[Group, str], Sequence[Candidate]]

    @property
    def standard(self) -> Standard:
        return self.batch.standard


def match_standard(
    columns: Sequence[Column],
    entries: Sequence[Entry],
    standard: Standard,
    level: Level,
    decisions: Chosen | None = None,
    items: bool = False,
) -> tuple[tuple[StandardMatch, ...], dict[str, str]]:
    """What became of every entry of ``standard``, in its order; and column id → id of its best accepted
    column or field. With ``items`` the rows of the catalog follow; they are never required."""
    names = [*_column_names(columns), *_entry_names(entries)]
    groups = GROUPS if items else GROUPS[:2]
    batch = Batch([name.name for name in names], standard, groups)
    chosen = as_decisions(decisions)
    witnesses = {
        group: [
            _witness(name, decided(batch.match(name.name, group), chosen, standard, group), batch)
            for name in names
        ]
        for group in batch.groups
    }
    texts = [squeeze(name.name.name) for name in names]
    published = _Published(names, witnesses, batch, level, texts, _pointed(witnesses))
    gathered = _gather(published)
    found = tuple(_judge(entry, gathered[entry.id], published) for entry in standard.entries)
    rows = standard.item_entries if items else ()
    listed = tuple(_item(entry, gathered[entry.id], published) for entry in rows)
    return found + listed, _by_column(witnesses)


def _column_names(columns: Iterable[Column]) -> Iterable[_Name]:
    for column in columns:
        context = _without(column.path, column.names) + _without(column.breadcrumb, column.names)
        for rank, name in enumerate(column.names or (column.name,)):
            published = PublishedName(name, context, column.url)
            yield _Name(column.id, column.url, column.id, len(column.path), rank, published)


def _entry_names(entries: Iterable[Entry]) -> Iterable[_Name]:
    for entry in entries:
        published = PublishedName(entry.name, _without(entry.path, (entry.name,)), entry.url)
        is_file = entry.kind == "document" and bool(entry.path)
        yield _Name(entry.url or entry.name, entry.url, None, len(entry.path), 0, published, is_file)


def _without(path: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """``path`` without the column itself at its end."""
    return path[:-1] if path and path[-1] in names else path


def _witness(name: _Name, match: Match, batch: Batch) -> _Witness:
    """``at_home``: a field published below 基层政务公开 or another of its parents, where the plans ask for it."""
    entry = batch.standard.by_id.get(match.id or "")
    at_home = (
        entry is not None
        and entry.group is Group.FIELD
        and batch.above(match.published.context).nearest in entry.parents
    )
    return _Witness(name.key, name.url, name.column, name.depth, name.rank, at_home, match, name.is_file)


def _gather(published: _Published) -> Mapping[str, list[_Witness]]:
    """Witnesses of each entry. A column that serves several entries is a witness of each of them."""
    found: dict[str, list[_Witness]] = defaultdict(list)
    for witnesses in published.witnesses.values():
        for witness in witnesses:
            if witness.is_file and not _proves(witness, published):
                continue
            if witness.match.method == "shared":
                for shared in _each(witness, published):
                    found[shared.match.id or ""].append(shared)
            elif witness.match.id:
                found[witness.match.id].append(witness)
    return found


def _proves(witness: _Witness, published: _Published) -> bool:
    """May a file stand for an entry? Only by its full name: likeness, short forms and addresses tell what a column is
    called, not what a paper is. And only for what one paper can be, and for the portal's own."""
    match, id_ = witness.match, witness.match.id or ""
    sure = match.decision is Decision.ACCEPTED and match.method in _PROOF
    if not sure or id_ in attachment_words().never:
        return False
    another = published.level is Level.COUNTY and names_publisher(match.published.name)
    return not (another and id_ in published.standard.own)


def _each(witness: _Witness, published: _Published) -> Iterator[_Witness]:
    match = witness.match
    shared = published.batch.reader.read(match.published.name).shared
    for id_ in next(ids for ids in shared.values() if match.id in ids):
        title = published.standard.by_id[id_].title
        yield replace(witness, match=replace(match, id=id_, title=title, decision=Decision.ACCEPTED))


def _judge(entry: StandardEntry, witnesses: Sequence[_Witness], published: _Published) -> StandardMatch:
    mine = [w for w in witnesses if not _foreign(w, entry, published)]
    others = [w for w in witnesses if _foreign(w, entry, published)]
    ranked = sorted((w for w in mine if w.match.decision is Decision.ACCEPTED), key=lambda w: w.order)
    accepted, files = [w for w in ranked if not w.is_file], [w for w in ranked if w.is_file]
    review = sorted((w for w in mine if w.match.decision is Decision.REVIEW), key=lambda w: w.order)
    required = published.level in entry.levels
    blank = StandardMatch(entry.id, entry.title, entry.group, Presence.ABSENT, required=required)
    if accepted:
        rest = _shown(accepted[1:], _DUPLICATES)
        return _present(blank, accepted[0], Presence.PRESENT, rest + _shown(review, _SHOWN - len(rest)))
    if together := _together(entry, published):
        shown = "、".join(dict.fromkeys(name.name for name in together[:_SHOWN]))
        method = "collective" if entry.id == "col-townships" else "spread"
        return replace(
            blank,
            outcome=Presence.PRESENT,
            url=together[0].url,
            published=shown,
            method=method,
            score=90.0,
        )
    if files:
        return _present(blank, files[0], Presence.PRESENT, _shown(review))
    if review:
        return _present(blank, review[0], Presence.AMBIGUOUS, _shown(review[1:]))
    return replace(blank, runners_up=_nearest(entry, published, others))


def _together(entry: StandardEntry, published: _Published) -> tuple[PublishedName, ...]:
    """Names that are the entry only together."""
    places = [name.name for name in published.names if not name.is_file]
    own = [name for name in places if not _another_organs(entry, name, published)]
    if entry.id == "col-townships":
        return townships(places)
    return spread(entry.id, own, published.batch)


def _another_organs(entry: StandardEntry, name: PublishedName, published: _Published) -> bool:
    if published.level is not Level.COUNTY or entry.id not in published.standard.own:
        return False
    return below_organ(name.context) or below_field(name.context, published.batch.reader)


def _item(entry: StandardEntry, witnesses: Sequence[_Witness], published: _Published) -> StandardMatch:
    """A row of the catalog: published as a column of its own, perhaps, or not seen as one."""
    blank = StandardMatch(entry.id, entry.title, entry.group, Presence.ABSENT, required=False)
    ordered = sorted(witnesses, key=lambda w: (w.is_file, w.order))
    accepted = [w for w in ordered if w.match.decision is Decision.ACCEPTED]
    if accepted:
        return _present(blank, accepted[0], Presence.PRESENT, _shown(accepted[1:]))
    review = [w for w in ordered if w.match.decision is Decision.REVIEW]
    if review:
        return _present(blank, review[0], Presence.AMBIGUOUS, _shown(review[1:]))
    return replace(blank, runners_up=_nearest(entry, published, ())[:_ITEM_SHOWN])


def _foreign(witness: _Witness, entry: StandardEntry, published: _Published) -> bool:
    """True when the place belongs to another organ or to one field, so that it is no evidence for the portal's own."""
    return _another_organs(entry, witness.match.published, published)


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


def _shown(witnesses: Iterable[_Witness], keep: int = _SHOWN) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for witness in witnesses:
        match = witness.match
        found.setdefault(witness.key, Candidate(witness.key, match.published.name, match.score, match.method))
    return tuple(found.values())[: max(keep, 0)]


def _nearest(
    entry: StandardEntry, published: _Published, others: Sequence[_Witness]
) -> tuple[Candidate, ...]:
    """Published names nearest to an absent entry: what belongs to others, addresses that point to it, likest names."""
    found = {c.id: c for c in _shown(sorted(others, key=lambda w: w.order))}
    for candidate in published.pointed.get((entry.group, entry.id), ()):
        found.setdefault(candidate.id, candidate)
    for text in vocabulary(published.standard, entry.group).names.get(entry.id, ()):
        for index, score in nearest(text, published.texts, _NEAR, 2 * _SHOWN):
            name = published.names[index]
            if score > (found[name.key].score if name.key in found else 0.0) and score < 100.0:
                found[name.key] = Candidate(name.key, name.name.name, score, "fuzzy")
    return tuple(sorted(found.values(), key=lambda c: (-c.score, c.id))[:_SHOWN])


def _pointed(
    witnesses: Mapping[Group, Sequence[_Witness]],
) -> Mapping[tuple[Group, str], Sequence[Candidate]]:
    """Places that lost although their address names an entry, by group and id of that entry."""
    found: dict[tuple[Group, str], list[Candidate]] = defaultdict(list)
    for group, each in witnesses.items():
        for witness in each:
            for loser in witness.match.runners_up:
                if loser.method == "slug":
                    published_as = witness.match.published.name
                    found[group, loser.id].append(Candidate(witness.key, published_as, loser.score, "slug"))
    return found


def _by_column(witnesses: Mapping[Group, Sequence[_Witness]]) -> dict[str, str]:
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
