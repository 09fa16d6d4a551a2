"""Brings the tables of a store up to date, once, however many programs start at the same moment."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from auditor.errors import AuditorError
from auditor.store import address, connecting
from auditor.store.migrations import REVISIONS
from auditor.store.schema import metadata

#: Any number that nobody else takes as an advisory lock in the same PostgreSQL database.
_LOCK = 0x_A0D1_7024
_VERSION = "alembic_version"


def upgrade(engine: Engine, revision: str = "head", *, create: bool = True) -> None:
    """All missing migrations in one transaction, under a lock. ``create=False``: refuses a database that has no tables of ours.

    AuditorError when the database was written by a newer program, or belongs to another one.
    """
    wanted = head() if revision == "head" else revision
    found = current(engine)
    if found is None and not create:
        raise AuditorError(
            f"存储 {address.shown(engine.url)} 里还没有数据：请先运行 auditor fleet run 或 auditor migrate，或检查 --store"
        )
    if found == wanted:
        return
    _check(engine, found)
    with connecting.transaction(engine) as connection:
        if engine.dialect.name == "postgresql":  # SQLite is locked by BEGIN IMMEDIATE
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = revision_of(connection)
        _check(engine, found)
        if found is None:
            _refuse_strange(engine, connection)
        if found != wanted:
            _run(connection, wanted)


def current(engine: Engine) -> str | None:
    """The revision of the tables that are there; None when there are none of ours."""
    with connecting.transaction(engine, connecting.READING) as connection:
        return revision_of(connection)


def head() -> str:
    """The revision that this program works with."""
    return REVISIONS[-1]


def known(revision: str) -> bool:
    """Whether this program can bring tables of that revision up to date."""
    return revision in REVISIONS


def revision_of(connection: Connection) -> str | None:
    """The same as :func:`current` at the moment that a transaction sees."""
    if not inspect(connection).has_table(_VERSION):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {_VERSION}"))
    return None if found is None else str(found)


def _check(engine: Engine, found: str | None) -> None:
    if found is not None and not known(found):
        raise AuditorError(
            f"存储 {address.shown(engine.url)} 由更新的版本写入（表结构 {found[:40]}，本程序只到 {head()}）："
            "请升级 portal-auditor，或用 --store 指定其他存储"
        )


def _refuse_strange(engine: Engine, connection: Connection) -> None:
    """Tables with our names and without our revision are not ours: nothing is laid beside or over them."""
    if strange := sorted(set(inspect(connection).get_table_names()) & set(metadata.tables)):
        raise AuditorError(
            f"存储 {address.shown(engine.url)} 中已有其他程序的表（{strange[0]}）：请用 --store 指定另一个空库"
        )


def _run(connection: Connection, revision: str) -> None:
    from alembic import command  # 0.1 s that only a database that is behind has to spend
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "auditor.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
