"""The workbook as an office opens it: sheets, rows, words of the deadline, filters, colours, print set-up, equal bytes."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sample
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditor.codec import decode_audit
from auditor.mending import deadlines
from auditor.model import Audit, AuditedWaiver, Outcome, WaiverState
from reports.view import rule_groups
from reports.workbook import full_sheets, render_full, render_terse
from reports.workbook.findings import DONE, FULL, NO_DAY, NO_TERM, NOT_OWED, STATES, WAIVED
from tests.harness import GOLDEN, ROOT

DAY = date(2026, 6, 15)


def qinghe() -> Audit:
    return decode_audit((GOLDEN / "qinghe" / "audit.json").read_bytes(), "audit.json")


@pytest.fixture(scope="module")
def audit() -> Audit:
    return qinghe()


@pytest.fixture(scope="module")
def data(audit: Audit) -> bytes:
    return render_full(audit, deadlines(audit.findings, DAY))


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def findings_of(audit: Audit, days: Mapping[str, date | None]) -> list[dict[str, Any]]:
    return rows(load_workbook(io.BytesIO(render_full(audit, days)))["问题清单"])


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(value) for line in sheet.iter_rows(values_only=True) for value in line if value)


def test_terse_has_what_is_printed_and_full_has_all(audit: Audit, book: Any) -> None:
    terse = load_workbook(io.BytesIO(render_terse(audit, {})))
    assert terse.sheetnames == ["总览", "问题清单"]
    assert book.sheetnames == [
        *("总览", "问题清单", "栏目", "规范对照", "事项对照", "目录要素", "责任单位", "国家指标", "站内搜索")
    ]
    assert (
        "政务新媒体" in [sheet.name for sheet in full_sheets(sample.audit(), {})] or not sample.audit().media
    )
    for name in book.sheetnames:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)


def test_one_row_for_each_finding_numbered_as_in_the_report(audit: Audit, book: Any) -> None:
    found = rows(book["问题清单"])
    views = [view for group in rule_groups(audit) for view in group.findings]
    assert [row["序号"] for row in found] == [view.number for view in views]
    assert [row["编号"] for row in found] == [view.finding.fingerprint for view in views]
    assert [row["问题描述"].split("\n")[0] for row in found] == [view.words.sentence for view in views]
    assert all(row["整改要求"] and row["依据"] and row["责任单位"] for row in found)
    assert {row["责任单位"] for row in found} >= {"云岭镇", "未明确"}
    assert all(row["状态"] is None and row["整改情况说明"] is None for row in found)


def test_evidence_is_a_real_link(book: Any) -> None:
    sheet = book["问题清单"]
    column = [cell.value for cell in sheet[1]].index("证据网址") + 1
    cells = [sheet.cell(row, column) for row in range(2, sheet.max_row + 1)]
    linked = [cell for cell in cells if cell.hyperlink]
    assert len(linked) > 40
    for cell in linked:
        assert cell.hyperlink.target == cell.value
        assert cell.hyperlink.target.startswith("http://www.qinghe.test/")


def test_deadline_is_a_date_or_says_why_there_is_none(audit: Audit) -> None:
    failed = [finding for finding in audit.findings if finding.outcome is Outcome.FAIL]
    known, unknown, termless, waived = failed[:4]
    waiver = AuditedWaiver(
        *(waived.rule, waived.subject, "", "王局长", "2026-06-01", "改版中", "第三条", "2026-12-31"),
        WaiverState.APPLIED,
        (waived.fingerprint,),
    )
    lapsed = replace(waiver, state=WaiverState.LAPSED, fingerprints=(known.fingerprint,))
    days = {known.fingerprint: date(2026, 6, 30), unknown.fingerprint: None, waived.fingerprint: DAY}
    found = {row["编号"]: row for row in findings_of(replace(audit, waivers=(waiver, lapsed)), days)}
    assert found[known.fingerprint]["整改期限"].date() == date(2026, 6, 30)
    assert found[known.fingerprint]["已豁免"] is None
    assert found[unknown.fingerprint]["整改期限"] == NO_DAY
    assert found[termless.fingerprint]["整改期限"] == NO_TERM
    assert found[waived.fingerprint]["整改期限"] == WAIVED
    assert found[waived.fingerprint]["已豁免"] == "至 2026-12-31\n王局长：改版中"
    unsure = {f.fingerprint for f in audit.findings if f.outcome is Outcome.CANT_TELL}
    assert {found[one]["整改期限"] for one in unsure} == {NOT_OWED}


def test_tables_can_be_filtered_scrolled_and_printed(book: Any) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.auto_filter.ref == sheet.dimensions, sheet.title
        assert sheet.freeze_panes
        assert sheet.freeze_panes[-1] == "2"
        assert sheet.print_title_rows in ("1:1", "$1:$1")
        assert sheet.page_setup.orientation == "landscape"
    for sheet in book.worksheets:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what it is when nothing is said
        assert int(sheet.page_setup.fitToHeight) == 0
        assert "&P" in sheet.oddFooter.right.text
        assert "清禾县人民政府" in sheet.oddHeader.center.text


def test_rows_are_high_enough_and_columns_wide_enough(book: Any) -> None:
    sheet = book["问题清单"]
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert min(widths) > 5
    for row in range(2, sheet.max_row + 1):
        lines = max(str(cell.value).count("\n") + 1 for cell in sheet[row] if cell.value)
        assert min(lines * 13, 400) <= sheet.row_dimensions[row].height <= 409
    assert all(cell.alignment.wrap_text for cell in sheet[2])


def test_outcomes_are_coloured_and_the_state_is_chosen_from_a_list(book: Any) -> None:
    sheet = book["问题清单"]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    coloured = {
        (str(area.sqref)[0], rule.formula[0]): rule.dxf
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    for word in ("不符合", "提醒", "无法判定"):
        assert coloured[heads["判定"], f'"{word}"'].fill.bgColor.rgb
    overdue = [formula for letter, formula in coloured if letter == heads["整改期限"]]
    assert len(overdue) == 1
    assert "TODAY()" in overdue[0]
    assert f'"{DONE}"' in overdue[0]
    [choice] = sheet.data_validations.dataValidation
    assert choice.type == "list"
    assert choice.formula1 == f'"{",".join(STATES)}"'
    assert str(choice.sqref) == f"{heads['状态']}2:{heads['状态']}{sheet.max_row}"


def test_overview_says_result_extent_and_what_was_not_judged(audit: Audit, book: Any) -> None:
    shown = texts(book["总览"])
    for words in (
        "清禾县人民政府政务公开检查结果",
        "87.7 – 92.8",
        "2026-06-15",
        "全国通用",
        "没有触发",
        "完整",
    ):
        assert words in shown
    [tally] = [
        line for line in book["总览"].iter_rows(values_only=True) if line[0] == "合计" and line[1] is not None
    ]
    assert tally[1:5] == (17, 19, 12, 48)
    partial = texts(load_workbook(io.BytesIO(render_terse(sample.audit(), {})))["总览"])
    assert "本次检查不完整" in partial
    assert "妨碍判定的页面" in partial
    void = replace(audit, unjudged="home")
    assert "本网站未能判定" in texts(load_workbook(io.BytesIO(render_terse(void, {})))["总览"])


def test_units_count_each_finding_for_each_of_its_units(audit: Audit) -> None:
    shared = tuple(
        replace(finding, units=("甲局", "乙局")) if number < 3 else finding
        for number, finding in enumerate(audit.findings)
    )
    book = load_workbook(io.BytesIO(render_full(replace(audit, findings=shared), {})))
    counted = {row["责任单位"]: row for row in rows(book["责任单位"])}
    assert counted["甲局"]["合计"] == counted["乙局"]["合计"] == 3
    assert len(counted["甲局"]["问题序号"].split("、")) == 3
    assert list(counted)[-1] == "（未明确责任单位）"
    assert sum(row["合计"] for row in counted.values()) == len(audit.findings) + 3


def test_elements_name_what_each_row_lacks(audit: Audit, book: Any) -> None:
    found = rows(book["目录要素"])
    lacking = [row for row in found if row["缺少的要素"]]
    assert {row["清单"] for row in lacking} >= {"要素不全的办事指南"}
    assert any("设定依据" in row["缺少的要素"] for row in lacking)
    dead = [row for row in found if row["清单"] == "打不开的链接"]
    assert {row["网址"] for row in dead} >= {"http://www.qinghe.test/xwzx/mtjj/"}
    numbers = {row["序号"]: row["对象"] for row in rows(book["问题清单"])}
    assert all(numbers[row["问题序号"]] == row["对象"] for row in found)


def test_columns_items_and_indicators_are_whole(audit: Audit, book: Any) -> None:
    columns = rows(book["栏目"])
    assert len(columns) == len(audit.columns)
    assert {row["状态"] for row in columns} >= {"空白", "超期", "正常"}
    assert any(row["最新日期"] and row["最新日期"].year == 2026 for row in columns)
    assert len(rows(book["规范对照"])) + len(rows(book["事项对照"])) == len(audit.standard)
    assert len(rows(book["国家指标"])) == len(audit.indicators)


def test_an_audit_without_findings_has_an_empty_list(audit: Audit) -> None:
    book = load_workbook(io.BytesIO(render_full(replace(audit, findings=()), {})))
    assert [cell.value for cell in book["问题清单"][1]] == [column.head.title for column in FULL]
    assert "责任单位" not in book.sheetnames


_AGAIN = """
import hashlib, sys
sys.path.insert(0, 'tests/reports/workbook'); sys.path.insert(0, 'tests/reports')
from test_workbook_sheets import DAY, qinghe
from auditor.mending import deadlines
from reports.workbook import render_full
audit = qinghe()
print(hashlib.sha256(render_full(audit, deadlines(audit.findings, DAY))).hexdigest())
"""


def test_equal_audits_give_equal_bytes_in_another_process(data: bytes) -> None:
    other = subprocess.run(
        [sys.executable, "-c", _AGAIN],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "America/New_York"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == hashlib.sha256(data).hexdigest()


def test_the_file_bears_no_clock_time(data: bytes, book: Any) -> None:
    assert book.properties.created.date() == DAY
    assert book.properties.created == book.properties.modified
    assert book.properties.title == "清禾县人民政府 检查结果"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
