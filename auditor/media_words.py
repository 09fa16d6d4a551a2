"""Platforms of new media and the tables that list accounts: ``rules/media.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "media.yml"

#: Longer texts are titles of articles, not names of entrances.
_LONGEST_ENTRANCE = 20

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
    main: Words


class CodeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tells that a picture may be a QR code: ``words`` beside it, ``names`` of its file or style (lower case). With one of
    ``not_codes`` it is none, unless one of ``sure`` says so."""

    words: Words
    names: Words
    sure: Words
    not_codes: Words


class NotName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a caption that are no part of an account's name: ``before`` and ``after`` it; a text of nothing but these and
    those of ``alone`` gives no name."""

    before: Words
    after: Words
    alone: Words


class RegisterHeaders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings of the columns of a register in XLSX, by the register's own fields."""

    name: Words
    platform: Words
    kind: Words
    owner: Words
    url: Words
    key: Words
    main: Words
    state: Words
    topics: Words
    lists: Words
    export: Words


class MediaWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    platforms: Annotated[list[Platform], msgspec.Meta(min_length=1)]
    headers: Headers
    main: Words
    kinds: Words
    closed: Words
    nobody: list[str]
    listing: Words
    shares: Words
    not_listing: Words
    period_days: Annotated[int, msgspec.Meta(ge=1, le=366)]
    valid_days: Annotated[int, msgspec.Meta(ge=1, le=366)]
    codes: CodeWords
    not_name: NotName
    sitemap: Words
    portal_only: Words
    register: RegisterHeaders

    def platform(self, text: str) -> Platform | None:
        """The platform that a cell or link text names: the longest name counts, so 视频号 is not 微信."""
        named = [(len(name), p) for p in self.platforms for name in p.names if name.lower() in text.lower()]
        return max(named, key=lambda pair: pair[0])[1] if named else None

    def platform_of_host(self, host: str) -> Platform | None:
        """The platform on which an address lies: the longest name counts, so channels.weixin.qq.com is not 微信公众号."""
        known = ((len(each), p) for p in self.platforms for each in p.hosts if _lies_under(host, each))
        return max(known, key=lambda pair: pair[0], default=(0, None))[1]

    def are_together(self, one: str, other: str) -> bool:
        """True for two hosts of one platform."""
        platform = self.platform_of_host(one)
        return platform is not None and platform is self.platform_of_host(other)

    def is_listing(self, text: str) -> bool:
        """True for the name of an entrance that leads to accounts or lists of them."""
        return (
            len(text) <= _LONGEST_ENTRANCE
            and any(word in text for word in self.listing)
            and not any(word in text for word in self.not_listing)
        )

    def is_share(self, url: str) -> bool:
        """True for the address of a button that shares the page: it is no account."""
        return any(share in url for share in self.shares)


def _lies_under(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")


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
