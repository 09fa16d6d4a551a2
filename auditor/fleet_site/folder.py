"""The folder of a site: which files in it are the site's, which are up to date, and what has to go.

``.site.json`` lists every file with a hash of what it was made of. Files that are written before that list is are noted in
``.site.journal`` first, so that a build that was killed never makes the site's own files look foreign.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.fleet_site.sources import SITE, state_of

MANIFEST, JOURNAL = SITE, ".site.journal"
MANIFEST_SCHEMA = "portal-auditor/site-manifest/1"
#: The only folders of a site.
FOLDERS = ("counties", "reports", "units")
#: What an interrupted write leaves: ``.<name>.<eight characters>``.
_LEFTOVER = re.compile(r"\.(.+)\.[a-z0-9_]{8}")


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A file of the site: a hash of what it was made of, one of its bytes, and its state on disk when it was written."""

    inputs: str
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``sources``: for each county's folder, the state of the files that it was read from."""

    schema: str
    stamp: str = ""
    pages: dict[str, PageRecord] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


class SiteFolder:
    """Writes the files of a site, each only when its inputs changed. Use it as a context manager: only a build that comes to
    its end removes what is no longer part of the site.

    AuditorError when the folder holds files that are not the site's, or when another build is at work.
    """

    def __init__(self, root: Path, stamp: str) -> None:
        self.root, self._stamp = root, stamp
        self.written, self.kept, self.removed = 0, 0, 0
        self._pages: dict[str, PageRecord] = {}
        self._sources: dict[str, str] = {}
        try:
            first = not root.exists() or not any(root.iterdir())
            root.mkdir(parents=True, exist_ok=True)
            if not first and not any((root / name).is_file() for name in (MANIFEST, JOURNAL)):
                raise _foreign(root, sorted(path.name for path in root.iterdir()))
            self._journal: IO[str] = (root / JOURNAL).open("a+", encoding="utf-8")
        except OSError as error:
            raise AuditorError(
                f"无法写入站点目录 {root}：{error.strerror or error}。请检查目录权限，或用 --to 指定其他目录"
            ) from error
        try:
            self._lock()
            self._before = self._read_manifest()
            self._journal.seek(0)
            self._own = {*self._before.pages, *(line for line in self._journal.read().split("\n") if line)}
            self._check()
        except BaseException:
            self._journal.close()
            raise

    def __enter__(self) -> SiteFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._journal.close()

    # ── reading ───────────────────────────────────────────────────────────────────────────────────

    def same_source(self, key: str, state: str) -> bool:
        """The county was read from exactly these files, by exactly this program."""
        return self._before.stamp == self._stamp and self._before.sources.get(key) == state

    def stored(self, path: str) -> bytes | None:
        """A file as the last build wrote it; None when it is gone or somebody changed it."""
        record = self._before.pages.get(path)
        if record is None:
            return None
        try:
            data = (self.root / path).read_bytes()
        except OSError:
            return None
        return data if _sha(data) == record.sha256 else None

    # ── writing ───────────────────────────────────────────────────────────────────────────────────

    def note_source(self, key: str, state: str) -> None:
        self._sources[key] = state

    def put(self, path: str, inputs: bytes | str, render: Callable[[], bytes]) -> bool:
        """Write ``path`` unless the file there was made of the same ``inputs`` and nobody touched it. True when written."""
        if path in self._pages:
            raise ValueError(f"two pages at {path}")
        key = _sha(self._stamp.encode() + (inputs.encode() if isinstance(inputs, str) else inputs))
        target, record = self.root / path, self._before.pages.get(path)
        untouched = record is not None and (state_of(target) == record.state or self.stored(path) is not None)
        if record is not None and untouched and record.inputs == key:
            self._keep(path, key, record.sha256)
            return False
        data = render()
        digest = _sha(data)
        if record is not None and untouched and record.sha256 == digest:  # other inputs, the same bytes
            self._keep(path, key, digest)
            return False
        self._claim(path)
        outputs.write(target, data)
        self.written += 1
        self._pages[path] = PageRecord(key, digest, state_of(target))
        return True

    # ── within ────────────────────────────────────────────────────────────────────────────────────

    def _keep(self, path: str, key: str, digest: str) -> None:
        self.kept += 1
        self._pages[path] = PageRecord(key, digest, state_of(self.root / path))

    def _claim(self, path: str) -> None:
        if path not in self._own:
            self._journal.write(path + "\n")
            self._journal.flush()
            self._own.add(path)

    def _finish(self) -> None:
        for name in sorted(self._own - set(self._pages)):
            if name in self._before.pages and self.stored(name) is None:
                continue  # gone, or no longer what the site wrote
            (self.root / name).unlink(missing_ok=True)
            self.removed += 1
        data = codec.encode_pretty(Manifest(MANIFEST_SCHEMA, self._stamp, self._pages, self._sources))
        manifest = self.root / MANIFEST
        if not manifest.is_file() or manifest.read_bytes() != data:
            outputs.write(manifest, data)
        if self._journal.tell():
            self._journal.truncate(0)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AuditorError(
                f"站点目录 {self.root} 正由另一个 auditor site 写入。请等它结束后再试"
            ) from None

    def _read_manifest(self) -> Manifest:
        path = self.root / MANIFEST
        if not path.is_file():
            return Manifest(MANIFEST_SCHEMA)
        try:
            manifest = codec.decode(path.read_bytes(), Manifest)
            if manifest.schema != MANIFEST_SCHEMA:
                raise ValueError(manifest.schema[:60])
            bad = next((each for each in manifest.pages if not _inside(each)), None)
            if bad is not None:
                raise ValueError(bad[:60])
        except (OSError, ValueError) as error:
            raise AuditorError(
                f"{path} 已损坏或由其他版本写出，无法分辨哪些文件属于站点。请用 --to 指定一个空目录，或清空该目录后重新生成"
            ) from error
        return manifest

    def _check(self) -> None:
        """Nothing may lie in the folder that the site did not write. What an interrupted write left is removed."""
        foreign = []
        for path in _files(self.root):
            name = path.relative_to(self.root).as_posix()
            match = _LEFTOVER.fullmatch(path.name)
            if name in self._own or name in (MANIFEST, JOURNAL):
                continue
            sibling = (path.parent / match[1]).relative_to(self.root).as_posix() if match else ""
            if sibling in self._own or sibling == MANIFEST:
                path.unlink()
            else:
                foreign.append(name)
        if foreign:
            raise _foreign(self.root, sorted(foreign))


def _files(root: Path) -> Iterator[Path]:
    """All that is no plain folder of a site: files, links, other folders."""
    for entry in os.scandir(root):
        if entry.name in FOLDERS and entry.is_dir(follow_symlinks=False):
            yield from (Path(inner.path) for inner in os.scandir(entry.path))
        else:
            yield Path(entry.path)


def _inside(path: str) -> bool:
    parts = path.split("/")
    return len(parts) <= 2 and all(part and part not in (".", "..") for part in parts) and "\0" not in path


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _foreign(root: Path, names: list[str]) -> AuditorError:
    shown = "、".join(name[:60] for name in names[:3]) + (f" 等 {len(names)} 个" if len(names) > 3 else "")
    return AuditorError(
        f"站点目录 {root} 里有不属于站点的文件（{shown}），没有写入任何内容。请移走它们，或用 --to 指定一个空目录"
    )
