"""First lines of a document → the name that it gives itself."""

from __future__ import annotations

import pytest

from auditor.documents.heading import MAX_TITLE, heading_of

GUIDE = "清禾县政府信息公开指南"


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        # what stands above a title
        ([GUIDE, "为了方便公民、法人和其他组织获得政府信息，编制本指南。"], GUIDE),
        (["附件1", GUIDE], GUIDE),
        (["附件一：", GUIDE], GUIDE),
        (["附 件 2", GUIDE], GUIDE),
        (["附件3：清禾县政府信息公开指南"], GUIDE),
        (["附件4 清禾县政府信息公开指南"], GUIDE),
        (["附表", GUIDE], GUIDE),
        (["附件１", "清禾县政府信息公开⾃南"], "清禾县政府信息公开自南"),
        (["清禾县人民政府办公室文件", "清府办发〔2026〕12号", GUIDE], GUIDE),
        (["清府办发(2026)第12号", "2026年3月20日", GUIDE], GUIDE),
        (["（2026年3月修订）", GUIDE], GUIDE),
        (["二○二六年三月", GUIDE], GUIDE),
        (["目 录", GUIDE], GUIDE),
        (["- 1 -", "第1页 共3页", GUIDE], GUIDE),
        (["http://www.qinghe.test/", GUIDE], GUIDE),
        # how titles are set
        (["政 府 信 息 公 开 指 南", "一、总则"], "政府信息公开指南"),
        (["清禾县 政府信息公开指南"], GUIDE),
        (["清禾县人民政府", "政府信息公开指南", "一、主动公开"], "清禾县人民政府政府信息公开指南"),
        (["清禾县2025年政府信息公开", "工作年度报告"], "清禾县2025年政府信息公开工作年度报告"),
        (["清禾县信访工作责任制", "实施细则（试行）"], "清禾县信访工作责任制实施细则（试行）"),
        ([GUIDE, "公开内容目录"], GUIDE),
        (["清禾县权责清单（2026年版）", "行政许可事项清单"], "清禾县权责清单（2026年版）"),
        (["机构职能", "第一条 职责"], "机构职能"),
        # no title
        ([], ""),
        (["附件1"], ""),
        (["根据条例规定，现将有关情况报告如下。", GUIDE], ""),
        (["各乡镇人民政府，县直各部门：", GUIDE], ""),
        (["序号 内容", "1 清禾县政府信息公开指南"], ""),
        (["姓名 单位 职务 电话", "张三 教育局 科员 1"], ""),
        (["字" * (MAX_TITLE + 1)], ""),
        (["12", "2026", "—"], ""),
        ([*["1"] * 20, GUIDE], ""),
    ],
)
def test_heading(lines: list[str], heading: str) -> None:
    assert heading_of("\n".join(lines)) == heading


def test_hostile_lines_are_quick_and_never_raise() -> None:
    for line in ("附" * 2000, "(" * 2000, "2" * 2000, "年 " * 1000, "\x00\ud800", "〔2026〕" * 300):
        assert len(heading_of(f"{line}\n{line}")) <= MAX_TITLE
