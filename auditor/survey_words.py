"""Words of online surveys, their states and results: ``rules/surveys.yml``, read strictly, compiled once.

Words and patterns meet text without white space in which full-width characters are half-width (NFKC), lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import folded

FILE = Path(__file__).resolve().parent.parent / "rules" / "surveys.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    columns: Words
    not_columns: Words
    titles: Words
    not_titles: Words
    open: Words
    closed: Words
    starts: Words
    ends: Words
    states: Words
    heads: Words
    results: Word
    counts: Word
    over: Word


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """``roles`` maps a header of a list of surveys to what its cells hold (``title``, ``opens``, ``closes``, ``state``);
    ``label`` finds the words for the first and last day in running text."""

    columns: re.Pattern[str]
    other_columns: re.Pattern[str]
    titles: re.Pattern[str]
    other_titles: re.Pattern[str]
    open: frozenset[str]
    closed: frozenset[str]
    roles: dict[str, str]
    label: re.Pattern[str]
    results: re.Pattern[str]
    counts: re.Pattern[str]
    over: re.Pattern[str]

    def is_column(self, name: str) -> bool:
        """True for names of columns whose lists are surveys."""
        text = folded(name)
        return bool(self.columns.search(text)) and not self.other_columns.search(text)

    def is_survey(self, title: str) -> bool:
        text = folded(title)
        return bool(self.titles.search(text)) and not self.other_titles.search(text)

    def state(self, text: str) -> str:
        """``open`` or ``closed`` for a short text that is the mark of a state; "" for any other."""
        word = folded(text).strip("[]()【】<>「」:;,。、·-!")
        return "closed" if word in self.closed else "open" if word in self.open else ""


@cache
def survey_words() -> SurveyWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> SurveyWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    words = located.value
    roles = {
        folded(label): role
        for role, labels in (
            ("title", words.heads),
            ("opens", words.starts),
            ("closes", words.ends),
            ("state", words.states),
        )
        for label in labels
    }
    days = "|".join(re.escape(label) for label, role in roles.items() if role in ("opens", "closes"))
    return SurveyWords(
        columns=located.pattern(("columns",), words.columns),
        other_columns=located.pattern(("not_columns",), words.not_columns),
        titles=located.pattern(("titles",), words.titles),
        other_titles=located.pattern(("not_titles",), words.not_titles),
        open=frozenset(map(folded, words.open)),
        closed=frozenset(map(folded, words.closed)),
        roles=roles,
        label=re.compile(rf"({days}):?"),
        results=located.pattern(("results",), [words.results]),
        counts=located.pattern(("counts",), [words.counts]),
        over=located.pattern(("over",), [words.over]),
    )
