"""首页超过两周没有信息更新。

## 检查什么

首页所列信息（链接到信息页面的条目）中最新一条的发布日期，距检查日是否超过 14 天。日期取自各栏目列表和信息页面本身；
只在网址中有日期的，早于期限一个月以上才算旧。有一条在期限内即为更新。

各栏目有更新而首页没有显示的，只作提示（首页内容可能由脚本生成，须人工核对）；有栏目没有读到、不知其是否更新的，
同样只作提示。首页条目有查不到日期的、首页没有信息条目的（只是导航页），结论为“无法判断”。
栏目是否更新由“栏目超期未更新”检查，这里只看首页。

## 为什么

国办秘函〔2019〕19号：监测2周，首页无信息更新的，单项否决。

## 如何整改

由网站编辑部门在首页及时发布动态、通知等信息；首页内容由系统提取的，检查提取设置。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from auditor import urls
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Clause, Column, Evidence, Link, Obstacle, Outcome, PageKind, Severity, Zone
from auditor.rule import Claim, Verdict, rule

#: A text may be put into the system long before it is published: its address is believed only with a margin.
_MARGIN = timedelta(days=31)
_STAMP = re.compile(r"(?<!\d)(20[0-3]\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")
#: So few dated items say nothing about a home page.
_LEAST = 3
#: So long is the title of an item; names of columns and of other sites are shorter.
_TITLE = 13
_QUOTED = 10


@dataclass(frozen=True, slots=True)
class _Row:
    """An item of the home page. ``day`` is its date of publication, ``stamp`` that of its address."""

    link: Link
    day: date | None
    stamp: date | None


@rule(
    id="stale-home",
    code="PA109",
    severity=Severity.CRITICAL,
    claims=Claim.STATE,
    requirements=("R42", "R44"),
    basis=(Clause("国办秘函〔2019〕19号", "单项否决·首页不更新", "监测2周，首页无信息更新", verified=True),),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the home page."""
    rows = list(_rows(facts))
    tomorrow = facts.today + timedelta(days=1)
    cutoff = facts.today - timedelta(days=int(facts.profile.threshold("home-stale-days")))
    known = [row for row in rows if row.day is not None and row.day <= tomorrow]
    newest = max(known, key=lambda row: row.day or date.min, default=None)
    if newest is not None and newest.day is not None and newest.day >= cutoff:
        yield _verdict(facts, Outcome.PASS, "fresh", rows, newest)
        return
    unsure = [row for row in rows if row.day is None and not _is_old(row, cutoff)]
    reason = _reason(facts, known, unsure)
    if reason:
        yield _unsure(facts, reason, rows, unsure)
    elif newest is not None:
        doubt = _doubt(facts, cutoff, tomorrow)
        outcome = Outcome.WARN if doubt else Outcome.FAIL
        yield _verdict(facts, outcome, doubt or "stale", rows, newest)


def _rows(facts: Facts) -> Iterator[_Row]:
    days = _days(facts)
    hidden = {link.url for page in facts.inventory.pages for link in page.hidden}
    for link in facts.inventory.home_links:
        key = urls.canonical(link.url)
        if link.url in hidden:
            continue  # no visitor sees it
        listed = link.zone is Zone.LIST or (link.zone is Zone.BODY and len(link.text) >= _TITLE)
        if key in days or listed or (link.own and urls.looks_like_article(link.url)):
            yield _Row(link, days.get(key), _stamp(link.url))


def _days(facts: Facts) -> dict[str, date]:
    """Date of publication of every item that is known; what its own page says counts more than a list."""
    listed = (
        (item.url, item.date) for column in facts.inventory.columns for item in column.items if not item.wrong
    )
    own = ((text.url, text.date) for text in facts.inventory.documents if text.kind == "article")
    return {
        urls.canonical(url): day for url, shown in (*listed, *own) if url and (day := _iso(shown)) is not None
    }


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _stamp(url: str) -> date | None:
    match = _STAMP.search(url)
    return _iso("-".join(match.groups())) if match else None


def _is_old(row: _Row, cutoff: date) -> bool:
    return row.stamp is not None and row.stamp < cutoff - _MARGIN


def _doubt(facts: Facts, cutoff: date, tomorrow: date) -> str:
    """Where columns go on (``hidden``), a home page without anything new is more likely one that was not read whole; where
    some, or their lists, could not be read (``unread``), nobody knows whether they do."""
    newest = (_iso(column.newest) for column in facts.inventory.columns)
    if any(day is not None and cutoff <= day <= tomorrow for day in newest):
        return "hidden"
    lacking = any(_may_go_on(column) for column in facts.inventory.columns)
    return "unread" if lacking or not facts.inventory.coverage.complete else ""


def _may_go_on(column: Column) -> bool:
    """True when a column may hold rows that were not seen; a text beside a frame is none of them."""
    may_list = column.kind is PageKind.LIST or column.empty is None
    return unread_failure(column) is not None or (may_list and bool(content_obstacles(column)))


def _reason(facts: Facts, known: list[_Row], unsure: list[_Row]) -> str:
    if not facts.inventory.home_readable:
        return "home-unreadable"
    if unsure:
        return "undated-items"
    return "no-home-items" if len(known) < _LEAST else ""


def _unsure(facts: Facts, reason: str, rows: list[_Row], unsure: list[_Row]) -> Verdict:
    shown = tuple(Obstacle(row.link.url, "undated-items", row.link.text[:80]) for row in unsure[:_QUOTED])
    portal = facts.portal
    return Verdict(
        subject="home",
        subject_name=portal.name,
        outcome=Outcome.CANT_TELL,
        params={"reason": reason, "checked": len(rows), "undated": len(unsure)},
        evidence=(Evidence(portal.url),),
        obstacles=shown if reason == "undated-items" else (Obstacle(portal.url, reason, portal.name),),
    )


def _verdict(facts: Facts, outcome: Outcome, state: str, rows: list[_Row], newest: _Row) -> Verdict:
    day = newest.day or facts.today
    return Verdict(
        subject="home",
        subject_name=facts.portal.name,
        outcome=outcome,
        severity=None if outcome is not Outcome.WARN else Severity.MAJOR,
        params={
            "state": state,
            "newest": day.isoformat(),
            "age_days": max(0, (facts.today - day).days),
            "limit_days": int(facts.profile.threshold("home-stale-days")),
            "checked": len(rows),
        },
        evidence=(Evidence(facts.portal.url, f"{newest.link.text[:80]} {day.isoformat()}"),),
    )
