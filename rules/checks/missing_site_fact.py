"""网站标识信息缺失。

## 检查什么

网站页面（头部、底部和网站标签）是否标明：政府网站标识码、ICP备案编号、公安机关备案标识、主办单位、
“我为政府网站找错”入口、网站地图。每缺一项为一个问题。清单见 rules/site_facts.yml。

底部没有读到、或者头部底部由脚本写入的，结论为“无法判断”；网站的保存副本里看不到通常由脚本写入的入口，也是“无法判断”。

## 为什么

国办发〔2017〕47号《政府网站发展指引》规定了网站标签和底部功能区应列明的内容。其中尚未核实原文的条款最多作提示。

## 如何整改

在全站页面底部功能区补上缺少的内容；网站标识码还应写入 SiteIDCode 标签。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, Presence, Severity, Source
from auditor.rule import Claim, Verdict, rule
from auditor.rule_data import SiteFactSpec


@rule(
    id="missing-site-fact",
    code="PA006",
    severity=Severity.MINOR,
    # STATE: the footer itself, once read, is the proof; a page missing elsewhere changes nothing.
    claims=Claim.STATE,
    requirements=("R43",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per fact that this level owes; basis and severity are the fact's."""
    found = {fact.name: fact for fact in facts.inventory.site.found}
    matched = {match.title: match for match in facts.standard if match.outcome is Presence.PRESENT}
    for spec in facts.site_facts:
        if facts.portal.level not in spec.levels:
            continue
        if fact := next((found[name] for name in (spec.name, *spec.also) if name in found), None):
            evidence = Evidence(fact.url, fact.quote)
            yield Verdict(
                spec.name, spec.title, Outcome.PASS, spec.severity, spec.basis, evidence=(evidence,)
            )
        elif match := matched.get(spec.title):  # published as a column of its own
            evidence = Evidence(match.url or facts.portal.url, match.published or "")
            yield Verdict(
                spec.name, spec.title, Outcome.PASS, spec.severity, spec.basis, evidence=(evidence,)
            )
        else:
            yield _missing(facts, spec)


def _missing(facts: Facts, spec: SiteFactSpec) -> Verdict:
    obstacles = tuple(_obstacles(facts, spec))
    return Verdict(
        subject=spec.name,
        subject_name=spec.title,
        outcome=Outcome.CANT_TELL if obstacles else Outcome.FAIL,
        severity=spec.severity,
        basis=spec.basis,
        params={"reason": obstacles[0].reason if obstacles else "absent"},
        evidence=(Evidence(url=facts.portal.url),),
        obstacles=obstacles,
    )


def _obstacles(facts: Facts, spec: SiteFactSpec) -> Iterator[Obstacle]:
    site, portal = facts.inventory.site, facts.portal
    if not facts.inventory.home_readable:
        yield Obstacle(portal.url, "home-unreadable", portal.name)
    elif not site.footer_seen:
        yield Obstacle(portal.url, "no-footer-read", portal.name)
    for part in sorted(site.unread):  # "footer:<address of the script or frame>"
        place, _, source = part.partition(":")
        yield Obstacle(urls.absolute(portal.url, source) or portal.url, f"script-{place}")
    if spec.scripted and portal.source is Source.SAVED:
        yield Obstacle(portal.url, "saved-copy", portal.name)
