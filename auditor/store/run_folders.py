"""Run folders as a backup takes them: which, in which order, under which names; archives that several runs share, once."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from auditor import codec
from auditor.errors import AuditorError
from auditor.outputs import AUDIT
from auditor.store.portable import CHUNK, FILES, MAX_DEFLATED, RUNS, Digester, FileEntry, FilesEntry, member

_AGAIN = "请在没有检查或清理（auditor retention）进行时重新备份"
#: What is compressed already gains nothing from being compressed again.
_COMPRESSED = (
    ".gz",
    ".zip",
    ".wacz",
    ".xlsx",
    ".docx",
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".br",
    ".zst",
    ".bin",
)
#: No operating system of ours takes longer ones.
_LONGEST_NAME, _LONGEST_PATH = 255, 2048


@dataclass(frozen=True, slots=True)
class Found:
    """``folders``: those of sealed runs, ``files``: those that lie beside them, ``unfinished``: runs without a result."""

    folders: frozenset[tuple[str, str]]
    files: frozenset[tuple[str, str]]
    unfinished: int


def find_runs(out: Path) -> Found:
    """What lies at ``<out>/<code>/<run>/`` and ``<out>/<code>/<file>`` now. Hidden names are work in progress."""
    folders, files, unfinished = set(), set(), 0
    for code in _children(out):
        if not code.is_dir(follow_symlinks=False):
            continue
        for child in _children(Path(code.path)):
            if child.is_file(follow_symlinks=False):
                files.add((code.name, child.name))
            elif child.is_dir(follow_symlinks=False):
                sealed = os.path.isfile(os.path.join(child.path, AUDIT))
                folders |= {(code.name, child.name)} if sealed else set()
                unfinished += not sealed
    runs = {code for code, _ in folders}
    return Found(frozenset(folders), frozenset(one for one in files if one[0] in runs), unfinished)


def pack_runs(
    package: zipfile.ZipFile, out: Path, chosen: frozenset[tuple[str, str]], on_file: Callable[[int], None]
) -> FilesEntry:
    """Puts the chosen folders and files into the package, then their list; AuditorError when one changed meanwhile.

    The list is kept on disk until then, beside the package: memory does not grow with it.
    """
    digester, total = Digester(), 0
    places: dict[tuple[int, int], str] = {}
    spool = Path(f"{package.filename}.list")
    try:
        with spool.open("w+b") as listed:
            for path, status in _walk(out, chosen):
                key = (status.st_dev, status.st_ino)
                shared = status.st_nlink > 1
                if shared and key in places:
                    entry = FileEntry(path, same=places[key])
                else:
                    entry = _pack(package, out, path)
                    total += entry.bytes
                    if shared:
                        places[key] = path
                line = codec.encode(entry) + b"\n"
                digester.add(line, 1)
                listed.write(line)
                on_file(digester.rows)
            listed.seek(0)
            with package.open(member(FILES), "w", force_zip64=True) as into:
                while chunk := listed.read(CHUNK):
                    into.write(chunk)
    finally:
        spool.unlink(missing_ok=True)
    listing = digester.digest()
    return FilesEntry(listing.rows, total, listing.bytes, listing.sha256)


def path_problem(path: str) -> str:
    """Why a path from a list of files must not be written below an output folder; "" when it may."""
    parts = path.split("/")
    if len(parts) < 2:
        return "不在网站目录之下"
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST_PATH:
        return "路径太长"
    for part in parts:
        if part in ("", ".", "..") or "\\" in part or any(ord(letter) < 32 for letter in part):
            return "路径不安全"
        if len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
            return "名称太长"
    if parts[0].startswith(".") or parts[1].startswith("."):
        return "隐藏的目录不属于检查结果"
    return ""


def path_order(path: str) -> tuple[str, ...]:
    """Files stand in the list in this order: a folder's files together, by code point."""
    return tuple(path.split("/"))


def _children(folder: Path) -> list[os.DirEntry[str]]:
    """By name, without hidden ones; nothing for a folder that is not there."""
    try:
        with os.scandir(folder) as entries:
            return sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AuditorError(f"无法读取目录 {folder}：{error.strerror or error}。请检查目录权限") from error


def _walk(out: Path, chosen: frozenset[tuple[str, str]]) -> Iterator[tuple[str, os.stat_result]]:
    for code, name in sorted(chosen):
        yield from _walk_one(out, f"{code}/{name}")


def _walk_one(out: Path, path: str) -> Iterator[tuple[str, os.stat_result]]:
    """Regular files below (or at) a path, in order; links that point elsewhere are nobody's evidence."""
    try:
        status = os.lstat(out / path)
    except FileNotFoundError:
        raise AuditorError(f"{out / path} 在备份过程中消失了。{_AGAIN}") from None
    if stat.S_ISREG(status.st_mode):
        try:
            path.encode()
        except UnicodeEncodeError:
            raise AuditorError(
                f"文件名不是 UTF-8：{(str(out / path)).encode()!r}。请改名后重新备份"
            ) from None
        yield path, status
    elif stat.S_ISDIR(status.st_mode):
        for child in _children(out / path):
            yield from _walk_one(out, f"{path}/{child.name}")


def _pack(package: zipfile.ZipFile, out: Path, path: str) -> FileEntry:
    """Copies a file into the package as it was when it was opened: what is appended later is left for the next backup."""
    try:
        stream = (out / path).open("rb")
    except FileNotFoundError:
        raise AuditorError(f"{out / path} 在备份过程中消失了。{_AGAIN}") from None
    with stream:
        size = os.fstat(stream.fileno()).st_size
        digest = sha256()
        deflate = size <= MAX_DEFLATED and not path.endswith(_COMPRESSED)
        info = member(f"{RUNS}{path}", deflate)
        with package.open(info, "w", force_zip64=size >= 1 << 31) as into:
            _copy(stream, into, size, digest.update, out / path)
    return FileEntry(path, size, digest.hexdigest())


def _copy(stream: IO[bytes], into: IO[bytes], size: int, seen: Callable[[bytes], None], path: Path) -> None:
    left = size
    while left:
        chunk = stream.read(min(CHUNK, left))
        if not chunk:
            raise AuditorError(f"{path} 在备份过程中变短了。{_AGAIN}")
        into.write(chunk)
        seen(chunk)
        left -= len(chunk)
