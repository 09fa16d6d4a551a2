"""The pace of a lane by itself: order, spacing, postponement, and what happens to slots that nobody uses."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from auditor.crawl.pace import LONGEST_POSTPONEMENT, Pace
from tests import leaping
from tests.leaping import now

T = 1.0
#: Sums of seconds are not exact to the last bit.
APART = T - 1e-6


def run(work: Callable[[Pace], Awaitable[None]], interval: float = T) -> Pace:
    async def go() -> Pace:
        pace = Pace(interval)
        await work(pace)
        return pace

    return leaping.run(go())


async def ask(pace: Pace, name: str, log: list[tuple[str, float]], connecting: float = 0.0) -> None:
    """One request: its turn, its connection, its writing."""
    await pace.turn()
    await asyncio.sleep(connecting)
    await pace.written()
    log.append((name, now()))


def gaps(log: list[tuple[str, float]]) -> list[float]:
    return [later - earlier for (_, earlier), (_, later) in itertools.pairwise(log)]


def test_requests_go_out_in_order_and_never_closer_than_the_interval() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        await asyncio.gather(*(ask(pace, str(number), log) for number in range(8)))

    pace = run(work)
    assert [name for name, _ in log] == [str(number) for number in range(8)]
    assert min(gaps(log)) >= APART
    assert log[0][1] >= APART  # somebody may have asked just before
    assert pace.count.turns == 8


def test_a_connection_that_opens_late_waits_for_a_slot_of_its_own() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        slow = ask(pace, "slow", log, connecting=3.5 * T)
        await asyncio.gather(slow, *(ask(pace, str(number), log) for number in range(6)))

    run(work)
    assert min(gaps(log)) >= APART
    assert [name for name, _ in log].index("slow") in range(1, 6)  # not after all of those who came after it


def test_a_connection_that_opens_soon_moves_the_next_slot() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        await asyncio.gather(
            ask(pace, "first", log, connecting=0.6 * T), *(ask(pace, str(number), log) for number in range(3))
        )

    run(work)
    assert log[0][0] == "first"
    assert min(gaps(log)) >= APART


def test_who_is_not_wanted_any_more_uses_no_slot() -> None:
    log: list[tuple[str, float]] = []
    wanted = True

    async def work(pace: Pace) -> None:
        nonlocal wanted
        leaving = [asyncio.ensure_future(pace.turn(lambda: wanted)) for _ in range(5)]
        staying = asyncio.ensure_future(ask(pace, "staying", log))
        await asyncio.sleep(0)
        wanted = False
        pace.recheck()
        assert await asyncio.gather(*leaving) == [False] * 5
        assert now() == 0.0
        await staying

    assert run(work).count.turns == 1


def test_a_cancelled_waiter_hinders_nobody() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        gone = asyncio.ensure_future(pace.turn())
        staying = asyncio.ensure_future(ask(pace, "staying", log))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait_for(staying, 10 * T)

    run(work)
    assert len(log) == 1


def test_retry_after_holds_everybody_back() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        await ask(pace, "refused", log)
        pace.postpone(6 * T)
        await asyncio.gather(*(ask(pace, str(number), log) for number in range(2)))

    pace = run(work)
    assert gaps(log) == pytest.approx([6 * T, T])
    assert pace.count.postponed == pytest.approx(5 * T)


def test_no_server_holds_a_lane_back_for_longer_than_five_minutes() -> None:
    async def work(pace: Pace) -> None:
        pace.postpone(86400)
        assert pace.count.postponed == pytest.approx(LONGEST_POSTPONEMENT - T)

    run(work)


def test_lost_time_is_what_the_lane_did_not_use() -> None:
    log: list[tuple[str, float]] = []

    async def work(pace: Pace) -> None:
        await ask(pace, "a", log)
        await asyncio.sleep(5 * T)
        await ask(pace, "b", log)

    assert run(work).count.lost == pytest.approx(4 * T)


def test_an_interval_is_more_than_nothing() -> None:
    async def work(pace: Pace) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="interval"):
        run(work, interval=0)


def test_nothing_goes_out_while_the_back_end_is_closed_and_that_time_is_not_called_lost() -> None:
    log: list[tuple[str, float]] = []

    async def go() -> Pace:
        pace = Pace(T, closed=lambda: max(0.0, 6 * T - now()))
        await asyncio.gather(*(ask(pace, str(number), log) for number in range(3)))
        return pace

    pace = leaping.run(go())
    assert [at for _, at in log] == pytest.approx([6 * T, 7 * T, 8 * T])
    assert pace.count.postponed == pytest.approx(5 * T)
    assert pace.count.lost == pytest.approx(0.0)


def test_a_request_that_waits_to_be_written_goes_when_it_is_not_wanted_any_more() -> None:
    async def go() -> tuple[bool, bool, float]:
        pace, wanted = Pace(T), [True]
        assert await pace.turn()
        pace.postpone(300)
        waiting = asyncio.ensure_future(pace.written(lambda: wanted[0]))
        await asyncio.sleep(T)
        early = waiting.done()
        wanted[0] = False
        pace.recheck()
        return early, await waiting, now()

    early, written, seconds = leaping.run(go())
    assert (early, written) == (False, False)
    assert seconds == pytest.approx(2 * T)  # its turn, and what it waited until it was told


def test_a_request_whose_connection_opens_after_the_stop_does_not_wait_at_all() -> None:
    async def go() -> bool:
        pace = Pace(T)
        pace.postpone(300)
        pace.recheck()
        return await asyncio.wait_for(pace.written(lambda: False), 1)

    assert not leaping.run(go())
