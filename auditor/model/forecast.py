"""What a plan comes to: when each lane and the night will end, and what has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.fleet import LeftOut, NightPlan


class Bound(StrEnum):
    """What decides how long a night lasts. POLITENESS: requests to one back-end, one after another; PROCESSOR: more pages
    than the processes can read; PLACES: more lanes than the processes crawl at the same time."""

    POLITENESS = "politeness"
    PROCESSOR = "processor"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class LaneForecast:
    """``seconds`` of asking, ``paused`` seconds of quiet hours before and in between, ``waited`` until its process has a
    place for it; ``begins``, ``ends`` are ISO times. ``largest``
    is the code of the portal that takes most of it, ``unknown`` counts portals without history, ``bounded`` those of which a
    budget allows only a part."""

    backend: str
    shard: int
    interval: float
    portals: int
    requests: int
    seconds: float
    paused: float
    waited: float
    begins: str
    ends: str
    largest: str
    largest_seconds: float
    unknown: int
    bounded: int


@dataclass(frozen=True, slots=True)
class ShardForecast:
    """``processor``: seconds that one processor is busy for it."""

    number: int
    lanes: int
    portals: int
    requests: int
    processor: float
    ends: str


@dataclass(frozen=True, slots=True)
class LeftOutForecast:
    """``nights``: in a row without time for it, tonight included. ``too_large``: it does not fit in such a night even alone."""

    code: str
    name: str
    reason: LeftOut
    backend: str
    seconds: float
    nights: int = 0
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class NightForecast:
    """``lanes``: the one that ends last first. ``until``: when the night must end, "" for no end; ``planned_until`` what is
    planned up to, the rest is kept for second looks and retries. ``uncertain``: years whose holidays are not announced
    and matter."""

    plan: NightPlan
    register: str
    workday: bool | None
    portals: int
    requests: int
    bound: Bound
    lanes: tuple[LaneForecast, ...]
    shards: tuple[ShardForecast, ...]
    left_out: tuple[LeftOutForecast, ...]
    until: str = ""
    planned_until: str = ""
    uncertain: tuple[int, ...] = ()
    rehearsal: bool = False
