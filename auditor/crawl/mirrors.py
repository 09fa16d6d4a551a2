"""The portal under a second name: hosts whose pages are those of another host, address by address. Pure.

Old domain names, an IP address and a platform's own name often answer with the same site. Its pages are one page each,
whatever the name in the link. Nothing is asked for to find that out: what was read anyway is compared.
"""

from __future__ import annotations

from collections import Counter

from auditor import urls
from auditor.model import PageReading

#: A home page with fewer links, another page with fewer rows is too plain: empty pages of one template all look alike.
MIN_LINKS = 5
MIN_ROWS = 3
#: Pages that must be equal, and none different, when the home page was not met under both names.
EQUAL_PAGES = 3


class Mirrors:
    """``names`` maps a host (as in canonical keys) to the host whose pages it repeats."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._hosts: list[str] = []
        self._prints: dict[int, int] = {}  # hash of host and path → hash of what the page shows
        self._equal: Counter[tuple[str, str]] = Counter()
        self._different: set[tuple[str, str]] = set()

    def learn(self, url: str, reading: PageReading) -> str | None:
        """Note a page; the host's name when this page proves that it mirrors a host met earlier."""
        host, path = _place(url)
        if host in self.names:
            return None
        shown = _print(reading, is_home=path == "/")
        if shown is None:
            return None
        mirrored = next((other for other in self._hosts if self._repeats(host, other, path, shown)), None)
        if mirrored is not None:
            self.names[host] = mirrored
            return host
        if host not in self._hosts:
            self._hosts.append(host)
        self._prints[hash((host, path))] = shown
        return None

    def original(self, key: str) -> str:
        """A canonical key under the name of the host that was met first."""
        if not self.names:
            return key
        host, slash, path = key.partition("/")
        return f"{self.names.get(host, host)}{slash}{path}"

    def _repeats(self, host: str, other: str, path: str, shown: int) -> bool:
        known = self._prints.get(hash((other, path)))
        if other == host or known is None or (host, other) in self._different:
            return False
        if known != shown:
            self._different.add((host, other))
            return False
        self._equal[host, other] += 1
        return path == "/" or self._equal[host, other] >= EQUAL_PAGES


def _place(url: str) -> tuple[str, str]:
    key = urls.canonical(url)
    host, _, path = key.partition("/")
    return host, f"/{path}"


def _print(reading: PageReading, *, is_home: bool) -> int | None:
    """Hash of all that a page shows besides banners and counters; None for a page that shows too little."""
    links = frozenset((urls.path_of(link.url), link.text) for link in reading.links)
    if len(reading.items) < MIN_ROWS and not (is_home and len(links) >= MIN_LINKS):
        return None
    rows = tuple((item.title, item.date) for item in reading.items)
    # Two offices on one template have the same menus; the organ in the footer tells them apart.
    facts = frozenset((fact.name, fact.value) for fact in reading.facts if "://" not in fact.value)
    return hash((reading.title, links, rows, facts))
