"""A page in the browser whose search box is tried: one query is typed, one button pressed, and what follows is noted.

Nothing else on the page is touched, and nothing that follows leaves the browser but calls for data of the search
itself. A navigation, a window or a form that the box leads to is only written down (:attr:`TypedVisit.leads`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import Dialog, ElementHandle, JSHandle, Page
from playwright.async_api import Error as BrowserError
from playwright.async_api import Request as Wanted
from scrapy import Request
from scrapy.http import Response

from auditor import query_code, urls
from auditor.crawl.browser import Pace
from auditor.crawl.showing import LentCookie, page_script, patient
from auditor.crawl.supply import Source
from auditor.crawl.visit import MAX_DOCUMENT_CHARS, Visit

#: Milliseconds within which a box that a visitor can use takes its text.
_TYPING = 4000
#: Seconds within which pressing must lead somewhere or ask for something, or it does nothing more. A busy machine may take one.
EFFECT = 2.0
_URLENCODED = "application/x-www-form-urlencoded"
#: Mark of what the page showed before the query was put; a reader of the answer leaves it out.
OLD = "data-auditor-before"
_MAX_SAID, _SAID_LENGTH = 3, 60


@dataclass(frozen=True, slots=True)
class Typing:
    """What to type: ``query`` into the box whose name or id is ``name`` (else into the first search box)."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the box leads. ``form`` is the urlencoded form that would be sent by POST, None for GET."""

    url: str
    form: bytes | None = None


