"""乡镇（街道）未公布标准目录。

## 检查什么

门户网站上能否找到各乡镇（街道）的政务公开事项标准目录：网页表格、附件，或者标题写明该乡镇（街道）和“标准目录”的信息。
全县乡镇（街道）共用一份目录的，算都已公布。一个乡镇（街道）一个结论。乡镇名单取自网站自己的栏目。本级目录见“未公布标准目录”。

目录应在的栏目还有未读的列表页，乡镇（街道）的页面设在其他网站或没有读到时，结论为“无法判断”；其他栏目的列表没有读到底时只作提醒。

## 为什么

实施方案要求完成县、乡两级政务公开事项标准目录并公布。对乡镇一级，国家层面的规定没有核实到原文，按全国通用方案检查时最多作提示。

## 如何整改

由该乡镇（街道）对照标准指引编制目录，在其“政府信息公开”页面或“基层政务公开”栏目公布；共用目录的，在标题中写明适用范围。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.duty_tables import organ_table
from auditor.facts import Facts
from auditor.model import Evidence, Level, Obstacle, Organ, OrganKind, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import beyond_reach
from rules.checks._organs import (
    NO_PLACE,
    TOWNSHIP_CATALOG,
    obstacles_of,
    organs,
    short_name,
    subject_of,
)


@dataclass(frozen=True, slots=True)
class _Named:
    """Something that is called a catalog: all its names as one text, and where it stands. ``whole``: it is a catalog
    itself, not a column that holds some."""

    text: str
    url: str
    title: str
    whole: bool = True


@rule(
    id="missing-township-catalog",
    code="PA023",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R01",),
    basis=(TOWNSHIP_CATALOG,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per township of a county."""
    townships = organs(facts, OrganKind.TOWNSHIP)
    if facts.portal.level is not Level.COUNTY or not townships:
        return
    named = tuple(_named(facts))
    common = next((each for each in named if each.whole and _is_common(each.text, townships)), None)
    absent, in_the_way = beyond_reach(facts)
    for township in townships:
        found = _of_township(township, named) or common
        if found is not None:
            yield _verdict(facts, township, Outcome.PASS, found, collective=found is common)
        elif township.url is None or any(reason in NO_PLACE for reason in township.obstacles):
            yield _verdict(facts, township, Outcome.CANT_TELL, obstacles=obstacles_of(facts, township))
        else:
            unread = [each for each in obstacles_of(facts, township) if each.reason != "list-goes-on"]
            obstacles = (*in_the_way, *unread)
            yield _verdict(
                facts, township, Outcome.CANT_TELL if obstacles else absent, obstacles=tuple(obstacles)
            )


def _named(facts: Facts) -> Iterator[_Named]:
    for catalog in facts.inventory.catalogs:
        title = next(iter(catalog.names), "")
        yield _Named(squeezed("/".join(catalog.names)), catalog.url, title)
    for column in facts.inventory.columns:
        path = squeezed("/".join(column.path))
        if _is_catalog(squeezed(column.name)) and (column.items or column.empty is not True):
            yield _Named(path, column.url, column.name, whole=not column.items)
        for item in column.items:
            if _is_catalog(squeezed(item.title)):
                yield _Named(f"{path}/{squeezed(item.title)}", item.url or column.url, item.title)


def _is_catalog(name: str) -> bool:
    return any(word in name for word in organ_table().catalogs.words)


def _is_common(text: str, townships: Sequence[Organ]) -> bool:
    """One catalog for all townships: it speaks of townships and names none."""
    title = text.rpartition("/")[2] if _is_catalog(text.rpartition("/")[2]) else text
    if not any(word in title for word in organ_table().catalogs.collective) or not _is_catalog(title):
        return False
    return not any(short_name(each.name) in text for each in townships)


def _of_township(township: Organ, named: Sequence[_Named]) -> _Named | None:
    name = short_name(township.name)
    folder = urls.canonical(township.url) if township.url else ""
    inside = folder if folder.endswith("/") and folder.count("/") > 1 else None
    for each in named:
        if name in each.text or (inside and urls.canonical(each.url).startswith(inside)):
            return each
    return None


def _verdict(
    facts: Facts,
    township: Organ,
    outcome: Outcome,
    found: _Named | None = None,
    obstacles: tuple[Obstacle, ...] = (),
    *,
    collective: bool = False,
) -> Verdict:
    coverage = facts.inventory.coverage
    shown = (
        Evidence(found.url, found.title)
        if found
        else Evidence(township.url or facts.portal.url, township.name)
    )
    return Verdict(
        subject_of(township),
        township.name,
        outcome,
        params={"collective": collective, "pages_visited": coverage.pages - coverage.failed}
        | ({"reason": obstacles[0].reason} if outcome is Outcome.CANT_TELL and obstacles else {}),
        evidence=(shown,),
        obstacles=obstacles if outcome is Outcome.CANT_TELL else (),
        organ=township.name,
    )
