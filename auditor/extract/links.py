"""Every address a page leads to, with its words and the zone in which it stands."""

from __future__ import annotations

from lxml import etree

from auditor.extract import script
from auditor.extract.dom import Dom, Element, clean, is_hidden, text_of
from auditor.extract.zones import ZoneMap
from auditor.model import Link, Zone
from auditor.territory import Territory

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "dt", "strong"})
#: a template engine shows the box on a condition; hidden as it is sent, it stands for visitors who are logged in
_CONDITIONS = ("ms-visible", "ms-if", "v-if", "v-show", "ng-if", "ng-show", ":visible", "x-show")
#: the attribute that holds the address of an element
_ADDRESSED = {"a": "href", "area": "href", "iframe": "src", "frame": "src", "option": "value"}
_MAY_LEAD = etree.XPath(
    f"descendant-or-self::*[{' or '.join(f'self::{tag}' for tag in _ADDRESSED)} or @onclick]",
    smart_strings=False,
)
_MAY_HIDE = etree.XPath("descendant-or-self::*[@hidden or @style]", smart_strings=False)
_FRAMES = frozenset({"iframe", "frame"})


def read_links(page: Dom, zones: ZoneMap, territory: Territory, rows: frozenset[Element]) -> tuple[Link, ...]:
    """Links once per address and text. ``rows`` are the elements that are rows of item lists."""
    found: dict[tuple[str, str], Link] = {}
    theirs = _boxes_for_others(page)
    for element in _MAY_LEAD(page.body):
        target = link_target(page, element)
        if target is None or (theirs and not theirs.isdisjoint((element, *element.iterancestors()))):
            continue
        text = _text(element)
        zone = _zone(element, zones, rows)
        known = found.get((target, text))
        if known is None or (known.zone is Zone.BODY and zone is Zone.MENU):
            found[(target, text)] = Link(target, text[:200], zone, territory.owns(target))
    return tuple(found.values())


def link_target(page: Dom, element: Element) -> str | None:
    """The address of an anchor, frame, option or clickable element; None when it leads nowhere."""
    named = _ADDRESSED.get(str(element.tag))
    raw = element.get(named) if named is not None else None
    if named == "value" and raw is not None and not raw.startswith(("http://", "https://", "/")):
        raw = None
    joined = page.absolute(raw) if raw and not raw.isspace() else None
    if joined:
        return joined
    code = element.get("onclick")
    clicked = script.click_target(code) if code else None
    return page.absolute(clicked) if clicked else None


def _boxes_for_others(page: Dom) -> frozenset[Element]:
    """Boxes that are hidden until a condition holds. Menus that are merely hidden open on hovering."""
    return frozenset(
        element
        for element in _MAY_HIDE(page.root)
        if is_hidden(element) and any(element.get(name) is not None for name in _CONDITIONS)
    )


def _text(element: Element) -> str:
    if element.tag in _FRAMES:
        return clean(element.get("title"))
    text = text_of(element) if element.tag != "option" else clean(element.text)
    if text:
        return text
    if element.tag == "input":
        text = clean(element.get("value"))
    if not text:
        images = [clean(image.get("alt") or image.get("title")) for image in element.iter("img")]
        named = element.get("title") or (element.get("alt") if element.tag == "area" else "")
        text = clean(named) or next((name for name in images if name), "")
    return text


def _zone(element: Element, zones: ZoneMap, rows: frozenset[Element]) -> Zone:
    if element.tag in _FRAMES:
        return Zone.FRAME
    if element.tag == "option":
        return Zone.SELECT
    zone = zones.of(element)
    if zone is not Zone.BODY:
        return zone
    node: Element | None = element
    while node is not None:
        if node in rows:
            return Zone.LIST
        if node.tag in _HEADINGS:
            return Zone.MENU
        node = node.getparent()
    return Zone.BODY
