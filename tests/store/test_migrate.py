"""Migrations: they make what the model says, once, and never touch a database of a newer program."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from auditor.errors import AuditorError
from auditor.store import Store, leases, migrate, open_store
from auditor.store.address import parse
from auditor.store.connecting import make_engine, prepare_file, transaction
from auditor.store.migrations import REVISIONS
from auditor.store.schema import metadata
from tests.harness import ROOT


def test_the_migrations_make_what_the_model_says(store: Store) -> None:
    """As Alembic sees it, which would write the next migration."""

    def differences(c: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(c, opts={"compare_type": True}), metadata))

    assert store.read(differences) == []


def test_the_migrations_make_what_the_model_makes(
    store: Store, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """As the database sees it: defaults, collations, names of constraints and indexes too."""
    if store.is_server:
        url = parse(request.getfixturevalue("postgres_server").fresh())
    else:
        url = parse(f"sqlite:///{tmp_path}/model.db")
        prepare_file(url, create=True)
    engine = make_engine(url)
    with transaction(engine) as connection:
        metadata.create_all(connection)
    with transaction(engine) as connection:
        made = {name: _told(connection, name) for name in metadata.tables}
    engine.dispose()
    assert store.read(lambda c: {name: _told(c, name) for name in metadata.tables}) == made


def _told(c: Connection, table: str) -> dict[str, Any]:
    found = inspect(c)
    return {
        "columns": [column | {"type": repr(column["type"])} for column in found.get_columns(table)],
        "key": found.get_pk_constraint(table),
        "foreign": found.get_foreign_keys(table),
        "unique": found.get_unique_constraints(table),
        "indexes": sorted(found.get_indexes(table), key=lambda index: str(index["name"])),
    }


def test_the_revisions_written_down_are_those_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", "auditor.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrate.head()]
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS


def test_a_store_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    open_store(url).close()
    script = f"import sys; from auditor.store import open_store; open_store({url!r}); print('alembic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_store_knows_its_revision(store: Store) -> None:
    assert migrate.current(store.engine) == migrate.head()
    assert migrate.known(migrate.head())
    assert not migrate.known("9999")
    migrate.upgrade(store.engine)
    assert migrate.current(store.engine) == migrate.head()


def test_an_empty_database_has_no_revision(postgres_url: str) -> None:
    engine = make_engine(parse(postgres_url))
    assert migrate.current(engine) is None
    migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_tables_of_a_newer_program_are_left_alone(store: Store, store_url: str) -> None:
    store.do(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    for create in (True, False):
        with pytest.raises(AuditorError, match=r"由更新的版本写入.*9999.*请升级 portal-auditor"):
            open_store(store_url, create=create)
    assert store.read(lambda c: c.scalar(text("SELECT version_num FROM alembic_version"))) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(
    store_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both databases take table definitions back with the rest of a transaction."""
    url = parse(store_url)
    if url.get_backend_name() == "sqlite":
        prepare_file(url, create=True)
    engine = make_engine(url)
    upgrade = command.upgrade

    def and_then_break(*arguments: object) -> None:
        upgrade(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", and_then_break)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(engine)
    monkeypatch.undo()
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    with open_store(store_url) as store:
        assert store.read(leases.leases) == ()


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE task (id)")
    with pytest.raises(AuditorError, match=r"已有其他程序的表.*task"):
        open_store(f"sqlite:///{path}")
    engine = make_engine(parse(f"sqlite:///{path}"))
    with transaction(engine) as connection:
        assert inspect(connection).get_table_names() == ["task"]
    engine.dispose()


def test_the_migrations_are_shipped() -> None:
    folder = Path(migrate.__file__).parent / "migrations"
    scripts = sorted(path.name for path in (folder / "versions").glob("v*.py"))
    assert scripts[0] == "v0001_first_tables.py"
    assert (folder / "__init__.py").is_file()
    assert (folder / "versions" / "__init__.py").is_file()
