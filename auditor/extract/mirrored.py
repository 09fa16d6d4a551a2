"""One portal under several names: pages that repeat those of another host, path by path, are those, not pages besides. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.doubles import EQUAL_PAGES, Shown
from auditor.extract.records import Records


def fold_mirrors(records: Records, home_key: str) -> None:
    """Make each page of a mirror a way to the page that it repeats. What only the mirror has stays as it is."""
    names = _mirrors(records.shown.values(), home_key.partition("/")[0])
    for key in sorted(records.fetches) if names else ():
        host, _, path = key.partition("/")
        if host in names and _is_read(records, key) and _is_read(records, twin := f"{names[host]}/{path}"):
            if key in records.pages and twin not in records.pages:
                continue  # the one was met in the menus, the other in a list: nobody would find where the way ends
            records.fetches[key] = replace(records.fetches[key], location=records.fetches[twin].url)
            records.forget(key)


def _is_read(records: Records, key: str) -> bool:
    fetch = records.fetches.get(key)
    return fetch is not None and fetch.failure is None and not fetch.location


def _mirrors(pages: Iterable[Shown], home: str) -> dict[str, str]:
    """Hosts and the host whose pages they repeat: that of the portal's address before others, then by name."""
    by_host: dict[str, dict[str, Shown]] = defaultdict(dict)
    for page in pages:
        by_host[page.host][page.path] = page
    names: dict[str, str] = {}
    for host in sorted(by_host, key=lambda host: (host != home, host)):
        originals = (
            other for other in by_host if other not in names and (other != home, other) < (host != home, host)
        )
        found = next((each for each in sorted(originals) if _repeats(by_host[host], by_host[each])), None)
        if found is not None:
            names[host] = found
    return names


def _repeats(pages: Mapping[str, Shown], others: Mapping[str, Shown]) -> bool:
    """The home pages decide; where one was not met, several equal pages do and none that differs."""
    if "/" in pages and "/" in others:
        return pages["/"].equals(others["/"])
    shared = [pages[path].equals(others[path]) for path in pages if path in others]
    return len(shared) >= EQUAL_PAGES and all(shared)
