"""How many browsers are open in this process: each is worth half a gigabyte, and many crawls may run at the same time.

A browser that shows no page is closed when another crawl wants one; its crawl starts it again when it needs it. What a portal
gave its browser lives on in the crawl's own cookies (:mod:`auditor.crawl.cookies`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

#: Browsers at a time, whatever the number of crawls. One crawl never has more than one.
BROWSERS = 2
#: A crawl keeps its browser for so long at least, others waiting: starting one takes a second of the machine (seconds).
TENURE = 20.0
_GLANCE = 0.5


class Owner(Protocol):
    async def rest(self) -> None:
        """Close the browser; it is started again when it is wanted."""


@dataclass(eq=False)
class BrowserSlots:
    """``busy``: pages that the browsers of their owners show now; one at 0 may be closed."""

    number: int = BROWSERS
    tenure: float = TENURE
    _busy: dict[Owner, int] = field(default_factory=dict)
    _since: dict[Owner, float] = field(default_factory=dict)
    _resting: set[Owner] = field(default_factory=set)
    _waiting: list[Owner] = field(default_factory=list)

    async def enter(self, owner: Owner, is_wanted: Callable[[], bool]) -> bool:
        """Waits until the owner may show a page. False when that is not wanted any more."""
        self._waiting.append(owner)
        try:
            while is_wanted():
                if self._may_enter(owner) or await self._make_room(owner):
                    self._busy[owner] = self._busy.get(owner, 0) + 1
                    self._since.setdefault(owner, monotonic())
                    return True
                await asyncio.sleep(_GLANCE)
            return False
        finally:
            self._waiting.remove(owner)

    def leave(self, owner: Owner) -> None:
        """The page is closed, the browser is still open."""
        if owner in self._busy:
            self._busy[owner] -= 1

    def forget(self, owner: Owner) -> None:
        """The owner's browser is closed."""
        self._busy.pop(owner, None)
        self._since.pop(owner, None)

    def _may_enter(self, owner: Owner) -> bool:
        if owner in self._resting:
            return False
        if owner not in self._busy:
            return len(self._busy) < self.number
        others = any(other is not owner and other not in self._busy for other in self._waiting)
        return not others or self._busy[owner] > 0 or monotonic() - self._since[owner] < self.tenure

    async def _make_room(self, owner: Owner) -> bool:
        """Closes the browser that has been idle, if there is one, for the first of those who wait."""
        first = next((each for each in self._waiting if each not in self._busy), None)
        idle = next(
            (each for each, pages in self._busy.items() if not pages and each not in self._resting), None
        )
        if first is not owner or idle is None:
            return False
        self._resting.add(idle)
        try:
            await idle.rest()
        finally:
            self._resting.discard(idle)
            self.forget(idle)
        return len(self._busy) < self.number


#: Those of this process.
SLOTS = BrowserSlots()
