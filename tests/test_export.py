"""``auditor export``: which file is written where, and that nobody's notes are written over."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.commands import export
from auditor.errors import AuditorError
from tests.harness import GOLDEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "audit.json").write_bytes((GOLDEN / "qinghe" / "audit.json").read_bytes())
    return tmp_path


def call(folder: Path, form: str, output: Path | None = None, force: bool = False) -> int:
    return export.run(
        argparse.Namespace(
            audit=str(folder), format=form, output=str(output) if output else None, force=force
        )
    )


@pytest.mark.parametrize("form", list(export.FORMATS))
def test_each_format_is_written_into_the_run_folder(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, form) == 0
    path = folder / export.FORMATS[form].file
    assert capsys.readouterr().out.strip() == str(path)
    assert {one.name for one in folder.iterdir()} == {"audit.json", path.name}


def test_deadlines_are_working_days_from_the_day_of_the_audit(folder: Path) -> None:
    call(folder, "xlsx")
    call(folder, "csv")
    sheet = load_workbook(folder / "workbook.xlsx")["问题清单"]
    [column] = [cell.column for cell in sheet[1] if cell.value == "整改期限"]
    days = {str(sheet.cell(row, column).value)[:10] for row in range(2, sheet.max_row + 1)}
    assert days == {
        "2026-06-30",
        "2026-07-14",
        "不设期限",
        "不要求整改",
    }  # 10 and 20 working days; 端午节 is 19 June
    text = (folder / "findings.csv").read_text("utf-8-sig")
    assert {row["整改期限"] for row in csv.DictReader(io.StringIO(text))} == days


def test_what_people_filled_in_is_not_written_over(folder: Path) -> None:
    call(folder, "xlsx")
    call(folder, "xlsx")  # the same bytes: nothing was filled in
    path = folder / "workbook.xlsx"
    path.write_bytes(b"filled in")
    with pytest.raises(AuditorError) as error:
        call(folder, "xlsx")
    assert "--force" in error.value.message
    assert path.read_bytes() == b"filled in"
    call(folder, "xlsx", force=True)
    assert path.read_bytes() != b"filled in"


def test_a_table_for_programs_is_written_anew(folder: Path) -> None:
    (folder / "findings.csv").write_text("old", "utf-8")
    assert call(folder, "csv") == 0
    assert (folder / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_another_place(folder: Path, tmp_path: Path) -> None:
    call(folder, "csv", tmp_path / "new" / "a.csv")
    (tmp_path / "there").mkdir()
    call(folder, "csv-columns", tmp_path / "there")
    assert (tmp_path / "new" / "a.csv").is_file()
    assert (tmp_path / "there" / "columns.csv").is_file()


def test_errors_name_the_cure(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="xlsx-full"):
        call(folder, "ods")
    with pytest.raises(AuditorError, match=r"没有找到检查结果"):
        call(tmp_path / "nowhere", "csv")
    text = (folder / "audit.json").read_text("utf-8").replace('"today": "2026-06-15"', '"today": "gestern"')
    (folder / "audit.json").write_text(text, "utf-8")
    with pytest.raises(AuditorError, match="检查日期"):
        call(folder, "xlsx")
    assert [one.name for one in folder.iterdir() if one.suffix == ".xlsx"] == []
