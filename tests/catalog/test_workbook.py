"""Out to a workbook and back: nothing lost, nothing evaluated, every bad cell named."""

from __future__ import annotations

import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from auditor.catalog import load_standard
from auditor.catalog.exchange import plan
from auditor.catalog.files import read_edition
from auditor.catalog.workbook import export
from auditor.catalog.workbook_read import read
from tests.harness import call_auditor

Spoil = Callable[[Path, str, str, str], int]
BUDGET = "catalog/2019/03_budget_and_final_accounts.yml"


def find(sheet: Any, wanted: str, title: str) -> Any:
    """The cell of column ``title`` in the row that has ``wanted`` in any cell."""
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if wanted in [cell.value for cell in row])
    return row[heads.index(title)]


def change(book: Path, sheet: str, wanted: str, title: str, value: Any, kind: str = "") -> str:
    """Put ``value`` into one cell; its place as errors name it."""
    work = load_workbook(book)
    cell = find(work[sheet], wanted, title)
    cell.value = value
    if kind:
        cell.data_type = kind
    work.save(book)
    return f"工作表“{sheet}”第 {cell.row} 行“{title}”列（{cell.coordinate}）"


def test_all_rows_come_back_equal(whole: Path, tmp_path: Path) -> None:
    before = read_edition(whole, "2019")
    export(before, tmp_path / "x.xlsx")
    after = read(tmp_path / "x.xlsx")
    assert after.edition.value == before.edition.value
    assert [file.value for file in after.fields] == [file.value for file in before.fields]
    assert sum(len(file.value.items) for file in after.fields) == 559
    planned = plan(after, whole)
    assert (planned.found, planned.texts) == ((), ())


def test_writing_gives_the_files_back_byte_for_byte(whole: Path, tmp_path: Path) -> None:
    export(read_edition(whole, "2019"), tmp_path / "x.xlsx")
    folder = whole / "catalog/2019"
    kept = {path.name: path.read_bytes() for path in folder.glob("*.yml")}
    for path in folder.glob("*.yml"):
        head = path.read_text("utf-8").partition("\nid:")[0].partition("\nedition:")[0]
        text = path.read_text("utf-8").replace("verified: true", "verified: false", 1)
        path.write_text(text, "utf-8")
        assert head.startswith("# yaml-language-server: $schema=../schema.json\n#")
    planned = plan(read(tmp_path / "x.xlsx"), whole)
    assert len(planned.texts) == len(kept)
    planned.write()
    assert {path.name: path.read_bytes() for path in folder.glob("*")} == kept


def test_import_shows_and_only_writes_when_told(rules: Path, book: Path) -> None:
    change(book, "事项", "03-01", "公开时限", "批准后10日内")
    change(book, "要素", "03-01-02", "别名", "支出总表\n支出预算表")
    before = (rules / BUDGET).read_text("utf-8")
    shown = call_auditor("catalog", "import", book, "--rules", rules)
    assert shown.returncode == 0
    assert "修改 03-01 time_limit：\n  - 本级人民代表大会" in shown.stdout
    assert "+ 批准后10日内" in shown.stdout
    assert "--write" in shown.stdout
    assert (rules / BUDGET).read_text("utf-8") == before
    done = call_auditor("catalog", "import", book, "--rules", rules, "--write")
    assert done.returncode == 0, done.stderr
    after = (rules / BUDGET).read_text("utf-8")
    item = load_standard(directory=rules.rename(rules.parent / "changed")).item_by_id["03-01"]
    assert item.limit_text == "批准后10日内"
    assert item.limits[0].amount == 10
    assert item.elements[1].aliases == ("支出总表", "支出预算表")
    lines = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(lines) == 2  # the rest of the file, its comment too, is as it was


def test_a_new_edition_can_come_from_a_workbook(rules: Path, book: Path) -> None:
    change(book, "版本", "2019", "版本", "2027")
    planned = plan(read(book), rules)
    assert len(planned.texts) == 27
    planned.write()
    standard = load_standard("2027", directory=rules)
    assert standard.edition == "2027"
    assert len(standard.fields) == 26


