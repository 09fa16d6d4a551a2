"""网站没有无障碍或适老化入口。

## 检查什么

网站页面上是否有“无障碍”“长者模式”“适老版”“关怀版”一类的入口。
这类工具条常由脚本写入：检查对象是保存的副本、首页未能读取、页面头部由脚本生成的，结论为“无法判断”。
只检查有没有入口，入口能否使用须人工确认。

## 为什么

无障碍环境建设法要求利用财政资金建立的网站逐步符合无障碍网站设计标准；工业和信息化部《互联网应用适老化及
无障碍改造专项行动方案》要求政府网站完成改造。条款原文尚未核实，本项只作提示。

## 如何整改

由网站技术维护单位按 GB/T 37668-2019 完成改造，在首页显著位置设置入口。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Fact, Obstacle, Outcome, Severity, Source
from auditor.rule import Claim, Verdict, rule

_WORDS = ("无障碍", "长者", "适老", "关怀版", "老年人模式", "残疾人专区")


@rule(
    id="missing-accessibility",
    code="PA103",
    severity=Severity.MINOR,
    # STATE: such an entrance stands in the header of every page, so the pages read are the proof.
    claims=Claim.STATE,
    requirements=("R43",),
    basis=(
        Clause(
            "无障碍环境建设法",
            "网站",
            "利用财政资金建立的互联网网站应当逐步符合无障碍网站设计标准和国家信息无障碍标准",
            verified=False,
        ),
        Clause("互联网应用适老化及无障碍改造专项行动方案", "政府网站", "", verified=False),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the portal."""
    portal = facts.portal
    found = _found(facts)
    if found is not None:
        evidence = (Evidence(found.url, found.quote),)
        yield Verdict(
            "accessibility", portal.name, Outcome.PASS, params={"words": found.value}, evidence=evidence
        )
        return
    obstacles = tuple(_obstacles(facts))
    yield Verdict(
        subject="accessibility",
        subject_name=portal.name,
        outcome=Outcome.CANT_TELL if obstacles else Outcome.FAIL,
        params={"reason": obstacles[0].reason} if obstacles else {},
        evidence=(Evidence(portal.url),),
        obstacles=obstacles,
    )


def _found(facts: Facts) -> Fact | None:
    known = next((fact for fact in facts.inventory.site.found if fact.name == "accessibility"), None)
    if known is not None:
        return known
    for link in facts.inventory.home_links:
        if any(word in link.text for word in _WORDS):
            return Fact("accessibility", link.text, link.text, facts.portal.url)
    return None


def _obstacles(facts: Facts) -> Iterator[Obstacle]:
    portal = facts.portal
    if portal.source is Source.SAVED:
        yield Obstacle(portal.url, "saved-copy", portal.name)
    if not facts.inventory.home_readable:
        yield Obstacle(portal.url, "home-unreadable", portal.name)
    for part in sorted(facts.inventory.site.unread):  # "header:<address of the script or frame>"
        place, _, source = part.partition(":")
        yield Obstacle(urls.absolute(portal.url, source) or portal.url, f"script-{place}")
