"""Browsers of many crawls in one process: no more are open than may be, and everybody gets his turn."""

from __future__ import annotations

import asyncio

from auditor.crawl.browser_slots import BrowserSlots


class Crawler:
    """Opens a browser with its first page, closes it when told to."""

    def __init__(self, slots: BrowserSlots, log: list[int]) -> None:
        self._slots = slots
        self._log = log
        self.is_open = False
        self.starts = 0

    async def rest(self) -> None:
        await asyncio.sleep(0.01)
        self.is_open = False

    async def pages(self, number: int, crawlers: list[Crawler], pause: float = 0.0) -> None:
        for _ in range(number):
            assert await self._slots.enter(self, lambda: True)
            self.starts += not self.is_open
            self.is_open = True
            self._log.append(sum(each.is_open for each in crawlers))
            await asyncio.sleep(0.005)
            self._slots.leave(self)
            await asyncio.sleep(pause)


def crawl(number: int, slots: BrowserSlots, pages: int = 5) -> tuple[list[Crawler], list[int]]:
    log: list[int] = []
    crawlers = [Crawler(slots, log) for _ in range(number)]

    async def work() -> None:
        await asyncio.wait_for(asyncio.gather(*(each.pages(pages, crawlers) for each in crawlers)), 20)

    asyncio.run(work())
    return crawlers, log


def test_no_more_browsers_are_open_than_may_be() -> None:
    crawlers, log = crawl(5, BrowserSlots(2, tenure=0.0))
    assert len(log) == 25
    assert max(log) == 2
    assert all(each.starts >= 1 for each in crawlers)


def test_a_single_crawl_keeps_its_browser() -> None:
    [only], _ = crawl(1, BrowserSlots(1, tenure=0.0), pages=20)
    assert only.starts == 1


def test_a_crawl_keeps_its_browser_for_a_while_when_others_wait() -> None:
    crawlers, _ = crawl(2, BrowserSlots(1, tenure=60.0), pages=20)
    assert [each.starts for each in crawlers] == [1, 1]


def test_who_is_stopped_waits_no_longer() -> None:
    async def work() -> None:
        slots = BrowserSlots(1)
        holder, waiter = Crawler(slots, []), Crawler(slots, [])
        assert await slots.enter(holder, lambda: True)
        wanted = [True, True, False]
        assert not await asyncio.wait_for(slots.enter(waiter, lambda: wanted.pop(0)), 5)

    asyncio.run(work())


def test_a_browser_that_was_closed_makes_room() -> None:
    async def work() -> None:
        slots = BrowserSlots(1)
        first, second = Crawler(slots, []), Crawler(slots, [])
        assert await slots.enter(first, lambda: True)
        waiting = asyncio.ensure_future(slots.enter(second, lambda: True))
        await asyncio.sleep(0.05)
        slots.leave(first)
        slots.forget(first)
        assert await asyncio.wait_for(waiting, 5)

    asyncio.run(work())
