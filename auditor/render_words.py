"""What a rendered page says while its data is still missing, and which foreign scripts do not matter to what it
shows: ``rules/rendering.yml``, read strictly, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from auditor import strict_yaml
from auditor.errors import AuditorError

FILE = Path(__file__).resolve().parent.parent / "rules" / "rendering.yml"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiting_length: int
    waiting: list[str]
    harmless: list[str]


@dataclass(frozen=True, slots=True)
class RenderWords:
    """``waiting`` is one pattern that Python and JavaScript read alike, for texts of ``waiting_length`` at most."""

    waiting: str
    waiting_length: int
    harmless: re.Pattern[str]

    def is_harmless(self, url: str) -> bool:
        """True for a foreign script that adds nothing to what a page publishes."""
        parts = urlsplit(url)
        return self.harmless.search(f"{parts.hostname or ''}{parts.path}") is not None


@cache
def render_words() -> RenderWords:
    """The rules file. AuditorError names the file and the faulty pattern."""
    file = strict_yaml.load(FILE, _File)
    waiting, harmless = _joined(file.waiting), _joined(file.harmless)
    return RenderWords(waiting, file.waiting_length, re.compile(harmless, re.I))


def _joined(patterns: list[str]) -> str:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise AuditorError(f"{FILE}：正则表达式“{pattern}”有误（{error}）；请改正") from error
    return "|".join(f"(?:{pattern})" for pattern in patterns)
