"""政务新媒体没有互动功能。

## 检查什么

读到的账号页面上，有没有留言、评论、私信或者服务菜单。看得出没有的报告，一个账号一个结论。移动客户端不在此列。

页面看不出的（单篇文章、信息列表、读不到的平台），合为一个“无法判断”。有没有人答复，只有留言提问才知道，
列入人工检查表。

## 为什么

国办秘函〔2019〕19号单项否决指标：未提供有效互动功能（只见于地方通报，原文尚未核实，只作提醒）。

## 如何整改

由主办单位开通留言、评论或者私信，设置服务菜单，并安排专人限时答复。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, Evidence, MediaAccount, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks import _media


@rule(
    id="mute-account",
    code="PA128",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(
        Clause(
            doc=_media.INDEX_19,
            clause="政务新媒体单项否决·互动回应差",
            text="未提供有效互动功能",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account of which a page tells, one for all others."""
    unseen: list[MediaAccount] = []
    for account in _media.publishing(facts.media) if facts.media else ():
        told = [each for each in account.readings if each.interactive is not None]
        if not told:
            unseen.append(account)
            continue
        speaks = any(each.interactive for each in told)
        yield _media.verdict(
            account,
            Outcome.PASS if speaks else Outcome.FAIL,
            evidence=tuple(Evidence(each.url, each.name) for each in told[: _media.QUOTED]),
        )
    if unseen:
        yield _media.unread(unseen, "interaction-unseen")
