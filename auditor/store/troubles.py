"""What an error of a database means for us: does waiting help, and what is its owner to do?

Errors that are none of this (a wrong statement, a broken constraint) are our own fault and are not dressed up.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: What a transaction may raise that :func:`trouble_of` understands. The driver's own come from preparing a connection.
DatabaseErrors = (SQLAlchemyError, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class Trouble:
    """``passes``: it may be over in a moment. ``what`` follows the name of the store; ``cure`` is for its owner."""

    what: str
    cure: str
    passes: bool = False


_GONE_CURE = "请确认 PostgreSQL 已启动、主机和端口无误、网络畅通，然后重新运行（已完成的部分不会丢失）"
_BUSY = Trouble("被其他进程占用", "请稍后重试；如长时间如此，请检查是否有程序一直打开着该数据库", passes=True)
_FULL = Trouble(
    "所在磁盘已满", "请清理磁盘或用 auditor retention 删除旧结果，然后重新运行（已完成的部分不会丢失）"
)
_READ_ONLY = Trouble("不可写", "请检查文件和目录的权限、磁盘是否只读挂载，或用 --store 指定其他位置")
_BROKEN = Trouble("不是数据库文件或已损坏", "请用 auditor restore 由备份恢复，或用 --store 指定其他位置")
_UNOPENED = Trouble("打不开", "请检查路径是否正确、目录是否存在、是否有权限，或用 --store 指定其他位置")
_SICK_DISK = Trouble("读写失败", "请检查磁盘和网络挂载是否正常（数据库文件应放在本机磁盘上）")

_FILE_TROUBLES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_NOTADB: _BROKEN,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_CANTOPEN: _UNOPENED,
    sqlite3.SQLITE_IOERR: _SICK_DISK,
}
#: Less than this is no space for a page of the database and its journal (bytes).
_NO_SPACE = 128 * 1024

_CLASHED = Trouble("上的事务互相冲突", "请稍后重试", passes=True)
_CROWDED = Trouble("的连接数已满", "请减少 --workers，或调大 PostgreSQL 的 max_connections", passes=True)
_FORBIDDEN = Trouble("不允许此操作（权限不足）", "请让数据库管理员授予该用户建表和读写的权限")
_STANDBY = Trouble("是只读的备库", "请写明主库的地址，或等待主库恢复", passes=True)
_SERVER_TROUBLES = {
    "40001": _CLASHED,
    "40P01": _CLASHED,
    "55P03": _BUSY,
    "53100": _FULL,
    "53300": _CROWDED,
    "42501": _FORBIDDEN,
    "25006": _STANDBY,
}
#: Classes of errors that mean the connection or the server went away, or has no memory just now.
_GONE_CLASSES = ("08", "57P", "53", "58")

#: The server's words before anybody is let in: no code comes with them. In its own language, so Chinese ones too.
_REFUSALS = (
    (("password authentication", "no password supplied", "认证失败", "authentication failed"), "用户名或密码不对",
     "请检查 --store 或环境变量 AUDITOR_STORE 中的用户名和密码"),
    (("pg_hba.conf",), "不许从本机连接", "请让数据库管理员在 pg_hba.conf 中允许本机的地址和用户"),
    (("does not exist", "不存在"), "没有这个库或用户", "请检查库名和用户名，或先用 createdb 建库"),
    (("certificate", "ssl", "tls"), "的加密连接不成立", "请检查 sslmode、sslrootcert 等参数以及服务器的证书"),
    (("invalid", "missing \"=\""), "的地址写得不对", "请检查 --store 或环境变量 AUDITOR_STORE"),
)  # fmt: skip
_ABSENCES = (
    (("refused",), "拒绝连接"),
    (("timeout", "timed out"), "连接超时"),
    (("resolve", "name or service", "could not translate"), "的主机名无法解析"),
    (("starting up", "recovery", "正在启动", "恢复"), "正在启动"),
    (("shutting down", "正在关闭"), "正在关闭"),
    (("too many clients", "remaining connection slots", "too many connections"), "的连接数已满"),
)


def trouble_of(error: Exception, url: URL) -> Trouble | None:
    """None: not the database's state but our own fault."""
    if isinstance(error, PoolTimeout):
        return _BUSY
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_file(cause, Path(str(url.database)))
    if isinstance(error, DBAPIError):
        return _of_server(error, str(cause))
    return None


def _of_file(error: sqlite3.Error, path: Path) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    trouble = None if code is None else _FILE_TROUBLES.get(code & 0xFF)
    if trouble in (_SICK_DISK, _UNOPENED) and _no_space(path):
        return _FULL  # SQLite tells a full disk apart only where it appends to the main file
    return trouble


def _no_space(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NO_SPACE
    except OSError as error:
        return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _of_server(error: DBAPIError, text: str) -> Trouble | None:
    code = getattr(error.orig, "sqlstate", None)
    if code is None:
        # No statement: nobody was let in, or the address is wrong. Otherwise the driver refused what we asked of it.
        lost = error.connection_invalidated or type(error.orig).__name__ == "OperationalError"
        return _of_words(text) if lost or error.statement is None else None
    if known := _SERVER_TROUBLES.get(code):
        return known
    if code.startswith(_GONE_CLASSES) or error.connection_invalidated:
        return _absent(text)
    return None


def _of_words(text: str) -> Trouble:
    low = text.lower()
    if (absent := _absent(text)).what != _absent("").what:
        return absent
    for words, what, cure in _REFUSALS:
        if any(word in low for word in words):
            return Trouble(what, cure)
    return absent


def _absent(text: str) -> Trouble:
    low = text.lower()
    for words, what in _ABSENCES:
        if any(word in low for word in words):
            return Trouble(what, _GONE_CURE, passes=True)
    return Trouble("连接中断", _GONE_CURE, passes=True)
