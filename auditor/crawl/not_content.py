"""Answers that are no content: walls, login forms, maintenance notices, error texts, sellers' and hijackers' pages.

None of them says what the portal publishes, so none may be judged. Recognition wants two things: the marks
(data, ``rules/not_content.yml``) and a page that holds next to nothing else. A portal's article about 网络安全 or
网站维护 names the same products and says the same sentences, but it is longer, or stands among menus, or bears a
publication line. Pure.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import urlsplit

from auditor.model import Failure
from auditor.wall_words import HijackWords, Sign, WallKind, wall_words

#: Bytes at the start of a page that hold its title and keywords, whatever follows.
_HEAD = 16_384
_UTF8 = re.compile(rb"charset\s*=\s*[\"']?\s*utf-?8", re.I)
_LINK = re.compile(r"<a\s", re.I)
#: Tags that stand within a sentence: to drop them must not part its words.
_INLINE = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|big|small|code)\b[^<>]{0,500}>", re.I)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_TITLE = re.compile(r"<title[^>]{0,200}>", re.I)
_META = re.compile(r"<meta\s([^<>]{0,4000})>", re.I)
_META_NAME = re.compile(r"name\s*=\s*[\"']?(?:keywords?|description)\b", re.I)
_META_CONTENT = re.compile(r"content\s*=\s*(\"[^\"]*|'[^']*)", re.I)
_SCRIPT_SOURCE = re.compile(r"<script[^<>]{0,500}?src\s*=\s*[\"']?\s*((?:https?:)?//[^\"'>\s]{3,300})", re.I)
#: Start and end of what a visitor does not see, and of the title, which is no part of the text.
_COMMENT = (re.compile("<!--"), re.compile("-->"))
_HIDDEN = tuple(
    (re.compile(rf"<{tag}\b", re.I), re.compile(rf"</{tag}\s*>", re.I))
    for tag in ("script", "style", "title")
)

Found = tuple[Failure, str]


def kind_of(status: int, headers: Mapping[str, str], body: bytes, url: str = "") -> Found | None:
    """What an answer is when it is no content, with the short name of the mark that gave it away; else None.

    ``headers`` have lower-case names, ``body`` is without Content-Encoding; ``url`` tells own scripts from foreign.
    """
    return next(kinds_of(status, headers, body, url), None)


def kinds_of(status: int, headers: Mapping[str, str], body: bytes, url: str = "") -> Iterator[Found]:
    """All kinds that an answer may be taken for, the surest first."""
    words = wall_words()
    if len(body) <= words.max_bytes:
        page = _Page(headers, body)
        for kind in words.kinds:
            mark = _mark(kind, status, page)
            if mark is not None and not page.is_own:
                yield (kind.failure, mark)
    if 200 <= status < 300:
        mark = _hijack(_Page(headers, body[:_HEAD]), body, url, words.hijack)
        if mark is not None:
            yield (Failure.HIJACKED, mark)


def is_login_address(url: str) -> bool:
    """True for an address that asks who the visitor is: what leads there is behind a login."""
    pattern = wall_words().login_address
    parts = urlsplit(url)
    return pattern is not None and pattern.search(f"{parts.scheme}://{parts.netloc}{parts.path}") is not None


class _Page:
    """An answer as the signs look at it. Everything is found when first asked for: most pages need little of it."""

    def __init__(self, headers: Mapping[str, str], body: bytes) -> None:
        self._headers = headers
        self._body = body

    @cached_property
    def html(self) -> str:
        """Source without comments: old links and menus are often left in them."""
        return "".join(_outside(_decoded(self._body, self._headers), *_COMMENT))

    @cached_property
    def links(self) -> int:
        return len(_LINK.findall(self.html))

    @cached_property
    def title(self) -> str:
        start = _TITLE.search(self.html)
        if start is None:
            return ""
        end = self.html.find("<", start.end())
        return _clean(self.html[start.end() : end if end >= 0 else start.end() + 300])

    @cached_property
    def text(self) -> str:
        """What a visitor reads, without the title."""
        shown = self.html
        for start, end in _HIDDEN:
            shown = " ".join(_outside(shown, start, end))
        return _clean(_TAG.sub(" ", _INLINE.sub("", shown)))

    @cached_property
    def length(self) -> int:
        return len(self.text.replace(" ", ""))

    @cached_property
    def header(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self._headers.items())

    @cached_property
    def is_own(self) -> bool:
        """True for a page that shows a breadcrumb or a publication line: no wall has them."""
        words = wall_words()
        return bool(
            (words.own_text and words.own_text.search(self.text))
            or (words.own_html and words.own_html.search(self.html))
        )


def _mark(kind: WallKind, status: int, page: _Page) -> str | None:
    """Mark of the first sign of a kind that a page bears."""
    if kind.status and status not in kind.status:
        return None
    for sign in kind.signs:
        if _bears(sign, status, page):
            excluded = kind.unless is not None and kind.unless.search(f"{page.title} {page.text}")
            return None if excluded else sign.mark
    return None


def _bears(sign: Sign, status: int, page: _Page) -> bool:
    """Cheap questions first: a portal's page has too many links and is done with."""
    return (
        (not sign.status or status in sign.status)
        and page.links <= sign.max_links
        and (sign.header is None or sign.header.search(page.header) is not None)
        and (sign.title is None or sign.title.search(page.title) is not None)
        and (sign.html is None or sign.html.search(page.html) is not None)
        and page.length <= sign.max_text
        and (sign.text is None or sign.text.search(page.text) is not None)
    )


