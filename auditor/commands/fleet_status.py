"""``auditor fleet status``: how far a night has come."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError, ExitCode
from auditor.fleet.watching import FOLDER, PAGE, look, utc_now
from auditor.model.fleet import NightState
from auditor.model.fleet_progress import NightProgress
from auditor.store import Store, open_store
from auditor.store.place import store_url
from reports.fleet_status import status_lines

#: Seconds between two looks of ``--watch``; how long a database may be away before it says so.
_EVERY, _PATIENCE = 3.0, 30.0


def run(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    with open_store(store_url(arguments.store, out), patience=_PATIENCE, create=False) as store:
        progress = _found(store, arguments.night)
        if arguments.watch:
            try:
                progress = _watch(store, progress)
            except KeyboardInterrupt:
                return int(ExitCode.CLEAN)
        if arguments.json:
            sys.stdout.buffer.write(codec.encode_pretty(progress))
            sys.stdout.flush()
        elif not arguments.watch or not sys.stdout.isatty():
            print("\n".join(_lines(progress, out)))
    return int(ExitCode.NOT_JUDGED if progress.state is NightState.PARTIAL else ExitCode.CLEAN)


def _found(store: Store, night: str | None) -> NightProgress:
    progress = look(store, night, utc_now())
    if progress is None:
        which = f"{night} 这一夜" if night else "任何一夜的检查"
        raise AuditorError(
            f"数据库 {store.url} 中没有{which}；请先运行 auditor fleet run，或用 --out、--store 指明位置"
        )
    return progress


def _lines(progress: NightProgress, out: Path) -> list[str]:
    page = out / FOLDER / PAGE
    return [*status_lines(progress), *([f"状态页：{page}"] if page.is_file() else [])]


def _watch(store: Store, progress: NightProgress) -> NightProgress:
    """Looks again and again until the night is over. Without a terminal nothing is drawn: the last state is printed by the
    caller."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        while not progress.is_over:
            time.sleep(_EVERY)
            progress = _found(store, progress.id)
        return progress
    with Live(Text("\n".join(status_lines(progress))), console=console, auto_refresh=False) as live:
        while not progress.is_over:
            time.sleep(_EVERY)
            progress = _found(store, progress.id)
            live.update(Text("\n".join(status_lines(progress))), refresh=True)
    return progress
