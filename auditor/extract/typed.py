"""What came of a query that the browser typed into a search box.

The ask is ``Ask(page, SEARCH, body=urlencode({field: query}), render="search-box")``: the page is fetched over plain
HTTP and shown in Chromium, the query typed, the box's own button pressed (else Enter). The browser loads nothing of
what the box leads to, and sends no form; where it leads is the answer:

=====================================  ==================================================  =========================
outcome                                ``Fetch``                                           body
=====================================  ==================================================  =========================
no page, no browser, no end            ``failure`` set                                     –
it leads elsewhere (a script or form)  ``location``; ``status`` of the page                empty
its form is sent by POST               ``location``; ``mime`` of a urlencoded form         what would be sent
results in the page itself             no ``location``, ``data-auditor-typed="shown"``     the document
nobody can tell                        no ``location``, the mark is one of :data:`UNREAD`  the document
=====================================  ==================================================  =========================

The mark stands in the root element. A host that is not the portal's may be a ``location``; whether it is asked is
decided by whoever asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from lxml import etree

from auditor import query_code
from auditor.extract import dom
from auditor.model import Fetch, SearchForm

#: Why a typed query tells nothing, by the browser's mark: pressing changed nothing; there is no such box that can be
#: typed into; it leads elsewhere without the query; the query only went where it is not let go (a form that is no
#: search box's, another host's data).
UNREAD = {"silent": "box-silent", "missing": "box-missing", "lost": "box-lost", "refused": "box-refused"}
SHOWN = "shown"
FORM_MIME = "application/x-www-form-urlencoded"
#: Mark of what the page showed before the query was put.
OLD = "data-auditor-before"
#: Stands in the address of a form for the query where that is no field of it, or more than one.
PLACE = "{query}"
#: Takes the place of the query while an address is put together: written alike in every code.
_STAND_IN = "AUDITOR0QUERY"
_MARK = re.compile(rb"<html\s[^>]{0,2000}?\bdata-auditor-typed=\"([a-z]{1,20})\"", re.I)
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """``form`` is the request that the box makes, so that any further query goes over plain HTTP; None when the results
    are in the page itself, or nobody can tell (``unread`` says why)."""

    form: SearchForm | None = None
    unread: str = ""


def read_typed(fetch: Fetch, body: bytes) -> TypedAnswer:
    """Read the answer to a typed query. A page without a mark was not shown by a browser: ``script``."""
    query = typed_query(fetch)
    if fetch.location:
        is_form = fetch.mime.split(";")[0].strip().lower() == FORM_MIME
        sent = body.decode("ascii", "replace")
        form = _sent(fetch.location, sent, query) if is_form else _opened(fetch.location, query)
        return TypedAnswer(form, "" if form is not None else UNREAD["lost"])
    mark = _MARK.search(body[:_HEAD])
    outcome = mark[1].decode("ascii") if mark is not None else ""
    return TypedAnswer(unread="" if outcome == SHOWN else UNREAD.get(outcome, "script"))


def since_typed(body: bytes, url: str) -> bytes:
    """The document of results in the page itself (``shown``) without what it showed before the query was put: news on
    the same page are no results."""
    page = dom.parse(body.decode("utf-8", "replace"), url, rendered=True)
    for element in page.body.xpath(f".//*[@{OLD}]"):
        if element.getparent() is not None:
            element.drop_tree()
    return etree.tostring(page.root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


def typed_query(fetch: Fetch) -> str:
    """What was typed; empty for an ask without a query."""
    return next((value for _, value in parse_qsl(fetch.body, keep_blank_values=True)), "")


def _opened(address: str, query: str) -> SearchForm | None:
    """The form that asks an address with the query in it."""
    path, _, rest = address.partition("?")
    asked, mark, fragment = rest.partition("#")
    held = _held(asked, query)
    elsewhere = query_code.replaced(f"{path}{mark}{fragment}", query, query) is not None
    if len(held) == 1 and not elsewhere:
        name, code = held[0]
        kept = "&".join(pair for pair in asked.split("&") if pair and _name(pair) != name)
        return SearchForm(f"{path}?{kept}" if kept else path, "GET", name, (), "script", True, code)
    pieces = [piece for piece in re.split(r"[/?&=#]", address) if piece]
    codes = [told for piece in pieces if (told := query_code.code_in(piece, query)) is not None]
    marked = query_code.replaced(address, query, _STAND_IN) if codes else None
    if marked is None:
        return None
    return SearchForm(marked.replace(_STAND_IN, PLACE), "GET", "", (), "script", True, codes[0])


def _sent(action: str, text: str, query: str) -> SearchForm | None:
    """The form that was sent by POST with the query in it."""
    held = _held(text, query)
    if not held:
        return None
    name, code = held[0]
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    fixed = tuple(
        (query_code.decoded(key, code), query_code.decoded(value, code))
        for key, _, value in pairs
        if query_code.decoded(key, "utf-8") != name
    )
    return SearchForm(action, "POST", name, fixed, "script", True, code)


def _held(text: str, query: str) -> list[tuple[str, str]]:
    """(name, code) of the pairs that hold the query."""
    pairs = (pair.partition("=") for pair in text.split("&"))
    found = (
        (query_code.decoded(name, "utf-8"), query_code.code_in(value, query)) for name, _, value in pairs
    )
    return [(name, code) for name, code in found if code is not None]


def _name(pair: str) -> str:
    return query_code.decoded(pair.partition("=")[0], "utf-8")
