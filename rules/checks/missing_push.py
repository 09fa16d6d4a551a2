"""没有精准推送的栏目或专题。

## 检查什么

网站有没有面向群众和市场主体定向推送政策信息的栏目、专题或文章：政策库、政策直通车、政策包、明白卡、惠企政策、惠民政策等，
看栏目、导航、首页链接的名称和读到的信息标题。全站一个结论，并列出征地补偿、拆迁安置、保障性住房、危房改造、扶贫脱贫、涉农补贴
六类中，推送栏目的名称和信息标题涉及了哪几类。

二维码是图片，能不能扫、扫到什么，由检查人员核对（人工检查表）。导航没有全部读到的，无法判断。

## 为什么

有关实施方案要求开展政府信息精准推送（依据见所列条款）；国家层面没有读到相应条文，只作提示。

## 如何整改

开设政策库或专题，按六类信息集中公布，配二维码；各领域的内容由对应部门提供。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Level, Outcome, Presence, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.service_words import service_words

#: Its entry in ``rules/columns.yml``, for plans that ask for a column.
ENTRY = "col-push"
_QUOTED = 10


@rule(
    id="missing-push",
    code="PA069",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R33",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the portal of a county."""
    if facts.portal.level is not Level.COUNTY:
        return
    push = service_words().push
    found = {name: url for url, name in _named(facts) if any(word in name for word in push.places)}
    match = next((match for match in facts.standard if match.id == ENTRY), None)
    if match is not None and match.outcome is Presence.PRESENT:  # under a name that the matching knows
        found.setdefault(match.published or match.title, match.url or facts.portal.url)
    unsure = not found and match is not None and match.outcome in (Presence.AMBIGUOUS, Presence.CANT_TELL)
    text = " ".join(found) + " " + " ".join(_titles_below(facts, set(found)))
    topics = [topic for topic, words in push.topics.items() if any(word in text for word in words)]
    yield Verdict(
        ENTRY,
        "政府信息精准推送",
        Outcome.PASS if found else Outcome.CANT_TELL if unsure else Outcome.FAIL,
        params={
            "push_places": sorted(found)[:_QUOTED],
            "topics": topics,
            "pages_visited": facts.inventory.coverage.pages - facts.inventory.coverage.failed,
        }
        | ({"reason": "ambiguous"} if unsure else {}),
        evidence=tuple(Evidence(found[name], name[:80]) for name in sorted(found)[:_QUOTED])
        or (Evidence(facts.portal.url),),
        candidates=match.runners_up if match and not found else (),
    )


def _named(facts: Facts) -> Iterator[tuple[str, str]]:
    """(address, name) of all that a visitor may click: columns, navigation, links of the home page, rows of lists."""
    inventory = facts.inventory
    for column in inventory.columns:
        for name in (column.name, *column.names):
            yield column.url, name
        for item in column.items:
            yield item.url or column.url, item.title
    for entry in inventory.entries:
        yield entry.url, entry.name
    for link in inventory.home_links:
        yield link.url, link.text
    for document in inventory.documents:
        yield document.url, document.title


def _titles_below(facts: Facts, found: set[str]) -> Iterator[str]:
    for column in facts.inventory.columns:
        if found.intersection((column.name, *column.path)):
            yield column.name
            yield from (item.title for item in column.items)
