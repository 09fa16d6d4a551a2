"""一个单位在同一平台开设多个账号。

## 检查什么

同一单位在同一平台上是否有两个以上账号。读取过政务新媒体账号的（auditor newmedia），看读到的全部账号：清单、链接、二维码和登记表
中的，平台说已经不存在的不算；没有读取过的，看网站公布的账号清单（有账号名称、主办单位、平台各列的表格）。
账号名称相同的算一个；注明已注销、关停的不算；同一平台上类别不同的（订阅号、服务号、视频号）不算。每个单位、每个平台一个结论。

网站有账号清单但读不出这几列的，无法判断，由检查人员核对。

## 为什么

国办发〔2018〕123号：一个单位原则上在同一平台只开设一个政务新媒体账号。

## 如何整改

由主办单位整合账号，保留一个主账号，其余注销并向社会公告，同时更新清单；确有需要保留的，报主管单位备案。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.facts import Facts
from auditor.media.tables import AccountRow, account_rows
from auditor.model import Clause, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks import _media
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
    rows = _surveyed(facts) or _tabled(facts)
    if rows is None:
        yield from _unread(facts)
        return
    groups: dict[tuple[str, str], dict[str, AccountRow]] = {}
    for account in (row for row in rows if row.owner and not row.closed):
        groups.setdefault((account.owner, account.platform), {}).setdefault(account.name, account)
    several = {key: _same_kind(list(found.values())) for key, found in sorted(groups.items())}
    doubled = {key: found for key, found in several.items() if len(found) > 1}
    for key, found in doubled.items():
        yield _verdict(key, found)
    if not doubled:
        params = {"accounts": sum(map(len, groups.values()))}
        yield Verdict(_media.SUBJECT, _media.NAME, Outcome.PASS, params=params, evidence=_places(rows))


def _surveyed(facts: Facts) -> tuple[AccountRow, ...]:
    """The accounts of the survey that have a name and an owner; () when nobody looked or no owner is known."""
    accounts = _media.open_accounts(facts.media) if facts.media else ()
    return tuple(
        AccountRow(
            name=squeezed(each.name),
            owner=_media.owner_of(each),
            platform=each.platform,
            kind=each.kind,
            closed=False,
            main=each.main,
            url=_media.place_of(each),
            quote=each.name,
        )
        for each in accounts
        if each.name and _media.owner_of(each)
    )


def _tabled(facts: Facts) -> tuple[AccountRow, ...] | None:
    """The accounts of all tables of the portal; None when it has no list of accounts that can be read."""
    tables = [rows for table in facts.inventory.objects if (rows := account_rows(table)) is not None]
    return tuple(row for rows in tables for row in rows) if tables else None


def _places(rows: Sequence[AccountRow]) -> tuple[Evidence, ...]:
    """Each place that lists accounts, with the first of them."""
    first = {row.url: row.quote for row in reversed(rows)}
    return tuple(Evidence(url, quote) for url, quote in first.items())[:_QUOTED]


def _verdict(key: tuple[str, str], found: Sequence[AccountRow]) -> Verdict:
    owner, platform = key
    return Verdict(
        f"{platform}:{owner}",
        owner,
        Outcome.FAIL,
        organ=owner,
        params={
            "platform": _media.title_of(platform),
            "account_names": [account.name for account in found],
            "count": len(found),
        },
        evidence=tuple(Evidence(account.url, account.name) for account in found[:_QUOTED]),
        occurrences=len(found),
    )


def _unread(facts: Facts) -> Iterator[Verdict]:
    """A page of accounts of which owner and platform could not be read."""
    column = next((c for c in facts.inventory.columns if facts.column_entry.get(c.id) == ENTRY), None)
    if column is not None and column.failure is None:
        yield Verdict(
            _media.SUBJECT,
            _media.NAME,
            Outcome.CANT_TELL,
            params={"reason": "accounts-unread"},
            obstacles=(Obstacle(column.url, "accounts-unread", column.name),),
        )


def _same_kind(found: Sequence[AccountRow]) -> list[AccountRow]:
    """The accounts of the kind of which there are most; kinds of one platform are not held against each other."""
    kinds: dict[str, list[AccountRow]] = {}
    for account in found:
        kinds.setdefault(account.kind, []).append(account)
    return max(kinds.values(), key=len)
