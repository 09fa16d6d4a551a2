"""A small site search over the pages of a saved site, as the CMS of a county would answer.

Properly, it looks into titles and texts, titles first, sets the query off, says how many there are, and offers what an answer
can be narrowed down by. Each other mode is bad in one way: ``empty`` never finds, ``misses`` finds other pages, ``half`` has
every second page in its index and ``lagging`` none of the last week, ``titles`` looks into titles only, ``everything`` finds
all whatever is asked, ``broad`` too, but the best first, ``fuzzy`` finds something for nonsense, ``dead-results`` links to
where nothing is, ``unfiltered`` and ``unmarked`` lack what they are named for, ``captcha`` and ``too-often`` want something
else first, ``error`` is a 500 and ``gone`` a 404. ``slow`` and ``unhurried`` find as ``works`` does; their time is for the
server to take.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import get_args
from urllib.parse import urljoin

from auditor.crawl.saved_site import Page, SavedSite
from auditor.crawl.site_file import SearchMode, SearchSettings

MODES: tuple[str, ...] = get_args(SearchMode)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.I | re.S)
#: Some portals give an article the title of its column; what it is called stands here.
_ARTICLE_TITLE = re.compile(rb"<meta\s+name\s*=\s*[\"']ArticleTitle[\"']\s+content\s*=\s*\"([^\"]+)\"", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_UNSEEN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_BETWEEN = re.compile(r"[\W_]+")
_DAY = re.compile(r"(20\d\d)[-./年]?(\d\d)[-./月]?(\d\d)")
_HITS, _FEW = 10, 3
_LAG = timedelta(days=7)
#: What a proper engine offers: by time, by column, in another order.
_CONTROLS = (
    "<dl class='condition'><dt>时间范围</dt><dd><a href='javascript:;'>一年内</a></dd></dl>"
    "<dl class='condition'><dt>栏目分类</dt><dd><a href='javascript:;'>全部栏目</a></dd></dl>"
    "<dl class='condition'><dt>排序方式</dt><dd><a href='javascript:;'>按时间排序</a></dd></dl>"
)
_INSTEAD = {
    "captcha": (
        200,
        "请输入验证码后继续搜索 <img src='/captcha.jpg'><input name='vcode'><button>确定</button>",
    ),
    "too-often": (200, "系统限制的搜索时间间隔为 30 秒，请稍后再搜索"),
    "error": (500, "系统繁忙，请稍后再试"),
    "gone": (404, "404 Not Found"),
}


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page in the index. ``text`` is what it says, as :func:`text_of` gives it; its title is part of that."""

    url: str
    title: str
    text: str

    def holds(self, words: str) -> bool:
        return words in self.text or words in _folded(self.title)

    @property
    def day(self) -> date | None:
        """The day in its address, else the first in its text."""
        for place in (self.url, self.text):
            for found in _DAY.finditer(place):
                try:
                    return date(*map(int, found.groups()))
                except ValueError:
                    continue
        return None


class SearchEngine:
    """Answers queries as ``settings.mode`` says."""

    def __init__(self, site: SavedSite) -> None:
        if site.search is None:
            raise ValueError("the site has no search")
        self._site = site
        self.settings: SearchSettings = site.search

    @cached_property
    def _index(self) -> list[Indexed]:
        pages = ((url, file.read_bytes()) for url, file in self._site.files())
        return [Indexed(url, title, text_of(body)) for url, body in pages if (title := title_of(body))]

    def answer(self, query: str) -> Page:
        return search(self.settings.mode, query, self._index, self._site.modified)


