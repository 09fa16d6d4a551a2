"""Lines of a page of accounts that name one each: “微信公众号：清河发布（主办单位：…）”. Pure."""

from __future__ import annotations

from auditor.extract.dom import Dom, text_of
from auditor.media.names import account_in, kind_in, owner_in
from auditor.media.tables import AccountRow
from auditor.media_words import media_words

_LINES = frozenset({"li", "p", "dd", "dt", "div", "span"})
_SHORTEST, _LONGEST, _MOST = 4, 60, 500


def named_accounts(page: Dom, url: str) -> tuple[AccountRow, ...]:
    """The accounts that innermost lines name with platform and name apart; lines with a picture are its caption."""
    words = media_words()
    found: dict[tuple[str, str], AccountRow] = {}
    for element in page.body.iter(*_LINES):
        if any(child.tag in _LINES or child.tag in ("img", "table") for child in element.iterdescendants()):
            continue
        text = text_of(element)
        if not _SHORTEST <= len(text) <= _LONGEST or any(word in text for word in words.not_listing):
            continue
        platform, name = account_in(text)
        if platform and len(found) < _MOST:
            closed = any(word in text for word in words.closed)
            row = AccountRow(name, owner_in(text), platform, kind_in(text), closed, False, url, text)
            found.setdefault((platform, name), row)
    return tuple(found.values())
