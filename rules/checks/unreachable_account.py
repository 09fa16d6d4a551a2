"""网站列出的政务新媒体打不开或者已经不存在。

## 检查什么

网站（清单、链接、二维码）或账号登记表列出、没有注明注销的账号，平台是否说它不存在、已注销、已停用（页面不存在的也是）；
移动客户端的下载页面是否能打开、能下载。一个账号一个结论；网站列出的判不符合，只有登记表列出的作提醒。
账号另有页面读得到的，算存在；网站链接的某一篇文章已删除，不说明账号不存在。

超时、被拦截、服务器出错、要求登录的，不能证明账号不存在，结论为“无法判断”：同一平台、同一原因的合为一个。
平台不向未登录的访问者展示的账号，由“政务新媒体账号长期不更新”报告，这里不重复。

## 为什么

政府信息公开条例第二十四条要求平台的信息能够查阅；国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案。
国办秘函〔2019〕19号：移动客户端（APP）无法下载或使用（原文尚未核实，只作提醒）。

## 如何整改

由网站主办单位删除或改正失效的账号链接和二维码，更新清单；客户端无法下载的，由主办单位恢复下载或者依程序关停并向社会公告。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import (
    DEAD,
    AccountState,
    Clause,
    Evidence,
    MediaAccount,
    Outcome,
    Severity,
)
from auditor.rule import Claim, Verdict, rule
from rules.checks import _media, _posts
from rules.checks._clauses import PLATFORM_DUTIES

_FILED = Clause(
    doc=_media.OPINION_123, clause="", text="开设、变更、关停、注销应向主管单位备案", verified=True
)
_CLIENT = Clause(
    doc=_media.INDEX_19,
    clause="政务新媒体单项否决·内容不更新",
    text="移动客户端（APP）无法下载或使用，发生“僵尸”“睡眠”情况",
    verified=False,
)


@rule(
    id="unreachable-account",
    code="PA130",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(PLATFORM_DUTIES, _FILED),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account or client that was asked for, one per platform and cause where the answer proves nothing."""
    unknown: dict[str, list[MediaAccount]] = defaultdict(list)
    for account in facts.media.accounts if facts.media else ():
        if account.state is AccountState.CLOSED or not account.readings:
            continue
        told = _told(account)
        if isinstance(told, str):
            unknown[told].append(account)
        elif told is not None:
            yield told
    yield from _media.unknown(unknown)


def _told(account: MediaAccount) -> Verdict | str | None:
    """The verdict about an account; the failure that hides it; None when its platform shows it to nobody."""
    dead = _media.gone(account)
    if dead is not None:
        evidence = (Evidence(dead.url, dead.name or account.name), *_named(account))
        client = account.platform == _media.APP
        fails = client or _media.on_portal(account)
        return _media.verdict(
            account,
            Outcome.FAIL if fails else Outcome.WARN,
            params={"state": "client" if client else "gone", "listed": _media.on_portal(account)},
            evidence=evidence,
            basis=(_CLIENT,) if client else None,
        )
    if account.platform == _media.APP:
        return _client(account)
    if account.posts or any(not each.reason and each.failure is None for each in account.readings):
        return _media.verdict(account, Outcome.PASS)
    failure = next((each.failure for each in account.readings if each.failure not in {None, *DEAD}), None)
    return str(failure) if failure is not None else None


def _client(account: MediaAccount) -> Verdict | str:
    """Can the client be had? A page that does not tell leaves it open."""
    told = [each for each in account.readings if each.downloadable is not None]
    if any(each.downloadable for each in told):
        return _media.verdict(account, Outcome.PASS)
    if not told:
        return _posts.unread_reason(account) if _failed(account) else "download-unseen"
    return _media.verdict(
        account,
        Outcome.FAIL,
        params={"state": "client", "listed": _media.on_portal(account)},
        evidence=(Evidence(told[0].url, told[0].name or account.name), *_named(account)),
        basis=(_CLIENT,),
    )


def _failed(account: MediaAccount) -> bool:
    return all(each.reason or each.failure is not None for each in account.readings)


def _named(account: MediaAccount) -> tuple[Evidence, ...]:
    """Where the portal or the register names the account."""
    return tuple(Evidence(each.url, each.quote or account.name) for each in account.mentions[: _media.QUOTED])
