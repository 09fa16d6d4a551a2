"""The pace of a lane: whatever is asked of one back-end goes out one by one, never closer than the interval.

One :class:`Pace` is shared by all crawls of a lane, one after another. A request takes its turn before its time-outs begin,
and the slot counts from the moment at which it is really written: a connection that took long to open does not let two
requests arrive together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

#: However long a server asks to be left alone (``Retry-After``), the lane waits no longer than this (seconds).
LONGEST_POSTPONEMENT = 300.0
#: A back-end in its quiet hours is looked at so often (seconds): the clock may be set meanwhile.
_GLANCE = 60.0


def _always() -> bool:
    return True


def _open() -> float:
    return 0.0


@dataclass(eq=False)
class _Waiter:
    turn: asyncio.Future[bool]
    is_wanted: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class PaceCount:
    """``turns``: requests written; ``lost``: seconds in which the lane might have asked and did not; ``postponed``: seconds
    that the back-end asked for, or was closed. ``turns × interval + lost + postponed`` is the life of the pace."""

    turns: int
    lost: float
    postponed: float


@dataclass(eq=False)
class Pace:
    """Made on a running event loop. Its first slot is one ``interval`` after its making: a predecessor in the lane, dead or in
    another process, may just have asked. ``closed``: for how many seconds from now the back-end may not be asked at
    all (its quiet hours); no slot is given meanwhile."""

    interval: float
    clock: Callable[[], float] | None = None
    closed: Callable[[], float] = _open
    _waiting: deque[_Waiter] = field(default_factory=deque)
    _timer: asyncio.TimerHandle | None = None
    _turns: int = 0
    _lost: float = 0.0
    _postponed: float = 0.0

    def __post_init__(self) -> None:
        if self.interval <= 0:
            raise ValueError("an interval is more than nothing")
        self._loop = asyncio.get_running_loop()
        self._now = self.clock or self._loop.time
        self._free = self._now() + self.interval  # nothing is written before
        self._next = self._free  # nobody is called before: a slot given and not yet written counts

    @property
    def count(self) -> PaceCount:
        return PaceCount(self._turns, self._lost, self._postponed)

    async def turn(self, is_wanted: Callable[[], bool] = _always) -> bool:
        """Waits for the next slot, first come, first served. False when ``is_wanted`` says by then (or at :meth:`recheck`)
        that nothing is to be sent any more: no slot is used."""
        return await self._wait(is_wanted, first=False)

    def turn_from_thread(self) -> None:
        """A turn for what is sent by another thread than the event loop's; it counts as written at once."""

        async def take() -> None:
            await self.turn()
            await self.written()

        asyncio.run_coroutine_threadsafe(take(), self._loop).result()

    async def written(self, is_wanted: Callable[[], bool] = _always) -> bool:
        """Called right before a request is written; returns at once when the lane is free, as it is for whoever had his turn
        and wrote soon. A request that comes late, or goes out a second time, waits for a slot, before all others. False when
        it is not wanted any more by then: it is not written."""
        while self._now() < self._free:
            # It may come to this only after everybody who waited was told to go (:meth:`recheck`).
            if not is_wanted() or not await self._wait(is_wanted, first=True):
                return False
        self.mark()
        return True

    @property
    def is_free(self) -> bool:
        return self._now() >= self._free

    def mark(self) -> None:
        """A request is written now."""
        now = self._now()
        self._turns += 1
        self._lost += max(0.0, now - self._free)
        self._free = self._next = now + self.interval
        self._arm()

    def delayed(self) -> None:
        """What was marked has left only now: the interval begins anew."""
        self._free = max(self._free, self._now() + self.interval)
        self._next = max(self._next, self._free)

    def postpone(self, seconds: float) -> None:
        """Leave the back-end alone for so long, as it asked."""
        self._leave_alone(min(max(0.0, seconds), LONGEST_POSTPONEMENT))
        self._arm()

    def recheck(self) -> None:
        """Lets everybody go whose request is not wanted any more."""
        for waiter in list(self._waiting):
            if waiter.turn.done() or not waiter.is_wanted():
                self._waiting.remove(waiter)
                if not waiter.turn.done():
                    waiter.turn.set_result(False)

    # ── inside ──

    async def _wait(self, is_wanted: Callable[[], bool], *, first: bool) -> bool:
        waiter = _Waiter(self._loop.create_future(), is_wanted)
        if first:
            self._waiting.appendleft(waiter)
        else:
            self._waiting.append(waiter)
        self._arm()
        return await waiter.turn

    def _leave_alone(self, seconds: float) -> None:
        until = self._now() + seconds
        if until > self._free:
            self._postponed += until - max(self._free, self._now())
            self._free = until
            self._next = max(self._next, until)

    def _arm(self) -> None:
        """Wake up at the next slot, if anybody waits for one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._timer = self._loop.call_later(max(0.0, self._next - self._now()), self._give)

    def _give(self) -> None:
        self._timer = None
        closed = self.closed()
        if closed > 0:
            self._leave_alone(min(closed, _GLANCE))
        elif self._now() >= self._next:
            while self._waiting:
                waiter = self._waiting.popleft()
                if waiter.turn.done():  # cancelled
                    continue
                wanted = waiter.is_wanted()
                waiter.turn.set_result(wanted)
                if wanted:
                    self._next = self._now() + self.interval
                    break
        self._arm()
