"""What tells advertising: the statements of ``rules/statements/commercial.yml``, for pages and for posts alike."""

from __future__ import annotations

from auditor.model import Statement

_TOPIC, _ABOUT = "ad.", "ad.about"
#: Two kinds of advertising talk in one text are no chance.
SURE = 2


def advertising(says: tuple[Statement, ...]) -> list[Statement]:
    """The advertising talk of a text; none of a text about advertising, as a warning of it is."""
    if any(each.id == _ABOUT for each in says):
        return []
    return [each for each in says if each.id.startswith(_TOPIC)]
