"""主要负责人一年内没有解读政策。

## 检查什么

检查日之前一年内（含当天），网站上是否有本机关主要负责人解读政策的信息：标题有“局长解读”“主任谈”“负责人解读”“答记者问”等用语的，
或者解读栏目中的文字写明解读人是主要负责人的。一个网站一个结论；恰好一年前发布的算在内。

解读栏目的列表没有读到一年以前、有条目没有日期、一年内的解读没有全部打开、一年内没有发布任何解读的，结论为“无法判断”。
没有设置解读栏目的，由“缺少应设栏目”报告。

## 为什么

实施方案要求各部门主要负责人每年至少解读一次重要政策。国家层面没有核实到原文的条款，因此一般只作提醒，
由方案中的条款决定是否判为不符合。

## 如何整改

由主要负责人解读重要政策（文章、访谈、发布会均可），在标题或正文中写明解读人及职务，放入“政策解读”栏目。
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts
from auditor.model import Column, Document, Evidence, Item, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._disclosure import Place, is_blank, place_of, unread

_ENTRY = "col-interpretation"
_SHOWN = 10


@rule(
    id="missing-leader-interpretation",
    code="PA055",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R37",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict: does anything of the last year bear the name of the head's office."""
    place = place_of(facts, _ENTRY, every=True)
    if place is not None and not is_blank(place):
        yield _verdict(facts, place)


def _verdict(facts: Facts, place: Place) -> Verdict:
    since = year_before(facts.today).isoformat()
    until = facts.today.isoformat()
    titles = disclosure_words().leader_titles
    found = [
        Evidence(item.url or column.url, f"{item.title} {_day(item)}")
        for column in facts.inventory.columns
        for item in column.items
        if since <= _day(item) <= until and titles.search(squeezed(item.title))
    ]
    for text in facts.inventory.documents:
        said = text.said("interpretation.leader")
        if since <= (text.date or "")[:10] <= until and said is not None:
            found.append(Evidence(text.url, said.quote, text.body_sha256))
    obstacles = () if found else tuple(_obstacles(place, since))[:_SHOWN]
    outcome = Outcome.PASS if found else Outcome.CANT_TELL if obstacles else Outcome.FAIL
    return Verdict(
        "leader-interpretation",
        place.home.name,
        outcome,
        params={
            "path": list(place.home.path),
            "count": len(found),
            "checked": len(list(_of_the_year(place, since))),
            "since": since,
        }
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=tuple(found[:_SHOWN]) or (Evidence(place.home.url, place.home.name),),
        obstacles=obstacles,
    )


def year_before(today: datetime.date) -> datetime.date:
    """The same day of the year before; 28 February for the 29th."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def _day(item: Item) -> str:
    return (item.date or "")[:10]


def _of_the_year(place: Place, since: str) -> Iterator[tuple[Column, Item]]:
    for column in place.columns:
        for item in column.items:
            if not item.date or _day(item) >= since:
                yield column, item


def _obstacles(place: Place, since: str) -> Iterator[Obstacle]:
    """What of the last year's interpretations nobody has read."""
    yield from unread(place.columns)
    for column in place.columns:
        days = [_day(item) for item in column.items if item.date]
        if column.more and (not days or min(days) >= since):
            yield Obstacle(column.url, "list-goes-on", column.name)
    texts: dict[str, Document] = {text.url: text for text in place.documents}
    read = 0
    for column, item in _of_the_year(place, since):
        text = texts.get(item.url or "")
        if text is None or not text.said("interpretation.text") or not text.whole:
            yield Obstacle(item.url or column.url, "text-not-opened", item.title)
        else:
            read += 1
    if not read:
        yield Obstacle(place.home.url, "no-interpretation-read", place.home.name)
