"""Tables of labelled values that are the parameters of tests: a text and what must be read from it. Each row is run, and is
right when its test holds."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.labelled.tally import Tally

ROOT = Path(__file__).resolve().parents[2]
#: What is labelled → the test modules that hold its tables.
TABLES = {
    "dates": ("extract.test_dates", "extract.test_item_dates", "extract.test_date_chain"),
    "time limits of the catalog": ("catalog.test_limits",),
    "deadlines": ("extract.test_deadlines",),
    "charsets": ("extract.test_charset",),
    "numbers of documents": ("extract.test_numbers",),
    "personal data": ("extract.test_personal",),
    "labels of pages": ("extract.test_labels", "extract.test_page_marks", "extract.test_page"),
    "links, forms, dialogs": ("extract.test_links", "extract.test_forms", "extract.test_dialogs"),
    "lists of objects, organs": ("extract.test_objects", "extract.test_organs"),
    "letters, surveys": ("extract.test_letters", "extract.test_surveys"),
    "accounts of new media": ("media.test_names", "media.test_discovery", "media.test_places"),
    "attachments, headings": ("documents.test_heading", "documents.test_text"),
}


def tables() -> Iterator[Tally]:
    """One tally per subject."""
    for name, modules in TABLES.items():
        cases = right = 0
        wrong: list[str] = []
        for module in modules:
            for label, run in _rows(_module(module)):
                cases += 1
                try:
                    run()
                except AssertionError:
                    wrong.append(label)
                else:
                    right += 1
        source = ", ".join(f"tests/{module.replace('.', '/')}.py" for module in modules)
        yield Tally(name, source, cases, cases, cases, right, False, tuple(wrong))


def _module(name: str) -> ModuleType:
    folder = str(ROOT / "tests" / name.partition(".")[0])
    for path in (str(ROOT / "fixtures"), folder):
        if path not in sys.path:
            sys.path.insert(0, path)
    return importlib.import_module(f"tests.{name}")


def _rows(module: ModuleType) -> Iterator[tuple[str, Callable[[], object]]]:
    """Rows of tests with one table and nothing else to be given; tests that need more than their row are no tables. What
    is skipped on this machine (no LibreOffice) is no row."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        if not name.startswith("test_") or len(marks) != 1 or _is_skipped(getattr(test, "pytestmark", ())):
            continue
        names = marks[0].args[0]
        columns = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
        if set(inspect.signature(test).parameters) != set(columns):
            continue
        for at, row in enumerate(marks[0].args[1]):
            if _is_skipped(getattr(row, "marks", ())):
                continue
            values = getattr(row, "values", row)
            values = (values,) if len(columns) == 1 and not hasattr(row, "values") else values
            yield f"{module.__name__}:{name}:{at}", _call(test, dict(zip(columns, values, strict=True)))


def _is_skipped(marks: Iterable[Any]) -> bool:
    """By a condition that holds; marks of rows are decorators around those of tests."""
    found = (getattr(each, "mark", each) for each in marks)
    return any(mark.name == "skip" or (mark.name == "skipif" and bool(mark.args[0])) for mark in found)


def _call(test: Callable[..., object], values: dict[str, Any]) -> Callable[[], object]:
    return lambda: test(**values)
