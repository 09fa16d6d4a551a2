"""The labelled set: precise, complete, not tempted by look-alikes. The long version is ``make accuracy``."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditor.catalog import Standard, load_standard

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_accuracy", ROOT / "bench" / "accuracy.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def test_the_table_is_large_mixed_and_partly_held_out(bench: ModuleType, standard: Standard) -> None:
    rows = bench.read()
    ids = {"-", *standard.by_id, *standard.item_by_id}
    assert len(rows) >= 600
    assert sum(row.negative for row in rows) >= 150
    assert sum(row.held for row in rows) * 3 >= len(rows)
    assert {row.group for row in rows} == {"column", "field", "item", "-"}
    assert [row for row in rows if row.id not in ids or row.negative != (row.group == "-")] == []
    assert len({(row.name, row.context) for row in rows}) == len(rows)


@pytest.mark.parametrize("held", [False, True])
def test_figures(bench: ModuleType, standard: Standard, held: bool) -> None:
    rows = [row for row in bench.read() if row.held is held]
    figures = bench.count(zip(rows, bench.judge(rows, standard), strict=True))
    assert figures.precision >= 0.985
    assert figures.recall >= 0.93
    assert figures.temptation <= 0.01


@pytest.mark.parametrize("group", ["column", "field", "item"])
def test_every_group_by_itself(bench: ModuleType, standard: Standard, group: str) -> None:
    rows = [row for row in bench.read() if row.group == group]
    figures = bench.count(zip(rows, bench.judge(rows, standard), strict=True))
    assert figures.precision >= 0.985
    assert figures.recall >= 0.93


def test_the_document_is_that_of_the_last_run(bench: ModuleType, standard: Standard) -> None:
    written = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    rows = bench.read()
    pairs = list(zip(rows, bench.judge(rows, standard), strict=True))
    assert bench._line("all", bench.count(pairs)) in written
