"""办事指南的表格下载不了。

## 检查什么

读到的办事指南所带的附件（空白表格、样表、填写范本）能不能下载：返回 404、410，或者打开后不是所标文件的，为不符合。
正文说有空白表格、样表、示范文本，页面上却没有任何文件的，作提示。一个栏目一个结论。这些附件不在“链接失效”中重复报告。

超时、服务器错误、被拦截的，不能证明下载不了；正文没有全部查找、表格可能在图片或别处的，也不下结论。

## 为什么

政府信息公开条例第二十四条要求政府信息能够下载；国办秘函〔2019〕19号对办事指南的要求：空白表格、样表应当能够下载。

## 如何整改

重新上传缺失的表格和样表，并在指南中改正链接。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor import urls
from auditor.facts import Facts
from auditor.model import DEAD, BrokenLink, Clause, Evidence, Failure, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.service_words import service_words
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._guides import Guide, by_place

_QUOTED = 30
_PROVEN = DEAD | {Failure.WRONG_TYPE}
_BASIS = (
    PLATFORM_DUTIES,
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·办事服务·办事指南",
        text="空白表格、样表不能下载",
        verified=False,
    ),
)


@rule(
    id="dead-form",
    code="PA067",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R22",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column whose guides hold files, or say that they do."""
    broken: dict[str, BrokenLink] = {}
    for link in facts.inventory.broken:
        broken.setdefault(urls.canonical(link.url), link)
    for subject, found in by_place(facts).items():
        holding = [guide for guide in found if guide.document.attachments or _offers(guide)]
        if holding:
            yield _verdict(subject, holding, broken)


def _offers(guide: Guide) -> str:
    said = guide.document.said(service_words().forms.offered)
    return said.quote if said else ""


def _verdict(subject: str, found: Sequence[Guide], broken: Mapping[str, BrokenLink]) -> Verdict:
    files = {
        urls.canonical(url): (url, text, guide)
        for guide in reversed(found)
        for url, text in guide.document.attachments
    }
    dead = [(key, files[key]) for key in sorted(files) if key in broken and broken[key].failure in _PROVEN]
    unsure = [
        (key, files[key]) for key in sorted(files) if key in broken and broken[key].failure not in _PROVEN
    ]
    silent = [guide for guide in found if not guide.document.attachments]
    without = [guide for guide in silent if not _maybe_elsewhere(guide)]
    outcome = _outcome(bool(dead), bool(without), bool(unsure) or len(silent) > len(without))
    return Verdict(
        subject,
        found[0].name,
        outcome,
        basis=_BASIS if outcome is Outcome.FAIL else _BASIS[1:],
        params={
            "path": list(found[0].column.path) if found[0].column else [],
            "count": len(dead),
            "without": len(without),
            "files": len(files),
            "dead_forms": [
                {"title": guide.document.title, "form": text or url} for _, (url, text, guide) in dead
            ],
        }
        | ({"reason": "forms-unread"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(_evidence(dead, without))[:_QUOTED],
        obstacles=tuple(_obstacles(unsure, broken, silent))[:_QUOTED] if outcome is Outcome.CANT_TELL else (),
        occurrences=max(1, len(dead)),
    )


def _outcome(dead: bool, without: bool, unsure: bool) -> Outcome:
    if dead:
        return Outcome.FAIL
    if without:
        return Outcome.WARN
    return Outcome.CANT_TELL if unsure else Outcome.PASS


def _maybe_elsewhere(guide: Guide) -> bool:
    """The form may be a picture on the page, lie in a part that was not searched, or behind a link."""
    text = guide.document
    return not text.whole or bool(text.pictures) or bool(text.links)


_File = tuple[str, tuple[str, str, Guide]]


def _evidence(dead: Sequence[_File], without: Sequence[Guide]) -> Iterator[Evidence]:
    for _, (url, text, guide) in dead:
        yield Evidence(guide.document.url, f"{guide.document.title[:60]}：{text or url}", where=url)
    for guide in without:
        yield Evidence(guide.document.url, f"{guide.document.title[:60]}：{_offers(guide)}")


def _obstacles(
    unsure: Sequence[_File], broken: Mapping[str, BrokenLink], silent: Sequence[Guide]
) -> Iterator[Obstacle]:
    for key, (url, text, _) in unsure:
        yield Obstacle(url, broken[key].failure.value, text)
    for guide in silent:
        yield Obstacle(guide.document.url, "forms-unread", guide.document.title)
