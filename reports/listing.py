"""Long lists in a finding's parameters (rows, missing items, objects) as lines for the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Finding
from reports import wording
from reports.text import clean

#: So many lines stand open, the others are folded.
SHOWN = 20
_LINE = 200


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One list. ``unlisted`` counts what the audit document itself leaves out."""

    title: str
    lines: tuple[Line, ...]
    unlisted: int

    @property
    def total(self) -> int:
        return len(self.lines) + self.unlisted


def listings(finding: Finding) -> tuple[Listing, ...]:
    """The lists of a finding that the wording knows, in the wording's order; of any shape, never an error."""
    found = []
    for key, words in wording.lists().items():
        values = finding.params.get(key)
        if not isinstance(values, list | tuple):
            continue
        lines = tuple(line for value in values if (line := _line(words.lines, value)).text)
        total = finding.params.get(words.of) if words.of else None
        counted = total if isinstance(total, int) and not isinstance(total, bool) else 0
        if lines:
            found.append(Listing(words.title, lines, max(counted - len(values), 0)))
    return tuple(found)


def _line(templates: tuple[str, ...], value: Any) -> Line:
    if not isinstance(value, Mapping):
        return Line(clean(wording.as_text(value), _LINE))
    texts = {str(key): wording.as_text(one) for key, one in value.items()}
    url = value.get("url")
    plain = "，".join(text for key, text in texts.items() if text and key != "url")
    text = wording.first_filled(templates, texts) or plain
    return Line(clean(text, _LINE), url if isinstance(url, str) else None)
