"""Rows for every table, with all that text may hold; and run folders that share archives as nightly ones do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from auditor.store import Store, schema

TEXT = "政务公开 “引号” 'q' \"d\" \\ \n\t𠀀🙂 %s :name é"


def fill(store: Store, portals: int = 2, findings: int = 3, nights: int = 2) -> None:
    store.do(lambda c: _fill(c, portals, findings, nights))


def _fill(c: Connection, portals: int, findings: int, nights: int) -> None:
    codes = [f"64{number:04d}" for number in range(portals)]
    days = [f"2026-11-{night + 1:02d}" for night in range(nights)]
    put(
        c,
        schema.portal,
        [
            {"code": code, "name": TEXT, "url": "http://a.test/", "backend": "b", "level": "county"}
            for code in codes
        ],
    )
    put(
        c,
        schema.night,
        [
            {"id": day, "run": _run(day), "today": day, "state": "done", "begun": day, "plan": "{}"}
            for day in days
        ],
    )
    put(c, schema.task, [_task(code, day) for day in days for code in codes])
    put(c, schema.audit, [_audit(code, day) for day in days for code in codes])
    numbers = range(findings)
    put(c, schema.finding, [_finding(code, number) for code in codes for number in numbers])
    put(c, schema.episode, [
        {"portal": code, "fingerprint": f"{number:064x}", "began": "2026-11-01", "looks": number + 1}
        for code in codes for number in numbers
    ])  # fmt: skip
    decided = {
        "kind": "waiver",
        "key": "k",
        "first_seen": "2026-11-01",
        "last_seen": "2026-11-02",
        "author": TEXT,
        "body": "{}",
    }
    put(c, schema.decision, [dict(decided, portal=code) for code in codes])
    put(
        c,
        schema.probe,
        [
            {"portal": code, "at": f"{days[0]}T00:00:00+00:00", "ok": False, "ms": -1, "reason": "timeout"}
            for code in codes
        ],
    )
    put(c, schema.alarm, [{"night": day, "number": 1, "kind": "late", "params": "{}"} for day in days])
    put(c, schema.lease, [{"name": "lane:b", "holder": "h:1:2", "beat": 7}])


def portal_row(code: str) -> dict[str, Any]:
    return {"code": code, "name": "", "url": "", "backend": "", "level": ""}


def put(c: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        c.execute(insert(table), rows)


def _run(day: str) -> str:
    return day.replace("-", "") + "T120000Z"


def _task(code: str, day: str) -> dict[str, Any]:
    return {
        "night": day, "portal": code, "look": "audit", "backend": "b", "shard": 0, "place": 1, "state": "sealed", "run": _run(day),
        "requests": 25, "seconds": 0.1 + 0.2, "updated": day, "detail": TEXT,
    }  # fmt: skip


def _audit(code: str, day: str) -> dict[str, Any]:
    return {
        "portal": code, "run": _run(day), "night": day, "today": day, "profile": "national", "level": "county", "sound": True,
        "file": f"{code}/{_run(day)}/audit.json", "sha256": "a" * 64, "best": 91.5, "worst": 1e-300, "failed": 1, "warned": 2, "cant_tell": 3,
        "columns": 4, "pages": 5, "requests": 6, "seconds": 7.25, "size": 5_000_000_000,
    }  # fmt: skip


def _finding(code: str, number: int) -> dict[str, Any]:
    return {
        "portal": code, "fingerprint": f"{number:064x}", "rule": "stale-column", "subject": f"/column/{number}/index.html",
        "subject_name": f"栏目{number}", "outcome": "fail", "severity": "major", "first_seen": "2026-11-01", "last_seen": "2026-11-02",
        "standing": "confirmed",
    }  # fmt: skip


def make_runs(out: Path, portals: int = 2, nights: int = 2, size: int = 100_000) -> None:
    """Run folders for the audits of :func:`fill`; the second night links the archive of the first."""
    for portal in range(portals):
        code = f"64{portal:04d}"
        for night in range(nights):
            run = out / code / _run(f"2026-11-{night + 1:02d}")
            (run / "snapshot").mkdir(parents=True)
            (run / "audit.json").write_text(f'{{"portal": "{code}", "night": {night}}}\n')
            (run / "snapshot" / "data.warc.gz").write_bytes(os.urandom(size))
            first = out / code / _run("2026-11-01") / "snapshot" / "data.warc.gz"
            if night:
                os.link(first, run / "snapshot" / f"{_run('2026-11-01')}.data.warc.gz")
        (out / code / "probes.jsonl").write_text("{}\n")
