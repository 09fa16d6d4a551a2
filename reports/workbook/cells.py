"""Values that a spreadsheet takes as what they are: text without hidden characters, within its limits; addresses that it
may open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from reports.text import clean, safe_href
from reports.workbook.sheet import Cell, Link

#: A cell holds so many UTF-16 units and lines (Microsoft, “Excel specifications and limits”).
MOST_UNITS, MOST_LINES = 32_767, 253
#: An address may be longer in a browser than in a spreadsheet.
MOST_ADDRESS = 2_000
MARK = "…（已截短）"
#: What a spreadsheet takes for the beginning of a formula, full-width forms too, which some input methods make.
FORMULA = tuple("=+-@\t\r＝＋－＠")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "/%:@!$&'()*+,;=~-._"


@lru_cache(maxsize=8_192)
def harmless(text: str) -> str:
    """``text`` line by line without characters that hide or that XML forbids, cut where a cell ends."""
    lines = text.split("\n")
    kept = "\n".join(clean(line, MOST_UNITS) for line in lines[:MOST_LINES])
    return fit(kept + MARK if len(lines) > MOST_LINES else kept)


def fit(text: str, most: int = MOST_UNITS) -> str:
    """``text`` of at most ``most`` UTF-16 units; what was cut off is marked."""
    if _units(text) <= most:
        return text
    room = most - _units(MARK)
    cut = text.encode("utf-16-le", "replace")[: room * 2].decode("utf-16-le", "ignore")
    return cut + MARK


def joined(lines: Iterable[str], most: int, more: str = "另有 {} 条") -> str:
    """The first ``most`` lines that are not empty, each on its own; how many others there are."""
    kept = [line for line in lines if line]
    rest = len(kept) - most
    return "\n".join([*kept[:most], *([more.format(rest)] if rest > 0 else [])])


def target_of(url: str) -> str | None:
    """The address as ASCII when it may be a hyperlink: http(s), with a plain host, without a password, not too long."""
    href = safe_href(url)
    if href is None:
        return None
    try:
        parts = urlsplit(href)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    if "@" in parts.netloc or not re.fullmatch(r"[0-9a-z._-]+", host):
        return None
    rest = (_ascii(part) for part in (parts.path, parts.query, parts.fragment))
    target = urlunsplit((parts.scheme, host + port, *rest))
    return target if len(target) <= MOST_ADDRESS else None


def plain(cell: Cell) -> str:
    """A cell as one line of text."""
    if cell is None:
        return ""
    if isinstance(cell, Link):
        return clean(cell.url, MOST_ADDRESS)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, int):
        return str(cell)
    return "；".join(line for line in harmless(cell).split("\n") if line)


def day_of(text: str | None) -> Cell:
    """An ISO day as a date; what is none as it is."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return clean(text, 40)
    return found if found.year >= 1900 else found.isoformat()  # a spreadsheet's days begin in 1900


def _ascii(part: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=_KEPT + "?")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
