"""Which engine stands behind a box, whether it may be asked, and the requests that a box makes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from auditor import urls
from auditor.model import Ask, Purpose, SearchForm
from auditor.query_code import decoded, encoded
from auditor.search_words import search_words
from auditor.territory import Territory

#: Attempts from this number on are no repetitions of a failure: a page is asked once more for what is new on it.
ANEW = 10
#: How an ask says that the browser is to type into a box.
TYPED = "search-box"
_ADDRESS = re.compile(r"[\d.]+(?::\d+)?|\[[0-9a-f:.]+\](?::\d+)?", re.I)
#: Stands in an address for the query where that is no field.
PLACE = "{query}"
_MAX_FIELD = 4_000  # characters of a hidden field (a view state may be long)


@dataclass(frozen=True, slots=True)
class Engine:
    """A box, the page that holds it, and the family of the engine behind it. ``skipped`` says why it must not be asked:
    ``no-address``, ``outside``, or "" when it may."""

    form: SearchForm
    page: str
    family: str
    skipped: str = ""

    @property
    def key(self) -> str:
        return engine_key(self.form)


def engine_key(form: SearchForm) -> str:
    """Boxes with one key lead to one engine, whatever their tokens."""
    return f"{form.method} {urls.canonical(form.action) if form.action else ''} {form.field}"


def engines_of(
    boxes: Mapping[str, Sequence[SearchForm]], territory: Territory, *, browser: bool = False
) -> tuple[Engine, ...]:
    """The engines behind the visible boxes, by the pages that hold them, in that order. A box without address can be asked
    only by a browser, and only where no other box tells one."""
    found: dict[str, Engine] = {}
    for page, forms in boxes.items():
        for form in forms:
            if form.visible and engine_key(form) not in found:
                found[engine_key(form)] = Engine(form, page, family_of(form), _skipped(form, territory))
    addressed = any(engine.form.action for engine in found.values())
    return tuple(
        replace(engine, skipped="") if browser and not engine.form.action and not addressed else engine
        for engine in sorted(found.values(), key=lambda engine: bool(engine.skipped))
    )


def _skipped(form: SearchForm, territory: Territory) -> str:
    if not form.action:
        return "no-address"
    return (
        ""
        if may_be_asked(form.action, [name for name, value in form.hidden if value], territory)
        else "outside"
    )


def may_be_asked(url: str, fields: Sequence[str], territory: Territory) -> bool:
    """True for an engine of the portal's own, one on a bare address, and one of another site that is told to keep to this
    portal. Whether its host resolves to where a crawl may go is the guard's business."""
    if territory.owns(url):
        return True
    host = urls.host(url)
    if _ADDRESS.fullmatch(host):
        return True
    words = search_words()
    name = host.rsplit(":", 1)[0]
    if any(name == other or name.endswith(f".{other}") for other in words.web_engines):
        return False
    given = [name for name, value in parse_qsl(urlsplit(url).query) if value]
    if any(field.lower() in words.narrowing for field in (*given, *fields)):
        return True
    return family_of(SearchForm(url, "GET", "")) == "guangdong"  # the number of the site stands in the path


def family_of(form: SearchForm) -> str:
    """The product behind a box, by its address and fields; ``generic`` when nothing tells it."""
    parts = urlsplit(form.action)
    host = urls.host(form.action).rsplit(":", 1)[0] if form.action else ""
    names = {name.lower() for name, _ in (*form.hidden, *parse_qsl(parts.query, keep_blank_values=True))}
    for sign in search_words().engines:
        if sign.path is not None and not sign.path.search(parts.path):
            continue
        if sign.host is not None and not sign.host.search(host):
            continue
        if form.action and sign.fields <= names:
            return sign.family
    return "generic"


def tokens_of(form: SearchForm) -> tuple[str, ...]:
    """Names of hidden fields whose value is good for a while only."""
    pattern = search_words().tokens
    return tuple(name for name, value in form.hidden if value and pattern.search(name))


def with_tokens(form: SearchForm, fresh: SearchForm) -> SearchForm:
    """``form`` with the values that its hidden fields have on a newer page."""
    now = dict(fresh.hidden)
    return replace(form, hidden=tuple((name, now.get(name, value)) for name, value in form.hidden))


def request(form: SearchForm, text: str, page: str) -> Ask:
    """What a visitor's browser sends when ``text`` is typed into the box on ``page``."""
    hidden = [(name, value) for name, value in form.hidden if len(value) <= _MAX_FIELD]
    query = encoded(text, form.charset)
    if PLACE in form.action:
        # In a path a plus is a plus; in what follows the question mark both ways are read alike.
        return Ask(form.action.replace(PLACE, query.replace("+", "%20")), Purpose.SEARCH, referrer=page)
    pairs = [f"{_written(name, form.charset)}={_written(value, form.charset)}" for name, value in hidden]
    pairs.append(f"{quote(form.field)}={query}")
    if form.method == "POST":
        return Ask(form.action, Purpose.SEARCH, "POST", "&".join(pairs), referrer=page)
    parts = urlsplit(form.action)
    # A form's own fields take the place of what its address has behind the question mark; a script adds to it.
    kept = [parts.query] if parts.query and form.origin == "script" else []
    return Ask(
        urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "&".join([*kept, *pairs]), "")),
        Purpose.SEARCH,
        referrer=page,
    )


def _written(text: str, charset: str) -> str:
    """A fixed field, as the form's page is encoded; only what is typed is written in special ways."""
    special = charset in ("escape", "utf-8-twice")
    return encoded(text, "utf-8" if special else charset)


def asked_text(form: SearchForm, method: str, url: str, body: str) -> str | None:
    """What a request asks this box's engine for; None when it is no request of this box."""
    if not form.action or method != form.method:
        return None
    if PLACE in form.action:
        before, _, after = form.action.partition(PLACE)
        held = url.startswith(before) and url.endswith(after) and len(url) >= len(before) + len(after)
        return decoded(url[len(before) : len(url) - len(after)], form.charset) if held else None
    if url.split("?")[0] != form.action.split("?")[0].split("#")[0]:
        return None
    return field_of(body if method == "POST" else urlsplit(url).query, form.field, form.charset)


def field_of(text: str, name: str, charset: str = "utf-8") -> str | None:
    """The last value of a field in a query or form, decoded; None when it is not there."""
    found = None
    for pair in text.split("&"):
        key, equals, value = pair.partition("=")
        if equals and decoded(key, "utf-8") == name:
            found = decoded(value, charset)
    return found


def typed(engine: Engine, text: str) -> Ask:
    """Let the browser type ``text`` into the box and press its button."""
    return Ask(
        engine.page,
        Purpose.SEARCH,
        body=urlencode({engine.form.field: text}),
        referrer=engine.page,
        render=TYPED,
    )


def anew(engine: Engine, turn: int) -> Ask:
    """The page with the box once more, for the values that its hidden fields have now."""
    return Ask(engine.page, Purpose.SEARCH, attempt=ANEW + turn, referrer=engine.page)
