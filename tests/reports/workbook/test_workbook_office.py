"""The workbook in a real spreadsheet: LibreOffice opens it, prints it, and the pages show what they should."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import hostile_audit
from openpyxl import Workbook
from PIL import Image
from test_workbook_sheets import DAY, qinghe

from auditor.mending import deadlines
from reports.workbook import render_full, render_terse

NAMES = ("terse", "full", "hostile")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbooks as PDF. All in one call, for LibreOffice is slow to start; a plain workbook goes with
    them to tell whether it has Calc at all."""
    program = shutil.which("soffice")
    if program is None or shutil.which("pdftotext") is None:
        pytest.skip("no LibreOffice or no poppler on this machine")
    folder = tmp_path_factory.mktemp("office")
    audit = qinghe()
    audit = replace(audit, standard=audit.standard[:120])  # what is left out fills thirty pages with the same
    days = deadlines(audit.findings, DAY)
    (folder / "terse.xlsx").write_bytes(render_terse(audit, days))
    (folder / "full.xlsx").write_bytes(render_full(audit, days))
    (folder / "hostile.xlsx").write_bytes(render_full(hostile_audit(1), {}))
    plain = Workbook()
    plain["Sheet"]["A1"] = "x"
    plain.save(folder / "plain.xlsx")
    files = [str(folder / f"{name}.xlsx") for name in (*NAMES, "plain")]
    command = (program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless")
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), *files],
        capture_output=True,
        timeout=120,
        check=False,
    )
    if not (folder / "plain.pdf").is_file():
        pytest.skip("this LibreOffice has no Calc")
    return folder


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout
    return text.decode().split("\f")[:-1]


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_and_prints(printed: Path, name: str) -> None:
    assert (printed / f"{name}.pdf").is_file()
    assert "检查结果" in pages(printed / f"{name}.pdf")[0]


def test_each_page_of_a_table_has_its_head_and_its_number(printed: Path) -> None:
    shown = pages(printed / "terse.pdf")
    assert len(shown) > 3
    for number, page in enumerate(shown, start=1):
        assert f"第 {number} 页，共 {len(shown)} 页" in page
        assert "清禾县人民政府" in page
    for page in shown[1:]:
        assert "问题描述" in page
        assert "整改期限" in page
    whole = "".join(shown)
    assert "2026-06-30" in whole
    assert "不要求整改" in whole


def test_pages_are_a4_and_coloured(printed: Path) -> None:
    subprocess.run(
        ["pdftoppm", "-r", "40", "-png", str(printed / "terse.pdf"), str(printed / "page")], check=True
    )
    first, second, *_ = sorted(printed.glob("page-*.png"))
    with Image.open(first) as overview, Image.open(second) as findings:
        assert overview.height > overview.width
        assert findings.width > findings.height
        assert round(findings.width / findings.height, 1) == 1.4
        colours = findings.convert("RGB").getcolors(1 << 20) or []
    reddish = sum(count for count, (r, g, b) in colours if r > 235 and g < 235 and b < 235)  # type: ignore[misc]
    yellowish = sum(count for count, (r, g, b) in colours if r > 240 and g > 230 and 180 < b < 232)  # type: ignore[misc]
    assert reddish > 100  # 不符合
    assert yellowish > 100  # what the office fills in
