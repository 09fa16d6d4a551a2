"""When a portal as a whole may be judged."""

import pytest

from auditor.model import Coverage, Obstacle
from auditor.sufficiency import Unjudged, unjudged


def coverage(pages: int, failed: int, fetched: int, obstacles: int = 0, reason: str = "finished") -> Coverage:
    blocked = tuple(Obstacle(f"http://x.test/{n}", "timeout") for n in range(obstacles))
    return Coverage(
        pages, failed, fetched, fetched, 0, 0, complete=not blocked, obstacles=blocked, reason=reason
    )


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (coverage(1, 1, 0), Unjudged.NOTHING_READ),
        (coverage(1, 0, 0), Unjudged.NO_COLUMNS),
        (coverage(30, 22, 5, reason="blocked"), Unjudged.BLOCKED),
        (coverage(30, 0, 20, reason="interrupted"), Unjudged.INTERRUPTED),
        (coverage(10, 6, 4, obstacles=5), Unjudged.BELOW_FLOOR),
        (coverage(10, 5, 5, obstacles=5), None),  # exactly half is enough at a floor of one half
        (coverage(30, 2, 20, reason="page-cap"), None),
        (coverage(30, 0, 20), None),
    ],
)
def test_sufficiency(seen: Coverage, reason: Unjudged | None) -> None:
    assert unjudged(seen, 0.5) == reason
