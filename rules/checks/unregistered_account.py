"""网站上的政务新媒体账号与登记表不一致。

## 检查什么

有账号登记表的（网站配置文件旁的 <代码>.media.yml 或 .xlsx，或者 auditor newmedia 的 --register），网站上列出、链接的账号在不在
表中，表中的账号网站上有没有列出。同一主办单位、同一种情形合为一个。没有登记表的，不检查。

网站只列二维码图片而有的读不出来的、网站没有读全的，“表中有、网站上没有”为“无法判断”。注明已注销、关停的不算。
只作提示，不计分：登记表可能没有及时更新，由检查人员核对。

## 为什么

国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案。门户网站列出账号为通行做法，没有读到相应条文。

## 如何整改

主办单位补办备案，或者由网站主办单位撤下不是本地政务新媒体的账号；登记表中的账号在“政务新媒体”栏目逐个列出。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum

from auditor.facts import Facts
from auditor.model import Clause, CodeState, Evidence, MediaAccount, MediaSurvey, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks import _media


class _State(StrEnum):
    """Where an account is missing."""

    UNFILED = "unfiled"  # on the portal, not in the register
    UNSHOWN = "unshown"  # in the register, nowhere on the portal


@rule(
    id="unregistered-account",
    code="PA131",
    severity=Severity.INFO,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(
        Clause(
            doc=_media.OPINION_123,
            clause="",
            text="开设、变更、关停、注销应向主管单位备案",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per owner and direction; one for all when portal and register agree."""
    survey = facts.media
    if survey is None or not survey.register:
        return
    accounts = _media.open_accounts(survey)
    found: dict[tuple[_State, str], list[MediaAccount]] = defaultdict(list)
    for account in accounts:
        portal, register = _media.on_portal(account), _media.in_register(account)
        if portal and not register:
            found[_State.UNFILED, _media.owner_of(account)].append(account)
        elif register and not portal:
            found[_State.UNSHOWN, _media.owner_of(account)].append(account)
    for (state, owner), missing in sorted(found.items()):
        if state is _State.UNFILED or not _hidden(survey):
            yield _verdict(survey, state, owner, missing)
    unshown = [each for (state, _), missing in found.items() if state is _State.UNSHOWN for each in missing]
    if unshown and _hidden(survey):
        yield _unsure(survey, unshown)
    if accounts and not found:
        evidence = tuple(Evidence(_media.place_of(each), _media.name_of(each)) for each in accounts)
        yield Verdict(
            _media.SUBJECT,
            _media.NAME,
            Outcome.PASS,
            params={"accounts": len(accounts)},
            evidence=evidence[: _media.QUOTED],
        )


def _verdict(survey: MediaSurvey, state: _State, owner: str, missing: Sequence[MediaAccount]) -> Verdict:
    name = owner or _media.NO_OWNER
    return Verdict(
        f"{state.value}:{owner}",
        name,
        Outcome.WARN,
        organ=owner or None,
        params={
            "state": state.value,
            "count": len(missing),
            "register": survey.register,
            "differing_accounts": [
                {
                    "name": _media.name_of(each),
                    "platform": _media.title_of(each.platform),
                    "url": _media.place_of(each),
                }
                for each in missing[: _media.SHOWN]
            ],
        },
        evidence=tuple(
            Evidence(each.mentions[0].url, each.mentions[0].quote or _media.name_of(each))
            for each in missing[: _media.QUOTED]
        ),
        occurrences=len(missing),
    )


def _hidden(survey: MediaSurvey) -> tuple[Obstacle, ...]:
    """What may name further accounts of the portal and could not be read."""
    pages = tuple(Obstacle(url, reason) for url, reason in survey.obstacles)
    pictures = tuple(
        Obstacle(each.url, "code-unread", each.caption[:60])
        for each in survey.pictures
        if each.state in (CodeState.UNREADABLE, CodeState.BROKEN) or each.failure is not None
    )
    if not survey.complete and not pages:
        pages = (Obstacle(survey.register, "incomplete"),)
    return (*pages, *pictures)


def _unsure(survey: MediaSurvey, unshown: Sequence[MediaAccount]) -> Verdict:
    return Verdict(
        f"{_State.UNSHOWN.value}:unread",
        _media.NAME,
        Outcome.CANT_TELL,
        params={
            "reason": "portal-unread",
            "count": len(unshown),
            "unread_accounts": [
                f"{_media.name_of(each)}（{_media.title_of(each.platform)}）"
                for each in unshown[: _media.SHOWN]
            ],
        },
        obstacles=_hidden(survey),
        occurrences=len(unshown),
    )
