"""Platforms of new media and the tables that list accounts: ``rules/media.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "media.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``names`` as tables and links write it, ``hosts`` are host names with all that end in them."""

    id: Word
    title: Word
    names: Words
    hosts: list[Word]


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Words
    owner: Words
    platform: Words
    state: Words


class MediaWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    platforms: Annotated[list[Platform], msgspec.Meta(min_length=1)]
    headers: Headers
    kinds: Words
    closed: Words
    nobody: list[str]
    listing: Words
    shares: Words
    not_listing: Words

    def platform(self, text: str) -> Platform | None:
        """The platform that a cell or link text names: the longest name counts, so 视频号 is not 微信."""
        named = [(len(name), p) for p in self.platforms for name in p.names if name.lower() in text.lower()]
        return max(named, key=lambda pair: pair[0])[1] if named else None

    def platform_of_host(self, host: str) -> Platform | None:
        """The platform on which an address lies."""
        known = ((p, each) for p in self.platforms for each in p.hosts)
        return next((p for p, each in known if host == each or host.endswith(f".{each}")), None)


@cache
def media_words() -> MediaWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    located = strict_yaml.load_located(FILE, MediaWords)
    seen: set[str] = set()
    for index, platform in enumerate(located.value.platforms):
        if platform.id in seen:
            located.fail(("platforms", index, "id"), f"平台“{platform.id}”重复。请改名或删除")
        seen.add(platform.id)
    return located.value
