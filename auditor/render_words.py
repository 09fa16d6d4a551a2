"""What a rendered page says while its data is still missing, and which foreign scripts do not matter to what it
shows: ``rules/rendering.yml``, read strictly, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml
from auditor.errors import AuditorError

FILE = Path(__file__).resolve().parent.parent / "rules" / "rendering.yml"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiting_length: int
    waiting: list[str]
    harmless_hosts: list[str]


@dataclass(frozen=True, slots=True)
class RenderWords:
    """``waiting`` is one pattern that Python and JavaScript read alike, for texts of ``waiting_length`` at most."""

    waiting: str
    waiting_length: int
    harmless_hosts: tuple[str, ...]

    def is_harmless(self, host: str) -> bool:
        """True for a host (without port) whose scripts add nothing to what a page publishes."""
        return any(host == each or host.endswith(f".{each}") for each in self.harmless_hosts)


@cache
def render_words() -> RenderWords:
    """The rules file. AuditorError names the faulty line."""
    file = strict_yaml.load(FILE, _File)
    for pattern in file.waiting:
        try:
            re.compile(pattern)
        except re.error as error:
            raise AuditorError(f"{FILE}：waiting 中的正则表达式“{pattern}”有误（{error}）；请改正") from error
    waiting = "|".join(f"(?:{pattern})" for pattern in file.waiting)
    return RenderWords(waiting, file.waiting_length, tuple(host.lower() for host in file.harmless_hosts))
