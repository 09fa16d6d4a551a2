"""Copies of the data files that a test may spoil."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.catalog import FILES, RULES
from auditor.catalog.files import read_edition
from auditor.catalog.workbook import export

Spoil = Callable[[Path, str, str, str], int]


@pytest.fixture(scope="session")
def _short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("short") / "rules"
    shutil.copytree(RULES / "catalog", folder / "catalog")
    for name in FILES:
        shutil.copy(RULES / name, folder / name)
    (folder / "catalog/overlays/990101.yml").unlink()
    for path in (folder / "catalog/2019").glob("[0-9]*.yml"):
        text = path.read_text("utf-8")
        last = 3 if path.name[:2] in ("03", "04") else 2
        path.write_text(re.split(rf'(?=^  - id: "\d\d-0{last}"$)', text, maxsplit=1, flags=re.M)[0], "utf-8")
    return folder


@pytest.fixture
def rules(_short: Path, tmp_path: Path) -> Path:
    """The data files with the first row of each field (two of 03 and 04): enough to be at fault, and quick to read."""
    return shutil.copytree(_short, tmp_path / "rules")


@pytest.fixture(scope="session")
def _exported(_short: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("book") / "x.xlsx"
    export(read_edition(_short, "2019"), path)
    return path.read_bytes()


@pytest.fixture
def book(_exported: bytes, tmp_path: Path) -> Path:
    """The workbook of ``rules``."""
    path = tmp_path / "目录.xlsx"
    path.write_bytes(_exported)
    return path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """All data files as they are."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in FILES:
        shutil.copy(RULES / name, folder / name)
    shutil.copytree(RULES / "catalog", folder / "catalog")
    return folder


@pytest.fixture
def spoil() -> Spoil:
    """Replace the first ``old`` in a file by ``new``; gives the line (from 1) where it stood."""

    def replace(folder: Path, name: str, old: str, new: str) -> int:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    return replace
