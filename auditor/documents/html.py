"""HTML, also under the name of a spreadsheet: many offices save one as the other."""

from __future__ import annotations

from auditor.extract import charset, dom
from auditor.extract.tables import grids_of
from auditor.model import Grid


def read(data: bytes, mime: str) -> tuple[Grid, ...]:
    decoded = charset.decode(data, mime)
    return grids_of(dom.parse(decoded.text, "http://document.invalid/").root)
