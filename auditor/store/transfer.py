"""Moves everything from one database to another, SQLite to PostgreSQL or back: all of it in one transaction, or nothing.

What then stands in the target is read again and compared with what was read from the source, and the source once more
with itself: had anything changed meanwhile, the target would stay empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from auditor.errors import AuditorError
from auditor.store import migrate, place, schema
from auditor.store.backup import PATIENCE, existing, read_revision
from auditor.store.engine import Store, open_store
from auditor.store.filling import Digests, Filling, Source, Sources, lasting, not_empty
from auditor.store.portable import Batch, digest_of
from auditor.store.quiet import IsDead, Watch, refuse_while_running
from auditor.store.restore import filled_table, stored_rows
from auditor.store.troubles import DatabaseErrors, trouble_of


@dataclass(frozen=True, slots=True)
class Transferred:
    """``source`` and ``target`` without passwords; what was moved, by table."""

    source: str
    target: str
    tables: Digests


def transfer(url: str, to: str, is_dead: IsDead, watch: Watch | None = None) -> Transferred:
    """Fill the empty database at ``to`` with all that is in the store at ``url``, which stays as it is.

    Raises AuditorError when they are the same, when the target is not empty, when somebody works with the source, and
    when the two differ in the end. Then the target is empty.
    """
    if place.same_place(url, to):
        raise AuditorError("来源和目标是同一个数据库。请用 --to 指定另一个")
    with existing(url) as source:
        _check_revision(source)
        if (table := filled_table(to)) is not None:
            raise not_empty(place.shown(to), table)
        refuse_while_running(source, is_dead, watch or Watch())
        with open_store(to, patience=PATIENCE) as target:
            moved = source.read(lambda connection: _move(source, connection, target))
            return Transferred(source.url, target.url, moved)


def _move(source: Store, reading: Connection, target: Store) -> Digests:
    """From what one transaction sees into one transaction of the target."""
    rows = stored_rows(reading, schema.metadata)
    guarded = {name: Source(one.columns, _Guarded(source, one)) for name, one in rows.items()}
    filling = Filling(schema.metadata, guarded, target.url)

    def work(writing: Connection) -> Digests:
        filled = filling.run(writing)
        if source.read(stored_digests) != filled:
            raise AuditorError(
                f"来源 {source.url} 在转移过程中有变化，目标没有保留任何内容。请停止使用它的程序后重试"
            )
        return filled

    return target.do(work)


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Rows of the source while the target's transaction runs: a trouble of the source must not pass for one of the target,
    which would wait for it and go on reading from a connection that is gone."""

    store: Store
    rows: Source

    def __call__(self) -> Iterator[Batch]:
        try:
            yield from self.rows.batches()
        except DatabaseErrors as error:
            trouble = trouble_of(error, self.store.engine.url)
            if trouble is None:
                raise
            raise AuditorError(
                f"来源 {self.store.url} {trouble.what}，目标没有保留任何内容：{trouble.cure}"
            ) from error


def stored_digests(connection: Connection) -> Digests:
    """What a transaction sees, by table: equal for equal contents in either database."""
    sources: Sources = stored_rows(connection, schema.metadata)
    return {table.name: digest_of(sources[table.name].batches()) for table in lasting(schema.metadata)}


def _check_revision(source: Store) -> None:
    found = source.read(lambda connection: read_revision(connection, source.url))
    if found != migrate.head():
        cure = "请先运行 auditor migrate" if migrate.known(found) else "请先升级 portal-auditor"
        raise AuditorError(f"来源 {source.url} 的表结构是 {found}，本程序用 {migrate.head()}。{cure}，再转移")
