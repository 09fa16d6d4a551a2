"""政务新媒体刊登商业广告。

## 检查什么

账号的信息（标题和读到的正文）中，是否有商业广告的用语：促销、招商加盟、贷款揽客、代开票据、医药夸大宣传、广告位招租、楼盘推销
（用语见 rules/statements/commercial.yml）。一个账号一个结论：有一条信息有两类以上用语的判为不符合，都只有一类的提醒核对。
打击虚假广告、防诈骗提示、行政处罚等讲到广告用语的信息不算；图片广告不能检查。

全部账号都没有读到信息的，结论为“无法判断”。

## 为什么

国办发〔2018〕123号：不得刊登商业广告或链接商业广告页面。

## 如何整改

由主办单位删除广告信息和指向商业推销页面的链接；委托运营的，追究受托单位的责任并加强审核。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import Clause, Evidence, MediaAccount, Outcome, Post, Severity, Statement
from auditor.rule import Claim, Verdict, rule
from auditor.statements import said
from rules.checks import _media, _posts
from rules.checks._advertising import SURE, advertising


@rule(
    id="commercial-account",
    code="PA129",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(
        Clause(doc=_media.OPINION_123, clause="", text="不得刊登商业广告或链接商业广告页面", verified=True),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account with posts."""
    survey = facts.media
    accounts = _media.publishing(survey) if survey else ()
    if survey is None or not accounts:
        return
    if not any(each.posts for each in accounts):
        yield _media.unread(accounts, "posts-unread")
        return
    for account in accounts:
        if posts := _posts.in_period(facts, survey, account):
            yield _verdict(account, posts)


def _verdict(account: MediaAccount, posts: tuple[Post, ...]) -> Verdict:
    found = [(post, ads) for post in posts if (ads := advertising(said("", f"{post.title}。{post.text}")))]
    if not found:
        return _media.verdict(account, Outcome.PASS, params={"checked": len(posts)})
    sure = any(len(ads) >= SURE for _, ads in found)
    return _media.verdict(
        account,
        Outcome.FAIL if sure else Outcome.WARN,
        params={
            "checked": len(posts),
            "count": len(found),
            "ad_posts": _media.post_params([post for post, _ in found]),
        },
        evidence=tuple(_evidence(account, post, ads) for post, ads in found[: _media.QUOTED]),
        occurrences=len(found),
    )


def _evidence(account: MediaAccount, post: Post, ads: list[Statement]) -> Evidence:
    quoted = "；".join(masked(each.quote) for each in ads)
    return Evidence(post.url or _media.place_of(account), quoted, where=post.shown or post.day)
