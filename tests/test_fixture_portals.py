"""The saved portals are what their plans give, and are as large and as varied as a portal has to be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.crawl.saved_site import load_case

FIXTURES = Path(__file__).parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_portals  # noqa: E402
from portal_plan import load_plan  # noqa: E402

CASES = build_portals.cases()


@pytest.mark.parametrize("case", CASES)
def test_the_committed_pages_are_those_of_the_plan(case: str) -> None:
    assert build_portals.differences(case) == [], f"run: python fixtures/build_portals.py {case}"


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_a_whole_portal(case: str) -> None:
    loaded = load_case(FIXTURES / "html" / case)
    site = load_plan(case)
    kinds = {column.kind for column in site.columns}
    assert kinds >= {"list", "empty", "text", "redirect"}
    assert (
        len([column for column in site.columns if column.kind in ("list", "empty", "text", "channel")]) >= 10
    )
    assert len(loaded.site.files()) + len(loaded.site.answers) >= 30
    assert (
        len([c for c in site.columns if sum(bool(r.article and r.article.written) for r in c.rows) >= 2]) >= 6
    )
    assert any(column.pages > 1 for column in site.columns)
    assert any(article.files for article in site.articles()) or any(column.files for column in site.columns)


@pytest.mark.parametrize(
    "path", sorted(FIXTURES.glob("golden/*/inventory.yml")), ids=lambda path: path.parent.name
)
def test_an_expected_inventory_is_well_formed(path: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert {"columns", "requests_max"} <= set(expected) <= {"columns", "requests_max", "never", "obstacles"}
    ids = [column["id"] for column in expected["columns"]]
    assert len(set(ids)) == len(ids)
    for column in expected["columns"]:
        assert {*column} == {"id", "name", "rows", "total", "newest", "empty"}, column
