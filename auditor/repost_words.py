"""Whom a portal may repost, and when documents of the centre were published: ``rules/reposts.yml``, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "reposts.yml"
Patterns = list[str]


class _CentralRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    title: str
    published: date


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    organs: Patterns
    media: Patterns
    unofficial: Patterns
    no_origin: Patterns
    media_like: Patterns
    central: list[_CentralRow]


class SourceKind(StrEnum):
    """What a 来源 is. UNKNOWN may be anything, a person's name for one."""

    OFFICIAL = "official"
    UNOFFICIAL = "unofficial"
    NO_ORIGIN = "no-origin"
    MEDIA_LIKE = "media-like"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RepostWords:
    """``central``: ISO day of publication by normal number; the patterns meet NFKC text without white space."""

    organs: re.Pattern[str]
    media: re.Pattern[str]
    unofficial: re.Pattern[str]
    no_origin: re.Pattern[str]
    media_like: re.Pattern[str]
    central: Mapping[str, str]

    def kind(self, source: str) -> SourceKind:
        """What a source is; ``source`` in NFKC without white space."""
        if self.no_origin.search(source):
            return SourceKind.NO_ORIGIN
        if self.unofficial.match(source):
            return SourceKind.UNOFFICIAL
        if self.media.search(source) or self.organs.search(source):
            return SourceKind.OFFICIAL
        return SourceKind.MEDIA_LIKE if self.media_like.search(source) else SourceKind.UNKNOWN


@cache
def repost_words() -> RepostWords:
    """The bundled lists. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> RepostWords:
    """The lists in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    ends = [rf"(?:{organ})(?:[(（][^()（）]{{1,20}}[)）])?$" for organ in value.organs]
    return RepostWords(
        organs=located.pattern(("organs",), ends, re.I),
        media=located.pattern(("media",), value.media, re.I),
        unofficial=located.pattern(("unofficial",), value.unofficial, re.I),
        no_origin=located.pattern(("no_origin",), value.no_origin, re.I),
        media_like=located.pattern(("media_like",), value.media_like, re.I),
        central={row.number: row.published.isoformat() for row in value.central},
    )
