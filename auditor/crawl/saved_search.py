"""A small site search over the titles of a saved site, as the CMS of a county would answer."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cached_property

from auditor.crawl.saved_site import Page, SavedSite
from auditor.crawl.site_file import SearchSettings

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.I | re.S)
#: Some portals give an article the title of its column; what it is called stands here.
_ARTICLE_TITLE = re.compile(rb"<meta\s+name\s*=\s*[\"']ArticleTitle[\"']\s+content\s*=\s*\"([^\"]+)\"", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_HITS = 10


class SearchEngine:
    """Answers queries by ``settings.mode``: works, empty (never a hit), error (500), misses (other pages)."""

    def __init__(self, site: SavedSite) -> None:
        if site.search is None:
            raise ValueError("the site has no search")
        self._site = site
        self.settings: SearchSettings = site.search

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        """(URL, title) of all saved pages."""
        return [(url, title) for url, file in self._site.files() if (title := title_of(file.read_bytes()))]

    def answer(self, query: str) -> Page:
        match self.settings.mode:
            case "error":
                body = "<html><head><title>500</title></head><body>系统繁忙，请稍后再试</body></html>"
                return Page(body.encode(), "text/html; charset=utf-8", 500)
            case "empty":
                return results_page(query, [])
            case "misses":
                return results_page(query, [hit for hit in self._titles if query not in hit[1]][:_HITS])
            case _:
                return results_page(query, [hit for hit in self._titles if query and query in hit[1]][:_HITS])


def title_of(page: bytes) -> str:
    """What a saved page calls itself (``ArticleTitle`` before ``<title>``), in whatever charset it declares."""
    found = _ARTICLE_TITLE.search(page) or _TITLE.search(page)
    if found is None:
        return ""
    declared = _CHARSET.search(page[:4096])
    charset = declared[1].decode("ascii") if declared else "utf-8"
    charset = "gb18030" if charset.lower().startswith("gb") else charset
    try:
        text = found[1].decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = found[1].decode("gb18030", "replace")
    return " ".join(html.unescape(text).split())


def results_page(query: str, hits: Sequence[tuple[str, str]]) -> Page:
    """What the engine answers: the titles, with the query marked in each."""
    shown = html.escape(query)
    rows = "".join(
        f'<li><h3><a href="{html.escape(url)}">{html.escape(title).replace(shown, f"<em>{shown}</em>")}</a></h3>'
        f'<p class="url">{html.escape(url)}</p></li>'
        for url, title in hits
    )
    found = f"<ul class='result-list'>{rows}</ul>" if rows else "<p>没有找到与您的查询相符的结果</p>"
    body = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>站内搜索</title></head><body>"
        f"<div class='result-head'>共找到 {len(hits)} 条结果</div>{found}</body></html>"
    )
    return Page(body.encode(), "text/html; charset=utf-8")
