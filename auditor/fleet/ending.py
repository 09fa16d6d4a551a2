"""How a night ends: second tries of what failed, a second look at what is new, health, and the last line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from auditor.crawl.browser import find_browser
from auditor.fleet import confirm, health, restarts, retries
from auditor.fleet.confirm import ConfirmLook
from auditor.fleet.leftovers import NO_TIME
from auditor.fleet.packing import pack
from auditor.fleet.rounds import work_off
from auditor.fleet.scene import Scene, give_up
from auditor.fleet.spec import Again, Look
from auditor.model.fleet import Alarm, Night, NightState, Pass, Shard, Task, TaskState
from auditor.store import Store, nights, series

#: What is due within so many seconds is done together.
_TOGETHER = timedelta(seconds=20)
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Closed:
    """How a night ended, for whoever started it."""

    state: NightState
    sealed: int
    given_up: tuple[Task, ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class _Due:
    portal: str
    moment: datetime
    patience: float = 1.0


def look_of(scene: Scene, kind: Pass, patience: float = 1.0) -> Look:
    """A second look rests on the first one, but for the pages that it is about (:func:`auditor.fleet.confirm.orders`)."""
    options = scene.record.options
    update = options.update or kind is Pass.CONFIRM
    return Look(kind, options.browser, update, options.probes, patience)


def try_again(scene: Scene, kind: Pass, looks: Mapping[str, ConfirmLook] | None = None) -> None:
    """What failed for a passing reason, later and with more patience, until it is sealed or its tries are used up."""

    def due() -> Sequence[_Due]:
        found = retries.again(scene.tasks(kind), scene.clock(), scene.halt.ends)
        return [_Due(each.portal, each.not_before, each.timeouts) for each in found]

    _in_batches(scene, kind, due, looks or {})
    give_up_hopeless(scene, kind)


def give_up_hopeless(scene: Scene, kind: Pass) -> None:
    for task in retries.hopeless(scene.tasks(kind), scene.clock(), scene.halt.ends):
        give_up(scene, (task,), task.failure)


def look_again(scene: Scene) -> None:
    """The second look at portals with new faults and at doubtful ones, for which there is still time."""
    known = {task.portal for task in scene.tasks(Pass.CONFIRM)}
    wanted = {each.portal: each for each in scene.read(lambda c: confirm.looks(c, scene.night))}
    now, ends = scene.clock(), scene.halt.ends
    moments = {code: _moment(each.not_before, now) for code, each in wanted.items()}
    timely = [code for code in wanted if code not in known and (ends is None or moments[code] < ends)]
    places = {code: place for place, code in enumerate(timely)}
    tasks = [
        Task(scene.night.id, code, Pass.CONFIRM, wanted[code].backend, 0, place)
        for code, place in places.items()
    ]
    scene.do(lambda c: nights.add_tasks(c, tasks))

    def due() -> Sequence[_Due]:
        open_ = (task.portal for task in scene.tasks(Pass.CONFIRM) if restarts.is_open(task))
        return sorted((_Due(code, moments.get(code, now)) for code in open_), key=lambda each: each.moment)

    _in_batches(scene, Pass.CONFIRM, due, wanted)
    try_again(scene, Pass.CONFIRM, wanted)


def conclude(store: Store, night: Night, now: datetime) -> Closed:
    """Health and the last line. What nobody reached any more is given up for want of time."""

    def work(c: Connection) -> Closed:
        for task in nights.tasks(c, night.id):
            if restarts.is_open(task):
                nights.fail_task(
                    c, night.id, task.portal, task.look, task.holder, NO_TIME, "", now, give_up=True
                )
        alarms = health.examine(c, night.id, now)
        series.put_alarms(c, night.id, alarms)
        tasks = nights.tasks(c, night.id, Pass.AUDIT)
        sealed = sum(task.state is TaskState.SEALED for task in tasks)
        state = NightState.DONE if sealed == len(tasks) else NightState.PARTIAL
        nights.end_night(c, night.id, state, now.isoformat(timespec="seconds"))
        failed = tuple(task for task in tasks if task.state is not TaskState.SEALED)
        return Closed(state, sealed, failed, tuple(alarms))

    return store.do(work)


def _in_batches(
    scene: Scene, kind: Pass, due: Callable[[], Sequence[_Due]], looks: Mapping[str, ConfirmLook]
) -> None:
    """Whatever ``due`` names, when its time has come; asked anew after each batch. What does not move is given up there."""
    while listed := due():
        scene.wait_until(listed[0].moment)
        now = scene.clock() + _TOGETHER
        batch = [each for each in listed if each.moment <= now]
        factor = batch[0].patience
        chosen = [each for each in batch if each.patience == factor]
        before = _moved(scene, kind, chosen)
        lanes = restarts.lanes_for((each.portal for each in chosen), _planned(scene))
        scene.wait_until(max(each.moment for each in chosen))
        orders = _orders(scene, [looks[each.portal] for each in chosen if each.portal in looks])
        work_off(scene, pack(lanes, scene.opened.slots, {}), look_of(scene, kind, factor), orders)
        if _moved(scene, kind, chosen) == before:
            for task in _of(scene, kind, chosen):
                give_up(scene, (task,), task.failure or "locked")


def _orders(scene: Scene, looks: Sequence[ConfirmLook]) -> dict[str, Again]:
    """How each second look is crawled. It takes reading the first ones, so we listen now and then."""
    has_browser, found = find_browser() is not None, dict[str, Again]()
    for start in range(0, len(looks), _AT_ONCE):
        some = looks[start : start + _AT_ONCE]
        for order in confirm.orders(
            scene.store, scene.out, scene.night, some, scene.record.options.browser, has_browser
        ):
            found[order.look.portal] = Again(order.reask, order.browser)
        scene.tick()
    return found


def _planned(scene: Scene) -> tuple[Shard, ...]:
    return scene.night.plan.shards if scene.night.plan else ()


def _of(scene: Scene, kind: Pass, due: Iterable[_Due]) -> tuple[Task, ...]:
    wanted = {each.portal for each in due}
    return tuple(task for task in scene.tasks(kind) if task.portal in wanted)


def _moved(scene: Scene, kind: Pass, due: Iterable[_Due]) -> int:
    return restarts.moved(_of(scene, kind, due))


def _moment(text: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return otherwise
