"""What we read on one page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Zone(StrEnum):
    """Part of a page in which a link stands."""

    MENU = "menu"  # header or side menu, heading links, site map
    BREADCRUMB = "breadcrumb"
    LIST = "list"  # a row of an item list
    BODY = "body"
    FOOTER = "footer"
    FRAME = "frame"  # iframe or frame source
    SELECT = "select"  # an <option> that opens a site


class PageKind(StrEnum):
    HOME = "home"
    LIST = "list"  # one column's list of items
    CHANNEL = "channel"  # a page of previews of other columns
    CONTENT = "content"  # a column that is one text
    ARTICLE = "article"
    REDIRECT = "redirect"  # meta refresh or script that only leads on
    SITEMAP = "sitemap"
    FORM = "form"  # search, letters, application
    OTHER = "other"


class WitnessKind(StrEnum):
    """Where the words of a date stand."""

    LIST = "list"
    META = "meta"  # <meta name="PubDate">, <meta name="Maketime">
    ARTICLE_LINE = "article-line"  # 发布时间：…
    SCRIPT = "script"  # var pubdata='…'
    URL = "url"  # a stamp in the address
    ATTACHMENT = "attachment"  # a stamp in the name of an attachment: P020251029….pdf
    TEXT = "text"  # elsewhere on the page: 今天是…


class DateRole(StrEnum):
    """What happened on a date. Only ``published``, and ``updated`` for want of it, dates an item."""

    PUBLISHED = "published"
    FORMED = "formed"  # 成文日期, 生成日期, 发文日期
    UPDATED = "updated"
    IMPORTED = "imported"  # put into the system: stamps in addresses; a migration makes new ones
    BUILT = "built"  # the page was written to disk: Maketime
    BANNER = "banner"  # the day of the visit


class Precision(StrEnum):
    """How much of a date is given."""

    MINUTE = "minute"
    DAY = "day"
    MONTH_DAY = "month-day"  # without its year
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class DateWitness:
    """``value`` is an ISO date (``--05-06`` without its year, ``2020-05`` without its day, "" when the words name no
    day that exists); ``raw`` the text as found."""

    kind: WitnessKind
    value: str
    raw: str
    role: DateRole = DateRole.PUBLISHED
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class DateConflict:
    """An item whose publication dates differ by more than a day. ``witnesses`` are all that speak of it, the list
    first; those of the role ``imported`` are information and not part of the contradiction.

    ``visible``: the list contradicts what readers of the item's own page see; else only a tag of the page differs.
    """

    title: str
    url: str
    witnesses: tuple[DateWitness, ...]
    visible: bool = True


@dataclass(frozen=True, slots=True)
class WrongDate:
    """A publication date that cannot be: ``value`` is ISO for one after the day of reading, "" for one that no
    calendar has. ``shown`` are its words, ``url`` is where they stand."""

    title: str
    url: str
    shown: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """``data`` is the address that answers for ``url`` without its page's script (a column in a fragment)."""

    url: str
    text: str
    zone: Zone
    own: bool  # belongs to the portal
    data: str = ""


class PartRole(StrEnum):
    """What a part of a page holds."""

    ROWS = "rows"  # rows of the page's list
    INCLUDE = "include"  # menu, header, footer or tree that stands in a file of its own


@dataclass(frozen=True, slots=True)
class Part:
    """A request that fills a hole in a page. ``body`` is a urlencoded form for POST."""

    url: str
    role: PartRole
    method: str = "GET"
    body: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.method, self.url, self.body)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list. ``url`` is None when the row has no usable link; ``date`` is ISO or None.

    ``partial`` is what the row says of its date when that is no whole day: ``--05-06``, ``2020-05``, or ``-P3D`` and
    ``-PT3H`` counted back from the moment of reading. ``wrong`` are words that look like a date and cannot be its day
    of publication. ``pinned``: the row bears a mark (置顶) that it stands first for another reason than its date.
    """

    title: str
    url: str | None
    date: str | None
    witnesses: tuple[DateWitness, ...] = ()
    partial: str = ""
    wrong: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """What the page says about further list pages. ``pages``/``total`` None when it does not say.

    ``next_urls`` are pages, ``more`` are further rows that only an interface gives; nearest first.
    """

    pages: int | None
    current: int | None
    total: int | None
    next_urls: tuple[str, ...] = ()
    evidence: str = ""
    more: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A search box. ``origin`` is ``form`` or ``script``; ``hidden`` the fixed fields; ``field`` the query's.

    ``charset`` is how the query is written: a codec's name, ``escape`` (JavaScript's) or ``utf-8-twice``.
    """

    action: str
    method: str
    field: str
    hidden: tuple[tuple[str, str], ...] = ()
    origin: str = "form"
    visible: bool = True
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value on a page with the words it was read from."""

    name: str
    value: str
    quote: str
    url: str
