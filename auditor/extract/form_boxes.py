"""Where the forms of a page are: ``form`` elements, and boxes of fields with a button that have none of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.dialog_words import DialogWords
from auditor.extract.dom import Dom, Element, is_hidden
from auditor.extract.form_layout import is_control, kind_of
from auditor.extract.zones import ZoneMap
from auditor.model import Zone
from auditor.statements import folded

#: So many boxes of one page are looked at, and so far up a loose field's box is looked for.
_MAX_BOXES, _MAX_CLIMB, _MAX_CONTROLS = 40, 12, 2000
#: A form or box with so many links is the page itself (ASP.NET has one form around everything).
_WHOLE_PAGE = 60
_SEEDS = frozenset({"textarea", "password", "radio", "checkbox"})
#: A template engine shows the box on a condition: not part of the page as visitors see it.
_CONDITIONS = ("ms-visible", "ms-if", "v-if", "ng-if", "ng-show")
_FRAME = frozenset({Zone.MENU, Zone.FOOTER, Zone.BREADCRUMB})


def form_boxes(
    page: Dom, zones: ZoneMap, words: DialogWords
) -> Iterator[tuple[Element | None, Element, list[Element]]]:
    """(form element or None, box, its controls). A form around the whole page is taken apart like a page without one."""
    loose: list[Element] = []
    within: dict[Element, list[Element]] = {}
    controls = (each for each in page.body.iter("input", "textarea", "select", "script") if is_control(each))
    for number, control in enumerate(controls):
        if number == _MAX_CONTROLS:
            break
        form = next(control.iterancestors("form"), None)
        if form is None:
            loose.append(control)
        else:
            within.setdefault(form, []).append(control)
    count = 0
    for form, own in within.items():
        if _is_conditional(form) or count == _MAX_BOXES:
            continue
        count += 1
        if _is_whole_page(form, zones):
            yield from ((form, box, inner) for box, inner in _around(own, zones, words, form))
        else:
            yield form, form, own
    yield from ((None, box, inner) for box, inner in _around(loose, zones, words, page.body))


def _is_conditional(box: Element) -> bool:
    return any(
        is_hidden(node) and any(name in node.attrib for name in _CONDITIONS)
        for node in (box, *box.iterancestors())
    )


def _is_whole_page(form: Element, zones: ZoneMap) -> bool:
    if zones.crumb is not None and any(parent is form for parent in zones.crumb.iterancestors()):
        return True
    return sum(1 for _ in form.iter("a")) > _WHOLE_PAGE


def _around(
    controls: Sequence[Element], zones: ZoneMap, words: DialogWords, top: Element
) -> Iterator[tuple[Element, list[Element]]]:
    """Boxes of fields that no form of their own holds: the smallest that has a button to send them."""
    own = [each for each in controls if zones.of(each) not in _FRAME]
    taken: set[Element] = set()
    boxes = 0
    for seed in own:
        if kind_of(seed) not in _SEEDS or seed in taken or _is_conditional(seed):
            continue
        box = _sending_box(seed, words, top)
        if box is None:
            continue
        inner = [each for each in own if box in each.iterancestors() and each not in taken]
        taken.update(inner)
        boxes += 1
        yield box, inner
        if boxes == _MAX_BOXES // 4:
            return


def _sending_box(seed: Element, words: DialogWords, top: Element) -> Element | None:
    for _, box in zip(range(_MAX_CLIMB), seed.iterancestors(), strict=False):
        if sum(1 for _ in box.iter("a")) > _WHOLE_PAGE:
            return None
        if _sends(box, words):
            return box
        if box is top:
            return None
    return None


def _sends(box: Element, words: DialogWords) -> bool:
    for element in box.iter("input", "button", "a", "span", "div"):
        if element.tag == "input" and (element.get("type") or "").lower() not in (
            "submit",
            "button",
            "image",
        ):
            continue
        text = element.get("value") or "" if element.tag == "input" else "".join(element.itertext())[:60]
        if words.submit.match(folded(text)):
            return True
    return False
