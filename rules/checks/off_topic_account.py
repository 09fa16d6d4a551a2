"""政务新媒体发布的内容与职能关联不大。

## 检查什么

检查期内发布的信息（标题和读到的正文），有多少条没有本单位的业务词语，也没有各机关通用的词语；达到判定方案的 media-off-topic-share
的提示。业务词语按主办单位（没有时按账号名称）取自 rules/offices.yml，再加上登记表给该账号写明的领域，以及本地地名。
面向全部领域的账号（政府办公室、融媒体中心、乡镇等）用全部领域的词语。

词语只能数比例，不能认定某一条信息不合适，所以至多是提醒，由检查人员打开所列信息核对。
检查期内读到的信息不足 media-topic-posts 条的、不知道主办单位是做什么的，结论为“无法判断”：同一平台、同一原因的合为一个。

## 为什么

亭湖区实施方案：发布内容应符合政府机关职能定位，不得发布与政府职能没有直接关联的信息。国家层面的规定原文尚未核实。

## 如何整改

由主办单位删除与职能无关的信息，完善先审后发制度，把账号用于发布本单位的政务信息和服务。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, MediaAccount, MediaSurvey, Outcome, Severity
from auditor.office_words import office_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks import _media, _posts


@rule(
    id="off-topic-account",
    code="PA124",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(
        Clause(
            doc="国办发〔2018〕23号",
            clause="2018年政务公开工作要点",
            text="不得发布与政府职能没有直接关联的信息",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account with enough posts, one per platform and cause for the others that have posts."""
    survey = facts.media
    accounts = _media.publishing(survey) if survey else ()
    if survey is None or not accounts:
        return
    if not any(each.posts for each in accounts):
        yield _media.unread(accounts, "posts-unread")
        return
    unknown: dict[str, list[MediaAccount]] = defaultdict(list)
    for account in accounts:
        if not account.posts:
            continue
        told = _told(facts, survey, account)
        if isinstance(told, str):
            unknown[told].append(account)
        else:
            yield told
    yield from _media.unknown(unknown)


def _told(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> Verdict | str:
    """The verdict about an account, or why there is none."""
    posts = _posts.in_period(facts, survey, account)
    if len(posts) < facts.profile.threshold("media-topic-posts"):
        return "few-posts"
    field = office_words().profile((_media.owner_of(account), account.name), account.topics)
    if field is None:
        return "no-profile"
    places = _places(facts)
    outside = [post for post in posts if not field.speaks_of(post.title + post.text, places)]
    share = len(outside) / len(posts)
    off = share >= facts.profile.threshold("media-off-topic-share")
    return _media.verdict(
        account,
        Outcome.WARN if off else Outcome.PASS,
        params={
            "posts": len(posts),
            "count": len(outside),
            "percent": round(share * 100),
            "off_posts": _media.post_params(outside) if off else [],
        },
        occurrences=max(1, len(outside)) if off else 1,
        **({"evidence": _media.post_evidence(outside, account)} if off else {}),
    )


def _places(facts: Facts) -> frozenset[str]:
    """Names of the county and of its organs: what happens here is of interest here."""
    names = [squeezed(facts.portal.name)[:2], *(squeezed(organ.name) for organ in facts.inventory.organs)]
    return frozenset(name for name in names if len(name) > 1)
