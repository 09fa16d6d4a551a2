"""四川 county portals (also 陕西, 新疆): ``/info/iList.jsp?node_id=…&cat_id=…&cur_page=1``, pages by query."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin, urlsplit

from auditor.extract.dom import Element, squeeze, text_of
from auditor.extract.family import Family, Marks, PageSource
from auditor.extract.pager import total_of
from auditor.model import Link, Pager, Zone
from spiders.families.json_rows import following, parameter, set_parameters, whole_number
from spiders.families.ztree import script_nodes

_PATH = re.compile(r"/info/iList\.jsp$", re.I)
_LINKED = Marks("/info/ilist.jsp?")
_AT = re.compile(r"第?\s*(\d{1,5})\s*/\s*(\d{1,5})\s*页")
_PAGES = re.compile(r"共\s*(\d{1,5})\s*页")
_TOTAL = re.compile(r"共\s*(?:有|计)?\s*(\d{1,7})\s*(?:条|篇|个)")
#: turn('12'), goPage(3)
_TURN = re.compile(r"(?:go|turn|jump|to)\w*page\w*\s*\(\s*[\"']?(\d{1,5})", re.I)
_STEP = re.compile(r"^(?:下一?页|尾页|末页|\d{1,5}|>|>>|»)$")
_MAX_TEXT = 400


class IList(Family):
    """Lists whose page is the parameter ``cur_page``, and the tree of categories."""

    name = "ilist"

    def recognise(self, page: PageSource) -> bool:
        return _PATH.search(urlsplit(page.url).path) is not None or _LINKED.are_in(page)

    def pager(self, page: PageSource) -> Pager | None:
        """Further pages are the page's own address with another ``cur_page``, whatever draws the pager."""
        parts = urlsplit(page.url)
        if not _PATH.search(parts.path):
            return None
        box = _pager_box(page)
        if box is None:
            return None
        shown = text_of(box)
        at, counted, total = _AT.search(shown), _PAGES.search(shown), _TOTAL.search(shown)
        current = whole_number(parameter(parts.query, "cur_page")) or (int(at[1]) if at else 1) or 1
        known = [_target(page, anchor) or 1 for anchor in box.iter("a")]
        pages = int(at[2]) if at else int(counted[1]) if counted else max([current, *known])
        ahead = tuple(
            set_parameters(page.url, {"cur_page": str(number)}) for number in following(current, pages)
        )
        return Pager(
            pages,
            current - 1,
            int(total[1]) if total else (total_of(page.dom, page.scripts) or None),
            ahead,
            shown[:120],
        )

    def tree(self, page: PageSource) -> tuple[Link, ...]:
        """Categories that a script holds without addresses: their numbers are ``cat_id`` of this page's node."""
        node = parameter(urlsplit(page.url).query, "node_id")
        if not node:
            return ()
        found = []
        for each in script_nodes(page.scripts):
            if each.href or not re.fullmatch(r"\d{1,12}", each.id):
                continue
            url = urljoin(page.url, f"/info/iList.jsp?{urlencode([('node_id', node), ('cat_id', each.id)])}")
            found.append(Link(url, each.name[:200], Zone.MENU, page.territory.owns(url)))
        return tuple(found)


def _pager_box(page: PageSource) -> Element | None:
    """The smallest box that holds a link to another page of this list and the words around it."""
    for anchor in page.dom.body.iter("a"):
        if not _STEP.match(squeeze(text_of(anchor))) or _target(page, anchor) is None:
            continue
        box: Element = anchor
        for parent in anchor.iterancestors():
            if parent.tag in ("body", "html", "ul") or len(text_of(parent)) > _MAX_TEXT:
                break
            box = parent
            if _AT.search(text_of(box)) or _PAGES.search(text_of(box)):
                break
        return box
    return _one_page_box(page)


def _one_page_box(page: PageSource) -> Element | None:
    """A pager without links: 共3条 第1/1页."""
    return next(
        (
            element
            for element in page.dom.body.iter("div", "p", "td", "span")
            if len(shown := text_of(element)) <= 120 and _AT.search(shown) and _TOTAL.search(shown)
        ),
        None,
    )


def _target(page: PageSource, anchor: Element) -> int | None:
    """The page of this list that a link turns to."""
    href = anchor.get("href") or ""
    turned = _TURN.search(f"{href} {anchor.get('onclick') or ''}")
    if turned:
        return int(turned[1])
    joined = page.dom.absolute(href)
    if not joined or not _PATH.search(urlsplit(joined).path):
        return None
    return whole_number(parameter(urlsplit(joined).query, "cur_page"))
