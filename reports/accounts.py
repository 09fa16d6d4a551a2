"""The accounts of new media on a terminal: one line each, the platform's order.

Crawled text passes through ``reports.text.clean`` and is never read as rich markup.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.model import AccountState, Audit, MediaAccount, MediaSurvey
from reports import wording
from reports.text import clean

_HEAD = ("平台", "账号", "主办单位", "最近发文", "距今", "情况")
_NOTHING = "没有找到政务新媒体账号"


def print_accounts(audit: Audit, console: Console | None = None, stream: TextIO | None = None) -> None:
    """Print all accounts of an audit's survey; nothing when there is none. Plain lines where nobody watches."""
    if audit.media is None:
        return
    console = console or Console(file=stream or sys.stdout, highlight=False)
    rows = account_rows(audit.media)
    if not console.is_terminal:
        lines = ["\t".join(row) for row in (_HEAD, *rows)] if rows else [_NOTHING]
        console.file.write("\n".join(lines) + "\n")
        return
    if not rows:
        console.print(Text(_NOTHING))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for title in _HEAD:
        table.add_column(title, no_wrap=title in _HEAD[:1], justify="right" if title == "距今" else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def account_rows(survey: MediaSurvey) -> list[tuple[str, ...]]:
    """Platform, name, owner, last post, days since, state: one row for each account, every cell harmless."""
    return [_row(account, date.fromisoformat(survey.day)) for account in survey.accounts]


def _row(account: MediaAccount, day: date) -> tuple[str, ...]:
    last = max((post.day for post in account.posts if post.day and post.day <= day.isoformat()), default="")
    since = f"{(day - date.fromisoformat(last[:10])).days} 天" if len(last) >= 10 else "—"
    return (
        wording.label("platform", account.platform),
        clean(account.name, 30) or "（未写名称）",
        clean(account.owner, 30) or "—",
        last or "—",
        since,
        _state(account),
    )


def _state(account: MediaAccount) -> str:
    """What the account is like, or why nobody can tell."""
    if account.state is AccountState.CLOSED:
        return wording.label("account_state", account.state.value)
    if account.posts:
        return "登记表提供发文" if account.exported else "可读"
    reasons = [reading.reason for reading in account.readings if reading.reason]
    if not reasons:
        return "没有读到发文" if account.readings else wording.label("account_reason", "no-address")
    known = wording.labels("account_reason")
    return known.get(reasons[0]) or wording.reason(reasons[0])
