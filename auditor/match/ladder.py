"""Published name → standard entry: a ladder of rungs, the surest first.

exact → normalised → alias → grammar → pattern → tree (a short form below its parent) → slug → fuzzy → review.
Confusable words veto before any score. Every match keeps its rung and the candidates that lost.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from auditor.catalog import Standard
from auditor.mapping import Decisions
from auditor.match.catalog_items import match_item
from auditor.match.context import Above, above
from auditor.match.normal import squeeze
from auditor.match.people import Chosen, as_decisions, decided
from auditor.match.reading import GROUPS, Reader, Reading
from auditor.match.rungs import DEFAULT, NAMED, Rungs, Thresholds, score_of, sureness
from auditor.match.scoring import Likes, likest
from auditor.model import Candidate, Decision, Group, Match, PublishedName
from auditor.urls import slug

#: A name that the standard lists for a column or field, whatever it is like among the rows of the field above.
_TITLED = frozenset({"exact", "normalised", "alias"})
_SLUG_ONLY = 60.0
_SHOWN = 3


def match_names(
    names: Sequence[PublishedName],
    standard: Standard,
    decisions: Chosen | None = None,
    groups: tuple[Group, ...] = GROUPS,
    thresholds: Thresholds = DEFAULT,
) -> list[Match]:
    """One match for each name, in the same order; with several groups the one that the context asks for.

    ``decisions`` are people's (:mod:`auditor.mapping`), or a plain mapping of names to an entry's id or to None (no
    entry); they outrank the ladder.
    """
    with _gc_paused():
        return _match_all(names, standard, as_decisions(decisions), groups, thresholds)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """A batch makes many small values and no cycles: looking for cycles cost a quarter of its time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _match_all(
    names: Sequence[PublishedName],
    standard: Standard,
    chosen: Decisions,
    groups: tuple[Group, ...],
    thresholds: Thresholds,
) -> list[Match]:
    batch = Batch(names, standard, groups, thresholds)
    # A portal repeats itself: what reads the same in the same place is answered once.
    answers: dict[tuple[str, tuple[str, ...], str], Match] = {}
    found = []
    for name in names:
        key = (name.name, name.context, name.url)
        match = answers.get(key)
        if match is None:
            match = answers[key] = batch.best(name)
        found.append(match)
    return [decided(match, chosen, standard) for match in found] if chosen.listed else found


