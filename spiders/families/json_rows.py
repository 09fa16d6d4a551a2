"""What data of interfaces and scripts have in common: rows with title, address and day, and the parts behind them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from auditor.extract import literals
from auditor.extract.dom import clean
from auditor.extract.fragment import Record
from auditor.extract.pager import MAX_NEXT
from auditor.model import Pager, Part

#: hostile or broken data: rows and nodes beyond this are not read
MAX_ROWS = 5_000
_MAX_TITLE = 500
_CHINA = timezone(timedelta(hours=8))
#: markup that portals put into titles and then write with innerHTML: ``<font color='red'>``, ``<br/>``
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)")
_COMPACT = re.compile(r"(?:19|20)\d{6}(?:\d{6})?")
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Keys:
    """What one interface calls title, address and day of a row; of several names the first with a value counts."""

    title: tuple[str, ...]
    href: tuple[str, ...]
    date: tuple[str, ...]


def plain(text: str) -> str:
    """A name as a visitor reads it: tags go, entities become characters, white space is folded."""
    return clean(html.unescape(_TAG.sub("", text[: _MAX_TITLE * 4])))[:_MAX_TITLE]


def records(nodes: Sequence[Mapping[str, object]], keys: Keys) -> tuple[Record, ...]:
    """The rows that have a title, at most ``MAX_ROWS``."""
    found = (
        Record(
            plain(literals.text(node, *keys.title)), literals.text(node, *keys.href), day(node, *keys.date)
        )
        for node in nodes[:MAX_ROWS]
    )
    return tuple(record for record in found if record.title)


def day(node: Mapping[str, object], *names: str) -> str:
    """The day under the first name that has one, as ISO date or in the portal's own words.

    Numbers are epoch seconds or milliseconds, or digits such as 20260921; times with a zone (a midnight that a Java
    server wrote as 16:00 UTC) become China's day. 0 and empty texts count as no date.
    """
    for name in names:
        number = literals.number(node, name)
        found = _from_number(number) if number is not None else _from_text(literals.text(node, name))
        if found:
            return found
    return ""


def _from_number(number: int) -> str:
    digits = str(number)
    if _COMPACT.fullmatch(digits):
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    seconds = number // 1000 if 10**11 <= number < 10**13 else number
    if not 10**8 <= seconds < 10**10:
        return ""
    return datetime.fromtimestamp(seconds, _CHINA).date().isoformat()


def _from_text(text: str) -> str:
    if not _ZONED.fullmatch(text):
        return "" if text.isdigit() else text[:60]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text[:10]
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_CHINA).date().isoformat()
    except OverflowError:
        return text[:10]


# ── further pages ─────────────────────────────────────────────────────────────────────────────────


def rows_pager(
    rows: int, total: int | None, evidence: str, more: Sequence[Part] = (), *, current: int = 1
) -> Pager:
    """The pager of an answer that was understood. ``current`` counts from 1.

    An array that is there and empty, on the first page and without a total that says otherwise, states a total of 0.
    """
    if rows == 0 and total is None and current == 1:
        total = 0
    return Pager(None, current - 1, total, (), evidence, tuple(more[:MAX_NEXT]) if rows else ())


def following(current: int, pages: int | None) -> range:
    """Numbers of the pages behind ``current``, at most ``MAX_NEXT``; none when the last page is not known."""
    return range(current + 1, min(pages or current, current + MAX_NEXT) + 1)


def pages_of(total: int | None, size: int) -> int | None:
    """How many pages of ``size`` rows ``total`` rows fill; None when either is not known."""
    return -(-total // size) if total is not None and total > 0 and size > 0 else None


def parameter(query: str, name: str) -> str:
    """The value of a parameter; empty when it is not there. Names are compared without regard to case."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return next((value for key, value in pairs if key.lower() == name.lower()), "")


def whole_number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def with_parameters(query: str, values: Mapping[str, str]) -> str:
    """The query with these parameters set, others as they are, everything encoded again."""
    # Bytes that are no UTF-8 (a GBK portal's own parameters) come back as they were.
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    left = dict(values)
    kept: list[tuple[str, str]] = []
    for key, value in pairs:
        name = next((name for name in values if name.lower() == key.lower()), None)
        if name is None:
            kept.append((key, value))
        elif name in left:
            kept.append((key, left.pop(name)))
    return urlencode([*kept, *left.items()], errors="surrogateescape")


def set_parameters(url: str, values: Mapping[str, str]) -> str:
    """The address with these query parameters set, without its fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, with_parameters(parts.query, values), ""))
