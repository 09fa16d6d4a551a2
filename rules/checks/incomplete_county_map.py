"""县市区基层政务公开地图不全。

## 检查什么

市级门户网站是否有“县市区基层政务公开地图”（看栏目、导航、首页链接和条目标题），从网站上是否能到达每个县市区：
判定方案 terms 的 counties 列出的县市区，名称在链接文字中出现的算能到达。有没有地图为一个结论，缺少的县市区合为一个问题。
只检查市级网站。

地图由脚本或图片热区生成、页面没有读到、方案没有列出县市区的，结论为“无法判断”。

## 为什么

实施方案要求市级门户网站集中展示各县市区的基层政务公开入口。没有核实到国家层面的条款，因此一般只作提醒，
由方案中的条款决定是否判为不符合。

## 如何整改

在市级门户网站设置公开地图，链接到每个县市区的基层政务公开专栏，用文字链接，不要只用图片热区。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor import urls
from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts, content_obstacles
from auditor.model import Column, Evidence, Level, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed

_SUBJECT = "col-county-map"
_NAME = "县市区基层政务公开地图"


@dataclass(frozen=True, slots=True)
class _Map:
    name: str
    url: str
    column: Column | None = None


@rule(
    id="incomplete-county-map",
    code="PA060",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R35",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the map of a city's portal."""
    if facts.portal.level is not Level.CITY:
        return
    found = next(_maps(facts), None)
    if found is not None:
        yield _linked(facts, found)
        return
    yield Verdict(
        _SUBJECT,
        _NAME,
        Outcome.FAIL,
        params={"problem": "no-map"},
        evidence=(Evidence(facts.portal.url, facts.portal.name),),
    )


def _maps(facts: Facts) -> Iterator[_Map]:
    names = disclosure_words().map_names
    inventory = facts.inventory
    for column in inventory.columns:
        if facts.column_entry.get(column.id) == _SUBJECT or names.search(squeezed(column.name)):
            yield _Map(column.name, column.url, column)
    for entry in inventory.entries:
        if names.search(squeezed(entry.name)):
            yield _Map(entry.name, entry.target or entry.url)
    for link in inventory.home_links:
        if names.search(squeezed(link.text)):
            yield _Map(link.text, link.url)
    for text in inventory.documents:
        if names.search(squeezed(text.title)):
            yield _Map(text.title, text.url)


def _linked(facts: Facts, found: _Map) -> Verdict:
    counties = facts.profile.terms.get("counties", ())
    texts = {squeezed(name) for name in _link_texts(facts, found)}
    missing = [name for name in counties if not any(_short(name) in text for text in texts)]
    obstacles = _obstacles(facts, found, missing, bool(counties))
    outcome = Outcome.CANT_TELL if obstacles else Outcome.FAIL if missing else Outcome.PASS
    return Verdict(
        _SUBJECT,
        _NAME,
        outcome,
        params={
            "problem": "counties",
            "missing_counties": missing,
            "count": len(missing),
            "counties": len(counties),
        }
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=(Evidence(found.url, found.name, found.column.body_sha256 if found.column else ""),),
        obstacles=obstacles,
        claims=Claim.STATE if found.column else None,
    )


def _short(county: str) -> str:
    """长沙县 stays, 浏阳市 may be linked as 浏阳: the ending is left out where two characters remain."""
    plain = squeezed(county)
    return plain[:-1] if len(plain) >= 3 and plain[-1] in "县市区旗" else plain


def _link_texts(facts: Facts, found: _Map) -> Iterator[str]:
    """Names of what can be reached from the map, and from anywhere else: who accuses must not have overlooked a way."""
    yield from (entry.name for entry in facts.inventory.entries)
    yield from (link.text for link in facts.inventory.home_links)
    for column in facts.inventory.columns:
        yield column.name
        if found.column is not None and column.id == found.column.id:
            yield from (item.title for item in column.items)
    for text in facts.inventory.documents:
        if urls.canonical(text.url) == urls.canonical(found.url):
            yield from (name for _, name in text.links)


def _obstacles(facts: Facts, found: _Map, missing: list[str], known: bool) -> tuple[Obstacle, ...]:
    if not known:
        return (Obstacle(found.url, "counties-not-listed", found.name),)
    if not missing:
        return ()
    column = found.column
    if column is None:
        read = any(urls.canonical(t.url) == urls.canonical(found.url) for t in facts.inventory.documents)
        return () if read else (Obstacle(found.url, "map-not-read", found.name),)
    reasons = [column.failure.value] if column.failure else list(content_obstacles(column))
    if len(missing) == len(facts.profile.terms.get("counties", ())):
        reasons.append("map-not-read")  # not one link: a picture with hot spots, or a script
    return tuple(Obstacle(column.url, reason, column.name) for reason in reasons)
