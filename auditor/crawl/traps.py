"""Addresses that multiply without end: calendars, print versions, endless parameters. Pure functions.

A trap is never asked for, so a portal with a broken template cannot eat the page cap of its real columns.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

MAX_QUERY = 200
MAX_FOLDERS = 12
MAX_REPEATS = 3
#: ``year`` alone is left out: annual reports are commonly filtered by it, and the cap per path bounds them.
_DAY_PARAMS = frozenset(("month", "day", "mm", "dd", "date", "rq", "riqi", "yuefen"))
_PRINT = re.compile(r"(?:^|[/_.?&])(?:print|dayin|printpage|printview)(?:[/_.=&]|$)", re.I)
_PAGE_NUMBER = re.compile(r"^(?P<stem>[A-Za-z]\w*?)[_-]?\d{1,4}(?P<ext>\.\w+)$")
_PAGE_PARAMS = frozenset(
    ("page", "pageno", "pagenum", "pageindex", "currentpage", "curpage", "p", "pn", "start", "offset")
)


def trap(url: str) -> str | None:
    """Name of the trap that ``url`` is by its shape alone, or None."""
    parts = urlsplit(url)
    folders = [folder for folder in parts.path.split("/")[:-1] if folder]
    if len(parts.query) > MAX_QUERY:
        return "long-query"
    if len(folders) > MAX_FOLDERS:
        return "deep-path"
    if folders and max(Counter(folders).values()) >= MAX_REPEATS:
        return "repeated-folders"
    if any(name.lower() in _DAY_PARAMS for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return "calendar"
    if _PRINT.search(f"{parts.path}?{parts.query}"):
        return "print-version"
    return None


def path_key(url: str) -> str:
    """Host and path without the query; variants of one path share it."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"


def is_further_page(url: str, page: str) -> bool:
    """True when ``url`` is another page of the list at ``page``: ``index_2.html`` or ``?page=2`` of it."""
    one, two = urlsplit(url), urlsplit(page)
    if one.netloc.lower() != two.netloc.lower():
        return False
    if one.path == two.path:
        return _other_params(one.query) == _other_params(two.query) and one.query != two.query
    folder, _, name = one.path.rpartition("/")
    own_folder, _, own_name = two.path.rpartition("/")
    numbered = _PAGE_NUMBER.match(name)
    if folder != own_folder or numbered is None:
        return False
    stem = re.sub(r"[_-]?\d*\.\w+$", "", own_name) or "index"
    return numbered["stem"].rstrip("_-").lower() == stem.lower()


def _other_params(query: str) -> list[tuple[str, str]]:
    return sorted(
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _PAGE_PARAMS
    )
