"""The inspector's checklist: rows that no crawler can decide, the sheet to fill in, and the answers read back.

``rows`` is the data, ``workbook`` and the HTML form (:mod:`reports.checklist_form`) what is handed out, ``reading`` takes
either back, ``answers`` checks it row by row, ``store`` is ``checklist.json`` of a run.
"""

from auditor.checklist.answers import Given, accept
from auditor.checklist.reading import FORM_SCHEMA, Filled, read_filled
from auditor.checklist.rows import ChecklistRow, checklist_rows, rows_for
from auditor.checklist.store import Checklist, decode_checklist, encode_checklist
from auditor.checklist.workbook import write_workbook

__all__ = [
    "FORM_SCHEMA",
    "Checklist",
    "ChecklistRow",
    "Filled",
    "Given",
    "accept",
    "checklist_rows",
    "decode_checklist",
    "encode_checklist",
    "read_filled",
    "rows_for",
    "write_workbook",
]
