"""Inventory → audit: the standard matched, the plan's own columns added, the rules run. Pure.

Where the parts come from (a snapshot, a run folder, a test) is the caller's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from auditor import __version__
from auditor.catalog.standard import Standard
from auditor.errors import AuditorError
from auditor.facts import assemble
from auditor.judge import build_audit
from auditor.mapping import PortalMapping, audited_decisions, decisions_for
from auditor.match.presence import match_standard
from auditor.model import (
    DEAD,
    Audit,
    History,
    Inventory,
    Level,
    ManualAnswer,
    MediaSurvey,
    Probe,
    StandardEntry,
    Tool,
)
from auditor.profile import RULES_DIR, Profile
from auditor.rule import discover
from auditor.waivers import Waiver, apply


@dataclass(frozen=True, slots=True)
class Besides:
    """What is judged besides the inventory: decisions on names, earlier crawls, looks at the home page, the answers
    that inspectors gave to the checklist, what is known of the accounts of new media, and what people tolerate."""

    mapping: PortalMapping = field(default_factory=PortalMapping)
    history: History = field(default_factory=History)
    probes: tuple[Probe, ...] = ()
    manual: tuple[ManualAnswer, ...] = ()
    media: MediaSurvey | None = None
    waivers: tuple[Waiver, ...] = ()


def assess(
    inventory: Inventory, profile: Profile, today: date, standard: Standard, besides: Besides | None = None
) -> Audit:
    """Match and judge. AuditorError when data files contradict each other."""
    besides = besides or Besides()
    level = inventory.portal.level
    standard = owing(standard, profile, level)
    alive = tuple(column for column in inventory.columns if column.failure not in DEAD)
    entries = {entry.id: entry for entry in (*standard.entries, *standard.item_entries)}
    matches, column_entry = match_standard(
        alive,
        inventory.entries,
        standard,
        level,
        decisions=decisions_for(besides.mapping, today),
        items=True,
    )
    facts = assemble(
        inventory,
        matches,
        entries,
        column_entry,
        profile,
        today,
        standard.items,
        history=besides.history,
        probes=besides.probes,
        manual=besides.manual,
        media=besides.media,
    )
    decisions = audited_decisions(besides.mapping, inventory.columns, inventory.entries, today, entries)
    tool = Tool(
        "portal-auditor",
        __version__,
        rules_version(),
        "+".join((standard.edition, *standard.overlays)),
        standard.rows,
        standard.verified_rows,
    )
    audit = build_audit(facts, discover(), tool, decisions)
    return replace(audit, waivers=apply(besides.waivers, audit.findings, today))


def owing(standard: Standard, profile: Profile, level: Level) -> Standard:
    """The standard with the columns that the profile's plan asks for besides: they are owed at this level. The plan's
    sentence is cited by the judge: most plans ask for the information, and only few for a column of its own, so that
    its lack is a failure only where a sentence decides. AuditorError for an entry that does not exist."""
    owed = {each.id: each for each in profile.owed}
    if unknown := sorted(owed.keys() - standard.by_id.keys()):
        raise AuditorError(
            f"判定方案 {profile.name}：owed 中的“{unknown[0]}”不在 rules/columns.yml 中。请改正编号，或先在那里登记"
        )

    def with_duty(entry: StandardEntry) -> StandardEntry:
        duty = owed.get(entry.id)
        if duty is None or level in entry.levels:
            return entry
        return replace(
            entry,
            levels=(*entry.levels, level),
            severity=duty.severity.value,
            requirement=duty.requirement,
        )

    return standard.with_entries(map(with_duty, standard.entries)) if owed else standard


#: How a night is run and watched decides no verdict.
_OF_NIGHTS = frozenset({"failures.yml", "fleet.yml", "fleet_plan.yml"})


@cache
def rules_version() -> str:
    """Short digest of all that decides a verdict: catalog, vocabulary, thresholds, profiles and checks."""
    files: Iterable[str] = sorted(
        str(path)
        for path in RULES_DIR.rglob("*")
        if path.suffix in (".yml", ".py") and path.name not in _OF_NIGHTS
    )
    digest = hashlib.sha256()
    for name in files:
        path = RULES_DIR / name
        digest.update(path.relative_to(RULES_DIR).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
