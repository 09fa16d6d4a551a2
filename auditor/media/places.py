"""Pictures of a page that may be QR codes of accounts, with the words that belong to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.extract.dom import Dom, Element, clean, marks, text_of
from auditor.media.reading import PicturePlace
from auditor.media_words import media_words

#: So many pictures of one page are looked at, and so many that the page itself holds.
MAX_PLACES, MAX_INLINE = 60, 10
#: A data address that is longer (characters) is no QR code.
MAX_DATA = 400_000
_SOURCES = ("src", "data-src", "data-original", "original-src", "_src", "data-url")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.I)
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "strong", "caption"})
_TITLED = re.compile(r"(?:^|[\s_-])(?:tit|title|tab|name|head)", re.I)
_CAPTION, _HEADING, _CLIMB = 60, 20, 4
#: A side that is shorter (pixels, as the page states it) is an icon's.
_SMALL = 40


def picture_places(
    page: Dom, url: str, *, among_accounts: bool, platform: str = ""
) -> tuple[PicturePlace, ...]:
    """The pictures of a page in its order, each once. ``among_accounts``: the page is one of accounts, so that every picture
    of some size may be a code; ``platform`` is the one that the page's name says. Data addresses stay as they are."""
    found: dict[str, PicturePlace] = {}
    inline = 0
    heading = platform
    for element in page.body.iter():
        if not isinstance(element.tag, str):
            continue
        heading = _heading(element) or heading
        for address in _addresses(element, page.base):
            inline += address.startswith("data:")
            if address in found or (address.startswith("data:") and inline > MAX_INLINE):
                continue
            place = _place(element, address, url, heading, among_accounts)
            if place is not None:
                found[address] = place
        if len(found) >= MAX_PLACES:
            break
    return tuple(found.values())


def _place(
    element: Element, address: str, page: str, heading: str, among_accounts: bool
) -> PicturePlace | None:
    words = media_words().codes
    caption = _caption(element)
    name = "" if address.startswith("data:") else unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    said = f"{caption} {name} {_marks(element)}".lower()
    sure = any(word in said for word in words.sure)
    if not sure and (_is_small(element) or any(word in said for word in words.not_codes)):
        return None
    told = sure or any(word in caption for word in words.words) or any(word in said for word in words.names)
    if not told and not (among_accounts and element.tag == "img"):
        return None
    named = media_words().platform(caption)
    return PicturePlace(address, page, caption, named.id if named else heading, told)


def _addresses(element: Element, base: str) -> Iterator[str]:
    """Where the picture lies that an element shows: lazy pages keep the address in an attribute of their own."""
    if element.tag == "img":
        named = (element.get(name) or "" for name in reversed(_SOURCES))
        raw = next((each.strip() for each in named if each.strip()), "")
    else:
        style = _BACKGROUND.search(element.get("style") or "")
        raw = style[1].strip() if style else ""
    if _DATA.match(raw):
        if len(raw) <= MAX_DATA:
            yield raw
        return
    joined = urls.absolute(base, raw) if raw else None
    if joined:
        yield urls.without_fragment(joined)


def _caption(element: Element) -> str:
    """What the picture says of itself, then the words of the smallest box around it, and around no other, that has any."""
    own = [clean(element.get(name)) for name in ("alt", "title")]
    around = ""
    for box in [element, *element.iterancestors()][: _CLIMB + 1]:
        text = text_of(box)
        if _holds_more_pictures(box):
            break  # its words may be another's
        if text:
            around = text if len(text) <= _CAPTION else ""
            break
    titles = [clean(box.get("title")) for box in list(element.iterancestors())[:2]]
    return " ".join(dict.fromkeys(filter(None, (*own, around, *titles))))[: 2 * _CAPTION]


def _holds_more_pictures(box: Element) -> bool:
    pictures = box.iter("img")
    return next(pictures, None) is not None and next(pictures, None) is not None


def _marks(element: Element) -> str:
    return " ".join(marks(box) for box in [element, *element.iterancestors()][:3])


def _heading(element: Element) -> str:
    """The platform of a heading, under which the pictures that follow stand."""
    if element.tag not in _HEADINGS and not _TITLED.search(marks(element)):
        return ""
    text = text_of(element)
    platform = media_words().platform(text) if 0 < len(text) <= _HEADING else None
    return platform.id if platform else ""


def _is_small(element: Element) -> bool:
    sides = [(element.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    return any(side.isascii() and side.isdigit() and int(side) < _SMALL for side in sides)
