"""What a mutation campaign speaks of: subjects, kinds of mutations, what each must find, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bench.mutations.plan import Site, Spot, Tree

#: (rule, name of the subject, outcome) of a finding.
Verdict = tuple[str, str, str]
REPORTED = frozenset({"fail", "warn"})
_ANY = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is changed: a column that the undisturbed audit counts as the ``entry`` of the standard called ``title``
    (``missing``: the rule that reports its lack), with its oldest allowed age and the names that it is also known by;
    or, without a ``spot``, the portal. ``article`` is the address of a page of one item that the crawl read."""

    case: str
    today: date
    url: str
    spot: Spot | None = None
    entry: str = ""
    title: str = ""
    missing: str = ""
    limit: int | None = None
    aliases: tuple[str, ...] = ()
    article: str = ""

    @property
    def name(self) -> str:
        return self.spot.name if self.spot else "portal"


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must be new: one of ``rules`` about one of ``names`` (about anything when empty)."""

    rules: tuple[str, ...]
    names: tuple[str, ...] = ()

    def fits(self, verdict: Verdict) -> bool:
        rule, name, outcome = verdict
        return rule in self.rules and (not self.names or name in self.names) and outcome in REPORTED

    def unsure(self, verdict: Verdict) -> bool:
        """The rule says that it cannot tell."""
        rule, name, outcome = verdict
        return rule in self.rules and (not self.names or name in self.names) and outcome == "cant-tell"


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to change a portal. ``suits`` says for which subjects; ``make`` gives the changed files (Unsuitable when the plan
    does not allow it); ``expects`` the finding that must be new, None for a look-alike, which must find nothing.
    ``also`` maps rules (or ``rule outcome``) that may speak up besides to the reason why that is right."""

    id: str
    what: str
    suits: Callable[[Subject], bool]
    make: Callable[[Site, Subject], Tree]
    expects: Callable[[Subject], Expected | None]
    also: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one portal, by names: what is sent to a worker."""

    kind: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant. ``new`` and ``gone`` findings against the undisturbed audit; ``unsuitable`` says why it could not
    be made, then nothing else is given."""

    mutant: Mutant
    new: tuple[Verdict, ...] = ()
    gone: tuple[Verdict, ...] = ()
    expected: Expected | None = None
    unsuitable: str = ""

    @property
    def state(self) -> str:
        """``found``, ``cant-tell`` or ``missed``; of a look-alike ``quiet``."""
        if self.unsuitable:
            return "unsuitable"
        if self.expected is None:
            return "quiet"
        if any(map(self.expected.fits, self.new)):
            return "found"
        return "cant-tell" if any(map(self.expected.unsure, self.new)) else "missed"

    def extra(self, also: dict[str, str], outcome: str = "fail") -> tuple[Verdict, ...]:
        """New findings of this outcome that are neither expected nor explained, nor known of the portal as it is: under the
        column's old name, or as a warning that now is certain."""
        known = {(rule, name) for rule, name, state in self.gone if state in REPORTED}
        known |= {(rule, _ANY) for rule, name in known if name == self.mutant.subject.name}
        return tuple(
            each
            for each in self.new
            if each[2] == outcome
            and not also.keys() & {each[0], f"{each[0]} {outcome}"}
            and not known & {each[:2], (each[0], _ANY)}
            and not (self.expected is not None and self.expected.fits(each))
        )
