"""Which findings of a notice are looked at again, and which pages that takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auditor import urls
from auditor.comparison import FAULTS
from auditor.errors import AuditorError
from auditor.model import Audit, Fetch, Finding, Outcome, Purpose

#: Shortest beginning of a fingerprint that is taken for one.
_PREFIX = 4
_NAVIGATION = frozenset({Purpose.HOME, Purpose.NAVIGATION, Purpose.LIST_PAGE, Purpose.PART})


def selected(audit: Audit, only: Sequence[str] = (), unit: str = "") -> tuple[Finding, ...]:
    """The findings of a notice, in the order of the audit: those that do not comply and are not waived, or those that
    ``only`` names by their fingerprints (or their beginnings), or those that ``unit`` must mend. AuditorError names what is
    unknown, ambiguous or empty."""
    chosen = [f for f in audit.findings if f.outcome is Outcome.FAIL and f.fingerprint not in audit.waived]
    if only:
        wanted = {fingerprint for query in only for fingerprint in _named(audit, query)}
        chosen = [finding for finding in audit.findings if finding.fingerprint in wanted]
    if unit:
        units = sorted({each for finding in chosen for each in finding.units})
        chosen = [finding for finding in chosen if unit in finding.units]
        if not chosen:
            known = f"有问题的责任单位：{'、'.join(units)}" if units else "这次检查没有列明责任单位"
            raise AuditorError(f"没有由“{unit[:80]}”负责的、可复核的问题。{known}")
    if not chosen:
        raise AuditorError(
            "这次检查没有不符合的问题（已豁免的除外），不需要复核。可用 --only 编号 指定其他事项"
        )
    return tuple(chosen)


def _named(audit: Audit, query: str) -> list[str]:
    wanted = query.strip().lower()
    found = [f.fingerprint for f in audit.findings if f.fingerprint.startswith(wanted)]
    if len(wanted) < _PREFIX or not found:
        raise AuditorError(f"没有编号为“{query[:40]}”的问题。请给出报告中的编号（至少前 {_PREFIX} 位）")
    if len(found) > 1:
        raise AuditorError(
            f"编号“{query[:40]}”对应 {len(found)} 个问题（{'、'.join(found[:5])}）。请多写几位"
        )
    if not any(f.fingerprint in found and f.outcome in FAULTS for f in audit.findings):
        raise AuditorError(
            f"编号 {found[0]} 当时无法判定，不是不符合或提醒，没有整改可复核。请重新检查：auditor run"
        )
    return found


def pages_to_ask(audit: Audit, findings: Iterable[Finding], known: Sequence[Fetch]) -> frozenset[str]:
    """Addresses (canonical) that no answer of the earlier crawl may stand for: all pages of the navigation, for absence needs
    them all; the pages that the findings name, the pages of their columns, and what lies below these. A finding that does
    not name all its places may rest on any page."""
    chosen = tuple(findings)
    columns = {column.id: column.url for column in audit.columns}
    if not all(finding.subject in columns or _names_all(finding) for finding in chosen):
        return frozenset(_addresses_of(known))
    wanted = set(_addresses_of(fetch for fetch in known if fetch.purpose in _NAVIGATION))
    resting = {urls.canonical(url) for finding in chosen for url in _resting_on(finding, columns)}
    below: dict[str, list[Fetch]] = {}
    for fetch in known:
        if fetch.referrer and fetch.purpose not in _NAVIGATION:
            below.setdefault(urls.canonical(fetch.referrer), []).append(fetch)
    waiting = list(resting)
    while waiting:
        for fetch in below.get(waiting.pop(), ()):
            new = {urls.canonical(fetch.url), urls.canonical(fetch.page)} - resting
            resting |= new
            waiting += new
    return frozenset(wanted | resting)


def _names_all(finding: Finding) -> bool:
    count = finding.params.get("count")
    places = max(finding.occurrences, count if isinstance(count, int) else 0, 1)
    return len(finding.evidence) >= places


def _addresses_of(fetches: Iterable[Fetch]) -> Iterator[str]:
    for fetch in fetches:
        yield urls.canonical(fetch.url)
        yield urls.canonical(fetch.page)


def _resting_on(finding: Finding, columns: Mapping[str, str]) -> Iterator[str]:
    yield from (evidence.url for evidence in finding.evidence)
    yield from (obstacle.url for obstacle in finding.obstacles)
    yield from web_addresses([finding.params, [evidence.where for evidence in finding.evidence]])
    if finding.subject in columns:
        yield columns[finding.subject]


def web_addresses(value: Any) -> Iterator[str]:
    """Every address among the values of parameters."""
    if isinstance(value, str):
        if value.startswith(("http://", "https://")):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from web_addresses(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from web_addresses(each)
