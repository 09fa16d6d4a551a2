"""Accounts of new media: where they were named, what they posted, and what a platform does not show to strangers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.snapshot import Failure


class AccountSource(StrEnum):
    """Where an account is named."""

    LISTING = "listing"  # a table or page of accounts on the portal
    LINK = "link"  # a link of the portal to the platform
    QR = "qr"  # a QR code decoded from a picture of the portal
    REGISTER = "register"  # the county's own list of accounts
    ARTICLE = "article"  # an article of the account that the portal links to


class AccountState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # the listing or register says 注销, 关停
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names an account. ``url`` is the page (or the register's path and row)."""

    source: AccountSource
    url: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. ``day`` is ISO, "" when it is not told; ``shown`` are the words it was read from. ``source`` is the office
    or medium that the post names as its origin; ``repost``: it says that it was taken from elsewhere."""

    title: str
    day: str
    shown: str = ""
    url: str = ""
    source: str = ""
    repost: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class AccountReading:
    """What was read of an account at one address. ``whole``: the list goes back over the whole period judged. ``reason``
    says why nothing was read: a :class:`Failure` value, ``login``, ``script``, ``app-only``, ``removed`` (the platform says
    that it is no more) or ``not-understood``, "" when something was. ``interactive``: 留言, 评论, 私信 or a menu of services
    was seen; None when the page cannot tell. ``key`` is the platform's own key that the page itself states (gh_…, uid)."""

    url: str
    name: str = ""
    owner: str = ""
    posts: tuple[Post, ...] = ()
    whole: bool = False
    reason: str = ""
    failure: Failure | None = None
    interactive: bool | None = None
    downloadable: bool | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class MediaAccount:
    """One account. ``id`` is platform and the platform's own key (uid, gh_ id, address), or platform and name.

    ``platform`` is an id of ``rules/media.yml``; ``kind`` within it (订阅号, 服务号); ``topics`` are the words of the
    office's own field that the register gives. ``exported``: the posts come from a list that the register supplies.
    """

    id: str
    platform: str
    name: str
    owner: str = ""
    kind: str = ""
    url: str = ""
    state: AccountState = AccountState.UNKNOWN
    main: bool = False
    mentions: tuple[Mention, ...] = ()
    readings: tuple[AccountReading, ...] = ()
    posts: tuple[Post, ...] = ()
    whole: bool = False
    exported: bool = False
    topics: tuple[str, ...] = ()


class CodeState(StrEnum):
    """What a picture turned out to be."""

    DECODED = "decoded"
    UNREADABLE = "unreadable"  # there is a code that nobody can read (blurred, cut)
    NONE = "none"  # no code
    BROKEN = "broken"  # no picture that we can open


@dataclass(frozen=True, slots=True)
class QrPicture:
    """A picture that may hold QR codes. ``texts`` are what they say; ``caption`` the words beside it on the page."""

    url: str
    page: str
    caption: str
    state: CodeState
    texts: tuple[str, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class MediaSurvey:
    """Everything learned of a county's new media. ``day`` is the ISO day of the crawl in China; ``complete`` is False when
    a page that may name accounts was not read (``obstacles``: (address, reason)). ``since`` is the ISO day back to which the
    posts of an account that is ``whole`` are known; "" = as far back as anybody asks."""

    day: str
    accounts: tuple[MediaAccount, ...]
    pictures: tuple[QrPicture, ...] = ()
    complete: bool = True
    obstacles: tuple[tuple[str, str], ...] = ()
    register: str = ""
    since: str = ""
