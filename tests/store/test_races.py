"""Several processes on one store: of those who race for the same thing exactly one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from sqlalchemy import insert, select

from auditor.model.fleet import Pass, TaskState
from auditor.store import Store, leases, migrate, nights, open_store
from auditor.store.schema import lease
from tests.store.nightly import NIGHT, NOW, RUN, a_night, a_task
from tests.store.racing import race

Ready = Callable[[], object]
PORTALS = [f"county-{number:02}" for number in range(40)]


def _open(index: int, ready: Ready, url: str) -> str:
    import alembic.command  # noqa: F401 - imports are done, only the database is raced for

    ready()
    with open_store(url) as store:
        store.do(lambda c: c.execute(insert(lease).values(name=f"opened-{index}", holder="h", beat=0)))
        return str(migrate.current(store.engine))


def test_starters_make_the_tables_once(store_url: str) -> None:
    assert race(_open, 4, store_url) == [migrate.head()] * 4
    with open_store(store_url, create=False) as store:
        assert len(store.read(leases.leases)) == 4


def _work(index: int, ready: Ready, url: str) -> tuple[list[str], list[str]]:
    """Takes every lease and starts every task that it can get."""
    holder, held, started = f"host:{index}:1", [], []
    with open_store(url) as store:
        ready()
        for name in PORTALS if index % 2 else reversed(PORTALS):
            if store.do(lambda c, name=name: leases.take(c, f"lane:{name}", holder)):
                held.append(name)
            if store.do(lambda c, name=name: nights.start_task(c, NIGHT, name, Pass.AUDIT, holder, NOW)):
                started.append(name)
    return held, started


def test_two_processes_share_leases_and_tasks(store: Store, store_url: str) -> None:
    store.do(lambda c: nights.begin_night(c, a_night(), [a_task(portal) for portal in PORTALS]))
    answers = race(_work, 2, store_url)
    for kind in (0, 1):
        assert Counter(name for answer in answers for name in answer[kind]) == Counter(PORTALS)
    tasks = store.read(lambda c: nights.tasks(c, NIGHT))
    assert {(task.state, task.attempt) for task in tasks} == {(TaskState.RUNNING, 1)}
    owners = {item.name.removeprefix("lane:"): item.holder for item in store.read(leases.leases)}
    for index, (held, _) in enumerate(answers):
        assert all(owners[name] == f"host:{index}:1" for name in held)


def _seal(index: int, ready: Ready, url: str) -> list[str]:
    """Seals every task that nobody sealed before, in one transaction with a row of its own."""
    holder = f"host:{index}:1"
    sealed = []
    with open_store(url) as store:
        ready()
        for number, portal in enumerate(PORTALS):

            def work(c, portal=portal, number=number):
                if not nights.seal_task(c, NIGHT, portal, Pass.AUDIT, holder, RUN, number, index, NOW):
                    return False
                c.execute(insert(lease).values(name=f"sealed-{portal}", holder=holder, beat=0))
                return True

            if store.do(work):
                sealed.append(portal)
    return sealed


def test_eight_processes_seal_each_task_exactly_once(store: Store, store_url: str) -> None:
    store.do(lambda c: nights.begin_night(c, a_night(), [a_task(portal) for portal in PORTALS]))
    answers = race(_seal, 8, store_url)
    assert Counter(portal for answer in answers for portal in answer) == Counter(PORTALS)
    by_holder = {task.portal: task.holder for task in store.read(lambda c: nights.tasks(c, NIGHT))}
    rows = store.read(lambda c: c.execute(select(lease.c.name, lease.c.holder)).all())
    assert {name.removeprefix("sealed-"): holder for name, holder in rows} == by_holder


def _seize(index: int, ready: Ready, url: str) -> bool:
    with open_store(url) as store:
        seen = store.read(lambda c: leases.lease(c, "lane:a"))
        assert seen is not None
        ready()
        return store.do(lambda c: leases.seize(c, "lane:a", seen, f"host:{index}:1")) is not None


def test_one_of_four_seizes_what_stood_still(store: Store, store_url: str) -> None:
    store.do(lambda c: leases.take(c, "lane:a", "dead"))
    assert sorted(race(_seize, 4, store_url)) == [False, False, False, True]
