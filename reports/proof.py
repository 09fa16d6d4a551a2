"""What a finding rests on, for the eye: its evidence, its dead addresses, and why a missing thing may be called missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Audit, Candidate, Evidence, Finding, Outcome
from reports.text import clean, slug

#: So many names that come near are shown.
NEAR_SHOWN = 5


@dataclass(frozen=True, slots=True)
class BadLink:
    url: str
    text: str
    found_on: str | None


@dataclass(frozen=True, slots=True)
class NearName:
    """A published name that comes near what was looked for; ``anchor`` is its column's place in the report, or None."""

    title: str
    score: float
    method: str
    anchor: str | None


def absence_proof(audit: Audit, finding: Finding) -> str:
    """Why a missing thing may be called missing: what was read, and how near the nearest name comes."""
    coverage = audit.coverage
    claimed = finding.outcome in (Outcome.FAIL, Outcome.WARN) and finding.rule.startswith("missing-")
    if not claimed or not coverage.complete or finding.rule == "missing-site-fact":
        return ""
    read = f"导航页面全部读取，读到 {coverage.pages - coverage.failed} 页、{coverage.columns_seen} 个栏目；"
    return read + ("最接近的名称列于“最接近的栏目”。" if finding.candidates else "没有名称相近的栏目。")


def near_names(finding: Finding, columns: frozenset[str]) -> tuple[NearName, ...]:
    """The names that came nearest, best first; ``columns`` are the ids of those that the report lists."""
    best = sorted(finding.candidates, key=lambda one: -one.score)[:NEAR_SHOWN]
    return tuple(
        NearName(
            clean(one.title, 80), one.score, one.method, f"c-{slug(one.id)}" if one.id in columns else None
        )
        for one in best
    )


def near_title(candidates: Sequence[Candidate]) -> str:
    """What the candidates are: names that come near, or, without any likeness, places that were searched."""
    return "最接近的栏目" if any(one.score for one in candidates) else "查找过的栏目"


def bad_links(finding: Finding) -> tuple[BadLink, ...]:
    """The dead addresses of a finding, each with the words of its link and the page that holds it if known."""
    addresses = finding.params.get("urls")
    if not isinstance(addresses, list | tuple):
        return ()
    seen = {evidence.where: evidence for evidence in reversed(finding.evidence) if evidence.where}
    links = []
    for address in map(str, addresses):
        evidence = seen.get(address)
        text = clean(evidence.quote, 120) if evidence else ""
        links.append(BadLink(address, text, evidence.url if evidence else None))
    return tuple(links)


def shown_evidence(finding: Finding) -> tuple[Evidence, ...]:
    """Evidence that is not already told by the list of dead addresses."""
    addresses = finding.params.get("urls")
    told = set(map(str, addresses)) if isinstance(addresses, list | tuple) else set()
    return tuple(evidence for evidence in finding.evidence if evidence.where not in told)
