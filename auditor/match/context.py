"""What stands above a name: the nearest column, the fields, topics and services."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from auditor.match.grammar import lexicon
from auditor.match.normal import is_publisher, squeeze
from auditor.match.reading import Reader, Reading
from auditor.model import Group

_ROOTS = ("首页", "网站首页", "主页", "home", "当前位置", "您的位置", "您当前的位置")
_GRASSROOTS = "col-grassroots"
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|/[^\u4e00-\u9fff]*$)", re.I)
_SEPARATORS = re.compile(
    r"\s*(?:>+|»+|›+|→|＞+|»|｜|\|+|::|\\|/|\s[-–—]\s|(?<=[\u4e00-\u9fff])[-–—](?=[\u4e00-\u9fff]))\s*"
)


@dataclass(frozen=True, slots=True)
class Above:
    """``nearest`` is the id of the nearest column above that matches, ``near`` that only organs stand between.

    ``deep``: there are names above, besides the home page, and none of them matches. ``known`` are the squeezed
    names between the nearest column and the name. ``fields`` are the fields above, nearest first; ``names`` all
    squeezed names above. ``grassroots``: 基层政务公开 stands above. ``foreign`` are the groups whose names mean
    something else here (办事服务, 走进清禾), ``topical`` that a column of topics or news stands right above,
    ``body`` that the party, the congress or a court does, ``organ`` that a bureau or township does.
    ``gist`` is equal for contexts that are read alike, ``place`` for those that short forms read alike.
    """

    nearest: str | None
    near: bool
    deep: bool
    known: tuple[str, ...]
    fields: tuple[str, ...]
    names: frozenset[str]
    grassroots: bool
    foreign: frozenset[Group]
    topical: bool
    body: bool
    organ: bool
    gist: Hashable
    place: Hashable


def crumbs(text: str) -> tuple[str, ...]:
    """The names of a breadcrumb written with any usual separator; none for an address or an empty text."""
    text = text.strip()
    if not text or is_address(text):
        return ()
    return tuple(part for part in _SEPARATORS.split(text) if part)


def is_address(text: str) -> bool:
    """True for a URL or a URL path."""
    return bool(_ADDRESS.match(text.strip()))


def above(context: Sequence[str], reader: Reader) -> Above:
    """Read the names above, given from the home page downwards."""
    names = [name for name in context if name.strip() and squeeze(name) not in _ROOTS]
    readings = [reader.read(name) for name in names]
    at = next((i for i in reversed(range(len(names))) if _column(readings[i])), None)
    between = range(at + 1, len(names)) if at is not None else range(len(names))
    nearest = _column(readings[at]) if at is not None else None
    unknown = [
        names[i] for i in between if not readings[i].organ and "政府" not in names[i] and "网" not in names[i]
    ]
    grassroots = any(_column(reading) == _GRASSROOTS for reading in readings)
    foreign = _foreign(nearest, reader)
    squeezed = [reading.shape.bare for reading in readings]
    words = lexicon(reader.standard)
    fields = () if Group.FIELD in foreign else _fields(readings, grassroots)
    known = tuple(squeezed[i] for i in between)
    topical = bool(squeezed) and squeezed[-1] in words.topical
    body = any(text in words.bodies for text in squeezed)
    near = at is not None and all(readings[i].organ for i in between)
    organ = any(is_publisher(name) for name in names)
    deep = at is None and bool(unknown)
    return Above(
        nearest=nearest,
        near=near,
        deep=deep,
        known=known,
        fields=fields,
        names=frozenset(squeezed),
        grassroots=grassroots,
        foreign=foreign,
        topical=topical,
        body=body,
        organ=organ,
        gist=(
            foreign,
            topical,
            body,
            organ,
            grassroots,
            deep,
            fields,
            frozenset(squeezed) if fields else None,
        ),
        place=(nearest, near, deep, known),
    )


def below_organ(context: Iterable[str]) -> bool:
    """True when a department or township stands above; the first name may be the portal itself and never counts."""
    return any(is_publisher(name) for name in list(context)[1:])


def below_field(context: Iterable[str], reader: Reader) -> bool:
    """True when a column of one of the fields stands above: 社会救助 > 政策文件 holds that field's documents only."""
    return any(Group.FIELD in reader.read(name).hits for name in context)


def _column(reading: Reading) -> str | None:
    hit = reading.hits.get(Group.COLUMN)
    return hit.entry.id if hit else None


def _fields(readings: Sequence[Reading], grassroots: bool) -> tuple[str, ...]:
    """Fields above, nearest first. A name that is also a column counts below 基层政务公开 only, as do short forms."""
    found: dict[str, None] = {}
    for reading in reversed(readings):
        hit = reading.hits.get(Group.FIELD)
        if hit and (grassroots or Group.COLUMN not in reading.hits):
            found.setdefault(hit.entry.id)
        elif grassroots and not hit:
            for entry in reading.shorts.get(Group.FIELD, ()):
                found.setdefault(entry.id)
    return tuple(found)


def _foreign(nearest: str | None, reader: Reader) -> frozenset[Group]:
    groups = {group for group, ids in reader.standard.foreign.items() if nearest in ids}
    return frozenset(groups | ({Group.ITEM} if Group.FIELD in groups else set()))
