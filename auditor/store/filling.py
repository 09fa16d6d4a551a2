"""Fills an empty store with rows from elsewhere, in one transaction, and compares what then stands in it with what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from auditor.errors import AuditorError
from auditor.store import rows
from auditor.store.portable import TRANSIENT, Batch, Digest, Digester, digest_of, encode_rows

#: The table in which Alembic keeps the revision.
VERSION = "alembic_version"


@dataclass(frozen=True, slots=True)
class Source:
    """``batches()`` gives all rows by primary key, each time anew: a transaction may have to be repeated."""

    columns: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]


Sources = Mapping[str, Source]
Digests = dict[str, Digest]


def lasting(tables: MetaData) -> list[Table]:
    """The tables that outlive a move, those that others refer to first."""
    return [table for table in tables.sorted_tables if table.name not in TRANSIENT | {VERSION}]


def first_filled(connection: Connection, tables: MetaData) -> str | None:
    """The name of a table that has a row."""
    for table in lasting(tables):
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
            return table.name
    return None


class Filling:
    """``run(connection)`` fills, checks, and gives the digests of what it filled in. It may be repeated after a transaction
    that failed, and after one of which nobody knows whether it took place."""

    def __init__(self, tables: MetaData, sources: Sources, shown: str) -> None:
        self._tables = tables
        self._sources = sources
        self._shown = shown
        self._filled: Digests | None = None

    def run(self, connection: Connection) -> Digests:
        self._lock(connection)
        if (name := first_filled(connection, self._tables)) is not None:
            if self._filled is not None and self._read(connection) == self._filled:
                return self._filled  # the connection broke after the commit had taken place
            raise not_empty(self._shown, name)
        put = {table.name: self._insert(connection, table) for table in lasting(self._tables)}
        found = self._read(connection)
        for name, digest in put.items():
            if found[name] != digest:
                raise AuditorError(
                    f"写入 {self._shown} 后核对不符：表 {name} 应有 {digest.rows} 行，实有 {found[name].rows} 行，"
                    "或内容有变。没有保留任何写入的内容；请检查磁盘后重试"
                )
        self._filled = put
        return put

    def _lock(self, connection: Connection) -> None:
        """Nobody else may write until all is in; SQLite is locked by the beginning of the transaction."""
        if connection.dialect.name == "postgresql":
            quote = connection.dialect.identifier_preparer.quote
            names = ", ".join(quote(table.name) for table in lasting(self._tables))
            connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))

    def _insert(self, connection: Connection, table: Table) -> Digest:
        source = self._sources[table.name]
        digester, statement = Digester(), insert(table)
        for batch in source.batches():
            digester.add(encode_rows(batch), len(batch))
            try:
                connection.execute(statement, [dict(zip(source.columns, row, strict=True)) for row in batch])
            except (DataError, IntegrityError) as error:
                raise AuditorError(
                    f"{self._shown} 不接受表 {table.name} 中的数据（{_reason(error)}）。没有保留任何写入的内容；"
                    "请更正来源中的这些行，或换一种数据库"
                ) from error
        return digester.digest()

    def _read(self, connection: Connection) -> Digests:
        return {
            table.name: digest_of(rows.read_rows(connection, table, self._sources[table.name].columns))
            for table in lasting(self._tables)
        }


def not_empty(shown: str, table: str) -> AuditorError:
    return AuditorError(
        f"{shown} 不是空的（表 {table} 中有数据），没有改动它。请用 --store 或 --to 指定空的数据库，或先移走原来的数据库"
    )


def _reason(error: DataError | IntegrityError) -> str:
    """The database's own first line, which names column or constraint; never the values."""
    return str(error.orig).splitlines()[0][:160]
