"""What crawls of one portal saw, and when: ``seen.json`` in each run folder holds all up to and including that run.

A list dates itself; only an earlier look at the same list can tell that a date was made up afterwards. So every run
takes over what the run before it knew and adds what it saw itself. Days are those of China.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor import codec, outputs, urls
from auditor.errors import AuditorError
from auditor.model import Column, ColumnRead, History, Inventory, Item, PageKind, Sighting

FILE = "seen.json"
#: So many reads of one column are kept, the oldest and the newest: more prove nothing more.
_READS = 60


# ── pure ──────────────────────────────────────────────────────────────────────────────────────────


def merge(earlier: History, inventory: Inventory, day: str) -> History:
    """What was known, with what a crawl on ``day`` (ISO) saw. The first sighting of an item stays. Merging the same
    crawl twice changes nothing."""
    known = {(each.column, each.item): each for each in earlier.sightings}
    reads = {(each.column, each.day): each for each in earlier.reads}
    for column in inventory.columns:
        if column.kind is not PageKind.LIST or column.failure is not None:
            continue
        for item in column.items:
            sighting = Sighting(column.id, item_id(item), item.title, day, _day(item))
            known.setdefault((column.id, sighting.item), sighting)
        if column.items:
            reads[column.id, day] = _read(column, day)
    return History(
        sightings=tuple(known[key] for key in sorted(known)),
        reads=tuple(_kept(reads[key] for key in sorted(reads))),
    )


def before(history: History, day: str) -> History:
    """Only what was known before a day."""
    return History(
        tuple(each for each in history.sightings if each.first_seen < day),
        tuple(each for each in history.reads if each.day < day),
    )


def item_id(item: Item) -> str:
    """Identity of an item from one crawl to the next."""
    return urls.canonical(item.url) if item.url else item.title


def _read(column: Column, day: str) -> ColumnRead:
    """How far down the rows reach that we hold. A list that is not in the order of its dates reaches nowhere."""
    if column.obstacles:
        return ColumnRead(column.id, day)
    dates = [shown for item in column.items if not item.pinned and (shown := _day(item))]
    in_order = len(dates) == sum(not item.pinned for item in column.items) and dates == sorted(
        dates, reverse=True
    )
    return ColumnRead(column.id, day, dates[-1] if in_order and dates else None, not column.more)


def _day(item: Item) -> str | None:
    return item.date[:10] if item.date and not item.wrong else None


def _kept(reads: Iterable[ColumnRead]) -> Iterator[ColumnRead]:
    """Sorted reads, those in the middle of a long row of days left out."""
    columns: dict[str, list[ColumnRead]] = {}
    for read in reads:
        columns.setdefault(read.column, []).append(read)
    for rows in columns.values():
        yield from rows if len(rows) <= _READS else (*rows[: _READS // 2], *rows[-_READS // 2 :])


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def known(folder: Path, day: str) -> History:
    """What was known before the crawl of a run folder, made on ``day``. AuditorError for a broken file."""
    return before(_load(_file_of(folder)), day)


def keep(folder: Path, inventory: Inventory, day: str) -> Path:
    """Write ``seen.json`` of a run folder: what the run before it knew and what its own crawl saw."""
    merged = merge(_load(_file_of(folder)), inventory, day)
    return outputs.write(folder / FILE, codec.encode_pretty(merged))


def _file_of(folder: Path) -> Path | None:
    """The folder's own file, else that of the newest run of the same portal before it."""
    own = folder / FILE
    if own.is_file():
        return own
    runs = [path.parent for path in folder.parent.glob(f"*/{FILE}")]
    earlier = [run for run in runs if _order(run.name) < _order(folder.name)]
    return max(earlier, key=lambda run: _order(run.name)) / FILE if earlier else None


def _order(run: str) -> tuple[str, int]:
    """Run ids are a time and, for runs of one second, a number (see :mod:`auditor.outputs`)."""
    stamp, _, number = run.partition("-")
    return (stamp, int(number) if number.isdecimal() and len(number) < 9 else 1)


def _load(path: Path | None) -> History:
    if path is None:
        return History()
    try:
        return codec.decode(path.read_bytes(), History)
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    except ValueError as error:
        raise AuditorError(
            f"{path} 已损坏（{codec.reason(error)}）。请删除该文件；以后的检查从头积累首次发现日期"
        ) from error
