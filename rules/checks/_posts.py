"""What is known of the posts of an account of new media: how new, how far back, and why nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from auditor import urls
from auditor.facts import Facts
from auditor.model import AccountReading, MediaAccount, MediaSurvey, Post

#: Reasons of readings that mean something else elsewhere in the report.
_REASONS = {
    "login": "platform-login",
    "login-wall": "platform-login",
    "outside": "media-outside",
    "budget": "media-budget",
}


def day_of(facts: Facts, survey: MediaSurvey) -> date:
    """The day as of which posts are judged: what was posted after the survey nobody can know."""
    return min(facts.today, date.fromisoformat(survey.day[:10]))


def too_old(facts: Facts, survey: MediaSurvey) -> bool:
    """Was the survey made so long before the day of judgement that it says nothing of the accounts now?"""
    return (facts.today - day_of(facts, survey)).days > facts.profile.threshold("media-survey-days")


@dataclass(frozen=True, slots=True)
class Posting:
    """What is known of an account's posts. ``days`` ascend, one for each dated post not after ``day``; ``undated`` posts
    may be of any day. ``listed``: a list was read, so that the newest post is among them. The period judged begins with
    ``start``; ``since`` is the day from which on all posts are known."""

    day: date
    days: tuple[date, ...]
    undated: int
    listed: bool
    start: date
    since: date

    @property
    def age(self) -> int | None:
        """Days from the newest dated post to the day of judgement."""
        return max(0, (self.day - self.days[-1]).days) if self.days else None


def posting_of(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> Posting:
    """The posts of an account up to the day of judgement; clocks differ, so what is of tomorrow counts as of today."""
    day = day_of(facts, survey)
    told = [_day(post) for post in account.posts]
    days = tuple(sorted(min(each, day) for each in told if each and each <= day + timedelta(1)))
    start = day - timedelta(int(facts.profile.threshold("media-period-days")))
    asked = date.fromisoformat(survey.since[:10]) if survey.since else start
    known = asked if account.whole else _reach(account) or day
    return Posting(day, days, told.count(None), is_listed(account), start, max(start, known))


def _reach(account: MediaAccount) -> date | None:
    """How far back the lists that were read go: to the last row of a page, for pinned posts and single articles may be much
    older; an exported file is sorted in whatever way."""
    ends = []
    for reading in filter(_is_list, account.readings):
        days = [day for post in reading.posts if (day := _day(post))]
        if days:
            ends.append(days[-1] if urls.host(reading.url) else min(days))
    return min(ends, default=None)


def in_period(facts: Facts, survey: MediaSurvey, account: MediaAccount) -> tuple[Post, ...]:
    """Posts of the period judged, and those without a day, each with something to read."""
    day = day_of(facts, survey)
    start = day - timedelta(int(facts.profile.threshold("media-period-days")))
    return tuple(
        post
        for post in account.posts
        if (post.title or post.text) and ((at := _day(post)) is None or start <= at <= day + timedelta(1))
    )


def why_unknown(account: MediaAccount, posting: Posting) -> str:
    """Why the newest post of an account cannot be told; "" when it can."""
    if not account.posts and not (posting.listed and account.whole):
        return unread_reason(account)
    if not posting.listed:
        return "articles-only"
    return "post-undated" if posting.undated else ""


def unread_reason(account: MediaAccount) -> str:
    """Why nothing was read of an account: what the first reading that failed says."""
    for reading in account.readings:
        if reading.reason or reading.failure is not None:
            reason = reading.reason or str(reading.failure)
            return _REASONS.get(reason, reason)
    return "no-posts-seen" if account.readings else "not-asked" if account.url else "no-address"


def newest(account: MediaAccount, posting: Posting) -> tuple[Post, ...]:
    """The newest dated post, as evidence."""
    wanted = posting.days[-1] if posting.days else None
    return tuple(post for post in account.posts if wanted and _day(post) == wanted)[:1]


def is_listed(account: MediaAccount) -> bool:
    """Was a list of posts read? Single articles prove that an account lives, never which of its posts is the newest."""
    return account.exported or any(_is_list(each) for each in account.readings)


def _is_list(reading: AccountReading) -> bool:
    if reading.reason or reading.failure is not None:
        return False
    return reading.whole or any(post.url != reading.url for post in reading.posts)


def _day(post: Post) -> date | None:
    try:
        return date.fromisoformat(post.day[:10]) if post.day else None
    except ValueError:
        return None
