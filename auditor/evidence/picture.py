"""From what the camera saw to the PNG: cut to the place, the place outlined, the strip below, bounded in size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw

from auditor.evidence.camera import Box, Sight
from auditor.evidence.strip import Caption, with_strip

#: Bounds of a PNG: pixels, bytes.
MAX_WIDTH, MAX_HEIGHT, MAX_BYTES = 1280, 1600, 400_000
#: Pixels that are shown above and below the place, and that a picture has at least.
_ABOVE, _BELOW, _LEAST = 190, 170, 380
#: Height of a picture that shows the top of a page.
_TOP = 620
_RED, _WHITE, _FRAME = (214, 20, 20), (255, 255, 255), (120, 128, 138)
_PEN, _GAP = 3, 5
#: So far a cut may be moved in order to spare a line of writing.
_SHIFT = 24
#: What is left of an empty end of a page; the least height of a picture.
_TAIL, _SHORTEST = 36, 180
#: A picture with more colours is one of photographs.
_PLAIN = 30_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished PNG."""

    png: bytes
    width: int
    height: int


def finished(sight: Sight, caption: Caption) -> Picture:
    """The PNG of a sight. Raises OSError when the browser's picture is none."""
    with Image.open(BytesIO(sight.png), formats=("PNG",)) as image:
        seen = image.convert("RGB")
    if sight.box is None:
        shown = seen.crop((0, 0, seen.width, _between_lines(seen, min(seen.height, _TOP))))
    else:
        part = _around(sight.box, seen)
        _outline(seen, sight.box)
        shown = seen.crop(part)
    shown = _without_tail(shown)
    ImageDraw.Draw(shown).rectangle((0, 0, shown.width - 1, shown.height - 1), outline=_FRAME, width=1)
    return _bounded(with_strip(shown, caption))


def _outline(image: Image.Image, box: Box) -> None:
    """A red frame around the place, with a white edge so that it shows on red, too."""
    x, y, width, height = box
    left, top = max(x - _GAP, 3), max(y - _GAP, 3)
    right = max(min(x + width + _GAP, image.width - 4), left + 12)
    bottom = max(min(y + height + _GAP, image.height - 4), top + 12)
    draw = ImageDraw.Draw(image)
    for spread, colour in ((1, _WHITE), (0, _RED)):
        outer = (left - spread, top - spread, right + spread, bottom + spread)
        draw.rectangle(outer, outline=colour, width=_PEN + 2 * spread)


def _around(box: Box, image: Image.Image) -> tuple[int, int, int, int]:
    """The part of the view that is kept: the whole width, the place with what is around it."""
    _, y, _, height = box
    top = max(0, int(y) - _ABOVE)
    bottom = max(min(image.height, int(y + height) + _BELOW), top + 1)
    if bottom - top < _LEAST:
        bottom = min(image.height, top + _LEAST)
        top = max(0, bottom - _LEAST)
    return 0, _between_lines(image, top), image.width, _between_lines(image, bottom)


def _between_lines(image: Image.Image, wanted: int) -> int:
    """A cut near ``wanted`` that goes through no line of writing, where there is one."""
    if not 0 < wanted < image.height:
        return wanted
    for away in sorted(range(-_SHIFT, _SHIFT + 1), key=abs):
        row = wanted + away
        if 0 < row < image.height:
            strip = image.crop((0, row - 2, image.width, row + 2))
            if strip.getcolors(1) is not None:  # one colour only
                return row
    return wanted


def _without_tail(image: Image.Image) -> Image.Image:
    """Without the empty end of a page that has little on it."""
    ground = Image.new("RGB", image.size, image.getpixel((1, image.height - 2)))
    written = ImageChops.difference(image, ground).getbbox()
    bottom = max((written[3] if written else 0) + _TAIL, _SHORTEST)
    return image.crop((0, 0, image.width, min(bottom, image.height)))


def _bounded(image: Image.Image) -> Picture:
    """As PNG within the bounds: fewer colours first, then fewer pixels."""
    image.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
    while True:
        is_plain = image.getcolors(_PLAIN) is not None
        method = (
            Image.Quantize.MEDIANCUT if is_plain else Image.Quantize.FASTOCTREE
        )  # truer, or a hundred times faster
        for colours in (256, 32):
            png = _png(image.quantize(colours, method, dither=Image.Dither.NONE))
            if len(png) <= MAX_BYTES:
                return Picture(png, image.width, image.height)
        image = image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
