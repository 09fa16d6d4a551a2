"""What an answer is: usable, or a failure from the closed set. Pure."""

from __future__ import annotations

import hashlib

from auditor import urls
from auditor.crawl import attachments
from auditor.crawl.answer import Answer
from auditor.crawl.not_content import Found, is_login_address, kinds_of
from auditor.crawl.renderable import LEADS, TYPED
from auditor.garbled import is_garbled
from auditor.media_words import media_words
from auditor.model import Ask, Failure, Fetch, Purpose, Source
from auditor.territory import Territory

_STATUS = {
    404: Failure.NOT_FOUND,
    410: Failure.GONE,
    401: Failure.FORBIDDEN,
    403: Failure.FORBIDDEN,
    407: Failure.FORBIDDEN,
    451: Failure.FORBIDDEN,
    408: Failure.TIMEOUT,
    429: Failure.RATE_LIMITED,
}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT})
_PAGES = frozenset({Purpose.HOME, Purpose.NAVIGATION, Purpose.LIST_PAGE, Purpose.ARTICLE})
#: Bytes of a page that is read; the largest home pages have a tenth of it, and a list of a million addresses is none.
_MOST = 6_000_000
#: What is read for its words, names and rows.
_READ = _PAGES | {Purpose.PART, Purpose.SEARCH}
_ANY = frozenset(Failure)
#: Kinds of no content that an answer can be, by purpose; all kinds when a purpose is not named. The probe's answer
#: is an error page by intent, a result page may say that nothing was found, and a part of a page is small by nature.
_POSSIBLE = {
    Purpose.SOFT_404_PROBE: frozenset({Failure.CHALLENGE}),
    Purpose.PART: frozenset({Failure.CHALLENGE, Failure.ERROR_PAGE}),
    Purpose.SEARCH: _ANY - {Failure.SOFT_404, Failure.HIJACKED},
    Purpose.ATTACHMENT: _ANY - {Failure.HIJACKED},
    Purpose.DOCUMENT: _ANY - {Failure.HIJACKED},
    # What a platform shows to strangers is for its reader to tell; a picture is one or is none.
    Purpose.MEDIA: frozenset({Failure.CHALLENGE}),
    Purpose.PICTURE: frozenset(),
    # A question without contents has an answer without a body: its status says all.
    Purpose.FORM_TARGET: frozenset({Failure.CHALLENGE}),
}
Judged = tuple[Failure | None, str, str | None]  # failure, detail, location


def failure_of(status: int, source: Source = Source.LIVE) -> Failure | None:
    """None when the status is a usable answer (2xx, 3xx). A saved copy's 404 proves nothing."""
    if status in (404, 410) and source is Source.SAVED:
        return Failure.NOT_SAVED
    if status in _STATUS:
        return _STATUS[status]
    if 500 <= status < 600:
        return Failure.SERVER_ERROR
    if 400 <= status < 500:
        return Failure.CLIENT_ERROR
    if 200 <= status < 400:
        return None
    return Failure.BAD_RESPONSE


def judge_answer(ask: Ask, answer: Answer, territory: Territory, source: Source, now: str) -> Fetch:
    """The line of the index for an answer. ``now`` (ISO 8601 UTC) stands in for an answer without a time."""
    failure, detail, location = _judged(ask, answer, territory, source)
    return Fetch(
        url=ask.url,
        purpose=ask.purpose,
        method=ask.method,
        body=ask.body,
        referrer=ask.referrer,
        attempt=ask.attempt,
        shows=ask.shows,
        render=ask.render,
        status=answer.status,
        failure=failure,
        detail=detail,
        mime=answer.header("Content-Type"),
        location=location,
        body_sha256=hashlib.sha256(answer.body).hexdigest() if answer.status is not None else "",
        size=len(answer.body),
        fetched_at=answer.fetched_at or now,
        elapsed_ms=answer.elapsed_ms,
        etag=answer.header("ETag"),
        modified=answer.header("Last-Modified"),
    )


