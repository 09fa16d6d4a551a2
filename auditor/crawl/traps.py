"""Addresses that multiply without end: calendars, print versions, endless parameters, session ids. Pure functions.

What an address is by its shape alone is never asked for. The rest falls into patterns, and each pattern has a budget,
so a portal with a broken template cannot eat the page cap of its real columns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

MAX_QUERY = 200
MAX_PATH = 400
MAX_FOLDERS = 12
MAX_REPEATS = 3
#: Pages of one pattern that may be asked for before any of them showed something new.
DATED_PATHS = 24
NUMBERED_PATHS = 400
#: A path may be asked for with so many times the budget of one set of parameters.
SETS_OF_PARAMETERS = 3
#: What is left out for these reasons shows nothing that another page does not show.
SHOWN_ELSEWHERE = frozenset({"print-version", "mirror", "session-id"})

#: ``year`` alone is left out: annual reports are commonly filtered by it, and the budget of the pattern bounds them.
_DAY_PARAMS = frozenset(("month", "day", "mm", "dd", "date", "rq", "riqi", "yuefen", "yearmonth", "calendar"))
_PRINT = re.compile(r"(?:^|[/_.?&])(?:print|dayin|printpage|printview|toprint)(?:[/_.=&]|$)", re.I)
_PRINT_WORDS = re.compile(
    r"[\[【(（]?\s*(?:我要)?打\s*印\s*(?:本页|此页|该页|本文|此文|文章|页面|版)?\s*[\]】)）]?|print", re.I
)
_PAGE_NUMBER = re.compile(r"^(?P<stem>[A-Za-z]\w*?)[_-]?\d{1,4}(?P<ext>\.\w+)$")
_PAGE_PARAMS = frozenset(
    ("page", "pageno", "pagenum", "pageindex", "currentpage", "curpage", "p", "pn", "start", "offset")
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d[-/]?(?:0[1-9]|1[0-2])(?:[-/]?(?:[0-2]\d|3[01]))?(?:/|\.s?html?$|$)")
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{12,}(?![0-9a-z])", re.I)
#: Session ids beyond those that :func:`auditor.urls.canonical` knows.
_SESSION_PATH = re.compile(r"/\([SAF]\([^)/]{8,64}\)\)|;[a-z]*sess(?:ion)?_?id=[^/?#;]*", re.I)
_SESSION_NAME = re.compile(
    r"session|\w*session_?(?:id|key)|\w*sess_?id|sess|cfid|cftoken|token|ticket|nonce|osid|zgsid", re.I
)
_CLOCK_NAME = re.compile(r"t|ts|_t|v|r|time|timestamp|times|rand\w*|_dc|nocache", re.I)
_CLOCK_VALUE = re.compile(r"\d{10,17}|0?\.\d{6,}")


@dataclass(frozen=True, slots=True)
class Budget:
    """How many addresses of ``pattern`` may be asked for, and why the others are left out.

    Pages that show something new make room for as many more, up to ``growth`` times the size.
    """

    reason: str
    pattern: str
    size: int
    growth: int = 5


def trap(url: str) -> str | None:
    """Name of the trap that ``url`` is by its shape alone, or None."""
    parts = urlsplit(url)
    folders = [folder for folder in parts.path.split("/")[:-1] if folder]
    names = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if len(parts.query) > MAX_QUERY or (names and max(Counter(names).values()) > MAX_REPEATS):
        return "long-query"
    if len(folders) > MAX_FOLDERS or len(parts.path) > MAX_PATH:
        return "deep-path"
    if _repeats(folders):
        return "repeated-folders"
    if any(name in _DAY_PARAMS for name in names):
        return "calendar"
    if _PRINT.search(f"{parts.path}?{parts.query}"):
        return "print-version"
    return None


def is_print_link(text: str) -> bool:
    """True for the words of a link that prints the page it stands on: no navigation at all."""
    return _PRINT_WORDS.fullmatch(text.strip()) is not None


def budgets(url: str, per_pattern: int) -> tuple[Budget, ...]:
    """The budgets that an address draws upon; none for a path without numbers. ``per_pattern`` is that of a path
    with one set of parameters."""
    parts = urlsplit(url)
    path = parts.netloc.lower() + _numberless(parts.path)
    if parts.query:
        names = sorted({_NUMBER.sub("#", name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
        return (
            Budget("query-variants", f"{path}?{'&'.join(names)}", per_pattern),
            Budget("query-variants", f"{path}?*", per_pattern * SETS_OF_PARAMETERS),
        )
    if _DATED_PATH.search(parts.path):
        return (Budget("calendar", path, DATED_PATHS),)
    if parts.fragment:
        path += f"#{_numberless(parts.fragment)}"
    return (Budget("numbered-paths", path, NUMBERED_PATHS, growth=50),) if "#" in path else ()


def pattern(url: str) -> str:
    """Host, path and names of parameters with every number as ``#``: what endless addresses have in common."""
    found = budgets(url, 0)
    parts = urlsplit(url)
    return found[0].pattern if found else parts.netloc.lower() + parts.path


def without_session(key: str) -> str:
    """A canonical key without what changes from visit to visit: session ids, tokens, clocks against caches."""
    key = _SESSION_PATH.sub("", key)
    if "?" not in key:
        return key
    path, _, query = key.partition("?")
    kept = "&".join(each for each in query.split("&") if not _is_session(*_pair(each)))
    return f"{path}?{kept}" if kept else path


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


def host_of(key: str) -> str:
    """Host of a canonical key."""
    return key.split("/", 1)[0]


def example_of(known: str, url: str) -> str:
    """The better example of a pattern: the shorter address, whatever the order in which they came."""
    return min(known, url, key=lambda each: (len(each), each)) if known else url


def _repeats(folders: list[str]) -> bool:
    """True for a folder met again and again, or for three or more folders repeated one after the other."""
    if folders and max(Counter(folders).values()) >= MAX_REPEATS:
        return True
    return any(
        folders[at : at + size] == folders[at + size : at + 2 * size]
        for size in (3, 4, 5)
        for at in range(len(folders) - 2 * size + 1)
    )


def _numberless(path: str) -> str:
    return _NUMBER.sub("#", _TOKEN.sub("#", path))


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name, value


def _is_session(name: str, value: str) -> bool:
    if _SESSION_NAME.fullmatch(name):
        return True
    return bool(_CLOCK_NAME.fullmatch(name) and _CLOCK_VALUE.fullmatch(value))


def _other_params(query: str) -> list[tuple[str, str]]:
    return sorted(
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _PAGE_PARAMS
    )
