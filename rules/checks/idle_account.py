"""政务新媒体账号长期不更新。

## 检查什么

读到了信息列表的账号，到读取之日为止有没有超过两周没有发布（天数见判定方案的 media-idle-days）。一个账号一个结论。
注明已注销、关停的账号不算；移动客户端只有版本，没有信息，不在此列。

平台不向未登录的访问者展示的（须登录、须打开 APP、由脚本生成）、只读到单篇文章的、有信息没有标明日期而可能更新的，
结论为“无法判断”：同一平台、同一原因的合为一个。登记表附有导出的信息列表的，以该列表为准。
账号是很久以前读取的，不据以判断现在是否更新。

## 为什么

国办秘函〔2019〕19号单项否决指标：监测时间点前2周内无更新（只见于地方通报，原文尚未核实，只作提醒）。
国办发〔2018〕123号：确属无力维护的坚决关停。

## 如何整改

由主办单位恢复更新并落实专人；确属无力维护的，依程序关停、注销并向社会公告，同时更新网站上的清单。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import MediaAccount, MediaSurvey, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks import _media, _posts


@rule(
    id="idle-account",
    code="PA122",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(_media.TWO_WEEKS,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account whose posts are known, one per platform and cause for those that nobody can tell."""
    survey = facts.media
    accounts = _media.publishing(survey) if survey else ()
    if survey is None or not accounts:
        return
    if _posts.too_old(facts, survey):
        yield _media.unread(accounts, "survey-old")
        return
    unknown: dict[str, list[MediaAccount]] = defaultdict(list)
    for account in accounts:
        told = _told(facts, survey, account)
        if isinstance(told, str):
            unknown[told].append(account)
        else:
            yield told
    yield from _media.unknown(unknown)


def _told(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> Verdict | str:
    """The verdict about an account, or why there is none."""
    posting = _posts.posting_of(facts, survey, account)
    limit = int(facts.profile.threshold("media-idle-days"))
    fresh = posting.age is not None and posting.age <= limit
    if not fresh and (reason := _posts.why_unknown(account, posting)):
        return reason
    newest = _posts.newest(account, posting)
    return _media.verdict(
        account,
        Outcome.PASS if fresh else Outcome.FAIL,
        params={
            "newest": posting.days[-1].isoformat() if posting.days else None,
            "age_days": posting.age,
            "limit_days": limit,
            "day": posting.day.isoformat(),
        },
        **({"evidence": _media.post_evidence(newest, account)} if newest else {}),
    )
