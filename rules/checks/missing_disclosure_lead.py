"""领导分工没有写明谁分管政务公开。

## 检查什么

“领导信息”栏目中已打开的领导页面，是否有一位的分管（负责、协助）工作写明政务公开或者政府信息公开。一个网站一个结论。

领导页面没有打开、没有写分管工作、以图片或附件发布、只读到一位领导、没有读全的，结论为“无法判断”。没有设置栏目的，由“缺少应设栏目”报告。

## 为什么

实施方案要求明确分管政务公开工作的领导并公布分工。国家层面没有核实到原文的条款，因此一般只作提醒，
由方案中的条款决定是否判为不符合。

## 如何整改

在分管领导的分工中写明“分管政务公开工作”，与文件分工一致。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.disclosure_words import DisclosureWords, disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._disclosure import Place, is_blank, place_of, unread

_ENTRY = "col-leaders"
_QUOTED = 10


@rule(
    id="missing-disclosure-lead",
    code="PA054",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R37",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the pages of the leaders."""
    place = place_of(facts, _ENTRY)
    if place is not None and not is_blank(place):
        yield _verdict(facts, place)


def _verdict(facts: Facts, place: Place) -> Verdict:
    said = [(text, lead) for text in place.documents if (lead := text.said("lead.disclosure"))]
    with_duties = [text for text in place.documents if text.said("lead.duties")]
    obstacles = () if said else _obstacles(facts, place)
    outcome = Outcome.PASS if said else Outcome.CANT_TELL if obstacles else Outcome.FAIL
    quotes = tuple(Evidence(text.url, lead.quote, text.body_sha256) for text, lead in said)
    seen = tuple(Evidence(text.url, text.title, text.body_sha256) for text in with_duties)
    return Verdict(
        "disclosure-lead",
        place.home.name,
        outcome,
        params={"checked": len(with_duties), "path": list(place.home.path)}
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=(quotes or seen or (Evidence(place.home.url, place.home.name),))[:_QUOTED],
        obstacles=obstacles,
    )


def _obstacles(facts: Facts, place: Place) -> tuple[Obstacle, ...]:
    """Every leader's page must have been read with its duties before nobody can be said to lead."""
    words = disclosure_words()
    found = [*unread(place.columns, whole=True), *_not_opened(facts, place, words)]
    for text in place.documents:
        if not text.said("lead.duties"):
            found.append(Obstacle(text.url, "no-duties-read", text.title))
        elif not text.whole:
            found.append(Obstacle(text.url, "text-too-long", text.title))
    length = sum(text.text_length for text in place.documents if text.said("lead.duties"))
    if not found and length < words.one_person_text:
        reason = "one-leader-only" if length else "no-duties-read"
        found.append(Obstacle(place.home.url, reason, place.home.name))
    return tuple(found)


def _not_opened(facts: Facts, place: Place, words: DisclosureWords) -> Iterator[Obstacle]:
    """Pages of leaders that the place leads to and that were not opened, on other hosts too."""
    known = {urls.canonical(text.url) for text in place.documents}
    known |= {urls.canonical(column.url) for column in place.columns}
    for column in place.columns:
        for item in column.items:
            if not item.url or urls.canonical(item.url) not in known:
                yield Obstacle(item.url or column.url, "text-not-opened", item.title)
    for text in place.documents:
        for url, name in text.links:
            if url not in known and words.leader_names.search(squeezed(name)):
                yield Obstacle(f"https://{url}" if "://" not in url else url, "text-not-opened", name)
    for entry in facts.inventory.entries:
        here = urls.canonical(entry.found_on) in known if entry.found_on else False
        if (
            here
            and urls.canonical(entry.url) not in known
            and words.leader_names.search(squeezed(entry.name))
        ):
            yield Obstacle(entry.url, "text-not-opened", entry.name)
