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
    """Who says that an item was published on a date."""

    LIST = "list"
    META = "meta"  # <meta name="PubDate">
    ARTICLE_LINE = "article-line"  # 发布时间：…
    URL = "url"  # a stamp in the address: import date, never a publication date by itself


@dataclass(frozen=True, slots=True)
class DateWitness:
    """``value`` is an ISO date; ``raw`` the text as found."""

    kind: WitnessKind
    value: str
    raw: str


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
    """One row of a list. ``url`` is None when the row has no usable link; ``date`` is ISO or None."""

    title: str
    url: str | None
    date: str | None
    witnesses: tuple[DateWitness, ...] = ()


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
    """A search box. ``origin`` is ``form`` or ``script``; ``hidden`` the fixed fields; ``field`` the query's."""

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
