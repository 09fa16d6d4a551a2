"""站内搜索不可用。

## 检查什么

网站有没有看得见的搜索框（标准不要求本级设置的，没有也不报告）；用刚刚读到的信息的标题、标题中的词和文号去搜，搜索有没有应答。
搜索地址已失效、程序出错的，为不可用。有几个搜索框的，一个可用即为可用。搜索有应答但查不到信息的，由“站内搜索查不出任何信息”
“站内搜索查不全”报告，这里不重复。

首页没有读全，按要求没有试用，搜索被 robots.txt 或防护拦截、超时、需要验证码或登录，只由脚本提交而没有浏览器，或者结果读不出的，
结论为“无法判断”。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索、查阅、下载等功能。

## 如何整改

在首页显著位置提供搜索框，修复打不开的搜索。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._search import NAME, SUBJECT, UNREAD, Engine, Standing, engines

_BASIS = (PLATFORM_DUTIES, *UNREAD[:1])


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
    judged = engines(facts)
    if not judged:
        if _owed(facts):
            yield _without_form(facts)
    elif judged[0].answers:
        yield _verdict(facts, Outcome.PASS, "answers", judged[0])
    elif judged[0].standing is Standing.UNKNOWN:
        yield _verdict(facts, Outcome.CANT_TELL, judged[0].reason, judged[0])
    else:
        yield _verdict(facts, Outcome.FAIL, "unreachable", judged[0])


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


def _verdict(facts: Facts, outcome: Outcome, reason: str, judged: Engine) -> Verdict:
    trial = _telling(judged)
    place = (trial.url if trial else "") or judged.action or facts.portal.url
    params: dict[str, object] = {
        "reason": reason,
        "forms": sum(form.visible for form in facts.inventory.forms),
        "action": judged.action,
        "family": judged.engine.family,
    }
    if trial is not None:
        params |= {"query": trial.query.text, "expected_title": trial.query.title, "status": trial.status}
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        params=params,
        evidence=(Evidence(url=place, quote=trial.quote if trial else ""),),
        obstacles=(Obstacle(place, reason, NAME),) if outcome is Outcome.CANT_TELL else (),
        claims=Claim.STATE,  # the answer of the engine is its own proof
    )


_WANTED = {
    Standing.FINDS: TrialState.FOUND,
    Standing.MISSES: TrialState.MISSED,
    Standing.EMPTY: TrialState.NOTHING,
    Standing.UNKNOWN: TrialState.CANT_TELL,
    Standing.BROKEN: TrialState.FAILED,
}


def _telling(judged: Engine) -> SearchTrial | None:
    """The query that made the engine's standing, None when nothing was asked."""
    return next((trial for trial in judged.known if trial.state is _WANTED[judged.standing]), None)
