"""``auditor notify``: tell people what changed, by mail and by group robots."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from auditor import app
from auditor.comparison import compare
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit
from auditor.model.reporting import AuditDiff
from auditor.notify import outbox
from auditor.notify.config import Config, load_config
from auditor.notify.credentials import Credentials, names_of, resolve
from auditor.notify.delivery import Clock
from auditor.notify.dispatch import Agenda, agenda, dispatch
from auditor.notify.messages import plan, usable
from auditor.notify.outbox import State
from auditor.notify.previous import previous_audit
from auditor.notify.quiet import is_quiet, opens_at
from auditor.notify.shown import outcome_line, preview
from reports.text import clean

#: Some message was not delivered. The code of a portal that could not be judged: in both cases one must run again.
NOT_DELIVERED = ExitCode.NOT_JUDGED


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def run(arguments: argparse.Namespace) -> int:
    """0: all is sent, waits, or there was nothing to send; 3: something was not delivered. AuditorError (2) before
    anything is sent."""
    return notify(arguments, SystemClock(), os.environ)


def notify(arguments: argparse.Namespace, clock: Clock, environment: Mapping[str, str]) -> int:
    config = load_config(Path(arguments.to))
    audit, folder = app.load_audit(Path(arguments.run))
    diff = _difference(audit, folder, arguments.since)
    messages = plan(audit, diff, config, folder.resolve().name)
    since = diff.before if diff else ""
    print(_headline(audit, diff))
    if arguments.dry_run:
        todo = agenda(folder, messages, config, audit.portal.code, since)
        _rehearse(todo, config, clock, environment)
        return ExitCode.CLEAN
    credentials = resolve(config.channels, environment)
    with outbox.locked(folder):
        todo = agenda(folder, messages, config, audit.portal.code, since)
        return _deliver(folder, todo, config, credentials, clock)


def _difference(audit: Audit, folder: Path, since: str | None) -> AuditDiff | None:
    """Against the audit that was named, or else the last earlier run; None when this is the first."""
    if since:
        before, _ = app.load_audit(Path(since))
        if (before.portal.code, before.scope) != (audit.portal.code, audit.scope):
            raise AuditorError(
                f"--since {since} 是另一个网站或另一种检查的结果，不能比较。请给出同一网站的运行目录"
            )
        return compare(before, audit)
    found = previous_audit(folder, audit)
    return compare(found[0], audit) if found else None


def _headline(audit: Audit, diff: AuditDiff | None) -> str:
    if not usable(audit):
        return f"{clean(audit.portal.name, 80)} {audit.today}：这次未能判定，不发送它的消息"
    since = f"与 {clean(diff.before, 20)} 相比" if diff else "首次检查"
    return f"{clean(audit.portal.name, 80)} {audit.today}（{since}）"


def _deliver(
    folder: Path, todo: Agenda, config: Config, credentials: Mapping[str, Credentials], clock: Clock
) -> int:
    counts = dict.fromkeys(State, 0)
    for entry in dispatch(folder, todo, config, credentials, clock):
        counts[entry.state] += 1
        print(outcome_line(entry), file=sys.stderr if entry.state is State.FAILED else sys.stdout, flush=True)
    print(_tally(counts, todo))
    if counts[State.WAITING]:
        print(_later(config, clock))
    return NOT_DELIVERED if counts[State.FAILED] else ExitCode.CLEAN


def _tally(counts: Mapping[State, int], todo: Agenda) -> str:
    if not todo.due and not todo.done:
        return "没有新增或已整改的问题，不发送消息"
    words = {State.SENT: "已发送", State.WAITING: "待发送", State.FAILED: "未送达"}
    parts = [f"{words[state]} {count} 条" for state, count in counts.items() if count]
    parts += [f"此前已发送 {len(todo.done)} 条，不再重发"] if todo.done else []
    return "，".join(parts)


def _later(config: Config, clock: Clock) -> str:
    moment = opens_at(config.quiet_hours, clock.now()) if config.quiet_hours else None
    when = f"{moment:%Y-%m-%d %H:%M} 以后" if moment else "免打扰时段过后"
    return f"现在是免打扰时段。请在{when}再次运行同一命令，或由下一次 auditor notify 一并发送"


def _rehearse(todo: Agenda, config: Config, clock: Clock, environment: Mapping[str, str]) -> None:
    """Print what would go where. Secrets that are set are checked, none is needed, nothing is sent or written."""
    complete = [c for c in config.channels if all(environment.get(name, "").strip() for name in names_of(c))]
    resolve(complete, environment)
    for number, due in enumerate(todo.due, start=1):
        print(preview(number, due, config, environment))
    for entry in todo.done:
        print(outcome_line(entry) + "（此前，不再重发）")
    if is_quiet(config.quiet_hours, clock.now()) and todo.due:
        print(_later(config, clock))
    total = f"共 {len(todo.due)} 条。" if todo.due else "没有要发送的消息。"
    print(f"{total}这是预演（--dry-run），没有发送任何消息")
