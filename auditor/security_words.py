"""Words and hosts by which hidden links and injected scripts are told from ordinary ones: ``rules/security.yml``.

Read strictly, compiled once. Words meet text without spaces in which full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import squeezed

FILE = Path(__file__).resolve().parent.parent / "rules" / "security.yml"
Word = Annotated[str, msgspec.Meta(min_length=2)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _KeywordsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gambling: Words
    porn: Words
    loan: Words


class _AdvertsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hosts: Annotated[int, msgspec.Meta(ge=2)]
    words: Annotated[int, msgspec.Meta(ge=1)]
    list: Words


class _HostsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    government: Words
    news: Words
    analytics: Words
    cdn: Words
    social: Words
    maps: Words


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keywords: _KeywordsRow
    adverts: _AdvertsRow
    excused: Words
    host_words: Words
    hosts: _HostsRow
    containers: Words


@dataclass(frozen=True, slots=True)
class SecurityWords:
    """``keywords`` are the longest first; ``containers`` matches class names and ids of what a page hides until a visitor
    opens it."""

    keywords: tuple[str, ...]
    excused: tuple[str, ...]
    host_words: tuple[str, ...]
    hosts: frozenset[str]
    containers: re.Pattern[str]
    adverts: tuple[str, ...] = ()
    farm_hosts: int = 10
    farm_words: int = 2

    def advertises(self, texts: Iterable[str], hosts: int) -> tuple[str, ...]:
        """Commercial words by which so many hidden hosts are a farm of links; empty when they need not be one."""
        bare = " ".join(map(squeezed, texts))
        found = tuple(word for word in self.adverts if word in bare)
        return found if hosts >= self.farm_hosts and len(found) >= self.farm_words else ()

    def found(self, text: str) -> tuple[str, ...]:
        """Keywords that a text contains, each once, the longest first; none of them overlaps another."""
        bare = squeezed(text).lower()
        found = []
        for word in self.keywords:
            if word in bare:
                found.append(word)
                bare = bare.replace(word, " ")
        return tuple(found)

    def is_excused(self, text: str) -> bool:
        """True for a text that reports on gambling and the like instead of advertising it."""
        bare = squeezed(text)
        return any(word in bare for word in self.excused)

    def in_host(self, host: str) -> str:
        """The word that a host name gives itself away by; "" when there is none."""
        bare = host.lower()
        return next((word for word in self.host_words if word in bare), "")

    def is_known(self, host: str) -> bool:
        """True for a host of the list, or one below it; a port does not matter."""
        labels = host.lower().rsplit(":", 1)[0].split(".")
        return any(".".join(labels[start:]) in self.hosts for start in range(len(labels)))


@cache
def security_words() -> SecurityWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> SecurityWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    keywords = [*value.keywords.gambling, *value.keywords.porn, *value.keywords.loan]
    hosts = [host for kind in _HostsRow.__struct_fields__ for host in getattr(value.hosts, kind)]
    for index, host in enumerate(hosts):
        if host != host.lower() or host.startswith(".") or "/" in host:
            located.fail(("hosts",), f"第 {index + 1} 个域名“{host}”写错了；请只写小写的域名，不要写网址")
    return SecurityWords(
        keywords=tuple(
            sorted({squeezed(word).lower() for word in keywords}, key=lambda word: (-len(word), word))
        ),
        excused=tuple(value.excused),
        host_words=tuple(word.lower() for word in value.host_words),
        hosts=frozenset(hosts),
        containers=located.pattern(("containers",), value.containers, re.I),
        adverts=tuple(value.adverts.list),
        farm_hosts=value.adverts.hosts,
        farm_words=value.adverts.words,
    )
