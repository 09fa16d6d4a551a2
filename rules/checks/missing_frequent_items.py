"""没有高频事项入口。

## 检查什么

判定方案列有高频事项（terms 的 frequent-items）的，首页或者基层政务公开专栏有没有高频事项的入口：链接、栏目或者信息的名称含有
方案或 rules/entrances.yml 所列的名称。方案没有列的，不检查；只检查县级门户。

首页没有读到、专栏没有读全的，结论为“无法判断”。

## 为什么

有的实施方案提出，在保证全面公开的基础上，突出公开群众最需要的高频事项。

## 如何整改

把群众查询最多的事项集中起来，在首页或者基层政务公开专栏设置“高频事项”入口。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.entrance_words import entrance_words
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Column, Evidence, Level, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed

_SUBJECT, _NAME = "frequent-items", "高频事项"
_KEPT = 600


@rule(
    id="missing-frequent-items",
    code="PA045",
    severity=Severity.INFO,
    claims=Claim.ABSENCE,
    requirements=("R41",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict, only for profiles that ask for it."""
    terms = facts.profile.terms.get("frequent-items")
    if not terms or facts.portal.level is not Level.COUNTY:
        return
    wanted = tuple(dict.fromkeys((*map(squeezed, terms), *entrance_words().frequent)))
    for url, text in _named(facts):
        if any(word in squeezed(text) for word in wanted):
            yield Verdict(_SUBJECT, _NAME, Outcome.PASS, evidence=(Evidence(url, text[:80]),))
            return
    obstacles = tuple(_unread(facts))
    yield Verdict(
        _SUBJECT,
        _NAME,
        Outcome.CANT_TELL if obstacles else Outcome.FAIL,
        params={"words": list(wanted[: len(terms)])} | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=(Evidence(facts.portal.url),),
        obstacles=obstacles,
    )


def _named(facts: Facts) -> Iterator[tuple[str, str]]:
    """(where it leads, its name) of all that stands on the home page or in the grassroots column."""
    for link in facts.inventory.home_links:
        yield link.url, link.text
    inside = _grassroots(facts)
    for column in facts.inventory.columns:
        if column.id in inside:
            yield column.url, column.name
            yield from ((item.url or column.url, item.title) for item in column.items)
        elif column.in_menu:
            yield column.url, column.name
    for entry in facts.inventory.entries:
        yield entry.url, entry.name
    for document in facts.inventory.documents:
        if document.column in inside:
            yield document.url, document.title
            yield from document.links


def _grassroots(facts: Facts) -> frozenset[str]:
    """Ids of the grassroots column and of all below it."""
    children: dict[str, list[str]] = {}
    for column in facts.inventory.columns:
        if column.parent:
            children.setdefault(column.parent, []).append(column.id)
    todo = [id_ for id_, entry in facts.column_entry.items() if entry == "col-grassroots"]
    found: set[str] = set()
    while todo:
        id_ = todo.pop()
        if id_ not in found:
            found.add(id_)
            todo += children.get(id_, ())
    return frozenset(found)


def _unread(facts: Facts) -> Iterator[Obstacle]:
    portal, inventory = facts.portal, facts.inventory
    if not inventory.home_readable or not inventory.home_links:
        yield Obstacle(portal.url, "home-unreadable", portal.name)
    elif len(inventory.home_links) >= _KEPT:
        yield Obstacle(portal.url, "long-home", portal.name)
    home = urls.canonical(portal.url)
    for each in inventory.coverage.obstacles:
        if urls.canonical(each.url) == home:
            yield each
    inside = _grassroots(facts)
    for column in inventory.columns:
        if facts.column_entry.get(column.id) == "col-grassroots" and column.id in inside:
            yield from _hidden(column)


def _hidden(column: Column) -> Iterator[Obstacle]:
    if failure := unread_failure(column):
        yield Obstacle(column.url, failure.value, column.name)
    for reason in content_obstacles(column):
        yield Obstacle(column.url, reason, column.name)
