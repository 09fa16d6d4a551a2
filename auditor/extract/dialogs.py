"""Forms by which the public speaks to the office: what they are for, what they ask, what stands in front of them.

Only looked at. A form without its own ``form`` element (its script collects the fields) counts like any other; a search
box never does: it has no text area, no password, asks nothing about a person and nothing about the state of a matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor import urls
from auditor.dialog_words import DialogWords, dialog_words
from auditor.extract.dom import Dom, Element, clean, marks, text_of
from auditor.extract.form_boxes import form_boxes
from auditor.extract.form_fields import FormShape, read_shape
from auditor.extract.form_login import closed_channel, login_of
from auditor.extract.zones import ZoneMap
from auditor.model import FormPurpose, InteractionForm, PageReading
from auditor.statements import folded

#: Of one page, and of the whole portal, so many forms are kept.
MAX_FORMS, MAX_DIALOGS = 12, 400
_OWN_TEXT, _TITLE, _NAME = 4000, 40, 60
_HEADS = ("h1", "h2", "h3", "h4", "h5")
_FEW = 4


def read_dialogs(
    page: Dom, zones: ZoneMap, url: str, title: str, names: Sequence[tuple[str, str]]
) -> tuple[InteractionForm, ...]:
    """The forms of a page, search boxes left out. ``names`` are those that the page gives itself, best first."""
    words = dialog_words()
    name = next((each for _, each in names if each), "") or title
    crumb = text_of(zones.crumb)[:200] if zones.crumb is not None else ""
    called = folded(f"{name} {title} {crumb}")
    found: list[InteractionForm] = []
    for form, box, controls in form_boxes(page, zones, words):
        shape = read_shape(box, controls, words)
        said = _said(box, shape)
        purpose = _purpose(shape, said, _marks(form if form is not None else box, shape), called, words)
        if purpose is None:
            continue
        action = _action(page, form, words)
        method = (form.get("method") or "GET").strip().upper()[:7] if form is not None and action else ""
        login, unified = ("", False) if purpose is FormPurpose.LOGIN else login_of(page, box, shape, words)
        found.append(
            InteractionForm(
                url, _title(box, name), purpose, action, method, shape.fields, shape.captcha, login, unified
            )
        )
        if len(found) == MAX_FORMS:
            break
    if all(each.purpose in (FormPurpose.LOGIN, FormPurpose.COMMENT) for each in found):
        found += closed_channel(page, url, name, words)
    return tuple(found)


def gather_dialogs(pages: Iterable[PageReading]) -> tuple[InteractionForm, ...]:
    """Each form of a portal once, though it stands on many pages: the one with the shortest address counts.

    Forms that a script sends have no address to know them by: a few that are alike may be a few mailboxes, many are the
    same box on every page.
    """
    found: dict[tuple[object, ...], InteractionForm] = {}
    alike: dict[tuple[object, ...], list[InteractionForm]] = {}
    for form in sorted({each for reading in pages for each in reading.dialogs}, key=_order):
        shape = (form.purpose, tuple((each.name, each.label) for each in form.fields))
        if form.action and form.purpose is not FormPurpose.SURVEY:
            found.setdefault((*shape, urls.canonical(form.action)), form)
        elif form.purpose is FormPurpose.SURVEY or not form.fields:
            found.setdefault((*shape, urls.canonical(form.url)), form)
        else:
            alike.setdefault(shape, []).append(form)
    scripted = [form for forms in alike.values() for form in (forms if len(forms) <= _FEW else forms[:1])]
    return tuple(sorted((*found.values(), *scripted), key=_order)[:MAX_DIALOGS])


def _order(form: InteractionForm) -> tuple[object, ...]:
    fields = tuple((each.name, each.label, each.kind, each.required) for each in form.fields)
    return (len(form.url), form.url, form.purpose.value, form.action, form.title, fields, form.login)


# ── what a form is for ────────────────────────────────────────────────────────────────────────────


def _said(box: Element, shape: FormShape) -> str:
    """All that a form says itself, squeezed."""
    labels = " ".join(each.label for each in shape.fields)
    return folded(f"{text_of(box)[:_OWN_TEXT]} {labels} {' '.join(shape.buttons)}")


def _marks(form: Element, shape: FormShape) -> str:
    """What programmers call it: address, names, classes and fields, in lower case."""
    named = " ".join(form.get(name) or "" for name in ("action", "name", "onsubmit"))[:600]
    return f"{named} {marks(form)} {' '.join(each.name for each in shape.fields)}".lower()


def _purpose(shape: FormShape, said: str, called: str, page: str, words: DialogWords) -> FormPurpose | None:
    """None for what is no dialog: search boxes, pagers, switches."""
    areas, choices = shape.count("textarea"), shape.count("radio", "checkbox")
    asks = len(shape.personal)
    searching = any(words.search_button.search(folded(each)) for each in shape.buttons)

    def fits(purpose: FormPurpose) -> bool:
        known = words.purposes[purpose]
        return known.says(said) or known.called(called)

    def named(purpose: FormPurpose) -> bool:
        return words.purposes[purpose].titled(page)

    if (
        not areas
        and len(shape.fields) <= _FEW
        and not choices
        and _asks_status(shape, said, called, page, words)
    ):
        return FormPurpose.STATUS
    if shape.count("password") and not areas:
        return FormPurpose.LOGIN
    if not areas and searching and asks < 2:
        return None
    if (areas or asks >= 2) and (fits(FormPurpose.APPLICATION) or named(FormPurpose.APPLICATION)):
        return FormPurpose.APPLICATION
    if (
        choices
        and (fits(FormPurpose.SURVEY) or named(FormPurpose.SURVEY))
        and (areas + asks < 3 or choices > 2)
    ):
        return FormPurpose.SURVEY
    if not areas:
        return None if asks < 2 else FormPurpose.LETTER if named(FormPurpose.LETTER) else FormPurpose.UNKNOWN
    if words.purposes[FormPurpose.COMMENT].says(said) or (
        asks == 0 and words.purposes[FormPurpose.COMMENT].called(called)
    ):
        return FormPurpose.COMMENT
    if named(FormPurpose.SURVEY) and not words.purposes[FormPurpose.LETTER].called(called):
        return FormPurpose.SURVEY
    if fits(FormPurpose.LETTER) or named(FormPurpose.LETTER):
        return FormPurpose.LETTER
    return FormPurpose.UNKNOWN


def _asks_status(shape: FormShape, said: str, called: str, page: str, words: DialogWords) -> bool:
    """A number or code of a matter is asked for, and nothing else."""
    known = words.purposes[FormPurpose.STATUS]
    labels = folded(" ".join(each.label for each in shape.fields))
    texts = shape.count("text", "number", "search", "tel", "password")
    if not texts:
        return False
    return known.says(labels) or (
        (known.called(called) or known.titled(page) or known.says(said))
        and any("查" in each or "query" in each.lower() for each in shape.buttons)
    )


def _title(box: Element, name: str) -> str:
    """The form's own heading, in it or right before it, else the page's name."""
    before = (each for _, each in zip(range(2), box.itersiblings(preceding=True), strict=False))
    for heading in (
        *box.iter("legend", "caption", *_HEADS),
        *(each for each in before if each.tag in _HEADS),
    ):
        text = text_of(heading)
        if 2 <= len(text) <= _TITLE:
            return text
    return clean(name)[:_NAME]


def _action(page: Dom, form: Element | None, words: DialogWords) -> str:
    """The address to which it is sent; "" when only its script knows."""
    raw = (form.get("action") or "").strip() if form is not None else ""
    if not raw or raw.startswith("#") or words.templates.search(raw):
        return ""
    return urls.without_fragment(page.absolute(raw) or "")
