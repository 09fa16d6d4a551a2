"""The tables as they were at an earlier revision of the schema, and scratch databases in which to bring rows up to date."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, MetaData

from auditor.errors import AuditorError
from auditor.store import address, connecting, migrate, schema


def tables_at(revision: str) -> MetaData:
    """The tables of a revision that this program knows; AuditorError for others."""
    if revision == migrate.head():
        return schema.metadata
    if not migrate.known(revision):
        raise AuditorError(
            f"表结构版本 {revision} 比本程序的（{migrate.head()}）新：请升级 portal-auditor 后重试"
        )
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder, scratch(Path(folder), revision) as engine:
        return reflected(engine)


def reflected(engine: Engine) -> MetaData:
    tables = MetaData()
    tables.reflect(engine)
    return tables


@contextmanager
def scratch(folder: Path, revision: str) -> Iterator[Engine]:
    """An empty database of a revision, in a file of ``folder``."""
    url = address.parse(address.file_url(folder / "scratch.db"))
    connecting.prepare_file(url, create=True)
    engine = connecting.make_engine(url)
    try:
        migrate.upgrade(engine, revision)
        yield engine
    finally:
        engine.dispose()
