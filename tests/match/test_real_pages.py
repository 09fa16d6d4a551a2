"""Column names as they stand on real portals; the pages are read when they are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

from auditor.catalog import load_standard
from auditor.match import match_names
from auditor.model import Decision, Group, PublishedName

PAGES = Path(__file__).resolve().parents[3] / "shared" / "real-pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="real pages not at hand")

#: Every name that the portal links and that is a standard column or field; all other names must be rejected or left for review.
DAOZHEN = (
    "政务公开 工作动态 部门概况 网站地图 政策法规 业务要闻 部门文件 通知公告 办事指南 公示公告 政策解读 规划计划 人事信息 "
    "单位职能 领导信息 依申请公开 网上依申请公开 就业创业 扶贫工作 公共资源配置"
).split()
PINGTAN = (
    "政务公开 政府信息公开 领导之窗 政府机构 公示公告 统计信息 重点领域信息公开 解读回应 办事服务 互动交流 回应关切 走进平潭 要闻 "
    "新媒体矩阵 "
    "政策文件库 规划信息 人事信息 平潭政策解读 12345便民惠企服务平台 在线访谈 网上调查 民意征集 基层政务公开标准化规范化 "
    "管委会文件 "
    "政府信息公开申请 政府信息公开制度 政府信息公开年报 政府信息公开指南 法定主动公开内容 行政规范性文件 行政规范性文件库 "
    "数据发布 "
    "财政资金 重点项目建设 权责清单 价格和收费 议案提案 政府采购 应急预案预警信息 人事任免 中长期发展规划 "
    "养老服务 安全生产 公共资源交易 稳岗就业 保障性住房 食品药品安全 乡村振兴/巩固脱贫攻坚成果 征地信息 生态环境 医疗卫生 "
    "涉农补贴 "
    "公共体育文化 公共法律服务 国有土地上房屋征收与补偿"
).split()


def linked_names(portal: str) -> set[str]:
    """Texts of all links of at most 14 characters."""
    found = set()
    for path in sorted((PAGES / portal).rglob("*.htm*")):
        for link in lxml.html.fromstring(path.read_bytes()).iter("a"):
            found.add(re.sub(r"\s+", "", link.text_content()))
    return {name for name in found if 1 < len(name) <= 14}


@pytest.mark.parametrize(("portal", "expected"), [("daozhen", DAOZHEN), ("pingtan", PINGTAN)])
def test_names_on_real_pages(portal: str, expected: list[str]) -> None:
    names = sorted(linked_names(portal))
    standard = load_standard()
    accepted = set()
    for group in (Group.COLUMN, Group.FIELD):
        for match in match_names([PublishedName(name) for name in names], standard, groups=(group,)):
            if match.decision is Decision.ACCEPTED:
                accepted.add(match.published.name)
    assert set(expected) - accepted == set()
    assert accepted - set(expected) == set()
