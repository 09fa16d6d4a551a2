"""An address of a store: which forms there are, and how it may be shown."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from auditor.errors import AuditorError

#: The environment variable that names the store: unlike an argument, no list of processes shows it.
VARIABLE = "AUDITOR_STORE"
#: The file of the default store, below the output folder.
FILE = "auditor.db"
_FORMS = "应为 sqlite:///目录/auditor.db 或 postgresql://用户:密码@主机:端口/库名"
_SECRETS = re.compile(r"password|passfile|secret|token", re.IGNORECASE)


def file_url(path: Path) -> str:
    """The URL of a SQLite file. Its path is taken as it is: nothing in it is special."""
    return f"sqlite:///{path.absolute()}"


def parse(text: str) -> URL:
    """AuditorError names what is wrong, never a password."""
    for start in ("sqlite:///", "sqlite+pysqlite:///"):
        if text.startswith(start):
            return _file(text.removeprefix(start))
    try:
        url = make_url(text)
        kind = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise AuditorError(
            f"无法识别存储地址 {_masked(text)}：{_FORMS}（用户名、密码中的 @ : / % 要写成 %40 %3A %2F %25）"
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return _server(url)
    raise AuditorError(f"不支持“{kind[:30]}”这种存储：{_FORMS}")


def shown(url: URL) -> str:
    """For messages: no password, neither in its place nor among the options, and not the driver's name."""
    kind = url.get_backend_name()
    if kind == "sqlite":
        return f"sqlite:///{url.database}"
    options = {key: "***" if _SECRETS.search(key) else value for key, value in url.query.items()}
    return url.set(drivername=kind, query=options).render_as_string(hide_password=True)


def _file(path: str) -> URL:
    if path in ("", ":memory:") or path.startswith("file:"):
        raise AuditorError(
            "存储必须是磁盘上的文件（多个进程共用），不能是内存数据库：请改为 sqlite:///目录/auditor.db"
        )
    return URL.create("sqlite", database=str(Path(path).expanduser().absolute()))


def _server(url: URL) -> URL:
    if not url.database:
        raise AuditorError(f"存储地址 {shown(url)} 没有库名：{_FORMS}")
    return url.set(drivername="postgresql+psycopg")


def _masked(text: str) -> str:
    """A text that is no URL, without whatever may be a password."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return "***" if "@" in text else repr(text[:80])
    return f"{scheme[:20]}://***" if "@" in rest or "=" in rest else f"{scheme[:20]}://{rest[:60]}"
