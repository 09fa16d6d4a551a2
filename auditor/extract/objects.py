"""Lists of objects (schools, clinics, homes for the aged): tables with a header, or cards of ``名称：…`` lines.

Only what is certain: a header (or a label that returns on every card) names the object and at least one attribute
such as 地址 or 电话, and there are at least two objects. Tables of persons (姓名) are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from auditor.document_numbers import nfkc
from auditor.extract.dom import squeeze
from auditor.model import Grid, ObjectTable
from auditor.table_words import table_words

MAX_OBJECTS = 3000
_TEXT = 80
_SEARCHED = 5
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,10}(?:[(（][^()（）]{1,10}[)）])?)\s*[:：]")
_PERSON = re.compile(r"姓名|身份证|户主")


def object_tables(
    grids: Sequence[Grid], text: str, url: str, names: Sequence[str] = ()
) -> Iterator[ObjectTable]:
    """The object lists of one page; ``text`` is its whole visible text, used when no table holds any."""
    found = False
    for grid in grids:
        table = _of_grid(grid, url, names)
        if table is not None:
            found = True
            yield table
    if not found:
        cards = _of_cards(text, url, names)
        if cards is not None:
            yield cards


def _of_grid(grid: Grid, url: str, names: Sequence[str]) -> ObjectTable | None:
    for y, row in enumerate(grid.rows[:_SEARCHED]):
        labels = [_label(text) for text in row]
        name = next((x for x, label in enumerate(labels) if is_name(label)), None)
        if name is None or _PERSON.search("".join(labels)) or len(set(labels)) < 2:
            continue
        if not any(_is_attribute(label) for x, label in enumerate(labels) if x != name):
            continue
        keep = [x for x, label in enumerate(labels) if label and labels.index(label) == x]
        objects = tuple(
            tuple(cells[x].strip()[:_TEXT] for x in keep)
            for cells in grid.rows[y + 1 :][:MAX_OBJECTS]
            if _is_object(cells, row, name)
        )
        if len(objects) < 2:
            return None
        titled = tuple(dict.fromkeys(filter(None, (grid.name, *names))))
        return ObjectTable(url, tuple(labels[x] for x in keep), objects, titled)
    return None


def _is_object(cells: Sequence[str], header: Sequence[str], name: int) -> bool:
    filled = {text.strip() for text in cells if text.strip()}
    return len(filled) > 1 and bool(cells[name].strip()) and cells[name].strip() != header[name].strip()


def _of_cards(text: str, url: str, names: Sequence[str]) -> ObjectTable | None:
    """Cards begin at each repetition of the first label that names an object."""
    if _naming().search(squeeze(nfkc(text))) is None:
        return None
    labels = [(match.start(), match.end(), match[1]) for match in _LABEL.finditer(text)]
    first = next((label for _, _, label in labels if is_name(_label(label))), None)
    if first is None or _PERSON.search(text):
        return None
    cards: list[dict[str, str]] = []
    for index, (_, end, label) in enumerate(labels):
        if label == first:
            cards.append({})
        if not cards:
            continue
        stop = labels[index + 1][0] if index + 1 < len(labels) else len(text)
        known = _label(label)
        if label == first or _is_attribute(known):
            cards[-1].setdefault(known, text[end:stop].strip(" ，,；;。|")[:_TEXT])
    attributes = tuple(dict.fromkeys(label for card in cards for label in card))
    if len(cards) < 2 or len(attributes) < 2 or sum(1 for card in cards if len(card) > 1) * 2 < len(cards):
        return None
    objects = tuple(tuple(card.get(label, "") for label in attributes) for card in cards[:MAX_OBJECTS])
    return ObjectTable(url, attributes, objects, tuple(names), form="cards")


@cache
def _naming() -> re.Pattern[str]:
    """What a text with cards holds somewhere, without its spaces: a label for which :func:`is_name` is true."""
    names = "|".join(map(re.escape, ("名称", *sorted(table_words().objects.name))))
    return re.compile(rf"(?:{names})(?:\([^()]{{1,60}}\))?:")


def is_name(label: str) -> bool:
    """学校名称, 机构, 单位名称 …: the label under which objects have their names."""
    words = table_words().objects.name
    return label in words or (label.endswith("名称") and not label.startswith(("事项", "项目", "公开")))


def _is_attribute(label: str) -> bool:
    return any(word in label for word in table_words().objects.attribute)


def _label(text: str) -> str:
    plain = squeeze(nfkc(text)).strip(":*")
    return re.sub(r"\([^()]*\)$", "", plain) if len(plain) <= 20 else ""
