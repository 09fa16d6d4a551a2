"""What the readers of all platforms have in common: clean words, posts of bounded size, and how far back a list goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor import urls
from auditor.model import AccountReading, Post

#: Posts of one answer; characters of a title, of a name, of the text that is kept, of a date as shown.
MAX_POSTS, TITLE, NAME, TEXT, SHOWN_DATE = 500, 200, 60, 2000, 60
#: Control characters, half characters and the marks that turn the direction of writing around.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})

NOT_UNDERSTOOD = "not-understood"
APP_ONLY = "app-only"
LOGIN = "login"
SCRIPT = "script"
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Examined:
    """An answer as read, and the addresses of the same account to ask next (at most two)."""

    reading: AccountReading
    further: tuple[str, ...] = ()


def nothing(url: str, reason: str) -> Examined:
    return Examined(AccountReading(url, reason=reason))


def words(text: object, limit: int) -> str:
    """Text on one line without unseen characters, at most ``limit`` characters long; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    spaced = "".join(
        " " if char.isspace() else "" if unicodedata.category(char) in _UNSEEN else char
        for char in text[: 4 * limit]
    )
    return " ".join(spaced.split())[:limit]


def address(base: str, href: object) -> str:
    """An absolute http(s) address; "" for anything else."""
    return (urls.absolute(base, href) or "") if isinstance(href, str) and href.strip() else ""


def reaches(posts: Sequence[Post], since: date, pinned: Sequence[bool] = ()) -> bool:
    """True when a list runs from new to old and its last post lies before ``since``. Pinned posts stand out of order."""
    marks = [*pinned, *([False] * (len(posts) - len(pinned)))]
    days = [post.day for post, mark in zip(posts, marks, strict=False) if post.day and not mark]
    return bool(days) and days[-1] < since.isoformat() and days[0] >= days[-1]