def test_formula_like_texts_stay_texts(rules: Path, spoil: Spoil, tmp_path: Path) -> None:
    for old, new in (
        ("publisher: 地方各级财政部门", 'publisher: "=1+1"'),
        ("audience: 全社会", 'audience: "#N/A"'),
        ("time_limit: 本级人民代表大会或其常务委员会批准后20日内", 'time_limit: "@SUM(A1)"'),
    ):
        spoil(rules, BUDGET, old, new)
    path = tmp_path / "x.xlsx"
    before = read_edition(rules, "2019")
    export(before, path)
    cell = find(load_workbook(path)["事项"], "03-01", "公开主体")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert [file.value for file in read(path).fields] == [file.value for file in before.fields]


BAD = [
    ("事项", "03-01", "公开主体", "=A1&B1", "f", ["公式", "=A1&B1"]),
    ("事项", "03-01", "公开主体", 3.5, "", ["应为文字", "3.5"]),
    ("事项", "03-01", "公开主体", "#REF!", "e", ["应为文字"]),
    ("事项", "03-01", "公开主体", "甲\n乙", "", ["一行"]),
    ("事项", "03-01", "公开主体", "甲\u200b\ufeff乙", "", ["看不见的字符"]),
    ("事项", "03-01", "已核实", "对", "", ["只能填“是”或“否”"]),
    ("事项", "03-01", "已核实", None, "", ["缺少必填", "verified"]),
    ("事项", "03-01", "公开层级", "省级", "", ["县级、乡级"]),
    ("事项", "03-01", "公开层级", "部门", "", ["county"]),
    ("事项", "03-01", "公开方式", "被动", "", ["主动/依申请"]),
    ("事项", "03-01", "编号", "3-1", "", []),
    ("事项", "03-01", "领域编号", "field-77", "", ["field-77", "领域"]),
    ("事项", "03-01", "来源", "S1\nS77", "", ["S77"]),
    ("事项", "03-02", "编号", "03-01", "", ["重复"]),
    ("事项", "03-01", "二级事项", None, "", ["level2"]),
    ("要素", "03-01-02", "编号", "03-01-01", "", ["重复"]),
    ("要素", "03-01-02", "事项编号", "03-77", "", ["03-77", "事项"]),
    ("要素", "03-01-02", "要素", "一般公共预算收入表", "", ["重复"]),
    ("领域", "field-03", "文件名", "../../x.yml", "", ["文件名", "03_name.yml"]),
    ("领域", "field-03", "文件名", "04_x.yml", "", ["03_name.yml"]),
    ("领域", "field-03", "严重程度", "fatal", "", ["critical"]),
    (
        "来源",
        "http://www.dxs.gov.cn/dxs/dx2pohg0/202207/b9a887f125834d0184f469e28e5747e1.shtml",
        "来源编号",
        "X1",
        "",
        [],
    ),
]


@pytest.mark.parametrize(("sheet", "row", "title", "value", "kind", "words"), BAD)
def test_a_bad_cell_is_named(
    rules: Path, book: Path, sheet: str, row: str, title: str, value: Any, kind: str, words: list[str]
) -> None:
    place = change(book, sheet, row, title, value, kind)
    result = call_auditor("catalog", "import", book, "--rules", rules, "--write")
    assert result.returncode == 2
    assert result.stdout == ""
    if title in ("编号", "领域编号") and value in ("3-1",):
        place = "工作表“要素”"  # its elements are the first to miss their row
    if value is None:
        place = place.partition("“" + title)[0]
    assert f"{book.name} {place}" in result.stderr
    for word in words:
        assert word in result.stderr


def test_heads_and_sheets_are_checked(rules: Path, book: Path, tmp_path: Path) -> None:
    def spoiled(edit: Callable[[Workbook], None]) -> str:
        work = load_workbook(book)
        edit(work)
        work.save(tmp_path / "s.xlsx")
        return call_auditor("catalog", "import", tmp_path / "s.xlsx", "--rules", rules).stderr

    assert "缺少工作表“要素”" in spoiled(lambda work: work.remove(work["要素"]))
    assert "不认识的表头“二级事像”。是否想写“二级事项”" in spoiled(
        lambda work: _set(work["事项"]["D1"], "二级事像")
    )
    assert "缺少表头“别名”" in spoiled(lambda work: work["事项"].delete_cols(5))
    assert "表头“编号”重复" in spoiled(lambda work: _set(work["事项"]["A1"], "编号"))
    assert "应有一行，实际有 0 行" in spoiled(lambda work: work["版本"].delete_rows(2))
    assert "过大" in spoiled(lambda work: _set(work["事项"]["A1000000"], "x"))
    assert "缺少领域 field-03" in spoiled(lambda work: _without(work, "03"))


