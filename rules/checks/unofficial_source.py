"""转载来源不是政府机关或官方媒体。

## 检查什么

信息页面标明的来源（ContentSource 标签或“来源：”），是不是政府机关、单位或官方媒体；名单见 rules/reposts.yml。
来源写成商业网站、自媒体、公众号平台，或者只写“网络”“转载”没有出处的，每个来源一个结论，合计其页数。

像媒体名称而不在名单中的来源，合为一个“无法判断”，请检查人员确认。没有写来源的，由网页标签的检查报告。

## 为什么

亭湖区实施方案要求转载信息必须来源于政府官方媒体；国办发〔2017〕47号对转载来源的规定原文尚未核实，只作提示。

## 如何整改

核对所列信息：换用政府网站或官方媒体的原稿并注明来源，无法核实出处的撤下。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.repost_words import SourceKind, repost_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._policies import Origin, origin

_SHOWN, _QUOTED = 50, 10
_FAULTY = frozenset({SourceKind.UNOFFICIAL, SourceKind.NO_ORIGIN})


@rule(
    id="unofficial-source",
    code="PA038",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R30",),
    basis=(
        Clause(
            doc="国办发〔2017〕47号",
            clause="信息转载",
            text="转载信息应当来自政府网站和有关主管部门确定的稿源，注明来源",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per faulty source, one for those that an inspector must look at, one for all others."""
    words = repost_words()
    known: dict[str, list[Document]] = defaultdict(list)
    for document in facts.inventory.documents:
        source = squeezed(document.source)
        # An own document under whatever name of source is no repost.
        if source and not _names_own(facts, source):
            known[source].append(document)
    doubtful = {
        source: texts for source, texts in known.items() if words.kind(source) is SourceKind.MEDIA_LIKE
    }
    faulty = {source: texts for source, texts in known.items() if words.kind(source) in _FAULTY}
    for source in sorted(faulty):
        yield _faulty(source, faulty[source], words.kind(source))
    if doubtful:
        yield _doubtful(facts, doubtful)
    if known and not faulty and not doubtful:
        texts = next(iter(known.values()))
        yield Verdict(
            "sources",
            "转载来源",
            Outcome.PASS,
            params={"checked": len(known)},
            evidence=(Evidence(texts[0].url, texts[0].source),),
        )


def _names_own(facts: Facts, source: str) -> bool:
    bare = Document(url="", title="", kind=facts.inventory.documents[0].kind, source=source)
    return origin(facts, bare) is Origin.OWN


def _faulty(source: str, texts: Sequence[Document], kind: SourceKind) -> Verdict:
    return Verdict(
        source,
        source,
        Outcome.FAIL,
        params={
            "state": kind.value,
            "count": len(texts),
            "reposts": [{"title": text.title, "url": text.url} for text in texts[:_SHOWN]],
        },
        evidence=tuple(
            Evidence(text.url, f"来源：{text.source}　{text.title[:60]}") for text in texts[:_QUOTED]
        ),
        occurrences=len(texts),
    )


def _doubtful(facts: Facts, known: dict[str, list[Document]]) -> Verdict:
    names = sorted(known, key=lambda source: (-len(known[source]), source))
    return Verdict(
        "sources",
        "转载来源",
        Outcome.CANT_TELL,
        params={"reason": "unknown-source", "count": len(names), "sources": names[:_SHOWN]},
        evidence=(Evidence(facts.portal.url),),
        obstacles=tuple(Obstacle(known[name][0].url, "unknown-source", name) for name in names[:_QUOTED]),
    )
