"""The bundled standard is what the sources say; faults in its files are errors with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from auditor.catalog import list_editions, load_standard
from auditor.errors import AuditorError
from auditor.model import Group, Level

CATALOG = Path(__file__).resolve().parents[3] / "shared" / "catalog"
Spoil = Callable[[Path, str, str, str], int]
COLUMNS = (
    "政府信息公开 政府信息公开指南 政府信息公开制度 法定主动公开内容 政府信息公开年报 依申请公开 基层政务公开 领导信息 机构职能 "
    "概况信息 政策文件 政策解读 通知公告 政务动态 规划计划 统计数据 人事信息 财政预决算 行政事业性收费 政府采购 重大建设项目 "
    "权责清单 应急管理 建议提案办理 互动交流 领导信箱 征集调查 在线访谈 咨询投诉 办事服务 站内搜索 网站地图 政务新媒体 "
    "村(居)务公开 乡镇"
).split()


def test_columns_are_those_of_the_audit_document_verbatim() -> None:
    owed = [entry for entry in load_standard().group(Group.COLUMN) if entry.levels]
    assert [entry.title for entry in owed] == COLUMNS


@pytest.mark.skipif(not CATALOG.is_dir(), reason="shared catalog not at hand")
def test_fields_are_those_of_the_catalog_verbatim() -> None:
    titles = [yaml.safe_load(path.read_text("utf-8"))["field"] for path in sorted(CATALOG.glob("*.yaml"))]
    entries = load_standard().group(Group.FIELD)
    assert [entry.title for entry in entries] == titles
    assert [entry.id for entry in entries] == [f"field-{n:02d}" for n in range(1, 27)]


def test_every_entry_has_a_basis_and_a_slug_and_fields_are_owed_by_counties_only() -> None:
    for entry in load_standard().entries:
        assert entry.basis or not entry.levels, (
            entry.id
        )  # what only some plans ask for has its clause in their profiles
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
        "政务新媒体": "unlisted-media",
        "政策直通车": "missing-push",
        "高频事项": "missing-frequent-items",
        "基层政务公开地图": "incomplete-county-map",
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


def test_rules_version_follows_the_bytes(whole: Path, spoil: Spoil) -> None:
    before = load_standard(directory=whole)
    assert before.rules_version == load_standard().rules_version
    assert len(before.rules_version) == 12
    local = load_standard("2019", ("990101",), directory=whole)
    assert local.rules_version != before.rules_version
    spoil(whole, "catalog/2019/03_budget_and_final_accounts.yml", "德兴市 2022年7月", "德兴市 2022年8月")
    spoiled = whole.rename(whole.parent / "other")
    assert load_standard(directory=spoiled).rules_version != before.rules_version


def test_rows_are_entries_that_know_their_field() -> None:
    standard = load_standard()
    assert standard.rows == len(standard.items) == len(standard.item_entries) == 559
    assert standard.verified_rows == 236
    assert standard.group(Group.ITEM) == standard.item_entries
    for item, entry in zip(standard.items, standard.item_entries, strict=True):
        assert (entry.id, entry.title, entry.group) == (item.id, item.level2, Group.ITEM)
        assert entry.parents == (item.field,)
        assert entry.basis[0].verified is item.verified
        assert not any(clause.verified for clause in entry.basis[1:])
        assert standard.item_by_id[item.id] is item
        assert standard.shorts[item.id] == ()
        assert all(source in standard.sources for source in item.sources)
    assert sum(len(standard.items_of(each)) for each in standard.fields) == 559


def test_editions_stand_side_by_side(rules: Path, spoil: Spoil) -> None:
    new = rules / "catalog/2026"
    (rules / "catalog/2019").rename(rules / "catalog/keep")
    new.mkdir()
    for path in (rules / "catalog/keep").glob("*.yml"):
        (new / path.name).write_bytes(path.read_bytes())
    (rules / "catalog/keep").rename(rules / "catalog/2019")
    (new / "13_poverty_alleviation.yml").unlink()  # aliases of a field that this edition lacks are no fault
    spoil(new, "edition.yml", '"2019"', '"2026"')
    spoil(new, "03_budget_and_final_accounts.yml", "level2: 政府预算", "level2: 本级政府预算")
    assert [edition.name for edition in list_editions(rules)] == ["2019", "2026"]
    old, fresh = load_standard(directory=rules), load_standard("2026", directory=rules)
    assert (old.edition, fresh.edition) == ("2019", "2026")
    assert old.item_by_id["03-01"].level2 == "政府预算"
    assert fresh.item_by_id["03-01"].level2 == "本级政府预算"
    assert "field-13" not in fresh.by_id
    with pytest.raises(AuditorError, match="2019、2026"):
        load_standard("2020", directory=rules)


FAULTS = [
    ("columns.yml", "severity: critical", "severty: critical", ["severty", "是否想写“severity”"]),
    ("columns.yml", "id: col-guide", "id: col-disclosure", ["重复"]),
    ("columns.yml", "parents: [col-disclosure]", "parents: [col-nothing]", ["col-nothing", "不存在"]),
    ("columns.yml", "levels: [county, township, department]", "levels: [province]", ["county"]),
    ("columns.yml", "freshness: static", "freshness: weekly", ["news"]),
    ("aliases.yml", "公开平台, 信息公开平台", "公开平台, 公开平台", ["公开平台", "重复", "col-disclosure"]),
    ("aliases.yml", "names: [公开指南,", "names: [政策文件,", ["政策文件", "col-policy"]),
    ("aliases.yml", "  col-guide:", "  col-guid:", ["col-guid", "不存在"]),
    ("slugs.yml", "[zfxxgkzn,", "[zfxxgk,", ["zfxxgk", "重复"]),
    ("slugs.yml", "field-26:", "field-27:", ["field-27"]),
    ("confusables.yml", "entries: [col-overview]", "entries: [col-nowhere]", ["col-nowhere", "不存在"]),
    ("confusables.yml", "one: [预算,", "ones: [预算,", ["ones", "是否想写“one”"]),
]


BUDGET = "catalog/2019/03_budget_and_final_accounts.yml"
ROW = '  - id: "03-02"'
ROW_FAULTS = [
    ("catalog/2019/edition.yml", 'edition: "2019"', 'edition: "2021"', ["版本", "目录名"]),
    ("catalog/2019/edition.yml", 'edition: "2019"', "edition: 2019", ["加引号"]),
    (BUDGET, "    publisher:", "    pubisher:", ["pubisher", "是否想写“publisher”"]),
    (BUDGET, ROW, '  - id: "03-01"', ["03-01", "重复"]),
    (BUDGET, ROW, '  - id: "04-02"', ["不属于本领域", "03-"]),
    (BUDGET, ROW, '  - id: "3-2"', ["格式"]),
    (BUDGET, 'id: "03-01-02"', 'id: "03-01-01"', ["要素编号", "重复"]),
    (BUDGET, 'id: "03-01-02"', 'id: "03-02-02"', ["不属于本事项"]),
    (BUDGET, "sources: [S1, S2, S3]", "sources: [S1, S2, S30]", ["S30", "是否想写“S3”"]),
    (BUDGET, "  - id: S2", "  - id: S1", ["来源编号“S1”重复"]),
    (BUDGET, 'into: ["03-01-01",', 'into: ["03-01-91",', ["03-01-91", "不在本事项中"]),
    (BUDGET, "id: field-03", "id: field-04", ["field-04"]),
    (BUDGET, "parents: [col-grassroots,", "parents: [col-grass,", ["col-grass", "col-grassroots"]),
    (BUDGET, "level2: 政府决算", "level2: 政府预算", ["重复", "03-01"]),
    (BUDGET, "title: 一般公共预算支出表", "title: 一般公共预算收入表", ["重复", "03-01-01"]),
    (BUDGET, "publisher: 地方各级财政部门", 'publisher: "地方各级财政部门 "', ["首尾没有空格"]),
    (BUDGET, "mode: 主动", "mode: 被动", ["主动/依申请"]),
    (BUDGET, "title: 财政预决算", "title: 重大建设项目", ["field-01", "重复"]),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), FAULTS + ROW_FAULTS)
def test_faults_name_file_and_line(
    rules: Path, spoil: Spoil, name: str, old: str, new: str, words: list[str]
) -> None:
    line = spoil(rules, name, old, new)
    with pytest.raises(AuditorError) as caught:
        load_standard(directory=rules)
    assert caught.value.message.startswith(f"{rules / name}:{line}：")
    for word in words:
        assert word in caught.value.message


def test_cyclic_alias(rules: Path, spoil: Spoil) -> None:
    spoil(rules, "aliases.yml", "[公开指南,", "[政府信息公开制度,")
    spoil(rules, "aliases.yml", "[公开制度,", "[政府信息公开指南,")
    with pytest.raises(AuditorError, match="循环") as caught:
        load_standard(directory=rules)
    assert "aliases.yml:" in caught.value.message


def test_cyclic_alias_of_rows_and_elements(rules: Path, spoil: Spoil) -> None:
    spoil(rules, BUDGET, "    level2: 政府预算\n", "    level2: 政府预算\n    aliases: [政府决算]\n")
    line = spoil(rules, BUDGET, "    level2: 政府决算\n", "    level2: 政府决算\n    aliases: [政府预算]\n")
    with pytest.raises(AuditorError, match="循环") as caught:
        load_standard(directory=rules)
    assert caught.value.message.startswith(f"{rules / BUDGET}:")
    assert line > 1


def test_an_alias_belongs_to_one_row(rules: Path, spoil: Spoil) -> None:
    spoil(rules, BUDGET, "    level2: 政府预算\n", "    level2: 政府预算\n    aliases: [财政收支]\n")
    line = spoil(rules, BUDGET, "    level2: 政府决算\n", "    level2: 政府决算\n    aliases: [财政收支]\n")
    with pytest.raises(AuditorError, match=r"财政收支.*已属于“03-01”") as caught:
        load_standard(directory=rules)
    assert caught.value.message.startswith(f"{rules / BUDGET}:{line + 1}：")


def test_one_standard_is_one_object() -> None:
    assert load_standard() is load_standard("2019") is load_standard(edition="2019")
