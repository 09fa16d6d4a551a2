"""How policies and their interpretations are told: ``rules/policies.yml``. Read strictly, compiled once.

Patterns meet text in NFKC without white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "policies.yml"
Patterns = list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    interpretation: Patterns
    not_interpretation: Patterns
    pictured: Patterns
    foreign_interpretation: Patterns
    kinds: Patterns
    exempt: Patterns
    higher: Patterns
    higher_numbers: Patterns
    own_sources: Patterns
    marks_since: date
    repealing: Patterns
    keeping: Patterns


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """The whole file, compiled; see its comments."""

    interpretation: re.Pattern[str]
    not_interpretation: re.Pattern[str]
    pictured: re.Pattern[str]
    foreign_interpretation: re.Pattern[str]
    kinds: re.Pattern[str]
    exempt: re.Pattern[str]
    higher: re.Pattern[str]
    higher_numbers: re.Pattern[str]
    own_sources: re.Pattern[str]
    repealing: re.Pattern[str]
    keeping: re.Pattern[str]
    marks_since: date


@cache
def policy_words() -> PolicyWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> PolicyWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    names = [name for name in _File.__struct_fields__ if name not in ("kinds", "marks_since")]
    compiled = {name: located.pattern((name,), getattr(value, name)) for name in names}
    kinds = [rf"(?:{kind})(?:[(（][^()（）]{{1,20}}[)）])?$" for kind in value.kinds]
    return PolicyWords(kinds=located.pattern(("kinds",), kinds), marks_since=value.marks_since, **compiled)
