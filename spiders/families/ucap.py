"""开普 ucap (开普云): static lists with a pager call of its own, lists from JSON interfaces, search at kaipuyun."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from auditor import urls
from auditor.extract import literals
from auditor.extract.dom import is_visible
from auditor.extract.family import DataSource, Family, Marks, PageSource
from auditor.extract.forms import read_search_forms
from auditor.extract.fragment import list_reading, record_items
from auditor.extract.pager import total_of
from auditor.model import Pager, PageReading, Part, PartRole, SearchForm
from spiders.families.json_rows import (
    Keys,
    following,
    pages_of,
    parameter,
    records,
    rows_pager,
    set_parameters,
    whole_number,
    with_parameters,
)

_MARKS = Marks(
    "ucap-content",
    "so.kaipuyun.cn",
    shapes=(
        ("<ucap", r"<ucap(?:content|title)\b"),
        ("page_div", r"createpagehtml\s*\(\s*['\"]page_div"),
    ),
)
#: createPageHTML('page_div', pages, current, 'list', 'shtml', rows): current from 1, list_2.shtml is page 2
_CREATE = re.compile(
    r"(?<!function )createPageHTML\w*\s*\(\s*[\"'][\w-]{1,40}[\"']\s*,\s*[\"']?(\d{1,5})[\"']?\s*,\s*[\"']?(\d{1,5})[\"']?"
    r"\s*,\s*[\"']([\w./-]{1,80})[\"']\s*,\s*[\"'](\w{1,8})[\"'](?:\s*,\s*[\"']?(\d{1,7}))?"
)
_KEYS = Keys(
    title=("title", "TITLE", "subTitle"),
    href=("url", "link", "URL_COMMP", "URL"),
    date=("publishedTimeStr", "publishedTime", "pubtime", "PUBLISHED_TIME_FORMAT", "PUBLISHED_TIME", "date"),
)
_ROWS = ("data.results", "results", "infolist", "data.list", "data.infolist", "list")
_TOTALS = ("data.total", "total", "data.allRow", "allRow", "totalnum", "data.totalCount", "count")
_FAILED = frozenset({"false", "error", "fail", "-1", "500", "404", "403", "401"})
_CHANNEL = r"[0-9a-f]{32}"


@dataclass(frozen=True, slots=True)
class Interface:
    """One kind of interface: how scripts write it, how its path looks, which parameter turns the page."""

    written: re.Pattern[str]
    path: re.Pattern[str]
    page: str
    size: str
    channel: str = ""  # parameter that names the channel; empty when it stands in the path
    post: bool = False


_INTERFACES = (
    Interface(
        re.compile(
            rf"[\"']((?:https?:)?[\w./:-]{{0,80}}/(?:common/search|searchList|search)/)({_CHANNEL})?([^\"'\s]{{0,300}})[\"']"
        ),
        re.compile(rf"/(?:common/search|searchList|search)/{_CHANNEL}$"),
        "page",
        "_pageSize",
    ),
    Interface(
        re.compile(r"[\"']([\w./:-]{0,80}/info/getInfoCommon/?)()((?:\?[^\"'\s]{0,300})?)[\"']"),
        re.compile(r"/info/getInfoCommon/?$"),
        "currpage",
        "pagesize",
        "channelid",
    ),
    Interface(
        re.compile(r"[\"']([\w./:-]{0,80}/interfacesWebManu/loadDataByChannelId\w{0,40})()()[\"']"),
        re.compile(r"/interfacesWebManu/loadDataByChannelId\w*$"),
        "pageIndex",
        "pageSize",
        "channelId",
        post=True,
    ),
)
_INDEX = (("_isAgg", "true"), ("_isJson", "true"), ("_template", "index"))
_DEFAULT_SIZE = "15"
#: http://so.kaipuyun.cn/s?siteCode=9901010001 and its like on the portal's own host
_SEARCH = re.compile(
    r"[\"'(]((?:https?:)?(?://[\w.-]{1,80})?/(?:[\w-]{1,20}/)?(?:search\d?/)?s)\?([^\"'\s<>]{0,200}siteCode=\w{4,20}[^\"'\s<>]{0,100})"
)


class Ucap(Family):
    """Pages of the platform and its JSON interfaces."""

    name = "ucap"

    def recognise(self, page: PageSource) -> bool:
        return _MARKS.are_in(page) or any(True for _ in _asked(page))

    def pager(self, page: PageSource) -> Pager | None:
        match = _CREATE.search(page.scripts)
        if match is None:
            return None
        pages, current = int(match[1]), max(1, int(match[2]))
        ahead = (
            urls.absolute(page.url, f"{match[3]}_{number}.{match[4]}") for number in following(current, pages)
        )
        total = int(match[5]) if match[5] else (total_of(page.dom, page.scripts) or None)
        return Pager(pages, current - 1, total, tuple(url for url in ahead if url), match[0][:120])

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        found = dict.fromkeys(part for part in _asked(page) if page.territory.may_serve(part.url))
        return tuple(found)[:1]

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        """The engine's address when only a script or an ``onclick`` knows it; real forms are read generically."""
        match = _SEARCH.search(page.markup)
        box = next((each for each in page.dom.body.iter("input") if _is_box(each.get("type"))), None)
        action = page.dom.absolute(match[1]) if match is not None else None
        known = {form.action.split("?")[0] for form in read_search_forms(page.dom, page.scripts)}
        if match is None or box is None or action is None or action in known:
            return ()
        pairs = parse_qsl(match[2].replace("&amp;", "&"), keep_blank_values=True)
        field = next((key for key, _ in pairs if key in ("qt", "searchWord", "q")), "qt")
        fixed = tuple((key, value) for key, value in pairs if key != field and value)
        return (SearchForm(action, "GET", field, fixed, "script", is_visible(box)),)

    def answers(self, url: str) -> bool:
        return _interface(url) is not None

    def read_answer(self, data: DataSource) -> PageReading | None:
        kind, value = _interface(data.url), literals.parse(data.text)
        array = next((path for path in _ROWS if isinstance(literals.at(value, path), list)), None)
        if kind is None or array is None or _says_failure(value):
            return None
        found = literals.rows(value, array)
        items = record_items(records(found, _KEYS), data.page)
        total = literals.number(value, *_TOTALS)
        query = data.form if kind.post else urlsplit(data.url).query
        current = whole_number(parameter(query, kind.page)) or 1
        size = whole_number(parameter(query, kind.size)) or len(found)
        more = [_turned(data, kind, number) for number in following(current, pages_of(total, size))]
        said = f"total {total}" if total is not None else f"{array} {len(found)} 条"
        return list_reading(
            data.page, items, rows_pager(len(items), total, f"接口返回 {said}", more, current=current)
        )


