"""What stands in front of a form: words that one has to sign in first, and with which identity."""

from __future__ import annotations

import re

from auditor.dialog_words import DialogWords
from auditor.extract.dom import Dom, Element, clean, text_of
from auditor.extract.form_fields import FormShape
from auditor.model import InteractionForm
from auditor.statements import folded

_OWN_TEXT, _PAGE_TEXT, _AROUND, _QUOTE = 4000, 20_000, 60, 40


def login_of(page: Dom, box: Element, shape: FormShape, words: DialogWords) -> tuple[str, bool]:
    """(words that one has to sign in first, whether by a unified identity); the form's own words go first."""
    for text in (text_of(box, hidden=False)[:_OWN_TEXT], text_of(page.body, hidden=False)[:_PAGE_TEXT]):
        quote, around = _quoted(text, words)
        if quote:
            return quote, _is_unified(page, around, words)
    handler = words.login.handlers.search(shape.handlers)
    return (handler[0], _is_unified(page, "", words)) if handler else ("", False)


def _quoted(text: str, words: DialogWords) -> tuple[str, str]:
    squeezed = folded(text)
    match = words.login.words.search(squeezed)
    if match is None:
        return "", ""
    around = squeezed[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    return squeezed[match.start() : match.end() + _QUOTE // 2].split("。")[0][:_QUOTE], around


def _is_unified(page: Dom, around: str, words: DialogWords) -> bool:
    """The province's or the state's identity: named beside the words, or the address behind the page's own login."""
    if words.login.unified.search(around):
        return True
    for anchor in page.body.iter("a"):
        target, text = (anchor.get("href") or "")[:400].lower(), folded("".join(anchor.itertext())[:80])
        if re.search(r"登[录陆]|认证", text) and (
            words.login.addresses.search(target.split("?")[0]) or words.login.unified.search(text)
        ):
            return True
    return False


def closed_channel(page: Dom, url: str, name: str, words: DialogWords) -> list[InteractionForm]:
    """A channel whose form shows itself only after a login."""
    called = folded(name)
    purpose = next((each for each, pattern in words.login.channels if pattern.search(called)), None)
    if purpose is None:
        return []
    quote, around = _quoted(text_of(page.body, hidden=False)[:_PAGE_TEXT], words)
    if not quote:
        return []
    unified = _is_unified(page, around, words)
    return [InteractionForm(url, clean(name)[:60], purpose, "", "", (), login=quote, unified_login=unified)]
