"""Search boxes: HTML forms, and the input with a button whose script builds the address."""

from __future__ import annotations

import re
from itertools import islice

from auditor import query_code
from auditor.extract.boxes import button_of, free_boxes, is_deed, is_search_input, search_forms
from auditor.extract.dom import Dom, Element, is_visible, text_of
from auditor.extract.search_scripts import built_address, handlers, set_action
from auditor.model import SearchForm

_META_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,20})", re.I)
#: Attribute of the root by which a renderer keeps the charset of a page that it stores in UTF-8.
CHARSET_MARK = "data-auditor-charset"
_MAX_INPUTS = 40


def read_search_forms(page: Dom, scripts: str, charset: str = "") -> tuple[SearchForm, ...]:
    """Every search box of the page; ``visible`` False when an inline style hides it.

    ``charset`` is what the page is written in, which its forms are sent in; without it the page's own tag tells. A box
    whose address only a script knows is told by :mod:`auditor.extract.search_scripts`; when that cannot tell it either,
    ``action`` is empty: the box is there, and a browser can find out.
    """
    written = page_charset(page, charset)
    forms = [_from_form(page, form, field, scripts, written) for form, field in search_forms(page)]
    if not any(form.action and form.visible for form in forms):
        forms = [*forms, *_scripted(page, scripts, written, forms)]
    unique: dict[tuple[str, str, str], SearchForm] = {}
    for form in forms:
        if is_deed(form.action):
            continue
        key = (form.method, form.action, form.field)
        if key not in unique or (form.visible and not unique[key].visible):
            unique[key] = form
    return tuple(unique.values())


def page_charset(page: Dom, told: str = "") -> str:
    """The codec in which a page's forms and addresses are sent: that of the page before a browser rewrote it, the one
    told (from the header), the page's own tag, else UTF-8."""
    tags = (
        match[1]
        for meta in page.root.iter("meta")
        if (match := _META_CHARSET.search(f"charset={meta.get('charset') or ''}"))
        or (match := _META_CHARSET.search(meta.get("content") or ""))
    )
    labels = (page.root.get(CHARSET_MARK) or "", told, next(tags, ""))
    return next((code for label in labels if label and (code := query_code.code_of(label))), "utf-8")


def _from_form(page: Dom, form: Element, field: Element, scripts: str, charset: str) -> SearchForm:
    """The request that a search form makes; without an address when only its script makes one."""
    said = _action(page, form)
    button = button_of(field, form)
    own = handlers([form, field, *([button] if button is not None else [])])
    action = said or set_action(page.base, f"{scripts}\n{own}")
    method = (_attribute(form, "formmethod", "method")).strip().upper()
    if not field.get("name") or not action:
        return SearchForm(
            "", "GET", field.get("name") or field.get("id") or "", (), "script", is_visible(form)
        )
    accepted = (form.get("accept-charset") or "").replace(",", " ").split()
    return SearchForm(
        action=action,
        method="POST" if method == "POST" else "GET",
        field=field.get("name") or "",
        hidden=_fixed_fields(form, field),
        visible=is_visible(form) and is_visible(field),
        charset=next((code for label in accepted if (code := query_code.code_of(label))), charset),
    )


def _action(page: Dom, form: Element) -> str | None:
    said = _attribute(form, "formaction", "action").strip()
    return page.absolute(said) if said else None


def _attribute(form: Element, of_button: str, of_form: str) -> str:
    """What the first button that submits says instead of its form, else what the form says."""
    buttons = (
        each
        for each in form.iter("button", "input")
        if (each.get("type") or ("submit" if each.tag == "button" else "")).lower() in ("submit", "image")
    )
    first = next(buttons, None)
    return (first.get(of_button) if first is not None else None) or form.get(of_form) or ""


def _fixed_fields(form: Element, query: Element) -> tuple[tuple[str, str], ...]:
    """Hidden and preset fields, the chosen option of selects and the first or checked radio."""
    fields: list[tuple[str, str]] = []
    for field in form.iter("input", "select"):
        name = field.get("name")
        if not name or field is query:
            continue
        kind = (field.get("type") or "").lower()
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((o for o in options if "selected" in o.attrib), options[0] if options else None)
            if chosen is not None:
                fields.append((name, chosen.get("value") or text_of(chosen)))
        elif kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in field.attrib):
            fields.append((name, field.get("value") or ""))
    return tuple(fields)


def _scripted(page: Dom, scripts: str, charset: str, known: list[SearchForm]) -> list[SearchForm]:
    """The boxes that a script reads: with the address that it builds, else without one."""
    inputs = list(islice((field for field in page.body.iter("input") if is_search_input(field)), _MAX_INPUTS))
    free = list(free_boxes(page))
    fields = list(dict.fromkeys([*free, *sorted(inputs, key=lambda field: not is_visible(field))]))
    if not fields:
        return []
    names = {name for field in fields for key in ("name", "id") if (name := field.get(key))}
    near = [each for field in fields for each in (field, button_of(field, None)) if each is not None]
    code = f"{scripts}\n{handlers([*near, *page.body.iter('form')])}"
    found = built_address(page.base, code, names, charset, visible=any(map(is_visible, fields)))
    if found is not None:
        return [found]
    visible = [form for form in known if form.visible]
    bare = [
        SearchForm("", "GET", field.get("name") or field.get("id") or "", (), "script", True)
        for field in free
    ]
    return [] if visible else bare[:1]
