"""What a list page says about its further pages to whoever does not know its CMS: a 下一页 link, a total in words.

Scripts that hold the numbers are read by the families (``spiders/families``).
"""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract.dom import Dom, Element, squeeze, text_of
from auditor.model import Pager

_RECORDS = re.compile(
    r"(?:recordCount|totalRecord|totalCount|total_record)[\"']?\s*[:=]\s*[\"']?(\d{1,9})(?!\d)", re.I
)
_TEXT_TOTAL = re.compile(
    r"共(?:有|计)?\s*(\d{1,9})\s*(?:条|篇|个记录|条记录|条信息)|总(?:记录|条)数\s*[:：]?\s*(\d{1,9})"
)
_TEXT_PAGES = re.compile(
    r"共\s*(\d{1,7})\s*页|页次\s*[:：]?\s*\d{1,7}\s*/\s*(\d{1,7})|第\s*\d{1,7}\s*/\s*(\d{1,7})\s*页"
)
_NEXT = re.compile(r"^(?:下一页|下页|后一页|next|>|›|»|>>|下一頁)$", re.I)
_LONGEST_NEXT = 8  # characters, spaces between the letters included
_NUMBERED = re.compile(
    r"_\d{1,4}\.s?html?$|/\d{1,4}\.s?html?$|[?&](?:page|cur_page|pageNo|p|currentPage|PAGENUM)=\d+", re.I
)
MAX_NEXT = 3


def read_pager(page: Dom, scripts: str, url: str) -> Pager | None:
    """Read the pager of a list page; None when the page shows none."""
    total = total_of(page, scripts)
    for anchor in page.body.iter("a"):
        text = text_of(anchor)
        label = squeeze(text) if len(text) <= _LONGEST_NEXT else ""
        if not _NEXT.match(label):
            continue
        joined = page.absolute(anchor.get("href") or "")
        # A lone ">" in a breadcrumb is no pager: its target must look numbered.
        if len(label) == 1 and not (joined and _NUMBERED.search(joined)):
            continue
        parent = anchor.getparent()
        own = joined and urls.canonical(joined) != urls.canonical(url)
        pages = pages_of(anchor if parent is None else parent)
        return Pager(pages, None, total, (joined,) if joined and own else (), label)
    return Pager(None, None, total, (), f"total {total}") if total is not None else None


def total_of(page: Dom, scripts: str) -> int | None:
    """The number of rows of the whole list, as a script or a sentence of the page gives it."""
    match = _RECORDS.search(scripts)
    return int(match[1]) if match else _first_number(_TEXT_TOTAL, page.text)


def pages_of(box: Element) -> int | None:
    """The number of pages that the words of a pager give: 共12页, 页次：1/12."""
    return _first_number(_TEXT_PAGES, text_of(box))


def is_further(url: str, pager: Pager | None) -> bool:
    """True for page 2 and later of a list, told by the pager's own figure, else by the number in the address."""
    if pager is not None and pager.current is not None:
        return pager.current > 0
    return bool(_NUMBERED.search(url))


def _first_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return next((int(group) for group in match.groups() if group), None) if match else None
