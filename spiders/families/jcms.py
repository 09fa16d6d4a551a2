"""大汉 jcms: rows of a list stand in an XML island that a script reads, further rows come from ``dataproxy.jsp``.

``<script type="text/xml"><datastore><nextgroup>…</nextgroup><recordset><record><![CDATA[<li>…</li>]]></record>…``
holds the rows of the first pages; ``$('#212860').jpage({totalRecord, perPage, proxyUrl, ajaxParam})`` tells how many
there are and where the others are asked for. The answer of the proxy is such a datastore again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit

from lxml.html.builder import CLASS, DIV

from auditor import urls
from auditor.extract import dom, literals
from auditor.extract.family import DataSource, Family, Marks, PageSource
from auditor.extract.fragment import list_reading, read_rows
from auditor.extract.pager import MAX_NEXT
from auditor.model import Pager, PageReading, Part, PartRole, SearchForm
from spiders.families.json_rows import following, pages_of, parameter, set_parameters, whole_number
from spiders.families.script_calls import askable, filled_later, object_calls
from spiders.families.script_search import script_form

_MARK = Marks(
    "<datastore",
    "jpage/dataproxy.jsp",
    "/jsearchfront/",
    "/jrobot/",
    shapes=((".jpage", r"\.jpage\s*\("),),
)
_ADDRESS = re.compile(r"/col/col\d+/|/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+", re.I)
_COLUMN = re.compile(r"/col/col(\d{1,12})/", re.I)
_PROXY = re.compile(r"/jpage/dataproxy\.jsp$", re.I)
_PROXY_PATH = "/module/web/jpage/dataproxy.jsp"
_CALL = re.compile(r"(?:\$|jQuery)\(\s*[\"']#([\w-]{1,40})[\"']\s*\)\s*\.jpage\s*\(\s*(?=\{)")
_NAMED = re.compile(r"\bajaxParam[\"']?\s*:\s*([A-Za-z_$][\w$]{0,60})")
_NEXT_GROUP = re.compile(
    r"<nextgroup>([^<]{0,40}<!\[CDATA\[)?\s*<a\s[^>]{0,200}?href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.I
)
_RECORD = re.compile(r"<record\s*>", re.I)
_RECORD_END = re.compile(r"</record\s*>", re.I)
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>", re.I)
_PAGES = re.compile(r"<totalpage>\s*(\d{1,9})\s*</totalpage>", re.I)
_TABLE_TAGS = re.compile(r"</?(?:table|tbody|thead)\b[^>]{0,400}>", re.I)
_MAX_ROWS = 1_000
_GROUP = 3  # pages that one request brings, where the page does not say
_PER_PAGE = 15
_ENGINES = (
    ("/jsearchfront/search.do", "q", ("websiteid", "searchid", "tpl", "cateid", "pg", "p")),
    ("/jrobot/search.do", "q", ("webid", "pg", "p", "tpl", "category")),
)


class Jcms(Family):
    name = "jcms"

    def recognise(self, page: PageSource) -> bool:
        return _ADDRESS.search(page.url) is not None or _MARK.are_in(page)

    def unfold(self, page: PageSource) -> None:
        """Put the rows of each island where its script stands."""
        seen: set[str] = set()
        for script in list(page.dom.root.iter("script")):
            store = _store(script.text or "")
            if store is None or store.html in seen or script.getparent() is None:
                continue  # the same island may stand again, for phones
            seen.add(store.html)
            rows = dom.parse(f"<html><body>{store.html}</body></html>", page.dom.base)
            # An island without a readable row is no empty list: the script may have others to show.
            box = DIV(CLASS("default_pgContainer"), *list(rows.body)) if rows.text else filled_later()
            script.addnext(box)

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """The first rows of a list whose island is empty or not there."""
        unit = _unit(page)
        return () if unit is None or unit.shown or unit.total == 0 else _owned(page, unit.requests())[:1]

    def pager(self, page: PageSource) -> Pager | None:
        unit = _unit(page)
        if unit is None or (unit.total is None and not unit.next_group):
            return None
        more = _owned(page, unit.requests()) if unit.shown else ()
        pages = pages_of(unit.total, unit.per_page) if more else None
        return Pager(pages, 0, unit.total, (), f"totalRecord: {unit.total}", more)

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        return tuple(form for engine in _ENGINES for form in script_form(page, *engine))

    def answers(self, url: str) -> bool:
        return bool(_PROXY.search(urlsplit(url).path))

    def read_answer(self, data: DataSource) -> PageReading | None:
        store = _store(data.text)
        if store is None:
            return None
        items = read_rows(store.html, data.page) if store.rows else ()
        return list_reading(data.page, items, _answered(data, store))


# ── datastores ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Store:
    """``rows`` counts the records of which ``html`` is made; ``next_group`` as written."""

    html: str
    rows: int
    total: int | None
    pages: int | None
    next_group: str


def _store(text: str) -> _Store | None:
    """The datastore in a text; None when there is none (an error page, any other script)."""
    if "<recordset" not in text and "<datastore" not in text:
        return None
    pieces = _RECORD.split(text, maxsplit=_MAX_ROWS + 1)[1 : _MAX_ROWS + 1]
    rows = [_content(_RECORD_END.split(piece, maxsplit=1)[0]) for piece in pieces]
    rows = [row for row in rows if row]
    total, pages, group = _TOTAL.search(text), _PAGES.search(text), _NEXT_GROUP.search(text)
    return _Store(
        _as_html(rows),
        len(rows),
        int(total[1]) if total else None,
        int(pages[1]) if pages else None,
        unescape(group[2]).strip() if group else "",
    )


def _content(record: str) -> str:
    return record.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()


def _as_html(rows: list[str]) -> str:
    """The rows as one list or one table, whatever each record brings along of it."""
    if any("<tr" in row.lower() for row in rows):
        return "<table class='list'>" + "".join(_TABLE_TAGS.sub("", row) for row in rows) + "</table>"
    lines = (row if row[:3].lower() == "<li" else f"<li>{row}</li>" for row in rows)
    return f"<ul class='list'>{''.join(lines)}</ul>"


# ── units ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Unit:
    """One list of the page. ``shown`` rows stand in it, ``proxy`` answers ``params`` with the others."""

    proxy: str
    params: tuple[tuple[str, str], ...]
    per_page: int
    group: int
    total: int | None
    shown: int
    next_group: str

    @property
    def column(self) -> str:
        return dict(self.params).get("columnid") or parameter(urlsplit(self.next_group).query, "columnid")

    def requests(self) -> list[Part]:
        """Requests for the rows behind those shown, nearest first: as the script posts them, else the next group."""
        left = (self.total or 0) - self.shown
        if self.total is not None and left <= 0:
            return []
        if self.proxy and {"columnid", "unitid"} <= dict(self.params).keys():
            step = self.per_page * self.group
            count = min(MAX_NEXT, -(-left // step)) if self.total is not None else 1
            body = urlencode(self.params)
            starts = (self.shown + 1 + step * number for number in range(count))
            return [
                Part(_window(self.proxy, at, step, self.per_page), PartRole.ROWS, "POST", body)
                for at in starts
            ]
        if not self.next_group:
            return []
        number = whole_number(parameter(urlsplit(self.next_group).query, "page"))
        count = (
            min(MAX_NEXT, -(-left // max(self.shown, self.per_page)))
            if number is not None and left > 0
            else 1
        )
        later = (set_parameters(self.next_group, {"page": str((number or 0) + n)}) for n in range(1, count))
        return [Part(url, PartRole.ROWS) for url in (self.next_group, *later)]


def _window(proxy: str, start: int, rows: int, per_page: int) -> str:
    values = {"startrecord": start, "endrecord": start + rows - 1, "perpage": per_page}
    return set_parameters(proxy, {name: str(value) for name, value in values.items()})


def _owned(page: PageSource, parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if askable(part.url, page.url, page.territory))


def _unit(page: PageSource) -> _Unit | None:
    """The list that the page is about: that of the column in its address, the longest of them; None when unsure."""
    units = _units(page)
    column = _COLUMN.search(page.url)
    if column is None:
        return units[0] if len(units) == 1 else None
    named = [unit for unit in units if unit.column == column[1]]
    return max(named or units, key=lambda unit: (unit.shown, unit.total or 0), default=None)


def _units(page: PageSource) -> list[_Unit]:
    stores = {holder: store for holder, store in _stores(page) if store.rows or store.next_group}
    calls = object_calls(page.scripts, _CALL)
    units = []
    for match, literal in calls:
        alone = len(calls) == len(stores) == 1
        store = next(iter(stores.values())) if alone else stores.get(match[1])
        units.append(_called(page, match[1], literal, store))
        stores = {holder: other for holder, other in stores.items() if other is not store}
    units += [_unit_of(page, {}, (), store) for store in stores.values()]
    return units


def _stores(page: PageSource) -> list[tuple[str, _Store]]:
    """Islands by the id of the box that they stand in; an island without one by its place."""
    found = []
    for number, script in enumerate(page.dom.root.iter("script")):
        store = _store(script.text or "")
        if store is not None:
            above = (parent.get("id") or "" for parent in script.iterancestors())
            found.append((next((name for name in above if name), str(-number)), store))
    return found


def _called(page: PageSource, unit: str, literal: str, store: _Store | None) -> _Unit:
    node = literals.parse(literal)
    node = node if isinstance(node, Mapping) else {}
    params = literals.at(node, "ajaxParam")
    if not isinstance(params, Mapping):
        named = _NAMED.search(literal)
        params = literals.find_literal(page.scripts, named[1] if named else f"param_{unit}")
    pairs: tuple[tuple[str, str], ...] = ()
    if isinstance(params, Mapping):
        pairs = tuple((str(name), literals.text(params, str(name))) for name in list(params)[:30])
    return _unit_of(page, node, pairs, store)


def _unit_of(
    page: PageSource, node: Mapping[str, object], params: tuple[tuple[str, str], ...], store: _Store | None
) -> _Unit:
    proxy = urls.absolute(page.url, literals.text(node, "proxyUrl") or _PROXY_PATH) or ""
    total = literals.number(node, "totalRecord")
    return _Unit(
        proxy if _PROXY.search(urlsplit(proxy).path) else "",
        params,
        _between(literals.number(node, "perPage"), _PER_PAGE, 200),
        _between(literals.number(node, "groupSize"), _GROUP, 10),
        total if total is not None or store is None else store.total,
        store.rows if store is not None else 0,
        (urls.absolute(page.url, store.next_group) or "") if store is not None and store.next_group else "",
    )


def _between(value: int | None, default: int, most: int) -> int:
    return min(value, most) if value is not None and value > 0 else default


def _answered(data: DataSource, store: _Store) -> Pager:
    """The pager of an answer, by the window or the number that was asked for."""
    query = urlsplit(data.url).query
    start, end, size = (
        whole_number(parameter(query, name)) for name in ("startrecord", "endrecord", "perpage")
    )
    evidence = f"totalrecord: {store.total}"
    if start is not None and end is not None and end >= start:
        step = end - start + 1
        last = store.total if store.rows and store.total is not None else 0
        starts = range(start + step, min(last, start + step * MAX_NEXT) + 1, step)
        asked = [_window(data.url, at, step, size or step) for at in starts]
        method = "POST" if data.form else "GET"
        more = [Part(url, PartRole.ROWS, method, data.form) for url in asked]
        current = (start - 1) // max(1, size or step)
    else:
        current = whole_number(parameter(query, "page")) or 0
        further = following(current, store.pages) if store.rows else range(0)
        more = [Part(set_parameters(data.url, {"page": str(number)}), PartRole.ROWS) for number in further]
    owned = tuple(part for part in more if askable(part.url, data.page, data.territory))
    return Pager(store.pages, current, store.total, (), evidence, owned)
