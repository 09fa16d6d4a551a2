"""咨询留言要求填写过多的个人信息。

## 检查什么

写信、咨询、留言、评论、调查的表单要求填写哪些个人信息。必须填写居民身份证（或者其他证件）号码的，调查和评论必须填写住址的，作提醒。一个表单一个结论。
有这样的一栏、全表都没有标明哪些必填的（由脚本判断），结论为“无法判断”。

依申请公开不在此列：政府信息公开条例第二十九条要求申请写明身份证明和联系方式。举报、信访、求决的表单可以要求实名，不检查。
姓名、电话是答复所需，不算过多。选填的不算。由统一身份认证登录后填写的，表单读不到，不检查。

## 为什么

个人信息保护法第六条：收集个人信息，应当限于实现处理目的的最小范围，不得过度收集个人信息。咨询一个问题不需要证件号码，收集了就要保管，
泄露了就是事故。

## 如何整改

咨询建言类表单删去证件号码、住址，或者改为选填；确需核实身份的，使用统一身份认证。已经收集的，按最小必要的原则清理。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.dialog_words import dialog_words
from auditor.facts import Facts
from auditor.model import (
    Clause,
    FormField,
    FormPurpose,
    InteractionForm,
    Obstacle,
    Outcome,
    Personal,
    Severity,
)
from auditor.rule import Claim, Verdict, rule
from auditor.statements import folded
from rules.checks._dialogs import evidence_of, name_of, subject_of

_BASIS = (
    Clause(
        doc="中华人民共和国个人信息保护法",
        clause="第六条",
        text="收集个人信息，应当限于实现处理目的的最小范围，不得过度收集个人信息",
        verified=False,
    ),
)
_TOO_MUCH = {
    FormPurpose.LETTER: frozenset({Personal.ID_NUMBER}),
    FormPurpose.SURVEY: frozenset({Personal.ID_NUMBER, Personal.ADDRESS}),
    FormPurpose.COMMENT: frozenset({Personal.ID_NUMBER, Personal.ADDRESS}),
}


@rule(
    id="excessive-form",
    code="PA118",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R20",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per form for which names and telephone numbers are enough."""
    real_name = dialog_words().real_name
    seen: set[str] = set()
    for form in facts.inventory.dialogs:
        subject = subject_of(form)
        if form.purpose not in _TOO_MUCH or not form.fields or subject in seen:
            continue
        if not real_name.search(folded(f"{form.title} {' '.join(each.label for each in form.fields)}")):
            seen.add(subject)
            yield _verdict(subject, form)


def _verdict(subject: str, form: InteractionForm) -> Verdict:
    asked = [each for each in form.fields if each.personal in _TOO_MUCH[form.purpose]]
    # Where no field is marked at all, the form's script decides what must be filled.
    unmarked = not any(each.required for each in form.fields)
    found = [each for each in asked if each.required or unmarked]
    if not found:
        return Verdict(subject, name_of(form), Outcome.PASS, params={"fields": len(form.fields)})
    named = [_label(each) for each in found]
    params: dict[str, object] = {
        "asked": named,
        "fields": len(form.fields),
        "required": sum(each.required for each in form.fields),
    }
    return Verdict(
        subject=subject,
        subject_name=name_of(form),
        outcome=Outcome.CANT_TELL if unmarked else Outcome.WARN,
        params=params | ({"reason": "required-unknown"} if unmarked else {"state": "required"}),
        evidence=(evidence_of(form, f"{'设有' if unmarked else '必填'} {'、'.join(named)}"),),
        obstacles=(Obstacle(form.url, "required-unknown", name_of(form)),) if unmarked else (),
        occurrences=len(found),
    )


def _label(field: FormField) -> str:
    return field.label[:20] or field.name[:20]
