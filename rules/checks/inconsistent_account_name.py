"""一个单位的政务新媒体在不同平台名称不一致。

## 检查什么

同一主办单位在两个以上平台开设账号的，各平台的名称是否一致。比较时不计空格、标点，不计末尾的“官方”“微博”“公众号”“视频号”等说明
平台和性质的词（rules/offices.yml 的 name_noise），也不计地名后面的“县”“市”“区”。同一平台有几个账号的，有一个名称与其他平台
一致即为一致（账号过多由“同一平台开设多个账号”报告）。一个单位一个结论。

移动客户端不是平台上的账号，不比较；注明已注销、关停的不比较。有账号没有读到名称的，结论为“无法判断”。
条款说的是“原则上”，所以至多是提醒。

## 为什么

国办发〔2018〕123号：不同平台名称原则上一致。

## 如何整改

由主办单位按主账号的名称统一各平台名称，更新认证信息和网站上的清单，并报主管单位备案。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from auditor.facts import Facts
from auditor.model import Clause, Evidence, MediaAccount, Outcome, Severity
from auditor.office_words import office_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks import _media

_PUNCTUATION = "·•.-_—|@()（）【】[]“”\"'"
_UNITS = ("县", "市", "区", "旗", "州")


@rule(
    id="inconsistent-account-name",
    code="PA126",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(Clause(doc=_media.OPINION_123, clause="", text="不同平台名称原则上一致", verified=True),),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per owner of accounts on several platforms."""
    owners: dict[str, dict[str, list[MediaAccount]]] = defaultdict(lambda: defaultdict(list))
    for account in _media.publishing(facts.media) if facts.media else ():
        if owner := _media.owner_of(account):
            owners[owner][account.platform].append(account)
    area = squeezed(facts.portal.name)[:2]
    for owner, platforms in sorted(owners.items()):
        if len(platforms) > 1:
            yield _verdict(owner, platforms, area)


def _verdict(owner: str, platforms: Mapping[str, Sequence[MediaAccount]], area: str) -> Verdict:
    accounts = [account for found in platforms.values() for account in found]
    named = {
        platform: {_bare(name, area) for account in found for name in _names(account)}
        for platform, found in platforms.items()
    }
    consistent = bool(set.intersection(*named.values()))
    nameless = [account for account in accounts if not _names(account)]
    if nameless and not consistent:
        return _media.unknown_of(f"names:{owner}", owner, "name-unknown", nameless)
    return Verdict(
        owner,
        owner,
        Outcome.PASS if consistent else Outcome.WARN,
        organ=owner,
        params={
            "platforms": len(platforms),
            "platform_names": [
                f"{_media.title_of(each.platform)}：{'、'.join(_names(each))}" for each in accounts
            ],
        },
        evidence=tuple(
            Evidence(_media.place_of(each), f"{_media.title_of(each.platform)}：{'、'.join(_names(each))}")
            for each in accounts[: _media.QUOTED]
        ),
    )


def _names(account: MediaAccount) -> tuple[str, ...]:
    """What the platform itself calls the account, else what lists call it."""
    shown = tuple(dict.fromkeys(each.name for each in account.readings if each.name))
    return shown or ((account.name,) if account.name else ())


def _bare(name: str, area: str) -> str:
    """A name as far as it matters: without words that say which platform it is on, and 县 after the county's name."""
    bare = squeezed(name).lower().translate(str.maketrans("", "", _PUNCTUATION))
    noise = office_words().name_noise
    while tail := next((word for word in noise if bare.endswith(word) and bare != word), ""):
        bare = bare.removesuffix(tail)
    head, rest = bare[: len(area)], bare[len(area) :]
    return head + rest[1:] if head == area and rest[:1] in _UNITS else bare
