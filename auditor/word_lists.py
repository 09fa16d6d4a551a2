"""Lists of words that a portal should not publish: wrong phrases with their corrections, and the inspector's own.

``rules/wrong_phrases.yml`` ships with the tool. An inspector's own list lies beside the portal's file as
``<code>.words.yml`` or is given by an option; it may be a plain text with one word per line. Words meet text without
spaces in which full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.errors import AuditorError
from auditor.masking import masked
from auditor.model import WordHit
from auditor.statements import squeezed

PORTALS = Path(__file__).resolve().parent.parent / "spiders" / "portals"
FILE = Path(__file__).resolve().parent.parent / "rules" / "wrong_phrases.yml"
WRONG, FORBIDDEN = "wrong", "forbidden"
_AROUND, _MOST, _MAX_BYTES = 20, 20, 1_000_000

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Pattern = Annotated[str, msgspec.Meta(min_length=1)]


class WrongPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``unless``: patterns in the words around that make it right. ``certain``: wrong in every context. ``grave``: of
    a kind that people may call 严重表述错误."""

    wrong: Text
    right: Text
    unless: tuple[Pattern, ...] = ()
    certain: bool = False
    grave: bool = False


class _Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that are known from one place. ``verified``: we have read it there."""

    known_from: Text
    verified: bool
    phrases: list[WrongPhrase]
    address: str = ""


class _WrongFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    quoted: list[Pattern]
    sources: list[_Source]


class _OwnWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: Text
    instead: str = ""
    unless: tuple[Pattern, ...] = ()


class _OwnFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: list[_OwnWord | Text]


@dataclass(frozen=True, slots=True)
class _Word:
    list: str
    word: str
    correction: str = ""
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class WordLists:
    """Compiled lists; falsy when they hold nothing."""

    words: tuple[_Word, ...] = ()
    pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.words)

    def hits(self, text: str) -> tuple[WordHit, ...]:
        """Words found in a text, each once per text with the words around it; at most 20."""
        if self.pattern is None:
            return ()
        body = squeezed(text)
        if self.pattern.search(body) is None:
            return ()
        body = masked(body)  # before it is cut: half a number is not known for one
        found = (hit for word in self.words if (hit := _hit(word, body)) is not None)
        return tuple(hit for hit, _ in zip(found, range(_MOST), strict=False))


def load_word_lists(own: Path | None) -> WordLists:
    """The wrong phrases and an inspector's own list (None: he has none). AuditorError names line and cure."""
    return _compose((*_wrong_words(), *(_own_words(own) if own is not None else ())))


def word_lists_of(own: Iterable[str]) -> WordLists:
    """The wrong phrases and some words of one's own."""
    return _compose((*_wrong_words(), *(_Word(FORBIDDEN, squeezed(word)) for word in own)))


def _compose(words: tuple[_Word, ...]) -> WordLists:
    longest = sorted({word.word for word in words}, key=lambda word: (-len(word), word))
    return WordLists(words, re.compile("|".join(map(re.escape, longest))) if longest else None)


def own_list_of(code: str, folder: Path = PORTALS) -> Path | None:
    """The inspector's list for a portal: ``<province>/<code>.words.yml`` or ``.words.txt``. AuditorError when there
    are several."""
    paths = sorted(path for suffix in ("yml", "txt") for path in folder.glob(f"*/{code}.words.{suffix}"))
    if len(paths) > 1:
        raise AuditorError(f"网站“{code}”有多个词表：{'、'.join(map(str, paths))}；请只保留一个")
    return paths[0] if paths else None


@cache
def wrong_phrases() -> dict[str, WrongPhrase]:
    """The phrases of the bundled list by their wrong form, as hits name it."""
    return {squeezed(each.wrong): each for source in _wrong_file().value.sources for each in source.phrases}


def _hit(word: _Word, body: str) -> WordHit | None:
    start = body.find(word.word)
    while start >= 0:
        end = start + len(word.word)
        around = body[max(0, start - _AROUND) : end + _AROUND]
        if word.unless is None or not word.unless.search(around):
            return WordHit(word.list, word.word, around, word.correction)
        start = body.find(word.word, end)
    return None


@cache
def _wrong_file() -> strict_yaml.Located[_WrongFile]:
    return strict_yaml.load_located(FILE, _WrongFile)


@cache
def _wrong_words() -> tuple[_Word, ...]:
    return tuple(_read_wrong(_wrong_file()))


def _read_wrong(located: strict_yaml.Located[_WrongFile]) -> Iterator[_Word]:
    quoted = tuple(located.value.quoted)
    _compiled(located, quoted, ("quoted",))
    seen: set[str] = set()
    for at, source in enumerate(located.value.sources):
        for number, row in enumerate(source.phrases):
            place = ("sources", at, "phrases", number)
            if squeezed(row.wrong) in seen or squeezed(row.wrong) in squeezed(row.right):
                located.fail((*place, "wrong"), f"“{row.wrong}”重复，或包含在正确写法中。请改正或删除")
            seen.add(squeezed(row.wrong))
            unless = _compiled(located, (*quoted, *row.unless), (*place, "unless"))
            yield _Word(WRONG, squeezed(row.wrong), row.right, unless)


def _own_words(path: Path) -> Iterator[_Word]:
    if path.suffix in (".yml", ".yaml"):
        located = strict_yaml.load_located(path, _OwnFile)
        rows = [row if isinstance(row, _OwnWord) else _OwnWord(row) for row in located.value.words]
        for number, row in enumerate(rows):
            yield _own(
                row.word, row.instead, _compiled(located, row.unless, ("words", number, "unless")), path
            )
    else:
        yield from (_own(line, "", None, path) for line in _lines(path))


def _own(word: str, instead: str, unless: re.Pattern[str] | None, path: Path) -> _Word:
    bare = squeezed(word)
    if len(bare) < 2:
        raise AuditorError(f"{path}：“{word}”只有一个字，到处都会命中。请写成词语")
    return _Word(FORBIDDEN, bare, instead, unless)


def _lines(path: Path) -> Iterable[str]:
    try:
        data = path.read_bytes()
        if len(data) > _MAX_BYTES:
            raise AuditorError(f"{path} 过大（超过 1 MB）。请只保留词表，每行一个词")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise AuditorError(f"无法读取词表 {path}：{error.strerror or error}。请检查路径和权限") from error
    except UnicodeDecodeError as error:
        raise AuditorError(f"{path} 不是 UTF-8 编码。请另存为 UTF-8 后重试") from error
    bare = (line.partition("#")[0].strip() for line in text.splitlines())
    return dict.fromkeys(line for line in bare if line)


def _compiled(
    located: strict_yaml.Located[_WrongFile] | strict_yaml.Located[_OwnFile],
    patterns: tuple[str, ...],
    place: tuple[str | int, ...],
) -> re.Pattern[str] | None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            located.fail(place, f"正则表达式“{pattern}”写错了：{error}")
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None
