"""Words of service guides, their elements and forms, service lists and targeted push: ``rules/services.yml``.

Read strictly, compiled once. Patterns meet text without spaces in which full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "services.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One 要素 of a guide. ``labels`` are words of which a label holds one, ``statement`` what a text says of it.

    ``verified``: read in 国办秘函〔2019〕19号; ``by_title``: the guide's own title is it; ``other``: not among the eight
    kinds of 19号, owed only where a plan names it.
    """

    id: Word
    title: Word
    labels: Words
    statement: str = ""
    verified: bool = False
    by_title: bool = False
    other: bool = False


class Vague(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``statements`` are found in texts; ``words`` in the values of pairs whose label holds one of ``materials``."""

    statements: Words
    materials: Words
    words: Words
    excuses: Words


class Forms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: Words
    offered: Word


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    places: Words
    topics: Annotated[dict[Word, Words], msgspec.Meta(min_length=1)]


class _GuidesRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"without": "not"}):
    titles: Words
    columns: Words
    without: Words


class _ListsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"without": "not"}):
    titles: Words
    without: Words
    guides: Words
    entries: Words


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    guides: _GuidesRow
    elements: Annotated[list[Element], msgspec.Meta(min_length=1)]
    frame_labels: Words
    short_text: Annotated[int, msgspec.Meta(ge=0)]
    attached: Word
    vague: Vague
    forms: Forms
    lists: _ListsRow
    elsewhere: Words
    push: Push


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """The whole file. ``list_*`` speak of 权责清单 and 公共服务事项清单, ``list_entries`` are standard entries."""

    titles: re.Pattern[str]
    columns: re.Pattern[str]
    without: re.Pattern[str]
    elements: tuple[Element, ...]
    frame_labels: tuple[str, ...]
    short_text: int
    attached: str
    vague: Vague
    forms: Forms
    list_titles: re.Pattern[str]
    list_without: re.Pattern[str]
    list_guides: tuple[str, ...]
    list_entries: frozenset[str]
    elsewhere: tuple[str, ...]
    push: Push


@cache
def service_words() -> ServiceWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> ServiceWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    seen: set[str] = set()
    for index, element in enumerate(value.elements):
        if element.id in seen:
            located.fail(("elements", index, "id"), f"要素“{element.id}”重复。请改名或删除")
        seen.add(element.id)
        if not element.statement and not element.by_title:
            located.fail(("elements", index), "请写出 statement，或写 by_title: true")
    return ServiceWords(
        titles=located.pattern(("guides", "titles"), value.guides.titles),
        columns=located.pattern(("guides", "columns"), value.guides.columns),
        without=located.pattern(("guides", "not"), value.guides.without),
        elements=tuple(value.elements),
        frame_labels=tuple(value.frame_labels),
        short_text=value.short_text,
        attached=value.attached,
        vague=value.vague,
        forms=value.forms,
        list_titles=located.pattern(("lists", "titles"), value.lists.titles),
        list_without=located.pattern(("lists", "not"), value.lists.without),
        list_guides=tuple(value.lists.guides),
        list_entries=frozenset(value.lists.entries),
        elsewhere=tuple(value.elsewhere),
        push=value.push,
    )
