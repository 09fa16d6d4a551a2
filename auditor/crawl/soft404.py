"""Error pages that a server sends with status 200.

A probe for an address that cannot exist shows what the server says to that, or where it sends the visitor. Pages
that say the same, and addresses that lead to the same place, are errors too. Nothing is concluded when the probe
shows the home page, a page without text (an application shell answers every address alike) or a server that asks to come
back later: that would turn the whole portal into an error page.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.model import Fetch, PageReading

MIN_TEXT = 4
_FEW = 200
_ERROR_WORDS = re.compile(
    r"404|不存在|找不到|未找到|无法访问|已删除|出错|错误|抱歉|对不起|not\s*found|error", re.I
)
#: The server is busy or away: so it answers every address for now.
_LATER = re.compile(r"稍[后候]|重试|繁忙|排队|开小差|维护|升级")
_GONE = re.compile(r"404|不存在|找不到|未找到|已删除|not\s*found", re.I)
_ERROR_ADDRESS = re.compile(r"404|error|err\b|not_?-?found|nopage|notexist|wuye|cuowu", re.I)


def probe_url(home: str) -> str:
    """An address on the home host that cannot exist, the same in every crawl."""
    parts = urlsplit(home)
    token = hashlib.sha256(urls.host(home).encode()).hexdigest()[:8]
    return f"{parts.scheme}://{parts.netloc}/auditor-probe-{token}.html"


@dataclass(frozen=True, slots=True)
class Print:
    """What identifies an answer: digest of its bytes, and its title and text without its own address."""

    sha256: str
    title: str
    text: str


class SoftNotFound:
    """Learns the home page and the probe's answer, then recognises pages that repeat the latter."""

    def __init__(self) -> None:
        self._home: Print | None = None
        self._probe: Print | None = None
        self._error_page = ""

    def learn_home(self, fetch: Fetch, reading: PageReading | None) -> None:
        self._home = _print(fetch, reading)

    def learn_probe(self, fetch: Fetch, reading: PageReading | None) -> None:
        """Take the answer to the probe; ignored unless it is a readable page other than the home page."""
        if fetch.location:
            self._learn_redirect(fetch.location)
            return
        probe = _print(fetch, reading)
        if fetch.status != 200 or reading is None or len(probe.text) + len(probe.title) < MIN_TEXT:
            return
        if self._home and (probe.sha256 == self._home.sha256 or probe.text == self._home.text):
            return
        if len(probe.text) < MIN_TEXT and not _ERROR_WORDS.search(reading.title):
            return
        said = f"{reading.title} {probe.text[:_FEW]}"
        if _LATER.search(said) and not _GONE.search(said):
            return
        self._probe = probe

    def _learn_redirect(self, location: str) -> None:
        """Missing pages are sent to an error page of its own, which must say so in its address: a server that sends
        everything unknown to its home page or to a login tells nothing."""
        if _ERROR_ADDRESS.search(urlsplit(location).path):
            self._error_page = _without_query(location)

    def matches(self, fetch: Fetch, reading: PageReading | None) -> bool:
        if self._error_page and self._error_page in (
            _without_query(fetch.location or ""),
            _without_query(fetch.url),
        ):
            return True
        if self._probe is None or fetch.status != 200:
            return False
        found = _print(fetch, reading)
        if found.sha256 == self._probe.sha256:
            return True
        return reading is not None and (found.title, found.text) == (self._probe.title, self._probe.text)


def _without_query(url: str) -> str:
    """Error pages are told in their query what was missing."""
    return urls.canonical(url).partition("?")[0] if url else ""


def _print(fetch: Fetch, reading: PageReading | None) -> Print:
    if reading is None:
        return Print(fetch.body_sha256, "", "")
    return Print(
        fetch.body_sha256, _normalised(reading.title, fetch.url), _normalised(reading.text, fetch.url)
    )


def _normalised(text: str, url: str) -> str:
    """Without spaces, digits and the page's own address, which many error pages repeat."""
    path = urlsplit(url).path
    for own in (url, unquote(url), path, unquote(path), path.rsplit("/", 1)[-1]):
        if len(own) > 1:
            text = text.replace(own, "")
    return re.sub(r"[\s\d\u3000:/-]+", "", text)
