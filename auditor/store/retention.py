"""What of old runs may go, and its going. Evidence and results go together: the run folder and its line in the store.

Of each portal stay: the runs of the last days, its last sound runs, its newest run (later runs build on what that one knows:
its snapshot, ``seen.json``), and old runs on which something that is open rests:

* a finding that somebody tolerates (a waiver that the newest audit knows and that has not ended) rests on the run that lay
  before that person: the last complete one up to the day of the decision;
* a finding of a notice rests on the run that the notice was written for (its folder holds ``notices``), as long as a finding
  that was there on that day is not mended.

The looks of one night stay or go together. Findings, episodes and decisions always stay, so first-seen dates and the history of
findings outlive the runs; what goes with a run are its evidence and its line in the list of scores. Folders that the store
does not list are left alone. Lines of nights and of looks at home pages go when they are older than that and than 400 days.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from auditor import outputs
from auditor.errors import AuditorError
from auditor.model import AuditedWaiver
from auditor.model.fleet import StoredAudit
from auditor.model.retention import Kept, Retention, RetentionPlan
from auditor.store import audits, decisions, history
from auditor.store.engine import Store
from auditor.store.episodes import MENDED
from auditor.store.schema import audit as audits_
from auditor.store.schema import finding as findings_
from auditor.store.schema import night as nights_
from auditor.store.schema import probe as probes_

NOTICES = "notices"
#: What is being deleted bears this before its name; whoever looks for runs does not find it.
_GOING = ".going-"

#: Nights with their tasks and alarms, and looks at home pages, stay for more than a year, so that years can be compared and rules
#: that look back find what they look for.
SERIES_DAYS = 400
_HOLDING = frozenset({Kept.WAIVER, Kept.NOTICE})

Looks = tuple[StoredAudit, ...]


# ── planning ──────────────────────────────────────────────────────────────────────────────────────


def plan(store: Store, out: Path, rule: Retention, today: str, portal: str = "") -> RetentionPlan:
    """What may go today, of one portal or of all. Changes nothing."""
    going: list[StoredAudit] = []
    held: list[tuple[Kept, StoredAudit]] = []
    counts: Counter[Kept] = Counter()
    for code in [portal] if portal else store.read(_portals):
        listed, kept = store.read(partial(_sorted_out, out=out, portal=code, rule=rule, today=today))
        counts.update(kept.values())
        going += [each for each in listed if each.run not in kept]
        held += [(kept[each.run], each) for each in listed if kept.get(each.run) in _HOLDING]
    return RetentionPlan(
        today,
        tuple(going),
        tuple((reason, counts[reason]) for reason in Kept if counts[reason]),
        tuple(held),
        freed(out, going),
        *((0, 0) if portal else store.read(partial(_series, day=_series_day(rule, today)))),
    )


def _sorted_out(
    c: Connection, out: Path, portal: str, rule: Retention, today: str
) -> tuple[Looks, dict[str, Kept]]:
    """The runs of a portal, and which of them stay."""
    listed = audits.of_portal(c, portal)
    kept = keep(listed, rule, today)
    old = [each for each in listed if each.run not in kept]
    if not old:
        return listed, kept
    resting = {each.run: Kept.NOTICE for each in old if _noticed(c, out, each)}
    resting |= dict.fromkeys(_waived(c, portal, listed, today), Kept.WAIVER)
    return listed, with_their_night(listed, resting) | kept


def _series_day(rule: Retention, today: str) -> str:
    return (date.fromisoformat(today) - timedelta(max(rule.days, SERIES_DAYS))).isoformat()


def _series(c: Connection, day: str) -> tuple[int, int]:
    """How many nights and looks at home pages there are from before a day."""
    nights = select(func.count()).select_from(nights_).where(nights_.c.id < day)
    probes = select(func.count()).select_from(probes_).where(probes_.c.at < day)
    return c.execute(nights).scalar_one(), c.execute(probes).scalar_one()


def keep(listed: Sequence[StoredAudit], rule: Retention, today: str) -> dict[str, Kept]:
    """The runs of one portal, in their order, that stay for their age or number, with the reason. Pure."""
    since = (date.fromisoformat(today) - timedelta(rule.days)).isoformat()
    complete = list(audits.complete(listed))
    reasons: dict[str, Kept] = {each.run: Kept.YOUNG for each in listed if each.today > since}
    reasons |= {each.run: Kept.RUNS for each in complete[-max(rule.runs, 1) :]}
    if listed:
        reasons[listed[-1].run] = Kept.NEWEST
    return with_their_night(listed, reasons)


def with_their_night(listed: Iterable[StoredAudit], reasons: Mapping[str, Kept]) -> dict[str, Kept]:
    """The same, and the other looks of the nights of those runs. Pure."""
    nights = {each.night: reasons[each.run] for each in listed if each.night and each.run in reasons}
    also = {each.run: nights[each.night] for each in listed if each.night in nights}
    return also | dict(reasons)


def freed(out: Path, going: Iterable[StoredAudit]) -> int:
    """Bytes that go with the run folders: a file that is linked into several counts once, and only when all its names go."""
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    names: Counter[tuple[int, int]] = Counter()
    for audit in going:
        for path in _files(folder_of(out, audit)):
            status = path.lstat()
            key = (status.st_dev, status.st_ino)
            sizes[key] = (status.st_blocks * 512, status.st_nlink)
            names[key] += 1
    return sum(size for key, (size, links) in sizes.items() if names[key] >= links)


def _portals(c: Connection) -> list[str]:
    return sorted(c.execute(select(audits_.c.portal).distinct()).scalars())


def _noticed(c: Connection, out: Path, audit: StoredAudit) -> bool:
    folder = folder_of(out, audit) / NOTICES
    if not folder.is_dir() or not any(folder.iterdir()):
        return False
    there = history.present_on(c, audit.portal, audit.today)
    return any(each in there for each in _open(c, audit.portal, ""))


def _waived(c: Connection, portal: str, listed: Looks, today: str) -> Iterator[str]:
    complete = list(audits.complete(listed))
    for decision in decisions.decisions(c, portal, since=listed[-1].today):
        waiver = decision.body
        if not isinstance(waiver, AuditedWaiver) or waiver.expires <= today:
            continue
        if complete and any(True for _ in _open(c, portal, waiver.rule, waiver.subject)):
            shown = [each for each in complete if each.today <= waiver.date] or complete[:1]
            yield shown[-1].run


def _open(c: Connection, portal: str, rule: str, subject: str = "") -> Iterator[str]:
    """Fingerprints of what is not proven mended; rule and subject "" fit all."""
    mine = [findings_.c.portal == portal, findings_.c.standing != MENDED]
    mine += [findings_.c.rule == rule] if rule else []
    mine += [findings_.c.subject == subject] if subject else []
    yield from c.execute(select(findings_.c.fingerprint).where(*mine)).scalars()


# ── deleting ──────────────────────────────────────────────────────────────────────────────────────


def apply(
    store: Store,
    out: Path,
    planned: RetentionPlan,
    rule: Retention,
    on_run: Callable[[int], None] = lambda done: None,
) -> None:
    """Delete what was planned, portal by portal, the oldest first. Whatever stops it, a run is either whole or
    gone from the list with its folder after the next time: folders go first, and a line without a folder is deleted then.
    AuditorError names what cannot be deleted."""
    folders = [
        (audit, folder_of(out, audit)) for audit in planned.going
    ]  # all of them are checked before the first goes
    oldest = sorted(folders, key=lambda each: (each[0].portal, audits.order(each[0])))
    with _alone(out):
        for path in sorted(out.glob(f"*/{_GOING}*")):  # what an earlier deletion left half done
            _delete(path)
        for done, (audit, folder) in enumerate(oldest, 1):
            _remove(folder)
            store.do(partial(_forget, audit=audit))
            on_run(done)
        if planned.nights or planned.probes:
            store.do(partial(_forget_series, day=_series_day(rule, planned.today)))


def folder_of(out: Path, audit: StoredAudit) -> Path:
    """The run folder. AuditorError when the store names one that is not ``<out>/<code>/<run>``."""
    for part in (audit.portal, audit.run):
        if part in ("", ".", "..") or Path(part).name != part:
            raise AuditorError(
                f"存储中的运行目录“{audit.portal[:40]}/{audit.run[:40]}”不是输出目录下的目录，没有删除任何东西。"
                "请检查存储是否被改动过"
            )
    return out / audit.portal / audit.run


def _forget(c: Connection, audit: StoredAudit) -> None:
    c.execute(delete(audits_).where(audits_.c.portal == audit.portal, audits_.c.run == audit.run))


def _forget_series(c: Connection, day: str) -> None:
    c.execute(delete(nights_).where(nights_.c.id < day))  # tasks and alarms go with their night
    c.execute(delete(probes_).where(probes_.c.at < day))


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Two that delete in one folder would trip over each other. The lock ends with the process."""
    try:
        handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise AuditorError(f"无法打开输出目录 {out}：{error.strerror or error}。请核对 --out") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AuditorError(f"另一个 auditor retention 正在清理 {out}。请等它结束后再运行") from error
        yield
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    """By one rename it is no run any more; its audit goes first for those who look in hidden folders, too."""
    if not folder.is_dir() or folder.is_symlink():
        return
    going = folder.with_name(f"{_GOING}{folder.name}")
    try:
        folder.rename(going)
        (going / outputs.AUDIT).unlink(missing_ok=True)
    except OSError as error:
        raise AuditorError(_cannot(folder, error)) from error
    _delete(going)


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise AuditorError(_cannot(folder, error)) from error


def _cannot(folder: Path, error: OSError) -> str:
    return (
        f"无法删除 {folder}：{error.strerror or error}。请检查目录权限后再运行 auditor retention --apply"
        "（已删除的不会恢复，其余保持原样）"
    )


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names)
