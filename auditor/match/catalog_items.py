"""Second-level items of the catalog: found under their field, or by a title that is theirs alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog import Standard
from auditor.match.context import Above
from auditor.match.normal import forms, squeeze
from auditor.match.reading import Reading
from auditor.match.scoring import nearest
from auditor.match.veto import confused, negated
from auditor.match.vocabulary import MIN_FUZZY, title_texts
from auditor.model import CatalogItem, Decision, Group, Match, PublishedName

#: Likeness that makes a name an item of the field above it; among a few dozen titles less is needed than among all.
ACCEPT, REVIEW, MARGIN = 80.0, 62.0, 6.0
#: Without its field above, a title stands for its item from this length on, or when it names the field itself.
DISTINCTIVE, NAMING = 9, 6
_ALONE, _PART = 70.0, 85.0
#: What a single document is called; a row of the catalog that ends so is met by its title alone.
TAILS = ("通知", "方案", "意见", "办法", "条例", "细则", "函", "报告")


@dataclass(frozen=True, slots=True)
class _Field:
    """``titles``: squeezed title → items; ``texts``: the same without 信息 and the like (``long``
    those fit for likeness); ``level1``: squeezed first-level title →
    items; ``own``: the field's names."""

    titles: dict[str, tuple[CatalogItem, ...]]
    texts: dict[str, tuple[CatalogItem, ...]]
    long: tuple[str, ...]
    level1: dict[str, tuple[CatalogItem, ...]]
    own: tuple[str, ...]


def match_item(name: PublishedName, reading: Reading, above: Above, standard: Standard) -> Match | None:
    """The item that a name is, or None. Under a field its items come first; a doubt is left for review."""
    for field_id in above.fields:
        found = _within(name, reading, above, field_id, standard)
        if found:
            return found
    if above.fields:
        return None
    return _alone(name, reading, above, standard)


def _within(
    name: PublishedName,
    reading: Reading,
    above: Above,
    field_id: str,
    standard: Standard,
) -> Match | None:
    field = _field(standard, field_id)
    shape = reading.shape
    for text, method, score in (
        (shape.full, "exact", 100.0),
        (shape.bare, "normalised", 98.0),
        *((core, "normalised", 95.0) for core in shape.cores),
    ):
        if items := field.titles.get(text) or field.texts.get(text):
            exact = method == "exact" and items[0].level2 == name.name.strip()
            return _chosen(name, items, above, method if exact or method != "exact" else "normalised", score)
    for text in (shape.bare, *shape.cores):
        if items := field.level1.get(text):
            return _first_level(name, items)
    return (
        None if reading.organ or len(shape.bare) < MIN_FUZZY else _like(name, reading, above, field, standard)
    )


def _chosen(
    name: PublishedName, items: Sequence[CatalogItem], above: Above, method: str, score: float
) -> Match:
    """Of several rows with one title the one whose first-level item stands above; else none for sure."""
    narrowed = _narrowed(items, above)
    decision = Decision.ACCEPTED if len(narrowed) == 1 else Decision.REVIEW
    return Match(name, decision, narrowed[0].id, narrowed[0].level2, method, score)


def _narrowed(items: Sequence[CatalogItem], above: Above) -> list[CatalogItem]:
    return [item for item in items if squeeze(item.level1) in above.names] or list(items)


def _part(bare: str, field: _Field) -> CatalogItem | None:
    """The only row of the field whose title holds the name whole: 初步设计审批 of 政府投资项目初步设计审批."""
    found = {item.id: item for text, items in field.texts.items() if bare in text for item in items}
    return next(iter(found.values())) if len(found) == 1 else None


def _first_level(name: PublishedName, items: Sequence[CatalogItem]) -> Match:
    """A first-level item is its only row; of several rows it is none in particular."""
    decision = Decision.ACCEPTED if len(items) == 1 else Decision.REVIEW
    return Match(name, decision, items[0].id, items[0].level2, "level1", 90.0 if len(items) == 1 else _ALONE)


