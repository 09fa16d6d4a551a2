"""Runs the rules and draws up the audit document. Pure: no clock, no network; equal input, equal output.

Three-valued: an unknown never becomes a failure, and neither does a basis that nobody has read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.citations import clauses_for, deciding
from auditor.errors import AuditorError
from auditor.facts import Facts, FreshnessState, absence_obstacles, assess_freshness
from auditor.grade import grade
from auditor.index_data import load_index, rules_named
from auditor.letter_statistics import letter_statistics
from auditor.masking import masked, masked_address, masked_form, masked_value
from auditor.model import (
    Audit,
    AuditedColumn,
    AuditedDecision,
    AuditedPortal,
    AuditedRequest,
    AuditedRule,
    Clause,
    Column,
    Fetch,
    Finding,
    Group,
    Obstacle,
    Outcome,
    PageKind,
    Presence,
    Severity,
    StandardMatch,
    Tool,
)
from auditor.profile import Profile
from auditor.routing import Route, Router
from auditor.rule import Claim, Rule, Verdict
from auditor.rule_data import load_freshness, load_site_facts
from auditor.sufficiency import NO_PORTAL, unjudged

SCHEMA = "portal-auditor/audit/1"

#: So many obstacles are listed in one finding; the coverage of the audit has them all.
_OBSTACLES_SHOWN = 20
_REPORTED = frozenset({Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdicts without points: ``findings`` are those that a report lists, the gravest first; ``passed`` the others."""

    findings: tuple[Finding, ...]
    passed: tuple[Finding, ...] = ()


def check_profile(profile: Profile, rules: Sequence[Rule]) -> None:
    """Raise AuditorError for a profile that speaks of an unknown rule or freshness class. Call before a crawl."""
    load_freshness(profile)
    load_site_facts()
    known = {rule.id for rule in rules}
    quoted = {id_ for said in profile.clauses.values() for clause in said for id_ in clause.rules}
    indicators = load_index(profile.index).indicators if profile.index else ()
    named = {
        *profile.rules,
        *profile.enforce_unverified,
        *profile.units.rules,
        *quoted,
        *rules_named(indicators),
    }
    for id_ in sorted(named - known):
        raise AuditorError(
            f"判定方案 {profile.name}：没有名为“{id_}”的规则。可用的有：{'、'.join(sorted(known))}"
        )


def judge(facts: Facts, rules: Sequence[Rule]) -> Judgement:
    """Run the rules that the profile has not switched off.

    A rule that raises becomes one ``error`` finding; its other verdicts are dropped, for they may be partial.
    """
    findings: list[Finding] = []
    passed: list[Finding] = []
    router, groups = Router(facts), _group_of(facts.profile)
    for rule in rules:
        if not facts.profile.enabled(rule.id):
            continue
        try:
            verdicts = _verdicts(rule, facts)
        except Exception as error:  # noqa: BLE001 - whatever a rule does, the others run on
            findings.append(_error(rule, facts, error))
            continue
        for verdict in verdicts:
            # A rule about many columns serves many rows: the verdict says which.
            serving = replace(rule, requirements=verdict.requirements) if verdict.requirements else rule
            group = next((groups[row] for row in serving.requirements if row in groups), "")
            found = _finding(serving, facts, verdict, router.route(serving, verdict), group)
            if not found.basis:
                continue  # nobody asks for it: no national clause, and none of this profile's plan
            if found.outcome is Outcome.PASS:
                passed.append(found)
            elif found.outcome in _REPORTED:
                findings.append(found)
    findings.sort(key=lambda f: (-f.severity.rank, f.rule, f.subject))
    return Judgement(tuple(findings), tuple(passed))


