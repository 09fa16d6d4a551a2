"""A real PostgreSQL for tests, from Debian's binaries: started once a session, stopped and started again at will.

Use its fixtures elsewhere by importing them in a ``conftest.py``:
``from tests.store.postgres import postgres_server, postgres_url``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

#: Where Debian keeps them; they are not on PATH.
_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
#: PostgreSQL refuses to run as root: these may run it in our stead.
_SERVANTS = ("postgres", "nobody")
PASSWORD = "nobody-may-see-this"


class PostgresServer:
    """``url(database)`` for SQLAlchemy; ``stop()`` breaks all connections, ``start()`` brings everything back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = _free_port()
        self._binaries = _BINARIES[-1].parent
        self._servant = _servant()
        self._made = 0

    def create(self) -> None:
        if self._servant:
            shutil.chown(self.folder, self._servant)
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run(
            "initdb", "--pgdata", self.data, "--username=auditor", f"--pwfile={secret}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories='{self.folder}'\n"
                "fsync=off\nshared_buffers=32MB\nmax_connections=60\nlog_min_messages=fatal\n"
            )

    def start(self) -> None:
        """Returns when it answers."""
        log = self.folder / "log"
        self._run("pg_ctl", "start", "--wait", "--timeout=30", "--pgdata", self.data, "--log", log)

    def stop(self, mode: str = "fast") -> None:
        """``immediate`` is a crash: it recovers from its log when started again."""
        self._run("pg_ctl", "stop", "--wait", "--timeout=30", "--pgdata", self.data, "--mode", mode)

    @property
    def running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        return f"postgresql://auditor:{password}@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        self._made += 1
        name = f"test_{self._made}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.sql(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """As the superuser, outside a transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        if self._servant:
            command = [
                "setpriv",
                f"--reuid={self._servant}",
                f"--regid={_group(self._servant)}",
                "--clear-groups",
                *command,
            ]
        # Files, not pipes: the server inherits them and would hold a pipe open for as long as it lives.
        with (self.folder / f"{program}.out").open("w+") as output:
            done = subprocess.run(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=self.folder, timeout=60,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
            output.seek(0)
            assert done.returncode == 0, output.read()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if not _BINARIES:
        pytest.skip("no PostgreSQL below /usr/lib/postgresql: apt install postgresql")
    if os.getuid() == 0 and not (_servant() and shutil.which("setpriv")):
        pytest.skip("PostgreSQL does not run as root, and there is no user (or no setpriv) to run it as")
    # Not pytest's own folder: others than its owner cannot reach that, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="auditor-pg-"))
    server = PostgresServer(folder)
    try:
        server.create()
        server.start()
        yield server
    finally:
        if server.running:
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A new, empty database of the session's server, gone after the test."""
    if not postgres_server.running:  # a test before this one failed while it was stopped
        postgres_server.start()
    url = postgres_server.fresh()
    yield url
    if not postgres_server.running:
        postgres_server.start()
    postgres_server.drop(url)


def _servant() -> str:
    """Who runs the server: "" for ourselves."""
    if os.getuid() != 0:
        return ""
    users = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in _SERVANTS if name in users), "")


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
