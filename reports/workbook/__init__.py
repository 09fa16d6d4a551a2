"""The workbook (XLSX) of one audit, for offices that work through a list: a short one to print, and a full one.

Pure functions of the audit and of the days until which its findings are to be mended; equal input gives equal bytes.
``sheet`` has the nouns, one module each makes a sheet's values, ``writer`` alone knows the file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from auditor.model import Audit
from reports.workbook.channels import accounts_table, search_table
from reports.workbook.columns import columns_table
from reports.workbook.elements import elements_table
from reports.workbook.findings import FULL, TERSE, Deadlines, findings_table, ledger_of
from reports.workbook.indicators import indicators_table
from reports.workbook.overview import overview_page
from reports.workbook.sheet import Page, Table
from reports.workbook.standard import items_table, standard_table
from reports.workbook.units import units_table
from reports.workbook.writer import Properties, render

__all__ = ["Deadlines", "full_sheets", "render_full", "render_terse", "terse_sheets"]


def render_terse(audit: Audit, deadlines: Mapping[str, date | None]) -> bytes:
    """Overview and list of findings, made to be printed. ``deadlines`` are last days by fingerprint; None: the calendar
    does not reach that far; findings that it does not name have no term. Raises nothing, whatever was crawled."""
    return render(terse_sheets(audit, deadlines), _properties(audit))


def render_full(audit: Audit, deadlines: Mapping[str, date | None]) -> bytes:
    """All that the audit knows, a sheet for each kind of thing; parameters as of :func:`render_terse`."""
    return render(full_sheets(audit, deadlines), _properties(audit))


def terse_sheets(audit: Audit, deadlines: Mapping[str, date | None]) -> tuple[Page | Table, ...]:
    ledger = ledger_of(audit, deadlines)
    return (overview_page(audit), findings_table(ledger, TERSE))


def full_sheets(audit: Audit, deadlines: Mapping[str, date | None]) -> tuple[Page | Table, ...]:
    """The sheets in their order; those that this audit has nothing for are left out."""
    ledger = ledger_of(audit, deadlines)
    optional = (
        columns_table(audit),
        standard_table(audit),
        items_table(audit),
        elements_table(ledger),
        units_table(audit, ledger),
        indicators_table(audit, ledger),
        search_table(audit),
        accounts_table(audit),
    )
    kept = (table for table in optional if table.rows)
    return (overview_page(audit), findings_table(ledger, FULL), *kept)


def _properties(audit: Audit) -> Properties:
    return Properties(name=audit.portal.name, code=audit.portal.code, day=audit.today)
