"""Bank cards of private persons in a text. The account of an office is none, nor is an order number that passes Luhn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.extract.identity import nearest
from auditor.masking import is_birthday, is_card, is_region
from auditor.personal_words import personal_words

_BEFORE, _AFTER = 60, 30
_CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?<![0-9][-_/])(?:62|60|35|4[0-9]|5[1-5]|9558)(?:[ -]?[0-9]){12,17}(?![0-9A-Za-z])(?![-_/.][0-9])"
)
_DIGITS = re.compile(r"[0-9](?:[ -]?[0-9]){12}")
_HOLDER = re.compile(r"户 ?名[::]?[^,。;]{0,30}")
#: Without a label only these are as good as certain.
_USUAL = (16, 19)


def cards_in(text: str, *, labelled: bool = False) -> Iterator[str]:
    """Card numbers in a text (NFKC), digits only. ``labelled``: the header of its column says that they are."""
    if _DIGITS.search(text) is None:
        return
    words = personal_words()
    for match in _CARD.finditer(text):
        value = re.sub(r"[^0-9]", "", match[0])
        if not is_card(value) or (is_region(value) and is_birthday(value[6:14])):
            continue  # the number of a Gansu resident, or of a case there, begins with 62 too
        said = labelled or nearest(text, match.start(), words.card, words.others)
        around = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
        if said is False or _is_of_a_body(around):
            continue
        usual = value.startswith("62") and len(value) in _USUAL
        if said or (usual and any(word in around for word in words.near_cards)):
            yield value


def _is_of_a_body(around: str) -> bool:
    words = personal_words()
    return any(word in around for word in words.public_accounts) or any(
        body in holder[0][2:] for holder in _HOLDER.finditer(around) for body in words.bodies
    )
