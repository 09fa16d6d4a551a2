"""The accounts of new media as flat values for the report: what was read of each, and why nothing was. Pure functions of
the audit; nothing here judges, the findings do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from auditor.model import (
    DEAD,
    AccountReading,
    AccountSource,
    AccountState,
    Audit,
    CodeState,
    Failure,
    MediaAccount,
    MediaSurvey,
    QrPicture,
)
from reports import wording
from reports.text import safe_href

_APP = "app"
#: Why an address that is known was left out.
_NOT_ASKED = frozenset({"outside", "budget", "interrupted"})
#: What of an account is known, in the colour of what it comes nearest to: a class of ``report.css``.
_TONES = {
    "listed": "outcome-pass",
    "client": "outcome-pass",
    "articles": "outcome-cant-tell",
    "unread": "outcome-cant-tell",
    "client-unsure": "outcome-cant-tell",
    "client-gone": "outcome-fail",
    "gone": "outcome-fail",
    "closed": "severity-info",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account is named; ``label`` says what kind of place that is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account. ``age`` and ``gap`` are days, None when they are not known; ``posts`` and ``reposts`` count those of the
    period, None when no list was read. ``badge`` says what is known in the colour of ``tone``; ``note`` why no more is."""

    platform: str
    name: str
    url: str
    owner: str
    main: bool
    places: tuple[Place, ...]
    newest: str
    age: int | None
    posts: int | None
    gap: int | None
    reposts: int | None
    tone: str
    badge: str
    note: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """An address that was asked; ``answer`` is what came of it."""

    url: str
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts in the order of platforms, closed ones last. ``since`` is the first day of the period ("" = as far back
    as anything was read); ``pictures`` are those with codes that nobody can read, ``hidden`` pages that were not read."""

    day: str
    since: str
    register: str
    rows: tuple[AccountView, ...]
    counts: tuple[tuple[str, int], ...]
    pictures: tuple[AskedView, ...]
    hidden: tuple[AskedView, ...]
    asked: tuple[AskedView, ...]

    def __bool__(self) -> bool:
        return bool(self.day)


_NOBODY_LOOKED = Accounts("", "", "", (), (), (), (), ())


def accounts_of(audit: Audit) -> Accounts:
    """What is known of the accounts; empty when nobody looked."""
    survey = audit.media
    if survey is None:
        return _NOBODY_LOOKED
    rows = [(each.state is AccountState.CLOSED, _row(survey, each)) for each in survey.accounts]
    rows.sort(key=lambda pair: pair[0])
    counts = Counter(row.platform for closed, row in rows if not closed)
    return Accounts(
        day=survey.day[:10],
        since=survey.since[:10],
        register=survey.register,
        rows=tuple(row for _, row in rows),
        counts=tuple(counts.items()),
        pictures=tuple(_unread_pictures(survey.pictures)),
        hidden=tuple(AskedView(url, "", wording.reason(reason)) for url, reason in survey.obstacles),
        asked=tuple(_asked(survey)),
    )


def _row(survey: MediaSurvey, account: MediaAccount) -> AccountView:
    state, reason = state_of(account)
    days = _days(survey, account)
    listed = state == "listed"
    told = [post for post in account.posts if not post.day or survey.since[:10] <= post.day[:10]]
    newest = days[-1] if days and account.platform != _APP else None
    return AccountView(
        platform=wording.label("platform", account.platform),
        name=account.name,
        url=account.url,
        owner=account.owner,
        main=account.main,
        places=tuple(_places(account)),
        newest=newest.isoformat() if newest else "",
        age=(date.fromisoformat(survey.day[:10]) - newest).days if newest else None,
        posts=len(told) if listed else None,
        gap=_gap(survey, days) if listed and (account.whole or account.exported) else None,
        reposts=sum(post.repost for post in told) if listed else None,
        tone=_TONES[state],
        badge=wording.label("account_known", state),
        note=account_reason(reason) if reason else _kind(account),
    )


def state_of(account: MediaAccount) -> tuple[str, str]:
    """What is known of an account, a key of the labels ``account_known``, and the reason of the reading that failed."""
    if account.state is AccountState.CLOSED:
        return "closed", ""
    readable = [each for each in account.readings if not each.reason and each.failure is None]
    failed = next((each for each in account.readings if each not in readable), None)
    dead = failed is not None and failed.failure in DEAD and not readable
    if account.platform == _APP:
        return _client(readable, dead), failed.reason if failed and not readable and not dead else ""
    if account.exported or any(_is_list(each) for each in readable):
        return "listed", ""
    if account.posts:
        return "articles", ""
    if dead:
        return "gone", ""
    return "unread", failed.reason if failed else "" if account.readings else "no-address"


def account_reason(code: str) -> str:
    """Why an account could not be read, in plain words."""
    return wording.labels("account_reason").get(code) or wording.reason(code)


def _client(readable: Sequence[AccountReading], dead: bool) -> str:
    told = [each.downloadable for each in readable if each.downloadable is not None]
    if any(told):
        return "client"
    return "client-gone" if told or dead else "client-unsure"


def _is_list(reading: AccountReading) -> bool:
    return reading.whole or any(post.url != reading.url for post in reading.posts)


def _kind(account: MediaAccount) -> str:
    """订阅号 and the like; that the posts come from a list which the register supplies."""
    exported = wording.label("account_known", "exported") if account.exported else ""
    return "，".join(part for part in (account.kind, exported) if part)


def _places(account: MediaAccount) -> Iterator[Place]:
    """The first place of each kind."""
    seen: set[AccountSource] = set()
    for mention in account.mentions:
        if mention.source not in seen:
            seen.add(mention.source)
            yield Place(wording.label("account_source", mention.source.value), mention.url)


def _days(survey: MediaSurvey, account: MediaAccount) -> list[date]:
    """Days of the posts up to that of the survey, ascending."""
    shown = (post.day[:10] for post in account.posts)
    return sorted(date.fromisoformat(day) for day in shown if _is_day(day) and day <= survey.day[:10])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _gap(survey: MediaSurvey, days: Sequence[date]) -> int | None:
    """Longest stretch between two posts of the period, in days."""
    within = [day for day in days if survey.since[:10] <= day.isoformat()]
    return max(((b - a).days for a, b in pairwise(within)), default=None)


def _unread_pictures(pictures: Sequence[QrPicture]) -> Iterator[AskedView]:
    for picture in pictures:
        if picture.failure is not None:
            yield AskedView(picture.url, picture.caption, wording.reason(picture.failure.value))
        elif picture.state in (CodeState.UNREADABLE, CodeState.BROKEN):
            yield AskedView(picture.url, picture.caption, wording.label("code_state", picture.state.value))


def _asked(survey: MediaSurvey) -> Iterator[AskedView]:
    """Addresses of accounts and of pictures that were asked, each once. What was left out was not asked, and an exported
    list is a file."""
    seen: set[str] = set()
    for account in survey.accounts:
        for reading in account.readings:
            if reading.url not in seen and safe_href(reading.url) and reading.reason not in _NOT_ASKED:
                seen.add(reading.url)
                yield AskedView(reading.url, account.name, _answer(reading))
    for picture in survey.pictures:
        if (
            picture.url not in seen
            and safe_href(picture.url)
            and picture.failure is not Failure.REDIRECT_OUTSIDE
        ):
            seen.add(picture.url)
            answer = wording.label("code_state", picture.state.value)
            yield AskedView(picture.url, picture.caption, answer)


def _answer(reading: AccountReading) -> str:
    if reading.reason or reading.failure is not None:
        return account_reason(reading.reason or str(reading.failure))
    if reading.downloadable is not None:
        return wording.label("account_known", "client" if reading.downloadable else "client-gone")
    if not reading.posts:
        return wording.label("account_known", "page")
    return f"{wording.label('account_known', 'posts')} {len(reading.posts)} 条"
