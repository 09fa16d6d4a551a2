"""The list of posts that the register supplies as a table, for accounts that no stranger can read. Headings: ``export`` of
``rules/media_pages.yml``."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO

from auditor.extract import charset
from auditor.extract.media.origin import is_own
from auditor.extract.media.posts import NAME, NOT_UNDERSTOOD, TITLE, address, reaches, words
from auditor.extract.media.when import dated, days_of
from auditor.media_page_words import Export, page_words
from auditor.model import AccountReading, Grid, Item, Post

#: Rows above the headings (a title, the day of the export), rows and columns that are read.
_HEADING_ROWS, _MAX_ROWS, _MAX_COLUMNS = 10, 5000, 60
_MAX_CSV = 8_000_000

Columns = dict[str, int]


def exported(grids: Sequence[Grid], url: str, moment: datetime, since: date) -> AccountReading:
    """The posts of the tables, in their order, and the account that they name. ``reason`` is ``not-understood`` when no table
    has a column of titles and one of times. A list is whole when it goes back before ``since``."""
    rows = [row for grid in grids for row in _records(grid.rows)]
    if not rows:
        return AccountReading(url, reason=NOT_UNDERSTOOD)
    items = [
        dated(words(row.get("title", ""), TITLE), address(url, row.get("url", "")), row.get("time", ""))
        for row in rows
    ]
    days = days_of(items, moment, url)
    posts = tuple(
        _post(row, item, day) for row, item, day in zip(rows, items, days, strict=True) if item.title
    )
    newest_first = sorted((post for post in posts if post.day), key=lambda post: post.day, reverse=True)
    name, owner = (
        words(next((row[key] for row in rows if row.get(key)), ""), NAME) for key in ("name", "owner")
    )
    return AccountReading(url, name, owner, posts, whole=reaches(newest_first, since))


def exported_csv(body: bytes, url: str, moment: datetime, since: date) -> AccountReading:
    """The same for a file of values separated by commas, semicolons or tabs, in UTF-8 or GBK."""
    text = charset.decode(body[:_MAX_CSV]).text.replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t，", key=first.count)
    try:
        rows = tuple(tuple(row) for row in csv.reader(StringIO(text), delimiter=mark))
    except csv.Error:
        return AccountReading(url, reason=NOT_UNDERSTOOD)
    return exported((Grid(rows),), url, moment, since)


def _records(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The rows below the headings, by what their columns hold; ``repost`` is not empty where a column says so."""
    rules = page_words().export
    for at, row in enumerate(rows[:_HEADING_ROWS]):
        columns = _columns(row[:_MAX_COLUMNS], rules)
        if "title" in columns and "time" in columns:
            asked = _heading(row[columns["kind"]]) if "kind" in columns else ""
            reposts = tuple(
                word for heading, cells in rules.kind.items() if heading in asked for word in cells
            )
            return [_record(each, columns, reposts) for each in rows[at + 1 : at + 1 + _MAX_ROWS]]
    return []


def _record(row: Sequence[str], columns: Columns, reposts: tuple[str, ...]) -> dict[str, str]:
    record = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
    told = any(record.get("kind", "").startswith(word) for word in reposts)
    return record | {"repost": "1" if told else ""}


def _columns(row: Sequence[str], rules: Export) -> Columns:
    """Which column holds what: the first wording that a heading is, else the first that it contains."""
    headings = [_heading(cell) for cell in row]
    found: Columns = {}
    for name in ("title", "time", "url", "source", "name", "owner", "kind"):
        wordings: Sequence[str] = tuple(getattr(rules, name))
        whole = (headings.index(wording) for wording in wordings if wording in headings)
        part = (at for wording in wordings for at, heading in enumerate(headings) if wording in heading)
        place = next(whole, next(part, None))
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _heading(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).lower().split())


def _post(row: dict[str, str], item: Item, day: str) -> Post:
    source = words(row.get("source", ""), NAME)
    shown = item.witnesses[0].raw if item.witnesses else words(row.get("time", ""), NAME)
    own = (row.get("name", ""), row.get("owner", ""))
    elsewhere = bool(source) and any(own) and not is_own(source, own)
    return Post(item.title, day, shown, item.url or "", source, bool(row["repost"]) or elsewhere)
