"""What tells search engines and their answers: ``rules/search.yml``, read strictly, compiled once.

Patterns meet text in which full-width characters are half-width (NFKC) and white space is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import SearchFilter
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath

FILE = Path(__file__).resolve().parent.parent / "rules" / "search.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _EngineRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Word
    path: str = ""
    host: str = ""
    fields: list[Word] = []


class _AnswerRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nothing: Words
    total: Words
    total_attributes: Words
    total_titles: Words
    captcha: Words
    login: Words
    too_often: Words
    rejected: Words
    scripted: Word
    templated: Word
    loading: Word
    interfaces: Word
    rows: Word
    not_rows: Word
    not_titles: Word
    highlight_tags: Words
    highlight_style: Word


class _FilterRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    controls: Word
    fields: Word


class _FilterRows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    time: _FilterRow
    column: _FilterRow
    sort: _FilterRow
    scope: _FilterRow


class _DataRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Words
    url: Words
    date: Words
    excerpt: Words
    total: Words
    message: Words
    verdicts: Words
    fine: Words
    lists: Words


class _QueriesRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openings: Words
    endings: Words
    breaks: Word
    units: Word
    issuers: Word
    rare: Annotated[str, msgspec.Meta(min_length=12)]
    latin: Annotated[str, msgspec.Meta(min_length=4)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    engines: Annotated[list[_EngineRow], msgspec.Meta(min_length=1)]
    narrowing: Words
    web_engines: Words
    tokens: Word
    jump_fields: Words
    jump_paths: Word
    answer: _AnswerRow
    filters: _FilterRows
    data: _DataRow
    queries: _QueriesRow


@dataclass(frozen=True, slots=True)
class EngineSign:
    """A family is known by the path or the host of its address, and by fields that it must have (lower case)."""

    family: str
    path: re.Pattern[str] | None
    host: re.Pattern[str] | None
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """How pages of results are worded and built; ``total`` patterns hold the number in their first group,
    ``interfaces`` the address."""

    nothing: re.Pattern[str]
    total: tuple[re.Pattern[str], ...]
    total_attributes: tuple[str, ...]
    total_titles: tuple[str, ...]
    captcha: re.Pattern[str]
    login: re.Pattern[str]
    too_often: re.Pattern[str]
    rejected: re.Pattern[str]
    scripted: re.Pattern[str]
    templated: re.Pattern[str]
    loading: re.Pattern[str]
    interfaces: re.Pattern[str]
    rows: re.Pattern[str]
    not_rows: re.Pattern[str]
    not_titles: re.Pattern[str]
    highlight_tags: frozenset[str]
    highlight_style: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FilterWords:
    """A way to narrow down or order, by the words of its controls or the names of its fields."""

    kind: SearchFilter
    controls: re.Pattern[str]
    fields: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DataWords:
    """Names of members in data, lower case without underscores, the likeliest first. A member of ``verdicts`` says whether the
    request went well: with one of the ``fine`` values it did."""

    title: tuple[str, ...]
    url: tuple[str, ...]
    date: tuple[str, ...]
    excerpt: tuple[str, ...]
    total: tuple[str, ...]
    message: tuple[str, ...]
    verdicts: tuple[str, ...]
    fine: frozenset[str]
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class QueryWords:
    """Of what queries are made. ``units`` are characters with which no phrase begins, ``issuers`` finds names of organs.
    ``rare`` and ``latin`` are the characters of the word that means nothing."""

    openings: tuple[str, ...]
    endings: tuple[str, ...]
    breaks: re.Pattern[str]
    units: str
    issuers: re.Pattern[str]
    rare: str
    latin: str


@dataclass(frozen=True, slots=True)
class SearchWords:
    engines: tuple[EngineSign, ...]
    narrowing: frozenset[str]
    web_engines: tuple[str, ...]
    tokens: re.Pattern[str]
    jump_fields: frozenset[str]
    jump_paths: re.Pattern[str]
    answer: AnswerWords
    filters: tuple[FilterWords, ...]
    data: DataWords
    queries: QueryWords


@cache
def search_words() -> SearchWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> SearchWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    return SearchWords(
        engines=tuple(_sign(located, index, row) for index, row in enumerate(value.engines)),
        narrowing=frozenset(value.narrowing),
        web_engines=tuple(value.web_engines),
        tokens=located.pattern(("tokens",), [value.tokens], re.I),
        jump_fields=frozenset(value.jump_fields),
        jump_paths=located.pattern(("jump_paths",), [value.jump_paths], re.I),
        answer=_answer(located),
        filters=tuple(_filter(located, kind) for kind in SearchFilter),
        data=_data(value.data),
        queries=QueryWords(
            tuple(value.queries.openings),
            tuple(value.queries.endings),
            located.pattern(("queries", "breaks"), [value.queries.breaks], re.I),
            value.queries.units,
            located.pattern(("queries", "issuers"), [value.queries.issuers], re.I),
            value.queries.rare,
            value.queries.latin,
        ),
    )


def _sign(located: Located[_File], index: int, row: _EngineRow) -> EngineSign:
    here: KeyPath = ("engines", index)
    if not (row.path or row.host):
        located.fail(here, f"引擎“{row.id}”没有特征。请写出 path 或 host")
    return EngineSign(
        row.id,
        located.pattern((*here, "path"), [row.path], re.I) if row.path else None,
        located.pattern((*here, "host"), [row.host], re.I) if row.host else None,
        frozenset(row.fields),
    )


def _answer(located: Located[_File]) -> AnswerWords:
    row = located.value.answer

    def one(name: str, patterns: list[str]) -> re.Pattern[str]:
        return located.pattern(("answer", name), patterns, re.I)

    return AnswerWords(
        nothing=one("nothing", row.nothing),
        total=tuple(_counting(located, index, pattern) for index, pattern in enumerate(row.total)),
        total_attributes=tuple(row.total_attributes),
        total_titles=tuple(row.total_titles),
        captcha=one("captcha", row.captcha),
        login=one("login", row.login),
        too_often=one("too_often", row.too_often),
        rejected=one("rejected", row.rejected),
        scripted=one("scripted", [row.scripted]),
        templated=one("templated", [row.templated]),
        loading=one("loading", [row.loading]),
        interfaces=one("interfaces", [row.interfaces]),
        rows=one("rows", [row.rows]),
        not_rows=one("not_rows", [row.not_rows]),
        not_titles=one("not_titles", [row.not_titles]),
        highlight_tags=frozenset(row.highlight_tags),
        highlight_style=one("highlight_style", [row.highlight_style]),
    )


def _counting(located: Located[_File], index: int, pattern: str) -> re.Pattern[str]:
    path: KeyPath = ("answer", "total", index)
    compiled = located.pattern(path, [pattern], re.I)
    if compiled.groups != 1:
        located.fail(path, "表示总数的正则表达式要有且只有一个括号，括住数字")
    return compiled


def _filter(located: Located[_File], kind: SearchFilter) -> FilterWords:
    row: _FilterRow = getattr(located.value.filters, kind.value)
    here: KeyPath = ("filters", kind.value)
    return FilterWords(
        kind,
        located.pattern((*here, "controls"), [row.controls], re.I),
        located.pattern((*here, "fields"), [row.fields], re.I),
    )


def _data(row: _DataRow) -> DataWords:
    return DataWords(
        tuple(row.title),
        tuple(row.url),
        tuple(row.date),
        tuple(row.excerpt),
        tuple(row.total),
        tuple(row.message),
        tuple(row.verdicts),
        frozenset(row.fine),
        frozenset(row.lists),
    )