def _interface(url: str) -> Interface | None:
    path = urlsplit(url).path
    return next((each for each in _INTERFACES if each.path.search(path)), None)


def _asked(page: PageSource) -> Iterable[Part]:
    """First pages of the interfaces that the page's scripts call, with the channel that they name."""
    for kind in _INTERFACES:
        for match in kind.written.finditer(page.scripts):
            part = _part(page, kind, match)
            if part is not None:
                yield part


def _part(page: PageSource, kind: Interface, match: re.Match[str]) -> Part | None:
    query = dict(parse_qsl(match[3].lstrip("?"), keep_blank_values=True))
    named = next(
        (
            value
            for name in ("channelId", "channelid", "channel_id")
            if isinstance(value := literals.find_literal(page.scripts, name), str)
        ),
        "",
    )
    channel = match[2] or query.get(kind.channel, "") or named
    if not re.fullmatch(_CHANNEL, channel):
        return None
    size = literals.find_literal(page.scripts, "pageSize")
    shown = query.get(kind.size) or (str(size) if isinstance(size, int) else _DEFAULT_SIZE)
    extra = [(kind.channel, channel), *_department(page, kind)] if kind.channel else [*_INDEX]
    fields = urlencode([*extra, (kind.size, shown), (kind.page, "1")])
    target = page.dom.absolute(match[1] if kind.channel else f"{match[1]}{channel}")
    if not target:
        return None
    if kind.post:
        return Part(target, PartRole.ROWS, "POST", fields)
    return Part(f"{target}?{fields}", PartRole.ROWS)


def _department(page: PageSource, kind: Interface) -> list[tuple[str, str]]:
    code = literals.find_literal(page.scripts, "deptCode") if kind.post else None
    return [("deptCode", code)] if isinstance(code, str) and code else []


def _turned(data: DataSource, kind: Interface, number: int) -> Part:
    if kind.post:
        return Part(data.url, PartRole.ROWS, "POST", with_parameters(data.form, {kind.page: str(number)}))
    return Part(set_parameters(data.url, {kind.page: str(number)}), PartRole.ROWS)


def _says_failure(value: object) -> bool:
    said = literals.at(value, "success", "code", "status")
    return str(said).lower() in _FAILED


def _is_box(kind: str | None) -> bool:
    return (kind or "text").lower() in ("text", "search")
