"""The work of :mod:`test_mutations`: audit the demo county with one more fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import build_qinghe as qinghe
import qinghe_faults as faults
from offline import run

from auditor import codec

#: Column → its name; one list, one text, one field. None of them shares an article with another column.
COLUMNS = {
    "zwgk/rsxx": "人事信息",
    "zwgk/zfxxgk/zfxxgkzn": "政府信息公开指南",
    "zwgk/jczwgk/ggzyjy": "公共资源交易",
}
OTHER_NAME = "民生天地"


def without_text(site: qinghe.Site, path: str) -> qinghe.Site:
    """A text column whose page has nothing but its heading."""
    columns = (replace(c, text=(), attachments=(), updated="") if c.path == path else c for c in site.columns)
    return replace(site, columns=tuple(columns))


FAULTS: dict[str, Callable[[qinghe.Site, str], qinghe.Site]] = {
    "none": lambda site, path: site,
    "deleted": faults.without,
    "renamed": lambda site, path: faults.renamed(site, path, OTHER_NAME),
    "emptied": faults.emptied,
    "emptied-text": without_text,
    "aged": faults.aged,
    "no-search": lambda site, path: faults.without_search(site),
}


def audited(fault: str, path: str, folder: Path) -> dict[str, Any]:
    """Build the county with ``fault`` at ``path`` below ``folder``, crawl and judge it."""
    qinghe.write(qinghe.render(FAULTS[fault](qinghe.load(), path)), folder / "case")
    result = run(folder / "case", folder / "out")
    document: dict[str, Any] = codec.decode(codec.encode_audit(result.audit), dict)
    return document