def _hijack(head: _Page, body: bytes, url: str, words: HijackWords) -> str | None:
    """Advertising words in title and keywords, and a script that does not belong there; or a heap of such words."""
    title = head.title.lower()
    in_title = {word for word in words.words if word in title}
    if not in_title:
        return None
    meta = _clean(" ".join(_meta(head.html))).lower()
    found = in_title | {word for word in words.words if word in meta}
    if len(found) < words.least_words or (words.excused and words.excused.search(f"{title} {meta}")):
        return None
    source = _decoded(body[: wall_words().max_bytes], {})
    if words.scripts is not None and words.scripts.search(source):
        return "disguised-script"
    if any(_is_foreign(target, url, words) for target in _SCRIPT_SOURCE.findall(source)):
        return "foreign-script"
    return "advertising-words" if len(found) >= words.dense_words else None


def _is_foreign(target: str, url: str, words: HijackWords) -> bool:
    host = (urlsplit(target if "://" in target else f"http:{target}").hostname or "").lower()
    own = (urlsplit(url).hostname or "").removeprefix("www.").lower()
    if not host or (own and (host == own or host.endswith(f".{own}"))):
        return False
    return not any(host == usual or host.endswith(f".{usual}") for usual in words.usual_hosts)


def _meta(html: str) -> Iterator[str]:
    """Contents of the keywords and description tags."""
    for attributes in _META.findall(html):
        content = _META_CONTENT.search(attributes)
        if content and _META_NAME.search(attributes):
            yield content[1][1:]


# ── text ──────────────────────────────────────────────────────────────────────────────────────────


def _decoded(body: bytes, headers: Mapping[str, str]) -> str:
    """Text of a page for looking at words: UTF-8 when it is or says so, else GB18030. Never raises."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_in_two = error.start >= len(body) - 3  # by our own limit
        declared = headers.get("content-type", "").encode("ascii", "replace") + body[:2048]
        utf8 = cut_in_two or _UTF8.search(declared) is not None
        return body.decode("utf-8" if utf8 else "gb18030", "replace")


def _outside(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> Iterator[str]:
    """Pieces of ``text`` outside of start … end; an end that never comes hides the rest. Linear in the length."""
    at = 0
    while (begin := start.search(text, at)) is not None:
        yield text[at : begin.start()]
        close = end.search(text, begin.end())
        if close is None:
            return
        at = close.end()
    yield text[at:]


def _clean(text: str) -> str:
    """NFKC, entities resolved, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", entities.unescape(text)).split())
