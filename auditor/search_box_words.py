"""What tells a search box from other boxes: ``rules/search_boxes.yml``, read strictly, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "search_boxes.yml"

_Patterns = Annotated[list[Annotated[str, msgspec.Meta(min_length=1)]], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: _Patterns
    places: _Patterns
    words: _Patterns
    buttons: _Patterns
    button_marks: _Patterns
    others: _Patterns
    deeds: _Patterns


@dataclass(frozen=True, slots=True)
class SearchBoxWords:
    """``names`` and ``buttons`` are for whole texts (``fullmatch``), the others for texts that hold them."""

    names: re.Pattern[str]
    places: re.Pattern[str]
    words: re.Pattern[str]
    buttons: re.Pattern[str]
    button_marks: re.Pattern[str]
    others: re.Pattern[str]
    deeds: re.Pattern[str]


@cache
def search_box_words() -> SearchBoxWords:
    """The rules file. AuditorError names the file and the faulty pattern."""
    located = strict_yaml.load_located(FILE, _File)
    names = _File.__struct_fields__
    return SearchBoxWords(*(located.pattern((name,), getattr(located.value, name), re.I) for name in names))
