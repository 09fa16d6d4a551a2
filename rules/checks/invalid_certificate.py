"""HTTPS 证书无效或即将到期。

## 检查什么

网站用 HTTPS 访问的各主机所出示的证书：是否过期、尚未生效、与域名不符、自签名；到期前一定天数内（默认 30 天）提示。
签发机构不被识别的只作提示（可能是服务器没有配置中间证书）。一个主机一个结论。
只用 HTTP 的网站不检查；443 端口有应答但网站并不使用 HTTPS 的，最多作提示。没有连接的（保存的副本）结论为“无法判断”。

## 为什么

证书无效时浏览器会拦截访问并提示不安全，公众打不开网站，也不能确认网站的身份。
各方案把网站安全列为检查内容；国家层面的具体条款尚未核实原文，按判定方案所列条款认定。

## 如何整改

由网站技术维护单位更换受信任机构签发、包含该域名的证书，配置完整的证书链，并设置到期提醒。
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Certificate, Clause, Evidence, HostFacts, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._network import main_host, unprobed

#: What every browser refuses; an unknown issuer may be a chain that browsers mend by themselves.
_REFUSED = frozenset({"expired", "not-yet-valid", "self-signed", "wrong-host"})


@rule(
    id="invalid-certificate",
    code="PA104",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R44",),
    basis=(Clause("国办发〔2017〕47号", "安全防护", "", verified=False),),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per host that answers on port 443, and one that cannot be told for a home page of HTTPS."""
    secure = _hosts_of_https(facts)
    for host in facts.inventory.network:
        if host.certificate is not None:
            yield _verdict(facts, host, host.certificate, used=host.host in secure)
    home = main_host(facts)
    if facts.portal.url.lower().startswith("https:") and (home is None or home.certificate is None):
        yield _unknown(facts, home.reason or "not-probed" if home else unprobed(facts))


def _hosts_of_https(facts: Facts) -> frozenset[str]:
    seen = (facts.portal.url, *(page.url for page in facts.inventory.pages))
    return frozenset(urls.host(url) for url in seen if url.lower().startswith("https:"))


def _unknown(facts: Facts, reason: str) -> Verdict:
    host = urls.host(facts.portal.url)
    return Verdict(
        host,
        host,
        Outcome.CANT_TELL,
        params={"host": host, "reason": reason},
        obstacles=(Obstacle(facts.portal.url, reason, host),),
    )


def _verdict(facts: Facts, host: HostFacts, shown: Certificate, *, used: bool) -> Verdict:
    left = _days_left(facts, shown)
    outcome, state = _state(facts, shown, left)
    if outcome is Outcome.FAIL and not used:
        outcome = (
            Outcome.WARN
        )  # nobody is led there: a server's own certificate on a port that is not the site's
    unsure = outcome is Outcome.CANT_TELL
    url = f"https://{host.host}/"
    return Verdict(
        subject=host.host,
        subject_name=host.host,
        outcome=outcome,
        severity=Severity.INFO if not used else Severity.MINOR if state == "expiring" else None,
        params={
            "host": host.host,
            "state": state,
            "used": used,
            "not_before": shown.not_before[:10],
            "not_after": shown.not_after[:10],
            "days_left": left,
            "issuer": shown.issuer[:80],
            "names": list(shown.names[:10]),
        }
        | ({"reason": state} if unsure else {}),
        evidence=(Evidence(url, _quote(shown)),),
        obstacles=(Obstacle(url, state, host.host),) if unsure else (),
    )


def _state(facts: Facts, shown: Certificate, left: int | None) -> tuple[Outcome, str]:
    if shown.problem in _REFUSED:
        return Outcome.FAIL, shown.problem
    if shown.problem:
        return Outcome.WARN, shown.problem
    if left is None:
        return Outcome.CANT_TELL, "no-certificate-date"
    if left < 0:  # it was good when the host was asked, and may have been renewed since
        return Outcome.CANT_TELL, "probed-earlier"
    if left <= facts.profile.threshold("certificate-days"):
        return Outcome.WARN, "expiring"
    return Outcome.PASS, "valid"


def _days_left(facts: Facts, shown: Certificate) -> int | None:
    try:
        return (datetime.date.fromisoformat(shown.not_after[:10]) - facts.today).days
    except ValueError:
        return None


def _quote(shown: Certificate) -> str:
    names = "、".join(shown.names[:3])
    return f"{names} {shown.not_before[:10]}—{shown.not_after[:10]} {shown.issuer[:60]}".strip()
