"""What the commands that run a night share: where and on what it runs, and what is said at its end."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from auditor.errors import AuditorError, ExitCode
from auditor.fleet.executors import Engine
from auditor.fleet.night import Place, Result
from auditor.model.fleet import LeftOut, NightPlan, NightState
from auditor.preparation import CHINA
from auditor.store.place import store_url
from reports.fleet_words import alarm_cure, alarm_line, failure_line

#: So many portals that failed are named; the rest is in ``fleet status``.
_NAMED = 20


def place_of(arguments: argparse.Namespace) -> Place:
    """AuditorError for options that contradict each other."""
    if arguments.scheduler and arguments.executor != "dask":
        raise AuditorError("--scheduler 只用于 --executor dask")
    out = Path(arguments.out).absolute()
    engine = Engine(
        kind=arguments.executor,
        workers=arguments.workers,
        scheduler=arguments.scheduler or "",
        tls_ca=arguments.tls_ca or "",
        tls_cert=arguments.tls_cert or "",
        tls_key=arguments.tls_key or "",
    )
    return Place(out, store_url(arguments.store, out), engine)


def tell_plan(plan: NightPlan) -> None:
    portals = sum(len(lane.portals) for shard in plan.shards for lane in shard.lanes)
    lanes = sum(len(shard.lanes) for shard in plan.shards)
    if not portals:
        print(f"{plan.night}：今晚没有要检查的网站（登记表中 {len(plan.excluded)} 个都不在今晚）")
        return
    ends = datetime.fromisoformat(plan.ends).astimezone(CHINA)
    late = sum(each.reason is LeftOut.NO_TIME for each in plan.excluded)
    more = f"；另有 {late} 个今晚来不及，下一夜先查" if late else ""
    print(
        f"{plan.night}：检查 {portals} 个网站，{lanes} 条线路，{len(plan.shards)} 个分片，预计 {ends:%m-%d %H:%M} 结束{more}",
        flush=True,
    )


def tell_result(result: Result, arguments: argparse.Namespace) -> int:
    if result.night is None:
        return int(ExitCode.CLEAN)
    if result.closed is None:
        print(
            f"{result.night.id} 这一夜已停止，已完成的都在。接着运行：auditor fleet resume --out {arguments.out}",
            file=sys.stderr,
        )
        return int(ExitCode.NOT_JUDGED)
    closed = result.closed
    print(f"{result.night.id} 这一夜结束：完成 {closed.sealed} 个，没有成功 {len(closed.given_up)} 个")
    for task in closed.given_up[:_NAMED]:
        print(f"  {task.portal}：{failure_line(task.failure, task.detail)}")
    if len(closed.given_up) > _NAMED:
        print(f"  ……其余 {len(closed.given_up) - _NAMED} 个见 auditor fleet status")
    for alarm in closed.alarms:
        print(f"注意：{alarm_line(alarm)}（{alarm_cure(alarm.kind)}）")
    return int(ExitCode.CLEAN if closed.state is NightState.DONE else ExitCode.NOT_JUDGED)
