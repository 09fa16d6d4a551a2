"""The address that a page's script opens with what was typed into a search box, read without running it.

``location.href = "/search.html?kw=" + encodeURIComponent($("#kw").val()) + "&page=1"`` in all its ways: ``assign``,
``replace``, ``window.open``, ``$(location).attr("href", …)``, template literals, addresses put together in variables.
A sum is followed when its path is constant and one of its parameters is read from the box, or named like a query in
an address that searches. Anything else is left to the browser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import Element
from auditor.extract.script_sums import Typed, sum_at
from auditor.model import SearchForm
from auditor.search_box_words import search_box_words

_OPENS = re.compile(
    r"\blocation(?:\s*\.\s*href)?\s*=(?![=>])|\blocation\s*\.\s*(?:replace|assign)\s*\(|(?:\bwindow\s*\.\s*|(?<![\w$.]))open\s*\("
    r"|\(\s*(?:window\s*\.\s*)?location\s*\)\s*\.\s*(?:attr|prop)\s*\(\s*[\"']href[\"']\s*,"
)
_SENT_TO = re.compile(r"\.\s*action\s*=(?![=>])|\.\s*(?:attr|prop|setAttribute)\s*\(\s*[\"']action[\"']\s*,")
_EVENTS = ("onclick", "onsubmit", "onkeydown", "onkeyup", "onkeypress")
_MAX_OPENS = 60


@dataclass(frozen=True, slots=True)
class _Parameter:
    """``name=value`` of an address; ``typed`` when the value is no constant."""

    name: str
    value: str
    typed: Typed | None


def built_address(
    base: str, code: str, boxes: Collection[str], charset: str, *, visible: bool
) -> SearchForm | None:
    """The search that ``code`` (all scripts of a page, without comments) opens; None when it tells of none.

    ``boxes`` are names and ids of the search boxes, ``charset`` is that of the page: a browser writes in it what no
    function has encoded.
    """
    for place in _places(_OPENS, code):
        pieces = sum_at(code, place)
        form = _form(base, pieces, boxes, charset, visible=visible) if pieces else None
        if form is not None:
            return form
    return None


def set_action(base: str, code: str) -> str | None:
    """The constant address that a script gives to a form before it sends it; None for none, or for several."""
    found = set()
    for place in _places(_SENT_TO, code):
        pieces = sum_at(code, place)
        if pieces and all(isinstance(piece, str) for piece in pieces):
            found.add(urls.absolute(base, "".join(map(str, pieces))))
    return found.pop() if len(found) == 1 else None


def _places(pattern: re.Pattern[str], code: str) -> Iterator[int]:
    for count, match in enumerate(pattern.finditer(code)):
        if count >= _MAX_OPENS:
            return
        yield match.end()


def _form(
    base: str, pieces: Sequence[str | Typed], boxes: Collection[str], charset: str, *, visible: bool
) -> SearchForm | None:
    path, parameters = _parted(pieces)
    action = urls.absolute(base, path) if path is not None else None
    query = _query(path or "", parameters, boxes)
    if action is None or query is None or query.typed is None:
        return None
    fixed = "&".join(f"{each.name}={each.value}" for each in parameters if each.value and each.typed is None)
    joined = f"{action}{'&' if '?' in action else '?'}{fixed}" if fixed else action
    return SearchForm(joined, "GET", query.name, (), "script", visible, query.typed.code or charset)


def _parted(pieces: Sequence[str | Typed]) -> tuple[str | None, list[_Parameter]]:
    """Path and parameters of an address; the path is None when it is no constant."""
    path, rest = [], list(pieces)
    while rest:
        piece = rest.pop(0)
        if isinstance(piece, Typed):
            return None, []
        before, mark, after = piece.partition("?")
        path.append(before)
        if mark:
            rest.insert(0, after)
            break
    else:
        return None, []
    return "".join(path), list(_parameters(rest))


def _parameters(pieces: Sequence[str | Typed]) -> Iterator[_Parameter]:
    text, typed = "", None
    for piece in (*pieces, "&"):
        if isinstance(piece, Typed):
            typed = typed or piece
            continue
        first, *others = piece.split("#")[0].split("&")
        text += first
        for other in others:
            name, _, value = text.partition("=")
            if name:
                yield _Parameter(name.strip(), value, typed)
            text, typed = other, None


def _query(path: str, parameters: Sequence[_Parameter], boxes: Collection[str]) -> _Parameter | None:
    """The parameter that takes what was typed: read from a search box, named like a query, or the only one of an address
    that searches."""
    words = search_box_words()
    mine: list[tuple[str, _Parameter]] = []  # the field that each is read from, "" when that is not told
    for each in parameters:
        box = each.typed.box if each.typed is not None else None
        if box is not None and not each.value and (box in boxes or not box or words.names.fullmatch(box)):
            mine.append((box, each))
    read = [each for box, each in mine if box]
    named = [each for _, each in mine if words.names.fullmatch(each.name)]
    searching = [each for _, each in mine[-1:] if words.places.search(path)]
    return next(iter([*read, *named, *searching]), None)


def handlers(elements: Iterable[Element]) -> str:
    """What elements say in their own event handlers, as one script."""
    found: list[str] = []
    for element in elements:
        found += [element.get(key) or "" for key in _EVENTS]
        href = (element.get("href") or "").strip()
        found.append(href[11:] if href[:11].lower() == "javascript:" else "")
    return ";\n".join(script.strip_comments(each) for each in found if each)
