"""Second-level items: under their field, by a title of their own, in doubt left for review."""

from __future__ import annotations

import pytest

from auditor.catalog import Standard, load_standard
from auditor.match import crumbs, match_names, match_standard
from auditor.model import Column, Decision, Group, Level, Match, PageKind, Presence, PublishedName


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def one(standard: Standard, name: str, context: str = "") -> Match:
    return match_names([PublishedName(name, crumbs(context))], standard)[0]


FOUND = [
    ("办事指南", "试点领域 > 重大建设项目", "01-01", "exact"),
    ("法律法规", "试点领域 > 安全生产 > 政策文件", "04-01", "exact"),
    ("法律法规", "试点领域 > 救灾", "14-01", "exact"),
    ("隐患管理信息", "基层政务公开 > 安全生产", "04-12", "normalised"),
    ("建设用地规划许可证核发", "试点领域 > 重大建设项目", "01-14", "normalised"),
    ("初步设计审批", "试点领域 > 重大建设项目", "01-06", "part"),
    ("房屋征收决定公告", "试点领域 > 国有土地上房屋征收与补偿领域", "07-07", "fuzzy"),
    ("审核信息", "试点领域 > 社会救助 > 最低生活保障", "20-05", "exact"),
    ("临时救助审核审批信息", "试点领域 > 社会救助", "20-13", "normalised"),
    ("规范性文件", "试点领域 > 税收管理", "05-02", "normalised"),
    ("社会保障卡补领", "试点领域 > 社会保险", "18-73", "normalised"),
    ("施工有关信息", "试点领域 > 重大建设项目", "01-23", "level1"),
    ("义务教育学校名录", "", "22-06", "exact"),
]


@pytest.mark.parametrize(("name", "context", "id_", "method"), FOUND)
def test_found(standard: Standard, name: str, context: str, id_: str, method: str) -> None:
    match = one(standard, name, context)
    assert (match.decision, match.id, match.method) == (Decision.ACCEPTED, id_, method)


DOUBTFUL = [
    ("年度计划", "试点领域 > 扶贫"),  # two rows of one field
    ("法律援助", "试点领域 > 公共法律服务"),  # a first-level item with several rows
    ("欠税公告", ""),  # short, without its field
    ("社会保障卡申领", "办事服务 > 社会保障"),  # a service
    ("城乡居民养老保险参保登记", "办事服务"),
    ("建设项目环境影响评价文件审批", "县行政审批局"),  # another organ's list
    ("法律法规", ""),
]


@pytest.mark.parametrize(("name", "context"), DOUBTFUL)
def test_doubtful(standard: Standard, name: str, context: str) -> None:
    assert one(standard, name, context).decision is not Decision.ACCEPTED


GROUPS = [
    ("财政预决算", "政府信息公开 > 法定主动公开内容", "col-budget"),
    ("财政预决算", "政府信息公开 > 基层政务公开", "field-03"),
    ("重大建设项目", "首页 > 试点领域", "field-01"),
    ("重点项目", "重点领域信息公开", "field-01"),
    ("重点项目", "政务公开", "col-projects"),
    ("部门预算", "政府信息公开 > 财政预决算", "col-budget"),
    ("部门预算", "试点领域 > 财政预决算", "03-03"),
    ("财政预决算信息", "重点领域 > 财政信息", "field-03"),
    ("政府采购", "重点领域信息公开", "col-procurement"),
]


@pytest.mark.parametrize(("name", "context", "id_"), GROUPS)
def test_the_context_decides_the_group(standard: Standard, name: str, context: str, id_: str) -> None:
    match = one(standard, name, context)
    assert (match.decision, match.id) == (Decision.ACCEPTED, id_)


@pytest.mark.parametrize("context", ["专题专栏", "党建工作", "县委", "办事服务", "走进清禾"])
def test_a_field_is_not_accepted_where_its_name_means_something_else(
    standard: Standard, context: str
) -> None:
    assert one(standard, "乡村振兴", context).decision is not Decision.ACCEPTED


def column(url: str, *path: str) -> Column:
    return Column(url, f"http://x.test{url}", path[-1], (path[-1],), path, PageKind.LIST)


def test_a_portal_shows_the_items_of_its_fields_and_owes_none(standard: Standard) -> None:
    columns = [
        column("/yjs/", "基层政务公开", "财政预决算"),
        column("/bmys/", "基层政务公开", "财政预决算", "部门预算"),
        column("/sbmys/", "基层政务公开", "财政预决算", "部门预算公开"),
    ]
    found, by_column = match_standard(columns, (), standard, Level.COUNTY, items=True)
    rows = {match.id: match for match in found if match.group is Group.ITEM}
    assert len(rows) == len(standard.items)
    assert [row.outcome for row in rows.values()].count(Presence.PRESENT) == 1
    assert (rows["03-03"].url, rows["03-03"].runners_up[0].id) == ("http://x.test/bmys/", "/sbmys/")
    assert not any(row.required for row in rows.values())
    assert {candidate.id for candidate in rows["03-04"].runners_up} >= {
        "/bmys/"
    }  # 部门决算: nearest, never taken
    assert by_column["/yjs/"] == "field-03"


def test_one_column_may_serve_two_entries(standard: Standard) -> None:
    name = "就业和社会保险"
    assert one(standard, name, "试点领域").decision is Decision.REVIEW
    found, _ = match_standard([column("/jy/", "基层政务公开", name)], (), standard, Level.COUNTY)
    outcome = {match.id: (match.outcome, match.method) for match in found}
    assert outcome["field-17"] == outcome["field-18"] == (Presence.PRESENT, "shared")


def test_an_entry_may_be_spread_over_columns_of_one_parent(standard: Standard) -> None:
    parts = [
        column(f"/{n}/", "基层政务公开", name) for n, name in enumerate(("城乡低保", "特困供养", "临时救助"))
    ]
    parts = [Column(c.id, c.url, c.name, c.names, ("民生保障", c.name), c.kind) for c in parts]
    found = {m.id: m for m in match_standard(parts, (), standard, Level.COUNTY)[0]}
    assert (found["field-20"].outcome, found["field-20"].method) == (Presence.PRESENT, "spread")
    assert found["field-20"].published == "城乡低保、特困供养、临时救助"
    short = {m.id: m for m in match_standard(parts[:2], (), standard, Level.COUNTY)[0]}
    assert short["field-20"].outcome is not Presence.PRESENT


def test_all_columns_of_one_entry_are_listed(standard: Standard) -> None:
    columns = [column(f"/{n}/", "政务公开", f"政策文件{'' if n == 0 else '库' * n}") for n in range(2)]
    columns += [column(f"/{n}/", f"栏目{n}", "政策文件") for n in range(2, 12)]
    found = next(m for m in match_standard(columns, (), standard, Level.COUNTY)[0] if m.id == "col-policy")
    assert len(found.runners_up) == 11
