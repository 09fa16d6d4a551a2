"""The portal's own search as rules see it: what each engine is worth, which one counts, which known items it lacks.

Told once for all rules about it, so that one cause is reported by one rule: an engine whose :class:`Standing` is BROKEN
or UNKNOWN belongs to ``broken-search``, EMPTY to ``empty-search``, the others to the rest. Of several engines the best
counts, for a visitor is served by one that works; one that nobody could judge may be that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Purpose, QueryKind, SearchEngine, SearchTrial, TrialState

SUBJECT, NAME = "site-search", "站内搜索"
#: Two clauses on how good a search has to be; nobody has read either, so what rests on them alone only warns.
UNREAD = (
    Clause(doc="国办秘函〔2019〕19号", clause="扣分指标·功能设计·站内搜索", verified=False),
    Clause(doc="国办发〔2017〕47号", clause="网站功能·搜索", verified=False),
)

#: The engine said what it has, or that it has nothing.
ANSWERED = (TrialState.FOUND, TrialState.MISSED, TrialState.NOTHING)
_WITH_RESULTS = (TrialState.FOUND, TrialState.MISSED)


class Standing(StrEnum):
    """From the best to the worst. UNKNOWN stands before what is known to be bad: it may be better."""

    FINDS = "finds"  # a known item was found
    UNKNOWN = "unknown"  # not asked, obstructed, or not understood
    MISSES = "misses"  # there are results, and never the known item
    EMPTY = "empty"  # no result for anything that is known to be there
    BROKEN = "broken"  # its address is dead, or its program fails


_ORDER = list(Standing)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine with its standing; ``reason`` says why that is UNKNOWN."""

    engine: SearchEngine
    standing: Standing
    reason: str = ""

    @property
    def known(self) -> tuple[SearchTrial, ...]:
        """Queries for items that are known to be there."""
        return known_trials(self.engine)

    @property
    def action(self) -> str:
        return self.engine.form.action

    @property
    def answers(self) -> bool:
        """True when it gave results or said that there are none."""
        return self.standing in (Standing.FINDS, Standing.MISSES, Standing.EMPTY)


def engines(facts: Facts) -> tuple[Engine, ...]:
    """All engines, the best first; of equals the one that found more. A visible box of which nothing is known is one,
    too; boxes with the same address are the same engine."""
    inventory = facts.inventory
    told = {urls.canonical(engine.form.action) for engine in inventory.engines}
    untold = {form.action: form for form in inventory.forms if form.visible}.values()
    judged = [_engine(engine) for engine in inventory.engines]
    judged += [_engine(SearchEngine(form)) for form in untold if urls.canonical(form.action) not in told]
    return tuple(sorted(judged, key=lambda each: (_ORDER.index(each.standing), -_found(each.engine))))


def best_engine(facts: Facts) -> Engine | None:
    return next(iter(engines(facts)), None)


def known_trials(engine: SearchEngine) -> tuple[SearchTrial, ...]:
    return tuple(trial for trial in engine.trials if trial.query.kind is not QueryKind.NONSENSE)


def _engine(engine: SearchEngine) -> Engine:
    if engine.skipped:
        return Engine(engine, Standing.UNKNOWN, f"search-{engine.skipped}")
    states = [trial.state for trial in known_trials(engine)]
    if TrialState.FOUND in states:
        return Engine(engine, Standing.FINDS)
    if TrialState.MISSED in states:
        return Engine(engine, Standing.MISSES)
    if TrialState.NOTHING in states:
        return Engine(engine, Standing.EMPTY)
    unsure = next((each for each in known_trials(engine) if each.state is TrialState.CANT_TELL), None)
    if unsure is not None:
        failure = unsure.failure.value if unsure.failure else ""
        return Engine(engine, Standing.UNKNOWN, unsure.reason or failure or "unreadable")
    if TrialState.FAILED in states:
        return Engine(engine, Standing.BROKEN)
    return Engine(engine, Standing.UNKNOWN, "untried")


def _found(engine: SearchEngine) -> int:
    return sum(trial.state is TrialState.FOUND for trial in engine.trials)


# ── known items ───────────────────────────────────────────────────────────────────────────────────


