"""What the rules about published catalogs have in common: which are the county's own, and what each row is about."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from auditor import urls
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import (
    Clause,
    Column,
    Failure,
    Group,
    Obstacle,
    Outcome,
    PublishedCatalog,
    PublishedRow,
    StandardEntry,
)

ELEMENT_NAMES = {
    "name": "名称",
    "content": "内容",
    "basis": "依据",
    "limit": "时限",
    "publisher": "主体",
    "mode": "方式",
    "channel": "渠道",
    "audience": "公开对象",
}
#: 国办发〔2019〕54号 as the seed plans carry it out; they name the eight elements in the same words.
ELEMENTS_CLAUSE = Clause(
    doc="国办发〔2019〕54号",
    clause="编制政务公开事项标准目录",
    text="标准目录应至少包括公开事项的名称、内容、依据、时限、主体、方式、渠道、公开对象等要素",
    verified=True,
)
#: Similarity (0–100) from which two items are the same, and below which they have nothing in common.
SAME, OTHER = 80.0, 60.0
_TOWNSHIP = re.compile(
    r"(?:乡|镇|街道)(?:人民政府|办事处)?(?:基层)?(?:政务公开|公开事项|标准目录)|乡镇.{0,6}标准目录"
)
_HOME_OF_CATALOGS = re.compile(r"目录|公开事项|基层政务公开|基层公开|两化|试点领域|重点领域")
_DECORATION = re.compile(r"[\s《》“”\"'()（）\[\]【】、，,。；;：:·•\-—]|^\d+[.、]?")
_IDLE_END = re.compile(r"(?:等)?(?:相关|有关)?(?:信息|情况|公开)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the catalog that holds it."""

    catalog: PublishedCatalog
    row: PublishedRow

    @property
    def name(self) -> str:
        return self.row.level2 if bare(self.row.level2) else self.row.level1


def own_catalogs(facts: Facts) -> tuple[PublishedCatalog, ...]:
    """Catalogs with rows that are the county's, not a township's."""
    return tuple(each for each in facts.inventory.catalogs if each.rows and not _of_township(each))


def unread_catalogs(facts: Facts) -> tuple[Obstacle, ...]:
    """Catalogs that are there and could not be read: what they hold, nobody knows."""
    return tuple(
        Obstacle(each.url, each.reason, title_of(each))
        for each in facts.inventory.catalogs
        if each.reason is not None and not _of_township(each)
    )


def beyond_reach(facts: Facts) -> tuple[Outcome, tuple[Obstacle, ...]]:
    """What "no catalog was found" amounts to, and what stands in the way of more.

    A column that could not be read, or a list where a catalog belongs of which rows were not seen or that lies elsewhere: cannot
    tell. Other lists of that kind: a catalog may hide among their items, so a notice at most. Every list read to its end: proved.
    """
    inventory = facts.inventory
    unseen = {column.id: reason for column in inventory.columns if (reason := _unseen(column))}
    in_the_way = tuple(
        Obstacle(column.url, unseen[column.id], column.name)
        for column in inventory.columns
        if column.id in unseen and (unread_failure(column) or _is_likely_home(column))
    )
    if in_the_way:
        return Outcome.CANT_TELL, in_the_way
    if not inventory.coverage.complete:
        return Outcome.FAIL, ()  # the judge makes "cannot tell" of it, and says what is lacking
    # What is gone, or led elsewhere, may have held one.
    lost = any(column.failure for column in inventory.columns)
    return (Outcome.WARN if unseen or lost else Outcome.FAIL), ()


def _is_likely_home(column: Column) -> bool:
    return bool(_HOME_OF_CATALOGS.search("/".join((*column.path, *column.names))))


def _unseen(column: Column) -> str:
    """Why rows of a list were not seen; "" when all were."""
    elsewhere = column.failure if column.failure is Failure.REDIRECT_OUTSIDE else None
    failure = unread_failure(column) or elsewhere
    return failure or next(iter(content_obstacles(column)), "list-goes-on" if column.more else "")


def _of_township(catalog: PublishedCatalog) -> bool:
    return any(_TOWNSHIP.search(name) for name in catalog.names[:3])


def title_of(catalog: PublishedCatalog) -> str:
    """The first name that says what it is; else the first of all."""
    telling = next((name for name in catalog.names if "目录" in name), "")
    return telling or next(iter(catalog.names), urls.path_of(catalog.url))


def lines_by_field(facts: Facts) -> dict[str, list[Line]]:
    """Rows of the county's catalogs by the field that they belong to; ``""`` holds those that tell none.

    A row's own field counts first, then the names of its catalog, nearest first. A catalog of two fields
    (社会救助和养老服务) serves both.
    """
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    words = tuple(
        (word, entry.id)
        for entry in facts.entries.values()
        if entry.group is Group.FIELD
        for word in _words(entry)
    )
    found: dict[str, list[Line]] = defaultdict(list)
    for catalog in own_catalogs(facts):
        for row in catalog.rows:
            names = (row.field, *catalog.names)
            if names not in known:
                known[names] = _fields(words, names)
            for field in known[names] or ("",):
                found[field].append(Line(catalog, row))
    return dict(found)


def catalogs_of(lines: Iterable[Line]) -> tuple[PublishedCatalog, ...]:
    """The catalogs that hold these lines, each once, in order. Told apart as objects first: to compare two is to compare all
    their rows."""
    return tuple(dict.fromkeys({id(line.catalog): line.catalog for line in lines}.values()))


def _fields(words: Sequence[tuple[str, str]], names: Sequence[str]) -> tuple[str, ...]:
    """``words`` are (name of a field, its id)."""
    return next((fields for name in names if (fields := tuple(_fields_in(words, name)))), ())


def _fields_in(words: Sequence[tuple[str, str]], name: str) -> Iterator[str]:
    """Fields named in a text; of names that overlap the longest counts (农村危房改造, not 危房改造)."""
    plain = _plain(name)
    hits: list[tuple[int, int, str]] = []
    for word, field in words:
        if word in plain:
            hits += [(m.start(), m.end(), field) for m in re.finditer(re.escape(word), plain)]
    hits.sort(key=lambda hit: (hit[0] - hit[1], hit))
    taken: list[tuple[int, int, str]] = []
    for hit in hits:
        if all(hit[1] <= start or hit[0] >= end for start, end, _ in taken):
            taken.append(hit)
    yield from sorted({field for _, _, field in taken})


def _words(entry: StandardEntry) -> Iterator[str]:
    """Short aliases (教育, 环保) stand in too many other names."""
    yield _plain(entry.title)
    yield from (word for alias in entry.aliases if len(word := _plain(alias)) > 2)


@lru_cache(maxsize=20_000)
def likeness(one: str, other: str) -> float:
    """How alike two item names are, 0–100. A name within the other counts when it is long enough to mean it."""
    a, b = bare(one), bare(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 4 and short in long:
        return 95.0
    return fuzz.ratio(a, b)


@lru_cache(maxsize=20_000)
def bare(name: str) -> str:
    """An item name for comparison: no punctuation, no 信息 or 情况 at its end."""
    plain = _DECORATION.sub("", _plain(name))
    return _IDLE_END.sub("", plain) or plain


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
