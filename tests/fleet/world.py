"""The world of the benchmarks, for tests: invented counties served on loopback under their own host names."""

from __future__ import annotations

from bench import world
from bench.world import TODAY, Request, Running, counties, start

__all__ = ["TODAY", "Request", "Running", "counties", "register_text", "start"]


def register_text(number: int, backends: int, port: int = 1, interval: float = 0.05) -> str:
    """The register of a world that nobody serves."""
    return world.register_text(counties(number, backends), port, interval)
