"""帝国CMS (EmpireCMS): the total and the last page stand inside the list, ``index_2.html`` is page 2."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from auditor.extract.dom import Element, squeeze, text_of
from auditor.extract.family import Family, Marks, PageSource
from auditor.extract.forms import read_search_forms
from auditor.extract.pager import MAX_NEXT, total_of
from auditor.model import Pager, SearchForm
from spiders.families.json_rows import whole_number

_SEARCH = re.compile(r"/e/search/(?:index\.php)?(?:$|[?#])", re.I)
_MARKS = Marks(
    "/e/search/index.php",
    "/e/search/?",
    "/e/data/js/ajax.js",
    "/e/public/viewclick",
    "/e/public/onclick",
    "/e/public/digg",
    "/e/action/listinfo",
)
_TOTAL_TITLE = re.compile(r"^\s*(?:total\s+record|总数|总记录数?)\s*$", re.I)
_LAST = re.compile(r"^(?:尾页|末页|最后一?页|>>|»)$")
_NUMBERED = re.compile(r"(?:index|list)_(?:\d+_)?(\d{1,5})\.s?html?$", re.I)
#: dynamic lists count from 0: page=1 is the second page
_DYNAMIC = re.compile(r"/e/action/ListInfo|/e/search/result|/e/tags", re.I)
_META_CHARSET = re.compile(r"<meta[^>]{0,120}charset\s*=\s*[\"']?\s*(gb[\w-]+)", re.I)
_HEAD = 6_000


class Empire(Family):
    """Static lists with a pager line, and the search box that posts to ``/e/search/index.php``."""

    name = "empire"

    def recognise(self, page: PageSource) -> bool:
        return _total_link(page) is not None or _MARKS.are_in(page)

    def pager(self, page: PageSource) -> Pager | None:
        """Total, current and last page of the pager line; numbers of the pager count from 0, as everywhere."""
        anchor = _total_link(page)
        if anchor is None:
            return None
        parent = anchor.getparent()
        box = parent if parent is not None else page.dom.body
        digits = squeeze(text_of(anchor))
        numbered = _numbered(page, box)
        current = _current(page, box)
        last = _last(page, box)
        pages = max([current, *(numbered if last is None else [last])])
        ahead = [numbered[number] for number in sorted(numbered) if number > current]
        total = whole_number(digits)
        if total is None:
            total = total_of(page.dom, page.scripts) or None
        shown = f"{anchor.get('title', '').strip()} {digits}"
        return Pager(pages, current - 1, total, tuple(ahead[:MAX_NEXT]), shown[:120])

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        """The box as the generic reader sees it, sent in the page's own encoding: many of these sites are GB18030."""
        own = [form for form in read_search_forms(page.dom, page.scripts) if _SEARCH.search(form.action)]
        declared = _META_CHARSET.search(page.markup, 0, _HEAD)
        if declared is None:
            return tuple(own)
        return tuple(replace(form, charset="gb18030") for form in own)


def _total_link(page: PageSource) -> Element | None:
    return next(
        (anchor for anchor in page.dom.body.iter("a") if _TOTAL_TITLE.match(anchor.get("title") or "")), None
    )


def _number(url: str) -> int | None:
    """The page that an address names, counted from 1; None when it names none."""
    parts = urlsplit(url)
    if _DYNAMIC.search(parts.path):
        found = whole_number(dict(parse_qsl(parts.query)).get("page", ""))
        return found + 1 if found is not None else None
    match = _NUMBERED.search(parts.path)
    return int(match[1]) if match else None


def _numbered(page: PageSource, box: Element) -> dict[int, str]:
    """Page number → address of the links beside the total."""
    found: dict[int, str] = {}
    for anchor in box.iter("a"):
        joined = page.dom.absolute(anchor.get("href") or "")
        number = _number(joined) if joined else None
        if joined and number is not None:
            found.setdefault(number, joined)
    return found


def _current(page: PageSource, box: Element) -> int:
    """The page number that stands in bold outside a link; else that of the address; else 1."""
    for bold in box.iter("b", "strong", "span"):
        if any(parent.tag == "a" for parent in bold.iterancestors()):
            continue
        number = whole_number(squeeze(text_of(bold)))
        if number:
            return number
    return _number(page.url) or 1


def _last(page: PageSource, box: Element) -> int | None:
    for anchor in box.iter("a"):
        if _LAST.match(squeeze(text_of(anchor))):
            joined = page.dom.absolute(anchor.get("href") or "")
            return _number(joined) if joined else None
    return None
