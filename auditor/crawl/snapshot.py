"""A crawl on disk: ``data.warc.gz``, ``index.jsonl`` and, once sealed, ``snapshot.json``.

Order of writing is what makes a killed crawl resumable: the WARC records of an answer are flushed first, its
index line second. On opening, a torn last index line is dropped and the WARC is cut after the last indexed
record, so both files always tell the same story.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from auditor import codec
from auditor.crawl import warc
from auditor.crawl.answer import Answer
from auditor.errors import AuditorError
from auditor.model import AskKey, CrawlSummary, Fetch

WARC, INDEX, SEAL = "data.warc.gz", "index.jsonl", "snapshot.json"
FORMAT = "portal-auditor-snapshot:1"


@dataclass(frozen=True, slots=True)
class Seal:
    """``snapshot.json``: how the crawl ended. Times are ISO 8601 UTC; ``format`` names this layout."""

    summary: CrawlSummary
    started: str
    finished: str
    tool: str
    format: str = FORMAT


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into one message that names the path and the cure."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise AuditorError(
            f"无法写入 {path}：{reason}。请检查磁盘空间和目录权限，或用 --out 指定其他目录；"
            "已抓取的内容会保留，重新运行即可续抓"
        ) from error


class SnapshotWriter:
    """Appends answers. Opening an unfinished directory repairs its tail; ``stored`` are the fetches in it."""

    def __init__(self, directory: Path, tool: str) -> None:
        self.directory = directory
        with disk_errors(directory):
            directory.mkdir(parents=True, exist_ok=True)
            self.stored = _repair(directory)
            self._adopted: dict[tuple[Path, str], str] = {}
            self._warc: IO[bytes] = (directory / WARC).open("ab")
            self._index: IO[bytes] = (directory / INDEX).open("ab")
            if self._warc.tell() == 0:
                writer: Any = WARCWriter(self._warc, gzip=True)
                info = {"software": tool, "format": "WARC File Format 1.0"}
                writer.write_record(writer.create_warcinfo_record(WARC, info))
                self._warc.flush()

    def write(self, fetch: Fetch, answer: Answer) -> Fetch:
        """Store one answer; gives ``fetch`` with the place of its record. AuditorError when the disk is full."""
        with disk_errors(self.directory):
            if answer.status is not None:
                fetch = self._write_records(fetch, answer)
            self._index.write(codec.encode(fetch) + b"\n")
            self._index.flush()
        return fetch

    def refer(self, fetch: Fetch, folder: Path) -> Fetch:
        """Note an answer whose record lies in the snapshot at ``folder``; gives ``fetch`` with its place here.

        The archive that holds it is linked into this snapshot (copied where links are impossible), so that every
        snapshot stays whole when others are deleted.
        """
        with disk_errors(self.directory):
            if fetch.offset is not None:
                fetch = replace(fetch, archive=self._adopt(folder, fetch.archive or WARC))
            self._index.write(codec.encode(fetch) + b"\n")
            self._index.flush()
        return fetch

    def _adopt(self, folder: Path, archive: str) -> str:
        known = self._adopted.get((folder, archive))
        if known is not None:
            return known
        name = f"{folder.parent.name}.{WARC}" if archive == WARC else archive
        if not (self.directory / name).exists():
            try:
                os.link(folder / archive, self.directory / name)
            except OSError:
                shutil.copyfile(folder / archive, self.directory / name)
        self._adopted[folder, archive] = name
        return name

    def seal(self, summary: CrawlSummary, started: str, finished: str, tool: str) -> None:
        """Write ``snapshot.json`` by rename and close. A directory with that file is complete."""
        with disk_errors(self.directory):
            for stream in (self._warc, self._index):
                stream.flush()
                os.fsync(stream.fileno())
            temporary = self.directory / f".{SEAL}"
            temporary.write_bytes(codec.encode_pretty(Seal(summary, started, finished, tool)))
            temporary.replace(self.directory / SEAL)
        self.close()

    def close(self) -> None:
        """Close both files. What a full disk refused to take stays untold: the tail is repaired on opening."""
        for stream in (self._warc, self._index):
            with suppress(OSError):
                stream.close()

    def _write_records(self, fetch: Fetch, answer: Answer) -> Fetch:
        request, response = warc.records(fetch, answer)
        offset = self._warc.tell() + len(request)
        self._warc.write(request + response)
        self._warc.flush()
        return replace(fetch, offset=offset, length=len(response))


class SnapshotReader:
    """Reads a snapshot, sealed or not. AuditorError when the directory is none."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        if not (directory / INDEX).is_file() or not (directory / WARC).is_file():
            raise AuditorError(
                f"{directory} 不是快照目录（缺少 {INDEX} 或 {WARC}）；"
                "请指定 auditor crawl 生成的 snapshot 目录"
            )
        self._fetches = tuple(_read_index(directory)[0])
        self._by_key = {fetch.key: fetch for fetch in self._fetches}
        self._archives: dict[str, IO[bytes]] = {}

    def __enter__(self) -> SnapshotReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for archive in self._archives.values():
            archive.close()
        self._archives.clear()

    def fetches(self) -> tuple[Fetch, ...]:
        """All index lines in the order in which the answers arrived."""
        return self._fetches

    def get(self, key: AskKey) -> Fetch | None:
        return self._by_key.get(key)

    def body(self, fetch: Fetch) -> bytes:
        """Decoded body; empty when there was no HTTP answer. AuditorError when the record is damaged."""
        if fetch.offset is None or fetch.length is None:
            return b""
        try:
            archive = self._archive(fetch.archive or WARC)
            archive.seek(fetch.offset)
            record = next(iter(ArchiveIterator(BytesIO(archive.read(fetch.length)))))
            body = bytes(record.content_stream().read())
        except (StopIteration, OSError, ValueError, zlib.error, ArchiveLoadFailed) as error:
            raise self._damaged(fetch) from error
        if fetch.body_sha256 and hashlib.sha256(body).hexdigest() != fetch.body_sha256:
            raise self._damaged(fetch)
        return body

    def _archive(self, name: str) -> IO[bytes]:
        """An archive of this folder by its plain name. OSError when there is none."""
        if name not in self._archives:
            if Path(name).name != name:
                raise OSError(f"{name} is no file of this folder")
            self._archives[name] = (self.directory / name).open("rb")
        return self._archives[name]

    def _damaged(self, fetch: Fetch) -> AuditorError:
        place = f"{self.directory / (fetch.archive or WARC)} 在位置 {fetch.offset}"
        return AuditorError(f"快照 {place} 处已损坏（{fetch.url}）；请重新抓取")

    def content_type(self, fetch: Fetch) -> str:
        """The Content-Type header as sent; empty when there was none."""
        return fetch.mime

    @property
    def sealed(self) -> bool:
        return (self.directory / SEAL).is_file()

    def seal(self) -> Seal:
        """``snapshot.json``. AuditorError when the crawl is not sealed or the file cannot be read."""
        path = self.directory / SEAL
        try:
            return codec.decode(path.read_bytes(), Seal)
        except FileNotFoundError:
            raise AuditorError(
                f"快照 {self.directory} 尚未完成（缺少 {SEAL}）；请重新运行抓取以续抓"
            ) from None
        except (OSError, ValueError) as error:
            raise AuditorError(f"无法读取 {path}：{error}；请重新抓取") from error

    def summary(self) -> CrawlSummary:
        return self.seal().summary


def _read_index(directory: Path) -> tuple[list[Fetch], int]:
    """Whole lines of the index whose records are on disk, and their length in bytes."""
    path, warc = directory / INDEX, directory / WARC
    if not path.exists() or not warc.exists():
        return [], 0
    size = warc.stat().st_size
    fetches: list[Fetch] = []
    good = 0
    for line in path.read_bytes().splitlines(keepends=True):
        try:
            fetch = codec.decode(line, Fetch)
        except ValueError:
            break
        if not line.endswith(b"\n") or _end(fetch) > size:
            break
        fetches.append(fetch)
        good += len(line)
    return fetches, good


def _repair(directory: Path) -> list[Fetch]:
    """Cut both files back to the last answer that is whole in both."""
    fetches, good = _read_index(directory)
    end = max((_end(fetch) for fetch in fetches), default=0)
    for name, length in ((INDEX, good), (WARC, end)):
        if (directory / name).exists():
            os.truncate(directory / name, length)
    return fetches


def _end(fetch: Fetch) -> int:
    """Where the record of an answer ends in this snapshot's own archive; 0 when it has none there."""
    return 0 if fetch.offset is None or fetch.length is None or fetch.archive else fetch.offset + fetch.length