class TypedVisit(Visit):
    """``outcome`` is ``led``, ``shown`` or the reason why nobody can tell (``silent``, ``missing``, ``lost``, ``refused``),
    complete after :meth:`settle`. ``leads`` is set when it led; ``said`` are the messages that popped up."""

    stages = 3  # the page itself, what typing and what pressing sets going

    def __init__(
        self, document: Response, source: Source, pace: Pace, lent: Sequence[LentCookie], typing: Typing
    ) -> None:
        super().__init__(document, source, pace, lent)
        self.outcome = "missing"
        self.leads: Lead | None = None
        self.said: list[str] = []
        self._typing = typing
        self._query = ""  # as the box holds it: it may be cut short
        self._is_pressed = False
        self._is_answered = False
        self._was_refused = False
        self._is_lost = False
        self._before: JSHandle | None = None  # what the page said when the query was typed
        self._wanted: list[Lead] = []
        self._framed: list[Lead] = []

    async def attach(self, page: Page, request: Request) -> None:
        page.on("dialog", self._hear)
        await super().attach(page, request)

    async def settle(self) -> None:
        """Let the page come to rest, type, press, and let it rest again. TimeoutError when its scripts never do."""
        await super().settle()
        if self.leads_to:
            self.leads_to = ""  # nobody would get to see its box
            return
        found = await self._find()
        if found is None:
            return
        box, button = found
        self._go_on()
        if not await self._type(box):
            return
        await super().settle()
        self._before = await patient(self._shown.evaluate_handle(page_script("before.js")))
        await self._press(box, button)
        if button is not None and not self._wanted and not await self._has_changed():
            await self._press(box, None)
        self.outcome = await self._judged()

    async def serialise(self) -> None:
        """Take the document; what it showed before is marked, so that only what came is taken for results."""
        if self.outcome == "shown" and self._before is not None:
            await patient(self._shown.evaluate(page_script("mark_old.js"), [self._before, OLD]))
        await super().serialise()

    # ── the box ──

    async def _find(self) -> tuple[ElementHandle, ElementHandle | None] | None:
        """The box and its button in the page; None when there is no box that a visitor sees."""
        boxes = self.supply.source.boxes
        copied = await patient(self._shown.evaluate_handle(page_script("numbered.js"), boxes.number))
        html = str(await patient(copied.evaluate("copied => copied.html")))
        if len(html) > MAX_DOCUMENT_CHARS:
            return None
        place = boxes.find(html, self.document.url, self._typing.name)
        box = await _element(copied, place[0]) if place is not None else None
        if place is None or box is None:
            return None
        return box, await _element(copied, place[1]) if place[1] is not None else None

    async def _type(self, box: ElementHandle) -> bool:
        """Type the query; False when the box does not take it."""
        try:
            await patient(box.fill(self._typing.query, timeout=_TYPING))
            held = await patient(box.input_value())
        except BrowserError:
            return False
        self._query = str(held).strip()
        return bool(self._query)

    async def _press(self, box: ElementHandle, button: ElementHandle | None) -> None:
        """Press the button, or the Enter key when there is none, and wait until the page rests."""
        self.supply.unfinished.clear()  # what the page lacked before does not concern its results
        self._is_pressed = True
        self._go_on()
        with suppress(BrowserError):  # the document may give way to another in this very moment
            if button is not None:
                await patient(button.evaluate(page_script("press.js")))
            else:
                await patient(box.press("Enter", timeout=_TYPING, no_wait_after=True))
        end = monotonic() + EFFECT
        await super().settle()
        while monotonic() < end and not (self._wanted or self._is_answered):
            self._go_on()
            await super().settle()

    # ── what follows ──

    def _first_script(self) -> str:
        return page_script("one_window.js")

    async def _next_document(self, wanted: Wanted) -> Response | None:
        if not self._is_pressed:
            return await super()._next_document(wanted)
        body = wanted.post_data_buffer or b""
        is_form = wanted.method == "POST"
        if not self._carries(wanted):
            self._is_lost = True
        elif is_form and _URLENCODED not in wanted.headers.get("content-type", ""):
            self._was_refused = True
        elif wanted.method in ("GET", "POST"):
            self._wanted.append(Lead(wanted.url, body if is_form else None))
        return None

    def _see_frame(self, wanted: Wanted) -> None:
        harmless = self.supply.source.words.is_harmless(wanted.url)
        if self._is_pressed and wanted.method == "GET" and self._carries(wanted) and not harmless:
            self._framed.append(Lead(wanted.url))

    async def _may_ask(self, wanted: Wanted) -> bool:
        """Calls for data only; what is posted must be the query, and not to an address that does something else."""
        is_query = bool(self._query) and self._carries(wanted)
        is_post = wanted.method != "GET"
        allowed = (is_query or not is_post) and await super()._may_ask(wanted)
        if allowed and is_post:
            allowed = not self.supply.source.boxes.is_deed(wanted.url)
        if self._is_pressed and is_query and wanted.resource_type in ("xhr", "fetch", "script"):
            allowed_there = allowed and self.supply.may_ask(urls.without_fragment(wanted.url))
            self._is_answered = self._is_answered or allowed_there
            self._was_refused = self._was_refused or not allowed_there
        return allowed

    def _is_settled(self) -> bool:
        return bool(self._wanted)

    def _carries(self, wanted: Wanted) -> bool:
        sent = (wanted.post_data_buffer or b"").decode("utf-8", "replace")
        return query_code.carries(f"{wanted.url}\n{sent}", self._query)

    async def _judged(self) -> str:
        """What came of pressing, the surest first."""
        for lead in (*self._wanted, *self._framed):
            if await self._may_lead(lead):
                self.leads = lead
                return "led"
            self._was_refused = True
        if self._is_answered:
            return "shown"
        if self._was_refused:
            return "refused"
        if self._is_lost:
            return "lost"
        return "shown" if await self._has_changed() else "silent"

    async def _may_lead(self, lead: Lead) -> bool:
        """True for an address that a script opens, and for the box's own form; other forms are not sent by anybody."""
        html = str(await patient(self._shown.content()))
        method, text = (
            ("GET", urlsplit(lead.url).query) if lead.form is None else ("POST", lead.form.decode("latin-1"))
        )
        names = {name for name, _ in parse_qsl(text, keep_blank_values=True, encoding="latin-1")}
        boxes = self.supply.source.boxes
        return not boxes.is_deed(lead.url) and boxes.may_send(
            html, self.document.url, method, lead.url, names
        )

    async def _has_changed(self) -> bool:
        return self._is_answered or bool(
            await patient(self._shown.evaluate(page_script("changed.js"), self._before))
        )

    # ── small things ──

    @property
    def _shown(self) -> Page:
        assert self._page is not None
        return self._page

    def _go_on(self) -> None:
        """Give the page time for what is done to it now."""
        self.supply.open(self._pace.whole)
        self._changed = monotonic()

    async def _hear(self, dialog: Dialog) -> None:
        """Note what a message says, and close it as one who does not agree."""
        if len(self.said) < _MAX_SAID:
            self.said.append(dialog.message[:_SAID_LENGTH])
        with suppress(BrowserError):
            await dialog.dismiss()


async def _element(copied: JSHandle, number: int) -> ElementHandle | None:
    """An element of the page by the number that its copy bears."""
    found = await patient(copied.evaluate_handle("(copied, number) => copied.elements[number]", number))
    element: ElementHandle | None = found.as_element()
    return element
