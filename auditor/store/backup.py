"""Writes one archive of the store, and of the run folders on demand: all rows as they were at one moment, in constant memory.

The archive takes its name when it is whole. Run folders are copied after the rows were read, so each audit listed in the
archive has its evidence there; runs that began meanwhile are left for the next backup.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, select

from auditor import __version__, codec
from auditor.errors import AuditorError
from auditor.store import address, connecting, filling, migrate, portable, revisions, rows, run_folders
from auditor.store.engine import Store
from auditor.store.portable import Digester, Manifest, TableEntry
from auditor.store.values import moment

#: A backup waits so long for a database that is away (seconds): whoever asked for it wants to know.
PATIENCE = 60.0

Chosen = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """``missing``: audits whose run folder is gone (portal, run); ``unfinished``: run folders without a result, left out."""

    path: Path
    manifest: Manifest
    size: int
    missing: tuple[tuple[str, str], ...] = ()
    unfinished: int = 0


@dataclass(frozen=True, slots=True)
class _Rows:
    revision: str
    tables: tuple[TableEntry, ...]
    audits: Chosen = frozenset()


@contextmanager
def existing(url: str, patience: float = PATIENCE) -> Iterator[Store]:
    """The store at ``url`` as it is: neither made nor brought up to date."""
    where = address.parse(url)
    if where.get_backend_name() == "sqlite":
        connecting.prepare_file(where, create=False)
    with Store(connecting.make_engine(where), patience) as store:
        yield store


def back_up(
    url: str,
    path: Path,
    now: datetime,
    runs: Path | None = None,
    on_file: Callable[[int], None] = lambda done: None,
) -> BackedUp:
    """Write the store at ``url`` to ``path``, with the run folders below ``runs`` when given.

    Raises AuditorError when there is no store, when ``path`` is there already, when it cannot be written, and when a run
    folder changes meanwhile. Then nothing is left behind.
    """
    if os.path.lexists(path):
        raise AuditorError(f"{path} 已经存在，没有覆盖它。请换一个文件名（例如带上日期）")
    found = run_folders.find_runs(runs) if runs else run_folders.Found(Chosen(), Chosen(), 0)
    files, missing = None, Chosen()
    with existing(url) as store, _appearing(path) as temporary:
        pack = _pack_tables if runs is None else _pack_and_list
        stored = store.read(lambda connection: pack(connection, temporary, store.url))
        with zipfile.ZipFile(temporary, "a", zipfile.ZIP_DEFLATED) as package:
            if runs is not None:
                missing = frozenset(run for run in stored.audits if not runs.joinpath(*run).is_dir())
                chosen = found.folders | found.files | (stored.audits - missing)
                files = run_folders.pack_runs(package, runs, chosen, on_file)
            manifest = Manifest(
                portable.FORMAT, __version__, moment(now), stored.revision, stored.tables, files
            )
            package.writestr(portable.member(portable.MANIFEST), codec.encode_pretty(manifest))
    return BackedUp(path, manifest, path.stat().st_size, tuple(sorted(missing)), found.unfinished)


def read_revision(connection: Connection, shown: str) -> str:
    """The revision of the tables at the moment that a transaction sees; AuditorError where there are none of ours."""
    revision = migrate.revision_of(connection)
    if revision is None:
        raise AuditorError(f"存储 {shown} 里没有本程序的数据。请检查 --store 或 --out")
    return revision


def _pack_tables(connection: Connection, path: Path, shown: str) -> _Rows:
    """All rows of one moment, in a package that is begun anew: a transaction may have to be repeated."""
    revision = read_revision(connection, shown)
    tables = filling.lasting(revisions.tables_at(revision))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        entries = tuple(_pack_table(package, connection, table) for table in tables)
    return _Rows(revision, entries)


def _pack_and_list(connection: Connection, path: Path, shown: str) -> _Rows:
    """The same, and which audits are among the rows: their run folders belong to them."""
    packed = _pack_tables(connection, path, shown)
    audits = revisions.tables_at(packed.revision).tables["audit"].c
    listed = connection.execute(select(audits.portal, audits.run))
    return replace(packed, audits=frozenset((row.portal, row.run) for row in listed))


def _pack_table(package: zipfile.ZipFile, connection: Connection, table: Table) -> TableEntry:
    columns = rows.columns_of(table)
    digester = Digester()
    info = portable.member(f"{portable.TABLES}{table.name}.jsonl")
    with package.open(info, "w", force_zip64=True) as into:
        for batch in rows.read_rows(connection, table, columns):
            lines = portable.encode_rows(batch)
            digester.add(lines, len(batch))
            into.write(lines)
    digest = digester.digest()
    return TableEntry(str(table.name), columns, digest.rows, digest.bytes, digest.sha256)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A file to write that takes its name when it is whole and on disk; only its owner may read it. AuditorError names the
    path and the cure. Another file that took the name meanwhile is not overwritten."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        if os.path.lexists(path):
            raise FileExistsError(17, "另一个进程刚写了这个文件")
        temporary.rename(path)
    except OSError as error:
        raise AuditorError(
            f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限，或换一个位置"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
