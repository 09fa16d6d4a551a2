"""The bundled standard is what the sources say; faults in its files are errors with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from auditor.catalog import FILES, RULES, load_standard
from auditor.errors import AuditorError
from auditor.model import Group, Level

CATALOG = Path("/work/shared/catalog")
COLUMNS = (
    "政府信息公开 政府信息公开指南 政府信息公开制度 法定主动公开内容 政府信息公开年报 依申请公开 基层政务公开 领导信息 机构职能 "
    "概况信息 政策文件 政策解读 通知公告 政务动态 规划计划 统计数据 人事信息 财政预决算 行政事业性收费 政府采购 重大建设项目 "
    "权责清单 应急管理 建议提案办理 互动交流 领导信箱 征集调查 在线访谈 咨询投诉 办事服务 站内搜索 网站地图 政务新媒体 "
    "村(居)务公开 乡镇"
).split()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(RULES / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first ``old`` by ``new``; the line (from 1) where it stood."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_columns_are_those_of_the_audit_document_verbatim() -> None:
    assert [entry.title for entry in load_standard().group(Group.COLUMN)] == COLUMNS


@pytest.mark.skipif(not CATALOG.is_dir(), reason="shared catalog not at hand")
def test_fields_are_those_of_the_catalog_verbatim() -> None:
    titles = [yaml.safe_load(path.read_text("utf-8"))["field"] for path in sorted(CATALOG.glob("*.yaml"))]
    entries = load_standard().group(Group.FIELD)
    assert [entry.title for entry in entries] == titles
    assert [entry.id for entry in entries] == [f"field-{n:02d}" for n in range(1, 27)]


def test_every_entry_has_a_basis_and_a_slug_and_fields_are_owed_by_counties_only() -> None:
    for entry in load_standard().entries:
        assert entry.basis, entry.id
        assert entry.slugs, entry.id
        if entry.group is Group.FIELD:
            assert entry.levels == (Level.COUNTY,)


def test_one_gap_is_one_finding() -> None:
    by_id = load_standard().by_id
    judged = {entry.title: entry.judged_by for entry in by_id.values() if entry.judged_by}
    assert judged == {
        "财政预决算": "field-03",
        "重大建设项目": "field-01",
        "站内搜索": "broken-search",
        "网站地图": "missing-site-fact",
    }
    for entry in by_id.values():
        target = by_id.get(entry.judged_by or "")
        if target:
            assert entry.title == target.title
            assert set(entry.levels) <= set(target.levels), "the gap would be reported by nobody"


def test_departments_owe_little() -> None:
    owed = {e.title for e in load_standard().entries if Level.DEPARTMENT in e.levels}
    assert owed == {
        *("政府信息公开", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"),
        *("依申请公开", "机构职能", "领导信息", "政务动态", "通知公告", "政策文件"),
    }


def test_unread_clauses_are_not_called_verified() -> None:
    by_id = load_standard().by_id
    for entry_id in ("col-sitemap", "col-proposals", "col-new-media", "col-rules"):
        assert not any(clause.verified for clause in by_id[entry_id].basis), entry_id
    assert by_id["col-guide"].basis[0].verified


def test_rules_version_follows_the_bytes(rules: Path) -> None:
    before = load_standard(rules).rules_version
    assert before == load_standard().rules_version
    assert len(before) == 12
    other = rules / "other"
    other.mkdir()
    for name in FILES:
        shutil.copy(rules / name, other / name)
    spoil(other, "aliases.yml", "信息公开平台", "信息公开小平台")
    assert load_standard(other).rules_version != before


FAULTS = [
    ("columns.yml", "severity: critical", "severty: critical", ["severty", "是否想写“severity”"]),
    ("columns.yml", "id: col-guide", "id: col-disclosure", ["重复"]),
    ("columns.yml", "parents: [col-disclosure]", "parents: [col-nothing]", ["col-nothing", "不存在"]),
    ("columns.yml", "levels: [county, township, department]", "levels: [province]", ["county"]),
    ("columns.yml", "freshness: static", "freshness: weekly", ["news"]),
    ("fields.yml", 'edition: "2019"', 'edition: "2021"', ["版本"]),
    ("fields.yml", 'edition: "2019"', "edition: 2019", ["加引号"]),
    ("aliases.yml", "公开平台, 信息公开平台", "公开平台, 公开平台", ["公开平台", "重复", "col-disclosure"]),
    ("aliases.yml", "names: [公开指南,", "names: [政策文件,", ["政策文件", "col-policy"]),
    ("aliases.yml", "  col-guide:", "  col-guid:", ["col-guid", "不存在"]),
    ("slugs.yml", "[zfxxgkzn,", "[zfxxgk,", ["zfxxgk", "重复"]),
    ("slugs.yml", "field-26:", "field-27:", ["field-27"]),
    ("confusables.yml", "entries: [col-overview]", "entries: [col-nowhere]", ["col-nowhere", "不存在"]),
    ("confusables.yml", "one: [预算,", "ones: [预算,", ["ones", "是否想写“one”"]),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), FAULTS)
def test_faults_name_file_and_line(rules: Path, name: str, old: str, new: str, words: list[str]) -> None:
    line = spoil(rules, name, old, new)
    with pytest.raises(AuditorError) as caught:
        load_standard(rules)
    assert caught.value.message.startswith(f"{rules / name}:{line}：")
    for word in words:
        assert word in caught.value.message


def test_cyclic_alias(rules: Path) -> None:
    spoil(rules, "aliases.yml", "[公开指南,", "[政府信息公开制度,")
    spoil(rules, "aliases.yml", "[公开制度,", "[政府信息公开指南,")
    with pytest.raises(AuditorError, match="循环") as caught:
        load_standard(rules)
    assert "aliases.yml:" in caught.value.message
