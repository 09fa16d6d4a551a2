"""``auditor fleet probe``: looks at the home pages whose turn it is. For a timer every few minutes; short when all is well."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import AuditorError, ExitCode
from auditor.fleet import stock
from auditor.fleet.availability import (
    Look,
    Looked,
    Round,
    Skipped,
    due,
    look_around,
    moments,
    registered,
    round_of,
    trusted,
)
from auditor.fleet.holders import is_dead
from auditor.fleet.limits import Probing, limits
from auditor.fleet.locks import locked
from auditor.fleet.record import FLEET
from auditor.fleet.register import read_register
from auditor.model import Failure, Portal
from auditor.model.fleet import NightState, Register, RegisteredPortal
from auditor.probe import SERIES, append, look
from auditor.store import Store, leases, nights, open_store, series
from auditor.store.place import store_url
from auditor.target import resolve
from reports import wording

_LANE = "lane:"
#: A look is one of many; whoever waits longer for the store misses the next ones.
_PATIENCE = 30.0
_LISTED = 20


def run(arguments: argparse.Namespace) -> int:
    """0 when all home pages opened, 1 when some did not; what was seen is written either way."""
    register = read_register(Path(arguments.register))
    out, rules = Path(arguments.out), limits().probes
    with locked(out / FLEET / "probe.lock") as lock:  # two calls at once would ask at twice the pace
        if not lock.ours:
            print("上一次 auditor fleet probe 还没有结束，这次不看", file=sys.stderr)
            return int(ExitCode.CLEAN)
        with open_store(store_url(arguments.store, out), patience=_PATIENCE) as store:
            planned = _plan(store, register, arguments.all, rules)
            looked, late = look_around(planned, _looker(register, planned, rules.seconds), rules)
            kept = trusted(looked, rules)
            _keep(store, out, kept)
    skipped = {**planned.skipped, **{each.code: Skipped.NO_TIME for each in late}}
    print("\n".join(_told(register, kept, skipped)))
    return int(ExitCode.FINDINGS if any(each.probe.failure for each in kept) else ExitCode.CLEAN)


def _plan(store: Store, register: Register, everybody: bool, rules: Probing) -> Round:
    now = datetime.now(UTC)
    since, until = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (now - timedelta(days=2), now))

    def known(c: Connection) -> tuple[Mapping[str, str], frozenset[str]]:
        return stock.last_looks(c, [each.code for each in register.portals], since, until), _crawled(c)

    last, crawled = store.read(known)
    chosen = due(register.portals, {} if everybody else moments(last), now, rules)
    return round_of(register, chosen, crawled, now)


def _crawled(c: Connection) -> frozenset[str]:
    """Back-ends that a night works on now. Leases that a killed process left behind hold nobody off."""
    night = nights.last_night(c)
    if night is None or night.state is not NightState.RUNNING:
        return frozenset()
    held = (each for each in leases.leases(c) if each.name.startswith(_LANE) and not is_dead(each.holder))
    return frozenset(each.name.removeprefix(_LANE) for each in held)


def _looker(register: Register, planned: Round, seconds: float) -> Look:
    """Looks at one portal of the register. Targets are resolved beforehand, so that a wrong one is told before any request."""
    route = dict(register.rehearsal)
    portals = {row.code: _portal(row) for _, rows in planned.lanes for row in rows}
    return lambda row: look(portals[row.code], seconds, route)


def _portal(row: RegisteredPortal) -> Portal:
    target = resolve(row.target)
    if target.site is not None:
        raise AuditorError(f"登记表中的 {row.code} 指向保存的副本（{row.target}），没有首页可看。请写成网址")
    return registered(target.portal, row)


def _keep(store: Store, out: Path, looked: Sequence[Looked]) -> None:
    """First the file that judging reads, then the store: what a failure leaves out is only missing in the statistics."""
    for each in looked:
        append(out / each.portal.code / SERIES, each.probe)

    def work(c: Connection) -> None:
        for each in looked:
            series.add_probe(c, each.portal.code, each.probe)

    if looked:
        store.do(work)


_SKIPPED = {
    Skipped.CRAWLED: "正在夜间检查",
    Skipped.QUIET: "平台静默时段",
    Skipped.NO_TIME: "这次来不及",
}


def _told(register: Register, looked: Sequence[Looked], skipped: Mapping[str, Skipped]) -> Iterator[str]:
    failed = sorted((each for each in looked if each.probe.failure), key=lambda each: each.portal.code)
    ours = [each for each in failed if each.probe.failure == Failure.ERROR]
    counts = Counter(skipped.values())
    rest = "".join(f"，{words} {counts[why]}" for why, words in _SKIPPED.items() if counts[why])
    yield (
        f"看了 {len(looked)} 个网站（登记 {len(register.portals)} 个）："
        f"正常 {len(looked) - len(failed)}，打不开 {len(failed) - len(ours)}{rest}"
    )
    if ours:
        yield f"各平台几乎都没有应答，多半是本机的网络不通：{len(ours)} 次不计入可用性。请检查网络和 DNS"
    for each in [one for one in failed if one not in ours][:_LISTED]:
        told = f"{wording.reason(each.probe.failure)}，{each.probe.seconds:g} 秒"
        yield f"  {each.portal.code}　{each.portal.name}　{told}"
    if (more := len(failed) - len(ours) - _LISTED) > 0:
        yield f"  另有 {more} 个"
