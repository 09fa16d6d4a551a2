"""政务新媒体转载的信息没有规范来源。

## 检查什么

检查期内转自别处的信息，看来源是不是党委、政府网站，机关、单位或官方媒体（名单见 rules/reposts.yml）；本地的政务新媒体账号和它们的
主办单位也算。来源是商业网站、自媒体的，判为不符合；转载而没有写来源的，或者只写“网络”“转载”的，
只作提醒。一个账号一个结论。没有转载信息的账号不作结论。

像媒体名称而不在名单中的、说不清是谁的来源，合为一个“无法判断”，请检查人员确认。全部账号都没有读到信息的，结论为“无法判断”。

## 为什么

国办发〔2018〕123号：原则上只转载党委和政府网站以及有关主管部门确定的稿源。
亭湖区实施方案：转载信息必须来源于政府官方媒体。

## 如何整改

核对所列信息：换用政府网站或官方媒体的原稿并注明来源，无法核实出处的撤下；完善转载审核制度。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.facts import Facts
from auditor.model import Clause, MediaAccount, MediaSurvey, Obstacle, Outcome, Post, Severity
from auditor.repost_words import SourceKind, repost_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks import _media, _posts

_SUBJECT, _NAME = "sources", "政务新媒体转载来源"


@dataclass(frozen=True, slots=True)
class _Reposts:
    """Reposts of one account by what their sources are."""

    account: MediaAccount
    official: Sequence[Post]
    unofficial: Sequence[Post]
    unnamed: Sequence[Post]
    doubtful: Sequence[Post]


@rule(
    id="unsourced-repost",
    code="PA125",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(
        Clause(
            doc=_media.OPINION_123,
            clause="",
            text="原则上只转载党委和政府网站以及有关主管部门确定的稿源",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account with reposts whose sources can be told, one for the sources that an inspector must see."""
    survey = facts.media
    accounts = _media.publishing(survey) if survey else ()
    if survey is None or not accounts:
        return
    if not any(each.posts for each in accounts):
        yield _media.unread(accounts, "posts-unread")
        return
    sorted_out = [_sorted(facts, survey, account) for account in accounts]
    yield from (told for each in sorted_out if (told := _told(each)) is not None)
    doubtful = [each for each in sorted_out if each.doubtful]
    if doubtful:
        yield _doubtful(doubtful)


def _sorted(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> _Reposts:
    local = {
        squeezed(name) for each in survey.accounts for name in (each.name, _media.owner_of(each)) if name
    }
    own = {squeezed(account.name), _media.owner_of(account)}
    found: dict[SourceKind, list[Post]] = defaultdict(list)
    for post in _posts.in_period(facts, survey, account):
        source = squeezed(post.source)
        kind = SourceKind.OFFICIAL if source in local else repost_words().kind(source)
        if source and source in own:
            continue
        if post.repost and not source:
            found[SourceKind.NO_ORIGIN].append(post)
        elif post.repost or kind is SourceKind.UNOFFICIAL:  # else its own news, whoever wrote it
            found[kind].append(post)
    return _Reposts(
        account,
        official=found[SourceKind.OFFICIAL],
        unofficial=found[SourceKind.UNOFFICIAL],
        unnamed=found[SourceKind.NO_ORIGIN],
        doubtful=[*found[SourceKind.MEDIA_LIKE], *found[SourceKind.UNKNOWN]],
    )


def _told(reposts: _Reposts) -> Verdict | None:
    """The verdict about an account; None when it reposts nothing of which the source can be told."""
    faulty = [*reposts.unofficial, *reposts.unnamed]
    if not faulty and not reposts.official:
        return None
    names = list(dict.fromkeys(post.source for post in reposts.unofficial))
    outcome = Outcome.FAIL if reposts.unofficial else Outcome.WARN if faulty else Outcome.PASS
    return _media.verdict(
        reposts.account,
        outcome,
        params={
            "state": "unofficial" if reposts.unofficial else "no-origin" if faulty else "official",
            "checked": len(faulty) + len(reposts.official),
            "count": len(faulty),
            "unofficial": len(reposts.unofficial),
            "bad_sources": names[: _media.SHOWN],
            "unsourced_posts": _media.post_params(faulty),
        },
        evidence=_media.post_evidence(faulty or reposts.official, reposts.account),
        occurrences=max(1, len(faulty)),
    )


def _doubtful(found: Sequence[_Reposts]) -> Verdict:
    places: dict[str, tuple[str, str]] = {}
    for reposts in found:
        for post in reposts.doubtful:
            where = (post.url or _media.place_of(reposts.account), _media.name_of(reposts.account))
            places.setdefault(squeezed(post.source), where)
    return Verdict(
        _SUBJECT,
        _NAME,
        Outcome.CANT_TELL,
        params={
            "reason": "unknown-source",
            "count": len(places),
            "doubtful_sources": [f"{source}（见{name}）" for source, (_, name) in places.items()][
                : _media.SHOWN
            ],
        },
        obstacles=tuple(Obstacle(url, "unknown-source", source) for source, (url, _) in places.items()),
        occurrences=len(places),
    )
