"""No page in the browser sends a form by a script of its own: what looks like one among its requests is refused.

Forms themselves are held back in the page (``no_forms.js``). Scripts also send them by ``fetch`` and its kin, which
pages need for their rows; so the address decides: where a form of the page is sent that is no search form, nothing is
asked. Vocabulary and rules are those of the reader of forms, handed in as :class:`BoxReader`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page
from playwright.async_api import Request as Wanted
from scrapy.http import Response

from auditor import urls
from auditor.crawl.showing import patient

#: Seconds for a page to say which forms it holds now; one that waits for this very request cannot.
_ANSWER = 1.0
#: Kinds of request that a script can make with what stands in a form.
_CALLS = frozenset({"script", "xhr", "fetch"})


class BoxReader(Protocol):
    """Finds search boxes and forms in documents; :class:`auditor.extract.box_reader.SearchBoxes` is one."""

    @property
    def number(self) -> str:
        """Attribute by which the elements of a document are numbered."""

    def find(self, html: str, url: str, name: str) -> tuple[int, int | None] | None:
        """Numbers of the box called ``name``, else of the first one, and of its button."""

    def may_send(self, html: str, url: str, method: str, target: str, names: Collection[str]) -> bool:
        """True when what goes to ``target`` comes from a search form of the page, or (GET) from no form."""

    def targets(self, body: bytes, content_type: str, url: str) -> frozenset[str]:
        """Where the forms of a page are sent that are no search forms: canonical addresses without query."""

    def is_deed(self, url: str) -> bool:
        """True for an address that names a deed: to save, to delete, to subscribe."""


class FormGuard:
    """For one page."""

    def __init__(self, boxes: BoxReader) -> None:
        self._boxes = boxes
        self._known: dict[Response, frozenset[str]] = {}

    def is_sent_to(self, url: str, document: Response) -> bool:
        """True when a form of ``document`` that is no search form is sent to ``url``."""
        return _place(url) in self._of(document)

    async def allows(self, wanted: Wanted, document: Response, page: Page) -> bool:
        """False for a call that goes where a form of the page is sent, in the document or as it stands by now."""
        if wanted.resource_type not in _CALLS:
            return True
        if wanted.headers.get("content-type", "").startswith("multipart/"):
            return False  # nobody asks for rows that way
        is_get, place = wanted.method == "GET", _place(wanted.url)
        if is_get and place == _place(document.url):
            return True  # a form without an address is sent to its own page
        if place in self._of(document):
            return False
        return is_get or place not in await self._now(document, page)

    def _of(self, document: Response) -> frozenset[str]:
        if document not in self._known:
            kind = (document.headers.get("Content-Type") or b"").decode("latin-1")
            self._known[document] = self._boxes.targets(document.body, kind, document.url)
        return self._known[document]

    async def _now(self, document: Response, page: Page) -> frozenset[str]:
        try:
            html = await patient(page.content(), _ANSWER)
        except (BrowserError, TimeoutError):
            return frozenset()
        return self._boxes.targets(html.encode("utf-8", "replace"), "text/html; charset=utf-8", document.url)


def _place(url: str) -> str:
    return urls.canonical(url.split("?")[0].split("#")[0])
