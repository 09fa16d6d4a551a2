"""The 福建 template of TRS (avalon.js): the first pages of a list stand in the page, further rows come by POST.

``listModel({quickMode, maxStaticIndex, listArgs: {channelid, classsql, sortfield}, pagebar: {recordCount, prepage}})``
says which rows the list has. The rows of its first ``maxStaticIndex`` pages stand in groups that a script shows by
turns (``ms-visible="$showStatic(6)"``); ``quickMode: "动态"`` has none. A second list, hidden, is a pattern with the
words 暂无数据: it stands on every page and proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from auditor import urls
from auditor.extract import literals
from auditor.extract.dom import Dom, Element
from auditor.extract.family import DataSource, Family, Marks, PageSource
from auditor.extract.fragment import list_reading, record_items
from auditor.model import Pager, PageReading, Part, PartRole, SearchForm
from spiders.families.json_rows import Keys, following, pages_of, records, with_parameters
from spiders.families.script_calls import askable, constant, field, object_calls
from spiders.families.script_search import script_form

_MARK = Marks(
    "$showstatic(",
    "/fjdzapp/",
    "list.trsapi",
    "list2.trsapi",
    'ms-controller="windowroot',
    "ms-controller='windowroot",
)
_LIST_CALL = re.compile(r"(?<![\w$.])listModel\s*\(\s*(?=\{)")
_INTERFACE = "/fjdzapp/search"
_KEYS = Keys(("doctitle", "doctitle_cp"), ("chnldocurl", "docpuburl"), ("docreltime",))
_TOTALS = ("recordCount", "count", "totalCount", "total", "num")
_MAX_SIZE = 100  # rows of one request; the widest seen is 75
_PATTERNS = ("ms-repeat", "ms-each")


class Fujian(Family):
    name = "fujian"

    def recognise(self, page: PageSource) -> bool:
        return _MARK.are_in(page)

    def unfold(self, page: PageSource) -> None:
        """Empty the patterns of rows: what stands in them is an example. Their marks stay where the rows themselves
        are not in the page, so that nobody takes it for an empty list."""
        filled = _static_rows(page.dom) > 0
        for element in [each for each in page.dom.body.iter() if _is_pattern(each)]:
            for child in list(element):
                element.remove(child)
            element.text = None
            if filled and element.getparent() is not None:
                element.drop_tree()

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """The first rows of a list that has none in the page."""
        plan = _plan(page)
        if plan is None or plan.total == 0 or _static_rows(page.dom):
            return ()
        return (plan.part(1),)

    def pager(self, page: PageSource) -> Pager | None:
        plan = _plan(page)
        if plan is None or plan.total is None:
            return None
        shown = _static_rows(page.dom)
        evidence = f"recordCount: {plan.total}"
        if not shown or shown >= plan.total:
            return Pager(None, 0, plan.total, (), evidence)
        # The page may hold the rows of several pages; the interface gives one page at a time.
        pages = pages_of(plan.total, plan.prepage)
        more = tuple(plan.part(number) for number in following(shown // plan.prepage, pages))
        return Pager(pages, 0, plan.total, (), evidence, more)

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        return script_form(page, "/ssp/main/index.html", "key", ("siteId",))

    def answers(self, url: str) -> bool:
        return urlsplit(url).path.lower().endswith(_INTERFACE)

    def read_answer(self, data: DataSource) -> PageReading | None:
        node = literals.parse(data.text)
        rows = next((name for name in ("data", "docs") if isinstance(literals.at(node, name), list)), None)
        if rows is None:
            return None
        items = record_items(records(literals.rows(node, rows), _KEYS), data.page)
        return list_reading(data.page, items, _answered(data, node, len(items)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the page's script asks for rows, ``prepage`` at a time."""

    url: str
    form: tuple[tuple[str, str], ...]
    prepage: int
    total: int | None

    def part(self, number: int) -> Part:
        form = (*self.form, ("page", str(number)), ("prepage", str(self.prepage)))
        return Part(self.url, PartRole.ROWS, "POST", urlencode(form))


def _plan(page: PageSource) -> _Plan | None:
    """The one list of the page; None when it has none, several, or one whose parameters are no constants."""
    calls = object_calls(page.scripts, _LIST_CALL)
    if len(calls) != 1:
        return None
    match, literal = calls[0]
    before = page.scripts[: match.start()]
    values = {name: constant(field(literal, name), before) for name in ("channelid", "classsql", "sortfield")}
    url = urls.absolute(page.url, constant(field(literal, "url"), "") or _INTERFACE)
    if (
        url is None
        or not askable(url, page.url, page.territory)
        or not values["channelid"]
        or not values["classsql"]
    ):
        return None
    prepage = min(_count(literal, "prepage") or 10, _MAX_SIZE)
    form = tuple((name, value) for name, value in values.items() if value)
    return _Plan(url, form, prepage, _count(literal, "recordCount"))


def _count(literal: str, name: str) -> int | None:
    value = field(literal, name).strip("\"' ")
    return int(value) if re.fullmatch(r"\d{1,9}", value) else None


def _static_rows(page: Dom) -> int:
    """Rows that stand in the groups of the page, told by their different addresses."""
    found: set[str] = set()
    for group in page.body.iter():
        shown = group.get("ms-visible") if isinstance(group.tag, str) else None
        if shown and shown.strip().lower().startswith(("showstatic", "$showstatic")):
            found.update(href.strip() for anchor in group.iter("a") if (href := anchor.get("href")))
    return len(found - {""})


def _is_pattern(element: Element) -> bool:
    """A row that avalon repeats for data that are not here; once it has run, the rows have addresses."""
    if not isinstance(element.tag, str) or not any(name.startswith(_PATTERNS) for name in element.attrib):
        return False
    hrefs = (anchor.get("href") or "" for anchor in element.iter("a"))
    return not any(href and not href.lower().startswith(("javascript:", "#")) for href in hrefs)


def _answered(data: DataSource, node: object, rows: int) -> Pager:
    """The pager of an answer: its page in the form, the last page and the total in its data."""
    form = dict(parse_qsl(data.form))
    current = int(form["page"]) if re.fullmatch(r"\d{1,7}", form.get("page", "")) else 1
    pages = literals.number(node, "pageCount")
    total = literals.number(node, *_TOTALS)
    if total is None and pages == 0 and not rows:
        total = 0
    more = tuple(
        Part(data.url, PartRole.ROWS, "POST", with_parameters(data.form, {"page": str(number)}))
        for number in following(current, pages)
        if rows and askable(data.url, data.page, data.territory)
    )
    return Pager(pages, current - 1, total, (), f"pageCount: {pages}，总数: {total}", more)
