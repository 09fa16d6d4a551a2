"""TRS WCM (拓尔思): static lists whose further pages no link names, only a script call that holds the numbers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import clean, marks
from auditor.extract.family import Family, Marks, PageSource
from auditor.extract.pager import MAX_NEXT, pages_of, total_of
from auditor.model import Pager, SearchForm
from spiders.families.script_calls import field, object_calls
from spiders.families.script_search import script_form

_MARK = Marks(
    "currchnlcls",
    "trs_editor",
    "trs_ueditor",
    "/was5/web/",
    "/igs/front/",
    "pb_next_page",
    shapes=(
        ("createpage", r"createpage(?:html)?\w{0,20}\s*\("),
        ("countpage", r"\bcountpage\s*="),
        ("/t", r"/t\d{8}_\d{1,12}\.s?html?"),
        ('"t', r"\"t\d{8}_\d{1,12}\.s?html?"),
        ("'t", r"'t\d{8}_\d{1,12}\.s?html?"),
    ),
)
#: createPageHTML(4, 0, "index", "html") counts from 0; createPageHTML('page_div', 10, 1, 'list', 'shtml', 189) from 1
_CALL = re.compile(
    r"(?<!function )createPage(?:HTML)?\w{0,20}\s*\(\s*(?:(?P<q>[\"'])(?P<box>[\w#.-]{1,60})(?P=q)\s*,\s*)?"
    r"[\"']?(?P<pages>\d{1,7})[\"']?\s*,\s*[\"']?(?P<current>\d{1,7})[\"']?"
    r"\s*,\s*[\"'](?P<prefix>[\w./-]{1,120})[\"']\s*,\s*[\"']\.?(?P<suffix>\w{1,8})[\"'](?:\s*,\s*[\"']?(?P<total>\d{1,9})(?!\d))?",
    re.I,
)
_PAGER = re.compile(r"\bPager\s*\(\s*(?=\{)")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,7})(?!\d)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,7})(?!\d)")
_RECORDS = re.compile(r"\bcount(?:num|record)s?\s*=\s*[\"']?(\d{1,9})(?!\d)", re.I)
_FIRST_PAGE = re.compile(r"href\s*=\s*\\?[\"']([\w-]{1,80})\.(s?html?)\\?[\"']", re.I)
_NUMBER = re.compile(r"_(\d{1,5})\.\w+$")
#: pages of a long text: createPageHTML(3, 0, "t20201127_653", "html")
_ARTICLE_NAME = re.compile(r"^t?\d{6,8}_\d+$")
_ENGINES = (
    ("/igs/front/search.jhtml", "searchWord", ("code", "siteId", "pageSize")),
    ("/was5/web/search", "searchword", ("channelid",)),
)


class Trs(Family):
    name = "trs"

    def recognise(self, page: PageSource) -> bool:
        return _MARK.are_in(page)

    def pager(self, page: PageSource) -> Pager | None:
        return _called(page) or _configured(page) or _counted(page) or _linked(page)

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        return tuple(form for engine in _ENGINES for form in script_form(page, *engine))


def _called(page: PageSource) -> Pager | None:
    call = _CALL.search(page.scripts)
    if call is None or _is_text(page.url, call["prefix"]):
        return None
    pages, current = int(call["pages"]), int(call["current"])
    from_one = current >= 1 and (call["box"] is not None or _is_first(page.url))
    # The last argument is the number of rows in the form that names its box; elsewhere it may be anything.
    total = int(call["total"]) if call["box"] is not None and call["total"] else None
    return _numbered(
        page, pages, current, (call["prefix"], call["suffix"]), clean(call[0]), from_one=from_one, total=total
    )


def _configured(page: PageSource) -> Pager | None:
    """``Pager({size: 5, current: 0, prefix: 'index', suffix: 'html'})``: ``size`` is the number of pages."""
    for match, literal in object_calls(page.scripts, _PAGER):
        size, current, prefix, suffix = (
            field(literal, name).strip("\"'") for name in ("size", "current", "prefix", "suffix")
        )
        known = re.fullmatch(r"\d{1,7}", size) and re.fullmatch(r"\d{1,7}", current)
        if known and re.fullmatch(r"[\w./-]{1,120}", prefix) and re.fullmatch(r"\.?\w{1,8}", suffix):
            names = (prefix, suffix.lstrip("."))
            return _numbered(page, int(size), int(current), names, clean(match[0] + literal))
    return None


def _counted(page: PageSource) -> Pager | None:
    """``var countPage=56; var currentPage=0;`` before a script that writes the links."""
    count = _COUNT.search(page.scripts)
    if count is None or _is_text(page.url, urls.slug(page.url)):
        return None
    at = _CURRENT.search(page.scripts)
    first = _FIRST_PAGE.search(page.scripts, count.end())
    records = _RECORDS.search(page.scripts)
    names = (first[1], first[2]) if first else ("index", "html")
    total = int(records[1]) if records else None
    return _numbered(page, int(count[1]), int(at[1]) if at else 0, names, clean(count[0]), total=total)


def _linked(page: PageSource) -> Pager | None:
    """``<a class='pb_next_page'>``, where ``index_1.html`` is the first page itself."""
    for anchor in page.dom.body.iter("a"):
        if "pb_next_page" not in marks(anchor).split():
            continue
        target = (anchor.get("href") or "").strip() or script.click_target(anchor.get("onclick") or "") or ""
        following = page.dom.absolute(target)
        own = following is None or urls.canonical(following) == urls.canonical(page.url)
        number = _NUMBER.search(urlsplit(page.url).path)
        current = max(0, int(number[1]) - 1) if number else 0
        box = anchor.getparent()
        pages = pages_of(anchor if box is None else box)
        links = () if own or following is None else _owned(page, [following])
        return Pager(pages, current, total_of(page.dom, page.scripts), links, "pb_next_page")
    return None


def _numbered(
    page: PageSource,
    pages: int,
    current: int,
    names: tuple[str, str],
    evidence: str,
    *,
    from_one: bool = False,
    total: int | None = None,
) -> Pager:
    """Page n is ``index_n.html`` whether the first one counts as 0 or as 1; only the last number differs."""
    last = pages if from_one else pages - 1
    following = range(current + 1, min(last, current + MAX_NEXT) + 1)
    found = [urls.absolute(page.url, f"{names[0]}_{number}.{names[1]}") for number in following]
    if total is None:
        total = total_of(page.dom, page.scripts)
    return Pager(pages, current - 1 if from_one else current, total, _owned(page, found), evidence[:120])


def _owned(page: PageSource, found: list[str] | list[str | None]) -> tuple[str, ...]:
    return tuple(url for url in found if url and page.territory.owns(url))


def _is_first(url: str) -> bool:
    return _NUMBER.search(urlsplit(url).path) is None


def _is_text(url: str, prefix: str) -> bool:
    """True when the numbers page the text of an article."""
    return bool(_ARTICLE_NAME.match(prefix.rsplit("/", 1)[-1])) or urls.looks_like_article(url)
