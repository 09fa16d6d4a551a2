"""Lists that stand in a script: ``var itemObj=[{"aT":title,"aPd":"2026-09-21 17:00","aU":address}, …]``.

The names of array and keys differ from portal to portal. An array is a list when most of its objects have a title (a
text with Chinese characters), a date and an address, each under one key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from auditor import urls
from auditor.extract import lists, literals
from auditor.extract.dates import find_date
from auditor.extract.dom import Dom, Element, marks, squeeze, text_of
from auditor.extract.family import Family, PageSource
from auditor.extract.fragment import Record, list_element
from auditor.extract.zones import map_zones
from auditor.model import Pager, Zone
from spiders.families.json_rows import MAX_ROWS, Keys, day, plain, records

_ARRAY = re.compile(r"[=:(,]\s*\[\s*(?=\{)")
_MAX_ARRAYS = 8
_MAX_LOOKS = 200  # beginnings of arrays that are looked at; a page of data has a few dozen
_LOOK = 3_000  # characters at the start of an array that show what it holds
_DATE = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}|\b1[0-9]{9}(?:\d{3})?\b|\b20\d{6}\b")
_CHINESE = re.compile(r"[一-鿿]{2}")
_ADDRESS = re.compile(
    r"^(?:https?:)?//|^\.{0,2}/|^[\w./%-]+\.(?:s?html?|jsp|php|aspx?)(?:[?#]|$)|^\?\w+=", re.I
)
_ADDRESS_NAME = re.compile(r"url|link|href|path|\bau$", re.I)
_DATE_NAME = re.compile(r"date|time|pub|day|sj|rq", re.I)
_TITLE_NAME = re.compile(r"^(?:a?t|title|name|subject|bt|\w*title)$", re.I)
_SAMPLE = 20
_MIN_SHARE = 0.6
#: names under which a portal is known to keep its list; an empty array there is an empty list
_KNOWN = ("itemObj",)
_PLACE = re.compile(
    r"(?:getElementById\(\s*|\$\(\s*|querySelector\(\s*)[\"']([#.]?)([\w-]{1,60})(?:\s+[\w.]+)?[\"']"
)
_LIST_NAME = re.compile(r"list|news|lb|xxgk|content|con\b", re.I)

#: does this key of a row hold what is looked for?
Test = Callable[[Mapping[str, object], str], bool]


class ScriptArray(Family):
    """Puts the rows of such an array where the page's script would show them."""

    name = "script-array"

    def recognise(self, page: PageSource) -> bool:
        return _is_known_empty(page) or bool(_rows(page.scripts))

    def unfold(self, page: PageSource) -> None:
        found = _rows(page.scripts)
        if not found or _shown(page.dom, found):
            return
        place = _place(page)
        if place is not None:
            place.append(list_element(found))
        elif not _shows_rows(page.dom):
            _beside_crumb(page.dom, list_element(found))

    def pager(self, page: PageSource) -> Pager | None:
        """An array of a known name that is there and empty states that the list has no rows."""
        if _is_known_empty(page):
            return Pager(None, None, 0, (), f"{_KNOWN[0]}=[]")
        return None


def _is_known_empty(page: PageSource) -> bool:
    return any(_is_left_empty(page.scripts, name) for name in _KNOWN) and not _shows_rows(page.dom)


def _is_left_empty(scripts: str, name: str) -> bool:
    """True when the array is given once, empty, and nothing is put into it afterwards."""
    given = re.findall(rf"\b{name}\s*=(?!=)\s*(.)", scripts)
    filled = re.search(rf"\b{name}\s*\.\s*(?:push|concat|unshift|splice)\b", scripts)
    return given == ["["] and filled is None and literals.find_literal(scripts, name) == []


def _rows(scripts: str) -> tuple[Record, ...]:
    """The longest list of the scripts; empty when no array is one."""
    return max((_records(array) for array in _arrays(scripts)), key=len, default=())


def _arrays(scripts: str) -> Iterator[list[Mapping[str, object]]]:
    tried = 0
    for match in islice(_ARRAY.finditer(scripts), _MAX_LOOKS):
        start = scripts.index("[", match.start())
        look = scripts[start : start + _LOOK]
        if not (_DATE.search(look) and _CHINESE.search(_unescaped(look))):
            continue
        tried += 1
        if tried > _MAX_ARRAYS:
            return
        yield literals.rows(literals.parse(scripts[start:]))[:MAX_ROWS]


