"""What a list page says about its further pages. In most CMSs no link exists: a script call holds the numbers."""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract.dom import Dom, Element, clean, squeeze, text_of
from auditor.model import Pager

#: TRS: createPageHTML(pages, current, "index", "html"); variants add arguments behind or quote the numbers.
_CREATE = re.compile(
    r"(?<!function )createPageHTML\w*\s*\(\s*[\"']?(\d+)[\"']?\s*,\s*[\"']?(\d+)[\"']?"
    r"\s*,\s*[\"']([\w./-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_COUNT_PAGE = re.compile(r"var\s+countPage\s*=\s*[\"']?(\d+)")
_CURRENT_PAGE = re.compile(r"var\s+currentPage\s*=\s*[\"']?(\d+)")
_PAGER_CALL = re.compile(
    r"Pager\(\{[^}]{0,200}?size\s*:\s*(\d+)[^}]{0,80}?current\s*:\s*(\d+)[^}]{0,80}?prefix\s*:\s*[\"'](\w+)[\"'][^}]{0,80}?suffix\s*:\s*[\"'](\w+)[\"']"
)
_RECORDS = re.compile(r"(?:recordCount|totalRecord|totalCount|total_record)[\"']?\s*[:=]\s*[\"']?(\d+)", re.I)
_TEXT_TOTAL = re.compile(
    r"共(?:有|计)?\s*(\d+)\s*(?:条|篇|个记录|条记录|条信息)|总(?:记录|条)数\s*[:：]?\s*(\d+)"
)
_TEXT_PAGES = re.compile(r"共\s*(\d+)\s*页|页次\s*[:：]?\s*\d+\s*/\s*(\d+)|第\s*\d+\s*/\s*(\d+)\s*页")
_NEXT = re.compile(r"^(?:下一页|下页|后一页|next|>|›|»|>>|下一頁)$", re.I)
_NUMBERED = re.compile(
    r"_\d{1,4}\.s?html?$|/\d{1,4}\.s?html?$|[?&](?:page|cur_page|pageNo|p|currentPage|PAGENUM)=\d+", re.I
)
MAX_NEXT = 3


def read_pager(page: Dom, scripts: str, url: str) -> Pager | None:
    """Read the pager of a list page; None when the page shows none. ``next_urls`` are at most 3."""
    found = _trs(scripts, url) or _empire(page) or _generic(page)
    total = _total(page, scripts)
    if found is None:
        return Pager(None, None, total, (), f"total {total}") if total is not None else None
    return Pager(
        found.pages,
        found.current,
        found.total if found.total is not None else total,
        found.next_urls,
        found.evidence,
    )


def _trs(scripts: str, url: str) -> Pager | None:
    match = _CREATE.search(scripts) or _PAGER_CALL.search(scripts)
    if match:
        pages, current, prefix, suffix = int(match[1]), int(match[2]), match[3], match[4]
        return Pager(
            pages, current, None, _suffixed(url, pages, current, prefix, suffix), clean(match[0])[:120]
        )
    count = _COUNT_PAGE.search(scripts)
    if count:
        at = _CURRENT_PAGE.search(scripts)
        pages, current = int(count[1]), int(at[1]) if at else 0
        return Pager(pages, current, None, _suffixed(url, pages, current, "index", "html"), count[0])
    return None


def _suffixed(url: str, pages: int, current: int, prefix: str, suffix: str) -> tuple[str, ...]:
    """TRS counts from 0: index.html, index_1.html … index_(pages-1).html."""
    following = range(current + 1, min(pages, current + 1 + MAX_NEXT))
    joined = (urls.absolute(url, f"{prefix}_{number}.{suffix}") for number in following)
    return tuple(link for link in joined if link)


def _empire(page: Dom) -> Pager | None:
    """Empire CMS: <a title="Total record"><b>333</b></a> and index_2.html, which is page 2."""
    for anchor in page.body.iter("a"):
        if (anchor.get("title") or "").strip().lower() == "total record":
            digits = squeeze(text_of(anchor))
            box = anchor.getparent()
            links = _number_links(page, box if box is not None else page.body)
            total = int(digits) if digits.isdigit() else None
            return Pager(None, None, total, links[:MAX_NEXT], f"Total record {digits}")
    return None


def _generic(page: Dom) -> Pager | None:
    for anchor in page.body.iter("a"):
        label = squeeze(text_of(anchor))
        if not _NEXT.match(label):
            continue
        joined = urls.absolute(page.base, anchor.get("href") or "")
        # A lone ">" in a breadcrumb is no pager: its target must look numbered.
        if len(label) == 1 and not (joined and _NUMBERED.search(joined)):
            continue
        parent = anchor.getparent()
        match = _TEXT_PAGES.search(text_of(anchor if parent is None else parent))
        pages = next((int(group) for group in match.groups() if group), None) if match else None
        own = joined and urls.canonical(joined) != urls.canonical(page.base)
        return Pager(pages, None, None, (joined,) if joined and own else (), label)
    return None


def _number_links(page: Dom, box: Element) -> tuple[str, ...]:
    """Addresses that look numbered, the page's own left out, in order."""
    found: dict[str, None] = {}
    for anchor in box.iter("a"):
        joined = urls.absolute(page.base, anchor.get("href") or "")
        if joined and _NUMBERED.search(joined) and urls.canonical(joined) != urls.canonical(page.base):
            found.setdefault(joined)
    return tuple(found)


def is_further(url: str, pager: Pager | None) -> bool:
    """True for page 2 and later of a list, told by the pager's own figure or the number in the address."""
    return bool((pager is not None and pager.current) or _NUMBERED.search(url))


def _total(page: Dom, scripts: str) -> int | None:
    match = _RECORDS.search(scripts)
    if match:
        return int(match[1])
    text = page.text
    spoken = _TEXT_TOTAL.search(text)
    return next((int(group) for group in spoken.groups() if group), None) if spoken else None
