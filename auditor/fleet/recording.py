"""What a crawl of the night came to: the audit into the store and the seal on the task, in one transaction.

Either all of it is there or nothing: a process that is killed between crawl and record is repeated by ``resume`` and records
once. An audit that says nothing of the portal is worth another try tonight, or, when the tries are used up, is listed as not
sound; one that saw much less than usual is sealed, listed as doubtful, and changes nothing that is known of findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.fleet import failures, floors
from auditor.model import Audit
from auditor.model.fleet import Pass, StoredAudit, Task, TaskState
from auditor.store import Store, audits, findings, nights
from auditor.store.schema import audit as audits_

#: So many days are looked back for earlier audits: enough for some of a portal that is audited once a month.
_DAYS = 200


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the crawl cost. ``cut`` is why we ended it ourselves (``budget``: its minutes were over), "" when we did not."""

    requests: int
    seconds: float
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """How the task stands now. ``failure`` is the kind when it is not sealed; ``doubt`` why a sealed audit does not count for
    history. ``first``: False when somebody else had sealed the task before, and nothing was changed."""

    state: TaskState
    failure: str = ""
    sound: bool = False
    doubt: str = ""
    first: bool = True


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What is known of the portal. ``last`` is its newest sound audit, ``other`` the first look of this night."""

    listed: tuple[StoredAudit, ...]
    last: StoredAudit | None
    other: StoredAudit | None


def utc_now() -> datetime:
    return datetime.now(UTC)


def record_sealed(
    store: Store,
    out: Path,
    night: str,
    task: Task,
    folder: Path,
    crawled: Crawled,
    clock: Callable[[], datetime] = utc_now,
) -> Recorded:
    """Record the judged run in ``folder`` (``<out>/<code>/<run>``, with its ``audit.json``) and seal ``task``, which is as
    ``start_task`` gave it. Not for a crawl that a signal stopped: that one is simply not recorded. AuditorError when the audit
    cannot be read or the store does not come back."""
    data = _read(folder / outputs.AUDIT)
    audit = codec.decode_audit(data, str(folder / outputs.AUDIT))
    failure = failures.of_audit(audit, crawled.cut)
    if failure and _is_passing(failure) and not failures.gives_up(failure, task.attempt):
        return _fail(store, night, task, failure, clock())
    stored = _stored(out, night, task, folder, data, audit, crawled)
    known = store.read(lambda c: _known(c, stored, task.look))
    before = _document(out, known.last)
    stored = _weighed(stored, audit, failure, known, before, _document(out, known.other))
    if failure and _is_passing(failure):
        return _give_up(store, night, task, failure, stored, audit, before, clock())
    return _seal(store, night, task, stored, audit, before, clock())


# ── weighing (pure but for reading) ───────────────────────────────────────────────────────────────


def _weighed(
    stored: StoredAudit,
    audit: Audit,
    failure: str,
    known: _Earlier,
    last: Audit | None,
    first: Audit | None,
) -> StoredAudit:
    """Sound or with a doubt. A second look that saw what the doubtful first one saw is sound, and keeps the doubt as the
    mark of a new time for the portal."""
    if failure:
        return replace(stored, sound=False, doubt=failure)
    doubt = floors.doubt_of(audit, floors.usual(known.listed, last))
    if doubt and first is not None and known.other is not None and not known.other.sound:
        return replace(stored, sound=floors.settled(audit, first), doubt=doubt)
    return replace(stored, sound=not doubt, doubt=doubt)


def _is_passing(failure: str) -> bool:
    return failures.kind(failure).lasts is failures.Lasts.TRANSIENT


def _stored(
    out: Path, night: str, task: Task, folder: Path, data: bytes, audit: Audit, crawled: Crawled
) -> StoredAudit:
    score, coverage = audit.score, audit.coverage
    return StoredAudit(
        portal=task.portal,
        run=folder.name,
        night=night,
        today=audit.today,
        profile=audit.profile,
        level=audit.portal.level.value,
        file=_relative(folder / outputs.AUDIT, out),
        sha256=hashlib.sha256(data).hexdigest(),
        best=score.best,
        worst=score.worst,
        failed=score.failed,
        warned=score.warned,
        cant_tell=score.cant_tell,
        columns=coverage.columns_fetched,
        pages=coverage.pages - coverage.failed,
        requests=crawled.requests,
        seconds=crawled.seconds,
        size=_size(folder),
        unjudged=audit.unjudged or "",
    )


def _relative(path: Path, out: Path) -> str:
    try:
        return path.resolve().relative_to(out.resolve()).as_posix()
    except ValueError as error:
        raise AuditorError(f"运行目录 {path.parent} 不在输出目录 {out} 之下。请核对 --out") from error


def _size(folder: Path) -> int:
    """Bytes that this run has added: archives of earlier nights, which it shares with them, are not counted again."""
    stats = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum(stat.st_size for stat in stats if stat.st_nlink == 1)


# ── store and files ───────────────────────────────────────────────────────────────────────────────


def _known(c: Connection, stored: StoredAudit, look: Pass) -> _Earlier:
    since = (date.fromisoformat(stored.today) - timedelta(_DAYS)).isoformat()
    listed = (
        each
        for each in audits.of_portal(c, stored.portal, since, stored.today)
        if audits.order(each) < audits.order(stored)
    )
    newest = tuple(sorted(listed, key=audits.order, reverse=True))
    tonight = (each for each in newest if look is Pass.CONFIRM and each.night == stored.night)
    return _Earlier(newest, next(filter(audits.sound, newest), None), next(tonight, None))


def _document(out: Path, stored: StoredAudit | None) -> Audit | None:
    """The audit that a row tells of; None when its file has gone (retention) or is damaged: then nothing is proven by it."""
    if stored is None:
        return None
    path = out / stored.file
    try:
        return codec.decode_audit(path.read_bytes(), str(path))
    except (OSError, AuditorError):
        return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查磁盘和文件权限") from error


def _seal(
    store: Store,
    night: str,
    task: Task,
    stored: StoredAudit,
    audit: Audit,
    before: Audit | None,
    now: datetime,
) -> Recorded:
    def work(c: Connection) -> bool:
        sealed = nights.seal_task(
            c,
            night,
            task.portal,
            task.look,
            task.holder,
            stored.run,
            stored.requests,
            stored.seconds,
            now,
        )
        if sealed:
            _put(c, stored, audit, before, task.look)
        return sealed

    first = store.do(work)
    return Recorded(TaskState.SEALED, sound=stored.sound, doubt=stored.doubt, first=first)


def _give_up(
    store: Store,
    night: str,
    task: Task,
    failure: str,
    stored: StoredAudit,
    audit: Audit,
    before: Audit | None,
    now: datetime,
) -> Recorded:
    def work(c: Connection) -> None:
        if nights.fail_task(
            c, night, task.portal, task.look, task.holder, failure, _detail(stored), now, give_up=True
        ):
            _put(c, stored, audit, before, task.look)

    store.do(work)
    return Recorded(TaskState.GIVEN_UP, failure, doubt=stored.doubt)


def _fail(store: Store, night: str, task: Task, failure: str, now: datetime) -> Recorded:
    store.do(
        lambda c: nights.fail_task(
            c, night, task.portal, task.look, task.holder, failure, "", now, give_up=False
        )
    )
    return Recorded(TaskState.FAILED, failure)


def _put(c: Connection, stored: StoredAudit, audit: Audit, before: Audit | None, look: Pass) -> None:
    """A row of the same run that was not sound gives way: it told of a try that is now repeated, and nothing rests on it."""
    c.execute(
        delete(audits_).where(
            audits_.c.portal == stored.portal, audits_.c.run == stored.run, audits_.c.sound.is_(False)
        )
    )
    findings.record(c, stored, audit, before, look)


def _detail(stored: StoredAudit) -> str:
    return f"pages={stored.pages} columns={stored.columns}"
