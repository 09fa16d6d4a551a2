"""转载上级文件过晚。

## 检查什么

转载的国务院、省级文件，从上级公布到本网站发布相隔多少天。上级公布日期取自已核实的清单（rules/reposts.yml）；
清单中没有的，看页面标明的成文日期，因为成文到公布还要一段时间，时限放宽。时限见判定方案（repost-days、
repost-formed-days）。一个栏目一个结论。

页面没有标明成文日期、或者相隔一年以上（多为补录旧文）的，不作“过晚”的结论。

## 为什么

国办发〔2017〕47号要求对上级政府网站发布的重要政策信息及时转载（原文尚未核实，只作提示）。

## 如何整改

指定专人关注上级政府网站，重要政策公布后当日转载。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.document_numbers import same_number
from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, PageKind, Severity
from auditor.repost_words import repost_words
from auditor.rule import Claim, Verdict, rule
from rules.checks._policies import Origin, day_of, is_interpretation, origin

_SHOWN, _QUOTED = 100, 10
_OLD_DAYS = 366


@dataclass(frozen=True, slots=True)
class _Repost:
    """``since``: the day on which the centre or province published, or (``formed``) only formed, the document."""

    document: Document
    published: date
    since: date
    formed: bool

    @property
    def days(self) -> int:
        return (self.published - self.since).days


@rule(
    id="late-repost",
    code="PA037",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R30",),
    basis=(
        Clause(
            doc="国办发〔2017〕47号",
            clause="信息转载",
            text="对上级政府网站发布的重要政策信息及时转载",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column with documents of the centre or the province whose day is known."""
    columns = {column.id: column for column in facts.inventory.columns}
    found: dict[str, list[_Repost]] = defaultdict(list)
    for document in facts.inventory.documents:
        if document.kind is not PageKind.ARTICLE or document.column not in columns:
            continue
        if origin(facts, document) is Origin.HIGHER and not is_interpretation(document.title):
            repost = _repost(document)
            if repost is not None:
                found[document.column].append(repost)
    for id_ in sorted(found):
        yield _verdict(facts, columns[id_], found[id_])


def _repost(document: Document) -> _Repost | None:
    here = day_of(document.date)
    central = repost_words().central
    known = next((day for number, day in central.items() if same_number(document.number, number)), None)
    since = day_of(known) or day_of(document.formed)
    if here is None or since is None:
        return None
    return _Repost(document, here, since, formed=known is None)


def _verdict(facts: Facts, column: Column, reposts: Sequence[_Repost]) -> Verdict:
    limits = {
        False: int(facts.profile.threshold("repost-days")),
        True: int(facts.profile.threshold("repost-formed-days")),
    }
    late = [each for each in reposts if limits[each.formed] < each.days <= _OLD_DAYS]
    old = [each for each in reposts if each.days > _OLD_DAYS]
    checked = len(reposts) - len(old)
    outcome = Outcome.FAIL if late else Outcome.PASS if checked else Outcome.CANT_TELL
    shown = late or reposts
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "checked": checked,
            "count": len(late),
            "limit_days": limits[False],
            "limit_formed_days": limits[True],
            "worst": max((each.days for each in late), default=None),
            "late_reposts": [_item(each) for each in late[:_SHOWN]],
        }
        | ({"reason": "old-document"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(each.document.url, _quote(each)) for each in shown[:_QUOTED]),
        obstacles=tuple(
            Obstacle(each.document.url, "old-document", each.document.title) for each in old[:_QUOTED]
        )
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(late)),
    )


def _item(each: _Repost) -> dict[str, object]:
    return {
        "title": each.document.title,
        "url": each.document.url,
        ("formed" if each.formed else "issued"): each.since.isoformat(),
        "published": each.published.isoformat(),
        "days": each.days,
    }


def _quote(each: _Repost) -> str:
    kind = "成文" if each.formed else "公布"
    return f"{each.document.title[:80]}：上级{kind} {each.since}，本网站发布 {each.published}"
