"""Archives for tests: a small sound one, and ways to spoil it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.store import open_store, portable
from auditor.store.backup import back_up
from auditor.store.restore import check, restore
from tests.store.postgres import PostgresServer
from tests.store.sample import fill, make_runs

NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another store that does not exist yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/other/auditor.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.fresh()
        yield url
        server.drop(url)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small archive with run folders, from SQLite."""
    url, out = f"sqlite:///{tmp_path}/first/auditor.db", tmp_path / "first"
    with open_store(url) as store:
        fill(store)
    make_runs(out)
    return back_up(url, tmp_path / "a.zip", NOW, out).path


def untouched(path: Path, tmp_path: Path, match: str) -> None:
    """The archive is refused, and neither store nor output folder come to be."""
    out = tmp_path / "target"
    with pytest.raises(AuditorError, match=match):
        restore(path, f"sqlite:///{out}/auditor.db", out)
    assert not out.exists()
    with pytest.raises(AuditorError, match=match):
        check(path)


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with members changed, digests made to fit: by somebody who knows the format."""
    with zipfile.ZipFile(archive) as package:
        members = {name: package.read(name) for name in package.namelist()}
    change(members)
    path = archive.with_name("hostile.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def with_manifest(members: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads(members[portable.MANIFEST])
    change(manifest)
    members[portable.MANIFEST] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def with_lines(members: dict[str, bytes], name: str, lines: bytes) -> None:
    """A member of lines replaced, with the manifest to match."""
    members[name] = lines

    def change(manifest: dict[str, Any]) -> None:
        table = name.removeprefix(portable.TABLES).removesuffix(".jsonl")
        entries = [one for one in manifest["tables"] if one["name"] == table]
        entry, rows = (entries[0], "rows") if entries else (manifest["files"], "files")
        entry |= {rows: lines.count(b"\n"), "bytes": len(lines), "sha256": sha256(lines).hexdigest()}
        if not entries:
            files = [json.loads(line) for line in lines.splitlines()]
            entry["total"] = sum(file["bytes"] for file in files)

    with_manifest(members, change)
