"""Words by which lists of people and labels of personal numbers are known: ``rules/personal_data.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "personal_data.yml"
Words = tuple[str, ...]


class PersonalWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; see the comments in it."""

    people: frozenset[str]
    benefit: Words
    office: Words
    identity: Words
    disability: Words
    card: Words
    mobile: Words
    address: Words
    others: Words
    near_cards: Words
    public_accounts: Words
    bodies: Words


@cache
def personal_words() -> PersonalWords:
    """The bundled vocabulary. Raises AuditorError when the file is broken."""
    return strict_yaml.load(FILE, PersonalWords)
