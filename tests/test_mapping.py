"""People's decisions: read strictly, in force until they expire, above the ladder, compared with the portal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.catalog import Standard, load_standard
from auditor.errors import AuditorError
from auditor.mapping import PortalMapping, decisions_for, differences, load_mapping, read_mapping
from auditor.match import match_names, match_standard
from auditor.model import Column, Decision, Level, PageKind, Presence, PublishedName

TODAY = date(2026, 6, 15)
ROW = """
- name: {name}
  decision: {decision}
  author: 王芳
  date: "2026-06-01"
  reason: 核对过
"""


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def mapping(tmp_path: Path, text: str, standard: Standard | None = None) -> PortalMapping:
    path = tmp_path / "x.mapping.yml"
    path.write_text(text, encoding="utf-8")
    known = None if standard is None else {*standard.by_id, *standard.item_by_id}
    return read_mapping(path, known)


def row(name: str, decision: str, *more: str) -> str:
    return ROW.format(name=name, decision=decision) + "".join(f"  {line}\n" for line in more)


def test_the_example_is_valid(standard: Standard) -> None:
    found = load_mapping("990101", {*standard.by_id, *standard.item_by_id})
    assert [decision.verdict for decision in found.decisions] == ["accept", "alias", "reject"]
    assert load_mapping("000000") == PortalMapping()


def test_decisions_outrank_the_ladder(tmp_path: Path, standard: Standard) -> None:
    text = (
        row("便民之家", "accept", "id: col-services", "path: [首页, 便民]")
        + row("惠农一卡通", "alias", "id: field-25")
        + row("政策解读", "reject")
        + row("通知公告", "reject", "id: col-news")
        + row("专项资金发放", "alias", "id: 25-01")
    )
    decisions = decisions_for(mapping(tmp_path, text, standard), TODAY)
    names = [
        PublishedName("便民之家", ("便民",)),
        PublishedName("便民之家", ("新闻中心",)),
        PublishedName("惠农一卡通", ("任何地方",)),
        PublishedName("政策解读"),
        PublishedName("通知公告"),
        PublishedName("专项资金发放"),
    ]
    found = match_names(names, standard, decisions)
    assert [m.id for m in found] == ["col-services", None, "field-25", None, "col-notices", "25-01"]
    assert [m.method == "decision" for m in found] == [True, False, True, True, False, True]
    assert found[3].decision is Decision.REJECTED


def test_a_decision_counts_for_its_group_alone(tmp_path: Path, standard: Standard) -> None:
    decisions = decisions_for(mapping(tmp_path, row("财政预决算", "alias", "id: field-03")), TODAY)
    column = Column("/y/", "http://x/y/", "财政预决算", ("财政预决算",), ("财政预决算",), PageKind.LIST)
    found = {m.id: m for m in match_standard([column], (), standard, Level.COUNTY, decisions)[0]}
    assert (found["field-03"].outcome, found["field-03"].method) == (Presence.PRESENT, "decision")
    assert found["col-budget"].outcome is Presence.ABSENT


def test_expired_decisions_are_history(tmp_path: Path, standard: Standard) -> None:
    text = row("便民之家", "alias", "id: col-services", 'expires: "2026-06-15"')
    found = mapping(tmp_path, text)
    assert decisions_for(found, date(2026, 6, 14)).of("便民之家")
    assert decisions_for(found, TODAY).of("便民之家") is None
    assert [d.what for d in differences(found, (), (), TODAY)] == ["expired"]


def test_a_redesign_shows_as_differences(tmp_path: Path) -> None:
    text = (
        row("便民之家", "accept", "id: col-services", "path: [便民]")
        + row("惠农一卡通", "alias", "id: field-25")
        + row("老栏目", "reject")
    )
    columns = [
        Column("/a/", "http://x/a/", "便民之家", ("便民之家",), ("首页", "办事", "便民之家"), PageKind.LIST),
        Column("/b/", "http://x/b/", "惠农一卡通", (), ("民生", "惠农一卡通"), PageKind.LIST),
    ]
    found = differences(mapping(tmp_path, text), columns, (), TODAY)
    assert [(d.decision.name, d.what) for d in found] == [("便民之家", "moved"), ("老栏目", "gone")]
    assert found[0].paths == (("首页", "办事"),)


BAD = [
    (row("甲", "accept"), "必须写 id"),
    (row("甲", "alias", "id: col-news", "path: [首页]"), "不能写 path"),
    (row("甲", "alias", "id: col-nothing"), "不存在"),
    (row("甲", "reject", 'expires: "2026-05-01"'), "不晚于"),
    (row("甲", "reject", 'expires: "2026-02-30"'), "不是有效日期"),
    (row("甲", "reject") + row("甲", "reject"), "重复"),
    (row("甲", "maybe"), "decision"),
    (row("甲", "reject", "colour: red"), "colour"),
    ("- name: 甲\n  decision: reject\n", "author"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_faults_are_named_with_file_and_line(
    tmp_path: Path, standard: Standard, text: str, words: str
) -> None:
    with pytest.raises(AuditorError) as error:
        mapping(tmp_path, text, standard)
    assert words in error.value.message
    assert "x.mapping.yml:" in error.value.message
