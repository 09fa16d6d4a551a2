"""Where the store is: what ``--store``, ``AUDITOR_STORE`` and ``--out`` say, read strictly, as one address.

An address may hold a password, so none is ever repeated in a message: :func:`shown` is what people see.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL

from auditor.errors import AuditorError
from auditor.store import address
from auditor.store.address import FILE, VARIABLE

_FORMS = "sqlite:///目录/auditor.db 或 postgresql://用户:密码@主机:端口/库名"
#: What an address of a server may say besides; anything else is a slip that would go unnoticed.
_OPTIONS = frozenset(
    """application_name channel_binding connect_timeout gssencmode host keepalives keepalives_count keepalives_idle
    keepalives_interval options passfile port service sslcert sslcrl sslkey sslmode sslrootcert target_session_attrs
    tcp_user_timeout""".split()
)


def store_url(store: str | None, out: Path) -> str:
    """The address of the store: ``store`` when given, else the environment's, else a file below ``out``. Paths are made
    absolute, so that child processes in other folders mean the same file.

    Raises AuditorError that says which of them is wrong and how to write it; its text never holds a password.
    """
    if store is not None:
        return checked(store, "--store")
    if given := os.environ.get(VARIABLE, ""):
        return checked(given, f"环境变量 {VARIABLE}")
    return address.file_url(out / FILE)


def checked(text: str, where: str) -> str:
    """An address of a store as given in ``where``, in the one form that the rest of the program uses."""
    if not text.strip():
        raise AuditorError(f"{where} 是空的。请写成 {_FORMS}，或不指定（使用输出目录里的 {FILE}）")
    try:
        url = address.parse(text)
    except AuditorError as error:
        raise AuditorError(f"{where}：{error.message}") from None
    if url.get_backend_name() == "sqlite":
        return address.file_url(Path(os.path.normpath(str(url.database))))
    _check_server(url, where)
    return url.render_as_string(hide_password=False)


def shown(url: str) -> str:
    """The address for people: without its password."""
    return address.shown(address.parse(url))


def same_place(one: str, other: str) -> bool:
    """Whether two addresses name one database, as far as their text tells."""
    left, right = address.parse(one), address.parse(other)
    if left.get_backend_name() != right.get_backend_name():
        return False
    if left.get_backend_name() == "sqlite":
        return Path(str(left.database)).resolve() == Path(str(right.database)).resolve()
    return _server(left) == _server(right)


def _check_server(url: URL, where: str) -> None:
    if "password" in url.query:
        raise AuditorError(
            f"{where}：密码不能写成 ? 参数，请写在用户名之后（用户:密码@主机），或放在 ~/.pgpass"
        )
    if unknown := sorted(set(url.query) - _OPTIONS):
        raise AuditorError(f"{where}：不认识的参数“{unknown[0][:40]}”。可用：{'、'.join(sorted(_OPTIONS))}")
    if "@" in (url.host or ""):
        raise AuditorError(f"{where}：主机名里有 @，密码中的 @ 要写成 %40")


def _server(url: URL) -> tuple[object, ...]:
    host = url.host or url.query.get("host") or ""
    return (host, str(url.port or url.query.get("port") or 5432), url.database)
