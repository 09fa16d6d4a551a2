"""政务新媒体发布间断。

## 检查什么

检查期内（判定方案的 media-period-days）相邻两次发布最长相隔多少天，超过 media-gap-days 的报告；最近一次发布到现在的间隔由
“政务新媒体账号长期不更新”报告。判定方案规定了每个工作日（media-workday-posts）或者每周（media-week-posts）至少发布几条的，
另外数出不足的工作日、不足的自然周。一个账号一个结论。

只看信息列表读到的那一段：列表没有读到检查期开头的，读到的一段里有间断的照样报告，没有间断的结论为“无法判断”；有信息没有标明日期的、
某年的节假日安排还没有公布的，也是。全部账号都没有读到信息列表的，合为一个“无法判断”。

## 为什么

国办秘函〔2019〕19号：监测时间点前2周内无更新（只见于地方通报，原文尚未核实，只作提醒）；间断超过同样长的时间，说明当时没有人维护。

## 如何整改

由主办单位落实专人和值班制度，按规定的频次发布；不要在检查之前集中补发。
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from auditor.facts import Facts
from auditor.model import MediaAccount, MediaSurvey, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.workdays import workdays_between
from rules.checks import _media, _posts
from rules.checks._posts import Posting

_DAY, _WEEK = timedelta(1), timedelta(7)


@dataclass(frozen=True, slots=True)
class _Short:
    """Working days or weeks with fewer posts than the profile asks for. ``checked`` None: the calendar does not know."""

    wanted: int
    below: int
    checked: int | None


@rule(
    id="posting-gap",
    code="PA123",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R29",),
    basis=(_media.TWO_WEEKS,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per account of which a list of posts was read."""
    survey = facts.media
    accounts = _media.publishing(survey) if survey else ()
    if survey is None or not accounts:
        return
    listed = [each for each in accounts if _posts.is_listed(each)]
    if not listed:
        yield _media.unread(accounts, "posts-unread")
        return
    unknown: dict[str, list[MediaAccount]] = defaultdict(list)
    for account in listed:
        told = _told(facts, survey, account)
        if isinstance(told, str):
            unknown[told].append(account)
        elif told is not None:
            yield told
    yield from _media.unknown(unknown)


def _told(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> Verdict | str | None:
    """The verdict about an account; why there is none; None when it posted nothing at all, which is another rule's."""
    posting = _posts.posting_of(facts, survey, account)
    days = [day for day in posting.days if day >= posting.since]
    if not days and not posting.undated:
        return None
    limit = int(facts.profile.threshold("media-gap-days"))
    gap, after, before = _longest(posting, days)
    workdays, weeks = _workdays(facts, posting, days), _weeks(facts, posting, days)
    short = [each for each in (workdays, weeks) if each is not None]
    bad = gap > limit or any(each.below for each in short)
    if bad and posting.undated:
        return "post-undated"
    if not bad and posting.since > posting.start:
        return "period-not-covered"
    if not bad and any(each.checked is None for each in short):
        return "calendar-unknown"
    ends = [
        post for post in account.posts if gap and post.day[:10] in (after.isoformat(), before.isoformat())
    ]
    return _media.verdict(
        account,
        Outcome.FAIL if bad else Outcome.PASS,
        params={
            "state": "gap" if gap > limit else "below-standard" if bad else "regular",
            "posts": len(days),
            "since": posting.since.isoformat(),
            "day": posting.day.isoformat(),
            "gap_days": gap,
            "gap_after": after.isoformat(),
            "gap_before": before.isoformat(),
            "limit_days": limit,
        }
        | _numbers("workday", workdays)
        | _numbers("week", weeks),
        **({"evidence": _media.post_evidence(ends, account)} if ends else {}),
    )


def _numbers(unit: str, short: _Short | None) -> dict[str, int]:
    if short is None or not short.below or short.checked is None:
        return {}
    return {f"{unit}s_below": short.below, f"{unit}s_checked": short.checked, f"{unit}_posts": short.wanted}


def _longest(posting: Posting, days: Sequence[date]) -> tuple[int, date, date]:
    """The longest stretch between two posts in days, with its ends. The first stretch begins with the period when all
    posts of the period are known; what follows the last post is no gap yet."""
    stops = sorted({posting.since, *days}) if posting.since == posting.start else sorted(set(days))
    stretches = [((b - a).days, a, b) for a, b in pairwise(stops)]
    return max(stretches, key=lambda each: each[0], default=(0, posting.since, posting.since))


def _workdays(facts: Facts, posting: Posting, days: Sequence[date]) -> _Short | None:
    wanted = int(facts.profile.thresholds.get("media-workday-posts", 0))
    if not wanted:
        return None
    below = checked = 0
    day = posting.since
    while day < posting.day:  # the day of reading itself is not over
        working = workdays_between(day - _DAY, day)
        if working is None:
            return _Short(wanted, below, None)
        checked += working
        below += bool(working) and _between(days, day, day + _DAY) < wanted
        day += _DAY
    return _Short(wanted, below, checked)


def _weeks(facts: Facts, posting: Posting, days: Sequence[date]) -> _Short | None:
    """Whole weeks from Monday to Sunday."""
    wanted = int(facts.profile.thresholds.get("media-week-posts", 0))
    if not wanted:
        return None
    monday = posting.since + timedelta(-posting.since.weekday() % 7)
    counts = []
    while monday + _WEEK <= posting.day:
        counts.append(_between(days, monday, monday + _WEEK))
        monday += _WEEK
    return _Short(wanted, sum(count < wanted for count in counts), len(counts))


def _between(days: Sequence[date], start: date, end: date) -> int:
    return bisect_left(days, end) - bisect_left(days, start)
