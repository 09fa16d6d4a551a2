"""The minutes that a portal's crawl may take. Those in which its back-end was not to be asked are not the portal's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from auditor.crawl.pace import Pace


class Allowance:
    """Calls ``over`` when the time is up, unless the ``with`` block ends before. ``seconds`` are those of an open lane."""

    def __init__(self, seconds: float, pace: Pace | None, over: Callable[[], None]) -> None:
        self._seconds, self._pace, self._over = seconds, pace, over
        self._granted = self._postponed()
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Allowance:
        self._arm(self._seconds)
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _postponed(self) -> float:
        return self._pace.count.postponed if self._pace is not None else 0.0

    def _arm(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._up)

    def _up(self) -> None:
        more = self._postponed() - self._granted
        if more <= 0:
            self._over()
            return
        self._granted += more
        self._arm(more)