def _unescaped(text: str) -> str:
    """Chinese that is written as \\u5173\\u4e8e counts as Chinese."""
    return re.sub(r"\\u([4-9][0-9a-fA-F]{3})", lambda match: chr(int(match[1], 16)), text)


def _records(array: Sequence[Mapping[str, object]]) -> tuple[Record, ...]:
    keys = _keys(array[:_SAMPLE])
    return records(array, keys) if keys is not None else ()


def _keys(sample: Sequence[Mapping[str, object]]) -> Keys | None:
    """Which key holds titles, which dates, which addresses; None when one of the three is missing."""
    names = list(dict.fromkeys(key for entry in sample for key in entry))
    need = max(1, round(len(sample) * _MIN_SHARE))

    def best(test: Test, liked: re.Pattern[str], taken: Sequence[str] = ()) -> str:
        """The key that passes the test most often, those with a telling name first."""
        counted = {
            name: sum(1 for entry in sample if test(entry, name)) for name in names if name not in taken
        }
        fit = [name for name, count in counted.items() if count >= need]
        return max(fit, key=lambda name: (bool(liked.search(name)), counted[name]), default="")

    address = best(_is_address, _ADDRESS_NAME)
    date = best(_is_date, _DATE_NAME, (address,))
    title = best(_is_title, _TITLE_NAME, (address, date))
    return Keys((title,), (address,), (date,)) if address and date and title else None


def _is_address(entry: Mapping[str, object], name: str) -> bool:
    return bool(_ADDRESS.search(literals.text(entry, name)))


def _is_date(entry: Mapping[str, object], name: str) -> bool:
    found = day(entry, name)
    return len(found) <= 30 and find_date(found) is not None


def _is_title(entry: Mapping[str, object], name: str) -> bool:
    return bool(_CHINESE.search(plain(literals.text(entry, name))))


# ── where the rows belong ─────────────────────────────────────────────────────────────────────────


def _shown(page: Dom, found: Sequence[Record]) -> bool:
    """True when the page shows at least half of the rows already."""
    hrefs = {
        urls.canonical(joined)
        for anchor in page.body.iter("a")
        if (joined := page.absolute(anchor.get("href") or ""))
    }
    text = squeeze(text_of(page.body))
    known = sum(
        1
        for record in found
        if squeeze(record.title) in text
        or ((joined := page.absolute(record.href)) and urls.canonical(joined) in hrefs)
    )
    return known * 2 >= len(found)


def _shows_rows(page: Dom) -> bool:
    """True when the page has dated rows of its own outside its menus."""
    blocks = lists.read_blocks(page, map_zones(page))
    return any(block.dated and block.rows[0].zone is not Zone.MENU for block in blocks)


def _place(page: PageSource) -> Element | None:
    """The empty box that a script names, in the main part of the page; one that is called a list before others."""
    zones = map_zones(page.dom)
    named = {(match[1] != ".", match[2]) for match in _PLACE.finditer(page.scripts)}
    boxes = [
        element
        for element in page.dom.body.iter("ul", "ol", "div", "dl", "tbody", "table")
        if zones.of(element) is Zone.BODY and not squeeze(text_of(element)) and _is_named(element, named)
    ]
    ranked = sorted(boxes, key=lambda box: not _LIST_NAME.search(marks(box)))
    return ranked[0] if ranked else None


def _is_named(element: Element, named: set[tuple[bool, str]]) -> bool:
    by_id = (True, element.get("id") or "") in named
    return by_id or any((False, name) in named for name in (element.get("class") or "").split())


def _beside_crumb(page: Dom, rows: Element) -> None:
    """Behind the breadcrumb, so that the rows stand in the main part; at the top when there is none."""
    crumb = map_zones(page).crumb
    if crumb is not None and crumb.getparent() is not None:
        tail, crumb.tail = crumb.tail, None
        crumb.addnext(rows)
        rows.tail = tail
    else:
        page.body.insert(0, rows)
