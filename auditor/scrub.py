"""Personal data out of pages: each value is replaced by a placeholder of the same length. Pure, but for counting.

Placeholders are numbered, not derived from what they hide, so nothing can be computed back from them. The same value
has the same placeholder throughout one case. None of them can be taken for real data: mobile numbers begin with 100,
subscriber numbers and cards with 0, ID numbers name a region that does not exist.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.extract import charset
from auditor.extract.dom import parse, squeeze
from auditor.extract.tables import grid_of, leaf_tables
from auditor.model import Grid
from auditor.scrub_rules import HIDE, Check, ScrubRules, Secret

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Full-width ASCII → ASCII, one character for one, so that places stay the same.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HEAD_ROWS = 4
_NAME = re.compile(r"[一-龥]{2,4}|[一-龥]{1,8}(?:[·•][一-龥]{1,8}){1,3}")
_BETWEEN_NAMES = re.compile(r"[、，,;；/\s\u3000]+")
_LETTER = re.compile(r"[一-龥·•]")
_LETTERS = re.compile(r"[一-龥·•]+")
_TOKEN = re.compile(
    r"(?<=[>\"'、，,;；\s])[一-龥](?:(?:\s|&nbsp;|&#160;|&ensp;|&emsp;){0,8}[一-龥·•]){1,40}(?=[<\"'、，,;；&\s])"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土一二三四五六七八九十百千万"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class _Span(NamedTuple):
    start: int
    end: int
    kind: Secret


class Scrubber:
    """Scrubs the pages of one case. ``counts`` are replacements by kind, ``kept`` values left in addresses."""

    def __init__(self, rules: ScrubRules, *, names: bool = True) -> None:
        self._rules = rules
        self._names = names
        self._known: dict[tuple[Secret, str], str] = {}
        self._issued: Counter[Secret] = Counter()
        self.counts: Counter[Secret] = Counter()
        self.kept = 0

    def body(self, body: bytes, content_type: str = "") -> bytes:
        """The page without personal data, in its own charset. UnicodeError when its text cannot be written back."""
        name = charset.decode(body, content_type).charset
        mark = next((bom for bom in _BOMS if body.startswith(bom)), b"")
        text = body[len(mark) :].decode(name, "surrogateescape")
        scrubbed = self.text(text)
        return body if scrubbed == text else mark + scrubbed.encode(name, "surrogateescape")

    def text(self, text: str) -> str:
        """As :meth:`body`, for text that is decoded."""
        flat = text.translate(_HALF)
        letters = list(text)
        for span in self._spans(flat):
            shown = self._placeholder(span.kind, flat[span.start : span.end])
            letters[span.start : span.end] = map(_like, letters[span.start : span.end], shown)
            self.counts[span.kind] += 1
        result = "".join(letters)
        return self._without_names(result) if self._names else result

    # ── numbers and addresses ──

    def _spans(self, text: str) -> list[_Span]:
        kept = _merged(match.span() for pattern in self._rules.keep for match in pattern.finditer(text))
        found: list[_Span] = []
        taken: set[int] = set()
        for span in self._candidates(text):
            places = range(span.start, span.end)
            if taken.isdisjoint(places) and not _is_placeholder(span.kind, text[span.start : span.end]):
                taken.update(places)
                found.append(span)
        free = [span for span in found if not _within(kept, span)]
        self.kept += len(found) - len(free)
        return free

    def _candidates(self, text: str) -> Iterator[_Span]:
        for rule in self._rules.kinds:
            for pattern in rule.patterns:
                group = HIDE if HIDE in pattern.groupindex else 0
                for match in pattern.finditer(text):
                    if _passes(rule.check, match[group]):
                        yield _Span(*match.span(group), rule.kind)

    def _placeholder(self, kind: Secret, value: str) -> str:
        key = (kind, value.lower() if kind is Secret.EMAIL else re.sub(r"[ -]", "", value).upper())
        if key not in self._known:
            self._issued[kind] += 1
            self._known[key] = _PLACEHOLDERS[kind](key[1], self._issued[kind])
        return _spread(self._known[key], value)

    # ── names ──

    def _without_names(self, text: str) -> str:
        names = self._names_in(text)
        return _TOKEN.sub(lambda token: self._token(token[0], names), text) if names else text

    def _token(self, token: str, names: set[str]) -> str:
        """Characters that stand by themselves in the page: one name, perhaps spaced out, or several."""
        whole = "".join(_LETTERS.findall(token))
        if whole in names:
            letters = iter(self._renamed(whole))
            return _LETTER.sub(lambda _: next(letters), token)
        return _LETTERS.sub(lambda part: self._renamed(part[0]) if part[0] in names else part[0], token)

    def _renamed(self, name: str) -> str:
        self.counts[Secret.NAME] += 1
        key = (Secret.NAME, name)
        if key not in self._known:
            self._issued[Secret.NAME] += 1
            self._known[key] = _invented(name, self._issued[Secret.NAME])
        return self._known[key]

    def _names_in(self, text: str) -> set[str]:
        flat = re.sub(r"(?:\s|&nbsp;)+", "", text)
        if "<t" not in text or not any(header in flat for header in self._rules.headers):
            return set()
        root = parse(text, "http://localhost/").root
        return {name for table in leaf_tables(root) for name in self._names_of(grid_of(table))}

    def _names_of(self, grid: Grid) -> Iterator[str]:
        columns: set[int] = set()
        for row in grid.rows[:_HEAD_ROWS]:
            columns |= {at for at, cell in enumerate(row) if squeeze(cell) in self._rules.headers}
        for row in grid.rows if columns else ():
            for at in columns:
                yield from filter(self._is_name, (row[at], squeeze(row[at]), *_BETWEEN_NAMES.split(row[at])))

    def _is_name(self, text: str) -> bool:
        known = self._rules.headers | self._rules.not_names
        return bool(_NAME.fullmatch(text)) and text not in known and not text.startswith("某")


# ── placeholders ──────────────────────────────────────────────────────────────────────────────────


def _numbered(value: str, number: int, head: str = "") -> str:
    return head + str(number).zfill(len(value))[-(len(value) - len(head)) :]


def _mail(value: str, number: int) -> str:
    """``x00001@xxx.xxx``: a local part that counts, a domain that says nothing."""
    local, _, domain = value.partition("@")
    room = len(local) - 1
    counted = str(number).zfill(room)[-room:] if room else ""
    return f"x{counted}@{re.sub('[^.]', 'x', domain)}"


def _invented(name: str, number: int) -> str:
    """某甲, 某乙丙: as many characters, told apart by the last ones; dots stay."""
    shown = []
    for char in reversed(name):
        number, rest = divmod(number - 1, len(_STEMS)) if number else (0, 0)
        shown.append(char if char in "·•" else _STEMS[rest])
    return "某" + "".join(reversed(shown))[1:]


_PLACEHOLDERS = {
    Secret.MOBILE: lambda value, number: _numbered(value, number, "100"),
    Secret.ID_NUMBER: _numbered,
    Secret.BANK_CARD: _numbered,
    Secret.LANDLINE: _numbered,
    Secret.EMAIL: _mail,
}


def _is_placeholder(kind: Secret, value: str) -> bool:
    return kind is Secret.EMAIL and re.fullmatch(r"x\d*@[x.]+", value) is not None


def _spread(placeholder: str, value: str) -> str:
    """The placeholder with the separators of what it replaces."""
    if len(placeholder) == len(value):
        return placeholder
    letters = iter(placeholder)
    return "".join(char if char in " -" else next(letters) for char in value)


def _like(old: str, new: str) -> str:
    """``new`` as wide as ``old``, so that the page keeps its length in bytes."""
    return chr(ord(new) + 0xFEE0) if 0xFF01 <= ord(old) < 0xFF5F and new.isascii() and new > " " else new


# ── proofs ────────────────────────────────────────────────────────────────────────────────────────


def _passes(check: Check, value: str) -> bool:
    match check:
        case Check.ID:
            return is_id_number(value)
        case Check.LUHN:
            return is_card_number(value)
        case Check.NONE:
            return True


def is_id_number(value: str) -> bool:
    """True when the check digit of an 18-digit ID number is right (GB 11643)."""
    if not re.fullmatch(r"\d{17}[\dXx]", value, re.A):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == value[-1].upper()


def is_card_number(value: str) -> bool:
    """True when the digits pass the check of ISO/IEC 7812 (Luhn)."""
    digits = [int(char) for char in value if char.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping stretches joined, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _within(kept: list[tuple[int, int]], span: _Span) -> bool:
    """True when one of the kept stretches overlaps a span."""
    at = bisect_left(kept, span.end, key=lambda each: each[0])
    return at > 0 and kept[at - 1][1] > span.start
