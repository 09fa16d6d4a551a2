"""Which verdicts a fault makes true. Pure.

A fault makes true what it declares (:class:`~bench.faults.model.Allowed`), for the addresses at which the audit met nothing else:
it strikes every request once it strikes, or it struck every request that this audit made for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from auditor.model import Audit, Outcome, Presence
from bench.faults.claims import Claim, Wrong
from bench.faults.model import Asked, Fault, Placed
from bench.faults.truth import aim_of

#: What says of one entry of the standard that it is not published.
_ABSENT = frozenset({"missing-column", "missing-field", "standard"})


@dataclass(frozen=True, slots=True)
class Excuses:
    """``before`` is the undisturbed audit, ``log`` what was asked in the disturbed one, with the faults that struck."""

    before: Audit
    placed: Sequence[Placed]
    log: Sequence[Asked] = ()
    _met: dict[str, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for asked in self.log:
            self._met.setdefault(asked.target, set()).add(asked.fault)

    def excuse(self, wrong: Wrong) -> bool:
        """True when faults make the verdict true, at each of the addresses that it newly names or on each of the pages on which
        it was seen. That something is missing: only :meth:`_is_gone`; stale: only :meth:`_stands_still`; empty: never."""
        if wrong.claim is not Claim.OTHER:
            is_absent = wrong.rule in _ABSENT and self._is_gone(wrong.subject)
            return is_absent or (wrong.rule == "stale-home" and self._stands_still())
        if wrong.rule == "dead-link" and wrong.where and all(map(self._is_invented, wrong.where)):
            return True
        return any(
            bool(places) and all(self._allows(wrong.rule, target_of(url)) for url in places)
            for places in (wrong.where, wrong.pages)
        )

    def _allows(self, rule: str, target: str) -> bool:
        path = urlsplit(target).path  # what a redirect of the fault leads to has a query of its own
        aim = aim_of(path)

        def makes_true(fault: Fault) -> bool:
            return any(each.rule == rule and each.aim in (None, aim) for each in fault.allows)

        lasting = (
            each.fault for each in self.placed if _is_lasting(each) and (each.fits(target) or each.fits(path))
        )
        return any(map(makes_true, lasting)) or any(
            self._met_only(each, makes_true) for each in (target, path)
        )

    def _is_invented(self, url: str) -> bool:
        """A link that a fault put on a page leads to nothing, however often the page has it."""
        invented = (each.fault.invents for each in self.placed if each.fault.invents)
        return any(urlsplit(url).path.startswith(start) for start in invented)

    def _is_gone(self, entry: str) -> bool:
        """The column that publishes the entry was not there whenever it was asked for: 404 or 410, and nothing else."""
        match = next((each for each in self.before.standard if each.id == entry), None)
        if match is None or match.outcome is not Presence.PRESENT:
            return False
        urls = [column.url for column in self.before.columns if column.id == match.column]
        return bool(urls) and all(self._met_only(target_of(url), lambda fault: fault.is_gone) for url in urls)

    def _stands_still(self) -> bool:
        """The home page was a doubtful case for the columns that go on without it, and to every visitor those were gone, or led
        elsewhere."""
        doubt = next((each for each in self.before.findings if each.rule == "stale-home"), None)
        if doubt is None or doubt.outcome is not Outcome.WARN:
            return False
        newest = str(doubt.params.get("newest", ""))
        urls = [column.url for column in self.before.columns if (column.newest or "")[:10] > newest]
        return bool(urls) and all(
            self._met_only(target_of(url), lambda fault: fault.is_gone or fault.leads_away) for url in urls
        )

    def _met_only(self, target: str, wanted: Callable[[Fault], bool]) -> bool:
        """Every request for it, one at least, was struck by faults like that."""
        met = self._met.get(target, set())
        names = _names(each.fault for each in self.placed if wanted(each.fault))
        return bool(met) and met <= names


def target_of(url: str) -> str:
    """Path and query: hosts are another in every run."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_lasting(placed: Placed) -> bool:
    """Once it strikes it strikes every request."""
    return placed.times.every == 1 and not placed.times.count


def _names(faults: Iterable[Fault]) -> set[str]:
    return {fault.name for fault in faults}
