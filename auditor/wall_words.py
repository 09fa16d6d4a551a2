"""What tells a wall, an error page, a seller's page or a hijacked page from content: ``rules/not_content.yml``.

Read strictly, compiled once. Patterns meet text in which full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml
from auditor.model import Failure
from auditor.strict_yaml import Located

FILE = Path(__file__).resolve().parent.parent / "rules" / "not_content.yml"
#: Failures that a page's own words can prove; hijacked pages have a recipe of their own.
_KINDS = frozenset(
    {
        Failure.CHALLENGE,
        Failure.PARKED,
        Failure.MAINTENANCE,
        Failure.LOGIN_WALL,
        Failure.SOFT_404,
        Failure.ERROR_PAGE,
    }
)
Patterns = list[str]


class _SignRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mark: str
    status: list[int] = []
    header: Patterns = []
    title: Patterns = []
    html: Patterns = []
    text: Patterns = []
    max_text: int | None = None
    max_links: int | None = None
    browser: bool = False


class _KindRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Failure
    max_text: int
    max_links: int
    signs: list[_SignRow]
    status: list[int] = []
    unless: Patterns = []


class _OwnRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Patterns
    html: Patterns


class _LoginRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    addresses: Patterns
    names: list[str]


class _HijackRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    least_words: int
    dense_words: int
    words: list[str]
    excused: Patterns
    usual_hosts: list[str]
    scripts: Patterns


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max_bytes: int
    own_page: _OwnRow
    kinds: list[_KindRow]
    login: _LoginRow
    hijacked: _HijackRow


@dataclass(frozen=True, slots=True)
class Sign:
    """All that is set must hold. ``max_text`` counts visible characters, ``max_links`` links of the page.

    ``browser``: any visitor's browser passes this wall by running its script.
    """

    mark: str
    max_text: int
    max_links: int
    status: frozenset[int] = frozenset()
    header: re.Pattern[str] | None = None
    title: re.Pattern[str] | None = None
    html: re.Pattern[str] | None = None
    text: re.Pattern[str] | None = None
    browser: bool = False


@dataclass(frozen=True, slots=True)
class WallKind:
    """``status``: HTTP statuses with which the kind occurs (empty = any). ``unless``: text that excludes it."""

    failure: Failure
    signs: tuple[Sign, ...]
    status: frozenset[int] = frozenset()
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class HijackWords:
    """``least_words`` distinct words with a foreign or disguised script, or ``dense_words`` without."""

    least_words: int
    dense_words: int
    words: tuple[str, ...]
    excused: re.Pattern[str] | None
    usual_hosts: tuple[str, ...]
    scripts: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class WallWords:
    """The whole file. ``own_text`` and ``own_html`` are marks of the portal's own pages, which are never walls."""

    max_bytes: int
    own_text: re.Pattern[str] | None
    own_html: re.Pattern[str] | None
    kinds: tuple[WallKind, ...]
    login_address: re.Pattern[str] | None
    login_names: frozenset[str]
    hijack: HijackWords


@cache
def wall_words() -> WallWords:
    """The bundled signs. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> WallWords:
    """The signs in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    hijack = value.hijacked
    return WallWords(
        max_bytes=value.max_bytes,
        own_text=_compiled(located, ("own_page", "text"), value.own_page.text),
        own_html=_compiled(located, ("own_page", "html"), value.own_page.html),
        kinds=tuple(_kind(located, index, row) for index, row in enumerate(value.kinds)),
        login_address=_compiled(located, ("login", "addresses"), value.login.addresses),
        login_names=frozenset(value.login.names),
        hijack=HijackWords(
            hijack.least_words,
            hijack.dense_words,
            tuple(hijack.words),
            _compiled(located, ("hijacked", "excused"), hijack.excused),
            tuple(hijack.usual_hosts),
            _compiled(located, ("hijacked", "scripts"), hijack.scripts),
        ),
    )


def _kind(located: Located[_File], index: int, row: _KindRow) -> WallKind:
    here = ("kinds", index)
    if row.kind not in _KINDS:
        known = "、".join(sorted(_KINDS))
        located.fail((*here, "kind"), f"“{row.kind}”不能用特征描述。可用的有：{known}")
    signs = tuple(_sign(located, (*here, "signs", i), row, sign) for i, sign in enumerate(row.signs))
    unless = _compiled(located, (*here, "unless"), row.unless)
    return WallKind(row.kind, signs, frozenset(row.status), unless)


def _sign(located: Located[_File], here: tuple[str | int, ...], kind: _KindRow, row: _SignRow) -> Sign:
    if not (row.status or row.header or row.title or row.html or row.text):
        located.fail(here, "这一条没有任何特征。请写出 status、header、title、html、text 中的至少一项")
    return Sign(
        mark=row.mark,
        max_text=kind.max_text if row.max_text is None else row.max_text,
        max_links=kind.max_links if row.max_links is None else row.max_links,
        status=frozenset(row.status),
        header=_compiled(located, (*here, "header"), row.header),
        title=_compiled(located, (*here, "title"), row.title),
        html=_compiled(located, (*here, "html"), row.html),
        text=_compiled(located, (*here, "text"), row.text),
        browser=row.browser,
    )


def _compiled(
    located: Located[_File], path: tuple[str | int, ...], patterns: Sequence[str]
) -> re.Pattern[str] | None:
    """One pattern of several; None when there is none."""
    return located.pattern(path, patterns, re.I) if patterns else None
