"""站内死链。

## 检查什么

网站内部的链接和附件是否还在：返回 404、410，或者返回 200 但内容是错误页。
附件还要看打开的是不是所标的文件：打开后是网页、是空文件，或者是另一类文件的（例如链接写的是 PDF，打开是图片），同样报告。
文件类型看文件开头的内容，不看服务器所报的类型；Office 各种格式之间、压缩包各种格式之间不作区分。
一个栏目（或页面）上的死链合为一个问题；同一地址在多处出现的，只报离首页最近的一处。
栏目自身的地址打不开的，单独报告，级别更高。办事指南所带的附件，由“办事指南的表格下载不了”报告，这里不重复。

超时、服务器错误、被拦截、要求登录、正在维护、robots.txt 禁止访问的，不能证明链接已失效，不报告；保存的副本里没有的页面也不报告。

## 为什么

政府信息公开条例第二十四条要求政府信息能够查阅、下载；链接失效，信息就查不到。

## 如何整改

改正或删除失效链接，重新上传缺失的附件；网站改版后应当保留旧地址的跳转。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.facts import Facts
from auditor.model import DEAD, BrokenLink, Clause, Column, Evidence, Failure, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._guides import form_addresses

#: So many places are listed as evidence; ``params.urls`` has every dead address.
_EVIDENCE_SHOWN = 50
#: What a visitor who follows the link does not get: a page that is gone, a file that is another thing.
_BROKEN = DEAD | {Failure.WRONG_TYPE}

_BASIS = (
    PLATFORM_DUTIES,
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·功能设计·可用性",
        text="首页及其他页面打不开或错误的链接（图片、附件、外链）",
        verified=False,
    ),
)


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a dead link is reported. ``rank`` grows with the distance from the home page."""

    rank: int
    subject: str
    name: str
    path: tuple[str, ...] = ()


@rule(
    id="dead-link",
    code="PA007",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R32",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column or page; columns that were read and hold no dead link pass."""
    columns = facts.inventory.columns
    dead = {urls.canonical(column.url): column for column in reversed(columns) if column.failure in DEAD}
    places = _Places(facts)
    forms = form_addresses(facts) if facts.profile.enabled("dead-form") else frozenset()
    links: dict[str, list[BrokenLink]] = {}
    for link in facts.inventory.broken:
        if link.failure in _BROKEN and urls.canonical(link.url) not in forms:
            links.setdefault(urls.canonical(link.url), []).append(link)
    for key, column in dead.items():
        yield _dead_column(column, links.pop(key, []))
    groups: dict[_Place, list[BrokenLink]] = {}
    for found in links.values():
        place = min(places.of(link.found_on) for link in found)
        groups.setdefault(place, []).extend(link for link in found if places.of(link.found_on) == place)
    for place in sorted(groups):
        yield _verdict(place, groups[place])
    reported = {place.subject for place in groups}
    for column in columns:
        if column.failure is None and column.id not in reported:
            yield Verdict(column.id, column.name, Outcome.PASS)


class _Places:
    """Finds the column to which a page belongs: its own page, or an item of its list."""

    def __init__(self, facts: Facts) -> None:
        self.home = urls.canonical(facts.portal.url)
        self.host = urls.host(facts.portal.url)
        self.stubs = {urls.canonical(entry.url): entry.name for entry in reversed(facts.inventory.entries)}
        self.columns: dict[str, Column] = {}
        ordered = sorted(facts.inventory.columns, key=lambda column: (len(column.path), column.id))
        for column in ordered:
            self.columns.setdefault(urls.canonical(column.url), column)
        for column in ordered:
            for item in column.items:
                if item.url:
                    self.columns.setdefault(urls.canonical(item.url), column)

    def of(self, page: str) -> _Place:
        key = urls.canonical(page)
        if key == self.home:
            return _Place(0, urls.path_of(page), "首页")
        if column := self.columns.get(key):
            return _Place(1 + len(column.path), column.id, column.name, column.path)
        subject = urls.path_of(page) if urls.host(page) == self.host else key
        return _Place(1000, subject, self.stubs.get(key, subject))


def _dead_column(column: Column, links: Sequence[BrokenLink]) -> Verdict:
    assert column.failure is not None
    itself = BrokenLink(column.url, column.name, column.url, None, column.failure)
    place = _Place(0, column.id, column.name, column.path)
    return _verdict(place, links or [itself], own_address=True)


def _kinds(dead: int, wrong: int) -> dict[str, int]:
    """How many of the links are dead and how many open as another thing; told when some do."""
    return {} if not wrong else {"wrong": wrong, "dead": dead} if dead else {"wrong": wrong}


def _verdict(place: _Place, links: Sequence[BrokenLink], own_address: bool = False) -> Verdict:
    ordered = sorted(links, key=lambda link: (link.url, link.found_on, link.text))
    addresses = sorted({link.url for link in ordered})
    wrong = len({link.url for link in ordered if link.failure is Failure.WRONG_TYPE})
    return Verdict(
        place.subject,
        place.name,
        Outcome.FAIL,
        severity=Severity.MAJOR if own_address else Severity.MINOR,
        params={
            "path": list(place.path),
            "urls": addresses,
            "count": len(addresses),
            "texts": sorted({link.text for link in ordered if link.text}),
            "attachments": len({link.url for link in ordered if link.attachment}),
            "own_address": own_address,
        }
        | _kinds(len(addresses) - wrong, wrong),
        evidence=tuple(
            Evidence(link.found_on, link.text, where=link.url) for link in ordered[:_EVIDENCE_SHOWN]
        ),
    )
