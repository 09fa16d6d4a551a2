"""An archive of the store: the same from both databases, of one moment, whole or not at all."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select

from auditor.errors import AuditorError
from auditor.store import Store, migrate, migrations, open_store, placing, portable, schema
from auditor.store.backup import back_up
from auditor.store.portable import Digest
from auditor.store.restore import check, restore
from auditor.store.transfer import stored_digests
from tests.harness import files_below
from tests.store.archives import NOW, archive, other_url, rewritten, untouched, with_manifest
from tests.store.sample import TEXT, fill, make_runs, portal_row

__all__ = ["archive", "other_url"]


def digests(url: str) -> dict[str, Digest]:
    with open_store(url, patience=20) as store:
        return store.read(stored_digests)


def test_round_trip(store: Store, store_url: str, other_url: str, tmp_path: Path) -> None:
    fill(store)
    done = back_up(store_url, tmp_path / "a.zip", NOW)
    assert {entry.name for entry in done.manifest.tables} == set(schema.metadata.tables) - {"lease"}
    restored = restore(done.path, other_url, tmp_path / "new")
    assert restored.rows == sum(entry.rows for entry in done.manifest.tables) >= 30
    assert digests(other_url) == digests(store_url)
    with open_store(other_url) as other:
        detail = other.read(lambda c: c.scalars(select(schema.task.c.detail)).first())
        assert detail == TEXT
        assert other.read(lambda c: c.scalars(select(schema.lease.c.name)).first()) is None


def test_both_databases_give_the_same_bytes(tmp_path: Path, postgres_url: str) -> None:
    urls = [f"sqlite:///{tmp_path}/auditor.db", postgres_url]
    data = []
    for number, url in enumerate(urls):
        with open_store(url) as store:
            fill(store, portals=3, findings=5)
            # Sorted by bytes everywhere: languages sort these otherwise.
            for code in ("a-b", "ab", "A", "Z", "é", "中", "b", "𠀀", "\uffee"):
                row = portal_row(code)
                store.do(lambda c, row=row: c.execute(insert(schema.portal), [row]))  # type: ignore[misc]
        data.append(back_up(url, tmp_path / f"{number}.zip", NOW).path.read_bytes())
    assert data[0] == data[1]


def test_an_empty_store_comes_back_empty(
    store: Store, store_url: str, other_url: str, tmp_path: Path
) -> None:
    done = back_up(store_url, tmp_path / "a.zip", NOW)
    assert restore(done.path, other_url, tmp_path / "new").rows == 0


def test_run_folders_come_back_with_their_links(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    url = f"sqlite:///{out}/auditor.db"
    assert restore(archive, url, out).folders == 4
    before, after = files_below(tmp_path / "first"), files_below(out)
    assert {name for name in after if not name.startswith("auditor.db")} == {
        name for name in before if not name.startswith("auditor.db")
    }
    for name in after:
        if not name.startswith("auditor.db"):
            assert (out / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
    first = out / "640000/20261101T120000Z/snapshot/data.warc.gz"
    linked = out / "640000/20261102T120000Z/snapshot/20261101T120000Z.data.warc.gz"
    assert first.stat().st_ino == linked.stat().st_ino
    # stored once: four archives of 100 kB and not six
    assert 400_000 < archive.stat().st_size < 450_000
    assert not (out / placing.STAGING).exists()


def test_what_is_unfinished_or_gone_is_told(tmp_path: Path) -> None:
    url, out = f"sqlite:///{tmp_path}/out/auditor.db", tmp_path / "out"
    with open_store(url) as store:
        fill(store)
    make_runs(out)
    shutil.rmtree(out / "640001/20261102T120000Z")
    (out / "640000/20261103T120000Z/snapshot").mkdir(parents=True)
    (out / "640000/.half").write_text("")
    (out / "fleet").mkdir()
    (out / "fleet/status.html").write_text("")
    (out / "640000/elsewhere").symlink_to("/etc")
    done = back_up(url, tmp_path / "a.zip", NOW, out)
    assert done.missing == (("640001", "20261102T120000Z"),)
    assert done.unfinished == 1
    with zipfile.ZipFile(done.path) as package:
        names = package.namelist()
    assert not any("fleet" in name or "half" in name or "elsewhere" in name for name in names)


def test_a_backup_sees_one_moment(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while rows are read is not in it, and the writer does not wait."""
    fill(store)
    expected = digests(store_url)
    real = portable.encode_rows
    written: list[int] = []

    def encode_rows(batch: Any) -> bytes:
        if not written:
            written.append(1)
            row = portal_row("late")
            Store(store.engine, 5).do(lambda c: c.execute(insert(schema.portal), [row]))
            Store(store.engine, 5).do(lambda c: c.execute(schema.probe.delete()))
        return real(batch)

    monkeypatch.setattr(portable, "encode_rows", encode_rows)
    done = back_up(store_url, tmp_path / "a.zip", NOW)
    assert written
    assert {entry.name: entry.sha256 for entry in done.manifest.tables} == {
        name: digest.sha256 for name, digest in expected.items()
    }


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_overwritten(archive: Path, tmp_path: Path) -> None:
    first = f"sqlite:///{tmp_path}/first/auditor.db"
    with pytest.raises(AuditorError, match="已经存在"):
        back_up(first, archive, NOW)
    with pytest.raises(AuditorError, match="已经存在"):
        back_up(first, tmp_path / "first/auditor.db", NOW)
    with pytest.raises(AuditorError, match="不是空的"):
        restore(archive, first, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_no_store_no_backup(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="没有找到"):
        back_up(f"sqlite:///{tmp_path}/none.db", tmp_path / "a.zip", NOW)
    assert not list(tmp_path.iterdir())


def test_existing_run_folders_are_refused(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    there = out / "640001/20261102T120000Z"
    there.mkdir(parents=True)
    url = f"sqlite:///{out}/auditor.db"
    with pytest.raises(AuditorError, match="640001/20261102T120000Z 已经存在"):
        restore(archive, url, out)
    assert files_below(out) == {"640001/20261102T120000Z"}
    there.rmdir()
    restore(archive, url, out)


def test_values_that_the_target_does_not_take(tmp_path: Path, postgres_url: str) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    with open_store(url) as store:
        row = portal_row("x" * 65)
        store.do(lambda c: c.execute(insert(schema.portal), [row]))
    done = back_up(url, tmp_path / "a.zip", NOW)
    with pytest.raises(AuditorError, match="不接受表 portal"):
        restore(done.path, postgres_url, tmp_path)
    assert all(digest.rows == 0 for digest in digests(postgres_url).values())


# ── older revisions ──────────────────────────────────────────────────────────────────────────────

_NEXT = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "next", {head!r}, None, None

def upgrade():
    op.execute("UPDATE portal SET name = 'migrated ' || code")
    op.create_table("newer", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, the program knows one revision more."""
    folder, old = tmp_path / "versions", migrate.head()

    def run(connection: Connection, revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", "auditor.store:migrations")
        config.set_main_option("path_separator", "newline")
        versions = Path(migrate.__file__).parent / "migrations" / "versions"
        config.set_main_option("version_locations", f"{versions}\n{folder}")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    def upgrade_program() -> None:
        folder.mkdir()
        (folder / "next.py").write_text(_NEXT.format(head=old))
        monkeypatch.setattr(migrate, "REVISIONS", (*migrations.REVISIONS, "next"))
        monkeypatch.setattr(migrate, "_run", run)

    return upgrade_program


def test_an_older_archive_is_brought_up_to_date(
    archive: Path, tmp_path: Path, store_url: str, newer_program: Callable[[], None]
) -> None:
    newer_program()
    assert migrate.head() == "next"
    out = tmp_path / "new"
    assert restore(archive, store_url, out).folders == 4
    with open_store(store_url) as store:
        names = store.read(lambda c: c.scalars(select(schema.portal.c.name)).all())
        assert set(names) == {"migrated 640000", "migrated 640001"}
        assert migrate.current(store.engine) == "next"


def test_a_store_that_was_not_upgraded_yet_can_be_backed_up(
    archive: Path, tmp_path: Path, newer_program: Callable[[], None]
) -> None:
    newer_program()
    url = f"sqlite:///{tmp_path}/first/auditor.db"
    done = back_up(url, tmp_path / "b.zip", NOW)
    assert done.manifest.revision != "next"
    assert done.manifest.tables == check(archive).tables


def test_a_newer_archive_is_refused(archive: Path, tmp_path: Path, newer_program: Callable[[], None]) -> None:
    path = rewritten(archive, lambda members: with_manifest(members, lambda m: m.update(revision="next")))
    untouched(path, tmp_path, "请升级")
