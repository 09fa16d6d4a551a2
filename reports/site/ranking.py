"""Who stands where: ranks that say how sure they are, because a score is a range. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Level, Scope
from reports.site.digest import CountyHead


@dataclass(frozen=True, slots=True)
class Standing:
    """``rank`` goes by the lower end of the score range, equals share one; ``least`` and ``most`` are the best and the worst
    rank that the ranges allow. None for a county that is vetoed or could not be judged."""

    head: CountyHead
    rank: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class League:
    """Counties that may be compared: one scope, one level. ``mixed`` names what still differs among them."""

    scope: Scope
    level: Level
    standings: tuple[Standing, ...]
    mixed: tuple[str, ...] = ()


def leagues(heads: Sequence[CountyHead]) -> tuple[League, ...]:
    """All leagues that have a member, portals of counties before the others."""
    order = [
        (scope, level) for scope in Scope for level in sorted(Level, key=lambda one: one is not Level.COUNTY)
    ]
    found = {key: [h for h in heads if (h.scope, h.level) == key] for key in order}
    return tuple(
        League(scope, level, standings(members), _mixed(members))
        for (scope, level), members in found.items()
        if members
    )


def standings(heads: Sequence[CountyHead]) -> tuple[Standing, ...]:
    """Ranked ones first, then those with a veto, then those that could not be judged."""
    ranked = [h for h in heads if h.last.judged and not h.last.vetoed]
    ranked.sort(key=lambda h: (-h.last.worst, -h.last.best, h.code, h.key))
    worsts = sorted(-h.last.worst for h in ranked)
    bests = sorted(-h.last.best for h in ranked)
    pairs = [(-h.last.worst, -h.last.best) for h in ranked]
    rows = [
        Standing(
            head,
            rank=1 + bisect_left(pairs, pair),
            least=1 + bisect_left(worsts, -head.last.best),
            most=1 + bisect_left(bests, -head.last.worst) - (head.last.best > head.last.worst),
        )
        for head, pair in zip(ranked, pairs, strict=True)
    ]
    vetoed = [h for h in heads if h.last.judged and h.last.vetoed]
    vetoed.sort(key=lambda h: (-h.last.worst, -h.last.best, h.code, h.key))
    unjudged = sorted((h for h in heads if not h.last.judged), key=lambda h: (h.code, h.key))
    return (*rows, *map(Standing, vetoed), *map(Standing, unjudged))


def middle(heads: Sequence[CountyHead]) -> tuple[float, float] | None:
    """Median of the lower and of the upper ends of the judged scores; None without any."""
    judged = [h.last for h in heads if h.last.judged]
    if not judged:
        return None
    worst, best = sorted(run.worst for run in judged), sorted(run.best for run in judged)
    low, high = (len(judged) - 1) // 2, len(judged) // 2
    return (worst[low] + worst[high]) / 2, (best[low] + best[high]) / 2


def _mixed(heads: Sequence[CountyHead]) -> tuple[str, ...]:
    last = [h.last for h in heads]
    sides = {
        "检查口径": {run.profile for run in last},
        "规则版本": {run.rules for run in last},
        "标准目录": {run.edition for run in last},
    }
    return tuple(name for name, values in sides.items() if len(values) > 1)
