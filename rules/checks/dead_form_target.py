"""互动表单的提交地址打不开。

## 检查什么

信箱、咨询投诉、依申请公开、办理状态查询、调查和评论的表单填好后送往的地址（页面写明的）还在不在。表单从不提交：只用不带任何内容、也不带地址中
参数的询问（HEAD，必要时 OPTIONS）查看该地址。一个提交地址一个结论。

地址返回 404、410 的，为问题；用 POST 方式提交的表单，两种询问都答“不存在”或者另一种询问不受理时才算，因为有的程序只认 POST。
两种询问都返回 5xx（程序出错）的只作提示，不带内容的询问也可能使程序出错；只出错一次的可能是一时的，不算。要求登录、返回 400
或者跳转的，说明程序在，不是问题。

不受理这样的询问（405、501）、拒绝访问、超时的，设在其他网站的，没有询问到的，地址离开参数就只剩首页或目录的，结论为“无法判断”。
由脚本提交、页面没有写明地址的，不在检查范围内，报告中列出。登录和用途不明的表单不询问、不检查。

## 为什么

表单送不到，来信、申请就没有人收到。国办秘函〔2019〕19号把“未提供网上有效咨询建言渠道”列为单项否决情形：网站上写明地址的信件表单都送不到的，
按此条；还有别的信件表单可用的，只作提醒。依申请公开的表单按政府信息公开条例第二十九条。

## 如何整改

改正表单的提交地址，或者恢复接收表单的程序；停用的表单从网站上撤下，指明现在使用的渠道。改正后实际提交一次核实。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor import urls
from auditor.facts import Facts
from auditor.model import (
    Clause,
    Failure,
    FormPurpose,
    FormTarget,
    InteractionForm,
    Obstacle,
    Outcome,
    Severity,
)
from auditor.rule import Claim, Verdict, rule
from auditor.territory import territory_of
from rules.checks._dialogs import ARTICLE_29, SUBMITTING, VETO_CHANNEL, evidence_of, name_of, rows_of

_GONE, _NOT_TAKEN = frozenset({404, 410}), frozenset({405, 501})
#: Answers of a program that is there: it wants contents, a login, another kind of contents.
_THERE = frozenset({400, 401, 407, 411, 413, 415, 422})
_LEADS_ON = frozenset({Failure.REDIRECT_OUTSIDE, Failure.LOGIN_WALL})
_NOT_ASKED = frozenset({FormPurpose.LOGIN, FormPurpose.UNKNOWN})
_GRAVE = frozenset({FormPurpose.LETTER, FormPurpose.APPLICATION})


@dataclass(frozen=True, slots=True)
class _Answer:
    """``state``: there | dead | broken | unsure, with the ``status`` that says so, or the reason why nobody knows."""

    state: str
    status: int | None = None
    reason: str = ""


@rule(
    id="dead-form-target",
    code="PA117",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R20", "R11"),
    basis=(SUBMITTING,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per address to which forms are sent."""
    asked: dict[str, dict[str, FormTarget]] = {}
    for target in facts.inventory.targets:
        asked.setdefault(target.url, {})[target.method] = target
    if not asked:
        return  # nobody asked: switched off, or there was nothing to ask
    forms: dict[str, list[InteractionForm]] = {}
    for form in facts.inventory.dialogs:
        if form.action and form.purpose not in _NOT_ASKED:
            forms.setdefault(form.target, []).append(form)
    answers = {address: _answer(facts, named[0], asked.get(address, {})) for address, named in forms.items()}
    letters = [answers[action] for action, named in forms.items() if named[0].purpose is FormPurpose.LETTER]
    no_channel = bool(letters) and all(answer.state == "dead" for answer in letters)
    subjects: set[str] = set()
    for address in sorted(forms):
        subject = urls.canonical(address)
        if subject not in subjects:
            subjects.add(subject)
            yield _verdict(subject, forms[address], answers[address], no_channel=no_channel)


def _answer(facts: Facts, form: InteractionForm, asked: Mapping[str, FormTarget]) -> _Answer:
    head, options = asked.get("HEAD"), asked.get("OPTIONS")
    if head is None:
        return _Answer("unsure", reason="not-asked" if _is_own(facts, form.action) else "external")
    status = head.status
    if status is None or head.failure is Failure.NOT_SAVED or head.failure is Failure.CHALLENGE:
        return _Answer("unsure", status, head.failure.value if head.failure else "unreachable")
    if status < 400 or status in _THERE or head.failure in _LEADS_ON:
        bare = form.action != form.target and _is_entrance(form.target)
        return _Answer("unsure", status, "asked-without-parameters") if bare else _Answer("there", status)
    if status in _GONE:
        if form.method != "POST" or (options is not None and options.status in _GONE | _NOT_TAKEN):
            return _Answer("dead", status)
        return _Answer("unsure", status, "asked-otherwise")
    if status in _NOT_TAKEN:
        taken = options is not None and options.status is not None and options.status < 300
        return _Answer("there" if taken else "unsure", status, "" if taken else "head-refused")
    if status >= 500:
        if form.action != form.target:
            return _Answer("unsure", status, "asked-without-parameters")
        again = (options.status if options is not None else None) or 0
        is_lasting = again >= 500 and again not in _NOT_TAKEN
        return _Answer("broken", status) if is_lasting else _Answer("unsure", status, "server-error")
    return _Answer("unsure", status, head.failure.value if head.failure else "client-error")


def _is_entrance(target: str) -> bool:
    """True for a folder or its index page: what its program would say to the parameters nobody knows."""
    return urls.canonical(target).endswith("/")


def _is_own(facts: Facts, url: str) -> bool:
    return territory_of(facts.portal).may_serve(url)


def _verdict(subject: str, forms: list[InteractionForm], answer: _Answer, *, no_channel: bool) -> Verdict:
    form = forms[0]
    outcome = {"there": Outcome.PASS, "dead": Outcome.FAIL, "broken": Outcome.WARN}.get(
        answer.state, Outcome.CANT_TELL
    )
    said = f"提交至 {form.action}" + (f"（{answer.status}）" if answer.status else "")
    params: dict[str, object] = {
        "purpose": form.purpose.value,
        "target": form.action,
        "status": answer.status,
        "pages": [each.url for each in forms],
    }
    told = {"reason": answer.reason} if outcome is Outcome.CANT_TELL else {"state": answer.state}
    return Verdict(
        subject=subject,
        subject_name=name_of(form),
        outcome=outcome,
        # An empty question may itself be what a program stumbles over.
        severity=None if form.purpose in _GRAVE and outcome is not Outcome.WARN else Severity.MINOR,
        basis=_basis(form, no_channel=no_channel),
        params=params | told,
        evidence=tuple(evidence_of(each, said) for each in forms[:10]),
        obstacles=(Obstacle(form.url, answer.reason, name_of(form)),) if answer.reason else (),
        occurrences=len(forms),
        requirements=rows_of(form),
    )


def _basis(form: InteractionForm, *, no_channel: bool) -> tuple[Clause, ...]:
    if form.purpose is FormPurpose.APPLICATION:
        return (ARTICLE_29, SUBMITTING)
    if form.purpose is FormPurpose.LETTER and no_channel:
        return (VETO_CHANNEL, SUBMITTING)
    return (SUBMITTING,)
