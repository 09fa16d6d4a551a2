"""The terminal: a table for people, plain lines for pipes, and the explanation of one finding."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import sample
from rich.console import Console

from auditor.errors import AuditorError
from auditor.model import Audit
from reports.explain import find_finding, render_explain
from reports.terminal import print_summary

PATHS = {"报告": "out/qinghe/1/report.html"}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def plain(audit: Audit) -> str:
    stream = io.StringIO()
    print_summary(audit, paths=PATHS, stream=stream)
    return stream.getvalue()


def on_terminal(audit: Audit, width: int = 100) -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width, color_system="truecolor")
    print_summary(audit, console, PATHS)
    return stream.getvalue()


def test_plain_lines_without_control_characters() -> None:
    text = plain(sample.audit())
    assert not _CONTROL.search(text)
    for expected in (
        "71 – 85.5",
        "本次检查不完整",
        "重点领域缺失",
        "城市综合执法",
        "对照：标准目录 2019（559 行，其中 236 行已核实）",
        "报告：out/qinghe/1/report.html",
    ):
        assert expected in text
    assert "[red]x[/red]" in text


@pytest.mark.parametrize("width", [40, 80, 160])
def test_table_on_a_terminal_is_only_our_own_styling(width: int) -> None:
    text = on_terminal(sample.audit(), width)
    without_colours = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert not _CONTROL.search(without_colours)
    assert "71 – 85.5" in without_colours
    assert "其中 236 行已核实" in without_colours.replace("\n", "")
    assert PATHS["报告"] in without_colours
    if width == 160:
        assert "[red]x[/red]" in without_colours


def test_no_gaps_no_table() -> None:
    text = plain(sample.clean_audit())
    assert "得分：100（满分 100）" in text
    assert "未发现不符合要求的事项" in text


def test_many_findings_are_cut_short() -> None:
    text = plain(sample.large(500))
    assert len(text.splitlines()) < 60
    assert "其余 " in text


def test_explain_is_complete_and_clean() -> None:
    audit = sample.audit()
    for finding in audit.findings:
        text = render_explain(audit, finding)
        assert not _CONTROL.search(text.replace("\n", ""))
        assert finding.fingerprint in text
        assert "如何整改" in text
        assert "怎样复核" in text
    text = render_explain(audit, find_finding(audit, "missing-site-fact:police"))
    assert "〔未核实〕" in text
    assert "国办发〔2017〕47号" in text
    text = render_explain(audit, find_finding(audit, "城市综合执法"))
    assert "执法公示（名称近似，相似度 61.5）" in text


def test_explain_lists_every_dead_address() -> None:
    audit = sample.audit()
    text = render_explain(audit, find_finding(audit, "dead-link:site"))
    assert "失效地址（63）" in text
    assert f"{sample.BASE}/gone/61.html" in text


@pytest.mark.parametrize(
    "query",
    ["", None, "empty-column:人事信息", "PA003:col-007", "empty-column：col-007", "col-007", "人事信息"],
)
def test_find_finding_by_any_name(query: str | None) -> None:
    audit = sample.audit()
    wanted = audit.findings[6]
    if query is None:
        query = wanted.fingerprint[:12].upper()
    assert find_finding(audit, query or wanted.fingerprint) is wanted


def test_unknown_and_ambiguous_names_list_the_near_ones() -> None:
    audit = sample.audit()
    with pytest.raises(AuditorError, match="没有“人事新息”这个事项") as caught:
        find_finding(audit, "人事新息")
    assert audit.findings[6].fingerprint in str(caught.value)
    with pytest.raises(AuditorError, match="对应 2 个事项") as caught:
        find_finding(audit, "站内搜索")
    assert "broken-search:search-2" in str(caught.value)
    with pytest.raises(AuditorError) as caught:
        find_finding(audit, "\x1b[2J[red]")
    assert "\x1b" not in str(caught.value)
    with pytest.raises(AuditorError, match="没有任何问题"):
        find_finding(replace(audit, findings=()), "x")