def build_audit(
    facts: Facts, rules: Sequence[Rule], tool: Tool, decisions: tuple[AuditedDecision, ...] = ()
) -> Audit:
    """Judge, score, and put all that reports read into one document."""
    judgement = judge(facts, rules)
    graded = grade(facts, judgement.findings, judgement.passed)
    portal, plan = facts.portal, facts.profile.document
    limits = {item.id: item.limit_text for item in facts.items}
    return Audit(
        schema=SCHEMA,
        tool=tool,
        portal=AuditedPortal(portal.code, portal.name, portal.url, portal.level),
        profile=facts.profile.name,
        profile_title=facts.profile.title,
        plan=plan.number if plan else "",
        today=facts.today.isoformat(),
        unjudged=unjudged(facts.inventory.coverage, facts.profile.coverage_floor),
        coverage=facts.inventory.coverage,
        columns=tuple(
            _audited(facts, column)
            for column in sorted(facts.inventory.columns, key=lambda c: (c.path, c.id))
        ),
        standard=tuple(_proven(facts, match, limits) for match in facts.standard if _is_told(facts, match)),
        site=_site(facts),
        findings=graded.findings,
        score=graded.score,
        decisions=decisions,
        rules=_rules(facts, rules, judgement),
        parts=graded.parts,
        indicators=graded.indicators,
        organs=facts.inventory.organs,
        # What is quoted of the portal as it stands, and what was sent to it, bears nobody's numbers.
        engines=masked_value(facts.inventory.engines),
        asked=tuple(_request(fetch) for fetch in facts.inventory.asked),
        dialogs=masked_value(facts.inventory.dialogs),
        targets=masked_value(facts.inventory.targets),
        surveys=masked_value(facts.inventory.surveys),
        letters=letter_statistics(facts),
        media=masked_value(facts.media),
        passed=tuple(sorted(finding.fingerprint for finding in judgement.passed)),
    )


def _request(fetch: Fetch) -> AuditedRequest:
    return AuditedRequest(
        fetch.purpose,
        fetch.method,
        masked_address(fetch.url),
        masked_form(fetch.body),
        fetch.status,
        fetch.failure,
        fetch.elapsed_ms,
    )


def _is_told(facts: Facts, match: StandardMatch) -> bool:
    """A column that only some other plan asks for is no gap here, and worth a line only when it is there."""
    return match.required or match.outcome is Presence.PRESENT or bool(facts.entries[match.id].levels)


def _group_of(profile: Profile) -> Mapping[str, str]:
    """Part of the score by row of the register."""
    if not profile.index:
        return {}
    return {row: group.id for group in load_index(profile.index).groups for row in group.requirements}


def _rules(facts: Facts, rules: Sequence[Rule], judgement: Judgement) -> tuple[AuditedRule, ...]:
    reported = Counter(finding.rule for finding in judgement.findings)
    passed = Counter(finding.rule for finding in judgement.passed)
    return tuple(
        AuditedRule(
            rule.id,
            rule.code,
            rule.title,
            facts.profile.severity(rule.id, rule.severity),
            rule.requirements,
            passed[rule.id],
            reported[rule.id],
        )
        for rule in rules
        if facts.profile.enabled(rule.id)
    )


def fingerprint(rule: str, subject: str, portal: str) -> str:
    """Identity of a finding from one audit to the next: new wording or figures do not change it."""
    return hashlib.sha256("\n".join((rule, subject, portal)).encode()).hexdigest()[:16]


def _verdicts(rule: Rule, facts: Facts) -> list[Verdict]:
    verdicts = list(rule.check(facts))
    twice = [subject for subject, n in Counter(verdict.subject for verdict in verdicts).items() if n > 1]
    if twice:
        raise ValueError(f"several verdicts about {twice[0]}")
    return verdicts


def _finding(rule: Rule, facts: Facts, verdict: Verdict, route: Route, group: str) -> Finding:
    severity = facts.profile.severity(rule.id, verdict.severity or rule.severity)
    found = Finding(
        rule=rule.id,
        code=rule.code,
        subject=verdict.subject,
        subject_name=masked(verdict.subject_name),
        outcome=verdict.outcome,
        severity=severity,
        basis=_cited(facts.profile, rule, verdict),
        params={key: _masked(value) for key, value in verdict.params.items()},
        evidence=tuple(
            replace(each, url=masked_address(each.url), quote=masked(each.quote)) for each in verdict.evidence
        ),
        candidates=verdict.candidates,
        obstacles=masked_value(verdict.obstacles[:_OBSTACLES_SHOWN]),
        fingerprint=fingerprint(rule.id, verdict.subject, facts.portal.code),
        requirements=rule.requirements,
        field=route.field,
        organ=route.organ,
        units=route.units,
        group=group,
        occurrences=verdict.occurrences,
    )
    if found.outcome is not Outcome.FAIL:
        return found
    if unjudged(facts.inventory.coverage, facts.profile.coverage_floor) in NO_PORTAL:
        return _unless_a_portal(facts, found)
    if (verdict.claims or rule.claims) is Claim.ABSENCE:
        found = _unless_unread(facts, found)
    return _unless_unverified(facts, rule, verdict, found)


