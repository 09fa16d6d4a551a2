"""Data that rules judge by and that is not the catalog: freshness classes and site facts, read strictly.

``rules/freshness.yml`` and ``rules/site_facts.yml`` hold them. Every fault is an AuditorError in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from auditor import strict_yaml
from auditor.errors import AuditorError
from auditor.model import Clause, Level, Severity
from auditor.profile import RULES_DIR, Days, FreshnessOverride, Positive, Profile

#: Class of a column that is never too old, and of one that nothing more is known about.
STATIC, OTHER = "static", "other"


class ClauseRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A :class:`~auditor.model.Clause` as written in YAML; ``verified`` must be said, never assumed."""

    doc: str
    clause: str
    verified: bool
    text: str = ""

    def clause_(self) -> Clause:
        return Clause(self.doc, self.clause, self.text, self.verified)


class _ClassRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    limit_days: Positive | None = None
    warn_before_days: Days = 0
    severity: Severity = Severity.MINOR
    basis: list[ClauseRow] = []


class _NameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    pattern: str
    class_: str


class _FreshnessFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    classes: dict[str, _ClassRow]
    names: list[_NameRow]


class _SiteFactRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    severity: Severity
    basis: list[ClauseRow]
    levels: tuple[Level, ...] = tuple(Level)
    scripted: bool = False
    also: tuple[str, ...] = ()


class _SiteFactsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facts: list[_SiteFactRow]


@dataclass(frozen=True, slots=True)
class FreshnessClass:
    """How often a kind of column must be updated, in days; ``limit_days`` None = not judged."""

    id: str
    title: str
    limit_days: int | None = None
    warn_before_days: int = 0
    severity: Severity = Severity.MINOR
    basis: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class FreshnessTable:
    """``names`` are (pattern, class id): the first pattern found in a column's name decides."""

    classes: Mapping[str, FreshnessClass]
    names: tuple[tuple[re.Pattern[str], str], ...] = ()


@dataclass(frozen=True, slots=True)
class SiteFactSpec:
    """A fact that pages must show, under its name or those in ``also``.

    ``scripted``: commonly written by a script, so that a saved copy may lack it.
    """

    name: str
    title: str
    severity: Severity
    basis: tuple[Clause, ...]
    levels: tuple[Level, ...]
    scripted: bool = False
    also: tuple[str, ...] = ()


def load_freshness(profile: Profile, path: Path = RULES_DIR / "freshness.yml") -> FreshnessTable:
    """Freshness classes with the profile's overrides. Raises AuditorError for unknown classes."""
    located = strict_yaml.load_located(path, _FreshnessFile)
    rows = located.value.classes
    for needed in (OTHER, STATIC):
        if needed not in rows:
            located.fail(("classes",), f"缺少必需的类别“{needed}”。请补上")
    for class_ in profile.freshness:
        if class_ not in rows:
            known = "、".join(rows)
            raise AuditorError(f"判定方案 {profile.name}：freshness 中没有类别“{class_}”。可用的有：{known}")
    names: list[tuple[re.Pattern[str], str]] = []
    for index, row in enumerate(located.value.names):
        if row.class_ not in rows:
            located.fail(("names", index, "class"), f"类别“{row.class_}”没有在 classes 中定义。请改正或补上")
        try:
            names.append((re.compile(row.pattern), row.class_))
        except re.error:
            located.fail(("names", index, "pattern"), "正则表达式写错了。请检查括号是否成对")
    classes = {id_: _class(id_, row, profile.freshness.get(id_)) for id_, row in rows.items()}
    return FreshnessTable(classes, tuple(names))


def load_site_facts(path: Path = RULES_DIR / "site_facts.yml") -> tuple[SiteFactSpec, ...]:
    """The site facts owed, in the order of the file."""
    return tuple(
        SiteFactSpec(
            row.name,
            row.title,
            row.severity,
            tuple(clause.clause_() for clause in row.basis),
            row.levels,
            row.scripted,
            row.also,
        )
        for row in strict_yaml.load(path, _SiteFactsFile).facts
    )


def _class(id_: str, row: _ClassRow, override: FreshnessOverride | None) -> FreshnessClass:
    limit, warn = row.limit_days, row.warn_before_days
    if override is not None:
        limit = override.limit_days if override.limit_days is not None else limit
        warn = override.warn_before_days if override.warn_before_days is not None else warn
    basis = tuple(clause.clause_() for clause in row.basis)
    return FreshnessClass(id_, row.title, limit, warn, row.severity, basis)
