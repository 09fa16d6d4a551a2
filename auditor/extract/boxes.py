"""Which inputs of a page are search boxes, and which button belongs to each.

One set of rules for two readers: :mod:`auditor.extract.forms` tells from it what a box asks for, and the browser that
has to type into a box is told by :class:`SearchBoxes` which one that is. A box to write a letter in, to log in or to
look after an application is none. Vocabulary: ``rules/search_boxes.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from auditor.extract.dom import Dom, Element, clean, is_visible, marks, squeeze, text_of
from auditor.search_box_words import search_box_words

_TYPED = ("text", "search")
#: Fields that only forms have by which somebody says something to the office.
_SPOKEN = ("password", "file", "email", "tel")
_BUTTONS = ("button", "a", "span", "input", "i", "em", "img", "div", "label", "p", "li", "b", "svg")
_PRESSED = ("submit", "button", "image")
_SILENT = ("script", "style", "select", "textarea", "noscript", "template")
#: Text inputs that a search form has at most, the characters around a box without a form, and how far up they are
#: looked for; a form with so many links holds the whole page (ASP.NET).
_MAX_INPUTS, _MAX_AROUND, _LEVELS, _WHOLE_PAGE = 3, 120, 3, 20
#: Bounds of what is looked at: boxes of a page, elements around a box or in its form.
_MAX_BOXES, _MAX_ELEMENTS = 100, 400
_HOST = re.compile(r"^[a-z]+://[^/]*", re.I)


@dataclass(frozen=True, slots=True)
class Box:
    """``form`` is the search form that the box stands in; None for a box that only a script reads. ``button`` is what a
    visitor presses; None when there is only the Enter key."""

    field: Element
    form: Element | None
    button: Element | None


def search_forms(page: Dom) -> Iterator[tuple[Element, Element]]:
    """(form, the input that its query is typed into) for every search form, hidden ones included."""
    for form in page.body.iter("form"):
        field = query_field(form)
        if field is not None:
            yield form, field


def query_field(form: Element) -> Element | None:
    """The input of a search form that takes the query; None when the form is for something else."""
    words = search_box_words()
    inputs = [field for field in form.iter("input") if is_typed(field)]
    if not inputs or len(inputs) > _MAX_INPUTS or _is_spoken(form) or words.others.search(_said(form)):
        return None
    named = [field for field in inputs if words.names.fullmatch(field.get("name") or "")]
    place = f"{form.get('action') or ''} {marks(form)} {form.get('name') or ''} {form.get('onsubmit') or ''}"
    if not (words.places.search(place) or words.words.search(_said(form)) or named):
        return None
    if is_deed(form.get("action") or ""):
        return None
    return next(iter(named or [field for field in inputs if field.get("name")] or inputs))


def free_boxes(page: Dom) -> Iterator[Element]:
    """Visible boxes outside search forms that show what they are by a button beside them or by their own words."""
    within = {field for form, _ in search_forms(page) for field in form.iter("input")}
    inputs = (field for field in page.body.iter("input") if field not in within and is_typed(field))
    for count, field in enumerate(inputs):
        if count >= _MAX_BOXES:
            return
        if is_visible(field) and not _is_of_dialog(field) and _looks_like_search(field):
            yield field


def find_boxes(page: Dom) -> list[Box]:
    """All search boxes that a visitor sees, forms first."""
    found = [(field, form) for form, field in search_forms(page) if is_visible(field)]
    free: list[tuple[Element, Element | None]] = [(field, None) for field in free_boxes(page)]
    return [Box(field, form, button_of(field, form)) for field, form in [*found, *free]]


def button_of(field: Element, form: Element | None) -> Element | None:
    """What is pressed to search for what stands in ``field``: named so first, then what submits, then an icon."""
    around = [each for each in field.iterancestors() if each.tag not in ("body", "html")][:_LEVELS]
    for scope in [form] if form is not None else around:
        near = list(islice(scope.iter(*_BUTTONS), _MAX_ELEMENTS))
        seen = (each for each in near if each is not field and is_visible(each))
        ranked = {each: rank for each in seen if (rank := _rank(each, scope)) is not None}
        for each, rank in list(ranked.items()):  # what lies around a button is pressed in vain
            for outer in each.iterancestors():
                if ranked.get(outer, -1) >= rank:
                    del ranked[outer]
        if ranked:
            return min(ranked, key=lambda each: ranked[each])
    return None


def is_typed(field: Element) -> bool:
    """True for an input that text is typed into."""
    kind = (field.get("type") or "text").strip().lower()
    return kind in _TYPED and "disabled" not in field.attrib and "readonly" not in field.attrib


def is_search_input(field: Element) -> bool:
    """True for an input that says by its own words, name or id that it takes a query."""
    words = search_box_words()
    named = any(words.names.fullmatch(field.get(key) or "") for key in ("name", "id"))
    return is_typed(field) and (named or bool(words.words.search(_own_words(field))))


def is_deed(url: str) -> bool:
    """True for an address whose path names a deed (to save, to delete, to subscribe): a search is none."""
    return search_box_words().deeds.search(_HOST.sub("", url).split("?")[0]) is not None


def _is_spoken(form: Element) -> bool:
    """True for a form in which somebody writes, leaves a file or says who he is."""
    return form.find(".//textarea") is not None or any(
        (field.get("type") or "").lower() in _SPOKEN for field in form.iter("input")
    )


def _is_of_dialog(field: Element) -> bool:
    """True for an input of a form that does something else; a form around the whole page (ASP.NET) says nothing."""
    form = next(iter(field.iterancestors("form")), None)
    if form is None:
        return False
    is_small = sum(1 for _ in islice(form.iter("a"), _WHOLE_PAGE)) < _WHOLE_PAGE
    return is_deed(form.get("action") or "") or (is_small and _is_spoken(form))


def _looks_like_search(field: Element) -> bool:
    words = search_box_words()
    own = _own_words(field)
    if words.others.search(own):
        return False
    around = next((each for each in list(field.iterancestors())[:_LEVELS] if _has_button(each)), None)
    if around is not None and len(text_of(around)) <= _MAX_AROUND and not words.others.search(_said(around)):
        return True
    return bool(words.words.search(own))


def _has_button(place: Element) -> bool:
    near = list(islice(place.iter(*_BUTTONS), _MAX_ELEMENTS))
    if len(near) == _MAX_ELEMENTS:
        return False
    return any(_label_rank(each) is not None and is_visible(each) for each in near)


def _rank(element: Element, scope: Element) -> int | None:
    """How surely an element is the button, 0 surest; None for everything else."""
    if element is scope or element.find(".//input") is not None or element.find(".//select") is not None:
        return None
    kind = (element.get("type") or "").lower()
    if element.tag == "input" and kind not in _PRESSED:
        return None
    if (rank := _label_rank(element)) is not None:
        return rank
    if kind in ("submit", "image") or (element.tag == "button" and not kind and scope.tag == "form"):
        return 2
    picture = f"{marks(element)} {element.get('src') or ''} {element.get('onclick') or ''}"
    is_pressed = element.tag in ("button", "a", "i", "img", "svg") or "onclick" in element.attrib
    is_icon = is_pressed and len(squeeze(text_of(element))) <= 2
    return 3 if is_icon and search_box_words().button_marks.search(picture) else None


def _label_rank(element: Element) -> int | None:
    """0 or 1 for an element that is named like a search button; a link that leads somewhere comes last."""
    kind = (element.get("type") or "").lower()
    if element.tag == "input" and kind not in _PRESSED:
        return None
    labels = (text_of(element), *(element.get(key) or "" for key in ("value", "title", "alt", "aria-label")))
    label = next((label for text in labels if (label := squeeze(text))), "")
    if len(label) > 12 or not search_box_words().buttons.fullmatch(label):
        return None
    href = (element.get("href") or "").strip().lower()
    leads = element.tag == "a" and bool(href) and not href.startswith(("#", "javascript:"))
    return 4 if leads else 0 if element.tag in ("button", "input") else 1


def _own_words(field: Element) -> str:
    return " ".join(field.get(key) or "" for key in ("placeholder", "value", "title", "aria-label"))


def _said(place: Element) -> str:
    """What a form says of itself: its text without links (hot words stand there) and the words of its inputs."""
    told = [
        _own_words(field) for field in place.iter("input") if (field.get("type") or "").lower() != "hidden"
    ]
    return clean(" ".join([*_unlinked(place), *told]))


def _unlinked(place: Element) -> Iterator[str]:
    # An explicit stack: crawled pages nest deeper than Python recurses.
    stack: list[Element | str] = [place]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        if node.tag == "a" and _label_rank(node) is None:
            continue
        if node.text:
            yield node.text
        for child in reversed(node):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)
