"""县级与村级公开的同一事项不一致。

## 检查什么

村（居）务公开栏目中的信息，与县级（部门、乡镇）栏目中同一事项的信息相比，数字和日期是否一致。同一事项是指：
文号相同，或者去掉地名后标题相同、并且县级信息的标题写明了这个村（社区）。比较的是两边表格和“名称：内容”行中名称相同的项目；
只比较读到正文的信息。一个村级信息一个结论。

没有可以比较的项目时，结论为“无法判断”，由检查人员核对；全文相同的视为一致。发现不一致的作提示：可能是一方更新在后。

## 为什么

实施方案要求政务公开与村（居）务公开有效衔接，相同事项的公开内容对应一致。国家层面的规定没有核实到原文。

## 如何整改

由主管部门与村（居）民委员会核对所列项目，以核实后的数据更正有误的一方；口径不同的，在信息中说明。
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from auditor import urls
from auditor.duty_tables import village_table
from auditor.facts import Facts
from auditor.model import Document, Evidence, Level, Obstacle, OrganKind, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._organs import VILLAGE_AGREEMENT, is_village_column, organs, plain, short_name

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_LEAST_TITLE = 6
#: A longer “label” is a sentence.
_LONGEST_LABEL = 12
_SHOWN = 20


@rule(
    id="contradicting-village-item",
    code="PA022",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R28",),
    basis=(VILLAGE_AGREEMENT,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per text of a village whose item the county has published too; it warns at most."""
    if facts.portal.level is not Level.COUNTY:
        return
    below = {column.id for column in facts.inventory.columns if is_village_column(column)}
    places = _places(facts)
    own = [text for text in facts.inventory.documents if text.column in below]
    others: dict[str, list[Document]] = defaultdict(list)
    for text in facts.inventory.documents:
        if text.column and text.column not in below:
            for key in _keys(text, places):
                others[key].append(text)
    for text in own:
        twins = [other for key in _keys(text, places) for other in others.get(key, ())]
        twin = next((other for other in twins if _same(text, other, places)), None)
        if twin is not None:
            yield _verdict(text, twin)


def _places(facts: Facts) -> tuple[str, ...]:
    """Names of townships and villages, longest first."""
    named = organs(facts, OrganKind.TOWNSHIP, OrganKind.VILLAGE)
    return tuple(sorted({short_name(organ.name) for organ in named}, key=lambda name: (-len(name), name)))


def _keys(text: Document, places: Sequence[str]) -> Iterator[str]:
    """What texts of one item have in common: the number of the document, and the title without places."""
    if text.number:
        yield f"number:{text.number}"
    title = plain(text.title).removeprefix("关于")
    for place in places:
        title = title.replace(place, "")
    if len(title) >= _LEAST_TITLE:
        yield f"title:{title}"


def _same(text: Document, other: Document, places: Sequence[str]) -> bool:
    """A list of the whole county is not a village's list, though both are called alike: the county's must name it."""
    if text.number and text.number == other.number:
        return True
    village = next((place for place in places if place in plain(text.title)), "")
    return bool(village) and village in plain(other.title)


def _verdict(text: Document, twin: Document) -> Verdict:
    compared, differing = _compare(text, twin)
    if differing:
        outcome = Outcome.WARN
    elif compared or (text.digest and text.digest == twin.digest):
        outcome = Outcome.PASS
    else:
        outcome = Outcome.CANT_TELL
    return Verdict(
        urls.path_of(text.url),
        text.title,
        outcome,
        params={
            "other": twin.title,
            "other_url": twin.url,
            "compared": compared,
            "count": len(differing),
            "differing": differing[:_SHOWN],
        }
        | ({"reason": "nothing-comparable"} if outcome is Outcome.CANT_TELL else {}),
        evidence=(Evidence(text.url, text.title), Evidence(twin.url, twin.title)),
        obstacles=(Obstacle(text.url, "nothing-comparable", text.title),)
        if outcome is Outcome.CANT_TELL
        else (),
    )


def _compare(text: Document, twin: Document) -> tuple[int, list[dict[str, str]]]:
    """How many labels both have, and those whose figures differ."""
    ours, theirs = _figures(text), _figures(twin)
    shared = [label for label in ours if label in theirs]
    differing = [
        {"label": label, "village": ours[label], "county": theirs[label]}
        for label in shared
        if _numbers(ours[label]) != _numbers(theirs[label])
    ]
    if text.formed and twin.formed and text.number and text.number == twin.number:
        shared.append("成文日期")
        if text.formed != twin.formed:
            differing.append({"label": "成文日期", "village": text.formed, "county": twin.formed})
    return len(shared), differing


def _figures(text: Document) -> Mapping[str, str]:
    """Values with figures by label. A label that occurs twice heads a list of many: which row is which, nobody knows."""
    counted = Counter(squeezed(label) for label, _ in text.pairs)
    ignored = village_table().labels_ignored
    return {
        name: squeezed(value)
        for label, value in text.pairs
        if counted[name := squeezed(label)] == 1
        and len(name) <= _LONGEST_LABEL
        and name not in ignored
        and _FIGURE.search(squeezed(value))
    }


def _numbers(value: str) -> list[float]:
    return [float(found) for found in _FIGURE.findall(value.replace(",", ""))[:20]]
