"""Engines and transactions: what is set for SQLite and PostgreSQL so that both behave alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from auditor.errors import AuditorError
from auditor.store.address import FILE, shown

#: A writer waits so long for another one within one attempt (milliseconds); transactions last a few of them.
_BUSY_MS = 5_000
_PRAGMAS = (
    f"busy_timeout={_BUSY_MS}",
    "journal_mode=WAL",  # readers and the writer do not hold each other up
    "synchronous=NORMAL",  # survives kill -9; the last commits may be missing after a power cut, never half of one
    "foreign_keys=ON",
)
#: So that a server that vanished is noticed within a minute, not after the two hours of the operating system.
_SERVER: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "application_name": "auditor",
    "prepare_threshold": None,  # poolers between us and the server do not know prepared statements
}


@dataclass(frozen=True, slots=True)
class Mode:
    """How a transaction begins. SQLite: ``BEGIN`` + ``begin``; PostgreSQL: the isolation level."""

    begin: str
    isolation: str
    read_only: bool = False


#: SQLite locks at once for writing: a lock asked for only in the middle fails when another writer was faster.
WRITING = Mode("IMMEDIATE", "READ COMMITTED")
READING = Mode("DEFERRED", "REPEATABLE READ", read_only=True)


def make_engine(url: URL) -> Engine:
    """An engine for an address that :func:`auditor.store.address.parse` gave. Connects to nothing yet."""
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        engine = create_engine(url, creator=lambda: _open_file(path), pool_size=4, max_overflow=12)
        event.listen(engine, "begin", _begin_file)
        return engine
    try:
        # Few connections: a server allows a hundred or so, and every shard of every machine takes its share.
        return create_engine(url, pool_size=2, max_overflow=4, connect_args=_options(url))
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise AuditorError(
            f"存储 {shown(url)} 需要 PostgreSQL 驱动，尚未安装：请运行 pip install 'portal-auditor[postgres]'"
        ) from error


@contextmanager
def transaction(engine: Engine, mode: Mode = WRITING) -> Iterator[Connection]:
    """Commits at the end, rolls back on any error."""
    options: dict[str, Any] = {"auditor_begin": mode.begin}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": mode.isolation, "postgresql_readonly": mode.read_only}
    with engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


def prepare_file(url: URL, create: bool) -> None:
    """Makes a SQLite file, still empty, and its folder; AuditorError where there is none and none is to be made."""
    path = Path(str(url.database))
    if path.is_dir():
        raise AuditorError(f"存储 {path} 是目录，不是文件：请写明文件名，如 sqlite:///{path}/{FILE}")
    if path.exists():
        return
    if not create:
        raise AuditorError(
            f"没有找到存储 {path}：请先运行 auditor fleet run 或 auditor migrate，或用 --out / --store 指定已有的存储"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise AuditorError(
            f"无法建立存储 {path}：{error.strerror or error}。请检查目录权限，或用 --store 指定其他位置"
        ) from error


def _options(url: URL) -> dict[str, Any]:
    """What the user says in the address wins."""
    return {key: value for key, value in _SERVER.items() if key not in url.query}


class _File(sqlite3.Connection):
    """A connection that knows which file it opened: SQLite goes on writing into one that was deleted meanwhile."""

    path: Path
    identity: tuple[int, int]


def _open_file(path: Path) -> _File:
    """Only a file that exists: one that vanished must not come back empty."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        factory=_File,
        check_same_thread=False,
        isolation_level=None,  # transactions are begun by _begin_file, not by the driver's guesses
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.path, connection.identity = path, _identity(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def _begin_file(connection: Connection) -> None:
    file = connection.connection.dbapi_connection
    if isinstance(file, _File) and _identity(file.path) != file.identity:
        raise AuditorError(
            f"存储 {file.path} 在使用中被删除、移走或替换：请停止所有 auditor 进程，放回原文件或由备份恢复，再重新运行"
        )
    connection.exec_driver_sql(
        f"BEGIN {connection.get_execution_options().get('auditor_begin', 'IMMEDIATE')}"
    )
