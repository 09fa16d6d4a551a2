"""Grids → rows of a published 政务公开事项标准目录. Pure; what a row does not give stays empty and is named.

Several grids are one catalog: a table split over pages goes on under the header it had, a row split over pages
is put together again, titles, remarks and repeated headers are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.catalog.limits import parse_limits
from auditor.extract.catalog_header import Header, find_header, is_header_row
from auditor.extract.dom import squeeze
from auditor.extract.marks import Choices, Marks, marks_of
from auditor.model import ELEMENTS, Grid, PublishedCatalog, PublishedRow, Tables, TimeLimit
from auditor.table_words import table_words

#: Rows kept of one catalog; a county's catalog of all fields has about 1,500.
MAX_ROWS = 6000
_NAME_ROLES = ("level1", "level2", "level3")
#: A split row's rest fills at most so many places of its own.
_REST_CELLS = 4
_SHEET_NAME = re.compile(r"^sheet\s*\d*$|^工作表\s*\d*$", re.I)
_CHAPTER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]+[、.．章节)）]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．])\s*"
)


@dataclass(frozen=True, slots=True)
class _Raw:
    """Cells of one row by role (joined where a role has several columns), before anything is read into them."""

    line: int
    where: str
    field: str
    cells: tuple[str, ...]
    header: Header
    marks: Marks
    broken: bool  # a page break stands above it


def read_catalog(
    tables: Tables, url: str, names: Sequence[str] = (), body_sha256: str = ""
) -> PublishedCatalog | None:
    """The catalog that a document holds; None when its tables are something else.

    A document that could not be read gives a catalog without rows and with its reason.
    """
    if tables.reason is not None:
        return PublishedCatalog(url, tuple(names), tables.kind, reason=tables.reason, body_sha256=body_sha256)
    rows, present = read_rows(tables.grids)
    if not rows:
        return None
    titles = tuple(grid.name for grid in tables.grids if grid.name and not _SHEET_NAME.match(grid.name))
    return PublishedCatalog(
        url=url,
        names=tuple(dict.fromkeys((*titles[:1], *names))),
        kind=tables.kind,
        rows=rows,
        absent=tuple(element for element in ELEMENTS if element not in present),
        body_sha256=body_sha256,
    )


def read_rows(grids: Sequence[Grid]) -> tuple[tuple[PublishedRow, ...], frozenset[str]]:
    """Rows of all grids that are catalogs, and the elements that at least one of them has a column for."""
    raws: list[_Raw] = []
    present: set[str] = set()
    header: Header | None = None
    for grid in grids:
        own = find_header(grid.rows)
        if own is None and (header is None or not grid.rows or len(grid.rows[0]) != len(header.columns)):
            header = None
            continue
        # A table that goes on under the same header is the next page of the one above.
        goes_on = header is not None and (own is None or own.columns == header.columns) and not grid.name
        found = own or header
        assert found is not None
        header = found
        present |= _elements(found)
        _take(raws, _raw_rows(grid, found, has_header=own is not None, goes_on=goes_on))
    return tuple(_rows(raws[:MAX_ROWS])), frozenset(present)


def _take(raws: list[_Raw], more: Iterable[_Raw]) -> None:
    """Add rows. After a page break a row may be the rest of the last one, and merged cells go on without text."""
    carried: dict[int, str] = {}
    for raw in more:
        if raw.broken and raws and len(raws[-1].cells) == len(raw.cells):
            if _is_rest(raw):
                raws[-1] = _joined(raws[-1], raw)
                continue
            carried = {x: text for x, text in enumerate(raws[-1].cells) if _may_be_merged(raw.header, x)}
        carried = {x: text for x, text in carried.items() if not raw.cells[x].strip()}
        if carried:
            raw = replace(raw, cells=tuple(carried.get(x, text) for x, text in enumerate(raw.cells)))
        raws.append(raw)


def _may_be_merged(header: Header, x: int) -> bool:
    """Numbers, items and ticks belong to one row; of the rest one cell often speaks for several."""
    column = header.columns[x]
    return column is not None and column.role not in ("seq", "level2", "level3") and not column.part


def _elements(header: Header) -> set[str]:
    roles = header.roles
    return {e for e in ELEMENTS if e in roles} | ({"name"} if roles & set(_NAME_ROLES) else set())


# ── raw rows ──────────────────────────────────────────────────────────────────────────────────────


def _raw_rows(grid: Grid, header: Header, *, has_header: bool, goes_on: bool) -> Iterator[_Raw]:
    broken = goes_on
    marks = marks_of([text for row in grid.rows for text in row])
    field = "" if _SHEET_NAME.match(grid.name) else grid.name
    start = header.last + 1 if has_header else 0
    if has_header:
        field = next((row[0] for row in grid.rows[: header.first] if _is_band(row)), "") or field
    for line, row in enumerate(grid.rows[start:], start + 1):
        broken = broken or line - 1 in grid.breaks
        if not any(text.strip() for text in row) or is_header_row(row) or _is_numbers(row):
            continue
        if _is_band(row):
            if not _is_note(row):
                field = _CHAPTER.sub("", _first(row))
            continue
        if _is_note(row):
            continue
        yield _Raw(line, grid.where, field, tuple(row), header, marks, broken)
        broken = False


def _is_band(row: Sequence[str]) -> bool:
    """One text over the whole width, or alone at the left: a title, a heading between items, a remark."""
    texts = {text for text in row if text.strip()}
    return len(texts) == 1 and (not any(text.strip() for text in row[1:]) or len(set(row)) == 1)


def _is_note(row: Sequence[str]) -> bool:
    first = squeeze(_first(row))
    filled = {text for text in row if text.strip()}
    return len(filled) <= 3 and any(first.startswith(word) for word in table_words().notes)


def _is_numbers(row: Sequence[str]) -> bool:
    """The line of column numbers that some forms have below the header."""
    texts = [text.strip() for text in row if text.strip()]
    return len(texts) >= 4 and all(text.isdigit() for text in texts)


def _is_rest(raw: _Raw) -> bool:
    """The rest of a row that a page break has split: no number, no item of its own, few cells."""
    own = [x for x, text in enumerate(raw.cells) if text.strip()]
    seq, named = raw.header.at("seq"), raw.header.at("level2") or raw.header.at("level1")
    numbered = any(raw.cells[x].strip() for x in (*seq, *named))
    return bool(seq or named) and not numbered and 0 < len(own) <= _REST_CELLS


def _joined(above: _Raw, rest: _Raw) -> _Raw:
    cells = tuple(a + b if b.strip() and b != a else a for a, b in zip(above.cells, rest.cells, strict=True))
    return replace(above, cells=cells)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


def _rows(raws: Sequence[_Raw]) -> Iterator[PublishedRow]:
    level1 = field = ""
    for raw in raws:
        row = _row(raw)
        # A merged cell that a page break or a poor export has cut leaves its rest empty.
        own_field = bool(raw.header.at("field"))
        if raw.header.at("level1"):
            level1 = row.level1 or level1
            row = replace(row, level1=level1)
        if own_field:
            field = row.field or field
            row = replace(row, field=field)
        yield replace(row, missing=_missing(row))


def _row(raw: _Raw) -> PublishedRow:
    channels = _choices(raw, "channel")
    level2 = _text(raw, "level2")
    level3 = _text(raw, "level3")
    return PublishedRow(
        level1=_text(raw, "level1"),
        level2=f"{level2}·{level3}" if level2 and level3 and level2 != level3 else level2 or level3,
        content=_text(raw, "content"),
        basis=_text(raw, "basis"),
        limit=(limit := _text(raw, "limit")),
        limits=_limits(limit),
        publisher=_text(raw, "publisher"),
        mode=_spoken(raw, "mode"),
        channels=channels.chosen,
        optional=channels.optional,
        audience=_spoken(raw, "audience"),
        levels=_choices(raw, "levels").chosen,
        field=_text(raw, "field") if raw.header.at("field") else raw.field,
        line=raw.line,
        where=raw.where,
    )


def _limits(text: str) -> tuple[TimeLimit, ...]:
    """A catalog is written by hand: what the parser trips over stays text."""
    try:
        return parse_limits(text)
    except ValueError:
        return ()


def _missing(row: PublishedRow) -> tuple[str, ...]:
    """Elements that the row does not give. Boxes that are all empty count as given: the ticks may be lost."""
    given = {
        "name": row.level2 or row.level1,
        "content": row.content,
        "basis": row.basis,
        "limit": row.limit,
        "publisher": row.publisher,
        "mode": row.mode,
        "channel": row.channels or row.optional,
        "audience": row.audience,
    }
    return tuple(element for element in ELEMENTS if not given[element])


def _first(row: Sequence[str]) -> str:
    return next((text for text in row if text.strip()), "")


def _text(raw: _Raw, role: str) -> str:
    texts = dict.fromkeys(" ".join(raw.cells[x].split()) for x in raw.header.at(role))
    return " ".join(text for text in texts if text not in table_words().blank)


def _spoken(raw: _Raw, role: str) -> str:
    """A choice as one text: 主动、全社会 …; boxes without a tick are given as they stand."""
    choices = _choices(raw, role)
    return "、".join(choices.chosen or choices.optional)


def _choices(raw: _Raw, role: str) -> Choices:
    """What is chosen of a group: by ticks below sub-headers, or by the text of a single cell."""
    required: list[str] = []
    optional: list[str] = []
    plain: list[str] = []
    cells = [(raw.cells[x], column.part) for x in raw.header.at(role) if (column := raw.header.columns[x])]
    whole = len({text for text, _ in cells}) == 1 and len(cells) > 1  # one merged cell below all sub-headers
    for text, part in cells[:1] if whole and raw.marks.ticked(cells[0][0]) is None else cells:
        if text.strip() in table_words().blank:
            continue
        ticked = raw.marks.ticked(text) if part else None
        bare_mark = ticked is not None and len(squeeze(text)) <= 2
        if part and bare_mark:
            (required if ticked else optional).append(part)
            continue
        inside = raw.marks.choices(text)
        if part and not whole:
            named = inside.chosen or inside.optional
            said = "、".join(named)
            label = part if said in ("", part) else f"{part}：{said}"
            (optional if not inside.chosen and inside.optional else plain).append(label)
        else:
            required += inside.required
            optional += inside.optional
            plain += inside.plain
    return Choices(
        tuple(dict.fromkeys(required)), tuple(dict.fromkeys(optional)), tuple(dict.fromkeys(plain))
    )
