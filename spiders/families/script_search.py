"""Search boxes without a form of their own: a script joins the engine's address and the words of an input."""

from __future__ import annotations

import re

from auditor.extract.dom import Element, is_visible, marks
from auditor.extract.family import PageSource
from auditor.extract.forms import read_search_forms
from auditor.model import SearchForm
from spiders.families.script_calls import assigned

_SEARCH_BOX = re.compile(r"search|sousuo|sous\b|ssk|keyword|searchword|搜\s*索|检\s*索|关键[字词]", re.I)
_STATEMENT = 800  # characters of the expression that builds an address


def script_form(page: PageSource, engine: str, query: str, fixed: tuple[str, ...]) -> tuple[SearchForm, ...]:
    """The box that asks ``engine`` (a path) with its words in ``query``; nothing when a real form asks it already.

    ``fixed`` are the parameters that the engine cannot do without; the page gives them in the address, in a
    variable or in a hidden input. One that it does not give is left out.
    """
    if engine not in page.scripts:
        return ()
    match = re.search(rf"[\"'(]([^\"'\s()]{{0,200}}{re.escape(engine)})", page.scripts)
    action = page.dom.absolute(match[1]) if match else None
    if match is None or action is None:
        return ()
    known = read_search_forms(page.dom, page.scripts)
    if any(
        form.origin == "form" and form.field == query and form.action.split("?")[0] == action
        for form in known
    ):
        return ()
    box = next((field for field in page.dom.body.iter("input") if _is_box(field)), None)
    statement = page.scripts[match.end() : match.end() + _STATEMENT]
    hidden = [(name, value) for name in fixed if (value := _parameter(page, statement, name))]
    return (SearchForm(action, "GET", query, tuple(hidden), "script", box is not None and is_visible(box)),)


def _is_box(field: Element) -> bool:
    if (field.get("type") or "text").lower() not in ("text", "search"):
        return False
    place = " ".join(field.get(name) or "" for name in ("name", "placeholder", "value", "title"))
    return bool(_SEARCH_BOX.search(f"{place} {marks(field)}"))


def _parameter(page: PageSource, statement: str, name: str) -> str:
    """A parameter as the address has it, as the variable that is joined to it, or as an input holds it."""
    written = re.search(rf"[?&]{name}=([\w.%-]{{1,80}})", statement)
    if written:
        return written[1]
    joined = re.search(rf"[?&]{name}=[\"']\s*\+\s*([A-Za-z_$][\w$.]{{0,60}})", statement)
    value = assigned(page.scripts, joined[1].rsplit(".", 1)[-1] if joined else name)
    if value:
        return value
    fields = page.dom.body.iter("input")
    return next(
        (f.get("value") or "" for f in fields if name in (f.get("name"), f.get("id")) and f.get("value")), ""
    )
