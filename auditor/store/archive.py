"""Reads an archive that :mod:`auditor.store.backup` wrote, trusting nothing in it: everything is measured against the
manifest while it passes, and a manifest that claims more than the file can hold is refused."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from auditor import codec
from auditor.errors import AuditorError
from auditor.store import portable, rows, run_folders
from auditor.store.portable import Batch, Digester, FileEntry, Manifest, TableEntry

_OTHER = "请换另一份备份，或重新复制这个文件"
#: A hostile list of members would fill memory before anything can be checked; each takes less than 1 KiB.
_MAX_MEMBERS = 4_000_000
_PLAIN = re.compile(r"[0-9A-Za-z_.:+-]{1,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Archive:
    """An open archive. Iterators raise AuditorError as soon as something is not as the manifest says; whoever has read one
    to its end has read what was backed up."""

    def __init__(self, path: Path, package: zipfile.ZipFile) -> None:
        self.path = path
        self._package = package
        infos = package.infolist()
        self._members = {info.filename: info for info in infos}
        if len(infos) > _MAX_MEMBERS:
            raise self.broken("成员太多")
        if len(self._members) != len(infos):
            raise self.broken("有重名的成员")
        _check_members(self, infos)
        self.manifest = self._read_manifest()
        self._check_parts()

    def broken(self, reason: str) -> AuditorError:
        return AuditorError(f"备份 {self.path} 不可用：{reason}。{_OTHER}")

    def batches(self, entry: TableEntry, table: Table) -> Iterator[Batch]:
        """The rows of a table, checked against its columns, its order and the digest."""
        kind = rows.row_kind(table, entry.columns)
        places = rows.key_places(table, entry.columns)
        digester, last = Digester(), None
        for lines in self._lines(f"{portable.TABLES}{entry.name}.jsonl"):
            batch = self._decoded(lines, kind, f"表 {entry.name}")
            digester.add(b"".join(lines), len(lines))
            if not rows.keys_rise(batch, places, last):
                raise self.broken(f"表 {entry.name} 的行重复或次序不对")
            last = tuple(batch[-1][place] for place in places)
            yield batch
        if digester.digest() != portable.Digest(entry.rows, entry.bytes, entry.sha256):
            raise self.broken(f"表 {entry.name} 的内容与清单不符")

    def files(self) -> Iterator[FileEntry]:
        """The list of files, checked: paths that stay below the output folder, each once, each with its member."""
        stated = self.manifest.files
        if stated is None:
            return
        digester, members, total = Digester(), 0, 0
        last: tuple[str, ...] = ()
        for lines in self._lines(portable.FILES):
            digester.add(b"".join(lines), len(lines))
            for entry in self._decoded(lines, FileEntry, "文件清单"):
                place = run_folders.path_order(entry.path)
                self._check_file(entry, place, last)
                last, members, total = place, members + (not entry.same), total + entry.bytes
                yield entry
        if (digester.digest(), total) != (
            portable.Digest(stated.files, stated.bytes, stated.sha256),
            stated.total,
        ):
            raise self.broken("文件清单的内容与总清单不符")
        if members != sum(name.startswith(portable.RUNS) for name in self._members):
            raise self.broken("有清单之外的文件")

    def content(self, entry: FileEntry) -> Iterator[bytes]:
        """The bytes of a file of the list that is no link."""
        digest = sha256()
        for chunk in self._chunks(f"{portable.RUNS}{entry.path}"):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != entry.sha256:
            raise self.broken(f"文件 {entry.path!r} 的内容与清单不符")

    def _check_file(self, entry: FileEntry, place: tuple[str, ...], last: tuple[str, ...]) -> None:
        shown = repr(entry.path[:200])
        if problem := run_folders.path_problem(entry.path):
            raise self.broken(f"文件清单中的 {shown} {problem}")
        if place <= last or (last and place[: len(last)] == last):
            raise self.broken(f"文件清单中的 {shown} 重复或次序不对")
        member = self._members.get(f"{portable.RUNS}{entry.same or entry.path}")
        if member is None or (entry.same and run_folders.path_order(entry.same) >= place):
            raise self.broken(f"文件清单中的 {shown} 没有内容")
        if entry.same and (entry.bytes or entry.sha256):
            raise self.broken(f"文件清单中的 {shown} 既是链接又有内容")
        if not entry.same and member.file_size != entry.bytes:
            raise self.broken(f"文件清单中的 {shown} 大小不符")

    def _decoded(self, lines: list[bytes], kind: Any, where: str) -> list[Any]:
        """Values of lines that are written exactly as we write them: nothing is added, left out or put differently."""
        text = b"[" + b",".join(lines) + b"]"
        try:
            values: list[Any] = codec.decode(text, list[kind])
        except ValueError as error:
            raise self.broken(f"{where}中有一行读不出（{codec.reason(error)}）") from error
        if [codec.encode(value) + b"\n" for value in values] != lines:
            raise self.broken(f"{where}中有一行的写法不对")
        return values

    def _read_manifest(self) -> Manifest:
        info = self._members.get(portable.MANIFEST)
        if info is None:
            raise self.broken("没有清单，不是 auditor backup 写出的文件")
        if info.file_size > portable.MAX_MANIFEST:
            raise self.broken("清单太大")
        data = b"".join(self._chunks(portable.MANIFEST))
        try:
            manifest = codec.decode(data, Manifest)
        except ValueError as error:
            raise self.broken(f"清单读不出（{codec.reason(error)}）") from error
        if manifest.format != portable.FORMAT:
            raise AuditorError(
                f"备份 {self.path} 的格式是 {manifest.format[:60]!r}，本程序只读 {portable.FORMAT!r}："
                "请用写出它的版本（或更新的版本）恢复"
            )
        if codec.encode_pretty(manifest) != data:
            raise self.broken("清单中有不认识的内容")
        return manifest

    def _check_parts(self) -> None:
        """The members are those that the manifest names, of the sizes that it names."""
        manifest = self.manifest
        entries: list[Any] = list(manifest.tables)
        names = {f"{portable.TABLES}{entry.name}.jsonl": entry.bytes for entry in manifest.tables}
        if manifest.files is not None:
            names[portable.FILES] = manifest.files.bytes
            entries.append(manifest.files)
        for text in (
            manifest.program,
            manifest.created,
            manifest.revision,
            *(one.name for one in manifest.tables),
        ):
            if not _PLAIN.fullmatch(text):
                raise self.broken("清单中的名称或版本不对")
        if not all(_DIGEST.fullmatch(entry.sha256) for entry in entries):
            raise self.broken("清单中的校验值不对")
        for name, size in names.items():
            if name not in self._members or self._members[name].file_size != size:
                raise self.broken(f"成员 {name} 缺失或大小不符")
        for name in self._members.keys() - names.keys() - {portable.MANIFEST}:
            if manifest.files is None or not name.startswith(portable.RUNS):
                raise self.broken(f"有清单之外的成员 {name[:100]!r}")

    def _lines(self, name: str) -> Iterator[list[bytes]]:
        """Lines with their ends, some at a time; none may be longer than any that we write."""
        rest, lines = b"", []
        for chunk in self._chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                lines.append(line + b"\n")
                if len(lines) >= portable.BATCH:
                    yield lines
                    lines = []
            if len(rest) > portable.MAX_LINE:
                raise self.broken(f"{name} 中有一行太长")
        if rest:
            raise self.broken(f"{name} 的最后一行不完整")
        if lines:
            yield lines

    def _chunks(self, name: str) -> Iterator[bytes]:
        with _zip_errors(self.path), self._package.open(self._members[name]) as stream:
            while chunk := stream.read(portable.CHUNK):
                yield chunk


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """AuditorError when it is not there, no archive of ours, or its outside is damaged already."""
    if not path.is_file():
        raise AuditorError(f"没有找到备份 {path}；请给出 auditor backup 写出的文件")
    with _zip_errors(path):
        package = zipfile.ZipFile(path)
    with package:
        yield Archive(path, package)


def _check_members(archive: Archive, infos: list[zipfile.ZipInfo]) -> None:
    """Members as we write them: not encrypted, stored or deflated, one behind the other, none that swells."""
    for info in infos:
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise archive.broken(f"成员 {info.filename[:100]!r} 的压缩方式不对")
        swells = info.compress_type == zipfile.ZIP_DEFLATED and info.file_size > portable.MAX_DEFLATED
        if swells and info.filename.startswith(portable.RUNS):
            raise archive.broken(f"成员 {info.filename[:100]!r} 展开后太大")
    placed = sorted((info.header_offset, info.compress_size) for info in infos)
    end = archive.path.stat().st_size
    for (start, size), (following, _) in pairwise([*placed, (end, 0)]):
        if start + size > following:
            raise archive.broken("成员互相重叠")


@contextmanager
def _zip_errors(path: Path) -> Iterator[None]:
    """What the zip module says of damaged files, in one sentence. An archive is read inside, nothing else done."""
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise AuditorError(f"备份 {path} 已损坏或不完整（{error}）。{_OTHER}") from error
    except (ValueError, UnicodeError, RuntimeError, IndexError) as error:
        raise AuditorError(f"备份 {path} 已损坏（{type(error).__name__}）。{_OTHER}") from error
    except OSError as error:
        raise AuditorError(f"无法读取备份 {path}：{error.strerror or error}。请检查文件权限和磁盘") from error
