"""Tables, published catalogs and lists of objects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LimitKind(StrEnum):
    """What a time limit of the catalog asks."""

    WITHIN = "within"  # at most ``amount`` units after ``anchor``
    EVERY = "every"  # renewed once per ``amount`` units
    BEFORE = "before"  # at least ``amount`` units ahead of ``anchor``
    AT_LEAST = "at-least"  # shown for no less than ``amount`` units
    PROMPT = "prompt"  # 及时、实时: no figure
    STANDING = "standing"  # 长期公开
    TEXT = "text"  # not understood; ``text`` is all there is


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One machine-readable rule of a 公开时限. ``unit``: workday, day, week, month, quarter, half-year or year.

    ``anchor`` names the event that starts the clock (``formed``, ``approval``, ``decision``, ``application``, …);
    ``scope`` the part of the item it speaks of when the row has several limits (行政许可结果); ``text`` as written.
    """

    kind: LimitKind
    amount: int | None = None
    unit: str | None = None
    anchor: str | None = None
    scope: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as text. Merged cells are repeated in every place they cover; all rows are equally long.

    ``name`` is the sheet's name, the caption or the line above; ``where`` the place in the document (第2页).
    ``breaks`` are indexes of rows that stand first on a further page.
    """

    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    where: str = ""
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one document. ``kind``: html, xlsx, xls, ods, docx, doc, pdf or unknown.

    ``text`` are its first lines: at most 40 non-empty ones and 2,000 characters. "" when it has none (a scan).
    ``reason`` says in Chinese why the document could not be read; it is None exactly when it could.
    """

    kind: str
    grids: tuple[Grid, ...] = ()
    reason: str | None = None
    text: str = ""


#: The eight elements that a row of a published catalog has: 名称 内容 依据 时限 主体 方式 渠道 对象.
ELEMENTS = ("name", "content", "basis", "limit", "publisher", "mode", "channel", "audience")


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row of a published 政务公开事项标准目录. Texts as published; "" = not given.

    ``field`` is what the row itself says of its 公开领域 (a cell, a heading row, the sheet's name). ``channels``
    are those marked as required or plainly listed, ``optional`` those marked □. ``line`` counts the rows of the
    table from 1, ``where`` names the table. ``missing`` are element ids in the order of :data:`ELEMENTS`.
    """

    level1: str = ""
    level2: str = ""
    content: str = ""
    basis: str = ""
    limit: str = ""
    limits: tuple[TimeLimit, ...] = ()
    publisher: str = ""
    mode: str = ""
    channels: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    audience: str = ""
    levels: tuple[str, ...] = ()
    field: str = ""
    line: int = 0
    where: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedCatalog:
    """A 政务公开事项标准目录 found on the portal.

    ``names`` are all names it goes by, nearest first: title, file name, heading of the page, columns above it.
    ``absent`` are elements that have no column in any of its tables. ``reason`` is set when it could not be read.
    """

    url: str
    names: tuple[str, ...] = ()
    kind: str = "html"
    rows: tuple[PublishedRow, ...] = ()
    absent: tuple[str, ...] = ()
    reason: str | None = None
    date: str | None = None
    body_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ObjectTable:
    """A table or a series of cards that lists objects (schools, clinics) with their attributes.

    ``attributes`` are the header cells; each of ``objects`` has one text per attribute, clipped to 80 characters.
    ``names`` as in :class:`PublishedCatalog`; ``form`` is ``table`` or ``cards``.
    """

    url: str
    attributes: tuple[str, ...]
    objects: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()
    form: str = "table"
    body_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DatedItem:
    """An item whose page states both when it was formed (成文) and when it was published; ISO dates.

    ``workdays`` counts the working days after ``formed`` up to and including ``published``; None when the
    calendar of one of the years is not known. ``issuer`` is the organ that the page names.
    """

    column: str
    title: str
    url: str
    formed: str
    published: str
    workdays: int | None
    quote: str = ""
    issuer: str = ""
