"""Overlays add, waive and rename by id; each change keeps its document; what does not exist is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.catalog import load_standard
from auditor.errors import AuditorError
from auditor.model import Clause

Spoil = Callable[[Path, str, str, str], int]
NAME = "catalog/overlays/990101.yml"
SOURCE = "source: {title: 虚构的文件, clause: 一}"


def test_the_example_county() -> None:
    national, local = load_standard(), load_standard("2019", ("990101",))
    assert (national.overlays, local.overlays) == ((), ("990101",))
    assert (local.rows, local.verified_rows) == (559, 235)  # one added, one verified row waived
    added = local.item_by_id["22-990101-01"]
    assert added.field == "field-22"
    assert local.sources[added.sources[0]].note.startswith("清禾县")
    entry = next(each for each in local.item_entries if each.id == added.id)
    assert entry.aliases == ("课后延时服务",)
    assert entry.basis[0].doc.startswith("清禾县")
    assert "19-07" not in local.item_by_id
    assert local.by_id["field-13"].title == "乡村振兴"
    assert "扶贫" in local.by_id["field-13"].aliases
    assert "乡村振兴" not in local.by_id["field-13"].aliases
    renamed = next(each for each in local.item_entries if each.id == "04-06")
    assert renamed.title == "重大政策解读与回应关切"
    assert "重大政策解读及回应" in renamed.aliases
    assert local.fields["field-13"].title == "乡村振兴"
    assert list(dict.fromkeys(item.field for item in local.items)) == list(local.fields)


def test_every_change_keeps_its_document() -> None:
    changes = load_standard("2019", ("990101",)).changes
    assert [(each.kind, each.id) for each in changes] == [
        ("add", "22-990101-01"),
        ("waive", "19-07"),
        ("rename", "field-13"),
        ("rename", "04-06"),
    ]
    assert all(each.source.startswith("清禾县政务公开事项标准目录") for each in changes)
    assert changes[1].reason
    assert changes[2].before == "扶贫"


def overlay(rules: Path, name: str, body: str, extends: str = "") -> str:
    head = f'name: "{name}"\ntitle: 虚构\nedition: "2019"\n{extends}{SOURCE}\n'
    (rules / f"catalog/overlays/{name}.yml").write_text(head + body, "utf-8")
    return name


def test_a_city_extends_its_province(rules: Path) -> None:
    province = overlay(rules, "990000", f'waive: [{{id: "03-01", reason: 省级, {SOURCE}}}]\n')
    overlay(
        rules,
        "990100",
        f'rename: [{{id: "03-02", title: 决算, {SOURCE}}}, {{id: "03-02-01", title: 要素甲, {SOURCE}}}]\n',
        'extends: "990000"\n',
    )
    standard = load_standard("2019", ("990100",), directory=rules)
    assert standard.overlays == ("990000", "990100")
    assert "03-01" not in standard.item_by_id
    row = standard.item_by_id["03-02"]
    assert (row.level2, row.aliases[0]) == ("决算", "政府决算")
    assert row.elements[0].title == "要素甲"
    twice = load_standard("2019", (province, "990100"), directory=rules)
    assert twice.overlays == ("990000", "990100")


def test_a_waived_field_is_owed_by_nobody_but_still_known(rules: Path) -> None:
    overlay(rules, "990102", f"waive: [{{id: field-13, reason: 无此职能, {SOURCE}}}]\n")
    standard = load_standard("2019", ("990102",), directory=rules)
    assert standard.by_id["field-13"].levels == ()
    assert standard.items_of("field-13") == ()
    assert standard.by_id["field-13"].basis[0] == Clause(
        "国办发〔2019〕54号", "26个试点领域", standard.by_id["field-13"].basis[0].text, True
    )


def test_a_waived_element_leaves_its_row(rules: Path) -> None:
    overlay(rules, "990102", f'waive: [{{id: "03-01-02", reason: 无, {SOURCE}}}]\n')
    standard = load_standard("2019", ("990102",), directory=rules)
    assert "03-01-02" not in [element.id for element in standard.item_by_id["03-01"].elements]


ROW = "level1: 甲, level2: 乙, levels: [county], verified: false"
FAULTS = [
    (f'waive: [{{id: "03-91", reason: 无, {SOURCE}}}]', ["03-91", "不在标准目录中", "03-01"]),
    (f"rename: [{{id: field-31, title: 甲, {SOURCE}}}]", ["field-31", "是否想写“field-"]),
    (f'rename: [{{id: "03-01-99", title: 甲, {SOURCE}}}]', ["03-01-99"]),
    (f"rename: [{{id: field-13, title: 安全生产, {SOURCE}}}]", ["安全生产", "field-04"]),
    ('waive: [{id: "03-01", reason: 无}]', ["source"]),
    (f"add: [{{field: field-77, items: []}}]\nwaive: [{{id: field-77, reason: 无, {SOURCE}}}]", ["field-77"]),
    (f'add: [{{field: field-03, items: [{{id: "03-05", {ROW}}}]}}]', ["03-990102-01"]),
    (f'add: [{{field: field-03, items: [{{id: "04-990102-01", {ROW}}}]}}]', ["不属于本领域"]),
    (f'add: [{{field: field-03, items: [{{id: "03-990102-01", {ROW}, sources: [S1]}}]}}]', ["sources"]),
    (
        'add: [{field: field-03, items: [{id: "03-990102-01", level1: 财政预决算, level2: 政府预算,'
        " levels: [county], verified: false}]}]",
        ["03-01", "相同"],
    ),
    (
        f'waive: [{{id: "03-01", reason: 无, {SOURCE}}}]\nrename: [{{id: "03-01-01", title: 甲, {SOURCE}}}]',
        ["已经取消或改名"],
    ),
]


@pytest.mark.parametrize(("body", "words"), FAULTS)
def test_faults_name_file_and_line(rules: Path, body: str, words: list[str]) -> None:
    name = overlay(rules, "990102", body + "\n")
    with pytest.raises(AuditorError) as caught:
        load_standard("2019", (name,), directory=rules)
    assert caught.value.message.startswith(f"{rules}/catalog/overlays/990102.yml:")
    for word in words:
        assert word in caught.value.message


def test_circles_wrong_editions_and_unknown_names(rules: Path) -> None:
    overlay(rules, "990102", "", 'extends: "990103"\n')
    overlay(rules, "990103", "", 'extends: "990102"\n')
    with pytest.raises(AuditorError, match="成环：990102 → 990103 → 990102"):
        load_standard("2019", ("990102",), directory=rules)
    with pytest.raises(AuditorError, match="990102、990103"):
        load_standard("2019", ("990109",), directory=rules)
    path = rules / "catalog/overlays/990103.yml"
    path.write_text(f'name: "990103"\ntitle: 甲\nedition: "2026"\n{SOURCE}\n', "utf-8")
    with pytest.raises(AuditorError, match="2026 的调整，不能用于版本 2019"):
        load_standard("2019", (str(path),), directory=rules)
    path.write_text(f'name: "990104"\ntitle: 甲\nedition: "2019"\n{SOURCE}\n', "utf-8")
    with pytest.raises(AuditorError, match="文件名"):
        load_standard("2019", ("990103",), directory=rules)
