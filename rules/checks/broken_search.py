"""站内搜索不可用。

## 检查什么

网站有没有看得见的搜索框（标准不要求本级设置的，没有也不报告）；搜索能不能打开；用刚刚读到的一条信息的标题去搜，结果里有没有这条信息。
有几个搜索框的，一个可用即为可用。

首页没有读全，搜索被 robots.txt 或防护拦截、超时、在别的网站上、需要验证码或登录、结果由脚本生成而读不到的，
结论为“无法判断”。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索、查阅、下载等功能。

## 如何整改

在首页显著位置提供搜索框；修复打不开的搜索；重建索引，保证已发布的信息按标题能够搜到。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import DEAD, Clause, Evidence, Obstacle, Outcome, SearchForm, SearchTrial, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES

SUBJECT, NAME = "site-search", "站内搜索"

#: Answers of a server whose program is broken; 502, 503 and 504 only say that it is busy now.
_BROKEN_PROGRAM = frozenset({500, 501, 505})

_BASIS = (
    PLATFORM_DUTIES,
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·功能设计·站内搜索",
        verified=False,
    ),
)


@rule(
    id="broken-search",
    code="PA005",
    severity=Severity.MAJOR,
    claims=Claim.ABSENCE,
    requirements=("R13",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the whole portal."""
    trials = facts.inventory.trials
    forms = [form for form in facts.inventory.forms if form.visible]
    if not forms and not trials:
        if _owed(facts):
            yield _without_form(facts)
        return
    judged = [(_judge(trial), trial) for trial in trials]
    untried = _untried(forms, trials)
    for outcome in (Outcome.PASS, Outcome.CANT_TELL):
        for (found, reason), trial in judged:
            if found is outcome:
                yield _verdict(facts, outcome, reason, trial)
                return
    if untried:
        params = {"reason": "untried", "forms": len(forms), "action": untried[0].action}
        obstacle = Obstacle(untried[0].action, "untried", NAME)
        yield Verdict(SUBJECT, NAME, Outcome.CANT_TELL, params=params, obstacles=(obstacle,))
        return
    (outcome, reason), trial = judged[0]
    yield _verdict(facts, outcome, reason, trial)


def _owed(facts: Facts) -> bool:
    """False when the standard knows a search column and does not ask this level for it."""
    owed = [m.required for m in facts.standard if facts.entries[m.id].judged_by == "broken-search"]
    return not owed or any(owed)


def _without_form(facts: Facts) -> Verdict:
    home = facts.portal.url
    obstacles = [
        obstacle
        for obstacle in facts.inventory.coverage.obstacles
        if urls.canonical(obstacle.url) == urls.canonical(home)
    ]
    if not facts.inventory.home_readable:
        obstacles.append(Obstacle(home, "home-unreadable", facts.portal.name))
    return Verdict(
        SUBJECT,
        NAME,
        Outcome.CANT_TELL if obstacles else Outcome.FAIL,
        params={"reason": obstacles[0].reason if obstacles else "absent", "forms": 0}
        | {"hidden_forms": len(facts.inventory.forms)},
        evidence=(Evidence(url=home),),
        obstacles=tuple(obstacles),
    )


def _judge(trial: SearchTrial) -> tuple[Outcome, str]:
    """What one query proves, and why."""
    if trial.verdict == "found":
        return Outcome.PASS, "found"
    if trial.verdict == "not-found":
        return Outcome.FAIL, "misses-known-item"
    if trial.verdict == "failed" and (trial.failure in DEAD or trial.status in _BROKEN_PROGRAM):
        return Outcome.FAIL, "unreachable"
    return Outcome.CANT_TELL, trial.failure.value if trial.failure else trial.verdict


def _untried(forms: list[SearchForm], trials: tuple[SearchTrial, ...]) -> list[SearchForm]:
    """Visible forms whose engine nobody asked; forms with the same address are the same engine."""
    tried = {urls.canonical(trial.form.action) for trial in trials}
    return [form for form in forms if urls.canonical(form.action) not in tried]


def _verdict(facts: Facts, outcome: Outcome, reason: str, trial: SearchTrial) -> Verdict:
    place = trial.url or trial.form.action or facts.portal.url  # a box may hold no address at all
    unknown = outcome is Outcome.CANT_TELL
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        params={
            "reason": reason,
            "forms": sum(form.visible for form in facts.inventory.forms),
            "action": trial.form.action,
            "query": trial.query,
            "expected_title": trial.expected_title,
            "status": trial.status,
        },
        evidence=(Evidence(url=place, quote=trial.quote),),
        obstacles=(Obstacle(place, reason, NAME),) if unknown else (),
        claims=Claim.STATE,  # the answer of the engine is its own proof
    )
