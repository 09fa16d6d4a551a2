"""The work of :mod:`test_mutations` that runs in processes of its own: audit the demo county with one more fault."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:0] = [
    str(Path(__file__).resolve().parents[2] / "fixtures"),
    str(Path(__file__).resolve().parents[2]),
]
import build_qinghe as qinghe  # noqa: E402
import qinghe_faults as faults  # noqa: E402

from auditor import app, codec  # noqa: E402
from auditor.preparation import Options  # noqa: E402

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


def audited(fault: str, path: str, folder: str) -> dict[str, Any]:
    """Build the county with ``fault`` at ``path`` below ``folder``, crawl it over loopback and judge it."""
    case = Path(folder) / "case"
    qinghe.write(qinghe.render(FAULTS[fault](qinghe.load(), path)), case)
    result = app.run(str(case), Options(out=Path(folder) / "out"))
    document: dict[str, Any] = codec.decode(codec.encode_audit(result.audit), dict)
    return document
