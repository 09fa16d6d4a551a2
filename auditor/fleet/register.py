"""The register of a fleet: which portals are audited, how often, at what pace. YAML or XLSX, read strictly.

Every fault names file, line or row, and the cure; several are told at once, so that a register is mended in one go. All that
would fail a portal at night and can be seen by day (targets, profiles, back-ends that contradict each other) is found here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet import register_xlsx, register_yaml
from auditor.fleet.lanes import backends_of
from auditor.fleet.planning import planning
from auditor.fleet.register_backends import Faults, backends, defaults, rehearsal
from auditor.fleet.register_given import GivenBudget, GivenDefaults, GivenPortal, GivenRegister
from auditor.fleet.register_targets import Found, Targets
from auditor.fleet.register_words import SCHEDULES, level_of, level_words, schedule_of
from auditor.model import Level
from auditor.model.fleet import Budget, Register, RegisteredPortal, Schedule
from auditor.profile import load_profile
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath

SUFFIXES = (".yml", ".yaml", ".xlsx")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_USUAL = Budget()


@dataclass(slots=True)
class _Reading:
    """What is being read: the register as given, the faults found so far, what its targets mean."""

    given: GivenRegister
    faults: Faults
    targets: Targets
    folder: Path
    profiles: dict[str, str | None] = field(default_factory=dict)


def read_register(path: Path) -> Register:
    """Raises AuditorError in Chinese that names all places at fault (the first ten)."""
    located = _located(path)
    reading = _Reading(located.value, Faults(located), Targets(path.parent), path.parent)
    usual = defaults(located.value.defaults, reading.faults)
    _check_codes(reading)
    read = [_portal(reading, number, each) for number, each in enumerate(reading.given.portals)]
    _check_addresses(reading, [found for _, found in read])
    reading.faults.stop()
    names, clashes = backends_of([found.reach for _, found in read if found.reach])
    for clash in clashes:
        mine, other = (reading.given.portals[row].backend for row in (clash.row, clash.other))
        first = reading.faults.located.where("portals", clash.other)
        reading.faults.add(
            ("portals", clash.row, "backend"),
            f"后端是“{mine}”，而同一主机 {clash.host} 在 {first} 处的后端是“{other}”。请改成同一个后端，否则请求间隔无法保证",
        )
    made = backends(reading.given, names, usual, reading.faults)
    answered = rehearsal(reading.given.rehearsal, reading.faults)
    reading.faults.stop()
    portals = tuple(portal(name) for (portal, _), name in zip(read, names, strict=True))
    return Register(portals, made, answered, str(path.resolve()))


def _located(path: Path) -> Located[GivenRegister]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AuditorError(
            f"{path}：网站登记表应为 .yml 或 .xlsx 文件。请另存为其中一种，或用 auditor fleet template 生成模板"
        )
    return register_xlsx.read(path) if suffix == ".xlsx" else register_yaml.read(path)


@dataclass(frozen=True, slots=True)
class _Made:
    """A portal that lacks only its back-end, which depends on all the others."""

    given: GivenPortal
    found: Found
    level: Level
    profile: str
    schedule: Schedule
    budget: Budget

    def __call__(self, backend: str) -> RegisteredPortal:
        return RegisteredPortal(
            code=self.given.code,
            name=self.given.name.strip(),
            target=self.found.target,
            backend=backend,
            url=self.found.url,
            level=self.level,
            profile=self.profile,
            platform=self.given.platform.strip(),
            schedule=self.schedule,
            budget=self.budget,
        )


def _portal(reading: _Reading, number: int, given: GivenPortal) -> tuple[_Made, Found]:
    here: KeyPath = ("portals", number)
    usual = reading.given.defaults
    found, fault = reading.targets.find(given)
    if fault:
        reading.faults.add((*here, "target" if given.target else "url"), fault)
    own = found.portal
    level = level_of(given.level) if given.level else own.level if own else level_of(usual.level)
    if level is None and given.level:
        reading.faults.add((*here, "level"), f"级别“{given.level[:20]}”不认识。应为下列之一：{level_words()}")
    text = given.schedule or usual.schedule
    schedule = schedule_of(text)
    if schedule is None and given.schedule:
        reading.faults.add((*here, "schedule"), f"检查周期“{text[:20]}”不认识。应为下列之一：{SCHEDULES}")
    named = given.profile or (own.profile if own else usual.profile)
    profile = str((reading.folder / named).resolve()) if _is_path(named) else named
    if reason := _profile_fault(reading, profile):
        reading.faults.add((*here, "profile") if given.profile else (*here, "target"), reason)
    budget = _budget(given.budget, usual)
    return _Made(given, found, level or Level.COUNTY, profile, schedule or Schedule(), budget), found


def _budget(own: GivenBudget, usual: GivenDefaults) -> Budget:
    return Budget(
        own.pages or usual.budget.pages or _USUAL.pages,
        own.minutes or usual.budget.minutes or _USUAL.minutes,
    )


def _is_path(profile: str) -> bool:
    return profile.endswith((".yml", ".yaml")) or "/" in profile


def _profile_fault(reading: _Reading, profile: str) -> str | None:
    """Why a profile cannot be used; told at its first use only."""
    if profile in reading.profiles:
        return None
    reading.profiles[profile] = None
    try:
        load_profile(profile)
    except AuditorError as error:
        return error.message
    return None


def _check_codes(reading: _Reading) -> None:
    seen: dict[str, int] = {}
    for number, each in enumerate(reading.given.portals):
        here: KeyPath = ("portals", number, "code")
        if not _CODE.fullmatch(each.code):
            reading.faults.add(
                here, f"网站代码“{each.code[:70]}”不合规；只能用字母、数字、- 和 _，最多 64 个字符"
            )
        elif each.code.lower() in planning().reserved:
            reading.faults.add(here, f"网站代码“{each.code}”另有用途（输出目录中已有同名目录）。请换一个代码")
        first = seen.setdefault(each.code.casefold(), number)
        if first != number:
            where = reading.faults.located.where("portals", first, "code")
            reading.faults.add(here, f"网站代码“{each.code}”与 {where} 处重复。请删除其中一个")
        if not each.name.strip():
            reading.faults.add(("portals", number, "name"), "缺少网站名称。请填写")


def _check_addresses(reading: _Reading, found: Sequence[Found]) -> None:
    """The same home page twice would be asked twice in a night."""
    seen: dict[str, int] = {}
    for number, each in enumerate(found):
        first = seen.setdefault(each.key, number) if each.key else number
        if first != number:
            where = reading.faults.located.where("portals", first)
            reading.faults.add(
                ("portals", number), f"与 {where} 处是同一个网站（{each.url or each.target}）。请删除其中一个"
            )
