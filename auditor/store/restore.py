"""Fills an empty store, and an output folder, from an archive. All of it is read and checked before anything is touched;
then rows and run folders appear together, or nothing does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, MetaData

from auditor.errors import AuditorError
from auditor.store import address, connecting, migrate, placing, revisions, rows, schema
from auditor.store.archive import Archive, open_archive
from auditor.store.backup import existing
from auditor.store.engine import Store, open_store
from auditor.store.filling import Digests, Filling, Source, Sources, first_filled, lasting, not_empty
from auditor.store.portable import Manifest

#: How long the target may be away (seconds).
PATIENCE = 60.0
#: A row with its entries in indexes takes so many times the bytes of its line in the database and its journal.
_SWELLS = 4


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    rows: int
    folders: int


def check(path: Path) -> Manifest:
    """Read an archive to its end. AuditorError says what is wrong with it."""
    with open_archive(path) as archive:
        _verify(archive)
        return archive.manifest


def restore(path: Path, url: str, out: Path, on_file: Callable[[int], None] = lambda done: None) -> Restored:
    """Fill the empty store at ``url``, and ``out`` with the run folders of the archive when it has any.

    Raises AuditorError when the archive is damaged, when the store is not empty, when a run folder is there already, and
    when there is no room. Then store and folder are as they were (tables may have been made in an empty store).
    """
    shown = address.shown(address.parse(url))
    with open_archive(path) as archive:
        tables = _verify(archive)
        manifest = archive.manifest
        _check_room(manifest, url, out)
        if manifest.files is None:
            _refuse_filled(url, shown)
            return Restored(manifest, _fill(archive, tables, url, lambda: 0), 0)
        if not (out / placing.STAGING).exists():
            _refuse_filled(url, shown)
        with (
            _disk_errors(out),
            placing.staging(out, placing.Purpose(shown), lambda: filled_table(url) is not None) as staged,
        ):
            _refuse_filled(url, shown)
            folders = _unpack(archive, staged, on_file)
            return Restored(manifest, _fill(archive, tables, url, staged.place), folders)


def _verify(archive: Archive) -> MetaData:
    """Read everything once; gives the tables of the archive's revision."""
    tables = revisions.tables_at(archive.manifest.revision)
    expected = {table.name: table for table in lasting(tables)}
    if sorted(entry.name for entry in archive.manifest.tables) != sorted(expected):
        raise archive.broken("其中的表与它的版本不符")
    for entry in archive.manifest.tables:
        if sorted(entry.columns) != sorted(rows.columns_of(expected[entry.name])):
            raise archive.broken(f"表 {entry.name} 的列与它的版本不符")
        for _ in archive.batches(entry, expected[entry.name]):
            pass
    for file in archive.files():
        if not file.same:
            for _chunk in archive.content(file):
                pass
    return tables


def _unpack(archive: Archive, staged: placing.Staging, on_file: Callable[[int], None]) -> int:
    """The archive may have been exchanged since it was checked: everything is checked again while it is unpacked."""
    last, folders = "", 0
    for done, entry in enumerate(archive.files(), 1):
        child = "/".join(entry.path.split("/")[:2])
        if child != last:
            last, folders = child, folders + ("/" in entry.path[len(child) :])
            if os.path.lexists(staged.out / child):
                raise placing.occupied(staged.out / child)
        staged.add(entry, archive.content)
        on_file(done)
    return folders


def _fill(archive: Archive, tables: MetaData, url: str, place: Callable[[], int]) -> int:
    """Rows and run folders in one transaction of the store; gives the number of rows."""
    with _current(archive, tables) as sources, open_store(url, patience=PATIENCE) as store:
        filling = Filling(schema.metadata, sources, store.url)

        def work(connection: Connection) -> Digests:
            filled = filling.run(connection)
            place()
            return filled

        return sum(digest.rows for digest in store.do(work).values())


@contextmanager
def _current(archive: Archive, tables: MetaData) -> Iterator[Sources]:
    """The rows of an archive as the tables of this program take them: brought up to date in a scratch database if need be."""
    written = {
        entry.name: Source(entry.columns, partial(archive.batches, entry, tables.tables[entry.name]))
        for entry in archive.manifest.tables
    }
    if tables is schema.metadata:
        yield written
        return
    with (
        tempfile.TemporaryDirectory(prefix="auditor-") as folder,
        revisions.scratch(Path(folder), archive.manifest.revision) as engine,
    ):
        Store(engine, PATIENCE).do(Filling(tables, written, "临时数据库").run)
        migrate.upgrade(engine)
        with connecting.transaction(engine, connecting.READING) as connection:
            yield stored_rows(connection, schema.metadata)


def stored_rows(connection: Connection, tables: MetaData) -> Sources:
    """The rows that a transaction sees."""
    sources = {}
    for table in lasting(tables):
        columns = rows.columns_of(table)
        sources[str(table.name)] = Source(columns, partial(rows.read_rows, connection, table, columns))
    return sources


def filled_table(url: str) -> str | None:
    """The name of a table of the store that has rows; None when it is empty, or not there yet."""
    where = address.parse(url)
    if where.get_backend_name() == "sqlite" and not Path(str(where.database)).exists():
        return None
    with existing(url) as store:
        return store.read(_filled)


def _filled(connection: Connection) -> str | None:
    revision = migrate.revision_of(connection)
    return None if revision is None else first_filled(connection, revisions.tables_at(revision))


def _refuse_filled(url: str, shown: str) -> None:
    if (table := filled_table(url)) is not None:
        raise not_empty(shown, table)


def _check_room(manifest: Manifest, url: str, out: Path) -> None:
    """A small archive may hold a lot: what it says that it needs is compared with what there is."""
    needed = {out: manifest.files.total if manifest.files else 0}
    where = address.parse(url)
    if where.get_backend_name() == "sqlite":
        folder = Path(str(where.database)).parent
        needed[folder] = needed.get(folder, 0) + _SWELLS * sum(entry.bytes for entry in manifest.tables)
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, size in needed.items():
        there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        device = there.stat().st_dev
        by_disk[device] = (there, size + by_disk.get(device, (there, 0))[1])
    for there, size in by_disk.values():
        free = shutil.disk_usage(there).free
        if size > free:
            raise AuditorError(
                f"磁盘空间不够：恢复到 {there} 约需 {size / 1e6:,.0f} MB，只剩 {free / 1e6:,.0f} MB。"
                "没有改动任何内容；请清理磁盘，或用 --out、--store 指定其他位置"
            )


@contextmanager
def _disk_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AuditorError(
            f"无法写入 {out}：{error.strerror or error}。没有保留写入的内容；请检查磁盘空间和目录权限后重试"
        ) from error
