"""What a digest is: plain values, all text harmless for the eye already, nothing escaped for any medium yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditor.model import Finding, Severity

#: What every subject begins with; robots that only let through messages with a keyword are given this one.
KEYWORD = "政务公开检查"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings a digest is about. ``unit`` None: those of all; "": those that nobody is named for."""

    unit: str | None = None
    severities: frozenset[Severity] = frozenset(Severity)

    def takes(self, finding: Finding) -> bool:
        units = finding.units or ("",)
        return finding.severity in self.severities and (self.unit is None or self.unit in units)


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One finding. ``label`` is its severity in words, or 提醒; what does not apply is ""."""

    label: str
    text: str
    mend: str = ""
    basis: str = ""
    units: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """``key`` is new, mended or persisting; ``total`` counts also the findings that are not told."""

    key: str
    title: str
    items: tuple[DigestItem, ...]
    total: int

    @property
    def rest(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True, slots=True)
class Digest:
    """``news`` names every change that it tells (``new:<fingerprint>``), sorted; without any there is nothing to send.
    ``facts`` are captions with texts, ``notes`` what to know before trusting the figures. ``link`` and ``deadline`` may be ""."""

    subject: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[DigestSection, ...]
    notes: tuple[str, ...]
    deadline: str
    link: str
    news: tuple[str, ...]

    def first(self, count: int) -> Digest:
        """The same with its first ``count`` items only; the others become part of the rest."""
        sections = []
        for section in self.sections:
            sections.append(replace(section, items=section.items[: max(count, 0)]))
            count -= len(section.items)
        return replace(self, sections=tuple(sections))

    @property
    def told(self) -> int:
        return sum(len(section.items) for section in self.sections)
