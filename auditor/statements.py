"""Things that a text may say: ``rules/statements/*.yml``, read strictly, compiled once.

A statement is found by its words; what follows from it is the business of rules. Patterns meet text without spaces in
which full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.document_numbers import nfkc
from auditor.model import Statement

FOLDER = Path(__file__).resolve().parent.parent / "rules" / "statements"
_AROUND, _QUOTED = 20, 120
#: What is longer is no name but a text.
_NAME = 200

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
Pattern = Annotated[str, msgspec.Meta(min_length=1)]


class _StatementRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``needs``: words of which every text that matches a pattern holds one. They spare the search in most texts, no more."""

    id: Id
    patterns: Annotated[list[Pattern], msgspec.Meta(min_length=1)]
    unless: list[Pattern] = []
    needs: list[Annotated[str, msgspec.Meta(min_length=2)]] = []


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``titles``: only texts whose title (with the names of the column above it) matches one are searched."""

    statements: list[_StatementRow]
    titles: list[Pattern] = []


@dataclass(frozen=True, slots=True)
class _Kind:
    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    titles: re.Pattern[str] | None
    kinds: tuple[_Kind, ...]


def said(title: str, text: str) -> tuple[Statement, ...]:
    """All statements of a text, in the order of the files; each once, with the words around its first place.

    ``title`` is the title of the text, with the names of the columns above it when they are known.
    """
    head = squeezed(title)
    wanted = [topic for topic in _topics() if topic.titles is None or topic.titles.search(head)]
    if not wanted:
        return ()
    body = squeezed(text)
    return tuple(
        Statement(kind.id, quote)
        for topic in wanted
        for kind in topic.kinds
        if (quote := _quote(kind, body)) is not None
    )


def squeezed(text: str) -> str:
    """NFKC, without any white space."""
    return _squeezed_name(text) if len(text) <= _NAME else _squeezed_text(text)


@lru_cache(maxsize=20_000)
def _squeezed_name(name: str) -> str:
    """Titles and names: every rule meets them all."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(maxsize=16)
def _squeezed_text(text: str) -> str:
    """Long texts: several readers ask for one after the other, then never again."""
    return "".join(nfkc(text).split())


def folded(text: str) -> str:
    """NFKC, lower case, without any white space."""
    return squeezed(text).lower()


def known_statements() -> frozenset[str]:
    """Ids of all statements, for rules that want to be sure of what they ask for."""
    return frozenset(kind.id for topic in _topics() for kind in topic.kinds)


def _quote(kind: _Kind, body: str) -> str | None:
    if kind.needs and not any(word in body for word in kind.needs):
        return None
    for match in kind.pattern.finditer(body):
        around = body[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if kind.unless is None or not kind.unless.search(around):
            return around[:_QUOTED]
    return None


@cache
def _topics() -> tuple[_Topic, ...]:
    return tuple(_load())


def _load() -> Iterator[_Topic]:
    seen: dict[str, Path] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        located = strict_yaml.load_located(path, _File)
        file = located.value
        for number, row in enumerate(file.statements):
            if row.id in seen:
                located.fail(("statements", number, "id"), f"“{row.id}”已在 {seen[row.id].name} 中，请改名")
            seen[row.id] = path
        kinds = (
            _Kind(
                row.id,
                located.pattern(("statements", n, "patterns"), row.patterns),
                _unless(located, row, n),
                tuple(row.needs),
            )
            for n, row in enumerate(file.statements)
        )
        titles = located.pattern(("titles",), file.titles) if file.titles else None
        yield _Topic(titles, tuple(kinds))


def _unless(located: strict_yaml.Located[_File], row: _StatementRow, number: int) -> re.Pattern[str] | None:
    return located.pattern(("statements", number, "unless"), row.unless) if row.unless else None
