"""一个单位在同一平台开设多个账号。

## 检查什么

网站公布的政务新媒体账号清单（有账号名称、主办单位、平台各列的表格）中，同一单位在同一平台上是否有两个以上账号。
账号名称相同的算一个；注明已注销、关停的不算；同一平台上类别不同的（订阅号、服务号、视频号）不算。每个单位、每个平台一个结论。

网站有账号清单但读不出这几列的，无法判断，由检查人员核对。账号是否在用、是否更新，在平台上才看得到，列入人工检查表。

## 为什么

国办发〔2018〕123号：一个单位原则上在同一平台只开设一个政务新媒体账号。

## 如何整改

由主办单位整合账号，保留一个主账号，其余注销并向社会公告，同时更新清单；确有需要保留的，报主管单位备案。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.facts import Facts
from auditor.media_words import media_words
from auditor.model import Clause, Evidence, ObjectTable, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks.unlisted_media import ENTRY

_QUOTED = 10
_BASIS = (
    Clause(
        doc="国办发〔2018〕123号",
        clause="",
        text="一个单位原则上在同一平台只开设一个政务新媒体账号",
        verified=True,
    ),
)


@dataclass(frozen=True, slots=True)
class _Account:
    owner: str
    platform: str
    kind: str
    name: str
    url: str


@rule(
    id="duplicate-account",
    code="PA071",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per owner and platform with several accounts, else one for the list of accounts."""
    tables = [(table, at) for table in facts.inventory.objects if (at := _columns(table)) is not None]
    if not tables:
        yield from _unread(facts)
        return
    groups: dict[tuple[str, str], dict[str, _Account]] = {}
    for table, at in tables:
        for account in _accounts(table, at):
            groups.setdefault((account.owner, account.platform), {}).setdefault(account.name, account)
    several = {key: _same_kind(list(found.values())) for key, found in sorted(groups.items())}
    doubled = {key: found for key, found in several.items() if len(found) > 1}
    for key, found in doubled.items():
        yield _verdict(key, found)
    if not doubled:
        evidence = tuple(Evidence(table.url, "、".join(table.names)[:80]) for table, _ in tables[:_QUOTED])
        params = {"accounts": sum(map(len, groups.values()))}
        yield Verdict("media-accounts", "政务新媒体账号", Outcome.PASS, params=params, evidence=evidence)


def _verdict(key: tuple[str, str], found: Sequence[_Account]) -> Verdict:
    owner, platform = key
    title = next(each.title for each in media_words().platforms if each.id == platform)
    return Verdict(
        f"{platform}:{owner}",
        owner,
        Outcome.FAIL,
        organ=owner,
        params={"platform": title, "account_names": [account.name for account in found], "count": len(found)},
        evidence=tuple(Evidence(account.url, account.name) for account in found[:_QUOTED]),
        occurrences=len(found),
    )


def _unread(facts: Facts) -> Iterator[Verdict]:
    """A page of accounts of which owner and platform could not be read."""
    column = next((c for c in facts.inventory.columns if facts.column_entry.get(c.id) == ENTRY), None)
    if column is not None and column.failure is None:
        yield Verdict(
            "media-accounts",
            "政务新媒体账号",
            Outcome.CANT_TELL,
            params={"reason": "accounts-unread"},
            obstacles=(Obstacle(column.url, "accounts-unread", column.name),),
        )


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def _columns(table: ObjectTable) -> dict[str, int] | None:
    """Where name, owner and platform stand; None when the table is no list of accounts."""
    headers = media_words().headers
    labels = [squeezed(label) for label in table.attributes]
    found: dict[str, int] = {}
    for role in ("name", "owner", "platform", "state"):
        for word in getattr(headers, role):
            at = next(
                (x for x, label in enumerate(labels) if label == word and x not in found.values()), None
            )
            if at is not None:
                found[role] = at
                break
    if not {"name", "owner", "platform"} <= found.keys():
        return None
    named = sum(media_words().platform(row[found["platform"]]) is not None for row in table.objects)
    return found if named * 2 > len(table.objects) else None


def _accounts(table: ObjectTable, at: dict[str, int]) -> Iterator[_Account]:
    words = media_words()
    for row in table.objects:
        owner, name = squeezed(row[at["owner"]]), squeezed(row[at["name"]])
        platform = words.platform(row[at["platform"]])
        closed = any(word in cell for word in words.closed for cell in row)
        if platform is None or closed or owner in words.nobody or not name:
            continue
        kind = next((kind for kind in words.kinds if kind in row[at["platform"]]), "")
        yield _Account(owner, platform.id, kind, name, urls.absolute(table.url, table.url) or table.url)


def _same_kind(found: Sequence[_Account]) -> list[_Account]:
    """The accounts of the kind of which there are most; kinds of one platform are not held against each other."""
    kinds: dict[str, list[_Account]] = {}
    for account in found:
        kinds.setdefault(account.kind, []).append(account)
    return max(kinds.values(), key=len)
