"""What became of a finding over several runs. Pure functions of letters: P there, A not there, U nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.model import Audit, Outcome
from reports.site.digest import Course

THERE, GONE, UNTOLD = "P", "A", "U"
_OPEN = (Outcome.FAIL, Outcome.WARN)
_UNDECIDED = (Outcome.CANT_TELL, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one audit can tell of any finding: those that it has, those that it could not decide, the rules that it ran.
    ``sure``: the portal was judged and all of its navigation was read, so what is not listed is not there."""

    there: frozenset[str]
    undecided: frozenset[str]
    rules: frozenset[str]
    sure: bool


def sight_of(audit: Audit) -> Sight:
    """What of an audit counts when findings are compared from one run to the next."""
    return Sight(
        there=frozenset(f.fingerprint for f in audit.findings if f.outcome in _OPEN),
        undecided=frozenset(f.fingerprint for f in audit.findings if f.outcome in _UNDECIDED),
        rules=frozenset(rule.id for rule in audit.rules),
        sure=audit.unjudged is None and audit.coverage.complete,
    )


def marks_of(fingerprint: str, rule: str, sights: Sequence[Sight]) -> str:
    """The letters of one finding, oldest run first. It is not there only where the run looked for it and could tell."""
    return "".join(_mark(fingerprint, rule, sight) for sight in sights)


def _mark(fingerprint: str, rule: str, sight: Sight) -> str:
    if fingerprint in sight.there:
        return THERE
    told = sight.sure and rule in sight.rules and fingerprint not in sight.undecided
    return GONE if told else UNTOLD


def course_of(marks: str) -> Course:
    """What became of it; runs that cannot tell are passed over, and the last one may be such a run."""
    told = marks.replace(UNTOLD, "")
    turns = "".join(letter for letter, _ in groupby(told))
    if THERE not in told:
        return Course.UNDECIDED
    if THERE + GONE + THERE in turns:
        return Course.FLAPPING
    if told[-1] == GONE:
        return Course.MENDED
    if marks[-1] == UNTOLD:
        return Course.UNKNOWN
    if told == THERE:
        return Course.FIRST
    return Course.PERSISTING if told[-2] == THERE else Course.NEW


def since(marks: str) -> int | None:
    """Index of the run with which its last unbroken presence began; None when it was never there."""
    last = marks.rfind(THERE)
    if last < 0:
        return None
    return marks.find(THERE, marks.rfind(GONE, 0, last) + 1)


def gone_at(marks: str) -> int | None:
    """Index of the first run that found it gone for good; None while it is there or was never seen."""
    last = marks.rfind(THERE)
    after = marks.find(GONE, last + 1)
    return after if last >= 0 and after >= 0 else None
