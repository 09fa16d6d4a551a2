"""The register: 44 rows, strict, and each served by a rule or a line of the checklist."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from auditor.commands import profile as profile_command
from auditor.commands.requirements import survey
from auditor.errors import AuditorError
from auditor.requirements import How, load_requirements
from auditor.rule import discover

HEAD = "plans: {W: wudangshan}\nrequirements:\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "requirements.yml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_the_register_has_all_rows_in_order() -> None:
    rows = load_requirements()
    assert [row.id for row in rows] == [f"R{n:02d}" for n in range(1, 45)]
    assert [row.id for row in rows if row.how is How.MANUAL] == ["R40"]
    part = "R08 R11 R15 R21 R28 R33 R37 R41"
    assert [row.id for row in rows if row.how is How.PART] == part.split()
    assert rows[8].clauses("wudangshan") == ("四（四）",)
    assert rows[8].clauses("tinghu") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  - {id: R02, title: a, how: auto, ask: {W: [一]}, check: b}\n", "此处应为 R01"),
        ("  - {id: R01, title: a, how: auto, ask: {X: [一]}, check: b}\n", "方案代号“X”不存在"),
        ("  - {id: R01, title: a, how: auto, ask: {}, check: b}\n", "没有写明由哪个方案提出"),
        ("  - {id: R01, title: a, how: auto, ask: {W: []}, check: b}\n", "没有写条款"),
        ("  - {id: R01, title: a, how: maybe, ask: {W: [一]}, check: b}\n", "requirements.yml:3"),
        ("  - {id: R01, title: a, how: auto, ask: {W: [一]}, check: b, more: c}\n", "more"),
    ],
)
def test_a_fault_names_the_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AuditorError, match=message):
        load_requirements(written(tmp_path, text))


def test_a_row_without_rule_case_or_line_is_a_gap(tmp_path: Path) -> None:
    rows = load_requirements()
    rules = [rule for rule in discover() if rule.id in ("dead-link", "broken-search")]
    found = {each.row.id: each for each in survey(rows, rules, {"dead-link": 3}, {})}
    assert (found["R32"].gap, found["R32"].cases) == ("", 3)
    assert found["R13"].gap == "规则没有测试用例"
    assert found["R12"].gap == "没有规则"
    assert found["R40"].gap == "人工检查表中没有对应的行"
    assert not {each.row.id: each for each in survey(rows, rules, {}, {"R40": 1})}["R40"].gap


def test_a_profile_is_shown_with_the_origin_of_each_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile_command.run(Namespace(action="show", name="weidu")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "继承：weidu → national" in lines
    assert "field-03\t区财政局\tweidu" in lines
    assert "assessment-weight\t4\tnational" in lines  # the plan says the same as the national profile
    assert "leader-interpretations\t1\tweidu" in lines
    assert "critical\t8\tnational" in lines
    assert any(line.startswith("catalog-2020\t2020-12-31\tcatalog\t三（一）") for line in lines)


def test_profiles_are_listed_with_their_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile_command.run(Namespace(action="list", name="")) == 0
    assert "ningxia\t宁夏回族自治区实施意见\tnational\t宁政办发〔2020〕15号" in capsys.readouterr().out
