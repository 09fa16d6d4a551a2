"""标准目录写明的网上公开渠道在网站上看不到。

## 检查什么

本级标准目录中标为必选（■）的公开渠道里，能在网站上看到的几种：两微一端、政府公报、发布会/听证会、精准推送，
网站的栏目、导航、首页链接和条目标题中是否有相应内容。一种渠道一个结论。公示栏、查阅点、入户/现场、广播电视、纸质媒体等网下渠道，
列入人工核对清单，不在本项检查。

目录没有读到的不检查；有导航页没有读到的，结论为“无法判断”。缺少“政务新媒体”栏目已由“缺少应设栏目”报告的，不重复报告。

## 为什么

目录公布了渠道，公众就会去那里找；写了没有的渠道，或者应当开通，或者应当从目录中去掉。没有国家层面条款直接规定网站应展示这些渠道，
因此一般只作提醒，由方案中的条款决定是否判为不符合。

## 如何整改

开通目录所列渠道并在网站设置入口；没有这种渠道的，修订目录。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.disclosure_words import Channel, disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Outcome, Presence, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import Line, own_catalogs, title_of

_SHOWN = 20


@rule(
    id="unavailable-channel",
    code="PA058",
    severity=Severity.INFO,
    claims=Claim.ABSENCE,
    requirements=("R08",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per channel that the county's own catalog demands and that a portal can show."""
    for channel in disclosure_words().channels:
        lines = [line for line in _lines(facts) if _demands(line, channel)]
        if lines and not _reported_elsewhere(facts, channel):
            yield _verdict(facts, channel, lines)


def _lines(facts: Facts) -> Iterator[Line]:
    for catalog in own_catalogs(facts):
        yield from (Line(catalog, row) for row in catalog.rows)


def _demands(line: Line, channel: Channel) -> bool:
    return any(channel.words.search(squeezed(name)) for name in line.row.channels)


def _reported_elsewhere(facts: Facts, channel: Channel) -> bool:
    match = next((match for match in facts.standard if match.id == channel.entry), None)
    return match is not None and match.required and match.outcome is not Presence.PRESENT


def _verdict(facts: Facts, channel: Channel, lines: Sequence[Line]) -> Verdict:
    seen = next(_seen(facts, channel), None)
    first = lines[0]
    catalogs = {line.catalog.url: line for line in lines}
    demand = tuple(
        Evidence(url, f"{line.name}：{'、'.join(line.row.channels)}"[:200], line.catalog.body_sha256)
        for url, line in list(catalogs.items())[:5]
    )
    return Verdict(
        f"channel:{channel.name}",
        channel.name,
        Outcome.PASS if seen else Outcome.FAIL,
        params={
            "rows": len(lines),
            "catalog": title_of(first.catalog),
            "channel_items": [line.name for line in lines[:_SHOWN]],
        },
        evidence=(seen,) if seen else demand,
    )


def _seen(facts: Facts, channel: Channel) -> Iterator[Evidence]:
    inventory = facts.inventory
    if channel.entry:
        yield from (Evidence(link.url, link.text) for link in inventory.media)
    for column in inventory.columns:
        if facts.column_entry.get(column.id) == channel.entry and channel.entry:
            yield Evidence(column.url, column.name)
        if any(channel.names.search(squeezed(name)) for name in (column.name, *column.names)):
            yield Evidence(column.url, column.name)
    for entry in inventory.entries:
        if channel.names.search(squeezed(entry.name)):
            yield Evidence(entry.url, entry.name)
    for link in inventory.home_links:
        if channel.names.search(squeezed(link.text)):
            yield Evidence(link.url, link.text)
    for column in inventory.columns:
        for item in column.items:
            if channel.names.search(squeezed(item.title)):
                yield Evidence(item.url or column.url, item.title)
