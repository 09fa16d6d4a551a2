"""Packs the archives of a sealed snapshot with an index, a list of pages and digests of all of it.

Equal snapshots give equal bytes: no clock, fixed times in the zip, everything stored as it is.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor import codec, outputs, urls
from auditor.crawl.snapshot import WARC, Seal, SnapshotReader
from auditor.errors import AuditorError
from auditor.model import Fetch, Purpose
from auditor.wacz.index import BLOCKS, DATA, Record, build_index
from auditor.wacz.pages import pages_file

VERSION = "1.1.1"
_CHUNK = 1 << 20
#: The earliest time that a zip can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the package as ``datapackage.json`` names it."""

    name: str
    path: str
    hash: str
    bytes: int


@dataclass(frozen=True, slots=True)
class DataPackage:
    """``datapackage.json``; the names are those of the specification."""

    profile: str
    wacz_version: str
    title: str
    description: str
    created: str
    software: str
    mainPageUrl: str
    mainPageDate: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class _Digest:
    path: str
    hash: str


def export_wacz(folder: Path, output: Path | None = None) -> Path:
    """Write the snapshot of a run folder as one WACZ file (by default ``<portal>-<run>.wacz`` in that folder); gives its
    path. The file appears whole or not at all.

    Raises AuditorError for an unfinished or damaged snapshot, and when the file cannot be written.
    """
    snapshot = outputs.snapshot_folder(folder)
    with SnapshotReader(snapshot) as reader:
        seal = reader.seal()
        path = output or outputs.run_folder(snapshot) / f"{seal.summary.portal.code}-{_run_of(snapshot)}.wacz"
        shown = _shown(reader.fetches())
        archives = [snapshot / name for name in sorted({WARC, *(each.archive or WARC for each in shown)})]
        index = build_index(archives, frozenset(map(_record, shown)))
        with _appearing(path) as stream, zipfile.ZipFile(stream, "w") as package:
            resources = [_add_file(package, f"archive/{each.name}", each) for each in archives]
            resources.append(_add(package, f"indexes/{DATA}", index.data))
            resources.append(_add(package, f"indexes/{BLOCKS}", index.blocks))
            resources.append(_add(package, "pages/pages.jsonl", pages_file(reader, shown)))
            described = codec.encode_pretty(_described(seal, shown, resources))
            about = _add(package, "datapackage.json", described)
            _add(package, "datapackage-digest.json", codec.encode_pretty(_Digest(about.path, about.hash)))
    return path


def _shown(fetches: tuple[Fetch, ...]) -> list[Fetch]:
    """The answers that a replay shows: all that the snapshot holds, but of a page that a browser rendered only what the
    browser made of it, as for who judged it, and nothing of queries that were typed into a box on the way."""
    stored = [each for each in fetches if each.offset is not None]
    typed = {each.key for each in stored if each.render and each.purpose is Purpose.SEARCH}
    rendered = {
        urls.without_fragment(each.url)
        for each in stored
        if each.render and each.failure is None and each.key not in typed
    }
    return [
        each
        for each in stored
        if each.key not in typed and (each.render or urls.without_fragment(each.url) not in rendered)
    ]


def _record(fetch: Fetch) -> Record:
    assert fetch.offset is not None
    return fetch.archive or WARC, fetch.offset


def _described(seal: Seal, shown: list[Fetch], resources: list[Resource]) -> DataPackage:
    portal = seal.summary.portal
    home = next((each for each in shown if each.purpose is Purpose.HOME), None)
    return DataPackage(
        profile="data-package",
        wacz_version=VERSION,
        title=f"{portal.name or portal.code}（{urls.host(portal.url)}）网站快照",
        description=f"{seal.started} 至 {seal.finished} 抓取，共 {len(shown)} 个应答",
        created=seal.finished,
        software=seal.tool,
        mainPageUrl=home.url if home else portal.url,
        mainPageDate=home.fetched_at if home else seal.started,
        resources=tuple(resources),
    )


def _run_of(snapshot: Path) -> str:
    return snapshot.resolve().parent.name


# ── the zip ───────────────────────────────────────────────────────────────────────────────────────


def _add(package: zipfile.ZipFile, path: str, data: bytes) -> Resource:
    package.writestr(_info(path, len(data)), data)
    return Resource(Path(path).name.lower(), path, f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))


def _add_file(package: zipfile.ZipFile, path: str, source: Path) -> Resource:
    """Copy a file into the package in pieces; its digest is that of the bytes that went in."""
    digest, size = hashlib.sha256(), 0
    info = _info(path, source.stat().st_size)
    with source.open("rb") as stream, package.open(info, "w", force_zip64=info.file_size > 1 << 30) as into:
        while chunk := stream.read(_CHUNK):
            into.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Resource(source.name.lower(), path, f"sha256:{digest.hexdigest()}", size)


def _info(path: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _NO_TIME)
    info.compress_type = zipfile.ZIP_STORED  # a replayer reads records by their place in the file
    info.external_attr = 0o644 << 16
    info.create_system = 3
    info.file_size = size
    return info


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A file to write that takes its name when it is whole. AuditorError names the path and the cure."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise AuditorError(
            f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限，或用 --output 指定其他文件"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
