"""All fixture portals that can be changed, by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bench.mutations.counties import Qinghe, Wenhe
from bench.mutations.plan import Site
from bench.mutations.planned import load_planned, planned_cases


def cases() -> tuple[str, ...]:
    """All portals whose builder is known."""
    return tuple(sorted([*planned_cases(), "qinghe", "wenhe"]))


def load(case: str) -> Site:
    """A fixture portal as its builder makes it. ValueError for a case that no builder knows."""
    if case == "qinghe":
        return Qinghe()
    if case == "wenhe":
        return Wenhe()
    if case not in planned_cases():
        raise ValueError(f"no plan of a portal is named {case}")
    return load_planned(case)


def write(tree: Mapping[str, bytes], folder: Path) -> None:
    """Write all files below an empty folder."""
    for name, body in tree.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
