"""The document that a browser made of a page, as an answer to be stored."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from scrapy.http import HtmlResponse, Response

from auditor.crawl.renderable import LEADS, RENDERED, UNFINISHED
from auditor.crawl.typed_visit import TypedVisit
from auditor.crawl.visit import Visit

#: Headers of the answer that do not fit the rendered document; kept under another name.
_REPLACED = ("Content-Type", "ETag", "Last-Modified", "Refresh")
#: Mark in the document itself, so that whoever reads it later knows what the browser knew.
MARK = "data-auditor-unfinished"
#: Mark in the document that a typed query left behind: ``shown``, or why nobody can tell.
TYPED_MARK = "data-auditor-typed"
_HEADER_SAFE = " ;:/?&=.,#+@!$'()*~-_<>|[]"
_CLOSED = re.compile(rb"</\s*(?:body|html|frameset)\s*>", re.I)
_HTML_TAG = re.compile(r"<html\b", re.I)
_HEAD_TAG = re.compile(r"<head\b[^>]*>", re.I)


def rendered(visit: Visit) -> HtmlResponse:
    """The answer as it is stored: the document in UTF-8, the headers of the page that it came from."""
    if not _CLOSED.search(visit.main.body):  # a browser closes every tag, so that a cut page looks whole
        visit.supply.note("cut", "no closing tags")
    headers = visit.main.headers.copy()
    for name in _REPLACED:
        if name in headers:
            headers[f"X-Archive-Orig-{name}"] = headers.pop(name)
    headers["Content-Type"] = "text/html; charset=utf-8"
    headers.pop(UNFINISHED, None)  # a server's own
    headers[RENDERED] = f"requests={visit.supply.parts}; foreign={visit.supply.foreign}"
    if visit.supply.unfinished:
        reasons = (f"{kind}: {detail}" for kind, detail in sorted(visit.supply.unfinished.items()))
        headers[UNFINISHED] = quote("; ".join(reasons), safe=_HEADER_SAFE)
    return HtmlResponse(
        visit.document.url,
        status=visit.main.status,
        headers=headers,
        body=_marked(visit).encode("utf-8", "replace"),
        encoding="utf-8",
        flags=["rendered"],
    )


def answered(visit: TypedVisit) -> Response:
    """What came of a query typed into a search box: the address that it leads to (in the header ``X-Auditor-Leads``, with
    the form that would be posted there as the body), else the document with the outcome as a mark in it.
    ``auditor.extract.typed`` says what a reader makes of it."""
    noted = f"requests={visit.supply.parts}; foreign={visit.supply.foreign}; typed={visit.outcome}"
    told = quote("; said: ".join([noted, *visit.said]), safe=_HEADER_SAFE)
    lead = visit.leads
    if lead is None:
        response = rendered(visit)
        response.headers[RENDERED] = told
        response.headers.pop(LEADS, None)
        marked = _HTML_TAG.sub(
            f'<html {TYPED_MARK}="{visit.outcome}"',
            response.text.replace(TYPED_MARK, "data-page-typed"),
            count=1,
        )
        return response.replace(body=marked.encode("utf-8", "replace"))
    headers = {LEADS: lead.url, RENDERED: told}
    headers["Content-Type"] = "text/html" if lead.form is None else "application/x-www-form-urlencoded"
    return Response(
        visit.document.url,
        status=visit.main.status,
        headers=headers,
        body=lead.form or b"",
        flags=["rendered"],
    )


def _marked(visit: Visit) -> str:
    """The document with what only the browser knows: why it may be unfinished, and where its scripts lead."""
    text = visit.html.replace(MARK, "data-page-unfinished")
    if visit.supply.unfinished:
        kinds = " ".join(sorted(visit.supply.unfinished))
        text = _HTML_TAG.sub(f'<html {MARK}="{kinds}"', text, count=1)
    if visit.leads_to:
        refresh = f'<meta http-equiv="refresh" content="0; url={escape(visit.leads_to)}">'
        text = _HEAD_TAG.sub(lambda match: match[0] + refresh, text, count=1)
    return text
