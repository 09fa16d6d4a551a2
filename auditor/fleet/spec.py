"""What a shard process is told: its lanes, what each portal may cost, and where results go. Never the store's password.

Whoever plans a night writes the file; ``auditor shard SPEC.json`` reads it. A spec may be started again after its process
died, and by two processes at once: what is done is skipped, what somebody else holds is left to him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.model import Level
from auditor.model.fleet import Backend, Lane, Night, Pass, PlannedPortal, Register, RegisteredPortal, Shard

#: So many lanes at the same time in one process: beyond that the CPU, not politeness, sets the pace.
LANES_AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class PortalSpec:
    """A portal as ``auditor run`` would be asked for it. ``minutes`` end its crawl in good order, ``seconds`` are what it
    is expected to take. ``reask`` are pages
    (canonical addresses) for which no earlier answer may stand: the second look asks for what findings rest on. ``browser``:
    "" as the look has it."""

    code: str
    name: str
    target: str
    level: Level
    profile: str
    pages: int
    minutes: float
    seconds: float = 0.0
    reask: tuple[str, ...] = ()
    browser: str = ""


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """``quiet`` and ``quiet_on`` as in :class:`~auditor.model.fleet.Backend`."""

    backend: str
    interval: float
    portals: tuple[PortalSpec, ...]
    quiet: tuple[tuple[str, str], ...] = ()
    quiet_on: str = "always"


@dataclass(frozen=True, slots=True)
class ShardSpec:
    """``run``: the id of the run folders of this look. ``patience``: factor of the time-outs. ``dead``: holders whose tasks
    and lanes may be taken over at once because they are known to have ended (others are watched, see ``holders``)."""

    night: str
    run: str
    today: str
    out: str
    number: int
    lanes: tuple[LaneSpec, ...]
    look: Pass = Pass.AUDIT
    browser: str = "auto"
    update: bool = False
    probes: bool = True
    patience: float = 1.0
    rehearsal: tuple[tuple[str, tuple[str, int]], ...] = ()
    dead: tuple[str, ...] = ()
    lanes_at_once: int = LANES_AT_ONCE


@dataclass(frozen=True, slots=True)
class Look:
    """How the portals of a look are crawled; the same for all shards of it."""

    kind: Pass = Pass.AUDIT
    browser: str = "auto"
    update: bool = False
    probes: bool = True
    patience: float = 1.0
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """What is peculiar to the second look at one portal (:class:`auditor.fleet.confirm.Order`)."""

    reask: tuple[str, ...] = ()
    browser: str = ""


def run_of(night: Night, look: Pass) -> str:
    """The id of the run folders that a look of a night makes."""
    return night.run if look is Pass.AUDIT else f"{night.run}-2"


def make_spec(
    register: Register,
    shard: Shard,
    night: Night,
    out: Path,
    look: Look | None = None,
    again: Mapping[str, Again] | None = None,
) -> ShardSpec:
    """The spec of one shard of a plan. ``again`` by portal code. KeyError for a portal that the register lacks."""
    look = look or Look()
    known = {portal.code: portal for portal in register.portals}
    backends = {backend.id: backend for backend in register.backends}
    orders = again or {}

    def lane_spec(lane: Lane) -> LaneSpec:
        portals = (
            _portal_spec(known[each.code], each, orders.get(each.code, Again())) for each in lane.portals
        )
        backend = backends.get(lane.backend, Backend(lane.backend, lane.interval))
        return LaneSpec(lane.backend, lane.interval, tuple(portals), backend.quiet, backend.quiet_on)

    return ShardSpec(
        night=night.id,
        run=run_of(night, look.kind),
        today=night.today,
        out=str(out),
        number=shard.number,
        lanes=tuple(lane_spec(lane) for lane in shard.lanes),
        look=look.kind,
        browser=look.browser,
        update=look.update,
        probes=look.probes,
        patience=look.patience,
        rehearsal=register.rehearsal,
        dead=look.dead,
    )


def _portal_spec(portal: RegisteredPortal, planned: PlannedPortal, again: Again) -> PortalSpec:
    return PortalSpec(
        code=portal.code,
        name=portal.name,
        target=portal.target,
        level=portal.level,
        profile=portal.profile,
        pages=portal.budget.pages,
        minutes=portal.budget.minutes,
        seconds=planned.cost.seconds,
        reask=again.reask,
        browser=again.browser,
    )


def write_spec(path: Path, spec: ShardSpec) -> Path:
    return outputs.write(path, codec.encode_pretty(spec))


def read_spec(path: Path) -> ShardSpec:
    """AuditorError for a file that is missing, broken, or names a day or an interval that cannot be."""
    try:
        spec = codec.decode(path.read_bytes(), ShardSpec)
        date.fromisoformat(spec.today)
    except OSError as error:
        raise AuditorError(
            f"无法读取分片文件 {path}：{error.strerror or error}。分片由 auditor fleet run 写出和启动"
        ) from error
    except ValueError as error:
        raise AuditorError(
            f"分片文件 {path} 已损坏（{codec.reason(error)}）。请用 auditor fleet resume 重新写出"
        ) from error
    if any(lane.interval <= 0 for lane in spec.lanes) or spec.patience <= 0 or spec.lanes_at_once < 1:
        raise AuditorError(f"分片文件 {path}：间隔、倍数和并发数应大于 0。请用 auditor fleet resume 重新写出")
    return spec
