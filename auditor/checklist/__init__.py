"""The inspector's checklist: rows that no crawler can decide, the sheet to fill in, and the answers read back.

``rows`` is the data, ``workbook`` and the HTML form (:mod:`reports.checklist_form`) what is handed out, ``reading`` takes
either back, ``answers`` checks it row by row, ``store`` is ``checklist.json`` of a run. Rules see ``rows`` only.
"""

from auditor.checklist.store import decode_checklist

__all__ = ["decode_checklist"]