class Batch:
    """All names of a run, scored once. Equal names are judged once for every context that reads alike."""

    def __init__(
        self,
        names: Sequence[PublishedName],
        standard: Standard,
        groups: tuple[Group, ...] = GROUPS,
        thresholds: Thresholds = DEFAULT,
    ) -> None:
        self.standard = standard
        self.groups = groups
        self.thresholds = thresholds
        self.reader = Reader(standard)
        bares = list(
            dict.fromkeys(self.reader.read(name).shape.bare for name in {n.name: None for n in names})
        )
        scored = likest(bares, standard, groups)
        self._likes: dict[Group, dict[str, Likes]] = {
            group: dict(zip(bares, scored[group], strict=True)) for group in groups
        }
        self._above: dict[tuple[str, ...], tuple[Above, int, int]] = {}
        self._numbers: dict[Hashable, int] = {}
        self._nearest: dict[tuple[str, tuple[Group, ...]], tuple[Candidate, ...]] = {}
        self._judged: dict[Hashable, Match] = {}

    def above(self, context: tuple[str, ...]) -> Above:
        return self._read_above(context)[0]

    def _read_above(self, context: tuple[str, ...]) -> tuple[Above, int, int]:
        """What stands above, with a number for its gist and one for its place: equal for contexts read alike."""
        found = self._above.get(context)
        if found is None:
            over = above(context, self.reader)
            gist = self._numbers.setdefault(over.gist, len(self._numbers))
            place = self._numbers.setdefault(over.place, len(self._numbers))
            found = self._above[context] = (over, gist, place)
        return found

    def match(self, name: PublishedName, group: Group) -> Match:
        """What ``name`` is among the entries of one group."""
        return self._match(name, (group,))

    def best(self, name: PublishedName) -> Match:
        """What ``name`` is, over all groups of the batch."""
        return self._match(name, self.groups)

    def _match(self, name: PublishedName, groups: tuple[Group, ...]) -> Match:
        reading = self.reader.read(name.name)
        over, gist, place = self._read_above(name.context)
        folder = slug(name.url) if name.url else ""
        key = (name.name, len(groups), groups[0], folder, gist, place if reading.shorts else -1)
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._judge(name, reading, over, folder, groups)
        return found if found.published is name else _published(found, name)

    def _judge(
        self, name: PublishedName, reading: Reading, over: Above, folder: str, groups: tuple[Group, ...]
    ) -> Match:
        """The chosen match of the groups that are possible at all, with the best of what lost."""
        found: dict[Group, list[Match]] = {}
        for group in groups:
            if group is Group.ITEM:
                row = match_item(name, reading, over, self.standard)
                found[group] = [row] if row else []
            elif self._possible(group, reading, folder):
                likes = self._likes[group][reading.shape.bare]
                rungs = Rungs(name, reading, over, folder, likes, self.reader, group, self.thresholds)
                found[group] = list(rungs.climb())
        best = {group: min(matches, key=sureness) for group, matches in found.items() if matches}
        chosen = _choose(best, over, self.standard)
        if chosen is None:
            chosen = Match(name, Decision.REJECTED, None, None, "none", 0.0)
        losers = [match for matches in found.values() for match in matches if match.id != chosen.id]
        return self._with_runners_up(chosen, losers, reading.shape.bare, folder, groups)

    def _possible(self, group: Group, reading: Reading, folder: str) -> bool:
        """False for most names: no title, no short form, no address of the group, and nothing like it."""
        if group in reading.hits or group in reading.shorts or group in reading.shared:
            return True
        if folder and folder in self.reader.words[group].slugs:
            return True
        likes = self._likes[group][reading.shape.bare]
        return bool(likes) and likes[0][1] >= self.thresholds.review

    def _with_runners_up(
        self, chosen: Match, losers: Sequence[Match], bare: str, folder: str, groups: tuple[Group, ...]
    ) -> Match:
        shown = self._candidates(bare, groups)
        pointed = [
            Candidate(
                entry.id, entry.title, max(_SLUG_ONLY, score_of(self._likes[group][bare], entry.id)), "slug"
            )
            for group in groups
            if folder and (entry := self.reader.words[group].slugs.get(folder))
        ]
        if losers or pointed:
            ranked = {candidate.id: candidate for candidate in (*shown, *pointed)}
            for match in losers:
                ranked[match.id or ""] = Candidate(
                    match.id or "", match.title or "", match.score, match.method
                )
            shown = tuple(sorted(ranked.values(), key=_rank))
        kept = tuple([candidate for candidate in shown if candidate.id != chosen.id][:_SHOWN])
        published, decision = chosen.published, chosen.decision
        return Match(published, decision, chosen.id, chosen.title, chosen.method, chosen.score, kept)

    def _candidates(self, bare: str, groups: tuple[Group, ...]) -> tuple[Candidate, ...]:
        """The likest entries of ``groups``, best first: those shown when nothing else lost."""
        found = self._nearest.get((bare, groups))
        if found is None:
            likest_of_all = [like for group in groups for like in self._likes[group][bare][: _SHOWN + 1]]
            likest_of_all.sort(key=lambda like: (-like[1], like[0]))
            found = self._nearest[bare, groups] = tuple(
                Candidate(id_, _title(id_, self.standard), score, "fuzzy")
                for id_, score in likest_of_all[: _SHOWN + 1]
            )
        return found


def _rank(candidate: Candidate) -> tuple[float, str]:
    return (-candidate.score, candidate.id)


def _choose(matches: Mapping[Group, Match], over: Above, standard: Standard) -> Match | None:
    """The one answer. Below a field its own rows come first, below 基层政务公开 fields come before columns."""
    if len(matches) < 2:
        return next(iter(matches.values()), None)
    column, field, item = (matches.get(group) for group in GROUPS)
    rest = [match for match in (column, field) if match]
    if item and item.id and over.fields:
        named = any(match.decision is Decision.ACCEPTED and match.method in _TITLED for match in rest)
        itself = field is not None and field.decision is Decision.ACCEPTED and field.method in NAMED
        level1 = item.method == "level1" and not itself
        surely = level1 or item.method in NAMED or _first_level_above(item, over, standard)
        if surely or (not named and item.decision is Decision.ACCEPTED):
            return item
    if column and field and _both_named(column, field):
        return field if over.grassroots else column
    return min(matches.values(), key=sureness)


def _first_level_above(item: Match, over: Above, standard: Standard) -> bool:
    row = standard.item_by_id[item.id or ""]
    return item.decision is Decision.ACCEPTED and squeeze(row.level1) in over.names


def _both_named(one: Match, other: Match) -> bool:
    return all(
        match.decision is Decision.ACCEPTED and (match.method in NAMED or match.method == "tree")
        for match in (one, other)
    )


def _published(match: Match, name: PublishedName) -> Match:
    return Match(name, match.decision, match.id, match.title, match.method, match.score, match.runners_up)


def _title(entry_id: str, standard: Standard) -> str:
    entry = standard.by_id.get(entry_id)
    return entry.title if entry else standard.item_by_id[entry_id].level2
