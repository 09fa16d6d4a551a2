"""首页的互动或办事入口不统一。

## 检查什么

首页上互动交流、办事服务的统一入口各有几个、通向哪里、能不能打开：与入口规范名称完全同名的链接，以及指向该栏目的链接，都算入口
（名称见 rules/entrances.yml）。通向同一处的算一个：菜单在页头、页脚重复的，跳转到同一页的，同一外部网站的，上下级目录的，
都不算多个。只检查县级门户。

有几个通向不同地方的同类入口、所有入口都打不开、设有该栏目而首页没有入口的（栏目名称不是规范名称的，只作提示），为问题；本网站的栏目之外另有一个通向外部平台
（如政务服务网）的，只作提示。没有设置该栏目的由“缺少应设栏目”报告，这里不重复。
首页或其菜单没有读全的，入口没有打开成功但不能证明已失效的，结论为“无法判断”。

## 为什么

各地实施方案要求政府门户网站开设统一的互动交流入口和在线办事入口，便利企业和群众。

## 如何整改

首页保留一个互动交流入口、一个办事服务入口，其余的并入或者改为该入口下的栏目。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor import urls
from auditor.entrance_words import Entrance, entrance_words
from auditor.facts import Facts, unread_failure
from auditor.model import DEAD, Evidence, Level, Link, Obstacle, Outcome, Presence, Severity, Zone
from auditor.parts import PART_UNREAD
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed

#: The inventory keeps so many links of the home page: beyond, something may be missing.
_KEPT = 600
_QUOTED = 10
_HIDES = (
    "script-menu",
    "script-write",
    "bare-page",
    "cut-page",
    "broken-text",
    "include-failed",
    "frame",
    "render-unfinished",
)


@rule(
    id="scattered-entrance",
    code="PA044",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R12",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per kind of entrance that this portal has."""
    if not facts.inventory.home_readable or facts.portal.level is not Level.COUNTY:
        return  # whatever is said of a home page that nobody saw is said elsewhere
    for kind in entrance_words().entrances:
        verdict = _verdict(facts, kind)
        if verdict is not None:
            yield verdict


def _verdict(facts: Facts, kind: Entrance) -> Verdict | None:
    known = _known_place(facts, kind)
    links = [link for link in facts.inventory.home_links if _is_entrance(facts, link, kind, known)]
    places = _places(facts, links)
    if not places:
        return _without(facts, kind, known) if known else None
    failures = {place: _failure(facts, place) for place in places}
    dead = [place for place, failure in failures.items() if failure in DEAD]
    unsure = [place for place, failure in failures.items() if failure is not None and failure not in DEAD]
    evidence = tuple(
        Evidence(facts.portal.url, f"{link.text[:30]}：{link.url}") for link in _first(facts, links)
    )
    params: dict[str, object] = {
        "count": len(places),
        "entrances": [{"text": link.text[:30], "url": link.url} for link in _first(facts, links)],
    }
    if len(dead) == len(places):
        return _told(kind, Outcome.FAIL, params | {"state": "dead"}, evidence)
    if len(unsure) + len(dead) == len(places):
        address = {_end(facts, link.url): link.url for link in links}
        obstacles = tuple(Obstacle(address[place], str(failures[place]), kind.title) for place in unsure)
        return _told(kind, Outcome.CANT_TELL, params | {"reason": obstacles[0].reason}, evidence, obstacles)
    if len(places) - len(dead) > 1:
        own = [place for place in places if _host(place) == _host(urls.canonical(facts.portal.url))]
        if len(own) <= 1 and len(places) - len(own) <= 1:
            return _told(kind, Outcome.WARN, params | {"state": "platform-beside"}, evidence)
        return _told(kind, Outcome.FAIL, params | {"state": "several"}, evidence)
    return _told(kind, Outcome.PASS, params, evidence)