def _like(
    name: PublishedName, reading: Reading, above: Above, field: _Field, standard: Standard
) -> Match | None:
    """The likest row of the field that no word forbids."""
    bare = reading.shape.bare
    best: dict[str, tuple[float, CatalogItem]] = {}
    part = _part(bare, field)
    for at, score in nearest(bare, field.long, REVIEW, 8):
        items = field.texts[field.long[at]]
        if confused(bare, field.long[at], standard) or negated(bare, field.long[at], items[0].id, standard):
            continue
        for item in _narrowed(items, above):
            if score > best.get(item.id, (0.0, item))[0]:
                best[item.id] = (score, item)
    order = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].id))
    if part and (not order or order[0][0] < ACCEPT):
        return Match(name, Decision.ACCEPTED, part.id, part.level2, "part", _PART)
    if not order:
        return None
    score, item = order[0]
    clear = len(order) == 1 or score - order[1][0] >= MARGIN
    sure = score >= ACCEPT and clear and not bare.endswith(TAILS)
    return Match(name, Decision.ACCEPTED if sure else Decision.REVIEW, item.id, item.level2, "fuzzy", score)


def _alone(name: PublishedName, reading: Reading, above: Above, standard: Standard) -> Match | None:
    hit = reading.hits.get(Group.ITEM)
    if hit is None:
        return None
    item = standard.item_by_id[hit.entry.id]
    bare = reading.shape.bare
    names_field = len(bare) >= NAMING and any(own in bare for own in _field(standard, item.field).own)
    sure = (
        (len(bare) >= DISTINCTIVE or names_field) and not above.deep and not above.topical and not above.organ
    )
    if not sure or Group.ITEM in above.foreign:
        return Match(name, Decision.REVIEW, item.id, item.level2, hit.method, _ALONE)
    return Match(name, Decision.ACCEPTED, item.id, item.level2, hit.method, hit.score)


@lru_cache(maxsize=256)
def _field(standard: Standard, field_id: str) -> _Field:
    entry = standard.by_id[field_id]
    own = tuple(
        text for text in (*title_texts(entry.title), *(squeeze(a) for a in entry.aliases)) if len(text) >= 3
    )
    titles: dict[str, tuple[CatalogItem, ...]] = {}
    texts: dict[str, tuple[CatalogItem, ...]] = {}
    level1: dict[str, tuple[CatalogItem, ...]] = {}
    items = standard.items_of(field_id)
    for item in items:
        for title in (item.level2, *item.aliases):
            for text in title_texts(title):
                titles[text] = _with(titles.get(text, ()), item)
        for text in _texts(item, (*own, squeeze(entry.title)[:2])):
            texts[text] = _with(texts.get(text, ()), item)
        for text in _cores(title_texts(item.level1)):
            level1[text] = _with(level1.get(text, ()), item)
    return _Field(titles, texts, tuple(text for text in texts if len(text) >= MIN_FUZZY), level1, own)


def _with(items: tuple[CatalogItem, ...], item: CatalogItem) -> tuple[CatalogItem, ...]:
    return items if item in items else (*items, item)


def _texts(item: CatalogItem, own: Iterable[str]) -> tuple[str, ...]:
    """Names of an item below its field: without 信息 and the like, each name of a list, without the field's own name
    in front, with the first-level item in front."""
    found = dict.fromkeys(
        _cores(text for title in (item.level2, *item.aliases) for text in title_texts(title))
    )
    for part in forms(item.level2).parts:
        if len(part) >= MIN_FUZZY:
            found.setdefault(part)
    if item.level1 != item.level2:
        found.setdefault(squeeze(item.level1) + squeeze(item.level2))
    for text in list(found):
        for word in own:
            if text.startswith(word) and len(text) - len(word) >= 4:
                found.setdefault(text[len(word) :])
    return tuple(found)


def _cores(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        found.setdefault(text)
        for core in forms(text).cores:
            if len(core) >= 3:
                found.setdefault(core)
    return tuple(found)
