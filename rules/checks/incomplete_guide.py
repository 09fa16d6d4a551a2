"""政府信息公开指南内容不全。

## 检查什么

“政府信息公开指南”栏目中的指南，是否写明：政府信息的分类、编排体系、获取方式，政府信息公开工作机构的名称、办公地址、
办公时间、联系电话、传真号码、互联网联系方式。栏目下有几篇文字的，合在一起看；列有各部门指南的，只看本级的。
办事指南、申请指南不是本项所说的指南。缺少的各项合为一个问题。分类、编排体系、获取方式、机构名称没有固定写法，
只缺这几项时作为提醒。清单见 rules/disclosure.yml，用语见 rules/statements/guide.yml。

指南只以附件或者图片发布、正文过长没有读完、页面没有读到的，结论为“无法判断”。没有设置栏目的，由“缺少应设栏目”报告。

## 为什么

政府信息公开条例第十二条规定了指南应当包括的内容，并要求及时更新。

## 如何整改

在指南中补上缺少的内容；没有传真或者电子邮箱的，在指南中写明。指南用网页文字发布，附件只作补充。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.disclosure_words import Guide, disclosure_words
from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._disclosure import Place, is_blank, opened, place_of, unread

_ENTRY = "col-guide"
_BASIS = (
    Clause(
        doc="政府信息公开条例（国务院令第711号）",
        clause="第十二条",
        text="指南包括政府信息的分类、编排体系、获取方式和政府信息公开工作机构的名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式",
        verified=True,
    ),
)
_QUOTED = 9


@rule(
    id="incomplete-guide",
    code="PA050",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R10",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the portal's guide."""
    place = place_of(facts, _ENTRY)
    if place is not None and not is_blank(place):
        yield _verdict(facts, place)


def _verdict(facts: Facts, place: Place) -> Verdict:
    guide = disclosure_words().guide
    texts = _guides(facts, place, guide)
    searched = [text for text in texts if text.said("guide.text")]
    missing = [e for e in guide.elements if not any(text.said(e.statement) for text in searched)]
    little = len(guide.elements) - len(missing) < guide.least_found
    obstacles = _obstacles(place, guide, texts, searched, little=little) if missing else ()
    hard = [element for element in missing if not element.soft]
    outcome = Outcome.PASS
    if missing:
        outcome = Outcome.CANT_TELL if obstacles else Outcome.FAIL if hard else Outcome.WARN
    found = [(text, said) for e in guide.elements for text in searched if (said := text.said(e.statement))]
    quotes = tuple(Evidence(text.url, said.quote, text.body_sha256) for text, said in found[:_QUOTED])
    first = Evidence(searched[0].url, searched[0].title, searched[0].body_sha256) if searched else None
    return Verdict(
        _ENTRY,
        place.home.name,
        outcome,
        params={
            "path": list(place.home.path),
            "missing_elements": [element.title for element in missing],
            "count": len(missing),
            "elements": len(guide.elements),
            "checked": len(searched),
        }
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=quotes if outcome is Outcome.PASS else ((first,) if first else (Evidence(place.home.url),)),
        obstacles=obstacles,
    )


def _guides(facts: Facts, place: Place, guide: Guide) -> list[Document]:
    """Texts that make up the portal's own guide: those of other organs are left out when its own can be told."""
    texts = [text for text in place.documents if not guide.other_guides.search(squeezed(text.title))]
    titled = [text for text in texts if guide.titles.search(squeezed(text.title))]
    own = [text for text in titled if _is_own(facts, guide, text)]
    if not own:
        return texts
    return [text for text in texts if text in own or text not in titled]


def _is_own(facts: Facts, guide: Guide, text: Document) -> bool:
    """No name before 政府信息公开指南, or the portal's own."""
    title, name = squeezed(text.title), squeezed(facts.portal.name)
    match = guide.titles.search(title)
    before = title[: match.start()] if match else title
    before = before.removesuffix("政府信息").removesuffix("信息").removesuffix("政务").strip("《“")
    return not before or before in name or name in before or name.startswith(before.removesuffix("政府"))


def _obstacles(
    place: Place, guide: Guide, texts: Sequence[Document], searched: Sequence[Document], *, little: bool
) -> tuple[Obstacle, ...]:
    """Why what was not found may stand there all the same."""
    found = [*unread(place.columns), *opened(place, guide.titles)]
    found += [Obstacle(text.url, "guide-not-read", text.title) for text in texts if text not in searched]
    for text in searched:
        files = [name for _, name in text.attachments if guide.titles.search(squeezed(name))]
        if files or (text.attachments and text.text_length < guide.short_text):
            found.append(Obstacle(text.url, "guide-attached", text.title))
        elif text.pictures and text.text_length < guide.short_text:
            found.append(Obstacle(text.url, "guide-picture", text.title))
        elif not text.whole:
            found.append(Obstacle(text.url, "text-too-long", text.title))
    if not found and (little or sum(text.text_length for text in searched) < guide.short_text):
        found.append(Obstacle(place.home.url, "guide-not-read", place.home.name))
    return tuple(found)
