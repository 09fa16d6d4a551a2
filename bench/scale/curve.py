"""A curve: what one more page, column, county or night costs, at several sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.result import figure, table


@dataclass(frozen=True, slots=True)
class Point:
    """``size`` units cost ``cpu`` seconds of processor time over all processes; ``memory`` is the peak in MB (of a store: its
    size on disk); ``seconds`` passed."""

    size: int
    cpu: float
    memory: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Curve:
    """``unit`` is what grows; ``what`` is said below its heading; ``memory`` names the second figure."""

    name: str
    unit: str
    what: str
    points: tuple[Point, ...]
    memory: str = "peak memory"

    @property
    def further(self) -> tuple[float, ...]:
        """CPU-ms of each further unit between a point and the next: without the start of the command."""
        return tuple(
            (late.cpu - early.cpu) * 1000 / (late.size - early.size) for early, late in pairwise(self.points)
        )

    @property
    def growth(self) -> float:
        """CPU of a further unit at the end in those at the beginning: 1 is flat."""
        return self.further[-1] / self.further[0] if self.further[0] > 0 else 1.0

    @property
    def slope(self) -> float:
        """kB of memory for each further unit between the smallest and the greatest size."""
        first, last = self.points[0], self.points[-1]
        return (last.memory - first.memory) * 1024 / (last.size - first.size)

    def markdown(self, picture: str) -> str:
        head = [self.name.lower(), f"CPU-ms a {self.unit}", f"CPU-ms of a further {self.unit}",
                f"{self.memory} (MB)", "seconds"]  # fmt: skip
        further = ("–", *map(figure, self.further))
        rows = [
            (f"{p.size:,}", figure(p.cpu * 1000 / p.size), more, figure(p.memory), figure(p.seconds))
            for p, more in zip(self.points, further, strict=True)
        ]
        end = (
            f"A further {self.unit} costs {self.growth:.2f} times as much at the end as at the beginning, and "
            f"{figure(self.slope)} kB of memory on average."
        )
        return "\n".join([f"### {self.name}", "", self.what, "", f"![{self.name}]({picture})", "",
                          table(head, rows), "", end])  # fmt: skip


def thinned(sizes: Sequence[int]) -> tuple[int, ...]:
    """Sizes once each, from the smallest to the greatest. ValueError when there are less than two."""
    found = tuple(sorted(set(sizes)))
    if len(found) < 2 or found[0] < 1:
        raise ValueError("a curve needs two sizes of at least 1")
    return found
