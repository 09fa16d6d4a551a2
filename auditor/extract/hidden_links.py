"""Links to foreign hosts that no visitor sees (暗链), told from what a page shows on demand.

Style attributes, the page's own simple style rules and scripts that write or hide a box are read; style sheets in files
are not. Nothing here accuses: a rule weighs the host, the words and how many tricks come together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import Dom, Element, clean, marks, text_of
from auditor.extract.zones import ZoneMap
from auditor.model import HiddenLink, Zone
from auditor.security_words import SecurityWords, security_words
from auditor.territory import Territory

_MAX_HIDDEN = 40
_MAX_SHEET = 20_000
_UNSEEN = frozenset({"noscript", "template"})

_NUMBER = r"(-?\d{1,7}(?:\.\d{1,4})?)\s*(px|em|rem|pt|%)?"
_FAR = re.compile(
    r"(?:^|;)\s*(?:left|top|right|bottom|margin-left|margin-top|text-indent)\s*:\s*" + _NUMBER, re.I
)
_SIZE = re.compile(r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*" + _NUMBER, re.I)
_FONT = re.compile(r"(?:^|;)\s*font-size\s*:\s*" + _NUMBER, re.I)
_OVERFLOW = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.I)
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)", re.I)
_INK = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]{3,30})", re.I)
_PAPER = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*(#[0-9a-f]{3,6}|[a-z]{3,12})\s*(?:;|!|$)", re.I)
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{1,600})\}")
_SIMPLE = re.compile(r"(?:[a-z0-9]{1,10})?([.#][\w-]{1,60})", re.I)
_HIDES_BY_ID = re.compile(
    r"getElementById\(\s*[\"']([\w-]{1,60})[\"']\s*\)\s*\.\s*style\s*\.\s*"
    r"(?:display\s*=\s*[\"']none|visibility\s*=\s*[\"']hidden)",
    re.I,
)
_CURTAIN = re.compile(
    r"document\s*\.\s*write[^;]{0,200}?<(?:div|span|p|ul|marquee|font|table)\b[^;]{0,400}", re.I
)
_CLOSES = re.compile(r"document\s*\.\s*write[^;]{0,60}?</\s*(?:div|span|p|ul|marquee|font|table)", re.I)
_FAR_AWAY, _TINY = 500.0, 1.0
_NAMED_COLOURS = {"white": "#ffffff", "black": "#000000"}


@dataclass(frozen=True, slots=True)
class _Hiding:
    """What of a page hides: simple selectors of its own style sheets (``.x``, ``#y``) with their tricks, ids that a
    script hides and nothing shows again, and anchors behind an opening tag that a script wrote."""

    selectors: dict[str, frozenset[str]]
    ids: frozenset[str]
    curtained: frozenset[Element]


def read_hidden(page: Dom, zones: ZoneMap, url: str, territory: Territory) -> tuple[HiddenLink, ...]:
    """Links to foreign hosts that no visitor sees: one value for each trick that hides a link.

    Links to known hosts (government, news, social) are left out, and so is what a page shows on demand: menus, tabs,
    slides, dialogs, share boxes — unless its words or its host give the link away.
    """
    words = security_words()
    foreign = [
        (anchor, address)
        for anchor in page.body.iter("a")
        if (address := _foreign(anchor, page, territory, words))
    ]
    if not foreign:
        return ()
    hiding = _hiding(page)
    found: dict[tuple[str, str], HiddenLink] = {}
    for anchor, address in foreign:
        tricks = _tricks(anchor, hiding)
        if not tricks or is_unseen(anchor):
            continue
        text = (text_of(anchor) or clean(anchor.get("title")))[:60]
        telling = bool(words.found(text)) or bool(words.in_host(urls.host(address)))
        if not telling and tricks <= {"no-display", "no-size"} and _shown_on_demand(anchor, zones, words):
            continue
        for trick in sorted(tricks):
            found.setdefault((address, trick), HiddenLink(address[:400], text, trick))
        if len(found) >= _MAX_HIDDEN:
            break
    return tuple(found.values())


def is_unseen(element: Element) -> bool:
    """Inside ``noscript`` (counters) or a template: no visitor's browser loads or shows it."""
    return any(parent.tag in _UNSEEN for parent in element.iterancestors())


def _foreign(anchor: Element, page: Dom, territory: Territory, words: SecurityWords) -> str | None:
    href = anchor.get("href") or ""
    if "//" not in href and "\\\\" not in href:  # only a full address leads to another host
        return None
    address = page.absolute(href)
    if address is None or territory.may_serve(address):
        return None
    host = urls.host(address)
    return None if host == urls.host(page.base) or words.is_known(host) else address


def _shown_on_demand(anchor: Element, zones: ZoneMap, words: SecurityWords) -> bool:
    if zones.of(anchor) in (Zone.MENU, Zone.BREADCRUMB):
        return True
    return any(words.containers.search(named) for each in _upwards(anchor) if (named := marks(each)).strip())


def _tricks(anchor: Element, hiding: _Hiding) -> set[str]:
    tricks: set[str] = set()
    if anchor in hiding.curtained:
        tricks.add("script-written")
    ink = paper = ""
    for element in _upwards(anchor):
        style = element.get("style") or ""
        if style:
            tricks |= _by_style(style)
            ink, paper = ink or _colour(_INK, style), paper or _colour(_PAPER, style)
        if "hidden" in element.attrib:
            tricks.add("no-display")
        if element.tag == "marquee" and any(_is_tiny(element.get(side)) for side in ("width", "height")):
            tricks.add("no-size")
        if hiding.selectors:
            for name in _names(element):
                tricks |= hiding.selectors.get(name, frozenset())
        if (element.get("id") or "") in hiding.ids:
            tricks.add("script-written")
    if ink and ink == paper:
        tricks.add("same-colour")
    return tricks


def _upwards(element: Element) -> Iterator[Element]:
    """The element and what it stands in, short of the body: a page that hides its body until it has loaded does not
    hide a link."""
    yield element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html"):
            return
        yield parent


def _names(element: Element) -> Iterator[str]:
    if element.get("id"):
        yield f"#{element.get('id')}"
    for name in (element.get("class") or "").split():
        yield f".{name}"


@lru_cache(maxsize=2048)
def _by_style(style: str) -> frozenset[str]:
    tricks = set()
    if _GONE.search(style):
        tricks.add("no-display")
    if any(_far(number, unit) for number, unit in _FAR.findall(style)):
        tricks.add("off-screen")
    small = any(
        abs(float(number)) <= _TINY
        for number, unit in _SIZE.findall(style)
        if unit != "%" or float(number) == 0
    )
    if small and _OVERFLOW.search(style):
        tricks.add("no-size")
    if any(float(number) <= _TINY for number, unit in _FONT.findall(style) if unit in ("px", "pt", "")):
        tricks.add("no-size")
    return frozenset(tricks)


def _far(number: str, unit: str) -> bool:
    """Beyond any screen to the left or above: ``-9999px``, ``-999em``; slides move by percents."""
    scale = {"em": 16.0, "rem": 16.0, "%": 0.0}.get(unit.lower(), 1.0)
    return float(number) * scale <= -_FAR_AWAY


def _is_tiny(length: str | None) -> bool:
    match = re.match(r"\s*(\d{1,5})(?:px)?\s*$", length or "")
    return match is not None and int(match[1]) <= _TINY


def _colour(pattern: re.Pattern[str], style: str) -> str:
    match = pattern.search(style)
    if match is None:
        return ""
    value = match[1].strip().lower()
    value = _NAMED_COLOURS.get(value, value)
    return "#" + "".join(char * 2 for char in value[1:]) if re.fullmatch(r"#[0-9a-f]{3}", value) else value


def _hiding(page: Dom) -> _Hiding:
    return _Hiding(_selectors(page), _ids_hidden_for_good(page), frozenset(_curtained(page)))


def _ids_hidden_for_good(page: Dom) -> frozenset[str]:
    """What is named again anywhere is shown again: a tab, a window, a floating picture with its button."""
    scripts = [each.text for each in page.root.iter("script") if each.text]
    if not any("getElementById" in text and "style" in text for text in scripts):
        return frozenset()
    code = "\n".join(map(script.strip_comments, scripts))
    ids = set(_HIDES_BY_ID.findall(code))
    if not ids:
        return frozenset()
    clicks = " ".join(
        each.get("onclick") or each.get("onmouseover") or ""
        for each in page.body.iter("a", "div", "li", "span")
    )
    return frozenset(name for name in ids if code.count(name) == 1 and name not in clicks)


def _selectors(page: Dom) -> dict[str, frozenset[str]]:
    """Tricks of the page's own style sheets. ``display: none`` there is how tabs and menus are made, so only what puts
    things off the screen or makes their letters vanish counts."""
    found: dict[str, frozenset[str]] = {}
    for sheet in page.root.iter("style"):
        for heads, body in _RULE.findall((sheet.text or "")[:_MAX_SHEET]):
            tricks = _by_style(body) - {"no-display"}
            if not tricks or "text-indent" in body.lower():  # a picture in the place of letters
                continue
            for head in heads.split(","):
                match = _SIMPLE.fullmatch(head.strip())
                if match:
                    found[match[1]] = found.get(match[1], frozenset()) | tricks
    return found


def _curtained(page: Dom) -> Iterator[Element]:
    """Anchors between a script that writes an opening tag which hides, and the next that writes a closing one."""
    drawn = False
    for element in page.body.iter("script", "a"):
        if element.tag == "a":
            if drawn:
                yield element
            continue
        code = element.text or ""
        if "document" not in code:
            continue
        opening = _CURTAIN.search(code)
        if opening and "</" not in opening[0].replace("<\\/", "</") and _by_style(_style_in(opening[0])):
            drawn = True
        elif drawn and _CLOSES.search(code.replace("<\\/", "</")):
            drawn = False


def _style_in(text: str) -> str:
    match = re.search(r"style\s*=\s*\\?[\"']?([^\"'>]{3,300})", text, re.I)
    return match[1] if match else ""
