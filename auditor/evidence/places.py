"""Where on a page a finding can be seen: what to look for, in which order. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor import urls
from auditor.masking import masked
from auditor.model import Evidence, Finding

#: Reasons why a finding has no picture, as the report shows them.
NOWHERE = "此项是“没有找到”，没有可以拍下的位置"
PERSONAL = "证据含个人信息或不予公开的内容，不留截图"
NO_PAGE = "证据不是网页上的内容"
IN_CODE = "证据在网页代码中，页面上看不到"

#: The page itself exposes what the report hides.
_PERSONAL = frozenset({"exposed-personal-data", "exposed-document"})
#: What these judge is no part of a page that one could point at.
_NOT_SEEN = frozenset(
    {"missing-ipv6", "invalid-certificate", "unavailable-site", "improper-domain", "manual-check"}
)
_IN_CODE = frozenset({"missing-page-tag", "mixed-content", "foreign-script"})
_OF_ROWS = frozenset({"empty-column", "stale-column"})
_FOOTER = frozenset({"missing-site-fact"})
#: Evidence of a finding that is looked at; more would only cost time.
_MOST = 3
_DATE = re.compile(r"\s*\d{4}(?:-\d{1,2}){1,2}(?:[ T][\d:]+)?\s*")
_BREAK = re.compile(r"[；;：:，,、（(）)｜|“”\"…]+|\s+(?=https?://)")
#: Shorter pieces of a quote stand everywhere.
_SHORTEST = 3
_PIECES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """What to look for on the page of ``evidence``, best first: the link to ``link``, the first of ``texts``, the
    ``region`` (``footer``, ``list``). ``whole`` of the texts are the quote itself, the others pieces of it. ``required``: without
    it there is no picture, not even of the top of the page. ``of_rows``: it speaks of rows of a list, so that a page whose
    rows are not there would mislead."""

    evidence: Evidence
    texts: tuple[str, ...] = ()
    whole: int = 0
    link: str = ""
    region: str = ""
    required: bool = False
    of_rows: bool = False


def places_of(finding: Finding, home: str, is_absence: bool) -> tuple[Place, ...]:
    """Places to look at; none for a finding that :func:`reason_of` explains. ``home`` is the portal's address,
    ``is_absence`` whether its rule claims that something is nowhere."""
    if finding.rule in _PERSONAL | _NOT_SEEN | _IN_CODE:
        return ()
    shown = [each for each in finding.evidence if urls.absolute(each.url, each.url)]
    if finding.rule in _FOOTER:
        return tuple(Place(each, region="footer") for each in shown[:1])
    if is_absence:
        shown = [each for each in shown if each.quote and not _is_home(each.url, home)]
    return tuple(_place(finding, each, home, is_absence) for each in shown[:_MOST])


def reason_of(finding: Finding, is_absence: bool) -> str:
    """Why a finding without places has none."""
    if finding.rule in _PERSONAL:
        return PERSONAL
    if finding.rule in _IN_CODE:
        return IN_CODE
    return NOWHERE if is_absence else NO_PAGE


def _place(finding: Finding, evidence: Evidence, home: str, is_absence: bool) -> Place:
    whole = _whole(evidence.quote)
    pieces = [piece for piece in _pieces(evidence.quote) if piece not in whole]
    is_empty = finding.rule == "empty-column"
    own = [finding.subject_name] if not is_empty and len(finding.subject_name) >= 2 else []
    is_home = _is_home(evidence.url, home)
    return Place(
        evidence,
        texts=(*whole, *pieces, *(name for name in own if name not in whole and not is_home)),
        whole=len(whole),
        link=evidence.where if urls.absolute(evidence.url, evidence.where) else "",
        region="list" if is_empty else "",
        required=is_absence or is_home,
        of_rows=finding.rule in _OF_ROWS,
    )


def _whole(quote: str) -> list[str]:
    """The quote, as such and without the date that the report adds to a title."""
    text = masked(" ".join(quote.split()))
    bare = _DATE.sub(" ", text).strip()
    return [each for each in dict.fromkeys((text, bare)) if len(each) >= 2]


def _pieces(quote: str) -> list[str]:
    """Parts of a quote that was put together for the report, the long ones first."""
    parts = [" ".join(part.split()) for part in _BREAK.split(masked(quote))]
    kept = [part for part in dict.fromkeys(parts) if len(part) >= _SHORTEST]
    return sorted(kept, key=len, reverse=True)[:_PIECES]


def _is_home(url: str, home: str) -> bool:
    return urls.canonical(url) == urls.canonical(home)
