"""Parts of a SARIF log: rules, messages, places, suppressions, notifications. Pure; every crawled text is cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from auditor.model import Audit, AuditDiff, Evidence, Finding, Outcome, Severity, WaiverState
from reports import wording
from reports.text import clean, safe_href

#: So many places of one finding, and pages that were not read, are named.
_PLACES, _UNREAD = 20, 100
_DEFAULTS = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "note",
}
_SPECIAL = re.compile(r"[\\\[\]]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")
#: Characters that may stand in an address as they are (RFC 3986), the percent sign only before two digits.
_KEPT = "!$&'()*+,;=:@/?-._~"
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d{1,5})?")


def plain(text: str) -> dict[str, str]:
    """A message of plain text: no placeholder, no link."""
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], clean(text))
    return {"text": escaped.replace("{", "{{").replace("}", "}}")}


def markdown(text: str) -> str:
    """Text in which nothing is markup."""
    return _MARKDOWN.sub(r"\\\1", clean(text))


def uri(url: str) -> str | None:
    """``url`` as a valid absolute URI of http or https; None for what is none."""
    if not url or len(url) > 2000 or clean(url, 4000) != url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        ascii_host = host if host.isascii() else host.encode("idna").decode()
        _ = parts.port
    except (ValueError, UnicodeError):
        return None
    if not _HOST.fullmatch(ascii_host):
        return None
    path, query, fragment = (
        quote(_STRAY.sub("%25", part), safe=_KEPT + "%") for part in (parts.path, parts.query, parts.fragment)
    )
    return safe_href_of(urlunsplit((parts.scheme, ascii_host, path, query, fragment)))


def safe_href_of(address: str) -> str | None:
    """As :func:`reports.text.safe_href`, for an address that was encoded: an apostrophe in it is no harm in JSON."""
    return address if safe_href(address.replace("'", "%27")) else None


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────


def rule_ids(audit: Audit, diff: AuditDiff | None) -> dict[str, int]:
    """Index of each rule that ran or that a finding names."""
    earlier = (delta.before.rule for delta in diff.deltas if delta.before is not None) if diff else ()
    named = (*(rule.id for rule in audit.rules), *(each.rule for each in audit.findings), *earlier)
    return {rule: index for index, rule in enumerate(dict.fromkeys(named))}


def descriptors(audit: Audit, rules: dict[str, int], diff: AuditDiff | None) -> list[dict[str, Any]]:
    """The rules in the order of their index. One that only a finding names has that finding's code."""
    ran = {rule.id: rule for rule in audit.rules}
    earlier = [delta.before for delta in diff.deltas if delta.before is not None] if diff else []
    codes = {finding.rule: finding.code for finding in (*audit.findings, *earlier)}
    found = []
    for id_ in rules:
        rule = ran.get(id_)
        title = wording.rule_title(id_, rule.title if rule else "")
        why = wording.rule_why(id_)
        level: dict[str, str] = {}
        properties: dict[str, Any] = {
            "code": clean(rule.code if rule else codes[id_], 40),
            "index": rules[id_],
        }
        if rule:
            level = {"level": _DEFAULTS[rule.severity]}
            properties |= {
                "severity": rule.severity.value,
                "requirements": [clean(row, 20) for row in rule.requirements],
                "passed": rule.passed,
                "reported": rule.reported,
            }
        found.append(
            {
                "id": clean(id_, 80),
                "name": clean(title, 120),
                "shortDescription": plain(title),
                "fullDescription": plain(why or title),
                "help": plain(f"{title}。{why}")
                | {"markdown": f"## {markdown(title)}\n\n### 为什么\n\n{markdown(why)}\n"},
                "defaultConfiguration": level,
                "properties": properties,
            }
        )
    return found


# ── results ───────────────────────────────────────────────────────────────────────────────────────


