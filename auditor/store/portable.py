"""The portable form of the store: a zip of one manifest, JSON lines for each table and, on demand, the run folders.

The same rows give the same lines and the same digests, whichever database they stand in: rows by primary key in the order of
code points, values in the order of the manifest's columns.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from auditor import codec

FORMAT = "portal-auditor/backup/1"
MANIFEST, FILES = "manifest.json", "files.jsonl"
TABLES, RUNS = "tables/", "runs/"

#: The right to work on something belongs to a process that runs now; anywhere else, or later, it means nothing.
TRANSIENT = frozenset({"lease"})

#: No line is longer; the plan of a night over 3,000 portals takes 1 MiB.
MAX_LINE = 64 << 20
MAX_MANIFEST = 1 << 20
#: Larger files of run folders are stored as they are (they are compressed archives anyway), so that no member of an archive
#: can grow to more than this when it is opened.
MAX_DEFLATED = 16 << 20
CHUNK = 1 << 20
BATCH = 1000

Row = tuple[Any, ...]
Batch = list[Row]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """``tables/<name>.jsonl``: one JSON array a row, values in the order of ``columns``. Size and digest are of the lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FilesEntry:
    """``files.jsonl``, the list of the files of run folders. ``total``: bytes of those that are members themselves."""

    files: int
    total: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``program`` is the version that wrote it, ``revision`` that of the schema, ``created`` the time (UTC, ISO)."""

    format: str
    program: str
    created: str
    revision: str
    tables: tuple[TableEntry, ...]
    files: FilesEntry | None = None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file below the output folder. ``same`` names an earlier one of which it is a hard link; then nothing else is given."""

    path: str
    bytes: int = 0
    sha256: str = ""
    same: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    rows: int
    bytes: int
    sha256: str


class Digester:
    """Counts and hashes lines as they pass."""

    __slots__ = ("_hash", "bytes", "rows")

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0
        self._hash = sha256()

    def add(self, lines: bytes, rows: int) -> None:
        self.rows += rows
        self.bytes += len(lines)
        self._hash.update(lines)

    def digest(self) -> Digest:
        return Digest(self.rows, self.bytes, self._hash.hexdigest())


def encode_rows(batch: Iterable[Row]) -> bytes:
    """The lines of rows."""
    return b"".join([codec.encode(row) + b"\n" for row in batch])


def digest_of(batches: Iterable[Batch]) -> Digest:
    digester = Digester()
    for batch in batches:
        digester.add(encode_rows(batch), len(batch))
    return digester.digest()


def member(name: str, deflate: bool = True) -> zipfile.ZipInfo:
    """A member of an archive. Equal contents give equal bytes: no times of files, no owner."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info
