"""What the rules about accounts of new media have in common: which accounts live, whose they are, and how those that
cannot be told for one cause become one finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auditor.media_words import media_words
from auditor.model import (
    DEAD,
    AccountReading,
    AccountSource,
    AccountState,
    Clause,
    Evidence,
    MediaAccount,
    MediaSurvey,
    Obstacle,
    Outcome,
    Post,
)
from auditor.rule import Verdict
from auditor.statements import squeezed

SUBJECT, NAME = "media-accounts", "政务新媒体账号"
#: Unit under which findings stand that concern an account without a known owner.
NO_OWNER = "（没有写明主办单位）"
#: A client has versions, not posts.
APP = "app"
QUOTED, SHOWN = 10, 50
_PORTAL = frozenset({AccountSource.LISTING, AccountSource.LINK, AccountSource.QR, AccountSource.ARTICLE})

OPINION_123 = "国办发〔2018〕123号"
INDEX_19 = "国办秘函〔2019〕19号"
TWO_WEEKS = Clause(
    doc=INDEX_19, clause="政务新媒体单项否决·内容不更新", text="监测时间点前2周内无更新", verified=False
)


# ── accounts ──────────────────────────────────────────────────────────────────────────────────────


def open_accounts(survey: MediaSurvey) -> tuple[MediaAccount, ...]:
    """Accounts that no list calls closed and that the platform still has."""
    return tuple(
        each for each in survey.accounts if each.state is not AccountState.CLOSED and gone(each) is None
    )


def publishing(survey: MediaSurvey) -> tuple[MediaAccount, ...]:
    """Open accounts that have posts; clients have none."""
    return tuple(each for each in open_accounts(survey) if each.platform != APP)


def gone(account: MediaAccount) -> AccountReading | None:
    """The reading that shows that the account itself is no more. An article taken back proves nothing about its
    account, and neither does a dead address when something else of the account could be read."""
    if account.posts or any(not each.reason and each.failure is None for each in account.readings):
        return None
    articles = {each.url for each in account.mentions if each.source is AccountSource.ARTICLE}
    dead = (each for each in account.readings if each.url not in articles and each.failure in DEAD)
    return next(dead, None)


def owner_of(account: MediaAccount) -> str:
    """The owner, "" when nobody is named: a dash, 无, 同上 name nobody."""
    owner = squeezed(account.owner)
    return "" if owner in media_words().nobody else owner


def title_of(platform: str) -> str:
    """The platform's Chinese name; an unknown id as it is."""
    return next((each.title for each in media_words().platforms if each.id == platform), platform)


def name_of(account: MediaAccount) -> str:
    return account.name or f"（没有名称的{title_of(account.platform)}账号）"


def place_of(account: MediaAccount) -> str:
    """The address at which a person finds the account: its own, else the place that names it."""
    return account.url or next((each.url for each in account.mentions if each.url), account.id)


def on_portal(account: MediaAccount) -> bool:
    return any(each.source in _PORTAL for each in account.mentions)


def in_register(account: MediaAccount) -> bool:
    return any(each.source is AccountSource.REGISTER for each in account.mentions)


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────


def verdict(account: MediaAccount, outcome: Outcome, **more: Any) -> Verdict:
    """A verdict about one account, which is its owner's to mend. ``params`` are joined to what every sentence needs."""
    params = {"platform": title_of(account.platform), "account": name_of(account)} | more.pop("params", {})
    more.setdefault("evidence", (Evidence(place_of(account), name_of(account)),))
    return Verdict(
        account.id, name_of(account), outcome, organ=owner_of(account) or None, params=params, **more
    )


def post_evidence(posts: Iterable[Post], account: MediaAccount) -> tuple[Evidence, ...]:
    """The posts' addresses, with title and the words from which the day was read."""
    shown = list(posts)[:QUOTED]
    return tuple(Evidence(post.url or place_of(account), _quote(post)) for post in shown)


def post_params(posts: Sequence[Post]) -> list[dict[str, str]]:
    """Posts as lines of a list in the report."""
    return [
        {
            "title": _clipped(post),
            "url": post.url,
            "day": post.day or post.shown or "日期不详",
            "source": post.source,
        }
        for post in posts[:SHOWN]
    ]


def unknown(found: Mapping[str, Sequence[MediaAccount]]) -> Iterator[Verdict]:
    """One finding for all accounts of a platform that cannot be told for the same reason."""
    groups: dict[tuple[str, str], list[MediaAccount]] = defaultdict(list)
    for reason, accounts in found.items():
        for account in accounts:
            groups[account.platform, reason].append(account)
    for (platform, reason), accounts in sorted(groups.items()):
        yield unknown_of(f"{platform}:{reason}", title_of(platform), reason, accounts)


def unread(accounts: Sequence[MediaAccount], reason: str) -> Verdict:
    """One finding for accounts of whatever platform: nothing of them was read that a rule could look at."""
    return unknown_of(SUBJECT, NAME, reason, accounts)


def unknown_of(subject: str, name: str, reason: str, accounts: Sequence[MediaAccount]) -> Verdict:
    """The finding about accounts that cannot be told for one reason; their owner's when they have one in common."""
    owners = {owner_of(each) for each in accounts}
    return Verdict(
        subject,
        name,
        Outcome.CANT_TELL,
        organ=(owners.pop() or None) if len(owners) == 1 else None,
        params={
            "reason": reason,
            "count": len(accounts),
            "unread_accounts": [f"{name_of(each)}（{title_of(each.platform)}）" for each in accounts[:SHOWN]],
        },
        obstacles=tuple(Obstacle(place_of(each), reason, name_of(each)) for each in accounts),
        occurrences=len(accounts),
    )


def _quote(post: Post) -> str:
    return "　".join(part for part in (_clipped(post), post.shown or post.day) if part)


def _clipped(post: Post) -> str:
    return (post.title or post.text)[:60]
