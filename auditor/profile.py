"""Profiles: how strictly a portal is judged. Data in ``rules/profiles/<name>.yml``, read strictly.

A profile may extend another; what it says itself wins, key by key. Every fault is an AuditorError in Chinese
that names the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from auditor import strict_yaml
from auditor.duties import Lead, Milestone, OwedEntry, PlanClause, PlanDocument, RequirementId, Units
from auditor.errors import AuditorError
from auditor.model import Severity

#: Home of the data files of the rules.
RULES_DIR = Path(__file__).resolve().parent.parent / "rules"
PROFILES_DIR = RULES_DIR / "profiles"

_NAME = re.compile(r"[\w-]+$")
Days = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Points = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class RuleSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says about one rule; None = as the rule itself says."""

    enabled: bool | None = None
    severity: Severity | None = None


class FreshnessOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says about one freshness class, in days; None = as ``rules/freshness.yml`` says."""

    limit_days: Positive | None = None
    warn_before_days: Days | None = None


_Setting = TypeVar("_Setting", RuleSetting, FreshnessOverride)


class _ProfileFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    title: str
    extends: str | None = None
    rules: dict[str, RuleSetting] = {}
    enforce_unverified: list[str] = []
    freshness: dict[str, FreshnessOverride] = {}
    weights: dict[Severity, Points] = {}
    coverage_floor: Share | None = None
    thresholds: dict[str, Points] = {}
    index: str | None = None
    document: PlanDocument | None = None
    clauses: dict[RequirementId, list[PlanClause]] = {}
    owed: list[OwedEntry] = []
    milestones: list[Milestone] = []
    units: Units = Units()
    leads: list[Lead] = []
    terms: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with its ancestors merged in. ``chain`` names it and them, nearest first.

    ``weights`` are points per severity, only their proportions matter. ``coverage_floor`` is the share of
    navigation pages (0–1) below which a portal could not be judged. ``enforce_unverified`` names rules that
    may fail a portal on a basis nobody has read. ``index`` names the file of ``rules/indexes`` by which the score is
    made. ``document`` is the plan itself (None for the national profile), the rest is what it asks: see
    :mod:`auditor.duties`. ``terms`` are the plan's own words and lists, by name; a list replaces that of its ancestor.
    """

    name: str
    title: str
    chain: tuple[str, ...] = ()
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    enforce_unverified: frozenset[str] = frozenset()
    freshness: Mapping[str, FreshnessOverride] = field(default_factory=dict)
    weights: Mapping[Severity, float] = field(default_factory=dict)
    coverage_floor: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    index: str = ""
    document: PlanDocument | None = None
    clauses: Mapping[str, tuple[PlanClause, ...]] = field(default_factory=dict)
    owed: tuple[OwedEntry, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    units: Units = field(default_factory=Units)
    leads: tuple[Lead, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def threshold(self, name: str) -> float:
        """A figure of the profile, e.g. ``interpretation-workdays``. KeyError when no profile of the chain has it."""
        return self.thresholds[name]

    def enabled(self, rule: str) -> bool:
        """False only when the profile switches the rule off."""
        return self.rules.get(rule, RuleSetting()).enabled is not False

    def severity(self, rule: str, default: Severity) -> Severity:
        return self.rules.get(rule, RuleSetting()).severity or default

    def weight(self, severity: Severity) -> float:
        return self.weights.get(severity, 0.0)


def known_profiles(folder: Path = PROFILES_DIR) -> tuple[str, ...]:
    """Names of the profiles that ship with the tool, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


def load_profile(name_or_path: str, folder: Path = PROFILES_DIR) -> Profile:
    """Read a profile by name or by the path of a YAML file, with all it extends.

    Raises AuditorError for an unknown name, an unknown key, a cycle, or a severity without weight.
    """
    lineage = _lineage(name_or_path, folder)
    merged = _merge([row for _, row in lineage])
    lacking = [severity.value for severity in Severity if severity not in merged.weights]
    if lacking:
        names = "、".join(lacking)
        raise AuditorError(f"{lineage[0][0]}：weights 缺少 {names}。请补上，或用 extends 继承 national")
    return merged


def found_again(name_or_path: str) -> str:
    """What finds the same profile from any folder: the name of a bundled one, the whole path of a file."""
    return str(Path(name_or_path).resolve()) if _is_path(name_or_path) else name_or_path


def _lineage(name_or_path: str, folder: Path) -> list[tuple[Path, _ProfileFile]]:
    """The profile's file and those of its ancestors, nearest first."""
    found: list[tuple[Path, _ProfileFile]] = []
    wanted: str | None = name_or_path
    while wanted is not None:
        path = _locate(wanted, folder, found[-1][0] if found else None)
        if path in [seen for seen, _ in found]:
            names = " → ".join([row.name for _, row in found] + [wanted])
            raise AuditorError(f"{found[-1][0]}：判定方案的 extends 成环：{names}。请去掉其中一个 extends")
        located = strict_yaml.load_located(path, _ProfileFile)
        if path.parent == folder and located.value.name != path.stem:
            located.fail(("name",), f"name 应与文件名一致，请写成“{path.stem}”")
        found.append((path, located.value))
        wanted = located.value.extends
    return found


def _locate(wanted: str, folder: Path, child: Path | None) -> Path:
    """Path of a profile: a YAML path (relative to the file that names it), or a name in ``folder``."""
    if _is_path(wanted):
        return (child.parent if child else Path()).joinpath(wanted).resolve()
    path = folder / f"{wanted}.yml"
    if not _NAME.match(wanted) or not path.is_file():
        place = f"{child}：" if child else ""
        known = "、".join(known_profiles(folder)) or "（无）"
        raise AuditorError(
            f"{place}没有名为“{wanted}”的判定方案。可用的有：{known}；也可以给出 .yml 文件的路径"
        )
    return path


def _is_path(wanted: str) -> bool:
    return wanted.endswith((".yml", ".yaml")) or "/" in wanted


def _merge(lineage: list[_ProfileFile]) -> Profile:
    """What each file says on top of its ancestors: values by key, lists of the plan's own duties after those of its
    ancestors, the document of the nearest that has one."""
    rules: dict[str, RuleSetting] = {}
    freshness: dict[str, FreshnessOverride] = {}
    clauses: dict[str, tuple[PlanClause, ...]] = {}
    oldest_first = lineage[::-1]
    for row in oldest_first:
        for rule, setting in row.rules.items():
            rules[rule] = _over(rules.get(rule), setting)
        for class_, override in row.freshness.items():
            freshness[class_] = _over(freshness.get(class_), override)
        for id_, said in row.clauses.items():
            clauses[id_] = (*clauses.get(id_, ()), *said)
    floors = [row.coverage_floor for row in lineage if row.coverage_floor is not None]
    return Profile(
        name=lineage[0].name,
        title=lineage[0].title,
        chain=tuple(row.name for row in lineage),
        rules=rules,
        enforce_unverified=frozenset(id_ for row in lineage for id_ in row.enforce_unverified),
        freshness=freshness,
        weights={key: value for row in oldest_first for key, value in row.weights.items()},
        coverage_floor=floors[0] if floors else 0.5,
        thresholds={key: value for row in oldest_first for key, value in row.thresholds.items()},
        index=next((row.index for row in lineage if row.index), ""),
        document=next((row.document for row in lineage if row.document), None),
        clauses=clauses,
        owed=tuple(each for row in oldest_first for each in row.owed),
        milestones=tuple(each for row in oldest_first for each in row.milestones),
        units=_units([row.units for row in oldest_first]),
        leads=tuple(each for row in oldest_first for each in row.leads),
        terms={key: tuple(value) for row in oldest_first for key, value in row.terms.items()},
    )


def _units(rows: list[Units]) -> Units:
    return Units(
        office=next((row.office for row in reversed(rows) if row.office), ""),
        fields={key: value for row in rows for key, value in row.fields.items()},
        entries={key: value for row in rows for key, value in row.entries.items()},
        rules={key: value for row in rows for key, value in row.rules.items()},
        requirements={key: value for row in rows for key, value in row.requirements.items()},
        clause=next((row.clause for row in reversed(rows) if row.clause), ""),
    )


def _over(old: _Setting | None, new: _Setting) -> _Setting:
    """``new`` on top of ``old``: a value that ``new`` leaves open stays as it was."""
    said = {name: value for name, value in msgspec.structs.asdict(new).items() if value is not None}
    return msgspec.structs.replace(old, **said) if old else new
