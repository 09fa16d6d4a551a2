"""网站不支持 IPv6。

## 检查什么

门户网站的域名是否有 IPv6 地址（AAAA 记录）；检查所用的机器有 IPv6 网络时，再看该地址能否连通。
没有查询（检查对象是保存的副本）、查询失败、网址是 IP 地址的，结论为“无法判断”。页面上“支持IPv6”的字样不作依据。

## 为什么

中央办公厅、国务院办公厅《推进互联网协议第六版（IPv6）规模部署行动计划》要求政府网站支持 IPv6；
国办发〔2017〕47号的检查把 IPv6 列为功能设计项。对县级网站的期限尚未核实原文，本项只作提示。

## 如何整改

由网站技术维护单位与接入商开通 IPv6，为域名添加 AAAA 记录并确认可以访问；集约化平台上的网站由平台统一改造。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, HostFacts, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._network import main_host, unprobed


@rule(
    id="missing-ipv6",
    code="PA102",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R43",),
    basis=(
        Clause(
            "推进互联网协议第六版（IPv6）规模部署行动计划", "政府网站", "政府网站支持IPv6", verified=False
        ),
        Clause("国办秘函〔2019〕19号", "功能设计·IPv6", "", verified=False),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the host of the home page."""
    name, url = urls.host(facts.portal.url), facts.portal.url
    host = main_host(facts)
    outcome, state = _state(facts, host)
    shown = "、".join(host.addresses6) if host else ""
    yield Verdict(
        subject="ipv6",
        subject_name=name,
        outcome=outcome,
        params={"host": name, "state": state, "addresses": list(host.addresses6) if host else []}
        | ({"reason": state} if outcome is Outcome.CANT_TELL else {}),
        evidence=(Evidence(url, f"{name} AAAA {shown}".rstrip()),)
        if outcome is not Outcome.CANT_TELL
        else (),
        obstacles=(Obstacle(url, state, name),) if outcome is Outcome.CANT_TELL else (),
    )


def _state(facts: Facts, host: HostFacts | None) -> tuple[Outcome, str]:
    if host is None:
        return Outcome.CANT_TELL, unprobed(facts)
    if host.ipv6 is None:
        return Outcome.CANT_TELL, host.reason or "not-probed"
    if not host.ipv6:
        return Outcome.FAIL, "no-record"
    # A record that does not answer may be the way from here, so it is never a fault of the site for certain.
    return (Outcome.WARN, "no-answer") if host.reachable6 is False else (Outcome.PASS, "supported")
