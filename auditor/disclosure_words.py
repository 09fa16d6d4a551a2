"""What the rules about the guide, the annual report, leaders, assessment, channels and the county map look for:
``rules/disclosure.yml``, read strictly, compiled once.

Patterns meet text without spaces in which full-width characters are half-width (:func:`auditor.statements.squeezed`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import known_statements
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath

FILE = Path(__file__).resolve().parent.parent / "rules" / "disclosure.yml"

Text = Annotated[str, msgspec.Meta(min_length=1)]
Patterns = Annotated[list[Text], msgspec.Meta(min_length=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class _ElementRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Text
    statement: Text
    soft: bool = False


class _GuideRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns
    other_guides: Patterns
    short_text: Count
    least_found: Count
    elements: Annotated[list[_ElementRow], msgspec.Meta(min_length=1)]


class _ReportRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns
    not_titles: Patterns
    other_organs: Patterns
    short_text: Count
    first_year: Count
    statute_year: Count
    format_year: Count
    reentered_days: Count
    chapters: Annotated[list[_ElementRow], msgspec.Meta(min_length=1)]
    sums: Annotated[list[Text], msgspec.Meta(min_length=4, max_length=4)]


class _LeadersRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns
    one_person_text: Count


class _TitlesRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns


class _AssessmentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns
    likely_entries: list[Text]
    likely_names: Patterns


class _ChannelRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text
    words: Patterns
    names: Patterns
    entry: str = ""


class _MapRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: Patterns


class _MilestoneRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    titles: Patterns
    editions: Patterns


class _UnitsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nobody: Patterns


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    guide: _GuideRow
    annual_report: _ReportRow
    leaders: _LeadersRow
    leader_interpretation: _TitlesRow
    assessment: _AssessmentRow
    channels: Annotated[list[_ChannelRow], msgspec.Meta(min_length=1)]
    county_map: _MapRow
    milestones: _MilestoneRow
    units: _UnitsRow


@dataclass(frozen=True, slots=True)
class Element:
    """Something that a text must state; ``statement`` is how it is told. ``soft``: told by loose words, so that its
    absence is a notice at most."""

    title: str
    statement: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """``titles`` tell a guide, ``other_guides`` what is called so and is another thing; a text below ``short_text``
    characters, or with less than ``least_found`` elements, is no guide but leads to one."""

    titles: re.Pattern[str]
    other_guides: re.Pattern[str]
    short_text: int
    least_found: int
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``first_year``: no report is older. ``statute_year``: the first report under the dates of today's 条例.
    ``format_year``: the first in today's format. ``other_organs`` tell whose report is not the portal's own.
    ``reentered_days``: later than that it was put on the portal again. ``sums``: 新收, 结转自上年, 总计, 结转下年度."""

    titles: re.Pattern[str]
    not_titles: re.Pattern[str]
    other_organs: re.Pattern[str]
    short_text: int
    first_year: int
    statute_year: int
    format_year: int
    reentered_days: int
    chapters: tuple[Element, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the catalog that shows on the web: ``words`` name it in a row, ``names`` are what a portal calls it.
    ``entry``: the standard entry whose absence another rule reports."""

    name: str
    words: re.Pattern[str]
    names: re.Pattern[str]
    entry: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureWords:
    """The whole file. ``leader_names`` tell links to a leader's page, ``leader_titles`` interpretations by one; below
    ``one_person_text`` characters the duties are those of one leader. ``likely_entries`` and ``likely_names``: columns in
    which an assessment would be published; ``catalog_titles``: items that are a catalog, ``catalog_editions``: those that
    took the place of an older one.
    """

    guide: Guide
    report: Report
    leader_names: re.Pattern[str]
    one_person_text: int
    leader_titles: re.Pattern[str]
    assessment_titles: re.Pattern[str]
    likely_entries: frozenset[str]
    likely_names: re.Pattern[str]
    channels: tuple[Channel, ...]
    map_names: re.Pattern[str]
    catalog_titles: re.Pattern[str]
    catalog_editions: re.Pattern[str]
    nobody: re.Pattern[str]


@cache
def disclosure_words() -> DisclosureWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> DisclosureWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    compiled = _Compiler(located)
    return DisclosureWords(
        guide=_guide(compiled, value.guide),
        report=_report(compiled, value.annual_report),
        leader_names=compiled(("leaders", "titles"), value.leaders.titles),
        one_person_text=value.leaders.one_person_text,
        leader_titles=compiled(("leader_interpretation", "titles"), value.leader_interpretation.titles),
        assessment_titles=compiled(("assessment", "titles"), value.assessment.titles),
        likely_entries=frozenset(value.assessment.likely_entries),
        likely_names=compiled(("assessment", "likely_names"), value.assessment.likely_names),
        channels=tuple(
            Channel(
                row.name,
                compiled(("channels", n, "words"), row.words),
                compiled(("channels", n, "names"), row.names),
                row.entry,
            )
            for n, row in enumerate(value.channels)
        ),
        map_names=compiled(("county_map", "names"), value.county_map.names),
        catalog_titles=compiled(("milestones", "titles"), value.milestones.titles),
        catalog_editions=compiled(("milestones", "editions"), value.milestones.editions),
        nobody=compiled(("units", "nobody"), value.units.nobody),
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    located: Located[_File]

    def __call__(self, path: KeyPath, patterns: list[str]) -> re.Pattern[str]:
        return self.located.pattern(path, patterns)

    def elements(self, path: KeyPath, rows: list[_ElementRow]) -> tuple[Element, ...]:
        for index, row in enumerate(rows):
            if row.statement not in known_statements():
                message = f"rules/statements 中没有“{row.statement}”。请先在那里写出它的用语"
                self.located.fail((*path, index, "statement"), message)
        return tuple(Element(row.title, row.statement, row.soft) for row in rows)


def _guide(compiled: _Compiler, row: _GuideRow) -> Guide:
    return Guide(
        titles=compiled(("guide", "titles"), row.titles),
        other_guides=compiled(("guide", "other_guides"), row.other_guides),
        short_text=row.short_text,
        least_found=row.least_found,
        elements=compiled.elements(("guide", "elements"), row.elements),
    )


def _report(compiled: _Compiler, row: _ReportRow) -> Report:
    return Report(
        titles=compiled(("annual_report", "titles"), row.titles),
        not_titles=compiled(("annual_report", "not_titles"), row.not_titles),
        other_organs=compiled(("annual_report", "other_organs"), row.other_organs),
        short_text=row.short_text,
        first_year=row.first_year,
        statute_year=row.statute_year,
        format_year=row.format_year,
        reentered_days=row.reentered_days,
        chapters=compiled.elements(("annual_report", "chapters"), row.chapters),
        sums=tuple(row.sums),
    )
