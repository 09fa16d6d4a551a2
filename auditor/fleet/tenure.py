"""The lanes that a shard holds: taken in the store, shown to be alive, given back. Whoever loses one stops working on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from auditor.errors import AuditorError
from auditor.fleet.holders import is_dead
from auditor.model.fleet import Lease
from auditor.store import Store, leases

#: Names of leases on lanes: ``lane:<back-end>``.
LANE = "lane:"
_GLANCE = 2.0


class Tenure:
    """The leases of one holder. :meth:`keep` beats until it is cancelled; ``on_lost`` is told the back-end of a lane that
    somebody else has taken over."""

    def __init__(
        self, store: Store, holder: str, dead: frozenset[str], on_lost: Callable[[str], None]
    ) -> None:
        self._store = store
        self._holder = holder
        self._dead = dead
        self._on_lost = on_lost
        self._held: set[str] = set()

    async def take(self, backend: str) -> bool:
        """True when the lane is ours now; False when its holder lives. A holder of whom nobody knows is watched for as long as
        a lease holds."""
        name = LANE + backend
        seen: leases.Watched | None = None
        while True:
            found = await asyncio.to_thread(self._try, name)
            if found is None:
                self._held.add(name)
                return True
            if seen is not None and seen.lease != found:
                return False
            seen = leases.watch(seen, found, time.monotonic())
            gone = found.holder in self._dead or is_dead(found.holder)
            if gone or seen.abandoned:
                if await asyncio.to_thread(self._seize, found):
                    self._held.add(name)
                    return True
                return False
            if gone is False:  # a living process of this machine: no need to wait until it beats
                return False
            await asyncio.sleep(_GLANCE)

    async def release(self, backend: str) -> None:
        """Give a lane back. One that cannot be given back, for want of a store, expires."""
        name = LANE + backend
        if name in self._held:
            self._held.discard(name)
            with suppress(AuditorError):
                await asyncio.to_thread(self._store.do, lambda c: leases.release(c, self._holder, (name,)))

    async def keep(self) -> None:
        """Beats until cancelled."""
        while True:
            await asyncio.sleep(leases.BEAT)
            held = frozenset(self._held)
            if not held:
                continue
            try:
                still = await asyncio.to_thread(
                    self._store.do, lambda c, names=held: leases.beat(c, self._holder, names)
                )
            except AuditorError:
                continue  # the store is away: nobody can take over meanwhile; whoever needs it says so
            for name in sorted((held - still) & self._held):
                self._held.discard(name)
                self._on_lost(name.removeprefix(LANE))

    # ── inside ──

    def _try(self, name: str) -> Lease | None:
        """Take it; gives whose it is, None when it is ours."""
        if self._store.do(lambda c: leases.take(c, name, self._holder)) is not None:
            return None
        return self._store.read(lambda c: leases.lease(c, name)) or Lease(name, "", -1)

    def _seize(self, found: Lease) -> bool:
        return self._store.do(lambda c: leases.seize(c, found.name, found, self._holder)) is not None
