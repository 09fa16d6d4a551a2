"""What the auditor says of a portal as it is, and what of it can be changed with a known outcome."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor import app, outputs, urls
from auditor.catalog import Standard, load_standard
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Audit, AuditedColumn, Group, Presence, Purpose, StandardEntry
from auditor.preparation import Options
from bench.mutations.kinds import KINDS
from bench.mutations.model import Kind, Mutant, Subject, Verdict
from bench.mutations.plan import Spot, Tree
from bench.mutations.sites import load, write

_MISSING = {Group.COLUMN: "missing-column", Group.FIELD: "missing-field"}


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """Findings and subjects of a portal as it is; ``articles`` are pages of items that were read."""

    case: str
    verdicts: frozenset[Verdict]
    subjects: tuple[Subject, ...]


def verdicts_of(audit: Audit) -> frozenset[Verdict]:
    return frozenset((f.rule, f.subject_name, f.outcome.value) for f in audit.findings)


def audit_of(tree: Tree, case: str, folder: Path) -> tuple[Audit, Path]:
    """Write a portal below ``folder``, crawl it over loopback and judge it; also the run's folder."""
    write(tree, folder / "cases")
    result = app.run(str(folder / "cases" / case), Options(out=folder / "out"))
    return result.audit, result.folder


def undisturbed(case: str, folder: Path) -> Undisturbed:
    site = load(case)
    audit, run = audit_of(site.tree(), case, folder)
    with SnapshotReader(run / outputs.SNAPSHOT) as reader:
        read = (f.url for f in reader.fetches() if f.purpose is Purpose.ARTICLE and f.status == 200)
        articles = sorted(url for url in read if urls.host(url) == urls.host(audit.portal.url))
    today = date.fromisoformat(audit.today)
    portal = Subject(case, today, audit.portal.url, article=articles[0] if articles else "")
    found = tuple(_columns(case, audit, site.spots(), load_standard()))
    return Undisturbed(case, verdicts_of(audit), (portal, *found))


def _columns(case: str, audit: Audit, spots: Sequence[Spot], standard: Standard) -> Iterator[Subject]:
    """Columns that the audit read as lists, texts or channels, and with which nothing is wrong so far."""
    at = {spot.url: spot for spot in spots}
    named = Counter(column.name for column in audit.columns)
    judged = {(f.rule, f.subject_name) for f in audit.findings}
    counted = Counter(column.entry for column in audit.columns if column.entry)
    present = {m.id: m for m in audit.standard if m.outcome is Presence.PRESENT}
    for column in audit.columns:
        spot = at.get(column.url)
        if spot is None or named[column.name] > 1 or column.failure is not None:
            continue
        if judged & {
            (rule, column.name) for rule in ("empty-column", "stale-column", "wrong-date", "dead-link")
        }:
            continue
        match = present.get(column.entry or "")
        entry = standard.by_id.get(column.entry or "")
        missing = ""
        if match is not None and entry is not None and match.required and counted[entry.id] == 1:
            missing = _reported_by(entry) if match.column == column.id else ""
        yield _subject(case, audit, column, spot, entry, missing)


def _reported_by(entry: StandardEntry) -> str:
    """The rule that reports the lack of an entry; "" when that is the lack of another entry."""
    rule = entry.judged_by or _MISSING.get(entry.group, "")
    return "" if rule.startswith(("col-", "field-")) else rule


def _subject(
    case: str, audit: Audit, column: AuditedColumn, spot: Spot, entry: StandardEntry | None, missing: str
) -> Subject:
    return Subject(
        case=case, today=date.fromisoformat(audit.today), url=audit.portal.url,
        spot=spot, entry=column.entry or "", title=entry.title if entry else "", missing=missing,
        limit=column.limit_days, aliases=entry.aliases if entry else (),
    )  # fmt: skip


def mutants_of(kind: Kind, each: Undisturbed, number: int) -> tuple[Mutant, ...]:
    """At most so many subjects of a portal for a kind, chosen by their names alone."""
    suited = [subject for subject in each.subjects if kind.suits(subject)]
    suited.sort(key=lambda s: zlib.crc32(f"{kind.id}/{s.case}/{s.spot.key if s.spot else ''}".encode()))
    return tuple(Mutant(kind.id, subject) for subject in suited[:number])


def all_mutants(portals: Sequence[Undisturbed], number: int) -> tuple[Mutant, ...]:
    """Portal by portal, so that the work of one is done together."""
    return tuple(m for each in portals for kind in KINDS for m in mutants_of(kind, each, number))
