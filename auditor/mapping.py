"""What people decided about one portal's names: ``<code>.mapping.yml`` beside the portal file.

A list; each entry says what one published name is. Decisions outrank the ladder until they expire.

    - name: 便民之家          # as published
      path: [首页, 便民]      # names above it, from the home page; leave out when the name means the same everywhere
      decision: accept        # accept = it is `id` here · alias = it is `id` on the whole portal · reject = it is not
      id: col-services        # for reject: the entry that it is not; without one it is none at all
      author: 王芳
      date: 2026-06-01
      reason: 该栏目即办事大厅入口
      expires: 2027-06-01     # optional; from that day on the ladder judges again
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from auditor.errors import AuditorError
from auditor.model import AuditedDecision, Column, Entry, StandardEntry
from auditor.strict_yaml import Located, load_located

FOLDER = Path(__file__).resolve().parent.parent / "spiders" / "portals"
SUFFIX = ".mapping.yml"
_ROOTS = frozenset({"首页", "网站首页", "主页", "home"})

Verdict = Literal["accept", "reject", "alias"]
Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Id = Annotated[str, msgspec.Meta(pattern=r"^((col|field)-[a-z0-9-]+|[0-9]{2}-[a-z0-9-]+)$")]


@dataclass(frozen=True, slots=True)
class PersonDecision:
    """One decision. ``path`` is None when it holds wherever the name stands; dates are ISO."""

    name: str
    verdict: Verdict
    id: str | None
    author: str
    date: str
    reason: str
    path: tuple[str, ...] | None = None
    expires: str | None = None

    def active(self, today: dt.date) -> bool:
        return self.expires is None or today < dt.date.fromisoformat(self.expires)


@dataclass(frozen=True, slots=True)
class PortalMapping:
    """All decisions of one file, in its order; ``path`` is None when the portal has no file."""

    decisions: tuple[PersonDecision, ...] = ()
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions in force, for look-up. ``listed`` keeps the file's order."""

    listed: tuple[PersonDecision, ...]
    by_name: Mapping[str, tuple[PersonDecision, ...]]

    def of(self, name: str, context: Sequence[str] = ()) -> PersonDecision | None:
        """The decision for ``name`` below ``context``: the one with the longest fitting path."""
        found = [d for d in self.by_name.get(_key(name), ()) if _fits(d.path, context)]
        return max(found, key=lambda d: len(d.path or ()), default=None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that the portal no longer bears out. ``what``: ``gone`` (no such name), ``moved`` (it stands
    elsewhere: ``paths``), ``expired``."""

    decision: PersonDecision
    what: Literal["gone", "moved", "expired"]
    paths: tuple[tuple[str, ...], ...] = ()


class _Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: Text
    decision: Verdict
    author: Text
    date: Day
    reason: Text
    path: tuple[Text, ...] | None = None
    id: Id | None = None
    expires: Day | None = None


def load_mapping(code: str, known: Iterable[str] | None = None, folder: Path = FOLDER) -> PortalMapping:
    """The decisions for the portal ``code``; none when it has no file. Raises AuditorError with file and line.

    ``known`` are the ids that exist (columns, fields, items); None = ids are not checked.
    """
    paths = sorted(folder.glob(f"*/{code}{SUFFIX}"))
    if len(paths) > 1:
        raise AuditorError(f"网站“{code}”有多个对应文件：{'、'.join(map(str, paths))}；请只保留一个")
    return read_mapping(paths[0], known) if paths else PortalMapping()


def read_mapping(path: Path, known: Iterable[str] | None = None) -> PortalMapping:
    """Read one mapping file strictly."""
    file: Located[tuple[_Row, ...]] = load_located(path, tuple[_Row, ...])
    ids = None if known is None else frozenset(known)
    seen: dict[tuple[str, tuple[str, ...] | None], int] = {}
    for index, row in enumerate(file.value):
        _check(file, index, row, ids)
        place = (_key(row.name), tuple(map(_key, row.path)) if row.path else None)
        if place in seen:
            file.fail((index, "name"), f"“{row.name}”重复，第 {seen[place]} 行已经写过。请合并或删除其中一个")
        seen[place] = file.line(index, "name")
    return PortalMapping(tuple(_decision(row) for row in file.value), path)


def decisions_for(mapping: PortalMapping, today: dt.date) -> Decisions:
    """The decisions in force on ``today``."""
    listed = tuple(decision for decision in mapping.decisions if decision.active(today))
    by_name: dict[str, tuple[PersonDecision, ...]] = {}
    for decision in listed:
        by_name[_key(decision.name)] = (*by_name.get(_key(decision.name), ()), decision)
    return Decisions(listed, by_name)


def differences(
    mapping: PortalMapping, columns: Iterable[Column], entries: Iterable[Entry], today: dt.date
) -> tuple[Difference, ...]:
    """Decisions that no longer fit: a redesign of the portal shows here, in the file's order."""
    places: dict[str, dict[tuple[str, ...], None]] = {}
    for column in columns:
        for name in column.names or (column.name,):
            places.setdefault(_key(name), {}).setdefault(column.path[:-1])
            if column.breadcrumb:
                places[_key(name)].setdefault(column.breadcrumb)
    for entry in entries:
        places.setdefault(_key(entry.name), {}).setdefault(entry.path)
    found = []
    for decision in mapping.decisions:
        there = tuple(places.get(_key(decision.name), ()))
        if not decision.active(today):
            found.append(Difference(decision, "expired"))
        elif not there:
            found.append(Difference(decision, "gone"))
        elif not any(_fits(decision.path, _above(path, decision.name)) for path in there):
            found.append(Difference(decision, "moved", there))
    return tuple(found)


def audited_decisions(
    mapping: PortalMapping,
    columns: Iterable[Column],
    entries: Iterable[Entry],
    today: dt.date,
    standard: Mapping[str, StandardEntry],
) -> tuple[AuditedDecision, ...]:
    """All decisions as the audit document lists them, in the file's order. ``standard`` holds the titles by id."""
    states = {id(found.decision): found.what for found in differences(mapping, columns, entries, today)}
    return tuple(
        AuditedDecision(
            name=each.name,
            path=each.path,
            verdict=each.verdict,
            id=each.id,
            title=standard[each.id].title if each.id and each.id in standard else None,
            author=each.author,
            date=each.date,
            reason=each.reason,
            expires=each.expires,
            state=states.get(id(each), "applied"),
        )
        for each in mapping.decisions
    )


def _above(path: Sequence[str], name: str) -> Sequence[str]:
    return path[:-1] if path and _key(path[-1]) == _key(name) else path


def _fits(path: tuple[str, ...] | None, context: Sequence[str]) -> bool:
    """True when ``path`` ends ``context``; the home page and spaces make no difference."""
    if path is None:
        return True
    wanted = [_key(name) for name in path if _key(name) not in _ROOTS]
    there = [_key(name) for name in context if _key(name) not in _ROOTS]
    return there[len(there) - len(wanted) :] == wanted if len(wanted) <= len(there) else False


def _check(file: Located[tuple[_Row, ...]], index: int, row: _Row, ids: frozenset[str] | None) -> None:
    if row.decision != "reject" and row.id is None:
        file.fail((index,), f"decision 为 {row.decision} 时必须写 id，说明“{row.name}”是哪一项")
    if row.decision == "alias" and row.path is not None:
        file.fail((index, "path"), "alias 对整个网站有效，不能写 path。只对一处有效时请改用 accept")
    if row.id is not None and ids is not None and row.id not in ids:
        file.fail((index, "id"), f"编号“{row.id}”不存在。请改成标准中已有的编号（auditor catalog show 可查）")
    days = {}
    for field in ("date", "expires"):
        text = getattr(row, field)
        if text is not None:
            try:
                days[field] = dt.date.fromisoformat(text)
            except ValueError:
                file.fail((index, field), f"“{text}”不是有效日期。请写成 YYYY-MM-DD")
    if "expires" in days and days["expires"] <= days["date"]:
        file.fail((index, "expires"), f"到期日 {row.expires} 不晚于决定日 {row.date}。请改正其中一个")


def _decision(row: _Row) -> PersonDecision:
    return PersonDecision(
        row.name, row.decision, row.id, row.author, row.date, row.reason, row.path, row.expires
    )


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()
