"""``auditor catalog check | show | diff``, and the files that are generated from the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from auditor.catalog import RULES
from auditor.catalog.document import document
from auditor.catalog.files import read_edition, read_overlay
from auditor.catalog.schema import schema, schema_path, schema_text
from auditor.catalog.structs import EditionFile, FieldFile, OverlayFile
from auditor.catalog.writer import comment_of, to_yaml
from auditor.strict_yaml import loads
from tests.harness import ROOT, call_auditor

Spoil = Callable[[Path, str, str, str], int]
BUDGET = "catalog/2019/03_budget_and_final_accounts.yml"
FILES = sorted((RULES / "catalog").glob("*/*.yml"))


def test_check_prints_the_numbers() -> None:
    result = call_auditor("catalog", "check")
    assert result.returncode == 0
    assert "26 个领域，559 个事项，其中已核实 236 个" in result.stdout
    assert "  03 财政预决算：事项 4，已核实 4，要素齐全 3，" in result.stdout
    assert "未能解析的时限（1 处）：随采购公告、采购文件公开" in result.stdout
    assert "时限：已解析 535，部分解析 19，只有文字 2，没有时限 3" in result.stdout
    assert result.stdout.endswith("没有错误\n")


def test_check_shows_every_fault_at_once(rules: Path, spoil: Spoil) -> None:
    lines = [
        spoil(rules, BUDGET, "    publisher:", "    pubisher:"),
        spoil(rules, BUDGET, "mode: 主动", "mode: 被动"),
        spoil(rules, "catalog/2019/04_work_safety.yml", '  - id: "04-02"', '  - id: "04-01"'),
        spoil(rules, "slugs.yml", "[zfxxgkzn,", "[zfxxgkzn, zfxxgkzn,"),
    ]
    result = call_auditor("catalog", "check", rules)
    assert result.returncode == 2
    assert f"{rules / BUDGET}:{lines[0]}：未知的键“pubisher”" in result.stdout
    assert "事项编号“04-01”重复" in result.stdout
    assert "编号“04-02-01”不属于本事项" in result.stdout
    assert "共 3 处错误" in result.stdout  # a row tells its first fault; vocabulary waits for readable fields


def test_check_of_one_file_and_of_one_edition(rules: Path, spoil: Spoil) -> None:
    assert call_auditor("catalog", "check", rules / BUDGET, "--rules", rules).stdout == "没有错误\n"
    assert call_auditor("catalog", "check", rules / "catalog/2019").stdout.endswith("没有错误\n")
    line = spoil(rules, BUDGET, '  - id: "03-02"', '  - id: "03-01"')
    for target in (rules / BUDGET, rules / "catalog/2019"):
        result = call_auditor("catalog", "check", target, "--rules", rules)
        assert f"{rules / BUDGET}:{line}：事项编号“03-01”重复" in result.stdout
        assert result.returncode == 2
    assert f"{rules / BUDGET}:{line}" in call_auditor("catalog", "check", rules / "slugs.yml").stdout
    overlay = RULES / "catalog/overlays/990101.yml"
    assert call_auditor("catalog", "check", overlay).stdout == "没有错误\n"
    assert call_auditor("catalog", "check", RULES / "catalog/2019/edition.yml").stdout == "没有错误\n"


def test_check_names_places_without_a_catalog(tmp_path: Path) -> None:
    assert "不存在" in call_auditor("catalog", "check", tmp_path / "none").stderr
    result = call_auditor("catalog", "check", tmp_path)
    assert result.returncode == 2
    assert "没有标准目录" in result.stdout
    (tmp_path / "x.yml").write_text("a: [", "utf-8")
    assert "YAML 语法错误" in call_auditor("catalog", "check", tmp_path / "x.yml").stdout


SHOWN = {
    "col-guide": ["政府信息公开指南（栏目）", "责任层级：县级、乡级、部门", "地址缩写：zfxxgkzn", "第十二条"],
    "field-16": [
        "城市综合执法（领域）",
        "通用要素：执法依据",
        "建办厅〔2019〕71号",
        "16_urban_management_enforcement.yml",
        "16-01",
    ],
    "03-01": [
        "财政预决算 / 政府预算（已核实）",
        "03-01-17 社会保险基金预算支出表",
        "→ 批准后20日内",
        "来源 03-S1：http",
    ],
    "06-09": ["公开时限"],
    "02-10": ["（未核实）", "来源 02-OWN：own knowledge"],
    "03-01-02": ["一般公共预算支出表", "财政预决算 / 政府预算"],
}


@pytest.mark.parametrize("wanted", SHOWN)
def test_show(wanted: str) -> None:
    result = call_auditor("catalog", "show", wanted)
    assert result.returncode == 0
    for words in SHOWN[wanted]:
        assert words in result.stdout


def test_show_with_an_overlay_and_of_what_is_not() -> None:
    shown = call_auditor("catalog", "show", "04-06", "--overlay", "990101").stdout
    assert "重大政策解读与回应关切" in shown
    assert "地方调整 990101：改名" in shown
    result = call_auditor("catalog", "show", "03-1")
    assert (result.returncode, "是否想写“03-" in result.stderr) == (2, True)


def test_diff_of_an_edition_and_an_overlay() -> None:
    for two in ("990101", "2019+990101", RULES / "catalog/overlays/990101.yml"):
        out = call_auditor("catalog", "diff", "2019", two).stdout
        assert "新增 22-990101-01：课后服务" in out
        assert "删除 19-07：户政业务办理进度查询" in out
        assert "修改 field-13 title：\n  - 扶贫\n  + 乡村振兴\n" in out
        assert out.endswith("共 6 处不同：新增 1，删除 1，修改 4\n")
    assert call_auditor("catalog", "diff", "2019", "2019").stdout == "没有不同\n"
    assert "可用：2019、990101" in call_auditor("catalog", "diff", "2019", "2044").stderr


# ── generated files and the house format ──────────────────────────────────────────────────────────


def test_document_is_current() -> None:
    assert (ROOT / "docs/catalog.md").read_text("utf-8") == document(), (
        "run auditor catalog check --write-docs"
    )


def test_schema_is_current() -> None:
    assert schema_path().read_text("utf-8") == schema_text(), "run auditor catalog check --write-docs"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_point_to_the_schema_and_fit_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema.json\n")
    assert list(Draft202012Validator(schema()).iter_errors(yaml.safe_load(text))) == []


def test_schema_refuses_what_the_loader_refuses() -> None:
    validator = Draft202012Validator(schema())
    raw = yaml.safe_load((RULES / BUDGET).read_text("utf-8"))
    for edit in (
        {"unknown": 1},
        {"id": "field-3"},
        {"levels": ["province"]},
        {"title": "甲 "},
        {"title": "甲\n乙"},
    ):
        assert not validator.is_valid({**raw, **edit}), edit
    assert json.loads(schema_text())["title"] == schema()["title"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_are_in_the_house_format(path: Path) -> None:
    text = path.read_text("utf-8")
    type_: type[msgspec.Struct] = FieldFile
    type_ = (
        EditionFile
        if path.name == "edition.yml"
        else OverlayFile
        if path.parent.name == "overlays"
        else type_
    )
    value = loads(text, type_)
    written = to_yaml(value, comment_of(text))
    assert loads(written, type_) == value
    if type_ is not OverlayFile:  # people write overlays
        assert written == text


def test_the_writer_keeps_every_word() -> None:
    words = [
        "true",
        "null",
        "0123",
        "1.0",
        "03-01",
        "a: b",
        "a #b",
        "- a",
        "[a]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
    ]
    words += [
        "`a",
        "'a'",
        '"a"',
        "a,b",
        "yes",
        "=1",
        "|",
        ">",
        "?",
        "“甲”",
        "①甲",
        "甲：乙",
        "甲, 乙: 丙",
        "\\n",
        "～",
        "N",
    ]
    field = read_edition(RULES, "2019").fields[2].value
    element = field.items[0].elements[0]
    for word in words:
        row = msgspec.structs.replace(
            field.items[0],
            publisher=word,
            channels=(word, word),
            basis=(word,),
            elements=(msgspec.structs.replace(element, title=word, aliases=(f"{word}2",)),),
            split=(),
        )
        value = msgspec.structs.replace(field, title=word, items=(row,))
        assert loads(to_yaml(value), FieldFile) == value


def test_the_example_overlay_is_of_the_demo_county() -> None:
    overlay = read_overlay(RULES, "990101").value
    demo = next((ROOT / "spiders/portals").glob("*/990101.yml")).read_text("utf-8")
    assert "清禾县" in demo
    assert overlay.title.startswith("清禾县")
