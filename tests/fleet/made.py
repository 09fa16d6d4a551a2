"""Nights made by hand: tasks, stored audits, and audit documents of the demo county as it was read well or badly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditor import codec, outputs
from auditor.model import Audit, Coverage, Failure
from auditor.model.fleet import Night, NightState, Pass, StoredAudit, Task, TaskState
from tests.two_days import before

NOW = datetime(2026, 6, 15, 18, tzinfo=UTC)
RUN = "20260615T160000Z"
NIGHT = Night("2026-06-15", RUN, "2026-06-15", NightState.RUNNING, NOW.isoformat())


def task(portal: str = "qinghe", **values: Any) -> Task:
    given: dict[str, Any] = {"state": TaskState.RUNNING, "attempt": 1, "holder": "me:1:1"} | values
    return Task(NIGHT.id, portal, given.pop("look", Pass.AUDIT), given.pop("backend", "one"), 0, 0, **given)


def stored(portal: str = "qinghe", **values: Any) -> StoredAudit:
    usual: dict[str, Any] = {
        "run": RUN,
        "night": NIGHT.id,
        "today": NIGHT.today,
        "profile": "national",
        "level": "county",
        "file": f"{portal}/{RUN}/audit.json",
        "sha256": "0" * 64,
        "best": 80.0,
        "worst": 70.0,
        "failed": 10,
        "warned": 2,
        "cant_tell": 3,
        "columns": 40,
        "pages": 200,
        "requests": 200,
        "seconds": 200.0,
        "size": 1000,
    }
    return StoredAudit(portal, **usual | values)


def coverage(columns: int = 40, pages: int = 200, **values: Any) -> Coverage:
    return Coverage(pages, 0, columns, columns, 0, 0, complete=True, **values)


def audit(columns: int | None = None, **values: Any) -> Audit:
    """The demo county; with ``columns`` as if only so many of its columns, and pages in proportion, had been read."""
    whole = replace(before(), **values)
    if columns is None:
        return whole
    seen = whole.coverage
    share = columns / max(1, seen.columns_fetched)
    return replace(
        whole,
        coverage=replace(
            seen, columns_fetched=columns, pages=round(seen.pages * share), failed=0, obstacles=()
        ),
        findings=whole.findings if columns == seen.columns_fetched else whole.findings[:3],
    )


def unread(failure: Failure, count: int = 3) -> Audit:
    """The demo county on a night on which nothing answered."""
    lost = replace(
        coverage(0, count),
        failed=count,
        columns_fetched=0,
        failures=((failure.value, count),),
        complete=False,
    )
    return replace(before(), unjudged="nothing-read", coverage=lost, columns=(), findings=(), passed=())


def run_folder(out: Path, document: Audit, run: str = RUN, portal: str = "qinghe") -> Path:
    folder = out / portal / run
    outputs.write(folder / outputs.AUDIT, codec.encode_audit(document))
    return folder
