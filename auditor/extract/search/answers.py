"""What an engine answered: a page of results, or data. Pure; never raises on content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from auditor import urls
from auditor.extract import dom
from auditor.extract.dom import Dom, Element, clean, squeeze, text_of
from auditor.extract.search.data import answer_of_data
from auditor.extract.search.queries import fold
from auditor.extract.search.rows import Found, read_rows
from auditor.model import Fetch, SearchAnswer, SearchFilter
from auditor.search_words import search_words

#: Characters of the page's text and source that are searched for words.
_TEXT, _SOURCE = 60_000, 400_000
_QUOTE, _CONTROL = 80, 12
_QUERY = range(2, 120)  # characters of what may have been asked
_CONTROLS = (
    "a",
    "option",
    "label",
    "span",
    "button",
    "li",
    "dt",
    "dd",
    "th",
    "td",
    "em",
    "i",
    "b",
    "div",
    "p",
)
_MAX_CONTROLS = 20_000


def read_data(text: str, fetch: Fetch) -> SearchAnswer | None:
    """The answer when ``text`` is data; None when it is a page."""
    return answer_of_data(text, fetch.url, _queries(fetch))


def read_results(text: str, fetch: Fetch, *, rendered: bool = False) -> SearchAnswer:
    """Read a page of results. ``text`` is the decoded body; ``rendered``: as a browser had it."""
    page = dom.parse(text, fetch.url, rendered=rendered)
    words = search_words().answer
    shown = _shown(page)
    total, told = _total(page, shown)
    found = read_rows(page, (*_queries(fetch), *_typed(page)), total)
    nothing, where = _nothing(shown)
    if nothing and not total and (not found.rows or where < _place(shown, found)):
        found = Found()  # what follows are recommendations
    else:
        nothing = ""
    if total == 0 and not nothing:
        found, nothing = Found(), told
    filters = _filters(page)
    if found.results:
        return SearchAnswer(found.results, total, filters=filters)
    obstruction, quote = _obstruction(shown)
    if obstruction:
        return SearchAnswer(obstruction=obstruction, quote=quote, filters=filters)
    is_awaited = bool(words.loading.search(shown) or words.templated.search(_markup(text)))
    if nothing and (total == 0 or not is_awaited):
        return SearchAnswer(total=total, nothing=nothing, filters=filters)
    scripted = page.unread_writes or (not page.has_run and words.scripted.search(text[:_SOURCE]))
    named = words.interfaces.search(text[:_SOURCE]) if scripted else None
    return SearchAnswer(
        total=total,
        unread="script" if scripted else "markup",
        quote=shown[:_QUOTE],
        filters=filters,
        interface=(urls.absolute(fetch.url, named[1]) or "") if named else "",
    )


# ── what was asked ────────────────────────────────────────────────────────────────────────────────


def _queries(fetch: Fetch) -> tuple[str, ...]:
    """Values of the request that may be the query: those in which words of results can be set off."""
    sent = fetch.body or urlsplit(fetch.url).query
    found: list[str] = []
    for encoding in ("utf-8", "gb18030"):
        for _, value in parse_qsl(sent[:8_000], encoding=encoding, errors="replace"):
            if "\ufffd" not in value:
                found.append(fold(value))
    return tuple(dict.fromkeys(value for value in found if len(value) in _QUERY and not value.isdigit()))


def _typed(page: Dom) -> Iterator[str]:
    """What stands in the boxes of the page: the query, mostly."""
    for field in page.body.iter("input"):
        if (field.get("type") or "text").lower() in ("text", "search", "hidden"):
            value = fold(field.get("value") or "")
            if len(value) in _QUERY and any(char > "\x7f" for char in value):
                yield value


# ── words of the page ─────────────────────────────────────────────────────────────────────────────


def _shown(page: Dom) -> str:
    """What a visitor sees, half-width, with single spaces."""
    return unicodedata.normalize("NFKC", text_of(page.body, hidden=False)[:_TEXT])


def _markup(source: str) -> str:
    """The source without its scripts: templates that wait for data stand in the page itself."""
    return re.sub(r"<script\b.*?(?:</script\s*>|\Z)", " ", source[:_SOURCE], flags=re.I | re.S)


def _nothing(shown: str) -> tuple[str, int]:
    match = search_words().answer.nothing.search(shown)
    return (clean(shown[match.start() : match.end() + 12])[:_QUOTE], match.start()) if match else ("", -1)


def _place(shown: str, found: Found) -> int:
    """Where the first result stands in the text; far off when it cannot be told."""
    first = unicodedata.normalize("NFKC", text_of(found.rows[0].anchor))
    place = shown.find(first)
    return place if place >= 0 else len(shown)


def _total(page: Dom, shown: str) -> tuple[int | None, str]:
    """How many results the page says that there are, and its words."""
    words = search_words().answer
    for element in page.body.iter():
        if not isinstance(element.tag, str):
            continue
        for name in words.total_attributes:
            value = (element.get(name) or "").strip()
            if value.isascii() and value.isdigit() and len(value) < 12:
                return int(value), f"{name}={value}"
        title = (element.get("title") or "").strip().lower()
        if title and title in words.total_titles:
            number = squeeze(text_of(element)).replace(",", "")
            if number.isascii() and number.isdigit() and len(number) < 12:
                return int(number), f"{element.get('title')} {number}"
    for pattern in words.total:
        match = pattern.search(shown)
        if match is not None:
            return int(match[1].replace(",", "") or 0), clean(match[0])[:_QUOTE]
    return None, ""


def _obstruction(text: str) -> tuple[str, str]:
    words = search_words().answer
    for name, pattern in (("too-often", words.too_often), ("captcha", words.captcha), ("login", words.login)):
        match = pattern.search(text)
        if match is not None:
            return name, clean(text[max(0, match.start() - 10) : match.end() + 20])[:_QUOTE]
    return "", ""


# ── filters ───────────────────────────────────────────────────────────────────────────────────────


def _filters(page: Dom) -> tuple[SearchFilter, ...]:
    """By what the page lets a visitor narrow down or order, told from the words of its controls and names of its fields.
    Those that open on a click count, so hidden ones do."""
    labels = {label for element in _controls(page) if (label := _label(element))}
    names = {
        (field.get("name") or field.get("id") or "").lower()
        for field in page.body.iter("select", "input")
        if field.tag == "select"
        or (field.get("type") or "text").lower() in ("radio", "checkbox", "date", "text")
    }
    return tuple(
        each.kind
        for each in search_words().filters
        if any(each.controls.search(label) for label in labels)
        or any(each.fields.search(n) for n in names if n)
    )


def _controls(page: Dom) -> Iterator[Element]:
    for count, element in enumerate(page.body.iter(*_CONTROLS)):
        if count >= _MAX_CONTROLS:
            return
        yield element


def _label(element: Element) -> str:
    """The words of a control; "" for what is longer than a label."""
    if element.tag == "option":
        own = element.text or ""
    elif len(element) > 2:
        return ""
    else:
        own = text_of(element)
    label = squeeze(unicodedata.normalize("NFKC", own))
    return label if 0 < len(label) <= _CONTROL else ""
