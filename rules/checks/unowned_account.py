"""政务新媒体没有写明主办单位。

## 检查什么

开设着的账号和移动客户端，在平台上公开的认证信息、网站的账号清单、账号登记表中有没有写明主办单位。写“无”“同上”“—”的算没有写明。
一个账号一个结论。

清单列出了账号却没有写主办单位的，或者读到了平台的账号资料而其中没有写的，作提醒：认证信息可能写在读不到的地方，须由检查人员看一眼。
只有链接、二维码或者单篇文章的，合为一个“无法判断”。

## 为什么

国办发〔2018〕123号：公开认证信息中标明主办单位名称。

## 如何整改

由账号的运营单位在平台的认证信息中标明主办单位名称，并补齐网站上的账号清单。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import AccountReading, AccountSource, Clause, Evidence, MediaAccount, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks import _media

_LISTS = frozenset({AccountSource.LISTING, AccountSource.REGISTER})


@rule(
    id="unowned-account",
    code="PA127",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(Clause(doc=_media.OPINION_123, clause="", text="公开认证信息中标明主办单位名称", verified=True),),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account whose owner is told or should be, one for all that nobody can tell."""
    unseen: list[MediaAccount] = []
    for account in _media.open_accounts(facts.media) if facts.media else ():
        if owner := _media.owner_of(account):
            yield _media.verdict(account, Outcome.PASS, params={"owner": owner})
        elif places := tuple(_silent(account)):
            yield _media.verdict(
                account,
                Outcome.WARN,
                params={"listed": any(each.source in _LISTS for each in account.mentions)},
                evidence=places[: _media.QUOTED],
            )
        else:
            unseen.append(account)
    if unseen:
        yield _media.unread(unseen, "owner-unseen")


def _silent(account: MediaAccount) -> Iterator[Evidence]:
    """Places that name the account and should name its owner."""
    for mention in account.mentions:
        if mention.source in _LISTS:
            yield Evidence(mention.url, mention.quote or account.name)
    for reading in account.readings:
        # A page that states the platform's own key of the account is the platform's; an article shows no certificate.
        if reading.key and reading.name and not _is_article(reading):
            yield Evidence(reading.url, reading.name)


def _is_article(reading: AccountReading) -> bool:
    return bool(reading.posts) and all(post.url == reading.url for post in reading.posts)
