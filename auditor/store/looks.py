"""Writes what one look changes in the findings and episodes of its portal. What it means is told in
:mod:`auditor.store.findings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from auditor.model import Finding
from auditor.model.fleet import KnownFinding, Standing
from auditor.model.timeline import PRESENT, Episode
from auditor.store import episodes
from auditor.store.episodes import Episodes, Look
from auditor.store.schema import episode as episodes_
from auditor.store.schema import finding as findings_
from auditor.store.values import chunks, plain, put

_COLUMNS = frozenset(column.name for column in findings_.c)


@dataclass(frozen=True, slots=True)
class Said:
    """What an audit says: ``faults`` by fingerprint; ``proven`` are fingerprints that it shows to be no faults."""

    faults: Mapping[str, Finding]
    proven: frozenset[str]


def keep_look(c: Connection, portal: str, said: Said, look: Look, complete: bool) -> None:
    """Faults that stay as they are take two statements for all of them; the others are worked out one by one. ``complete``:
    what the look does not list is out of sight; otherwise it was not asked for."""
    known = _concerned(c, portal, said, look)
    steady = {each for each in said.faults if each in known and _steady(known[each], look)}
    _seen_again(c, portal, steady, look.day)
    touched = sorted(_touched(known, said, look, complete) - steady)
    before = episodes_of(c, portal, touched)
    after = {each: _after(each, before.get(each, ()), said, look) for each in touched}
    changed = [each for each in touched if each in said.faults or after[each] != before.get(each, ())]
    rows = [
        _Update(portal, each, known.get(each), after[each], said.faults.get(each), look) for each in changed
    ]
    regraded = [_regraded(known[each], said.faults[each]) for each in sorted(steady)]
    _put(c, [row.finding() for row in rows])
    _put(c, [each for each in regraded if each != known[each.fingerprint]], look.day)
    _keep_episodes(c, portal, {each: (before.get(each, ()), after[each]) for each in changed})


def known_findings(c: Connection, portal: str, fingerprints: Iterable[str]) -> dict[str, KnownFinding]:
    """Findings by fingerprint, without counting their episodes; those never seen are left out."""
    found: dict[str, KnownFinding] = {}
    for some in chunks(list(fingerprints)):
        query = select(findings_).where(findings_.c.portal == portal, findings_.c.fingerprint.in_(some))
        found.update((row.fingerprint, known_finding(row)) for row in c.execute(query))
    return found


def episodes_of(c: Connection, portal: str, fingerprints: Iterable[str]) -> dict[str, Episodes]:
    """The episodes of findings by fingerprint, in their order."""
    found: dict[str, Episodes] = {}
    for some in chunks(list(fingerprints)):
        query = select(episodes_).where(episodes_.c.portal == portal, episodes_.c.fingerprint.in_(some))
        for row in c.execute(query.order_by(episodes_.c.began)):
            one = Episode(row.began, row.ended, row.how, row.looks)
            found[row.fingerprint] = (*found.get(row.fingerprint, ()), one)
    return found


def known_finding(row: Row[Any], count: int = 1) -> KnownFinding:
    values = {name: value for name, value in row._mapping.items() if name in _COLUMNS}
    return KnownFinding(**values | {"standing": Standing(row.standing), "episodes": count})


# ── what is concerned ─────────────────────────────────────────────────────────────────────────────


def _concerned(c: Connection, portal: str, said: Said, look: Look) -> dict[str, KnownFinding]:
    """What is not proven gone, what the look sees, and, for one that comes late, what was there around its day."""
    open_ = select(findings_).where(
        findings_.c.portal == portal, findings_.c.standing != Standing.MENDED.value
    )
    known = {row.fingerprint: known_finding(row) for row in c.execute(open_)}
    more = set(said.faults)
    if not look.newest:
        spans = or_(episodes_.c.ended == "", episodes_.c.ended > look.day, episodes_.c.how == episodes.UNSEEN)
        around = select(episodes_.c.fingerprint).where(
            episodes_.c.portal == portal, episodes_.c.began <= look.day, spans
        )
        more.update(c.execute(around.distinct()).scalars())
    return known | known_findings(c, portal, sorted(more - known.keys()))


def _steady(known: KnownFinding, look: Look) -> bool:
    """Being seen once more changes nothing but the day on which it was last seen."""
    return look.newest and known.standing is Standing.CONFIRMED and known.last_seen <= look.day


def _touched(known: Mapping[str, KnownFinding], said: Said, look: Look, complete: bool) -> set[str]:
    gone = {each for each in known if complete or each in said.proven}
    if look.newest:  # what was gone before is touched by proof only
        gone = {each for each in gone if each in said.proven or known[each].standing in PRESENT}
    return set(said.faults) | gone


def _after(fingerprint: str, then: Episodes, said: Said, look: Look) -> Episodes:
    if fingerprint in said.faults:
        return episodes.seen(then, look)
    return episodes.gone(then, look, fingerprint in said.proven)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Update:
    """A finding whose episodes a look may have changed. ``then`` is None for one never seen before, ``fault`` for one that
    the look does not see."""

    portal: str
    fingerprint: str
    then: KnownFinding | None
    now: Episodes
    fault: Finding | None
    look: Look

    def finding(self) -> KnownFinding:
        known = self._known()
        standing = episodes.standing(self.now, max((self.look.day, *self.look.later)))
        return replace(
            known,
            first_seen=self.now[0].began,
            last_seen=max(known.last_seen, self.look.day) if self.fault else known.last_seen,
            standing=standing,
            confirmed=self._confirmed(),
            ended=self._ended(standing),
        )

    def _known(self) -> KnownFinding:
        """What it says is taken from the newest look that saw it."""
        if self.then is not None:
            newest = self.fault is not None and self.look.day >= self.then.last_seen
            return _regraded(self.then, self.fault) if self.fault and newest else self.then
        assert self.fault is not None
        day = self.look.day
        blank = KnownFinding(
            self.portal, self.fingerprint, self.fault.rule, "", "", "", "", day, day, Standing.UNCONFIRMED
        )
        return _regraded(blank, self.fault)

    def _confirmed(self) -> str:
        """The day of the second look that saw it since it was last proven gone."""
        if episodes.looks_since_proof(self.now) < 2 or self.then is None:
            return ""
        if self.then.confirmed >= episodes.since_proof(self.now)[0].began:
            return self.then.confirmed
        return max(self.look.day, self.then.last_seen)

    def _ended(self, standing: Standing) -> str:
        last = self.now[-1].ended
        if standing is not Standing.MENDED:
            return last
        if self.then is not None and self.then.standing is Standing.MENDED:
            return max(self.then.ended, last)
        return max(self.look.day, last)


def _regraded(known: KnownFinding, fault: Finding) -> KnownFinding:
    return replace(
        known,
        rule=fault.rule,
        subject=plain(fault.subject),
        subject_name=plain(fault.subject_name),
        outcome=fault.outcome.value,
        severity=fault.severity.value,
    )


def _put(c: Connection, known: Iterable[KnownFinding], last_seen: str = "") -> None:
    """``last_seen``: the day on which all of them were seen, when that is not in them."""
    names = [each.name for each in fields(KnownFinding) if each.name in _COLUMNS]
    rows = [{name: getattr(each, name) for name in names} for each in known]
    for row in rows:
        row["standing"] = row["standing"].value
        row["last_seen"] = last_seen or row["last_seen"]
    put(c, findings_, rows)


def _seen_again(c: Connection, portal: str, steady: Iterable[str], day: str) -> None:
    for some in chunks(sorted(steady)):
        mine = (findings_.c.portal == portal, findings_.c.fingerprint.in_(some))
        c.execute(update(findings_).where(*mine).values(last_seen=day))
        lasting = (episodes_.c.portal == portal, episodes_.c.ended == "", episodes_.c.fingerprint.in_(some))
        c.execute(update(episodes_).where(*lasting).values(looks=episodes_.c.looks + 1))


def _keep_episodes(c: Connection, portal: str, changed: Mapping[str, tuple[Episodes, Episodes]]) -> None:
    """``changed``: episodes as they were and as they are now, by fingerprint."""
    for fingerprint, (before, after) in changed.items():
        if gone := {each.began for each in before} - {each.began for each in after}:
            mine = (episodes_.c.portal == portal, episodes_.c.fingerprint == fingerprint)
            c.execute(delete(episodes_).where(*mine, episodes_.c.began.in_(sorted(gone))))
    rows = [
        {
            "portal": portal,
            "fingerprint": fingerprint,
            "began": each.began,
            "ended": each.ended,
            "how": each.how,
            "looks": each.looks,
        }
        for fingerprint, (before, after) in changed.items()
        for each in after
        if each not in before
    ]
    put(c, episodes_, rows)
