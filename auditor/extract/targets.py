"""Whether the addresses to which forms are sent answer: asked without contents, never with a form.

HEAD, then OPTIONS where HEAD is refused (405, 501) or meets an error of the server, which may pass, and where a form of the
method POST has an address that denies itself to HEAD (404, 410): programs that know POST alone do so, too. A careless program
takes any request for the deed, so the query of the address (``?method=save``) is left out, logins are not asked, nor addresses
that are called after another deed (``/delete``). Only addresses that a form of the portal itself names, on its own hosts or
those of government platforms; that names resolve to public addresses is the guard's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from auditor.dialog_words import dialog_words
from auditor.model import Ask, Fetch, FormPurpose, FormTarget, InteractionForm, Purpose
from auditor.territory import Territory

#: Channels of the public, in the order in which they are asked when not all can be.
ASKED = (
    FormPurpose.LETTER,
    FormPurpose.APPLICATION,
    FormPurpose.STATUS,
    FormPurpose.SURVEY,
    FormPurpose.COMMENT,
)
_REFUSED, _DENIED = frozenset({405, 501}), frozenset({404, 410})
_MAX_URL = 2000


def may_ask(url: str, territory: Territory) -> bool:
    """True for an own address and for one on a host of a government platform that names no other deed than to send."""
    words = dialog_words()
    parts = urlsplit(url)
    if not url or len(url) > _MAX_URL or words.deeds.search(parts.path):
        return False
    if territory.may_serve(url):
        return True
    host = parts.hostname or ""
    return not _is_number(host) and any(host == name or host.endswith(f".{name}") for name in words.platforms)


def target_asks(
    dialogs: Sequence[InteractionForm], answers: Sequence[Fetch], territory: Territory, budget: int
) -> tuple[Ask, ...]:
    """What is still to be asked; empty when nothing is left. ``answers`` are those of this look so far, ``budget`` counts
    addresses. A pure function, so that a crawl that was killed asks the same."""
    chosen = [form for form in _by_address(dialogs).values() if may_ask(form.action, territory)][
        : max(0, budget)
    ]
    last = _last_words(answers)
    asks = []
    for form in chosen:
        address = form.target
        head = last.get((address, "HEAD"))
        if head is None:
            asks.append(_ask(form, "HEAD"))
        elif (address, "OPTIONS") not in last and _is_open(form, head):
            asks.append(_ask(form, "OPTIONS"))
    return tuple(asks)


def read_targets(answers: Iterable[Fetch], dialogs: Sequence[InteractionForm]) -> tuple[FormTarget, ...]:
    """Every answer with the form that names its address; ``url`` is what was asked, ``method`` the question's."""
    forms = _by_address(dialogs)
    last = _last_words(answers)
    return tuple(
        FormTarget(url, forms[url].url, method, fetch.status, fetch.failure)
        for (url, method), fetch in sorted(last.items())
        if url in forms
    )


def _is_open(form: InteractionForm, head: Fetch) -> bool:
    status = head.status or 0
    is_error = status >= 500 and form.action == form.target  # without its parameters, no answer would tell
    return status in _REFUSED or is_error or (form.method == "POST" and status in _DENIED)


def _ask(form: InteractionForm, method: str) -> Ask:
    return Ask(form.target, Purpose.FORM_TARGET, method, referrer=form.url)


def _by_address(dialogs: Sequence[InteractionForm]) -> dict[str, InteractionForm]:
    """One form for each address that is asked, in that order."""
    found: dict[str, InteractionForm] = {}
    channels = [form for form in dialogs if form.purpose in ASKED and form.action]
    for form in sorted(
        channels, key=lambda form: (ASKED.index(form.purpose), len(form.url), form.url, form.action)
    ):
        found.setdefault(form.target, form)
    return found


def _last_words(answers: Iterable[Fetch]) -> dict[tuple[str, str], Fetch]:
    found: dict[tuple[str, str], Fetch] = {}
    for fetch in answers:
        known = found.get((fetch.url, fetch.method))
        if known is None or fetch.attempt >= known.attempt:
            found[fetch.url, fetch.method] = fetch
    return found


def _is_number(host: str) -> bool:
    """True for an address instead of a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
