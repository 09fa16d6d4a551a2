"""The inspector's checklist: its rows, the workbook and the form, every fault of a filled-in list, the way back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from auditor import app, outputs
from auditor.checklist.answers import Given, accept, parse_date
from auditor.checklist.reading import FORM_SCHEMA, read_filled
from auditor.checklist.rows import checklist_rows, rows_for
from auditor.checklist.store import decode_checklist, encode_checklist
from auditor.checklist.workbook import write_workbook
from auditor.errors import AuditorError
from auditor.model import Clause, ManualVerdict
from auditor.profile import known_profiles, load_profile
from auditor.requirements import load_requirements
from tests.harness import Run, call_auditor

TODAY = date(2026, 6, 15)
NATIONAL = load_profile("national")
ROWS = rows_for(NATIONAL)
FIRST = ROWS[0].id


def given(**more: Any) -> Given:
    return Given("第 2 行", FIRST, **more)


def fault(*rows: Given) -> str:
    with pytest.raises(AuditorError) as caught:
        accept(rows, ROWS, TODAY, "表.xlsx")
    return caught.value.message


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_row_that_leaves_something_to_a_person_is_in_the_list() -> None:
    asked = {row.requirement for row in checklist_rows()}
    known = {each.id: each for each in load_requirements()}
    assert {id_ for id_, each in known.items() if each.how != "auto"} <= asked
    assert asked <= known.keys()


def test_profiles_ask_for_their_own_rows() -> None:
    ids = {name: {row.id for row in rows_for(load_profile(name))} for name in known_profiles()}
    assert "M16-02" in ids["tinghu"]
    assert "M16-02" not in ids["hunan"]
    for name, own in ids.items():
        assert ids["national"] <= own, name
        assert name == "national" or len(own) > len(ids["national"]), name
    assert {profile for row in checklist_rows() for profile in row.ask} <= ids.keys()


def test_a_rows_clauses_are_those_of_the_profile() -> None:
    row = next(row for row in checklist_rows() if row.id == "M40-04")
    profile = load_profile("tinghu")
    assert profile.document is not None
    number = profile.document.number
    text = "领导班子每年至少听取一次政务公开工作汇报，研究推动工作。"
    assert row.clauses(profile) == (Clause(number, "三（一）1", text, verified=True),)
    assert row.clauses(NATIONAL) == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": "M40-01", "requirement": "R39"}, "M39-"),
        ({"id": "M40-01", "requirement": "R40", "ask": {}, "basis": []}, "没有写明由谁提出"),
        ({"id": "M40-1", "requirement": "R40"}, "M40-1"),
        ({"id": "M40-01", "requirement": "R40", "colour": "red"}, "colour"),
    ],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, row: dict[str, Any], words: str) -> None:
    whole = {"title": "甲", "look": "乙", "evidence": "丙", "severity": "minor"}
    basis = {"basis": [{"doc": "甲", "clause": "", "text": "乙", "verified": True}]}
    path = tmp_path / "rows.yml"
    path.write_text(json.dumps({"rows": [whole | basis | row]}, ensure_ascii=False), "utf-8")
    with pytest.raises(AuditorError) as caught:
        checklist_rows(path)
    assert words in caught.value.message
    assert "rows.yml" in caught.value.message


# ── answers ───────────────────────────────────────────────────────────────────────────────────────


def test_answers_keep_author_date_and_evidence() -> None:
    answers = accept(
        [
            given(
                verdict="不符合", evidence="照片1.jpg", note="没有专区", author="王检查", date="2026年6月9日"
            )
        ],
        ROWS,
        TODAY,
        "表.xlsx",
    )
    assert len(answers) == len(ROWS)
    first = answers[0]
    assert (first.verdict, first.evidence, first.author) == (ManualVerdict.FAIL, "照片1.jpg", "王检查")
    assert first.date == "2026-06-09"
    assert {each.verdict for each in answers[1:]} == {ManualVerdict.OPEN}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (given(verdict="合格", author="王", date="2026-06-01"), "只能填：符合、不符合、不适用、未查"),
        (given(verdict="不符合", author="王", date="2026-06-01"), "没有填“证据”"),
        (given(verdict="不适用", author="王", date="2026-06-01"), "没有填“说明”"),
        (given(verdict="符合", date="2026-06-01"), "没有填“检查人”"),
        (given(verdict="符合", author="王"), "没有填“日期”"),
        (given(verdict="符合", author="王", date="六月一日"), "不是日期"),
        (given(verdict="符合", author="王", date="2026-02-30"), "不是日期"),
        (given(verdict="符合", author="王", date="2026-06-16"), "晚于今天"),
        (given(note="看过了"), "没有填“结论”"),
        (given(verdict="符合", author="王", date="2026-06-01", note="长" * 1001), "超过上限 1000"),
        (Given("第 9 行", "M99-99", verdict="符合"), "不在本次检查表中"),
        (Given("第 9 行", "", verdict="符合"), "没有编号"),
    ],
)
def test_every_fault_names_its_row_and_its_cure(row: Given, words: str) -> None:
    message = fault(row)
    assert words in message
    assert row.place in message
    assert "请" in message.split("\n", 1)[1]


def test_all_faults_are_told_at_once_and_nothing_is_taken() -> None:
    rows = [
        given(verdict="符合", author="王", date="2026-06-01"),
        given(verdict="符合", author="王", date="2026-06-01"),
        Given("第 4 行", ROWS[1].id, verdict="不符合"),
    ]
    message = fault(*rows)
    assert "重复" in message
    assert message.count("第 4 行") == 3  # author, date, evidence
    assert message.startswith("表.xlsx 有 4 处错误，没有读入任何内容")


def test_the_day_itself_is_not_after_today() -> None:
    row = given(verdict="符合", author="王", date="2026-06-15")
    assert accept([row], ROWS, TODAY, "表")[0].date == "2026-06-15"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026/6/1", date(2026, 6, 1)),
        ("2026.06.01", date(2026, 6, 1)),
        (datetime(2026, 6, 1, 9, 30), date(2026, 6, 1)),
        ("46174", None),
        ("0026-06-01", None),
        ("2026-06-01 甲", None),
        ("", None),
    ],
)
def test_dates(value: str | date, day: date | None) -> None:
    assert parse_date(value) == day


# ── workbook ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "检查表.xlsx"
    path.write_bytes(write_workbook(ROWS, NATIONAL, "990120", "=文河县"))
    return path


def fill(path: Path, **cells: Any) -> None:
    """Write cells by their address."""
    workbook = load_workbook(path)
    for address, value in cells.items():
        workbook["检查表"][address] = value
    workbook.save(path)


def test_the_workbook_offers_verdicts_and_holds_no_formula(book: Path) -> None:
    workbook = load_workbook(book)
    sheet = workbook["检查表"]
    [choice] = sheet.data_validations.dataValidation
    assert choice.formula1 == '"符合,不符合,不适用,未查"'
    assert str(choice.sqref) == f"H2:H{len(ROWS) + 1}"
    cells = [cell for each in workbook for row in each.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    named = next(cell for cell in cells if cell.value == "=文河县")
    assert named.quotePrefix
    assert [sheet.cell(n, 1).value for n in range(2, len(ROWS) + 2)] == [row.id for row in ROWS]


def test_an_untouched_workbook_reads_as_open(book: Path) -> None:
    filled = read_filled(book)
    assert (filled.portal, filled.profile) == ("990120", "national")
    answers = accept(filled.rows, ROWS, TODAY, book.name)
    assert {answer.verdict for answer in answers} == {ManualVerdict.OPEN}


def test_a_filled_workbook_reads_back(book: Path) -> None:
    fill(
        book,
        H2="不符合",
        I2="没有\n回执",
        J2="https://www.wenhe.gov.cn/a.html",
        K2="王检查",
        L2=datetime(2026, 6, 9),
    )
    [first, *_] = accept(read_filled(book).rows, ROWS, TODAY, book.name)
    assert (first.verdict, first.note, first.date) == (ManualVerdict.FAIL, "没有\n回执", "2026-06-09")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"I2": "=1+1"}, "第 2 行“说明”：是公式"),
        ({"H2": True}, "第 2 行“结论”：应为文字"),
        ({"H1": "结果"}, "缺少表头“结论”"),
        ({"B1": "编号"}, "重复了表头“编号”"),
        ({"A2": "M00-00"}, "不在本次检查表中"),
        ({"H2": "符合", "K2": "王", "L2": 46174}, "不是日期"),
    ],
)
def test_a_spoilt_workbook_is_refused(book: Path, cells: dict[str, Any], words: str) -> None:
    fill(book, **cells)
    with pytest.raises(AuditorError) as caught:
        accept(read_filled(book).rows, ROWS, TODAY, book.name)
    assert words in caught.value.message


def test_what_is_no_checklist_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "b.xlsx"
    Workbook().save(other)
    files = {
        "a.xlsx": b"PK\x03\x04",
        "c.html": b"<!DOCTYPE html>",
        "d.txt": b"abc",
        "e.xlsx": b"",
        "f.json": b"{",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    words = {
        "b.xlsx": "缺少工作表",
        "c.html": "保存结果",
        "f.json": "不是检查表网页保存的文件",
        "none": "文件不存在",
    }
    for name in (*files, "b.xlsx", "none"):
        with pytest.raises(AuditorError) as caught:
            read_filled(tmp_path / name)
        assert words.get(name, "请") in caught.value.message


def test_a_sheet_of_endless_rows_is_refused(book: Path) -> None:
    fill(book, A9000="x")
    with pytest.raises(AuditorError, match="过大"):
        read_filled(book)


# ── form ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_form_saves_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "检查表.json"
    row = {"id": FIRST, "verdict": "符合", "note": "", "evidence": "", "author": "王", "date": "2026-06-01"}
    saved = {"schema": FORM_SCHEMA, "portal": "990120", "profile": "national", "rows": [row]}
    path.write_text(json.dumps(saved), "utf-8")
    filled = read_filled(path)
    assert filled.portal == "990120"
    assert accept(filled.rows, ROWS, TODAY, path.name)[0].verdict is ManualVerdict.PASS
    for broken in ({"schema": "other"}, {"rows": [1]}, {"rows": [{"id": 3}]}, {"rows": "x"}):
        path.write_text(json.dumps(saved | broken), "utf-8")
        with pytest.raises(AuditorError, match="请"):
            read_filled(path)


# ── store ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_of_a_run_keeps_the_answers() -> None:
    answers = accept([given(verdict="符合", author="王", date="2026-06-01")], ROWS, TODAY, "表")
    data = encode_checklist("990120", "national", answers)
    assert decode_checklist(data, "checklist.json").answers == answers
    for broken in (b"", b"[]", data.replace(b'"pass"', b'"good"'), data.replace(b"2026-06-01", b"1.6.2026")):
        with pytest.raises(AuditorError, match=r"checklist\.json 已损坏"):
            decode_checklist(broken, "checklist.json")
    with pytest.raises(AuditorError, match="格式"):
        decode_checklist(data.replace(b"checklist/1", b"checklist/9"), "checklist.json")


# ── command ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(demo: Run, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo.folder, tmp_path / "run"))


def test_written_for_a_run_and_read_back_into_it(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "list.xlsx"
    written = call_auditor("checklist", "write", folder, "-o", sheet)
    assert written.returncode == 0, written.stderr
    fill(sheet, H2="不符合", J2="截图.png", K2="王检查", L2="2021-01-14")
    read = call_auditor("checklist", "read", sheet, "--run", folder)
    assert read.returncode == 0, read.stderr
    assert "不符合 1 行" in read.stdout
    found = decode_checklist((folder / "checklist.json").read_bytes(), "checklist.json")
    assert found.answers[0].author == "王检查"
    audited, _ = app.load_audit(folder)
    mine = [finding for finding in audited.findings if finding.rule == "manual-check"]
    assert FIRST in {finding.subject for finding in mine}
    assert next(f for f in mine if f.subject == FIRST).params["author"] == "王检查"


def test_a_fault_leaves_the_run_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    sheet = tmp_path / "list.xlsx"
    call_auditor("checklist", "write", folder, "-o", sheet)
    fill(sheet, H2="不符合", H3="合格")
    read = call_auditor("checklist", "read", sheet, "--run", folder)
    assert read.returncode == 2
    assert "第 2 行" in read.stderr
    assert "第 3 行" in read.stderr
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_judging_that_fails_takes_the_answers_back(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "list.xlsx"
    call_auditor("checklist", "write", folder, "-o", sheet)

    def broken(_: Path) -> None:
        raise AuditorError("没有磁盘空间")

    monkeypatch.setattr(app, "finish", broken)
    assert call_auditor("checklist", "read", sheet, "--run", folder).returncode == 2
    assert not (folder / "checklist.json").exists()


def test_the_list_of_another_portal_or_profile_is_refused(folder: Path, tmp_path: Path) -> None:
    for name, words, code, profile in (
        ("a.xlsx", "是为网站 123 写的", "123", NATIONAL),
        ("b.xlsx", "按判定方案 x 写出", "990101", replace(NATIONAL, name="x")),
    ):
        path = tmp_path / name
        path.write_bytes(write_workbook(ROWS, profile, code, "甲"))
        read = call_auditor("checklist", "read", path, "--run", folder)
        assert read.returncode == 2
        assert words in read.stderr


def test_bad_use(tmp_path: Path, folder: Path) -> None:
    for arguments, words in (
        (("write", folder, "-o", tmp_path / "a.doc"), "只能写成 .xlsx 或 .html"),
        (("write", tmp_path / "none", "-o", tmp_path / "a.xlsx"), "没有找到"),
        (("write", folder, "-o", tmp_path / "a.xlsx", "--profile", "none"), "没有名为“none”的判定方案"),
        (("read", tmp_path / "a.xlsx", "--run", tmp_path / "none"), "不是运行目录"),
        (("read", tmp_path / "a.xlsx", "--run", folder), "文件不存在"),
    ):
        done = call_auditor("checklist", *arguments)
        assert done.returncode == 2
        assert words in done.stderr


def test_the_file_name_is_that_of_the_run() -> None:
    assert outputs.CHECKLIST == "checklist.json"
