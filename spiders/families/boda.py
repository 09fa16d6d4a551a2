"""博达 webber: pages count down. The second page of a column of eleven is ``<column>/10.htm``, the last ``/1.htm``."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from auditor.extract.dom import Element, marks, squeeze, text_of
from auditor.extract.family import Family, Marks, PageSource
from auditor.extract.pager import MAX_NEXT, total_of
from auditor.model import Pager
from spiders.families.json_rows import following, parameter, set_parameters, whole_number

_MARKS = Marks(
    "/system/resource/",
    "_showdynclick",
    "_jsq_(",
    shapes=(
        ("vsb_content", r"[\"'\s]_?vsb_content"),
        ("pb_sys_", r"\bpb_sys_"),
        ("class=", r"class=[\"']?\w{0,12}style\d{4}"),
        ("class=", r"class=[\"']c\d{4,7}[\"_ ']"),
    ),
)
_ARTICLES = re.compile(r"/?info/\d{3,6}/\d{2,8}\.htm", re.I)
_DOWN = re.compile(r"/(\d{1,5})\.htm$", re.I)
_NEXT = re.compile(r"^(?:下一?页|后页|>|›)$")
_AT = re.compile(r"(?<![\d/])(\d{1,5})\s*/\s*(\d{1,5})(?![\d/])")
_TOTAL = re.compile(r"共\s*(\d{1,7})\s*条")
_MAX_TEXT = 400


class Boda(Family):
    """Static lists; the pager is the only thing the generic reader cannot know."""

    name = "boda"

    def recognise(self, page: PageSource) -> bool:
        if _MARKS.are_in(page):
            return True
        return (
            b"info/" in page.folded
            and len(set(_ARTICLES.findall(page.markup))) >= 3
            and "iList.jsp" not in page.markup
        )

    def pager(self, page: PageSource) -> Pager | None:
        box = _pager_box(page)
        if box is None:
            return None
        shown = text_of(box)
        at = _AT.search(shown)
        total = _TOTAL.search(shown)
        target = _next_target(page, box)
        current, pages = (int(at[1]), int(at[2])) if at else (None, None)
        ahead = _counted_down(target, current, pages) if target else ()
        if pages is None and not ahead and total is None:
            return None
        return Pager(
            pages,
            current - 1 if current else None,
            int(total[1]) if total else (total_of(page.dom, page.scripts) or None),
            ahead,
            shown[:120],
        )


def _pager_box(page: PageSource) -> Element | None:
    """The box around 下页, whether it is a link or not; else a box that says 共3条 1/1."""
    for element in page.dom.body.iter("a", "span"):
        named = marks(element)
        step = _NEXT.match(squeeze(text_of(element))) or "p_next" in named
        if not step or not ("next" in named or element.tag == "a"):
            continue
        box: Element = element
        for parent in element.iterancestors():
            if parent.tag in ("body", "html", "form") or len(text_of(parent)) > _MAX_TEXT:
                break
            box = parent
            if _AT.search(text_of(box)):
                break
        return box
    return next(
        (
            element
            for element in page.dom.body.iter("div", "td", "span")
            if len(shown := text_of(element)) <= 60 and _TOTAL.search(shown) and _AT.search(shown)
        ),
        None,
    )


def _next_target(page: PageSource, box: Element) -> str | None:
    for anchor in box.iter("a"):
        if _NEXT.match(squeeze(text_of(anchor))):
            return page.dom.absolute(anchor.get("href") or "")
    return None


def _counted_down(target: str, current: int | None, pages: int | None) -> tuple[str, ...]:
    """The next page and those behind it: ``10.htm, 9.htm, 8.htm``; dynamic lists count ``PAGENUM`` up."""
    parts = urlsplit(target)
    number = whole_number(parameter(parts.query, "PAGENUM"))
    if number is not None:
        known = pages or whole_number(parameter(parts.query, "totalpage"))
        return tuple(
            set_parameters(target, {"PAGENUM": str(each)})
            for each in following(current or number - 1, known or number)
        )
    match = _DOWN.search(parts.path)
    if match is None:
        return (target,)
    first = int(match[1])
    return tuple(urljoin(target, f"{each}.htm") for each in range(first, max(0, first - MAX_NEXT), -1))
