"""The plan of a night: everybody is in it once, it ends in time, and whoever is left out comes first."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from auditor.fleet import packing
from auditor.fleet.costs import expected
from auditor.fleet.forecast import forecast
from auditor.fleet.leftovers import left_out_before
from auditor.fleet.plan import make_plan, processor_seconds
from auditor.model.fleet import (
    Backend,
    Budget,
    Cost,
    Excluded,
    LeftOut,
    Night,
    NightPlan,
    NightState,
    Pass,
    Register,
    Schedule,
    ScheduleKind,
    Task,
    TaskState,
)
from auditor.model.forecast import Bound
from reports.fleet_plan import plan_lines
from tests.fleet.invented import FRIDAY, fleet, portal, register

DAY = FRIDAY.date()


def costs_of(given: Register, seed: int) -> Mapping[str, Cost]:
    chance = random.Random(seed)
    known = {
        p.code: (chance.randint(1, 4000), chance.uniform(1, 6000))
        for p in given.portals
        if chance.random() < 0.7
    }
    return expected(given, known)


def planned(plan: NightPlan) -> list[str]:
    return [p.code for shard in plan.shards for lane in shard.lanes for p in lane.portals]


def test_every_portal_is_in_one_lane_of_one_shard_or_left_out_with_a_reason() -> None:
    for seed in range(120):
        given = fleet(seed)
        chance = random.Random(seed)
        until = chance.choice((None, "22:10", "02:00", "06:30", "21:29"))
        ages = {each.code: chance.randint(1, 5) for each in given.portals if chance.random() < 0.2}
        costs = costs_of(given, seed)
        day = DAY + timedelta(days=chance.randint(0, 40))
        begins = FRIDAY + (day - DAY)
        plan = make_plan(given, day, begins, costs, ages, chance.randint(1, 6), until)
        excluded = [each.code for each in plan.excluded]
        assert sorted(planned(plan) + excluded) == sorted(each.code for each in given.portals)
        backends = [lane.backend for shard in plan.shards for lane in shard.lanes]
        assert len(backends) == len(set(backends))  # one lane a back-end, in one shard
        assert [shard.number for shard in plan.shards] == list(range(1, len(plan.shards) + 1))
        assert plan.ends >= plan.begins
        if plan.window is not None:
            end = datetime.fromisoformat(plan.begins) + timedelta(seconds=plan.window)
            assert datetime.fromisoformat(plan.ends) <= end
        paused = {each.code for each in given.portals if each.schedule.kind is ScheduleKind.PAUSED}
        assert {each.code for each in plan.excluded if each.reason is LeftOut.PAUSED} == paused
        if until is None:
            assert all(each.reason is not LeftOut.NO_TIME for each in plan.excluded)


def test_no_slot_of_a_plan_lies_in_quiet_hours() -> None:
    for seed in range(40):
        given = fleet(seed)
        backends = {backend.id: backend for backend in given.backends}
        plan = make_plan(given, DAY, FRIDAY, costs_of(given, seed), {}, 3, "06:30")
        for shard in plan.shards:
            for timed in packing.timed(shard, backends, FRIDAY, None):
                for slot in timed.slots:
                    moment = slot.begins.astimezone(FRIDAY.tzinfo)
                    assert not is_quiet(backends[timed.lane.backend], moment), (seed, slot)


def is_quiet(backend: Backend, moment: datetime) -> bool:
    """By plain clock arithmetic; nights here are of a Friday and a Saturday."""
    clock = f"{moment:%H:%M}"
    for begins, until in backend.quiet:
        day = moment.date() - timedelta(days=1) if until <= begins and clock < until else moment.date()
        if backend.quiet_on == "workdays" and day.weekday() >= 5:
            continue
        if begins <= clock < until if begins < until else (clock >= begins or clock < until):
            return True
    return False


def test_over_enough_nights_everybody_is_crawled() -> None:
    for seed in range(25):
        given = fleet(seed, 60, nightly=True)
        costs = costs_of(given, seed)
        waiting = {each.code for each in given.portals}
        nights: list[Night] = []
        for ahead in range(60):
            day = DAY + timedelta(days=ahead)
            begins = FRIDAY + timedelta(days=ahead)
            ages = left_out_before(reversed(nights[-14:]), lambda _: ())
            plan = make_plan(given, day, begins, costs, ages, 2, "01:30")
            told = forecast(plan, given, costs, ages)
            waiting -= set(planned(plan))
            waiting -= {each.code for each in told.left_out if each.too_large}
            nights.append(
                Night(day.isoformat(), "r", day.isoformat(), NightState.DONE, plan.begins, plan.ends, plan)
            )
            if not waiting:
                break
        assert not waiting, (seed, waiting)


def test_nobody_waits_longer_than_the_others_of_the_lane_need() -> None:
    given = register([portal(f"c{number}") for number in range(10)])
    costs = {each.code: Cost(1500, 1500.0, True) for each in given.portals}
    nights: list[Night] = []
    seen: dict[str, list[int]] = {each.code: [] for each in given.portals}
    for ahead in range(20):
        day = DAY + timedelta(days=ahead)
        ages = left_out_before(reversed(nights), lambda _: ())
        plan = make_plan(given, day, FRIDAY + timedelta(days=ahead), costs, ages, 1, "22:50")  # two fit
        assert len(planned(plan)) == 2
        for code in planned(plan):
            seen[code].append(ahead)
        nights.append(
            Night(day.isoformat(), "r", day.isoformat(), NightState.DONE, plan.begins, plan.ends, plan)
        )
    assert all(len(each) == 4 for each in seen.values())
    assert all(next_ - one == 5 for each in seen.values() for one, next_ in itertools.pairwise(each))


def test_a_weekly_portal_that_was_left_out_is_caught_up_the_next_night() -> None:
    given = register([portal("big"), portal("weekly", schedule=Schedule(ScheduleKind.WEEKLY, 5))])
    costs = {"big": Cost(1200, 1200.0, True), "weekly": Cost(1200, 1200.0, True)}
    plan = make_plan(given, DAY, FRIDAY, costs, {}, 1, "21:55")
    assert planned(plan) == ["big"]
    night = Night(DAY.isoformat(), "r", DAY.isoformat(), NightState.DONE, plan.begins, plan.ends, plan)
    ages = left_out_before([night], lambda _: ())
    assert ages == {"weekly": 1}
    tomorrow = DAY + timedelta(days=1)
    assert planned(make_plan(given, tomorrow, FRIDAY + timedelta(days=1), costs, ages, 1, "21:55")) == [
        "weekly"
    ]


def night_of(day: date, plan: NightPlan, state: NightState = NightState.DONE) -> Night:
    return Night(day.isoformat(), "r", day.isoformat(), state, plan.begins, "", plan)


def test_what_a_night_planned_and_did_not_reach_was_left_out_too() -> None:
    given = register([portal("a"), portal("b"), portal("c")])
    plan = make_plan(given, DAY, FRIDAY, expected(given, {}), {}, 1, None)
    states = {"a": (TaskState.SEALED, ""), "b": (TaskState.GIVEN_UP, "no-time"), "c": (TaskState.WAITING, "")}
    tasks = [
        Task(DAY.isoformat(), code, Pass.AUDIT, "b1", 1, 0, state, failure=failure)
        for code, (state, failure) in states.items()
    ]
    night = night_of(DAY, plan, NightState.PARTIAL)
    assert left_out_before([night], lambda _: tasks) == {"b": 1, "c": 1}
    failed = [Task(DAY.isoformat(), "a", Pass.AUDIT, "b1", 1, 0, TaskState.GIVEN_UP, failure="dns")]
    assert left_out_before([night], lambda _: failed) == {}


def test_nights_on_which_a_portal_is_not_due_do_not_end_its_waiting() -> None:
    friday = NightPlan("2026-11-20", "", "", (), (Excluded("w", LeftOut.NO_TIME),))
    saturday = NightPlan("2026-11-21", "", "", (), (Excluded("w", LeftOut.NOT_TODAY),))
    given = register([portal("w")])
    crawled = make_plan(given, date(2026, 11, 19), FRIDAY, expected(given, {}), {}, 1, None)
    nights = [
        night_of(date(2026, 11, 21), saturday),
        night_of(DAY, friday),
        night_of(date(2026, 11, 19), crawled),
    ]
    assert left_out_before([*nights, night_of(date(2026, 11, 18), friday)], lambda _: ()) == {"w": 1}
    assert left_out_before([nights[2], nights[1]], lambda _: ()) == {}
    assert left_out_before([nights[1], night_of(date(2026, 11, 19), friday)], lambda _: ()) == {"w": 2}


def test_more_pages_than_processes_read_are_not_planned() -> None:
    """A hundred back-ends that allow five requests a second each: the processor, not politeness, is the bound."""
    given = register(
        [portal(f"c{n:03}", f"b{n:03}") for n in range(100)], *(Backend(f"b{n:03}", 0.2) for n in range(100))
    )
    costs = expected(given, {each.code: (3000, 600.0) for each in given.portals})
    one = make_plan(given, DAY, FRIDAY, costs, {}, 1, "22:00")
    two = make_plan(given, DAY, FRIDAY, costs, {}, 2, "22:00")
    assert 0 < len(planned(one)) < len(planned(two)) < 100
    assert all(processor_seconds(shard) <= 1620 for shard in two.shards)
    free = make_plan(given, DAY, FRIDAY, costs, {}, 2, None)
    told = forecast(free, given, costs, {})
    assert told.bound is Bound.PROCESSOR
    assert free.ends > told.lanes[0].ends
    assert any("处理器" in line for line in plan_lines(told, {}))


def test_a_lane_waits_when_its_process_is_full_and_the_plan_says_so() -> None:
    given = register(
        [portal(f"c{n:03}", f"b{n:03}") for n in range(60)], *(Backend(f"b{n:03}", 5.0) for n in range(60))
    )
    costs = expected(given, {each.code: (720, 3600.0) for each in given.portals})
    plan = make_plan(given, DAY, FRIDAY, costs, {}, 1, None)
    told = forecast(plan, given, costs, {})
    assert told.bound is Bound.PLACES
    assert datetime.fromisoformat(plan.ends) - FRIDAY == timedelta(hours=2)
    assert "排队等待 1 小时" in "\n".join(plan_lines(told, {}))
    short = make_plan(given, DAY, FRIDAY, costs, {}, 1, "23:00")
    assert len(planned(short)) == 48


def test_the_text_can_be_signed() -> None:
    given = register(
        [
            portal("a", "plat"),
            portal("b", "plat"),
            portal("c", "own"),
            portal("huge", "own", budget=Budget(90_000, 1440)),
            portal("rest", "own", Schedule(ScheduleKind.PAUSED)),
            portal("monday", "own", Schedule(ScheduleKind.WEEKLY, 1)),
        ],
        Backend("plat", 5.0, (("23:00", "23:30"),)),
    )
    costs = expected(
        given, {"a": (600, 3000.0), "b": (600, 3000.0), "c": (900, 900.0), "huge": (80_000, 80_000.0)}
    )
    ages = {"huge": 3}
    plan = make_plan(given, DAY, FRIDAY, costs, ages, 2, "06:30")
    told = forecast(plan, given, costs, ages)
    text = "\n".join(plan_lines(told, {"a": "甲县"}))
    assert "夜间检查计划　2026-11-20（星期五，工作日）" in text
    assert "今夜检查 3 个" in text
    # 21:30 + 50 min → 22:20; the second would run into 23:00, so it begins at 23:30
    assert "预计结束　11-21 00:20" in text
    assert "最晚的线路　plat：11-21 00:20 结束" in text
    assert "其间静默时段等待 1 小时 10 分" in text
    assert "今夜时间不够 1 个，今夜不到检查日 1 个，暂停 1 个" in text
    assert "单独一夜也放不下" in text
    assert (
        "结论　　　查不完：3 个列入，1 个留到下一夜；预计 11-21 00:20 结束，到 11-21 06:30 还余 6 小时 10 分"
        in text
    )
    [huge] = [each for each in told.left_out if each.reason is LeftOut.NO_TIME]
    assert (huge.code, huge.nights, huge.too_large) == ("huge", 4, True)


def test_a_night_without_work_is_a_plan_too() -> None:
    given = register([portal("a", schedule=Schedule(ScheduleKind.PAUSED))])
    costs = expected(given, {})
    plan = make_plan(given, DAY, FRIDAY, costs, {}, 4, "06:30")
    assert plan.shards == ()
    assert plan.ends == plan.begins
    assert "无事可做" in plan_lines(forecast(plan, given, costs, {}), {})[-1]


@pytest.mark.timeout(60)
def test_three_thousand_portals_are_planned_in_seconds() -> None:
    given = fleet(7, 3000)
    started = datetime.now()
    plan = make_plan(given, DAY, FRIDAY, costs_of(given, 7), {}, 8, "06:30")
    forecast(plan, given, costs_of(given, 7), {})
    assert datetime.now() - started < timedelta(seconds=5)
