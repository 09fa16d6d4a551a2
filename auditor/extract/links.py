"""Every address a page leads to, with its words and the zone in which it stands."""

from __future__ import annotations

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import Dom, Element, clean, is_hidden, text_of
from auditor.extract.zones import ZoneMap
from auditor.model import Link, Zone
from auditor.territory import Territory

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "dt", "strong"})
#: a template engine shows the box on a condition; hidden as it is sent, it stands for visitors who are logged in
_CONDITIONS = ("ms-visible", "ms-if", "v-if", "v-show", "ng-if", "ng-show", ":visible", "x-show")
_FRAMES = frozenset({"iframe", "frame"})


def read_links(page: Dom, zones: ZoneMap, territory: Territory, rows: frozenset[Element]) -> tuple[Link, ...]:
    """Links once per address and text. ``rows`` are the elements that are rows of item lists."""
    found: dict[tuple[str, str], Link] = {}
    for element in page.body.iter():
        target = link_target(page, element) if isinstance(element.tag, str) else None
        if target is None or _is_for_others(element):
            continue
        text = _text(element)
        zone = _zone(element, zones, rows)
        known = found.get((target, text))
        if known is None or (known.zone is Zone.BODY and zone is Zone.MENU):
            found[(target, text)] = Link(target, text[:200], zone, territory.owns(target))
    return tuple(found.values())


def link_target(page: Dom, element: Element) -> str | None:
    """The address of an anchor, frame, option or clickable element; None when it leads nowhere."""
    if element.tag in ("a", "area"):
        raw = element.get("href")
    elif element.tag in _FRAMES:
        raw = element.get("src")
    elif element.tag == "option":
        value = element.get("value") or ""
        raw = value if value.startswith(("http://", "https://", "/")) else None
    else:
        raw = None
    joined = urls.absolute(page.base, raw) if raw and raw.strip() else None
    if joined or not element.get("onclick"):
        return joined
    clicked = script.click_target(element.get("onclick") or "")
    return urls.absolute(page.base, clicked) if clicked else None


def _is_for_others(element: Element) -> bool:
    """True inside a box that is hidden until a condition holds. Menus that are merely hidden open on hovering."""
    return any(
        is_hidden(node) and any(name in node.attrib for name in _CONDITIONS)
        for node in (element, *element.iterancestors())
    )


def _text(element: Element) -> str:
    if element.tag in _FRAMES:
        return clean(element.get("title"))
    text = text_of(element) if element.tag != "option" else clean(element.text)
    if not text and element.tag == "input":
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
    for node in [element, *element.iterancestors()]:
        if node in rows:
            return Zone.LIST
        if node.tag in _HEADINGS:
            return Zone.MENU
    return Zone.BODY
