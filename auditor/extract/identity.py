"""Residents' numbers in a text: open ones, and ones of which the portal hid too little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.masking import STARS, is_birthday, is_old_resident, is_region, is_resident
from auditor.personal_words import personal_words

#: So far before a number its label may stand.
LABEL = 20
#: Born later and without a label: as likely the date in a number of another kind (330127 20200615 0012).
_LAST_YEAR = 2008
#: A number that shows so many of its 18 digits is known: the check digit gives the rest away.
_TELLING = 15
_FREE = r"(?<![0-9A-Za-z.])(?<![0-9][-_/])"
_END = r"(?![0-9A-Za-z])(?![-_/.][0-9])"
#: what all of these begin with; most texts have none
_LONG = re.compile(rf"[1-9][0-9{re.escape(STARS)}]{{14}}")
#: 学籍号 are G or L before the number of the pupil.
_RESIDENT = re.compile(rf"{_FREE}[GL]?([1-9][0-9]{{16}}[0-9Xx]){_END}")
_OLD = re.compile(rf"{_FREE}([1-9][0-9]{{14}}){_END}")
#: 残疾人证: the resident's number, a digit for the kind, one for the degree, sometimes B and a count.
_DISABILITY = re.compile(rf"{_FREE}([1-9][0-9]{{16}}[0-9Xx])[1-7][1-4](?:B[0-9])?{_END}")
_STARRED = re.compile(rf"{_FREE}([1-9][0-9{re.escape(STARS)}]{{14,18}}[0-9Xx{re.escape(STARS)}]){_END}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as found, without spaces. ``partly``: the portal hid some of it, but too little."""

    value: str
    partly: bool = False


def numbers_in(text: str, *, labelled: bool = False, of_people: bool = False) -> Iterator[Number]:
    """Residents' numbers in a text (NFKC). ``labelled``: the header of its column says that they are; ``of_people``:
    another column of the table names persons."""
    if _LONG.search(text) is None:
        return
    words = personal_words()
    for match in _RESIDENT.finditer(text):
        value = match[1].upper()
        if is_resident(value):
            said = labelled or nearest(text, match.start(), words.identity, words.others)
            if said or (said is None and int(value[6:10]) <= _LAST_YEAR):
                yield Number(value)
    for match in _DISABILITY.finditer(text):
        if is_resident(match[1]) and (
            labelled or nearest(text, match.start(), words.disability, words.others)
        ):
            yield Number(match[1].upper())
    # 工商注册号 have fifteen digits, too, and stand under 证件号码.
    sure = tuple(word for word in words.identity if "身份" in word)
    for match in _OLD.finditer(text):
        said = (labelled and of_people) or nearest(text, match.start(), sure, words.others)
        if said and is_old_resident(match[1]):
            yield Number(match[1])
    for match in _STARRED.finditer(text):
        if _is_telling(match[1]):
            yield Number(match[1], partly=True)


def nearest(text: str, start: int, own: tuple[str, ...], others: tuple[str, ...]) -> bool | None:
    """Which label stands nearest before a place: one of ``own`` (True), one of ``others`` (False), none (None)."""
    before = text[max(0, start - LABEL) : start]
    mine = max((before.rfind(word) + len(word) for word in own if word in before), default=-1)
    theirs = max((before.rfind(word) + len(word) for word in others if word in before), default=-1)
    return None if mine == theirs == -1 else mine >= theirs


def _is_telling(value: str) -> bool:
    shown = sum(char.isalnum() for char in value)
    hidden = len(value) - shown
    if not hidden or shown < _TELLING or not 16 <= len(value) <= 20:
        return False
    head = value[:6]
    if not head.isdigit() or not is_region(head):
        return False
    born = value[6:14]
    return is_birthday(born) if born.isdigit() else value[6:8] in ("19", "20")
