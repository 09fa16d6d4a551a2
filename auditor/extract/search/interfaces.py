"""The interface behind a page of results that only a script fills: by family, from what public scripts of them ask.

Each takes the address (with its fields) of the page that a visitor gets, and makes the request that its script makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from auditor import urls
from auditor.extract.search.engines import Engine
from auditor.model import Ask, Purpose

_ROWS = "10"
_SITE_NUMBER = re.compile(r"/search/\w+/(\d{1,12})")

Fields = list[tuple[str, str]]
#: (address of the page, its fields, the query) → method, address and form of the interface
Maker = Callable[[str, Fields, str], tuple[str, str, Fields]]


def interface(engine: Engine, url: str, body: str, text: str, named: str = "") -> Ask | None:
    """The request for the data behind the page that answers ``url``; None when the family has no known interface. ``named``
    is the address that the page's own script gives, if it does: on the same host it counts."""
    maker = _MAKERS.get(engine.family)
    if maker is None:
        return None
    sent = parse_qsl(body or urlsplit(url).query, keep_blank_values=True, errors="replace")
    plain = urlunsplit((*urlsplit(url)[:3], "", ""))
    method, address, fields = maker(plain, [pair for pair in sent if pair[0] != engine.form.field], text)
    if named and urls.host(named) == urls.host(url) and _PATHS[engine.family].search(urlsplit(named).path):
        address = urlunsplit((*urlsplit(named)[:3], "", ""))
    if method == "POST":
        return Ask(address, Purpose.SEARCH, "POST", urlencode(fields), referrer=url)
    return Ask(f"{address}?{urlencode(fields)}", Purpose.SEARCH, referrer=url)


def interface_text(engine: Engine, method: str, url: str, body: str) -> str | None:
    """What a request asks the engine's interface for; None when it is none of it."""
    name = _FIELD.get(engine.family)
    if name is None or not _PATHS[engine.family].search(urlsplit(url).path):
        return None
    if engine.form.action and urls.host(engine.form.action) != urls.host(url):
        return None
    sent = dict(parse_qsl(body if method == "POST" else urlsplit(url).query, keep_blank_values=True))
    return sent.get(name)


def _jsearch(url: str, fields: Fields, text: str) -> tuple[str, str, Fields]:
    """hanweb: the script of search.do posts its fields with the query to interfaces/cateSearch.do beside it."""
    defaults = {"pg": _ROWS, "p": "1", "pos": "", "pq": "", "oq": "", "eq": "", "begin": "", "end": ""}
    kept = _merged(fields, defaults)
    kept["pg"] = kept["pg"] or _ROWS
    kept["p"] = "1"
    return "POST", urljoin(url, "interfaces/cateSearch.do"), [*kept.items(), ("q", text)]


def _guangdong(url: str, _fields: Fields, text: str) -> tuple[str, str, Fields]:
    """search.gd.gov.cn/search/all/<site>: the number of the site goes into the form."""
    number = _SITE_NUMBER.search(url)
    site = number[1] if number else "2"
    fields = [("page", "1"), ("position", "all"), ("sort", "smart"), ("range", "site"), ("site_id", site)]
    return "POST", urljoin(url, "/api/search/all"), [("keywords", text), *fields]


def _ssp(url: str, fields: Fields, text: str) -> tuple[str, str, Fields]:
    """福建 and others: the same fields with the query to search/api/search."""
    site = dict(fields).get("siteId", "")
    asked = {
        "siteType": "1",
        "mainSiteId": site,
        "siteId": site,
        "type": "0",
        "page": "1",
        "rows": _ROWS,
        "sourceType": "SSP_ZHSS",
        "isChange": "0",
        "fullKey": "N",
        "wbServiceType": "13",
        "sortFiled": "RELEVANCE",
    }
    return "POST", urljoin(url, "/ssp/search/api/search"), [*asked.items(), ("keyWord", text)]


def _igs(url: str, fields: Fields, text: str) -> tuple[str, str, Fields]:
    """TRS igs: search.jhtml answers data when asked with its code and site."""
    kept = _merged(fields, {"pageNumber": "1", "pageSize": _ROWS})
    return "GET", urljoin(url, "/igs/front/search.jhtml"), [*kept.items(), ("searchWord", text)]


def _ucap(url: str, fields: Fields, text: str) -> tuple[str, str, Fields]:
    """开普: the newer pages of results get their rows from search5."""
    site = next((value for name, value in fields if name.lower() == "sitecode"), "")
    asked = [("siteCode", site), ("pageSize", _ROWS), ("pageNum", "1"), ("searchWord", text)]
    return "POST", urljoin(url, "/search5/search/s"), asked


def _merged(fields: Fields, defaults: dict[str, str]) -> dict[str, str]:
    return {**defaults, **dict(fields)}


_MAKERS: dict[str, Maker] = {
    "jsearch": _jsearch,
    "guangdong": _guangdong,
    "ssp": _ssp,
    "igs": _igs,
    "ucap": _ucap,
}
_FIELD = {
    "jsearch": "q",
    "guangdong": "keywords",
    "ssp": "keyWord",
    "igs": "searchWord",
    "ucap": "searchWord",
}
_PATHS = {
    "jsearch": re.compile(r"/interfaces/cateSearch\.do$", re.I),
    "guangdong": re.compile(r"^/api/search/\w+$"),
    "ssp": re.compile(r"/ssp/search/api/search$"),
    "igs": re.compile(r"/igs/front/search\.jhtml$"),
    "ucap": re.compile(r"/search5/search/s$"),
}
