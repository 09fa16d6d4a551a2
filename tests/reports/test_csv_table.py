"""Findings and columns as CSV: bytes that a spreadsheet reads as they are, and no cell that it computes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
import sample
from hostile import hostile_audit

from auditor.model import Audit, Evidence
from reports.csv_table import columns_csv, findings_csv
from reports.view import open_findings

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def saying(text: str) -> Audit:
    audit = sample.audit()
    first = replace(audit.findings[0], subject_name=text, evidence=(Evidence("http://a.example/", text),))
    return replace(audit, findings=(first,))


def test_bytes_are_what_spreadsheets_expect() -> None:
    data = findings_csv(sample.audit(), {})
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data == findings_csv(sample.audit(), {})


def test_one_line_for_each_finding_and_nothing_to_fill_in() -> None:
    audit = sample.audit()
    data = findings_csv(audit, {})
    assert data.count(b"\r\n") == len(open_findings(audit)) + 1
    rows = read(data)
    assert {row["编号"] for row in rows} == {finding.fingerprint for finding in open_findings(audit)}
    assert "状态" not in rows[0]
    assert len(read(columns_csv(audit))) == len(audit.columns)


def test_days_are_iso_and_addresses_whole() -> None:
    audit = saying("政府")
    [row] = read(findings_csv(audit, {audit.findings[0].fingerprint: date(2021, 2, 1)}))
    assert row["整改期限"] == "2021-02-01"
    assert row["证据网址"] == "http://a.example/"
    [late] = read(findings_csv(audit, {audit.findings[0].fingerprint: None}))
    assert late["整改期限"] == "以通知为准"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1", "\t=1", "\r=1", " =1"])
def test_a_spreadsheet_computes_nothing(text: str) -> None:
    [row] = read(findings_csv(saying(text), {}))
    assert row["对象"] == "'" + text.strip()


@pytest.mark.parametrize("text", ['"', '","', "a,b", "a;b", "“”", "'x", "x=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    [row] = read(findings_csv(saying(text), {}))
    assert row["对象"] == text


@pytest.mark.parametrize("seed", range(3))
def test_hostile_text_keeps_to_its_cell(seed: int) -> None:
    audit = hostile_audit(seed)
    for data, lines in (
        (findings_csv(audit, {}), len(open_findings(audit))),
        (columns_csv(audit), len(audit.columns)),
    ):
        assert data.count(b"\n") == data.count(b"\r\n") == lines + 1
        rows = read(data)
        assert len(rows) == lines
        for row in rows:
            assert None not in row
            assert all(value is not None and not value.startswith(DANGEROUS) for value in row.values())