def _judged(ask: Ask, answer: Answer, territory: Territory, source: Source) -> Judged:
    if answer.status is None:
        return (answer.failure, answer.detail, None)
    if ask.render == TYPED and (target := answer.header(LEADS)):
        # Where a search box leads is asked by the plan, never by the browser; whether it may be is the plan's question.
        return (None, answer.detail, urls.absolute(ask.url, target))
    if (found := _no_content(ask, answer)) is not None:
        return (*found, None)
    if answer.status in REDIRECTS:
        return _redirected(ask, answer, territory)
    failure = failure_of(answer.status, source)
    if failure is None and (unread := _unreadable(ask, answer)) is not None:
        return (*unread, None)
    if ask.purpose in _FILES and (wrong := attachments.wrong_type(ask, answer)):
        if wrong == "html" and attachments.is_mere_script(answer.body):
            return (Failure.CHALLENGE, "a script and no word in place of a file", None)
        # What a HEAD says is not yet believed: the plan asks again with GET, as after any failure of HEAD.
        return (Failure.WRONG_TYPE, wrong, None)
    return (failure, answer.detail, None)


def _unreadable(ask: Ask, answer: Answer) -> Found | None:
    """Why a success is no page: it says nothing, is compressed without saying so, too much, or too garbled to be read."""
    if ask.purpose not in _READ or not 200 <= (answer.status or 0) < 300:
        return None
    if len(answer.body) <= _MOST and is_garbled(answer.body):
        return (Failure.BAD_RESPONSE, "garbled text")
    if ask.purpose not in _PAGES or ask.render:
        return None
    if not answer.body.strip():
        return (Failure.BAD_RESPONSE, "empty body")
    if answer.body.startswith(b"\x1f\x8b"):
        return (Failure.BAD_RESPONSE, "compressed body without Content-Encoding")
    return (Failure.TOO_LARGE, f"{len(answer.body)} bytes") if len(answer.body) > _MOST else None


def _no_content(ask: Ask, answer: Answer) -> Found | None:
    if ask.purpose in _FILES and attachments.is_file(answer.body):
        return None
    headers = {name.lower(): value for name, value in answer.headers}
    possible = _POSSIBLE.get(ask.purpose, _ANY)
    found = kinds_of(answer.status or 0, headers, answer.body, ask.page)
    return next((each for each in found if each[0] in possible), None)


def _redirected(ask: Ask, answer: Answer, territory: Territory) -> Judged:
    """A way out of the portal is not followed. When it ends at a login, something is hidden; else it lies elsewhere."""
    location = urls.absolute(ask.url, _location(answer))
    if location is None:
        return (Failure.BAD_RESPONSE, "redirect without a usable Location", None)
    if ask.purpose is Purpose.MEDIA:
        return _redirected_abroad(ask, answer, location, territory)
    near = ask.purpose is Purpose.SEARCH and urls.host(location) == urls.host(ask.url)
    if near or territory.owns(location):
        return (None, answer.detail, location)
    if is_login_address(location) and not is_login_address(ask.url):
        return (Failure.LOGIN_WALL, f"redirect {location}"[:300], None)
    return (Failure.REDIRECT_OUTSIDE, answer.detail, location)


def _redirected_abroad(ask: Ask, answer: Answer, location: str, territory: Territory) -> Judged:
    """A platform may lead to another host of its own; where it asks who the visitor is, the way ends."""
    if is_login_address(location):
        return (Failure.LOGIN_WALL, f"redirect {location}"[:300], None)
    if territory.owns(location) or media_words().are_together(urls.host(ask.url), urls.host(location)):
        return (None, answer.detail, location)
    return (Failure.REDIRECT_OUTSIDE, answer.detail, location)


def _location(answer: Answer) -> str:
    """The Location header; servers here send raw UTF-8 or GBK bytes in it, which arrive as latin-1."""
    raw = answer.header("Location").encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
