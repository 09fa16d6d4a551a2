"""Published names find their entry, look-alikes do not. The table is names.tsv."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from auditor.catalog import Standard, load_standard
from auditor.match import match_names
from auditor.match.normal import forms, is_organ, squeeze
from auditor.match.veto import confused
from auditor.model import Decision, Group, Match, PublishedName

TABLE = Path(__file__).with_name("names.tsv")
ROWS = [
    line.split("\t")[:4]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMES = [PublishedName(row[0], tuple(part for part in row[1].split(">") if part)) for row in ROWS]
#: Left for review, and why: 及 joins two names, 惠农惠民补贴 is only like its entry.
MISSED = {"机构职能及联系方式", "惠农惠民补贴", "惠民惠农补贴政策"}


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def one(standard: Standard, name: str, *context: str, url: str = "", group: Group = Group.COLUMN) -> Match:
    return match_names([PublishedName(name, context, url)], standard, groups=(group,))[0]


@pytest.mark.parametrize(("group", "at"), [(Group.COLUMN, 2), (Group.FIELD, 3)])
def test_table(standard: Standard, group: Group, at: int) -> None:
    wrong = []
    for row, match in zip(ROWS, match_names(NAMES, standard, groups=(group,)), strict=True):
        wanted = None if row[at] == "-" else row[at]
        got = match.id if match.decision is Decision.ACCEPTED else None
        if got != wanted and row[0] not in MISSED:
            wrong.append((row[0], row[1], wanted, got, match.method))
    assert wrong == []


def test_table_holds_enough_hard_negatives() -> None:
    assert sum(row[2] == row[3] == "-" for row in ROWS) >= 60
    assert len(ROWS) >= 400


def test_every_title_and_alias_is_accepted_as_its_own_entry(standard: Standard) -> None:
    for group in (Group.COLUMN, Group.FIELD):
        for entry in standard.group(group):
            names = [PublishedName(name) for name in (entry.title, *entry.aliases)]
            for match in match_names(names, standard, groups=(group,)):
                assert (match.id, match.decision) == (entry.id, Decision.ACCEPTED), match.published.name


def test_order_of_names_changes_nothing(standard: Standard) -> None:
    shuffled = NAMES[:]
    random.Random(1).shuffle(shuffled)
    found = {match.published: match for match in match_names(shuffled, standard)}
    assert [found[name] for name in NAMES] == match_names(NAMES, standard)


def test_best_group_is_a_column_when_both_match(standard: Standard) -> None:
    both, field = match_names([PublishedName("财政预决算"), PublishedName("养老服务")], standard)
    assert (both.id, field.id) == ("col-budget", "field-21")


RUNGS = [
    ("政策解读", (), "", "exact"),
    ("政 策 解 读", (), "", "normalised"),
    ("政策解读（2023）", (), "", "normalised"),
    ("清禾县政策解读专栏", (), "", "normalised"),
    ("图文解读", (), "", "alias"),
    ("平潭政策解读", (), "", "pattern"),
    ("解读", ("政策文件",), "", "tree"),
    ("政府信息公开的指南", (), "", "grammar"),
    ("政府信息公开规章和制度", (), "", "fuzzy"),
]


@pytest.mark.parametrize(("name", "context", "url", "method"), RUNGS)
def test_rung_is_recorded(
    standard: Standard, name: str, context: tuple[str, ...], url: str, method: str
) -> None:
    match = one(standard, name, *context, url=url)
    assert (match.decision, match.method) == (Decision.ACCEPTED, method)


def test_address_supports_a_like_name_and_never_an_unlike_one(standard: Standard) -> None:
    like = one(standard, "公开指引", url="http://x.gov.cn/zfxxgkzn/")
    assert (like.decision, like.id, like.method) == (Decision.ACCEPTED, "col-guide", "slug")
    renamed = one(standard, "便民之家", url="http://x.gov.cn/zwgk/zfxxgkzn_123/index.html")
    assert (renamed.decision, renamed.id) == (Decision.REJECTED, None)
    assert (renamed.runners_up[0].id, renamed.runners_up[0].method) == ("col-guide", "slug")
    other = one(standard, "政策天地", url="http://x.gov.cn/zcjd/")
    assert other.decision is Decision.REJECTED


@pytest.mark.parametrize(
    ("context", "decision"),
    [
        (("首页", "政府信息公开"), Decision.ACCEPTED),
        (("政府信息公开", "县民政局"), Decision.ACCEPTED),
        (("首页",), Decision.REVIEW),
        ((), Decision.REVIEW),
        (("办事服务",), Decision.REJECTED),
        (("投资清禾",), Decision.REJECTED),
        (("政府信息公开", "办事服务"), Decision.REJECTED),
    ],
)
def test_short_form_needs_its_parent(
    standard: Standard, context: tuple[str, ...], decision: Decision
) -> None:
    assert one(standard, "指南", *context).decision is decision


PAIRS = [
    ("预算公开", "决算公开", True),
    ("部门预算", "部门决算", True),
    ("部门预算", "财政预决算", False),
    ("行政许可", "行政处罚", True),
    ("城市危房改造", "农村危房改造", True),
    ("社会救助", "社会保险", True),
    ("规划计划", "工作总结", True),
    ("规划计划总结", "规划计划", False),
    ("办事指南", "公开指南", True),
    ("民意征集", "在线访谈", True),
    ("党内文件", "政策文件", True),
    ("依申请公开", "政府信息公开", True),
    ("集体土地征收", "国有土地上房屋征收", True),
]


@pytest.mark.parametrize(("name", "variant", "veto"), PAIRS)
def test_confusable_words_veto(standard: Standard, name: str, variant: str, veto: bool) -> None:
    assert confused(squeeze(name), squeeze(variant), standard) is veto
    assert confused(squeeze(variant), squeeze(name), standard) is veto


def test_decisions_of_people_outrank_the_ladder(standard: Standard) -> None:
    names = [PublishedName("便民之家"), PublishedName("政策解读")]
    chosen, refused = match_names(names, standard, {"便民之家": "col-services", "政策解读": None})
    assert (chosen.id, chosen.method, chosen.decision) == ("col-services", "decision", Decision.ACCEPTED)
    assert (refused.id, refused.decision) == (None, Decision.REJECTED)


@pytest.mark.parametrize("name", ["", " ", "　", ">>", "（）", "1", "a" * 5000, "\u0000", "😀"])
def test_odd_names_are_rejected_quietly(standard: Standard, name: str) -> None:
    assert all(match.decision is Decision.REJECTED for match in match_names([PublishedName(name)], standard))


def test_forms() -> None:
    shape = forms("１、医疗卫生（卫生健康）")
    assert (shape.full, shape.bare) == ("医疗卫生卫生健康", "医疗卫生")
    assert "通知公告" in forms("清禾县人民政府通知公告").cores
    assert "管理" not in forms("城市管理").cores  # 城市 is no place


def test_organs() -> None:
    assert all(is_organ(name) for name in ("县民政局", "城关镇", "发展和改革委员会", "东街街道办事处"))
    assert not any(is_organ(name) for name in ("政务公开", "清禾县人民政府办公室", "机构职能", "首页"))
