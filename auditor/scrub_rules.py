"""What has to be hidden before a page may be kept as a case: ``rules/scrub.yml``, read strictly, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml
from auditor.strict_yaml import Located

FILE = Path(__file__).resolve().parent.parent / "rules" / "scrub.yml"
#: Group of a pattern that is hidden instead of the whole match.
HIDE = "hide"


class Secret(StrEnum):
    """Kinds of personal data."""

    ID_NUMBER = "id-number"
    BANK_CARD = "bank-card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    NAME = "name"  # found by the heading of its table column, not by a pattern


class Check(StrEnum):
    """What digits must satisfy besides the pattern."""

    NONE = "none"
    ID = "id"  # GB 11643: weighted sum modulo 11
    LUHN = "luhn"  # ISO/IEC 7812


class _KindRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Secret
    check: Check
    patterns: list[str]


class _NameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    headers: list[str]
    not_names: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: list[_KindRow]
    keep: list[str]
    names: _NameRow


@dataclass(frozen=True, slots=True)
class SecretRule:
    """Patterns meet text with half-width digits; a match that touches another digit does not count."""

    kind: Secret
    check: Check
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class ScrubRules:
    """``keep``: addresses and record numbers that hold a site together. ``headers`` name columns of people."""

    kinds: tuple[SecretRule, ...]
    keep: tuple[re.Pattern[str], ...]
    headers: frozenset[str]
    not_names: frozenset[str]


@cache
def scrub_rules() -> ScrubRules:
    """The bundled rules. AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> ScrubRules:
    """The rules in a file. AuditorError names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    return ScrubRules(
        kinds=tuple(_rule(located, number, row) for number, row in enumerate(value.kinds)),
        keep=tuple(
            _compiled(located, ("keep", number), text, re.I) for number, text in enumerate(value.keep)
        ),
        headers=frozenset(value.names.headers),
        not_names=frozenset(value.names.not_names),
    )


def _rule(located: Located[_File], number: int, row: _KindRow) -> SecretRule:
    if row.kind is Secret.NAME:
        located.fail(("kinds", number, "kind"), "人名不能用特征描述。请在 names 中写表头")
    patterns = (
        _compiled(located, ("kinds", number, "patterns", place), f"(?<!\\d)(?:{text})(?!\\d)", re.A)
        for place, text in enumerate(row.patterns)
    )
    return SecretRule(row.kind, row.check, tuple(patterns))


def _compiled(located: Located[_File], path: tuple[str | int, ...], text: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(text, flags)
    except re.error:
        located.fail(path, "正则表达式写错了。请检查括号是否成对")
