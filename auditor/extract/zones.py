"""Which part of the page an element stands in, told from tags, class names and document order.

Template authors name their boxes (``nav``, ``Left_Nav``, ``foot_bj``); the breadcrumb parts header from
content, the sponsor's line begins the footer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from auditor import urls
from auditor.extract.dom import Dom, Element, clean, marks, squeeze, text_of
from auditor.extract.elements import place_of
from auditor.model import Zone

_MENU = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|header|head|banner|top|topbar|tree\w*|accordion|sidebar|side-?menu|logo)(?:$|[\s_-])"
    r"|nav(?:$|[\s_-])|[a-z]nav|sidemenu|menu_?(?:list|bd|box)|ztree|leftmenu",
    re.I,
)
_FOOTER = re.compile(
    r"(?:^|[\s_-])(?:foot\w*|copyright\w*|bottom|yqlj|friend\w*|footer)(?:$|[\s_-])|foot", re.I
)
_CRUMB_CLASS = re.compile(
    r"(?:^|[\s_-])(?:crumbs?|bread\w*|dqwz|weizhi|wz|location|position|place|path|currentpath|curpos|szwz)(?:$|[\s_-])|breadcrumb",
    re.I,
)
CRUMB_LABEL = re.compile(
    r"(?:您?\s*(?:当前|目前|现在)\s*(?:所在|的)*\s*的?\s*(?:位置|栏目)|您\s*(?:现在)?\s*的\s*位\s*置|您\s*所?在\s*的?\s*位\s*置|当\s*前\s*位\s*置|当前的位置|所在位置)"
    r"\s*(?:是|为)?\s*[:：]?"
)
_FOOTER_TEXT = re.compile(
    r"主\s*办(?:单位)?\s*[:：]|版权所有|标识码|ICP备|公网安备|copyright|技术支持\s*[:：]|备案号", re.I
)
#: characters without which a text is no label of a breadcrumb, no line of a footer
_CRUMB_HINT = re.compile(r"[位栏]")
_FOOTER_HINT = re.compile(r"[办权识备安支]|copyright", re.I)
#: a breadcrumb that is not called one: 首页->政府文件->通知公告
_CRUMB_TEXT = re.compile(r"^(?:网站|本站)?首\s*页\s*(?:>+|»|›|-+>|→|＞)\s*\S")
_INFO_LABEL = re.compile(
    r"(索\s*引\s*号|发\s*布\s*(?:机\s*构|日\s*期)|主\s*题\s*分\s*类|文\s*号|(?:成|发)\s*文\s*(?:日\s*期|机\s*关))\s*[:：]"
)
_CRUMB_MAX = 300
_MENU_LABEL = 14  # characters that a menu's labels have on average, at most


@dataclass(slots=True)
class ZoneMap:
    """``of`` gives the zone of any element by identity; ``crumb`` is the breadcrumb's element when there is one."""

    zones: dict[Element, Zone]
    crumb: Element | None

    def of(self, element: Element) -> Zone:
        zone = self.zones.get(element)
        if zone is not None:
            return zone
        for parent in element.iterancestors():
            if parent in self.zones:
                return self.zones[parent]
        return Zone.BODY


def map_zones(page: Dom) -> ZoneMap:
    """Give every element of the body a zone, in one walk from the top."""
    crumb = find_crumb(page)
    footer = _footer_start(page, crumb)
    siblings = _sibling_menus(page, crumb)
    zones: dict[Element, Zone] = {}
    footer_reached = False
    marked = [each for each in (crumb, footer) if each is not None]
    stack: list[tuple[Element, Zone]] = [(page.body, Zone.BODY)]
    while stack:
        element, inherited = stack.pop()
        if not isinstance(element.tag, str):
            continue
        footer_reached = footer_reached or element is footer
        zone = inherited
        if footer_reached:
            zone = Zone.FOOTER
        elif inherited is Zone.BODY or element is crumb:
            zone = _own_zone(element, inherited, crumb)
            if zone is Zone.BODY and element in siblings:
                zone = Zone.MENU
        if not len(element):
            zones[element] = zone
        elif footer_reached or (zone is not Zone.BODY and not _is_within(element, marked)):
            zones.update(dict.fromkeys(element.iter("*"), zone))  # all of it, at once
        else:
            zones[element] = zone
            stack.extend([(child, zone) for child in reversed(element)])
    return ZoneMap(zones, crumb)


def _is_within(box: Element, marked: list[Element]) -> bool:
    """True when one of the marked elements stands in a box."""
    return any(parent is box for each in marked for parent in each.iterancestors())


def _own_zone(element: Element, inherited: Zone, crumb: Element | None) -> Zone:
    if element is crumb:
        return Zone.BREADCRUMB
    if element.tag in ("nav", "header"):
        return Zone.MENU
    if element.tag == "footer":
        return Zone.FOOTER
    if element.tag in ("body", "html", "form"):
        return inherited
    named = _named_zone(marks(element))
    if named is Zone.BODY or (crumb is not None and _contains(element, crumb)):
        return inherited
    if named is Zone.MENU and (_holds_dates(element) or _is_info_box(element)):
        return inherited
    return named


