"""The portal under a second name: hosts whose pages are those of another host, address by address. Pure.

Old domain names, an IP address and a platform's own name often answer with the same site. Its pages are one page each,
whatever the name in the link. Nothing is asked for to find that out: what was read anyway is compared.
"""

from __future__ import annotations

from collections import Counter

from auditor.doubles import EQUAL_PAGES, Shown, shown
from auditor.model import PageReading


class Mirrors:
    """``names`` maps a host (as in canonical keys) to the host whose pages it repeats."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._hosts: list[str] = []
        self._shown: dict[tuple[str, str], Shown] = {}  # by host and path
        self._equal: Counter[tuple[str, str]] = Counter()
        self._different: set[tuple[str, str]] = set()

    def learn(self, url: str, reading: PageReading) -> str | None:
        """Note a page; the host's name when this page proves that it mirrors a host met earlier."""
        page = shown(url, reading)
        if page is None or page.host in self.names:
            return None
        mirrored = next((other for other in self._hosts if self._repeats(page, other)), None)
        if mirrored is not None:
            self.names[page.host] = mirrored
            return page.host
        if page.host not in self._hosts:
            self._hosts.append(page.host)
        self._shown[page.host, page.path] = page
        return None

    def original(self, key: str) -> str:
        """A canonical key under the name of the host that was met first."""
        if not self.names:
            return key
        host, slash, path = key.partition("/")
        return f"{self.names.get(host, host)}{slash}{path}"

    def _repeats(self, page: Shown, other: str) -> bool:
        known = self._shown.get((other, page.path))
        pair = (page.host, other)
        if page.host == other or known is None or pair in self._different:
            return False
        if not page.equals(known):
            self._different.add(pair)
            return False
        self._equal[pair] += 1
        return page.is_home or self._equal[pair] >= EQUAL_PAGES
