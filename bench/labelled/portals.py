"""Whole portals with an inventory written by hand from their plans, and the demo county with all that may be said of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import yaml

from auditor import app
from auditor.model import Audit, AuditedColumn, PageKind
from auditor.preparation import Options
from bench.labelled.tally import Tally, tally

_ROOT = Path(__file__).resolve().parents[2]
_GOLDEN = _ROOT / "fixtures" / "golden"
_SOURCE = "fixtures/golden"
Answers = list[tuple[str, ...]]


def inventoried() -> tuple[str, ...]:
    """Portals with an inventory."""
    return tuple(sorted(path.parent.name for path in _GOLDEN.glob("*/inventory.yml")))


def portals(cases: Iterable[str]) -> tuple[Tally, ...]:
    """Columns, what is read of them, and findings about the demo county; each portal is crawled over loopback."""
    chosen = [*cases, "qinghe"]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=get_context("spawn")) as pool:
        audits = dict(zip(chosen, pool.map(_audit, chosen), strict=True))
    demo = audits.pop("qinghe")
    columns: tuple[Answers, Answers] = ([], [])
    read: tuple[Answers, Answers] = ([], [])
    for case, audit in audits.items():
        _inventory(case, audit, columns, read)
    return (
        tally("columns of portals", f"{_SOURCE}/*/inventory.yml", len(columns[0]), *columns),
        tally("name, rows, total, newest day, emptiness", f"{_SOURCE}/*/inventory.yml", len(read[0]), *read),
        _findings(demo),
    )


def _audit(case: str) -> Audit:
    with tempfile.TemporaryDirectory(prefix="labelled-") as folder:
        return app.run(str(_ROOT / "fixtures" / "html" / case), Options(out=Path(folder))).audit


def _inventory(
    case: str, audit: Audit, columns: tuple[Answers, Answers], read: tuple[Answers, Answers]
) -> None:
    expected = yaml.safe_load((_GOLDEN / case / "inventory.yml").read_text("utf-8"))["columns"]
    found = {column.id: column for column in audit.columns}
    columns[0].extend((case, column["id"]) for column in expected)
    columns[1].extend((case, id_) for id_ in found)
    for column in expected:
        wanted = _labelled(column)
        read[0].extend((case, column["id"], key, str(value)) for key, value in wanted.items())
        if column["id"] in found:
            given = _read(found[column["id"]])
            read[1].extend((case, column["id"], key, str(given[key])) for key in wanted)


def _labelled(column: dict[str, Any]) -> dict[str, Any]:
    """Of a page of links only the name is labelled: its rows are those of other columns."""
    keys = ("name",) if column["rows"] is None else ("name", "rows", "total", "newest", "empty")
    return {key: column[key] for key in keys}


def _read(column: AuditedColumn) -> dict[str, Any]:
    listed = column.kind is PageKind.LIST
    return {
        "name": column.name,
        "rows": column.items if listed else 0,
        "total": column.total,
        "newest": column.newest if listed else None,
        "empty": column.empty,
    }


def _findings(audit: Audit) -> Tally:
    expected = yaml.safe_load((_GOLDEN / "qinghe" / "expected.yml").read_text("utf-8"))["findings"]
    wanted = [(each["rule"], each["subject"], each["outcome"]) for each in expected]
    given = [(each.rule, each.subject_name, each.outcome.value) for each in audit.findings]
    return tally("findings of the demo county", f"{_SOURCE}/qinghe/expected.yml", len(wanted), wanted, given)
