"""办事指南要素不全。

## 检查什么

读到的办事指南（标题是“××办事指南”“××办理须知”等的文章，以及“办事指南”栏目中的文章）是否写有八类重点要素：事项名称、
设定依据、申请条件、办理材料、办理地点、办理时间、联系方式、办理流程；实施方案另列要素的（如受理单位、示范文本、收费、
时限），一并检查。要素按表格和“标签：内容”的名称、正文小标题和说法查找，宁宽勿严。一个栏目一个结论，列出要素不全的指南。

八类要素缺少四类以上的，为不符合；缺一至三类、或缺方案另列的要素的，作提示。四类这一界限尚未核实原文；其中设定依据、申请条件、办理材料三类已经核实，
三类都没有的，才在国家层面认定为不符合。

内容在图片、视频或附件里，正文过长没有全部查找，或者看不出要素的，不下结论；办事指南设在政务服务网等别的网站上的，
也无法判断。

## 为什么

国办秘函〔2019〕19号单项否决项“服务不实用”：办事指南重点要素类别缺失。政府信息公开条例第二十条第五项：主动公开办理行政许可和
其他对外管理服务事项的依据、条件、程序以及办理结果。

## 如何整改

由事项实施单位补齐缺少的要素；在政务服务网另有完整指南的，改为链接到该指南。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.service_words import Element, service_words
from rules.checks._guides import Guide, by_place, owed

_QUOTED, _SHOWN = 10, 100
_READ = Clause(
    doc="国办秘函〔2019〕19号",
    clause="单项否决·服务不实用",
    text="办事指南重点要素类别（包括事项名称、设定依据、申请条件、办理材料",
    verified=True,
)
_UNREAD = Clause(
    doc="国办秘函〔2019〕19号",
    clause="单项否决·服务不实用",
    text="办事指南重点要素类别（包括事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系方式、办理流程）缺失4类及以上",
    verified=False,
)
_LAW = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第二十条第五项",
    text="办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    verified=True,
)


@dataclass(frozen=True, slots=True)
class _Seen:
    guide: Guide
    missing: tuple[Element, ...]


@rule(
    id="incomplete-service-guide",
    code="PA065",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R22",),
    basis=(_READ, _UNREAD, _LAW),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column that holds guides; one when they live on another site."""
    places = by_place(facts)
    limit = int(facts.profile.threshold("guide-missing-kinds"))
    elements = owed(facts)
    for subject, found in places.items():
        yield _verdict(subject, found, elements, limit)
    if not places:
        yield from _elsewhere(facts)


def _verdict(subject: str, found: Sequence[Guide], elements: Sequence[Element], limit: int) -> Verdict:
    seen = [_Seen(guide, tuple(e for e in elements if e.id not in guide.found)) for guide in found]
    unsure = [each for each in seen if each.missing and (each.guide.veiled or each.guide.silent)]
    lacking = [each for each in seen if each.missing and each not in unsure]
    # The figure is that of 19号, so it counts the eight kinds of 19号 only.
    grave = [each for each in lacking if sum(not e.other for e in each.missing) >= limit]
    proven = any(_proven(each) for each in grave)
    outcome = Outcome.FAIL if grave else Outcome.WARN if lacking else Outcome.PASS
    if unsure and not lacking:
        outcome = Outcome.CANT_TELL
    shown = grave or lacking or unsure or seen
    return Verdict(
        subject,
        found[0].name,
        outcome,
        severity=Severity.MAJOR if grave else Severity.MINOR,
        basis=(_READ, _LAW, _UNREAD) if proven else (_UNREAD,),
        params={
            "path": list(found[0].column.path) if found[0].column else [],
            "checked": len(seen) - len(unsure),
            "unsure_count": len(unsure),
            "count": len(lacking),
            "grave": len(grave),
            "limit": limit,
            "lacking_guides": [
                _line(each) for each in (*grave, *(e for e in lacking if e not in grave))[:_SHOWN]
            ],
        }
        | ({"reason": _why(unsure[0].guide)} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(_evidence(each) for each in shown[:_QUOTED]),
        obstacles=tuple(
            Obstacle(each.guide.document.url, _why(each.guide), each.guide.document.title)
            for each in unsure[:_QUOTED]
            if outcome is Outcome.CANT_TELL
        ),
        occurrences=max(1, len(lacking)),
    )


def _proven(seen: _Seen) -> bool:
    """All elements whose clause has been read are missing, but for the name, which the title gives."""
    missing = {element.id for element in seen.missing}
    read = {e.id for e in service_words().elements if e.verified and not e.by_title}
    return read <= missing


def _why(guide: Guide) -> str:
    if not guide.document.whole:
        return "guide-too-long"
    return "guide-in-files" if guide.veiled else "guide-unread"


def _line(seen: _Seen) -> dict[str, object]:
    return {
        "title": seen.guide.document.title,
        "url": seen.guide.document.url,
        "missing": [element.title for element in seen.missing],
    }


def _evidence(seen: _Seen) -> Evidence:
    missing = "、".join(element.title for element in seen.missing)
    title = seen.guide.document.title[:80]
    return Evidence(seen.guide.document.url, f"{title}：缺{missing}" if missing else title)


def _elsewhere(facts: Facts) -> Iterator[Verdict]:
    """Guides on another site were not read: nothing can be said of them."""
    words = service_words().elsewhere
    outside = {
        urls.canonical(entry.target or entry.url): entry
        for entry in reversed(facts.inventory.entries)
        if entry.kind == "external" and any(word in entry.name for word in words)
    }
    if outside:
        yield Verdict(
            "service-guides",
            "办事指南",
            Outcome.CANT_TELL,
            params={"reason": "guides-elsewhere"},
            obstacles=tuple(
                Obstacle(entry.target or entry.url, "external", entry.name)
                for _, entry in sorted(outside.items())[:_QUOTED]
            ),
        )
