"""Where a crawl lives on disk: one locked work folder per portal and parameters, sealed by rename."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from auditor import codec
from auditor.crawl.job import TOOL, CrawlJob
from auditor.crawl.snapshot import INDEX, SEAL, SnapshotWriter, disk_errors
from auditor.errors import AuditorError
from auditor.model import CrawlSummary

#: An unfinished crawl older than this describes another day's portal: it is sealed as it is.
STALE = timedelta(hours=24)
_STARTED = "started.txt"
_PREVIOUS = "previous.txt"


class Locked(AuditorError):
    """Another process crawls the same portal."""


class Workspace:
    """Opens (or resumes) the work folder of a job and holds its lock until sealed or closed.

    ``writer.stored`` are the answers of an earlier, killed attempt. AuditorError when another process holds
    the lock or the folder cannot be written.
    """

    def __init__(self, job: CrawlJob) -> None:
        self.job = job
        self.home = job.home
        self.folder = self.home / f".crawling-{fingerprint(job)}"
        if (self.home / job.run_id).exists():
            raise AuditorError(f"{self.home / job.run_id} 已存在；请换一个运行编号，或先移走该目录")
        self._lock = _locked(self.home, self.folder)
        try:
            if self._is_stale():
                self._seal_stale()
            self.resumed = (self.folder / INDEX).exists()
            self.writer = SnapshotWriter(self.folder, TOOL)
            self.started = self._started()
            self.previous = self._previous()
        except BaseException:
            self._unlock()
            raise

    @property
    def log(self) -> Path:
        return self.folder / "crawl.log"

    def seal(self, summary: CrawlSummary) -> Path:
        """Seal, move to ``<out>/<code>/<run>/snapshot`` and return that folder."""
        finished = self.job.clock().isoformat(timespec="seconds")
        try:
            self.writer.seal(summary, self.started, finished, TOOL)
            return self._publish(self.job.run_id)
        finally:
            self._unlock()

    def close(self) -> None:
        """Leave the work folder as it is, to be resumed."""
        self.writer.close()
        self._unlock()

    def _started(self) -> str:
        path = self.folder / _STARTED
        with disk_errors(path):
            if not path.exists():
                path.write_text(self.job.clock().isoformat(timespec="seconds"), encoding="ascii")
            return path.read_text(encoding="ascii").strip()

    def _previous(self) -> Path | None:
        """The snapshot that this crawl builds on: chosen once, so that a resumed crawl builds on the same."""
        note = self.folder / _PREVIOUS
        with disk_errors(note):
            if not note.exists():
                chosen = self.job.previous if not self.resumed else None
                note.write_text(chosen.parent.name if chosen else "", encoding="utf-8")
            name = note.read_text(encoding="utf-8")
        folder = self.home / name / "snapshot"
        return folder if name and (folder / SEAL).is_file() else None

    def _is_stale(self) -> bool:
        try:
            started = datetime.fromisoformat((self.folder / _STARTED).read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            return False
        return self.job.clock() - started > STALE or (self.folder / SEAL).exists()

    def _seal_stale(self) -> None:
        """Keep what an abandoned crawl has, under a run id of its own, and make room for a fresh one."""
        started = (self.folder / _STARTED).read_text(encoding="ascii").strip()
        stamp = "".join(char for char in started[:19] if char.isdigit())
        if not (self.folder / SEAL).exists():
            writer = SnapshotWriter(self.folder, TOOL)
            requests = len(writer.stored)
            summary = CrawlSummary(self.job.portal, "interrupted", requests, self.job.limits.max_pages)
            finished = writer.stored[-1].fetched_at if writer.stored else started
            writer.seal(summary, started, finished, TOOL)
        self._publish(f"{stamp}-partial")

    def _publish(self, run_id: str) -> Path:
        target = self.home / run_id / "snapshot"
        with disk_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            for note in (_STARTED, _PREVIOUS):
                (self.folder / note).unlink(missing_ok=True)
            log = self.folder / "crawl.log"
            if log.exists():
                shutil.move(log, target.parent / "crawl.log")
            self.folder.rename(target)
        return target

    def _unlock(self) -> None:
        Path(self._lock.name).unlink(missing_ok=True)
        self._lock.close()


def fingerprint(job: CrawlJob) -> str:
    """Eight hex digits of all that decides what a crawl asks for. Equal parameters resume each other."""
    parameters = codec.encode((job.portal, job.limits, job.previous is not None, job.inputs))
    return hashlib.sha256(parameters).hexdigest()[:8]


def _locked(home: Path, folder: Path) -> IO[str]:
    """The held lock file. The kernel drops the lock when its process dies, however it dies."""
    path = home / f"{folder.name}.lock"
    with disk_errors(path):
        home.mkdir(parents=True, exist_ok=True)
        while True:
            stream = path.open("a+", encoding="ascii")
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stream.seek(0)
                pid = stream.read().strip() or "未知"
                stream.close()
                raise Locked(
                    f"另一个进程（PID {pid}）正在抓取同一网站（{folder}）；请等待其结束，或先停止该进程"
                ) from None
            if path.exists() and os.fstat(stream.fileno()).st_ino == path.stat().st_ino:
                break
            stream.close()  # its last holder removed the file between our open and our lock
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        return stream
