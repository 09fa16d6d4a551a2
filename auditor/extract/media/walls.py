"""Why an answer says nothing of an account: deleted, a captcha, a login, an app's privilege, a page that scripts make.

Signs: ``walls`` of ``rules/media_pages.yml``. They are asked only where no reader found anything.
"""

from __future__ import annotations

import unicodedata

from auditor.extract.dom import Dom, squeeze
from auditor.extract.media.posts import NOT_UNDERSTOOD, SCRIPT, Examined
from auditor.media_page_words import page_words
from auditor.model import AccountReading, Failure


def reason_of(page: Dom, source: str) -> str:
    """The reason that a page gives; ``source`` is its markup. A page with more text is no wall: it is not understood."""
    rules = page_words()
    text = unicodedata.normalize("NFKC", squeeze(page.text))
    if len(text) <= rules.wall_text:
        found = wall_in(text, source)
        if found:
            return found
    if len(text) <= rules.script_text and page.root.find(".//script") is not None:
        return SCRIPT
    return NOT_UNDERSTOOD


def wall_in(text: str, source: str = "") -> str:
    """The first reason of which a sign stands in ``text`` (squeezed) or in the markup; "" for none."""
    for wall in page_words().walls:
        if any(sign in text for sign in wall.text) or any(sign in source for sign in wall.html):
            return wall.reason
    return ""


def walled(url: str, reason: str) -> Examined:
    """An answer that says nothing; ``failure`` where the reason is one."""
    failure = Failure(reason) if reason in set(Failure) else None
    return Examined(AccountReading(url, reason=reason, failure=failure))
