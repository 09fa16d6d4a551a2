"""One fixture portal crawled in all the ways that must agree, and what the hand-made inventory says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditor import app, outputs
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import AuditedColumn, Coverage, CrawlSummary, Fetch
from auditor.preparation import BrowserUse, Options
from tests.harness import GOLDEN

CASES = sorted(path.parent.name for path in GOLDEN.glob("*/inventory.yml"))
#: Portals of a platform that another one stands for, or whose rows stand in the page: a browser for every page shows
#: nothing new.
_LIKE_OTHERS = frozenset(
    {"beihe", "fushan", "haitan", "jianhe-ly", "jianhe-ty", "lvping", "xiezhen", "xishan"}
)
FORCED = [case for case in CASES if case not in _LIKE_OTHERS]


@dataclass(frozen=True)
class Night:
    """One crawl of a case. ``document`` is its audit as JSON."""

    case: str
    columns: dict[str, AuditedColumn]
    coverage: Coverage
    fetches: tuple[Fetch, ...]
    summary: CrawlSummary
    document: dict[str, Any]

    @property
    def expected(self) -> dict[str, Any]:
        return dict(yaml.safe_load((GOLDEN / self.case / "inventory.yml").read_text("utf-8")))

    def wrong(self) -> list[str]:
        """One line for each column that is missing, that is none, or that was read otherwise than expected."""
        expected = {column["id"]: column for column in self.expected["columns"]}
        gone, extra = expected.keys() - self.columns.keys(), self.columns.keys() - expected.keys()
        lines = [f"{id_} {expected[id_]['name']}: missing" for id_ in sorted(gone)]
        lines += [
            f"{id_} {self.columns[id_].name}: is no column ({self.columns[id_].kind})"
            for id_ in sorted(extra)
        ]
        for id_ in sorted(expected.keys() & self.columns.keys()):
            found = differences(expected[id_], self.columns[id_])
            lines += [f"{id_} {expected[id_]['name']}: {line}" for line in found]
        return lines


def differences(expected: dict[str, Any], column: AuditedColumn) -> list[str]:
    listed = column.kind == "list"
    found = {
        "name": column.name,
        "rows": column.items if listed else 0,
        "total": column.total,
        "newest": column.newest if listed else None,
        "empty": column.empty,
    }
    if column.failure is not None:
        return [f"failed: {column.failure}"]
    keys = list(found)
    if expected["rows"] is None:  # a page of links: what it shows are previews of other columns
        keys = ["name"]
        if column.empty:
            return ["empty: True instead of a page of links"]
    return [
        f"{key}: {found[key]!r} instead of {expected[key]!r}" for key in keys if found[key] != expected[key]
    ]


def night(case: str, out: str, *, update: bool = False, browser: str = "auto") -> Night:
    """Crawl a case into ``out``; in a process of its own when called through a pool."""
    use = BrowserUse(browser)
    result = app.run(case, Options(Path(out), update=update, browser=use))
    with SnapshotReader(result.folder / outputs.SNAPSHOT) as reader:
        fetches, summary = reader.fetches(), reader.summary()
    columns = {column.id: column for column in result.audit.columns}
    document = json.loads((result.folder / outputs.AUDIT).read_bytes())
    return Night(case, columns, result.audit.coverage, fetches, summary, document)


def nights(case: str, out: str, forced: bool) -> tuple[Night, ...]:
    """The first night, a second one on top of it, and when ``forced`` one with a browser for every page."""
    first = night(case, f"{out}/nights")
    second = night(case, f"{out}/nights", update=True)
    return (first, second, night(case, f"{out}/forced", browser="always")) if forced else (first, second)
