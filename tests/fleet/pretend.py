"""A shard that crawls nothing: it takes tasks from the real store and seals them there, or misbehaves as ``PRETEND`` says (JSON).

``seconds`` each portal takes; ``poison``: portals that kill the process; ``fail``: portal → failure, for as many attempts as
``times``; ``refuse``: the one line of a machine that cannot go on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from auditor.fleet.failures import gives_up
from auditor.fleet.holders import end_with_parent, is_dead, this_holder
from auditor.fleet.spec import ShardSpec, read_spec
from auditor.model.fleet import Task, TaskState
from auditor.store import Store, nights, open_store

COMMAND = (sys.executable, "-m", "tests.fleet.pretend")


def main() -> int:
    end_with_parent(int(os.environ["AUDITOR_PARENT"]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    spec = read_spec(Path(sys.argv[1]))
    told = json.loads(os.environ.get("PRETEND", "{}"))
    if told.get("refuse") and not (Path(spec.out) / "well").exists():
        print(f"错误：{told['refuse']}", file=sys.stderr)
        return 2
    with open_store(os.environ["AUDITOR_STORE"], patience=60) as store:
        for portals in zip_longest(*(lane.portals for lane in spec.lanes)):
            codes = [portal.code for portal in portals if portal]
            tasks = [task for code in codes if (task := _started(store, spec, code))]
            _log(spec, tasks)
            time.sleep(told.get("seconds", 0.0))
            if any(task.portal in told.get("poison", ()) for task in tasks):
                os.kill(os.getpid(), signal.SIGKILL)
            for task in tasks:
                _end(store, spec, task, told)
    return 0


def _started(store: Store, spec: ShardSpec, code: str) -> Task | None:
    now, holder = datetime.now(UTC), this_holder()
    listed = store.read(lambda c: nights.tasks(c, spec.night, spec.look))
    dead = {t.holder for t in listed if t.state is TaskState.RUNNING and is_dead(t.holder)} | set(spec.dead)
    return store.do(lambda c: nights.start_task(c, spec.night, code, spec.look, holder, now, frozenset(dead)))


def _end(store: Store, spec: ShardSpec, task: Task, told: dict[str, dict[str, str]]) -> None:
    now, failure = datetime.now(UTC), told.get("fail", {}).get(task.portal, "")
    if failure and task.attempt <= int(told.get("times", 99)):  # type: ignore[call-overload]
        give_up = gives_up(failure, task.attempt)
        store.do(
            lambda c: nights.fail_task(
                c, task.night, task.portal, task.look, task.holder, failure, "", now, give_up
            )
        )
        return
    sealed = store.do(
        lambda c: nights.seal_task(c, task.night, task.portal, task.look, task.holder, spec.run, 10, 1.0, now)
    )
    with (Path(spec.out) / "sealed.log").open("a") as stream:
        stream.write(f"{task.portal} {task.look} {sealed}\n")


def _log(spec: ShardSpec, tasks: list[Task]) -> None:
    with (Path(spec.out) / "begun.log").open("a") as stream:
        for task in tasks:
            line = {"portal": task.portal, "look": task.look, "attempt": task.attempt, "pid": os.getpid()}
            stream.write(json.dumps(line | {"patience": spec.patience, "with": len(tasks)}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
