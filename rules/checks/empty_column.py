"""空白栏目。

## 检查什么

栏目自己的页面是否证明里面没有任何内容：列表没有一行、总数为 0，或者写着“暂无信息”“正在建设中”。
条目全部链接到其他网站的栏目不算空白。首页、频道页、跳转页、网站地图和表单页不检查；
转到其他网站的栏目不检查。

列表由脚本生成而没有读到、页面打不开或被拦截的，结论为“无法判断”。

## 为什么

国办秘函〔2019〕19号把空白栏目数量超过（含）5个列为单项否决情形。

## 如何整改

补充应公开的信息；确无信息可公开的，撤并该栏目，或者在栏目内说明情况和日期。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Clause, Column, Evidence, Obstacle, Outcome, PageKind, Severity
from auditor.rule import Claim, Verdict, rule

_NO_CONTENT_OF_ITS_OWN = frozenset(
    {PageKind.HOME, PageKind.CHANNEL, PageKind.REDIRECT, PageKind.SITEMAP, PageKind.FORM}
)

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="单项否决·栏目不更新",
        text="空白栏目数量超过（含）5个",
        verified=True,
    ),
)


@rule(
    id="empty-column",
    code="PA003",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column whose page can be empty; dead pages are the business of ``dead-link``."""
    for column in facts.inventory.columns:
        outcome = _outcome(column)
        if outcome is not Outcome.NOT_APPLICABLE:
            yield _verdict(column, outcome)


def _outcome(column: Column) -> Outcome:
    if column.failure is not None:
        return Outcome.CANT_TELL if unread_failure(column) else Outcome.NOT_APPLICABLE
    if column.kind in _NO_CONTENT_OF_ITS_OWN:
        return Outcome.NOT_APPLICABLE
    if column.items or column.empty is False:
        return Outcome.PASS
    if column.empty:
        return Outcome.FAIL
    # A text page that proves nothing is the usual case, not news; an unread list is.
    unread = column.kind is PageKind.LIST or content_obstacles(column)
    return Outcome.CANT_TELL if unread else Outcome.NOT_APPLICABLE


def _verdict(column: Column, outcome: Outcome) -> Verdict:
    reasons = (column.failure.value,) if column.failure else content_obstacles(column)
    unknown = outcome is Outcome.CANT_TELL
    return Verdict(
        subject=column.id,
        subject_name=column.name,
        outcome=outcome,
        params={"path": list(column.path), "kind": column.kind.value, "total": column.total}
        | ({"reason": reasons[0] if reasons else "no-rows-read"} if unknown else {}),
        evidence=(Evidence(url=column.url, quote=column.empty_evidence, body_sha256=column.body_sha256),),
        obstacles=tuple(Obstacle(column.url, reason, column.name) for reason in reasons) if unknown else (),
    )
