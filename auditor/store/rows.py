"""Rows of a table as they go into an archive or another database, and back: in one order, of the kinds their columns say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import GenericAlias
from typing import Annotated, Any

import msgspec
from sqlalchemy import Boolean, Column, Connection, Float, Integer, String, Table, collate, select

from auditor.errors import AuditorError
from auditor.store.portable import BATCH, Batch, Row

#: What both databases hold as a whole number.
_INTEGER = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


def read_rows(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[Batch]:
    """All rows of a table by primary key, some at a time: never more than a batch is in memory."""
    order = [_by_code_point(connection, column) for column in table.primary_key.columns]
    query = select(*(table.columns[name] for name in columns)).order_by(*order)
    query = query.execution_options(yield_per=BATCH)
    floats = [at for at, name in enumerate(columns) if isinstance(table.columns[name].type, Float)]
    for part in connection.execute(query).partitions():
        batch = [tuple(row) for row in part]
        if floats:
            _check_finite(batch, floats, table.name)
        yield batch


def columns_of(table: Table) -> tuple[str, ...]:
    """The names of the columns, as plain text (SQLAlchemy's own kind knows how to be quoted)."""
    return tuple(str(column.name) for column in table.columns)


def row_kind(table: Table, columns: Sequence[str]) -> Any:
    """The type of a row, for strict reading."""
    return GenericAlias(tuple, tuple(_kind(table.columns[name]) for name in columns))


def key_places(table: Table, columns: Sequence[str]) -> tuple[int, ...]:
    """Where the primary key stands in a row."""
    return tuple(columns.index(column.name) for column in table.primary_key.columns)


def keys_rise(batch: Batch, places: tuple[int, ...], last: Row | None) -> bool:
    """Whether the primary keys grow from row to row, so that none stands twice."""
    for row in batch:
        key = tuple(row[place] for place in places)
        if last is not None and key <= last:
            return False
        last = key
    return True


def _by_code_point(connection: Connection, column: Column[Any]) -> Any:
    """SQLite sorts text by its bytes; a server by the language that it was set up for, unless told otherwise."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return collate(column, "C")
    return column


def _kind(column: Column[Any]) -> Any:
    kind: Any
    if isinstance(column.type, Boolean):
        kind = bool
    elif isinstance(column.type, Integer):
        kind = _INTEGER
    elif isinstance(column.type, Float):
        kind = float
    elif isinstance(column.type, String):
        kind = str
    else:
        raise AssertionError(f"{column}: no portable form for {column.type!r}")
    return kind | None if column.nullable else kind


def _check_finite(batch: Batch, places: list[int], name: str) -> None:
    for row in batch:
        for place in places:
            value = row[place]
            if value is not None and not math.isfinite(value):
                raise AuditorError(
                    f"表 {name} 中有一行的数值是 {value}，无法备份（行首：{str(row[:2])[:120]}）。请先更正这一行"
                )