def _set(cell: Any, value: str) -> None:
    cell.value = value


def _without(work: Workbook, number: str) -> None:
    """Take a field out of every sheet."""
    for sheet in work.worksheets[1:]:
        for row in range(sheet.max_row, 1, -1):
            first = str(sheet.cell(row, 1).value)
            if first.startswith((f"field-{number}", f"{number}-")):
                sheet.delete_rows(row)


def test_rows_and_columns_may_be_moved(rules: Path, book: Path) -> None:
    work = load_workbook(book)
    sheet = work["事项"]
    sheet.move_range("P1:P400", cols=3)  # 说明 further right, empty columns between
    sheet.insert_rows(5)
    work.save(book)
    planned = plan(read(book), rules)
    assert (planned.found, planned.texts) == ((), ())


def test_numbers_typed_as_numbers_are_taken_as_words(rules: Path, book: Path) -> None:
    change(book, "版本", "2019", "版本", 2019)
    assert read(book).edition.value.edition == "2019"


def damaged(folder: Path, book: Path) -> dict[str, Path]:
    files = {
        name: folder / f"{name}.xlsx"
        for name in ("empty", "text", "half", "zip", "ole", "locked", "bomb", "dtd")
    }
    whole = book.read_bytes()
    files["empty"].write_bytes(b"")
    files["text"].write_text("编号,名称", "utf-8")
    files["half"].write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(files["zip"], "w") as archive:
        archive.writestr("a.txt", "x")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    files["ole"].write_bytes(ole)
    files["locked"].write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    for name, part, text in (
        ("bomb", "xl/media/zero.bin", b"\0" * 80_000_000),
        ("dtd", "xl/custom.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ):
        shutil.copy(book, files[name])
        with zipfile.ZipFile(files[name], "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(part, text)
    return files


def test_damaged_files_are_named_for_what_they_are(rules: Path, book: Path, tmp_path: Path) -> None:
    wanted = {
        "empty": "0 字节",
        "text": "不是 xlsx 文件",
        "half": "不完整或已损坏",
        "zip": "不是 xlsx 工作簿",
        "ole": "旧格式",
        "locked": "密码",
        "bomb": "压缩比异常",
        "dtd": "DOCTYPE",
    }
    for name, path in damaged(tmp_path, book).items():
        result = call_auditor("catalog", "import", path, "--rules", rules)
        assert result.returncode == 2, name
        assert wanted[name] in result.stderr
        assert path.name in result.stderr
    for path, word in ((tmp_path / "none.xlsx", "不存在"), (tmp_path, "目录")):
        assert word in call_auditor("catalog", "import", path, "--rules", rules).stderr


def test_bytes_changed_anywhere_never_end_in_a_traceback(rules: Path, book: Path, tmp_path: Path) -> None:
    whole = book.read_bytes()
    path = tmp_path / "b.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for at in range(0, len(whole), max(len(whole) // 12, 1)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
            assert call_auditor("catalog", "import", path, "--rules", rules).returncode in (0, 2)


def test_export_says_what_is_wrong(rules: Path, tmp_path: Path, spoil: Spoil) -> None:
    assert "以 .xlsx 结尾" in call_auditor("catalog", "export", tmp_path / "x.csv", "--rules", rules).stderr
    assert "无法写入" in call_auditor("catalog", "export", tmp_path / "no/x.xlsx", "--rules", rules).stderr
    assert (
        "没有版本“2031”"
        in call_auditor(
            "catalog", "export", tmp_path / "x.xlsx", "--rules", rules, "--edition", "2031"
        ).stderr
    )
    channels = ", ".join(f"{'长' * 7990}{n}" for n in range(5))
    spoil(rules, BUDGET, "channels: [", f"channels: [{channels}, ")
    result = call_auditor("catalog", "export", tmp_path / "x.xlsx", "--rules", rules)
    assert "工作表“事项”" in result.stderr
    assert "公开渠道" in result.stderr
