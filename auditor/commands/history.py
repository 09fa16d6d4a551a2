"""``auditor history``: what became of findings over the nights, of one portal, of one finding, or of all portals."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from auditor import codec
from auditor.commands.shown import print_table
from auditor.errors import AuditorError, ExitCode
from auditor.model.fleet import Standing
from auditor.model.timeline import PRESENT, FleetHistory, PortalHistory
from auditor.store import Store, audits, fleet_history, history, open_store
from auditor.store.place import store_url
from reports.history_text import (
    DAY_HEADS,
    FLEET_HEADS,
    TREND_HEADS,
    day_rows,
    finding_lines,
    fleet_heading,
    fleet_rows,
    portal_lines,
    trend_rows,
)

SCHEMA = "portal-auditor/history/1"
#: So many days are told of when nobody says which; so long a database may be away (seconds).
_DAYS, _PATIENCE = 30, 30.0


def run(arguments: argparse.Namespace) -> int:
    if bool(arguments.code) == arguments.fleet:
        raise AuditorError("请写明一个网站的代码，或用 --fleet 查看全部网站，二者取一")
    if arguments.finding and arguments.fleet:
        raise AuditorError("--finding 要和网站代码一起用，不能和 --fleet 一起用")
    url = store_url(arguments.store, Path(arguments.out))
    with open_store(url, patience=_PATIENCE, create=False) as store:
        if arguments.finding:
            _finding(store, arguments)
        elif arguments.fleet:
            _fleet(store, arguments)
        else:
            _portal(store, arguments)
    return ExitCode.CLEAN


def _finding(store: Store, arguments: argparse.Namespace) -> None:
    code, fingerprint = arguments.code, arguments.finding
    found = store.read(lambda c: history.finding(c, code, fingerprint))
    if found is None:
        raise AuditorError(
            f"网站 {code[:40]} 没有编号为“{fingerprint[:40]}”的问题。编号见报告或 auditor history {code[:40]}"
        )
    known, episodes = found
    if arguments.json:
        _print({"schema": SCHEMA, "finding": known, "episodes": episodes})
    else:
        print("\n".join(finding_lines(known, episodes)))


def _portal(store: Store, arguments: argparse.Namespace) -> None:
    told = store.read(lambda c: _of_portal(c, arguments, store.url))
    if arguments.json:
        _print({"schema": SCHEMA, "portal": told})
    else:
        print("\n".join(portal_lines(told)))
        print_table(TREND_HEADS, trend_rows(told))


def _fleet(store: Store, arguments: argparse.Namespace) -> None:
    told = store.read(lambda c: _of_fleet(c, arguments, store.url))
    if arguments.json:
        _print({"schema": SCHEMA, "fleet": told})
        return
    print(fleet_heading(told), end="\n\n")
    print_table(DAY_HEADS, day_rows(told))
    print()
    print_table(FLEET_HEADS, fleet_rows(told), wide=(1,))


def _of_portal(c: Connection, arguments: argparse.Namespace, where: str) -> PortalHistory:
    code = arguments.code
    newest = history.audits(c, code, limit=1)
    if not newest:
        raise AuditorError(
            f"存储 {where} 中没有网站“{code[:40]}”的检查。用 auditor history --fleet 可看到有哪些网站，"
            "或用 --out、--store 指明位置"
        )
    since, until = _span(arguments, newest[-1].today)
    listed = audits.of_portal(c, code, since, until)
    points = [each for each in history.trend(c, code, since) if each.day <= until]
    counts = history.counts_on(c, code, [each.day for each in points])
    return PortalHistory(
        portal=code,
        name=fleet_history.names(c).get(code, ""),
        since=since,
        until=until,
        audits=listed,
        trend=tuple(zip(points, counts, strict=True)),
        open=history.findings(c, code, PRESENT),
        unseen=history.findings(c, code, (Standing.UNSEEN,)),
        changes=history.changes_between(c, code, since, until),
    )


def _of_fleet(c: Connection, arguments: argparse.Namespace, where: str) -> FleetHistory:
    newest = fleet_history.newest_day(c)
    if not newest:
        raise AuditorError(
            f"存储 {where} 中还没有检查。请先运行 auditor fleet run，或用 --out、--store 指明位置"
        )
    since, until = _span(arguments, newest)
    return FleetHistory(
        since,
        until,
        fleet_history.fleet_trend(c, since, until),
        fleet_history.fleet_standings(c, since, until),
    )


def _span(arguments: argparse.Namespace, newest: str) -> tuple[str, str]:
    until = arguments.until or newest
    since = arguments.since or (date.fromisoformat(until) - timedelta(_DAYS)).isoformat()
    if since > until:
        raise AuditorError(f"--since {since} 晚于 {until}。请把 --since 写得早一些，或改正 --until")
    return since, until


def _print(told: object) -> None:
    sys.stdout.buffer.write(codec.encode_pretty(told))
    sys.stdout.flush()
