"""Marked choices in catalog cells: ``■政府网站 □政府公报``, √ below a header, boxes that scanning has damaged.

■ and its like mark what is required, □ what is optional. Damage is only read as a mark where a mark can stand:
alone in a cell, or directly before the name of a channel, audience or mode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from auditor.table_words import table_words

_SPLIT = re.compile(r"[、，,；;\n\r]|\s{2,}")


@dataclass(frozen=True, slots=True)
class Choices:
    """Names by how they are marked; ``plain`` are names without any mark."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.required + self.plain

    def __bool__(self) -> bool:
        return bool(self.required or self.optional or self.plain)


@dataclass(frozen=True, slots=True)
class Marks:
    """Mark characters of one table. ``pairs``: the table uses ``R``/``£`` as ticked and empty box."""

    pairs: bool = False

    def repair(self, text: str) -> str:
        """``text`` with its damaged marks put right: ``▄政府网站口政府公报`` → ``■政府网站□政府公报``."""
        words = table_words().marks
        damage = dict.fromkeys(words.damage_required, "■") | dict.fromkeys(words.damage_optional, "□")
        if self.pairs:
            damage |= {words.pair.ticked: "■", words.pair.empty: "□"}
        alone = text.strip()
        if alone in damage:
            return damage[alone]
        return _damaged().sub(lambda match: damage[match[1]], text)

    def ticked(self, text: str) -> bool | None:
        """What a cell below a header says of it: True required, False optional, None nothing."""
        words = table_words().marks
        bare = self.repair(text).strip()
        if not bare or bare in table_words().blank:
            return None
        if bare[0] in words.required or bare in words.yes:
            return True
        if bare[0] in words.optional:
            return False
        return None

    def choices(self, text: str) -> Choices:
        """The names in one cell, by their marks."""
        words = table_words().marks
        repaired = self.repair(text)
        marks = "".join((*words.required, *words.optional))
        if not any(char in marks for char in repaired):
            return Choices(plain=_names(repaired))
        required: list[str] = []
        optional: list[str] = []
        for mark, name in re.findall(f"([{re.escape(marks)}])([^{re.escape(marks)}]*)", repaired):
            bare = _bare(name)
            if bare:
                (required if mark in words.required else optional).append(bare)
        return Choices(tuple(required), tuple(optional))


def marks_of(texts: list[str]) -> Marks:
    """Which marks a table uses, told from all its cells.

    ``R`` and ``£`` are a pair only when the table has no other mark for an empty box.
    """
    words = table_words().marks
    joined = "\n".join(texts)
    both = all(_before(char).search(joined) for char in (words.pair.ticked, words.pair.empty))
    others = (*words.optional, *words.damage_optional)
    return Marks(pairs=both and not any(_before(char).search(joined) for char in others))


@cache
def _damaged() -> re.Pattern[str]:
    words = table_words().marks
    chars = "".join((*words.damage_required, *words.damage_optional))
    starts = "|".join(map(re.escape, words.starts))
    return re.compile(rf"(?<![A-Za-z{words.not_after}])([{re.escape(chars)}])\s*(?={starts})")


@cache
def _before(char: str) -> re.Pattern[str]:
    starts = "|".join(map(re.escape, table_words().marks.starts))
    return re.compile(rf"(?:^|\n|(?<![A-Za-z])){re.escape(char)}\s*(?:{starts}|$)", re.M)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in _SPLIT.split(text) if (name := _bare(part)))


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" 、，,；;。:：_—-＿")
