"""What findings list one by one: rows of catalogs and objects with the elements that they lack, dead links, late texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports import wording
from reports.text import clean
from reports.workbook.findings import Entry
from reports.workbook.sheet import Cell, Head, Kind, Link, Table

#: A member of a list that names what it lacks.
_MISSING = "missing"
_HEADS = (
    Head("问题序号", 9, Kind.WORD),
    Head("规则", 20),
    Head("对象", 24),
    Head("清单", 20),
    Head("位置", 20),
    Head("事项、名称或内容", 46),
    Head("缺少的要素", 30),
    Head("网址", 36),
)


def elements_table(ledger: Sequence[Entry]) -> Table:
    """One row for each member of a list; the numbers are those of the list of findings."""
    rows = ((*_of(entry), *row) for entry in ledger for row in _members(entry))
    return Table("目录要素", _HEADS, tuple(rows), frozen=1)


def _of(entry: Entry) -> tuple[Cell, ...]:
    finding = entry.finding
    name = clean(finding.subject_name or finding.subject, 120)
    return (entry.view.number, clean(entry.view.words.title, 80), name)


def _members(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    told = set()
    for key, words in wording.lists().items():
        for value in _lacking(entry.finding.params.get(key)):
            told.add(words.title)
            yield (words.title, *_row(value))
    for listing in entry.view.lists:
        if listing.title not in told:
            for line in listing.lines:
                yield (listing.title, "", clean(line.text, 400), "", Link(line.url) if line.url else None)
        if listing.unlisted:
            yield (listing.title, "", f"另有 {listing.unlisted} 条没有列出", "", None)
    for link in entry.view.links:
        found_on = clean(link.found_on or "", 300)
        yield ("打不开的链接", found_on, clean(link.text, 120), "", Link(link.url))


def _lacking(values: Any) -> Iterator[Mapping[Any, Any]]:
    """The members, when each of them names what it lacks."""
    members = values if isinstance(values, list | tuple) else ()
    if all(isinstance(value, Mapping) and value.get(_MISSING) for value in members):
        yield from members


def _row(value: Mapping[Any, Any]) -> tuple[Cell, ...]:
    texts = {str(key): wording.as_text(one) for key, one in value.items()}
    line = texts.get("line", "")
    place = texts.get("where", "") + (f"第{line}行" if line else "")
    levels = " / ".join(text for key in ("level1", "level2") if (text := texts.get(key, "")))
    url = value.get("url")
    return (
        clean(place, 120),
        clean(levels or texts.get("name") or texts.get("title") or "（没有名称）", 200),
        clean(texts.get(_MISSING, ""), 400),
        Link(url) if isinstance(url, str) and url else None,
    )