def _without(facts: Facts, kind: Entrance, known: str) -> Verdict:
    """The column exists, and the home page does not lead to it."""
    portal, inventory = facts.portal, facts.inventory
    reasons = [
        each.reason
        for each in inventory.coverage.obstacles
        if each.reason == PART_UNREAD
        or (urls.canonical(each.url) == urls.canonical(portal.url) and each.reason.startswith(_HIDES))
    ]
    if len(inventory.home_links) >= _KEPT:
        reasons.append("long-home")
    if not inventory.home_links:
        reasons.append("home-unreadable")
    evidence = (Evidence(known, kind.title),)
    if reasons:
        obstacles = tuple(Obstacle(portal.url, reason, portal.name) for reason in dict.fromkeys(reasons))
        params: dict[str, object] = {"count": 0, "reason": reasons[0]}
        return _told(kind, Outcome.CANT_TELL, params, evidence, obstacles)
    # A column of another name may be a part of a department's pages, and no entrance that the home page owes.
    named = any(
        squeezed(column.name) in kind.names
        for column in inventory.columns
        if urls.canonical(column.url) == urls.canonical(known)
    )
    outcome = Outcome.FAIL if named else Outcome.WARN
    return _told(kind, outcome, {"count": 0, "state": "not-on-home", "address": known}, evidence)


def _told(
    kind: Entrance,
    outcome: Outcome,
    params: dict[str, object],
    evidence: tuple[Evidence, ...],
    obstacles: tuple[Obstacle, ...] = (),
) -> Verdict:
    return Verdict(
        subject=f"entrance-{kind.id}",
        subject_name=kind.title,
        outcome=outcome,
        severity=Severity.INFO if outcome is Outcome.WARN else None,
        params=params,
        evidence=evidence[:_QUOTED],
        obstacles=obstacles,
    )


# ── where entrances lead ──────────────────────────────────────────────────────────────────────────


def _known_place(facts: Facts, kind: Entrance) -> str:
    """Where the standard entry was found; "" when it was not, or when it is made up of other columns."""
    for match in facts.standard:
        if match.id == kind.entry and match.outcome is Presence.PRESENT and match.url:
            return "" if urls.canonical(match.url) == urls.canonical(facts.portal.url) else match.url
    return ""


def _is_entrance(facts: Facts, link: Link, kind: Entrance, known: str) -> bool:
    if link.zone is Zone.LIST:
        return False
    named = squeezed(link.text) in kind.names
    return named or bool(known and _end(facts, link.url) == _end(facts, known))


def _end(facts: Facts, url: str) -> str:
    """Where a visitor ends, by what the crawl knows of redirects."""
    key = urls.canonical(url)
    for entry in facts.inventory.entries:
        if entry.target and urls.canonical(entry.url) == key:
            return urls.canonical(entry.target)
    return key


def _places(facts: Facts, links: Sequence[Link]) -> list[str]:
    """Different places to which links lead. A folder of the portal holds what lies below it; another site is one place."""
    found: dict[str, None] = {}
    for end in sorted({_end(facts, link.url) for link in links}, key=lambda end: (len(end), end)):
        if not any(_within(facts, end, place) for place in found):
            found[end] = None
    return list(found)


def _within(facts: Facts, url: str, place: str) -> bool:
    if _host(url) == _host(place) != _host(urls.canonical(facts.portal.url)):
        return True
    return url == place or ("?" not in place and url.startswith(f"{place.rstrip('/')}/"))


def _host(key: str) -> str:
    """Host of a canonical address, which bears no scheme."""
    return key.partition("/")[0]


def _first(facts: Facts, links: Sequence[Link]) -> list[Link]:
    """One link for each place and name."""
    return list({(_end(facts, link.url), squeezed(link.text)): link for link in links[::-1]}.values())[::-1]


def _failure(facts: Facts, place: str) -> object:
    """How the page behind an entrance failed, None when it opened or was not ours to open."""
    for column in facts.inventory.columns:
        if urls.canonical(column.url) == place:
            return unread_failure(column) or (column.failure if column.failure in DEAD else None)
    return next((each.failure for each in facts.inventory.broken if urls.canonical(each.url) == place), None)
