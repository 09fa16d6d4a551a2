"""网站无法访问。

## 检查什么

按定时访问记录（auditor probe）计算首页打不开的比例：最近两周内连续一周、每天访问 20 次以上，15 秒（含）以上仍打不开的
次数占 5%（含）以上的，判不符合。访问失败（不能解析、拒绝连接、服务器出错）也算打不开；被网站当作程序拒绝的访问不计入次数。

没有定时访问记录的不检查；次数不够的，或者失败全都是域名不能解析的（可能是检查所用的网络有问题），结论为“无法判断”。

## 为什么

国办秘函〔2019〕19号：监测1周，每天间隔性访问20次以上，超过（含）15秒网站仍打不开的次数累计占比超过（含）5%的，
单项否决。

## 如何整改

由网站运维单位查明原因（带宽、服务器、安全设备拦截），增加监测和值守；迁移、维护期间事先公告。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from auditor.facts import Facts
from auditor.model import Clause, Evidence, Failure, Obstacle, Outcome, Probe, Severity
from auditor.rule import Claim, Verdict, rule

#: Days are those of the clock by which the portal's visitors live.
_CHINA = timezone(timedelta(hours=8))
#: A look that says nothing of the site: it was refused as a robot, or was our own fault.
_NO_LOOK = frozenset(
    {
        Failure.FORBIDDEN,
        Failure.RATE_LIMITED,
        Failure.CHALLENGE,
        Failure.ROBOTS,
        Failure.BLOCKED_ADDRESS,
        Failure.NOT_SAVED,
        Failure.INTERRUPTED,
        Failure.ERROR,
    }
)
#: The week must have ended within so many weeks before the day of judgement.
_WEEKS = 2
_QUOTED = 10


@rule(
    id="unavailable-site",
    code="PA108",
    severity=Severity.CRITICAL,
    claims=Claim.STATE,
    requirements=("R44",),
    basis=(
        Clause(
            "国办秘函〔2019〕19号",
            "单项否决·站点无法访问",
            "监测1周，每天间隔性访问20次以上，超过（含）15秒网站仍打不开的次数累计占比超过（含）5%",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the home page; none without a series of looks."""
    if not facts.probes:
        return
    days = _by_day(facts)
    week = _week(facts, days)
    if not week:
        yield _unsure(facts, days, "too-few-looks")
        return
    looks = [look for day in week for look in days[day]]
    failed = [look for look in looks if _is_failed(facts, look)]
    percent = 100 * len(failed) / len(looks)
    bad = percent >= facts.profile.threshold("probe-failed-percent")
    if bad and all(look.failure == Failure.DNS for look in failed):
        yield _unsure(facts, days, "only-dns")
        return
    yield Verdict(
        subject="home",
        subject_name=facts.portal.name,
        outcome=Outcome.FAIL if bad else Outcome.PASS,
        params={
            "from": week[0].isoformat(),
            "to": week[-1].isoformat(),
            "looks": len(looks),
            "count": len(failed),
            "percent": round(percent, 1),
            "seconds": facts.profile.threshold("probe-seconds"),
        },
        evidence=tuple(Evidence(facts.portal.url, _quote(look)) for look in (failed or looks)[:_QUOTED]),
        occurrences=max(1, len(failed)),
    )


def _by_day(facts: Facts) -> dict[date, list[Probe]]:
    """Looks that tell something, by day, of the last weeks before the day of judgement."""
    first = facts.today - timedelta(days=7 * _WEEKS - 1)
    days: dict[date, list[Probe]] = defaultdict(list)
    for look in facts.probes:
        day = _day(look)
        if day is not None and first <= day <= facts.today and look.failure not in _NO_LOOK:
            days[day].append(look)
    return days


def _day(look: Probe) -> date | None:
    try:
        at = datetime.fromisoformat(look.at)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_CHINA).date()


def _week(facts: Facts, days: dict[date, list[Probe]]) -> list[date]:
    """The latest run of days with enough looks each; empty when there is none."""
    length, owed = int(facts.profile.threshold("probe-days")), facts.profile.threshold("probe-looks-a-day")
    for end in sorted(days, reverse=True):
        week = [end - timedelta(days=back) for back in range(length - 1, -1, -1)]
        if all(len(days.get(day, ())) >= owed for day in week):
            return week
    return []


def _is_failed(facts: Facts, look: Probe) -> bool:
    return bool(look.failure) or look.seconds >= facts.profile.threshold("probe-seconds")


def _unsure(facts: Facts, days: dict[date, list[Probe]], reason: str) -> Verdict:
    looks: Sequence[Probe] = [look for day in days.values() for look in day]
    return Verdict(
        subject="home",
        subject_name=facts.portal.name,
        outcome=Outcome.CANT_TELL,
        params={
            "reason": reason,
            "looks": len(looks),
            "days": len(days),
            "count": sum(_is_failed(facts, look) for look in looks),
            "owed": int(facts.profile.threshold("probe-looks-a-day")),
            "owed_days": int(facts.profile.threshold("probe-days")),
        },
        obstacles=(Obstacle(facts.portal.url, reason, facts.portal.name),),
    )


def _quote(look: Probe) -> str:
    return " ".join(filter(None, (look.at, f"{look.seconds:g} s", look.failure, str(look.status or ""))))
