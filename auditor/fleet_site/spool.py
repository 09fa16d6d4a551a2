"""Findings by unit, kept on disk while counties are read: a unit's findings come from all counties, and memory is bounded."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType

from auditor import codec
from auditor.model import Outcome
from reports.site.page import unit_page
from reports.site.units import UnitHead, UnitRow, UnitView

#: So many findings stand on one page of a unit; a county is not torn apart unless it has more than that itself.
_ROWS = 800
_COUNTS = "sum(outcome = ?)"
_HEADS = (
    f"SELECT unit, count(DISTINCT page), {_COUNTS}, {_COUNTS}, {_COUNTS} FROM row GROUP BY unit "
    "ORDER BY count(DISTINCT page) DESC, count(*) DESC, unit"
)


class Spool:
    """A temporary table of (unit, county, finding). Use it as a context manager; it leaves nothing behind."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="auditor-site-")
        self._table = sqlite3.connect(Path(self._folder.name) / "units.sqlite", isolation_level=None)
        self._table.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; PRAGMA temp_store=FILE;"
            "CREATE TABLE row(unit TEXT, code TEXT, page TEXT, at INTEGER, outcome TEXT, data BLOB); BEGIN"
        )
        self.nobody = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._table.close()
        self._folder.cleanup()

    def add(self, rows: Iterable[UnitRow]) -> None:
        """Keep the findings of one county; those that name no unit are counted."""
        for at, row in enumerate(rows):
            self.nobody += not row.finding.units
            data = codec.pack(row)
            self._table.executemany(
                "INSERT INTO row VALUES (?,?,?,?,?,?)",
                [
                    (unit, row.code, row.page, at, row.finding.outcome.value, data)
                    for unit in row.finding.units
                ],
            )

    def heads(self) -> list[UnitHead]:
        """All units, those of most counties first."""
        self._table.execute("CREATE INDEX IF NOT EXISTS by_unit ON row(unit, code, page, at)")
        wanted = (Outcome.FAIL.value, Outcome.WARN.value, Outcome.CANT_TELL.value)
        found = self._table.execute(_HEADS, wanted)
        return [UnitHead(unit, unit_page(unit), *counts) for unit, *counts in found]

    def views(self, head: UnitHead) -> Iterator[UnitView]:
        """The pages of one unit, one at a time."""
        parts = 1 if head.total <= _ROWS else sum(1 for _ in self._chunks(head.name))
        for number, rows in enumerate(self._chunks(head.name), 1):
            yield UnitView(head, tuple(rows), number, parts)

    def _chunks(self, unit: str) -> Iterator[list[UnitRow]]:
        """Pages full of whole counties; a county that would fill two pages alone is cut."""
        chunk: list[UnitRow] = []
        for _, group in groupby(self._rows(unit), key=lambda row: row.page):
            for row in group:
                chunk.append(row)
                if len(chunk) >= 2 * _ROWS:
                    yield chunk
                    chunk = []
            if len(chunk) >= _ROWS:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _rows(self, unit: str) -> Iterator[UnitRow]:
        found = self._table.execute("SELECT data FROM row WHERE unit = ? ORDER BY code, page, at", (unit,))
        return (codec.unpack(data, UnitRow) for (data,) in found)
