"""Every saved portal, crawled over loopback, against the inventory that was written by hand from its plan."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import app, outputs
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Purpose
from tests.harness import GOLDEN

CASES = sorted(path.parent.name for path in GOLDEN.glob("*/inventory.yml"))
#: Requests per column, organ page and sampled article.
COST = 1.3
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT, Purpose.SEARCH, Purpose.SOFT_404_PROBE})


@dataclass(frozen=True)
class Judged:
    """One case after its crawl. ``asked`` are (purpose, address as asked) of all requests."""

    case: str
    expected: dict[str, Any]
    columns: dict[str, Any]
    coverage: Any
    asked: tuple[tuple[Purpose, str], ...]
    requests: int

    def wrong(self) -> list[str]:
        """One line for each column that is missing, that is none, or that was read otherwise than expected."""
        expected = {column["id"]: column for column in self.expected["columns"]}
        lines = [
            f"{id_} {expected[id_]['name']}: missing" for id_ in sorted(expected.keys() - self.columns.keys())
        ]
        lines += [
            f"{id_} {self.columns[id_].name}: is no column ({self.columns[id_].kind})"
            for id_ in sorted(self.columns.keys() - expected.keys())
        ]
        for id_ in sorted(expected.keys() & self.columns.keys()):
            lines += [
                f"{id_} {expected[id_]['name']}: {line}"
                for line in differences(expected[id_], self.columns[id_])
            ]
        return lines


def differences(expected: dict[str, Any], column: Any) -> list[str]:
    found = {
        "name": column.name,
        "rows": column.items if column.kind == "list" else 0,
        "total": column.total,
        "newest": column.newest if column.kind == "list" else None,
        "empty": column.empty,
    }
    if expected["rows"] is None:  # a page of links: what it shows are previews of other columns
        keys = ["name"]
        if column.empty:
            return ["empty: True instead of a page of links"]
    else:
        keys = list(found)
    if column.failure is not None:
        return [f"failed: {column.failure}"]
    return [
        f"{key}: {found[key]!r} instead of {expected[key]!r}" for key in keys if found[key] != expected[key]
    ]


@pytest.fixture(scope="module", params=CASES)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    case = request.param
    result = app.run(case, app.Options(out=tmp_path_factory.mktemp(case)))
    with SnapshotReader(result.folder / outputs.SNAPSHOT) as reader:
        asked = tuple((fetch.purpose, fetch.url) for fetch in reader.fetches())
        requests = reader.seal().summary.requests
    expected = yaml.safe_load((GOLDEN / case / "inventory.yml").read_text("utf-8"))
    columns = {column.id: column for column in result.audit.columns}
    return Judged(case, expected, columns, result.audit.coverage, asked, requests)


def test_columns_rows_totals_dates_and_emptiness(judged: Judged) -> None:
    wrong = judged.wrong()
    assert not wrong, "\n".join([f"{len(wrong)} differences", *wrong])


def test_nothing_was_left_unread(judged: Judged) -> None:
    unread = tuple(judged.expected.get("obstacles", ()))
    left = [o for o in judged.coverage.obstacles if not any(fnmatchcase(o.url, glob) for glob in unread)]
    assert left == []


def test_requests_are_few(judged: Judged) -> None:
    """Asking for files (HEAD), the search and the soft-404 probe are not part of reading the columns."""
    reading = [url for purpose, url in judged.asked if purpose not in _FILES]
    sampled = judged.coverage.articles_checked
    assert len(reading) <= COST * (len(judged.expected["columns"]) + sampled)
    assert judged.requests <= judged.expected["requests_max"]


def test_neighbours_are_left_alone(judged: Judged) -> None:
    """``never`` are globs of addresses that belong to somebody else on the same platform."""
    never = judged.expected.get("never", ())
    assert [url for _, url in judged.asked if any(fnmatchcase(url, glob) for glob in never)] == []


def test_every_case_has_an_inventory() -> None:
    from tests.test_fixture_portals import FIXTURES

    made = {path.stem for path in (FIXTURES / "portals").glob("[!_]*.yml")}
    assert made <= {*CASES}, "write golden/<case>/inventory.yml by hand"
    assert Path(GOLDEN).is_dir()
