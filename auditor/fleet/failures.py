"""What can go wrong with a portal in a night: whether it passes, whose business it is, how often it is tried again, and the
cure in words. The data is ``rules/failures.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import Audit
from auditor.sufficiency import Unjudged

FILE = Path(__file__).resolve().parents[2] / "rules" / "failures.yml"
#: What stands for a kind that the file does not know.
UNKNOWN = "error"
#: Kinds of the fleet itself, besides those of :class:`auditor.model.Failure` and :class:`auditor.sufficiency.Unjudged`.
FLEET = frozenset(
    "crashed judging-failed snapshot-damaged backend-down budget no-time disk-full store-gone locked worker-lost "
    "scheduler-gone bad-target bad-profile no-browser".split()
)
_WAIT = re.compile(r"\bretry-after=(\d+)\b")


class Lasts(StrEnum):
    """TRANSIENT: may be over when asked again; PERMANENT: will be the same until somebody does something."""

    TRANSIENT = "transient"
    PERMANENT = "permanent"


class Whose(StrEnum):
    """PORTAL: of one portal; BACKEND: of what answers for several; NETWORK: between here and there; OURS: of this program or
    the machine that it runs on."""

    PORTAL = "portal"
    BACKEND = "backend"
    NETWORK = "network"
    OURS = "ours"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lasts: Lasts
    whose: Whose
    times: Annotated[int, msgspec.Meta(ge=0, le=5)]
    after: Annotated[int, msgspec.Meta(ge=0, le=7200)]
    cure: Annotated[str, msgspec.Meta(min_length=6)]


@dataclass(frozen=True, slots=True)
class Kind:
    """``times``: how often it is tried again within the night; ``after``: seconds before the first of these, doubled for each
    that follows."""

    name: str
    lasts: Lasts
    whose: Whose
    times: int
    after: float
    cure: str


@cache
def taxonomy(path: Path = FILE) -> Mapping[str, Kind]:
    """All kinds by name. AuditorError names line and cure."""
    located = strict_yaml.load_located(path, dict[str, _Row])
    for name, row in located.value.items():
        if row.lasts is Lasts.PERMANENT and row.times:
            located.fail(
                (name, "times"), "持久的失败当晚再试也一样，times 应为 0；否则请把 lasts 改为 transient"
            )
    if UNKNOWN not in located.value:
        located.fail((), f"缺少“{UNKNOWN}”：没有列出的失败按它处理。请补上")
    return {
        name: Kind(name, row.lasts, row.whose, row.times, float(row.after), row.cure)
        for name, row in located.value.items()
    }


def kind(name: str) -> Kind:
    """A kind by its name; what the file does not know is our own fault."""
    known = taxonomy()
    return known.get(name) or known[UNKNOWN]


def breaks(name: str) -> bool:
    """True for what speaks against the whole back-end: some in a row and the rest of its portals are spared."""
    return kind(name).whose in (Whose.BACKEND, Whose.NETWORK)


def gives_up(name: str, attempt: int) -> bool:
    """True when a portal that failed so in its ``attempt``-th try (from 1) is not tried again tonight."""
    return attempt > kind(name).times


def of_audit(audit: Audit, cut: str = "") -> str:
    """The kind by which a night failed for a portal whose audit says nothing; "" when it was judged. ``cut``: why we ended
    its crawl ourselves (``budget``)."""
    if not audit.unjudged:
        return ""
    if audit.unjudged == Unjudged.INTERRUPTED and cut:
        return cut
    if audit.unjudged == Unjudged.BELOW_FLOOR and audit.coverage.reason == "page-cap":
        return "budget"
    if audit.unjudged in (Unjudged.NOTHING_READ, Unjudged.BELOW_FLOOR):
        return _commonest(audit) or audit.unjudged
    return audit.unjudged


def _commonest(audit: Audit) -> str:
    """The failure that most pages met; the passing one of two that are as common, for it is worth another try."""
    known = taxonomy()
    counted = [(count, name) for name, count in audit.coverage.failures if name in known]
    worth = {
        name: (count, known[name].lasts is Lasts.TRANSIENT, name)
        for count, name in counted
        if audit.unjudged == Unjudged.NOTHING_READ or known[name].lasts is Lasts.TRANSIENT
    }
    return max(worth, key=lambda name: worth[name], default="")


def with_wait(detail: str, seconds: float) -> str:
    """The words about a failure, with the time that the server asked to be left alone for (``Retry-After``)."""
    return f"{detail} retry-after={max(0, round(seconds))}".strip() if seconds > 0 else detail


def wait_of(detail: str) -> float:
    """Seconds that the server asked to be left alone for, as :func:`with_wait` wrote them; 0 when it did not."""
    found = _WAIT.findall(detail)
    return float(found[-1]) if found else 0.0
