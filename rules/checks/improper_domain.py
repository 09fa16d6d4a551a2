"""网站域名不规范。

## 检查什么

门户网站首页的网址：是否使用以 .gov.cn 为后缀的英文域名（或“.政务”中文域名）；是否直接使用 IP 地址；是否带端口号；
县级门户网站的域名是否为 www.□□□.gov.cn 的形式（多级域名、借用其他网站的目录，作提示）。
按检查时所用的网址判断；检查对象在本机或内部网络上的，结论为“无法判断”。

## 为什么

国办发〔2017〕47号《政府网站发展指引》：政府网站要使用以 .gov.cn 为后缀的英文域名；县级以上政府门户网站使用
www.□□□.gov.cn 结构的域名，□□□为本地区名称拼音或英文。

## 如何整改

由网站主办单位向上级网站主管单位申请规范的域名并启用；原域名设置跳转，过渡期满后注销。
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Level, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule

#: .政务, also as written in the name system
_ENDINGS = (".gov.cn", ".政务", ".xn--zfr164b")
#: Names that the public internet never has (RFC 6761, 6762): test sites and networks of an office's own.
_LOCAL = (".test", ".example", ".invalid", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


@rule(
    id="improper-domain",
    code="PA101",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R43",),
    basis=(
        Clause(
            "国办发〔2017〕47号",
            "网站域名",
            "政府网站使用以.gov.cn为后缀的英文域名；门户网站域名结构为www.□□□.gov.cn",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the address of the home page."""
    portal = facts.portal
    host = urls.host(portal.url)
    name, _, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    outcome, state = _state(facts, name, port)
    yield Verdict(
        subject="domain",
        subject_name=host,
        outcome=outcome,
        params={"host": host, "state": state} | ({"reason": state} if outcome is Outcome.CANT_TELL else {}),
        evidence=(Evidence(portal.url, host),),
        obstacles=(Obstacle(portal.url, state, portal.name),) if outcome is Outcome.CANT_TELL else (),
    )


def _state(facts: Facts, name: str, port: str) -> tuple[Outcome, str]:
    address = _address(name)
    own_network = address is None and ("." not in name or name.endswith(_LOCAL))
    if own_network or (address is not None and not address.is_global):
        return Outcome.CANT_TELL, "local-address"
    if address is not None:
        return Outcome.FAIL, "ip-address"
    if not name.endswith(_ENDINGS):
        return Outcome.FAIL, "not-gov"
    if port:
        return Outcome.WARN, "port"
    if facts.portal.level in (Level.COUNTY, Level.CITY):
        if urls.canonical(facts.portal.url).split("?")[0].rstrip("/").count("/"):
            return Outcome.WARN, "folder"
        if (
            not name.startswith("www.")
            or name.removeprefix("www.").count(".") != name.endswith(".gov.cn") + 1
        ):
            return Outcome.WARN, "structure"
    return Outcome.PASS, "proper"


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None
