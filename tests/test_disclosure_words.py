"""The words of the rules about guide, report, leaders, channels and map: what is bundled, and faults that are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.disclosure_words import FILE, disclosure_words, load
from auditor.errors import AuditorError
from auditor.statements import said, squeezed

BUNDLED = FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("title", "is_report"),
    [
        ("文河县人民政府2025年政府信息公开工作年度报告", True),
        ("2025年政务公开年报", True),
        ("2019年度信息公开工作总结", True),
        ("年度报告", True),
        ("2025年政府网站工作年度报表", False),
        ("一图读懂2025年政府信息公开年报解读", False),
        ("2025年法治政府建设年度报告", False),
        ("关于报送2025年政府信息公开年报的通知", False),
    ],
)
def test_titles_of_reports(title: str, is_report: bool) -> None:
    words = disclosure_words().report
    assert bool(words.titles.search(title) and not words.not_titles.search(title)) is is_report


@pytest.mark.parametrize(
    ("publisher", "nobody"),
    [("有关部门", True), ("县有关部门", True), ("各责任单位", True), ("无", True), ("县民政局", False), ("各乡镇人民政府", False)],
)  # fmt: skip
def test_publishers_that_name_nobody(publisher: str, nobody: bool) -> None:
    assert bool(disclosure_words().nobody.search(publisher)) is nobody


@pytest.mark.parametrize(
    ("text", "id", "found"),
    [
        ("联系电话：0990-6110001", "guide.phone", True),
        ("电话（传真）：（0990）6110001", "guide.phone", True),
        ("联系电话： 传真：0990-6110002", "guide.phone", False),
        ("传 真：0990-6110002", "guide.fax", True),
        ("传真号码：无", "guide.fax", True),
        ("以传真方式提交申请", "guide.fax", False),
        ("传真： 电子邮箱：a@b.cn", "guide.fax", False),
        ("办公时间：周一至周五", "guide.hours", True),
        ("工作时间", "guide.hours", False),
        ("电子邮箱：zwgk＠wenhe.gov.cn", "guide.internet", True),
        ("电子邮箱：邮政编码：100000", "guide.internet", False),
        ("办公地址：人民路1号", "guide.address", True),
        ("办公地址：", "guide.address", False),
    ],
)
def test_what_a_guide_says(text: str, id: str, found: bool) -> None:
    says = {statement.id for statement in said("政府信息公开指南", text)}
    assert (id in says) is found


def test_a_leader_in_charge() -> None:
    text = "副县长。协助县长负责财政、政务公开工作。"
    assert "lead.disclosure" in {each.id for each in said("领导信息", text)}
    assert "lead.disclosure" not in {each.id for each in said("领导信息", "当前位置：政务公开 领导信息")}
    assert squeezed("政 务") == "政务"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("statement: guide.fax", "statement: guide.fux", "没有“guide.fux”"),
        ("other_guides:", "others:", "other"),
        ("['公开地图'", "['公开(地图'", "正则表达式写错了"),
        ("least_found: 3", "least_found: 0", "least_found"),
    ],
)
def test_faults_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in BUNDLED
    broken = tmp_path / "disclosure.yml"
    broken.write_text(BUNDLED.replace(old, new), "utf-8")
    with pytest.raises(AuditorError) as error:
        load(broken)
    assert message in str(error.value)