class Sought(StrEnum):
    """What became of a known item."""

    FOUND = "found"
    LOST = "lost"  # asked by its whole title, it is provably not among the results
    BEYOND = "beyond"  # not on the first page of results; further pages may have it
    UNTOLD = "untold"  # not asked by its whole title, or nobody can tell


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item with the queries for it. ``held``: old enough for an index to know it."""

    trials: tuple[SearchTrial, ...]
    held: bool

    @property
    def title(self) -> str:
        return self.trials[0].query.title or self.trials[0].query.text

    @property
    def date(self) -> str:
        return self.trials[0].query.date

    @property
    def whole(self) -> SearchTrial | None:
        return next((trial for trial in self.trials if trial.query.kind is QueryKind.WHOLE), None)

    @property
    def sought(self) -> Sought:
        if any(trial.state is TrialState.FOUND for trial in self.trials):
            return Sought.FOUND
        if self.whole is None or self.whole.state in (TrialState.CANT_TELL, TrialState.FAILED):
            return Sought.UNTOLD
        return Sought.LOST if is_proven_miss(self.whole) else Sought.BEYOND


def known_items(facts: Facts, engine: SearchEngine) -> tuple[KnownItem, ...]:
    """The items that the engine was asked for, in the order of the queries.

    An index may lag: what is younger than ``search-index-days`` on the day of asking, or bears no date, is not held
    against it.
    """
    newest = asked_on(facts) - timedelta(days=facts.profile.threshold("search-index-days"))
    found: dict[str, list[SearchTrial]] = {}
    for trial in known_trials(engine):
        found.setdefault(item_key(trial), []).append(trial)
    return tuple(
        KnownItem(tuple(trials), "" < trials[0].query.date[:10] <= newest.isoformat())
        for trials in found.values()
    )


def item_key(trial: SearchTrial) -> str:
    return trial.query.url or trial.query.title or trial.query.text


def item_address(facts: Facts, trial: SearchTrial) -> str:
    """Where a visitor finds the item that was looked for; the trial has its canonical address, which bears no scheme."""
    url, scheme = trial.query.url, urlsplit(facts.portal.url).scheme
    return f"{scheme}://{url}" if url and "://" not in url else url


def asked_on(facts: Facts) -> date:
    """Day of the queries (UTC), whenever the judging is done; the day of judgement when it is not told."""
    days = sorted(
        fetch.fetched_at[:10]
        for fetch in facts.inventory.asked
        if fetch.purpose is Purpose.SEARCH and fetch.fetched_at
    )
    return min(date.fromisoformat(days[0]), facts.today) if days else facts.today


def is_proven_miss(trial: SearchTrial) -> bool:
    """True when the query was answered and the item is not in the whole of the answer: no result at all, or all results on
    the one page that was read. An engine that answers others and fails here may have failed in passing."""
    if trial.state is TrialState.NOTHING:
        return True
    return trial.state is TrialState.MISSED and trial.total is not None and trial.total <= trial.results


# ── nonsense ──────────────────────────────────────────────────────────────────────────────────────


class Nonsense(StrEnum):
    """What a word that stands nowhere brings."""

    NOTHING = "nothing"  # as it should, or next to nothing
    BROAD = "broad"  # as much as real queries, or as everything that was read
    IGNORED = "ignored"  # whatever is asked, as it seems the same list: the query is not looked at
    NO_TOTAL = "no-total"  # a page full of results, and it is not told how many there are
    UNTOLD = "untold"  # not asked, or not understood


def nonsense_trial(engine: SearchEngine) -> SearchTrial | None:
    asked = [trial for trial in engine.trials if trial.query.kind is QueryKind.NONSENSE]
    return next((trial for trial in asked if trial.state in ANSWERED), next(iter(asked), None))


def nonsense(facts: Facts, engine: SearchEngine) -> Nonsense:
    trial = nonsense_trial(engine)
    if trial is None or trial.state not in ANSWERED:
        return Nonsense.UNTOLD
    least = int(facts.profile.threshold("search-nonsense-results"))
    amount, real = finds(trial), [each for each in known_trials(engine) if each.state in _WITH_RESULTS]
    if trial.state is TrialState.NOTHING or amount < least or not real:
        return Nonsense.NOTHING
    if trial.total is not None and {each.total for each in real} == {trial.total} and _may_be_one_list(real):
        return Nonsense.IGNORED
    found = any(each.state is TrialState.FOUND for each in real)
    if amount >= items_read(facts) > 0 or (len(real) > 1 and not found):
        return Nonsense.BROAD
    if trial.total is None or any(each.total is None for each in real):
        return Nonsense.NO_TOTAL
    share = facts.profile.threshold("search-nonsense-percent")
    return Nonsense.BROAD if amount * 100 >= share * max(map(finds, real)) else Nonsense.NOTHING


def _may_be_one_list(trials: Sequence[SearchTrial]) -> bool:
    """True when the answers for two items or more may be one and the same list: no two items at one rank."""
    places = {(trial.rank, item_key(trial)) for trial in trials if trial.rank is not None}
    items, ranks = {item_key(trial) for trial in trials}, [rank for rank, _ in places]
    return len(items) > 1 and len(ranks) == len(set(ranks))


def explains_misses(facts: Facts, engine: SearchEngine) -> bool:
    """True when nothing known is found because the engine does not look at the query."""
    state = nonsense(facts, engine)
    return state is Nonsense.IGNORED or (state is Nonsense.BROAD and not _found(engine))


def finds(trial: SearchTrial) -> int:
    """How many results the engine says that there are; without that, how many stand on the first page."""
    return trial.results if trial.total is None else trial.total


def items_read(facts: Facts) -> int:
    """Different items in the lists that were read."""
    return len({item.url for column in facts.inventory.columns for item in column.items if item.url})


def shown(trials: Sequence[SearchTrial]) -> tuple[str, ...]:
    """Queries as texts, each once."""
    return tuple(dict.fromkeys(trial.query.text for trial in trials))
