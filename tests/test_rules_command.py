"""``auditor rules`` and ``auditor new-rule``; the generated pages are current."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.requirements import load_requirements
from auditor.rule import discover
from auditor.rule_pages import INDEX, page, pages
from tests.harness import ROOT, call_auditor

DOCS = ROOT / "docs" / "rules"


def test_the_pages_of_the_rules_are_current() -> None:
    made = pages(discover(), {row.id: row.title for row in load_requirements()})
    kept = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}
    assert sorted(kept) == sorted(made), "auditor rules --write docs/rules"
    assert [name for name in made if kept[name] != made[name]] == [], "auditor rules --write docs/rules"


def test_the_list_names_every_rule() -> None:
    lines = call_auditor("rules").stdout.splitlines()
    assert [line.split()[1] for line in lines] == [rule.id for rule in discover()]


@pytest.mark.parametrize("name", ["stale-column", "PA004"])
def test_one_page(name: str) -> None:
    result = call_auditor("rules", name)
    assert result.returncode == 0
    assert result.stdout.startswith("<!--")
    assert "## 如何整改" in result.stdout
    assert "R42" in result.stdout


def test_an_unknown_rule_gets_the_nearest_name() -> None:
    result = call_auditor("rules", "stale-colum")
    assert result.returncode == 2
    assert "stale-column" in result.stderr


def test_writing_takes_away_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "gone-rule.md").write_text("old", "utf-8")
    assert call_auditor("rules", "--write", tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, *(f"{rule.id}.md" for rule in discover())}


def test_an_unverified_clause_is_marked() -> None:
    rule = next(rule for rule in discover() if any(not clause.verified for clause in rule.basis))
    assert "未核实原文" in page(rule, {})


@pytest.mark.parametrize("name", ["Late-Reply", "late", "../x-y", "stale-column"])
def test_a_bad_name_for_a_new_rule_writes_nothing(name: str) -> None:
    before = sorted((ROOT / "rules" / "checks").iterdir())
    result = call_auditor("new-rule", name)
    assert result.returncode == 2
    assert result.stderr.startswith("错误：")
    assert sorted((ROOT / "rules" / "checks").iterdir()) == before
