"""What the browser is told about a document: which box is the search box, which forms may be sent, which never.

:class:`auditor.crawl.form_guard.BoxReader` is the border: the crawl hands in documents and gets numbers and addresses.
"""

from __future__ import annotations

from collections.abc import Collection

from auditor import urls
from auditor.extract import charset, dom
from auditor.extract.boxes import find_boxes, is_deed, query_field
from auditor.extract.dom import Dom, Element, marks
from auditor.search_box_words import search_box_words


class SearchBoxes:
    """What a browser wants to know of a page whose elements carry :attr:`number`. Hidden ones are marked ``hidden``."""

    number = "data-auditor-number"

    def find(self, html: str, url: str, name: str) -> tuple[int, int | None] | None:
        """Numbers of the box called ``name`` (else of the first one) and of its button; None when there is no box."""
        boxes = find_boxes(dom.parse(html, url, rendered=True))
        called = (each for each in boxes if name and name in (each.field.get("name"), each.field.get("id")))
        box = next(called, next(iter(boxes), None))
        place = self._number(box.field) if box is not None else None
        if box is None or place is None:
            return None
        return place, self._number(box.button) if box.button is not None else None

    def may_send(self, html: str, url: str, method: str, target: str, names: Collection[str]) -> bool:
        """True when what leads to ``target`` is a search form of the page, or (GET) no form at all. ``names`` are those of
        the fields that were sent."""
        page = dom.parse(html, url, rendered=True)
        forms = (form for form in page.body.iter("form") if _method(form) == method)
        senders = [
            form
            for form in forms
            if _holds(form, names) and _place(_action(form, page, url)) == _place(target)
        ]
        if not senders:
            return method == "GET"
        return all(query_field(form) is not None or _is_carrier(form) for form in senders)

    def targets(self, body: bytes, content_type: str, url: str) -> frozenset[str]:
        """Where the forms of a page are sent that are no search forms: canonical addresses without their query."""
        page = dom.parse(charset.decode(body, content_type).text, url)
        others = (
            form for form in page.body.iter("form") if query_field(form) is None and not _is_carrier(form)
        )
        return frozenset(_place(_action(form, page, url)) for form in others)

    def is_deed(self, url: str) -> bool:
        """True for an address that names a deed: to save, to delete, to subscribe."""
        return is_deed(url)

    def _number(self, element: Element) -> int | None:
        value = element.get(self.number) or ""
        return int(value) if value.isdigit() else None


def _method(form: Element) -> str:
    return "POST" if (form.get("method") or "").strip().upper() == "POST" else "GET"


def _holds(form: Element, names: Collection[str]) -> bool:
    """True when all these fields are the form's; a picture that is pressed sends its x and y."""
    own = {
        name for field in form.iter("input", "select", "textarea", "button") if (name := field.get("name"))
    }
    return {name.removesuffix(".x").removesuffix(".y") for name in names} <= {"x", "y", *own}


def _action(form: Element, page: Dom, url: str) -> str:
    """Where a form is sent; to its own page when it does not say."""
    return page.absolute(form.get("action") or "") or url


def _place(url: str) -> str:
    return urls.canonical(url.split("?")[0].split("#")[0])


def _is_carrier(form: Element) -> bool:
    """A form that nobody types into: a script puts the query there and sends it to the engine."""
    words = search_box_words()
    fields = list(form.iter("input", "select", "textarea"))
    hidden = [field for field in fields if (field.get("type") or "").lower() == "hidden"]
    place = f"{form.get('action') or ''} {marks(form)} {form.get('name') or ''}"
    named = any(words.names.fullmatch(field.get("name") or "") for field in hidden)
    is_search = named and bool(words.places.search(place)) and not is_deed(form.get("action") or "")
    return len(hidden) == len(fields) and is_search