def _masked(value: Any) -> Any:
    """Whatever a rule quotes: personal data of the portal's pages do not travel on in our report."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return {key: _masked(each) for key, each in value.items()} if isinstance(value, dict) else value


def _cited(profile: Profile, rule: Rule, verdict: Verdict) -> tuple[Clause, ...]:
    """The plan's own sentences first, then what they rest on nationally; each once."""
    national = rule.basis if verdict.basis is None else verdict.basis
    return tuple(
        dict.fromkeys((*clauses_for(profile, rule, verdict.subject, verdict.subject_name), *national))
    )


def _unless_a_portal(facts: Facts, found: Finding) -> Finding:
    """A page without a single column may be a notice, a wall or an address misspelt: nothing on it is held against
    the portal, not even what stands there."""
    obstacle = Obstacle(facts.portal.url, "no-portal", facts.portal.name)
    params = found.params | {"reason": "no-portal"}
    return replace(found, outcome=Outcome.CANT_TELL, params=params, obstacles=(obstacle,))


def _unless_unread(facts: Facts, found: Finding) -> Finding:
    """A missing thing is only missing when nothing stands in the way of seeing it."""
    obstacles = absence_obstacles(facts, found.subject)
    if not obstacles:
        return found
    params = found.params | {"reason": "unproven-absence", "obstacle_count": len(obstacles)}
    return replace(found, outcome=Outcome.CANT_TELL, params=params, obstacles=obstacles[:_OBSTACLES_SHOWN])


def _unless_unverified(facts: Facts, rule: Rule, verdict: Verdict, found: Finding) -> Finding:
    """Nobody fails on a clause that nobody has read, unless the profile says so. A sentence of the plan that only
    speaks of the matter is cited, but does not make a threshold of ours the law."""
    if found.outcome is not Outcome.FAIL:
        return found
    national = rule.basis if verdict.basis is None else verdict.basis
    if any(clause.verified for clause in national):
        return found
    if deciding(facts.profile, rule, verdict.subject, verdict.subject_name):
        return found
    if found.rule in facts.profile.enforce_unverified:
        return replace(found, params=found.params | {"unverified": True, "enforced": True})
    return replace(found, outcome=Outcome.WARN, params=found.params | {"unverified": True})


def _error(rule: Rule, facts: Facts, error: Exception) -> Finding:
    return Finding(
        rule=rule.id,
        code=rule.code,
        subject=rule.id,
        subject_name=rule.title,
        outcome=Outcome.ERROR,
        severity=Severity.INFO,
        params={"error": type(error).__name__, "message": str(error)[:200]},
        fingerprint=fingerprint(rule.id, rule.id, facts.portal.code),
    )


def _audited(facts: Facts, column: Column) -> AuditedColumn:
    fresh = assess_freshness(facts, column)
    listed = column.kind is PageKind.LIST or column.failure is not None
    stale = {FreshnessState.STALE: True, FreshnessState.FRESH: False, FreshnessState.DUE_SOON: False}
    return AuditedColumn(
        id=column.id,
        url=column.url,
        name=column.name,
        path=column.path,
        kind=column.kind,
        items=None if column.failure is not None else len(column.items),
        total=column.total,
        newest=column.newest if fresh.state is FreshnessState.NOT_JUDGED else fresh.newest,
        empty=column.empty,
        stale=stale.get(fresh.state),
        limit_days=fresh.class_.limit_days if listed else None,
        entry=facts.column_entry.get(column.id),
        undated=column.undated,
        freshness=fresh.class_.id if listed else None,
        failure=column.failure,
    )


def _proven(facts: Facts, match: StandardMatch, limits: Mapping[str, str]) -> StandardMatch:
    """An absence that is not proven is shown as unknown, in step with the findings; what is not there has its
    clause. ``limits``: 公开时限 by item id."""
    entry, outcome = facts.entries[match.id], match.outcome
    if outcome is Presence.ABSENT and absence_obstacles(facts, match.id):
        outcome = Presence.CANT_TELL
    if match.group is Group.ITEM:
        # The row of the catalog is its clause; the laws that a row cites are in the catalog itself.
        parent, limit = next(iter(entry.parents), None), limits.get(match.id, "")
        return replace(match, outcome=outcome, parent=parent, limit=limit, basis=entry.basis[:1])
    if match.outcome is not Presence.PRESENT:
        return replace(match, outcome=outcome, basis=entry.basis)
    return match


def _site(facts: Facts) -> dict[str, Any]:
    """Facts found, by name; of several with one name the first counts, as the reader ranked them."""
    found: dict[str, Any] = {}
    for fact in facts.inventory.site.found:
        found.setdefault(fact.name, {"value": fact.value, "quote": fact.quote, "url": fact.url})
    return dict(sorted(found.items()))
