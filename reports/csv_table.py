"""Findings and columns as CSV: UTF-8 with a byte order mark, so that a spreadsheet does not take it for GBK; CRLF, quoted
as RFC 4180 says; one line a row, whatever the cells hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from auditor.model import Audit
from reports.workbook.cells import FORMULA, plain
from reports.workbook.columns import columns_table
from reports.workbook.findings import PLAIN, findings_table, ledger_of
from reports.workbook.sheet import Cell, Link, Table

_BOM = "\ufeff"


def findings_csv(audit: Audit, deadlines: Mapping[str, date | None]) -> bytes:
    """One row for each finding to look at; ``deadlines`` as of :func:`reports.workbook.render_full`."""
    return table_csv(findings_table(ledger_of(audit, deadlines), PLAIN))


def columns_csv(audit: Audit) -> bytes:
    """One row for each column of the portal."""
    return table_csv(columns_table(audit))


def table_csv(table: Table) -> bytes:
    """Any table; its heads are the first row."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head.title for head in table.heads)
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return (_BOM + stream.getvalue()).encode("utf-8")


def _safe(cell: Cell) -> str:
    """A cell as text. CSV has no types: a spreadsheet computes what begins with ``=``, even between quotes. An apostrophe
    in front makes it text there; who reads the file with a program takes it off again (numbers never bear one)."""
    text = plain(cell)
    return "'" + text if isinstance(cell, str | Link) and text.startswith(FORMULA) else text