@lru_cache(maxsize=4096)
def _named_zone(named: str) -> Zone:
    """The zone that class and id of an element say: templates repeat them on every page."""
    if _FOOTER.search(named):
        return Zone.FOOTER
    return Zone.MENU if _MENU.search(named) else Zone.BODY


def _contains(element: Element, inner: Element) -> bool:
    return any(parent is element for parent in inner.iterancestors())


def _holds_dates(element: Element) -> bool:
    """A box called ``menu_list`` that is full of dates is a list of items."""
    text = text_of(element)
    return len(re.findall(r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}", text)) >= 3


def _sibling_menus(page: Dom, crumb: Element | None) -> set[Element]:
    """Boxes of short links that hold the page's own address: the menu of its neighbours, whatever it is called."""
    here = urls.canonical(page.base)
    name = here.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    found: set[Element] = set()
    looked_at: set[Element] = set()
    for anchor in page.body.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or not (name in href or href.startswith(("./", "index", "?"))):
            continue  # most links are settled without joining them
        target = page.absolute(href)
        if target is None or urls.canonical(target) != here:
            continue
        box = next((parent for parent in anchor.iterancestors("ul", "ol", "dl")), None)
        if box is None or box in looked_at:
            continue
        looked_at.add(box)
        beside = crumb is None or not (box is crumb or _contains(crumb, box) or _contains(box, crumb))
        if beside and _is_menu_of(box):
            found.add(box)
    return found


def _is_menu_of(box: Element) -> bool:
    labels = [squeeze(text_of(anchor)) for anchor in box.iter("a")]
    words = sum(len(label) for label in labels)
    short = len(labels) >= 3 and words <= _MENU_LABEL * len(labels)
    return (
        short
        and words * 5 >= len(squeeze(text_of(box))) * 4
        and not re.search(r"\d{4}[-./年]\d{1,2}", text_of(box))
    )


def _is_info_box(element: Element) -> bool:
    """The table of an item's particulars (索引号, 发布机构 …) stands on top of the text, and is called ``top``."""
    text = text_of(element)
    return len(text) <= 800 and len({squeeze(label) for label in _INFO_LABEL.findall(text)}) >= 2


def find_crumb(page: Dom) -> Element | None:
    """The smallest element that holds the breadcrumb: by its label, else by its class name."""
    for element in page.who_say(_CRUMB_HINT):
        if element.tag in ("script", "style", "title", "option"):
            continue
        for own in (element.text, *(child.tail for child in element)):
            if own and CRUMB_LABEL.search(own):
                return _crumb_box(element)
    for element in page.body.iter("div", "ul", "p", "span", "ol", "nav", "td", "section"):
        if (
            _is_named_crumb(marks(element))
            and element.find(".//a") is not None
            and len(text_of(element)) <= _CRUMB_MAX
            and re.search(r"首\s*页|主页", text_of(element))
        ):
            return element
    return _unnamed_crumb(page)


@lru_cache(maxsize=4096)
def _is_named_crumb(named: str) -> bool:
    return _CRUMB_CLASS.search(named) is not None


def _unnamed_crumb(page: Dom) -> Element | None:
    """A box without label and telling name whose links are joined by arrows, from 首页 on."""
    for anchor in page.body.iter("a"):
        box = anchor.getparent()
        if box is None or not re.fullmatch(r"(?:网站|本站)?首页", squeeze(text_of(anchor))):
            continue
        text = text_of(box)
        if len(text) <= _CRUMB_MAX and _CRUMB_TEXT.match(text):
            return box
    return None


def _crumb_box(label: Element) -> Element | None:
    """Climb from the label until the names are inside too; a label followed by nothing is no breadcrumb."""
    box = label
    for _ in range(4):
        rest = CRUMB_LABEL.sub("", clean(text_of(box)))
        if len(squeeze(rest)) >= 2:
            return box if len(rest) <= _CRUMB_MAX else None
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return None
        box = parent
    return None


def _footer_start(page: Dom, crumb: Element | None) -> Element | None:
    """The box in which the sponsor's line stands, when it comes late in the page and holds no content."""
    anchors: list[int] = []
    for element in page.who_say(_FOOTER_HINT):
        if element.tag in ("script", "style", "a", "option", "body"):
            continue
        own = " ".join([element.text or "", *(child.tail or "" for child in element)])
        if not _FOOTER_TEXT.search(own):
            continue
        box = _footer_box(element, crumb)
        anchors = anchors or [place_of(anchor) for anchor in page.body.iter("a")]
        after = len(anchors) - bisect_left(anchors, place_of(box))
        if after <= max(12, len(anchors) // 3):
            return box
    return None


def _footer_box(element: Element, crumb: Element | None) -> Element:
    """Climb to the box of the whole footer, short of anything that holds content."""
    box = element
    for _, parent in zip(range(4), element.iterancestors(), strict=False):
        if parent.tag in ("body", "html") or len(text_of(parent)) > 500:
            break
        if crumb is not None and (parent is crumb or _contains(parent, crumb)):
            break
        if any(True for _ in parent.iter("h1", "h2", "form", "input")):
            break
        box = parent
    return box
