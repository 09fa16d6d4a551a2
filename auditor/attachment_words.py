"""Words about attachments that do not say what they are: ``rules/attachments.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "attachments.yml"


class AttachmentWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; see the comments in it."""

    idle: tuple[str, ...]
    not_titles: tuple[str, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    not_columns: tuple[str, ...]
    never: tuple[str, ...]
    people: tuple[str, ...]
    not_people: tuple[str, ...]


def speaks_of_people(name: str) -> bool:
    """Does the name of a file say that it lists people to whom something is granted?"""
    words = attachment_words()
    return any(word in name for word in words.people) and not any(word in name for word in words.not_people)


@cache
def attachment_words() -> AttachmentWords:
    """The bundled vocabulary. Raises AuditorError when the file is broken."""
    return strict_yaml.load(FILE, AttachmentWords)