def search(mode: str, query: str, index: Sequence[Indexed], today: date) -> Page:
    """What an engine of this mode answers. Pure. ValueError for a mode that is none."""
    if mode not in MODES:
        raise ValueError(f"no such mode: {mode}")
    if mode in _INSTEAD:
        status, words = _INSTEAD[mode]
        return _said(words, status)
    found = _found(mode, query, index, today)
    hits = [(entry.url, entry.title) for entry in found][:_HITS]
    if mode == "dead-results":
        hits = [(urljoin(url, f"/gone/{number}.html"), title) for number, (url, title) in enumerate(hits, 1)]
    return results_page(
        "" if mode == "unmarked" else query,
        hits,
        total=len(found),
        controls="" if mode == "unfiltered" else _CONTROLS,
    )


def _found(mode: str, query: str, index: Sequence[Indexed], today: date) -> Sequence[Indexed]:
    match mode:
        case "empty":
            return []
        case "everything":
            return index
        case "broad":
            best = look_up(index, query)
            known = {entry.url for entry in best}
            return [*best, *(entry for entry in index if entry.url not in known)]
        case "half":
            return look_up([entry for entry in index if _is_even(entry.url)], query)
        case "lagging":
            settled = [entry for entry in index if entry.day is None or entry.day <= today - _LAG]
            return look_up(settled, query)
        case "titles":
            return [entry for entry in look_up(index, query) if _folded(query) in _folded(entry.title)]
        case "misses":
            known = {entry.url for entry in look_up(index, query)}
            return [entry for entry in index if entry.url not in known][:_HITS]
        case "fuzzy":
            return look_up(index, query) or index[:_FEW]
        case _:
            return look_up(index, query)


def look_up(index: Iterable[Indexed], query: str) -> list[Indexed]:
    """Entries that hold the query, those with it in their titles first."""
    wanted = _folded(query)
    found = [entry for entry in index if wanted and entry.holds(wanted)]
    return sorted(found, key=lambda entry: wanted not in _folded(entry.title))


def _is_even(url: str) -> bool:
    return hashlib.sha256(url.encode()).digest()[0] % 2 == 0


def _folded(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()


def title_of(page: bytes) -> str:
    """What a saved page calls itself (``ArticleTitle`` before ``<title>``), in whatever charset it declares."""
    found = _ARTICLE_TITLE.search(page) or _TITLE.search(page)
    return " ".join(html.unescape(_decoded(found[1], page)).split()) if found is not None else ""


def text_of(page: bytes) -> str:
    """What a saved page says, as it is searched: without scripts, markup, spaces and punctuation, in one width and case."""
    shown = _TAG.sub(" ", _UNSEEN.sub(" ", _decoded(page, page)))
    return _folded(html.unescape(shown))


def _decoded(part: bytes, page: bytes) -> str:
    """A part of a page in the charset that the page declares."""
    declared = _CHARSET.search(page[:4096])
    charset = declared[1].decode("ascii") if declared else "utf-8"
    charset = "gb18030" if charset.lower().startswith("gb") else charset
    try:
        return part.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return part.decode("gb18030", "replace")


def results_page(
    query: str, hits: Sequence[tuple[str, str]], *, total: int | None = None, controls: str = _CONTROLS
) -> Page:
    """A page of results: the titles, with the query marked in each. ``total`` is as many as there are, unless the engine
    says more."""
    shown = html.escape(query)
    rows = "".join(
        f'<li><h3><a href="{html.escape(url)}">{_marked(html.escape(title), shown)}</a></h3>'
        f'<p class="url">{html.escape(url)}</p></li>'
        for url, title in hits
    )
    found = f"<ul class='result-list'>{rows}</ul>" if rows else "<p>没有找到与您的查询相符的结果</p>"
    count = len(hits) if total is None else total
    return _said(f"{controls}<div class='result-head'>共找到 {count} 条结果</div>{found}")


def _marked(title: str, query: str) -> str:
    return title.replace(query, f"<em>{query}</em>") if query else title


def _said(content: str, status: int = 200) -> Page:
    body = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>站内搜索</title></head><body>"
        f"{content}</body></html>"
    )
    return Page(body.encode(), "text/html; charset=utf-8", status)
