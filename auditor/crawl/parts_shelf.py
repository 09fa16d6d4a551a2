"""Scripts and style sheets of a portal, kept for the pages to come: most pages of a portal load the same ones."""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import urlsplit

from scrapy.http import Response

#: Bytes of all that is kept.
CAPACITY = 16 << 20
_KEPT = (".js", ".css")


class PartsShelf:
    """Keeps what is the same for every page: files by their name, not what a program makes for one visitor."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[str, Response] = OrderedDict()

    def get(self, url: str) -> Response | None:
        if url not in self._kept:
            return None
        self._kept.move_to_end(url)
        return self._kept[url]

    def put(self, url: str, response: Response) -> None:
        """Keep an answer if it may be kept; the ones unused for longest make room."""
        is_file = urlsplit(url).path.lower().endswith(_KEPT)
        if response.status != 200 or not is_file or "Set-Cookie" in response.headers or url in self._kept:
            return
        if b"no-store" in (response.headers.get("Cache-Control") or b"").lower():
            return
        self._kept[url] = response
        self._size += len(response.body)
        while self._size > self._capacity:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)
