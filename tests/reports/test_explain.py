"""``explain``: findings first, then entries of the standard; what is absent shows clause, candidates and search."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sample

from auditor.errors import AuditorError
from reports.explain import explain, render_explain

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def test_absent_item_shows_clause_candidates_and_columns_searched() -> None:
    text = explain(sample.audit(), "01-01")
    for expected in (
        "【未见·公开事项】重大建设项目 › 批准服务信息 › 办事指南（01-01）",
        "不作为不符合",
        "实时公开",
        f"{sample.GUIDELINES} 01-01",
        "“批准服务信息 / 办事指南”",
        "通知公告（名称近似，相似度 63.4）",
        "（网址目录名，相似度 58）",
        "读到页面 149 个；发现栏目 36 个，读取 35 个",
        f"{sample.BASE}/p0/",
        f"{sample.BASE}/p19/",
    ):
        assert expected in text
    assert "未核实" not in text


def test_addresses_beyond_fifty_are_counted() -> None:
    audit = sample.audit()
    pages = tuple(f"{sample.BASE}/q{n:03d}/" for n in range(73))
    text = explain(replace(audit, coverage=replace(audit.coverage, pages_visited=pages)), "01-01")
    assert "/q049/" in text
    assert "/q050/" not in text
    assert "其余 23 个地址" in text


def test_present_and_unsure_items_say_where_and_how() -> None:
    text = explain(sample.audit(), "办理过程信息")
    assert "【有·公开事项】" in text
    assert "网站所用名称：过程信息" in text
    assert f"地址：{sample.BASE}/c5/" in text
    assert "认定方法：名称近似，相似度 85.7" in text
    assert "查找过的栏目" not in text
    text = explain(sample.audit(), "咨询监督")
    assert "须人工确认" in text
    assert "查找过的栏目" in text


def test_what_cannot_be_told_lists_the_obstacles() -> None:
    text = explain(sample.audit(), "01-04")
    assert "【无法判定·公开事项】" in text
    assert "不能据此认定没有" in text
    assert "户籍管理：访问超时" in text
    assert "〔未核实〕" in text


def test_findings_come_first_and_the_prefix_asks_for_the_entry() -> None:
    audit = sample.audit()
    finding = audit.findings[2]
    assert explain(audit, "城市综合执法") == render_explain(audit, finding)
    assert explain(audit, "field-16") == render_explain(audit, finding)
    text = explain(audit, "standard：FIELD-16")
    assert "【缺·重点领域】城市综合执法（field-16）" in text
    assert finding.fingerprint in text
    assert "执法公示（名称近似，相似度 61.5）" in text
    assert "【空·重点领域】" in explain(audit, "救灾")


def test_items_of_a_field_without_column_lead_to_the_field() -> None:
    text = explain(sample.audit(), "16-01")
    assert text.startswith("事项 16-01 未逐项列出：所属领域「城市综合执法」没有找到栏目。")
    assert "【缺·重点领域】城市综合执法（field-16）" in text
    for query in ("99-01", "02-01", "01-99"):  # no such field; a field that is there; an item that is not
        with pytest.raises(AuditorError):
            explain(sample.audit(), query)


def test_absence_findings_list_what_was_searched() -> None:
    text = explain(sample.audit(), "missing-field:field-16")
    assert "查找过的栏目" in text
    assert f"{sample.BASE}/p19/" in text
    assert "查找过的栏目" not in explain(sample.audit(), "PA003:col-007")


def test_long_lists_are_cut() -> None:
    text = explain(sample.audit(), "incomplete-catalog-row:qinghe.gov.example/ml.xlsx")
    assert "要素不全的行（70）" in text
    assert "表1第22行 批准服务 / 事项22：缺依据、时限" in text
    assert "事项23：" not in text
    assert "其余 50 条" in text


def test_ambiguous_and_unknown_names_list_both_kinds() -> None:
    audit = sample.audit()
    with pytest.raises(AuditorError, match="对应 2 个事项") as caught:
        explain(audit, "办事指南")
    assert "standard:01-01  办事指南（重大建设项目 › 批准服务信息）" in str(caught.value)
    assert "standard:09-02" in str(caught.value)
    with pytest.raises(AuditorError, match="对应 3 个事项") as caught:
        explain(audit, "站内搜索")
    assert "broken-search:search-2" in str(caught.value)
    assert "standard:column-30  站内搜索（规范栏目）" in str(caught.value)
    with pytest.raises(AuditorError, match="没有“人事新息”这个问题或标准条目") as caught:
        explain(audit, "人事新息")
    assert audit.findings[6].fingerprint in str(caught.value)
    assert "人事信息（规范栏目）" in str(caught.value)
    with pytest.raises(AuditorError) as caught:
        explain(audit, "\x1b[2J[red]")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("query", ["", " ", ":", "standard:", "标准：没有这一项"])
def test_odd_queries_end_in_an_error(query: str) -> None:
    for audit in (sample.audit(), replace(sample.audit(), findings=(), standard=())):
        with pytest.raises(AuditorError):
            explain(audit, query)


def test_entries_can_be_explained_without_any_finding() -> None:
    audit = replace(sample.audit(), findings=())
    assert "【有·规范栏目】政务动态（column-13）" in explain(audit, "政务动态")


def test_every_entry_is_explained_cleanly() -> None:
    audit = sample.audit()
    for match in audit.standard:
        text = explain(audit, f"standard:{match.id}")
        assert not _CONTROL.search(text.replace("\n", ""))
        assert match.id in text
        assert "None" not in text
        assert text.endswith("\n")
