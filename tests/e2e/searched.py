"""An audit of a stand-in for a search engine, and what it says of the search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor import app
from auditor.model import Finding, QueryKind, SearchEngine, TrialState
from auditor.preparation import BrowserUse, Options
from tests.standins.county import TODAY
from tests.standins.standin import StandIn

RULES = frozenset(
    "broken-search empty-search incomplete-search indiscriminate-search slow-search unfiltered-search dead-search-result".split()
)


@dataclass(frozen=True)
class Searched:
    """A finished audit of a stand-in."""

    site: StandIn
    result: app.Result

    @property
    def engine(self) -> SearchEngine:
        [engine] = self.result.inventory.engines
        return engine

    @property
    def findings(self) -> list[Finding]:
        return [each for each in self.result.audit.findings if each.rule in RULES]

    @property
    def told(self) -> set[tuple[str, str]]:
        """(rule, outcome) of all findings about the search."""
        return {(each.rule, str(each.outcome)) for each in self.findings}

    @property
    def finding(self) -> Finding:
        [finding] = self.findings
        return finding

    def states(self, kind: QueryKind) -> set[TrialState]:
        return {trial.state for trial in self.engine.trials if trial.query.kind is kind}


def searched(site: StandIn, out: Path, browser: BrowserUse = BrowserUse.NEVER) -> Searched:
    with site:
        return Searched(site, app.run(site.url, Options(out, today=TODAY, browser=browser)))
