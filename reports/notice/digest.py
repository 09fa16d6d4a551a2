"""What a bulletin keeps of one county's audit: a few figures, so that hundreds of audits need no memory together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.model import Audit, Clause, Outcome, Scope
from reports.summary import score_text
from reports.text import clean
from reports.wording import rule_title

#: An interrupted crawl has a score, as a range; other reasons leave none.
_SCORED = (None, "interrupted")


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Failed findings of one rule on one portal."""

    rule: str
    title: str
    count: int
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class CountyDigest:
    """``judged`` is False when no score may be given. ``vetoed`` and ``may_veto`` are titles of indicators; ``failed``,
    ``warned`` and ``faults`` leave out the ``waived`` findings; ``faults`` are the failed ones by rule, the commonest first.
    ``yardstick`` tells by what the portal was judged: only equal ones compare well."""

    code: str
    name: str
    url: str
    day: str
    judged: bool
    score: str
    best: float
    worst: float
    vetoed: tuple[str, ...]
    may_veto: tuple[str, ...]
    failed: int
    warned: int
    cant_tell: int
    waived: int
    faults: tuple[RuleCount, ...]
    yardstick: str


def digest_of(audit: Audit) -> CountyDigest:
    """The digest of one portal's audit. ValueError for an audit of new media, which has no place among portals."""
    if audit.scope is not Scope.PORTAL:
        raise ValueError("not the audit of a portal")
    waived = audit.waived
    open_ = [finding for finding in audit.findings if finding.fingerprint not in waived]
    count = Counter(finding.outcome for finding in open_)
    failed = [finding for finding in open_ if finding.outcome is Outcome.FAIL]
    titles = {indicator.id: clean(indicator.title, 40) for indicator in audit.indicators}
    own = {rule.id: rule.title for rule in audit.rules}
    first = {finding.rule: finding for finding in reversed(failed)}
    faults = tuple(
        RuleCount(rule, rule_title(rule, own.get(rule, "")), number, next(iter(first[rule].basis), None))
        for rule, number in sorted(
            Counter(f.rule for f in failed).items(), key=lambda each: (-each[1], each[0])
        )
    )
    tool = audit.tool
    return CountyDigest(
        code=audit.portal.code,
        name=clean(audit.portal.name, 60),
        url=audit.portal.url,
        day=audit.today,
        judged=audit.unjudged in _SCORED,
        score=score_text(audit),
        best=audit.score.best,
        worst=audit.score.worst,
        vetoed=tuple(titles[each] for each in audit.score.vetoed if each in titles),
        may_veto=tuple(titles[each] for each in audit.score.may_veto if each in titles),
        failed=count[Outcome.FAIL],
        warned=count[Outcome.WARN],
        cant_tell=count[Outcome.CANT_TELL],
        waived=len(audit.findings) - len(open_),
        faults=faults,
        yardstick="｜".join(
            (audit.profile, audit.portal.level.value, tool.catalog_edition, tool.rules_version)
        ),
    )
