"""Pages that are not whole yet: they wait for the answers of interfaces, or for a browser."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from auditor.model import Ask, PageKind, PageReading, Part, PartRole, Purpose
from auditor.parts import complete

PartKey = tuple[str, str, str]

#: what HTTP alone could not read although a script is there to show it
MENU_SIGNS = ("script-menu", "script-write", "bare-page")
_LIST_SIGNS = ("script-list", "rows-unread")


def why_render(reading: PageReading) -> str:
    """The obstacle for which a browser is worth its price; empty when HTTP decided the page."""
    obstacles = set(reading.obstacles)
    for sign in MENU_SIGNS:
        if sign in obstacles:
            return sign
    undecided = reading.empty is None and not reading.items and reading.kind is not PageKind.HOME
    for sign in _LIST_SIGNS:
        if sign in obstacles and (undecided or sign == "rows-unread"):
            return sign
    if reading.kind is PageKind.HOME and any(each.startswith("footer:") for each in obstacles):
        return "script-footer"
    return ""


class Assembly:
    """Collects parts. Included files serve many pages and are asked for once; rows belong to one page."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Ask, PageReading]] = {}
        self._missing: dict[str, set[PartKey]] = {}
        self._waiters: dict[PartKey, set[str]] = defaultdict(set)
        self._answers: dict[PartKey, PageReading | None] = {}
        self._asked: set[PartKey] = set()

    def open(self, ask: Ask, reading: PageReading) -> list[Ask]:
        """Take a page with parts; gives the asks for those that nobody asked for yet."""
        page = ask.page
        self._waiting[page] = (ask, reading)
        self._missing[page] = {part.key for part in reading.parts if part.key not in self._answers}
        for key in self._missing[page]:
            self._waiters[key].add(page)
        new = [part for part in reading.parts if part.key not in self._asked]
        self._asked.update(part.key for part in new)
        return [_ask(part, page) for part in new]

    def answer(self, ask: Ask, reading: PageReading | None) -> None:
        """Take the last word on a part: its reading, or None when there is none."""
        key = ask.request
        self._answers[key] = _kept(reading)
        for page in self._waiters.pop(key, ()):
            self._missing[page].discard(key)

    def ready(self) -> list[tuple[Ask, PageReading]]:
        """Pages that are whole now, in the order of their addresses; each is given once."""
        done = sorted(page for page, missing in self._missing.items() if not missing)
        whole: list[tuple[Ask, PageReading]] = []
        for page in done:
            ask, reading = self._waiting.pop(page)
            del self._missing[page]
            whole.append((ask, complete(reading, self._answers)))
            for part in reading.parts:
                if part.role is PartRole.ROWS:
                    self._answers[part.key] = None  # used up; kept as a key so that nobody asks again
        return whole

    def knows(self, ask: Ask) -> bool:
        return ask.request in self._asked


def _ask(part: Part, page: str) -> Ask:
    return Ask(part.url, Purpose.PART, part.method, part.body, referrer=page)


def _kept(reading: PageReading | None) -> PageReading | None:
    return replace(reading, text="", attachments=()) if reading is not None else None
