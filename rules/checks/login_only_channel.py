"""互动渠道须用网站自己的账号登录。

## 检查什么

写信、咨询投诉、依申请公开、办理状态查询、调查的页面是否写明须先登录，用什么身份登录。写明用统一身份认证（省政务服务网、国家政务服务平台
等）登录的，或者登录入口通向统一身份认证的，不是问题；只能在本网站注册账号登录的，作提醒；没有写明用什么身份的，只作提示。一个表单一个结论。

不须登录的不检查。整个页面须登录才能打开的，结论为“无法判断”。评论须登录的不检查。

## 为什么

国办秘函〔2019〕19号的互动交流指标要求一号登录，国办函〔2018〕71号要求集约化平台提供统一身份认证：群众不必为了问一个问题再注册一个账号。
这些条款的评分细则尚未核实，因此只作提醒。

## 如何整改

咨询建言类渠道可以不登录提交；须核实身份的，接入统一身份认证，撤下网站自己的注册。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.letter_words import letter_words
from auditor.model import Clause, Failure, FormPurpose, InteractionForm, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._dialogs import CHANNELS, evidence_of, name_of, rows_of, subject_of

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·互动交流·信息提交",
        text="一号登录",
        verified=False,
    ),
)
_ENTRIES = frozenset({"col-mailbox", "col-complaints", "col-application"})


@rule(
    id="login-only-channel",
    code="PA119",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R20", "R11"),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per channel behind a login; columns of channels that nobody could open are unknown."""
    signs_up = {form.url for form in facts.inventory.dialogs if form.purpose is FormPurpose.LOGIN}
    seen: set[str] = set()
    for form in facts.inventory.dialogs:
        subject = subject_of(form)
        if form.purpose in CHANNELS and form.login and subject not in seen:
            seen.add(subject)
            yield _verdict(subject, form, own_account=form.url in signs_up or "注册" in form.login)
    words = letter_words()
    for column in facts.inventory.columns:
        entry = facts.column_entry.get(column.id)
        named = entry in _ENTRIES or (entry is None and words.is_letters(column.name))
        if column.failure is Failure.LOGIN_WALL and named:
            yield Verdict(
                column.id,
                column.name,
                Outcome.CANT_TELL,
                params={"reason": Failure.LOGIN_WALL.value},
                obstacles=(Obstacle(column.url, Failure.LOGIN_WALL.value, column.name),),
                requirements=("R11",) if entry == "col-application" else ("R20",),
            )


def _verdict(subject: str, form: InteractionForm, *, own_account: bool) -> Verdict:
    """``own_account``: the page itself has the site's login form, or speaks of signing up."""
    params: dict[str, object] = {"purpose": form.purpose.value, "login": form.login[:40]}
    evidence = (evidence_of(form, form.login),)
    if form.unified_login:
        return Verdict(
            subject, name_of(form), Outcome.PASS, params=params, evidence=evidence, requirements=rows_of(form)
        )
    return Verdict(
        subject=subject,
        subject_name=name_of(form),
        outcome=Outcome.FAIL if own_account else Outcome.WARN,
        severity=None if own_account else Severity.INFO,
        params=params | {"state": "site-account" if own_account else "some-account"},
        evidence=evidence,
        requirements=rows_of(form),
    )
