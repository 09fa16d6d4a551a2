"""The strip below a picture: which page it shows, when it was fetched, the digest of its bytes. Put on after the page was
shown and outside of it, in ASCII only: no page can cover, fake or break it, and no font of the machine is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlsplit, urlunsplit

from PIL import Image, ImageDraw, ImageFont

_BEIJING = timezone(timedelta(hours=8))
_INK, _PALE, _GROUND, _RULE = (24, 31, 42), (84, 94, 108), (243, 244, 246), (192, 24, 24)
_SIZE, _LINE, _MARGIN, _BAR = 15, 22, 14, 3
#: The longest address shown, in lines of the strip; what does not fit is cut in its middle.
_URL_LINES = 2


@dataclass(frozen=True, slots=True)
class Caption:
    """``number`` is the finding's; ``fetched_at`` ISO 8601; ``note`` plain ASCII words about what is outlined."""

    number: str
    url: str
    fetched_at: str
    body_sha256: str
    note: str = ""


def with_strip(picture: Image.Image, caption: Caption) -> Image.Image:
    """The picture with its strip below, as wide as the picture."""
    font = ImageFont.load_default(_SIZE)
    room = picture.width - 2 * _MARGIN
    lines = _lines(caption, font, room)
    height = _BAR + 2 * _MARGIN // 2 + _LINE * len(lines) + 2
    whole = Image.new("RGB", (picture.width, picture.height + height), _GROUND)
    whole.paste(picture, (0, 0))
    draw = ImageDraw.Draw(whole)
    draw.rectangle((0, picture.height, picture.width, picture.height + _BAR - 1), fill=_RULE)
    top = picture.height + _BAR + _MARGIN // 2
    for number, line in enumerate(lines):
        draw.text((_MARGIN, top + number * _LINE), line, font=font, fill=_INK if number == 0 else _PALE)
    return whole


def _lines(caption: Caption, font: Font, room: int) -> list[str]:
    fetched, digest = _beijing(caption.fetched_at), caption.body_sha256[:16]
    head = f"No. {caption.number}   |   fetched {fetched} (Beijing time)   |   SHA-256: {digest or 'unknown'}"
    return [
        _ascii(head),
        *_wrapped(ascii_url(caption.url), font, room),
        *filter(None, [_ascii(caption.note)]),
    ]


Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


def _wrapped(text: str, font: Font, room: int) -> list[str]:
    """The address in so many lines as it may have, cut in its middle when it is longer."""
    fits = _fitting(text, font, room)
    if fits >= len(text):
        return [text]
    rest = text[fits:]
    if _fitting(rest, font, room) >= len(rest):
        return [text[:fits], rest]
    tail = rest[-(_fitting(rest[-fits:], font, room - 40) * 9 // 10) :]
    return [text[:fits], "... " + tail][:_URL_LINES]


def _fitting(text: str, font: Font, room: int) -> int:
    """How many characters from the beginning fit into a line."""
    low, high = 1, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle]) <= room else (low, middle - 1)
    return low


def ascii_url(url: str) -> str:
    """The address in ASCII: host in punycode, all else percent-encoded. Never raises."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode("ascii") if parts.netloc else ""
        rest = urlunsplit(("", "", *(_quoted(part) for part in parts[2:])))
        return _ascii(f"{parts.scheme}://{host}{rest}")
    except ValueError:
        return _ascii(quote(url, safe="/:?&=#", errors="replace"))


def _quoted(part: str) -> str:
    return quote(part, safe="/%:;@&=+$,!~*'()?-._", errors="replace")


def _ascii(text: str) -> str:
    return "".join(char if " " <= char <= "~" else "?" for char in text)


def _beijing(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return "at an unknown time,"
    if time.tzinfo is None:
        time = time.replace(tzinfo=_BEIJING)
    return f"{time.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}"