def message(finding: Finding, day: str) -> dict[str, str]:
    """The sentence of the report; in markdown also what to do and how to see it again."""
    words = wording.words_for(finding, day)
    more = {"如何整改": words.mend, "如何复查": words.see, "说明": words.remark}
    parts = [
        markdown(words.sentence),
        *(f"**{name}**　{markdown(text)}" for name, text in more.items() if text),
    ]
    return plain(words.sentence) | {"markdown": "\n\n".join(parts)}


def locations(audit: Audit, finding: Finding) -> list[dict[str, Any]]:
    """The pages of the evidence, each with its quote. A place that is no address is told by the subject alone."""
    logical = [_logical(audit, finding)]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for evidence in finding.evidence:
        if place := _physical(evidence):
            found.setdefault(
                (place["physicalLocation"]["artifactLocation"]["uri"], evidence.quote),
                place | {"logicalLocations": logical},
            )
    return list(found.values())[:_PLACES] or [{"logicalLocations": logical}]


def _physical(evidence: Evidence) -> dict[str, Any] | None:
    address = uri(evidence.url)
    if address is None:
        return None
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": address}}}
    told = " → ".join(text for text in (clean(evidence.quote), clean(evidence.where, 400)) if text)
    return place | {"message": plain(told)} if told else place


def _logical(audit: Audit, finding: Finding) -> dict[str, str]:
    path = finding.params.get("path")
    above = [clean(str(one), 60) for one in path] if isinstance(path, list | tuple) else []
    name = clean(finding.subject_name or finding.subject, 120)
    if not above or above[-1] != name:
        above.append(name)
    return {"name": name, "fullyQualifiedName": " › ".join((clean(audit.portal.name, 80), *above))}


def suppressions(audit: Audit, finding: Finding) -> list[dict[str, Any]]:
    """Waivers that hold for a finding today."""
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": clean(waiver.reason),
            "properties": {
                "author": clean(waiver.author, 80),
                "clause": clean(waiver.clause, 200),
                "date": clean(waiver.date, 20),
                "expires": clean(waiver.expires, 20),
            },
        }
        for waiver in audit.waivers
        if waiver.state is WaiverState.APPLIED and finding.fingerprint in waiver.fingerprints
    ][:1]


# ── notifications ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Notes:
    """What went wrong while looking."""

    audit: Audit
    rules: dict[str, int]

    def invocation(self) -> dict[str, Any]:
        """``executionSuccessful`` is False when the portal as a whole could not be judged."""
        return {
            "executionSuccessful": not self.audit.unjudged,
            "toolExecutionNotifications": [*self._unjudged(), *self._failed_rules(), *self._unread()],
        }

    def _unjudged(self) -> Iterable[dict[str, Any]]:
        if self.audit.unjudged:
            why = wording.reason(self.audit.unjudged)
            yield {
                "descriptor": {"id": "portal-unjudged"},
                "level": "error",
                "message": plain(f"网站整体无法判定（{why}），没有结果不等于没有问题。"),
            }

    def _failed_rules(self) -> Iterable[dict[str, Any]]:
        for finding in self.audit.findings:
            if finding.outcome is Outcome.ERROR:
                yield {
                    "descriptor": {"id": "rule-failed"},
                    "associatedRule": {"id": clean(finding.rule, 80), "index": self.rules[finding.rule]},
                    "level": "error",
                    "message": plain(wording.words_for(finding, clean(self.audit.today, 20)).sentence),
                }

    def _unread(self) -> Iterable[dict[str, Any]]:
        obstacles = self.audit.coverage.obstacles
        for obstacle in obstacles[:_UNREAD]:
            name = clean(obstacle.name, 80) or clean(obstacle.url, 200)
            told: dict[str, Any] = {
                "descriptor": {"id": "page-unread"},
                "level": "warning",
                "message": plain(f"没有读到：{name}（{wording.reason(obstacle.reason)}）"),
            }
            if address := uri(obstacle.url):
                told["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": address}}}]
            yield told
        if len(obstacles) > _UNREAD:
            yield {
                "descriptor": {"id": "page-unread"},
                "level": "warning",
                "message": plain(f"其余 {len(obstacles) - _UNREAD} 个没有读到的页面见 audit.json"),
            }
