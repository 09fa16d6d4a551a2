"""Puts a page together: its own reading and the answers that fill its holes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor import urls
from auditor.model import Item, Link, PageKind, PageReading, Part, PartRole

#: key of a part → its reading; None when it could not be had or not be understood
Answers = Mapping[tuple[str, str, str], PageReading | None]

#: what a reader says of a page whose rows, or whose menu, a script would fill
_ROWS_HIDDEN = ("script-list", "rows-unread", "frame")
_MENU_HIDDEN = ("script-menu", "script-write", "bare-page")
#: a menu, header or footer in a file of its own that could not be had: it may lead anywhere
PART_UNREAD = "part-unread"
#: pages on which rows of an interface are previews of other columns
_OVERVIEWS = frozenset({PageKind.HOME, PageKind.CHANNEL, PageKind.SITEMAP})


def complete(reading: PageReading, answers: Answers) -> PageReading:
    """``reading`` with what its parts hold. A part without an answer leaves its obstacle standing."""
    rows = [_rows_of(answers.get(part.key)) for part in reading.parts if part.role is PartRole.ROWS]
    includes = [answers.get(part.key) for part in reading.parts if part.role is PartRole.INCLUDE]
    done = replace(reading, parts=())
    if rows:
        done = _with_rows(done, rows)
    if None in includes:
        done = _lacking(done)
    found = [answer for answer in (*includes, *rows) if answer is not None]
    return _with_surroundings(done, found) if found else done


def further_parts(reading: PageReading) -> tuple[Part, ...]:
    """Further rows of the page's list that only an interface gives."""
    return reading.pager.more if reading.pager is not None else ()


def _rows_of(answer: PageReading | None) -> PageReading | None:
    """A script that writes in a way nobody can follow gives no rows."""
    unread = answer is not None and not (answer.items or answer.links) and "script-write" in answer.obstacles
    return None if unread else answer


def _lacking(reading: PageReading) -> PageReading:
    """A page of which a piece was not had proves of nothing that it is not there."""
    obstacles = tuple(dict.fromkeys((*reading.obstacles, PART_UNREAD)))
    empty = None if reading.empty else reading.empty
    return replace(reading, obstacles=obstacles, empty=empty, empty_evidence="")


def _with_rows(reading: PageReading, rows: Sequence[PageReading | None]) -> PageReading:
    read = [answer for answer in rows if answer is not None]
    items = _merged(reading.items, [item for answer in read for item in answer.items])
    pager = next((answer.pager for answer in read if answer.pager is not None), reading.pager)
    empty, evidence = _emptiness(reading, items, read, len(rows))
    decided = len(read) == len(rows) and (bool(items) or any(answer.empty is not None for answer in read))
    counted = not items and reading.pager is not None and (reading.pager.total or 0) > 0
    obstacles = _without(reading.obstacles, _ROWS_HIDDEN) if decided else reading.obstacles
    if len(read) < len(rows) or counted:
        obstacles = (*obstacles, "rows-unread")
    kind = reading.kind
    if kind not in _OVERVIEWS and (
        items or any(answer.kind is PageKind.LIST and answer.empty for answer in read)
    ):
        kind = PageKind.LIST
    longest = max((reading, *read), key=lambda each: each.text_length)
    single = pager is not None and pager.total is not None and not pager.next_urls and not pager.more
    return replace(
        reading,
        kind=kind,
        items=items,
        pager=pager,
        text=longest.text,
        text_length=longest.text_length,
        obstacles=tuple(dict.fromkeys(obstacles)),
        empty=empty,
        empty_evidence=evidence,
        unread_rows=max(0, (pager.total or 0) - len(items)) if pager is not None and single else 0,
    )


def _emptiness(
    reading: PageReading, items: Sequence[Item], read: Sequence[PageReading], asked: int
) -> tuple[bool | None, str]:
    """Empty is what every answer proves, unless the page itself counts rows that no interface gives."""
    if items or any(answer.empty is False for answer in read):
        return False, ""
    counted = reading.pager is not None and (reading.pager.total or 0) > 0
    if len(read) == asked and not counted and all(answer.empty for answer in read):
        return True, read[0].empty_evidence
    return None, ""


def _with_surroundings(reading: PageReading, found: Sequence[PageReading]) -> PageReading:
    """Links, facts and boxes of included menus, headers and footers."""
    links = _added_links(reading.links, [link for answer in found for link in answer.links])
    facts = {fact.name: fact for answer in found for fact in answer.facts}
    facts |= {fact.name: fact for fact in reading.facts}
    forms = dict.fromkeys((*reading.forms, *(form for answer in found for form in answer.forms)))
    obstacles = reading.obstacles
    for answer in found:
        obstacles = tuple(
            dict.fromkeys((*obstacles, *(each for each in answer.obstacles if each in _MENU_HIDDEN)))
        )
    if sum(1 for link in links if link.own) >= 3:
        obstacles = _without(obstacles, _MENU_HIDDEN)
    if any(fact.name == "footer" for answer in found for fact in answer.facts):
        obstacles = tuple(each for each in obstacles if not each.startswith("footer:"))
    return replace(
        reading,
        links=links,
        facts=tuple(facts.values()),
        forms=tuple(forms),
        dialogs=tuple(dict.fromkeys(each for answer in (reading, *found) for each in answer.dialogs)),
        surveys=tuple(dict.fromkeys(each for answer in (reading, *found) for each in answer.surveys)),
        obstacles=obstacles,
    )


def _merged(own: Sequence[Item], further: Sequence[Item]) -> tuple[Item, ...]:
    """Rows of the page, then those of the interface that the page does not show itself."""
    known = {(_key(item.url), item.title) for item in own}
    return (*own, *(item for item in further if (_key(item.url), item.title) not in known))


def _key(url: str | None) -> str:
    return urls.canonical(url) if url else ""


def _added_links(own: Sequence[Link], further: Sequence[Link]) -> tuple[Link, ...]:
    known = {(link.url, link.text) for link in own}
    return (*own, *(link for link in further if (link.url, link.text) not in known))


def _without(obstacles: Sequence[str], gone: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in obstacles if each not in gone)
