"""Documents of every kind, clean and ugly, give the rows written beside them; damaged ones give a reason."""

from __future__ import annotations

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import yaml

from auditor.documents import child, office, read_tables
from auditor.documents.kind import kind_of
from auditor.documents.limits import Unreadable
from auditor.extract.published_catalog import read_catalog, read_rows
from auditor.model import Tables

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "documents"
CASES = sorted(path.with_suffix("") for path in FOLDER.glob("*.yml"))
DAMAGED = sorted((FOLDER / "damaged").iterdir())
KINDS = {"html", "xlsx", "xls", "docx", "doc", "pdf"}
needs_office = pytest.mark.skipif(office.office_program() is None, reason="LibreOffice is not installed")


def tables_of(path: Path) -> Tables:
    return read_tables(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_rows_as_written_beside(path: Path) -> None:
    expected = yaml.safe_load(path.with_name(f"{path.name}.yml").read_text("utf-8"))
    if expected["kind"] == "doc" and office.office_program() is None:
        pytest.skip("LibreOffice is not installed")
    tables = tables_of(path)
    assert (tables.kind, tables.reason) == (expected["kind"], None)
    rows, present = read_rows(tables.grids)
    found = [{key: plain(getattr(row, key)) for key in expected["rows"][0]} for row in rows]
    assert found == expected["rows"]
    assert len(present) == 8


def plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_every_kind_has_cases() -> None:
    assert {yaml.safe_load(path.read_text("utf-8"))["kind"] for path in FOLDER.glob("*.yml")} == KINDS
    assert len(CASES) >= 12


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.name)
def test_damaged_documents_say_why(path: Path) -> None:
    tables = tables_of(path)
    assert tables.grids == ()
    assert tables.reason
    assert any("\u4e00" <= char <= "\u9fff" for char in tables.reason)
    catalog = read_catalog(tables, "http://a/")
    assert catalog is not None
    assert catalog.reason == tables.reason


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.xls", "空的"),
        ("password.xlsx", "密码"),
        ("password.docx", "密码"),
        ("password.pdf", "密码"),
        ("zip-bomb.xlsx", "压缩炸弹"),
        ("stream-bomb.pdf", "压缩炸弹"),
        ("truncated.docx", "损坏"),
        ("entities.docx", "实体"),
        ("scanned.pdf", "扫描件"),
        ("picture-named.xlsx", "无法识别"),
        ("zip-named.doc", "压缩包"),
    ],
)
def test_reasons_are_told_apart(name: str, words: str) -> None:
    assert words in (tables_of(FOLDER / "damaged" / name).reason or "")


def test_type_by_content_not_by_name() -> None:
    assert tables_of(FOLDER / "html-named.xls").kind == "html"
    assert kind_of((FOLDER / "xlsx-sheets.xlsx").read_bytes()) == "xlsx"


@pytest.mark.parametrize(
    "parts", [(2, 6, 10), pytest.param((1, 3, 4, 5, 7, 8, 9, 11), marks=pytest.mark.long)], ids=str
)
@pytest.mark.parametrize(
    "path", [path for path in CASES if path.suffix != ".doc"], ids=lambda path: path.name
)
def test_cut_anywhere_never_raises(path: Path, parts: tuple[int, ...]) -> None:
    data = path.read_bytes()
    for part in parts:
        middle = len(data) * part // 12
        for broken in (data[:middle], data[:middle] + b"\0\xff" * 20 + data[middle + 40 :]):
            if path.suffix in (".html", ".xls"):
                assert read_tables(broken, path.name) is not None
            else:
                assert set(child.answer_to(path.suffix[1:], broken)) & {"grids", "reason"}


def test_spans_without_end_are_bounded() -> None:
    body = "<table>" + "<tr><td rowspan=99999 colspan=99999>公开</td></tr>" * 40 + "</table>"
    tables = read_tables(body.encode(), "a.html")
    assert tables.reason is None
    assert sum(len(row) for grid in tables.grids for row in grid.rows) < 1_000_000


def test_too_large_is_not_opened() -> None:
    assert "过大" in (read_tables(b"<table>" + b" " * (21 * 1024 * 1024)).reason or "")


def test_a_reader_that_panics_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        pass

    def panic(_data: bytes) -> None:
        raise Panic

    monkeypatch.setattr(child, "reader", lambda _kind: panic)
    assert child.answer_to("xls", b"") == {"reason": child.DAMAGED}


def test_a_sheet_of_two_far_corners_ends_its_reader_only() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    buffer = BytesIO()
    book.save(buffer)
    assert read_tables(buffer.getvalue(), "a.xlsx").reason


def test_half_characters_are_replaced() -> None:
    assert child._whole("a\ud800b") == "a?b"


def test_a_document_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAX_SECONDS", 0.01)
    assert "规定时间" in (tables_of(FOLDER / "pdf-one-header.pdf").reason or "")


def test_xlsx_formulas_and_links_are_not_followed() -> None:
    """A sheet whose cells are formulas is read as last saved, whatever they would fetch."""
    source = (FOLDER / "xlsx-channels.xlsx").read_bytes()
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(
                    b"<sheetData>",
                    b'<sheetData><row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>7</v></c></row>',
                    1,
                )
            new.writestr(name, data)
    tables = read_tables(buffer.getvalue(), "a.xlsx")
    assert tables.reason is None
    assert "7" in {text for grid in tables.grids for row in grid.rows for text in row}


# ── LibreOffice ──


def test_doc_without_office_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "PROGRAMS", ("no-such-program",))
    tables = tables_of(FOLDER / "doc-old.doc")
    assert tables.kind == "doc"
    assert "LibreOffice" in (tables.reason or "")


def test_office_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 60 & wait\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "OFFICE_SECONDS", 1.0)
    assert "规定时间" in (tables_of(FOLDER / "doc-old.doc").reason or "")
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


def test_office_that_fails_is_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "无法转换" in (tables_of(FOLDER / "doc-old.doc").reason or "")


@needs_office
def test_rtf_goes_the_same_way() -> None:
    cell = "\\intbl\\u20844?\\u24320?\\cell"
    row = "\\trowd\\cellx2000\\cellx4000" + cell * 2 + "\\row"
    tables = read_tables(("{\\rtf1\\ansi" + row * 2 + "\\pard x}").encode(), "a.rtf")
    assert tables.kind == "rtf"
    assert tables.grids[0].rows == (("公开", "公开"), ("公开", "公开"))


def test_unknown_kinds_are_named() -> None:
    for data, words in (
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"   \n", "没有内容"),
    ):
        with pytest.raises(Unreadable) as error:
            kind_of(data)
        assert words in error.value.reason
