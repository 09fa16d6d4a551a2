"""Looks for QR codes in one picture, in a process of its own: bytes → what the codes say.

A picture may lie about its size, hold thousands of frames, or be no picture; whoever starts this process bounds its memory
and time (:mod:`auditor.documents.pictures`). Nothing random, no clock: the same bytes give the same answer. Imports nothing
that it does not need: it is started once for each picture.

``python -m auditor.codes.scan < picture`` writes one JSON object: ``state`` (a value of ``CodeState``) and ``texts``.
"""

from __future__ import annotations

import json
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, ImageSequence

from auditor.codes.finders import has_finders
from auditor.confined import confine

DECODED, UNREADABLE, NONE, BROKEN = "decoded", "unreadable", "none", "broken"

#: Address space of the process (bytes); pixels that a picture may have; frames of an animation that are looked at.
MAX_MEMORY = 2 * 1024 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_FRAMES = 4
#: Codes of one picture, and characters of one code, that are handed on.
MAX_CODES, MAX_TEXT = 64, 2000
#: What the decoder took for a code and could not read: print is full of boxes at right angles.
_MAX_DOUBTFUL = 60
#: Pictures up to this side are also searched enlarged; larger ones are reduced to it for every search but the first.
_SMALL, _LARGE = 1000, 3000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_KINDS = zxingcpp.barcode_formats_from_str("QRCode,MicroQRCode,RMQRCode")
#: Bands of the picture's height: codes in one band are told from left to right.
_BANDS = 8

Size = tuple[int, int]
Place = tuple[float, float]


def scan(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The state of a picture and what its codes say, from top left to bottom right, each once. Never raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged metadata and of sizes that are checked below
        try:
            return _decoded(data)
        except Exception:  # noqa: BLE001 - Pillow's readers raise whatever a damaged file leads them to
            return BROKEN, ()


@dataclass(slots=True)
class _Found:
    """Codes of one picture. ``texts`` with the place (shares of width and height) of each; ``doubtful`` counts what the
    decoder took for a code and could not read."""

    texts: dict[str, Place] = field(default_factory=dict)
    unreadable: bool = False
    doubtful: int = 0

    @property
    def state(self) -> str:
        if self.texts:
            return DECODED
        return UNREADABLE if self.unreadable else NONE


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    found = _Found()
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            return BROKEN, ()
        try:
            _search_frames(image, found)
        except Exception:
            if not found.texts:  # a later frame may be damaged
                raise
    places = {text: (int(y * _BANDS), x) for text, (x, y) in found.texts.items()}
    return found.state, tuple(sorted(places, key=lambda text: (places[text], text)))[:MAX_CODES]


def _search_frames(image: Image.Image, found: _Found) -> None:
    """The first frames of an animation, all of them: each may show another code."""
    for frame, _ in zip(ImageSequence.Iterator(image), range(MAX_FRAMES), strict=False):
        for grey in _greys(frame):
            _search(grey, found)
            if found.texts:
                break


# ── the picture in grey ───────────────────────────────────────────────────────────────────────────


def _greys(frame: Image.Image) -> Iterator[Image.Image]:
    """The picture as a page shows it: on white, and where it is see-through also on black."""
    frame.load()
    upright = ImageOps.exif_transpose(frame)
    if upright.mode.startswith(("I", "F")):  # 16 or 32 bits a pixel, of any range
        yield ImageOps.autocontrast(_eight_bits(upright))
        return
    if not upright.has_transparency_data:
        yield upright.convert("RGB").convert("L")
        return
    layers = upright.convert("RGBA")
    for ground in ("white", "black"):
        page = Image.new("RGBA", layers.size, ground)
        page.alpha_composite(layers)
        yield page.convert("L")


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low)) if high > low else values * 0
    return Image.fromarray(scaled.astype(np.uint8))


# ── searching ─────────────────────────────────────────────────────────────────────────────────────


def _search(grey: Image.Image, found: _Found) -> None:
    """Add what the codes of the picture say. Every search may find a code that the others miss: one of a sprite is small,
    another pale."""
    fitted = ImageOps.contain(grey, (_LARGE, _LARGE)) if max(grey.size) > _LARGE else grey
    _collect(grey, zxingcpp.Binarizer.LocalAverage, found)
    _collect(fitted, zxingcpp.Binarizer.GlobalHistogram, found)
    if max(fitted.size) <= _SMALL:
        for factor in (2, 3):
            enlarged = ImageOps.scale(fitted, factor, Image.Resampling.BICUBIC)
            _collect(enlarged, zxingcpp.Binarizer.LocalAverage, found)
    if not found.texts:
        for radius in (2, 4, 8):
            sharper = fitted.filter(ImageFilter.UnsharpMask(radius, 300, 0))
            _collect(sharper, zxingcpp.Binarizer.LocalAverage, found)


def _collect(grey: Image.Image, binarizer: zxingcpp.Binarizer, found: _Found) -> None:
    pixels = np.ascontiguousarray(np.asarray(grey, dtype=np.uint8))
    for code in zxingcpp.read_barcodes(
        pixels, formats=_KINDS, text_mode=zxingcpp.TextMode.Plain, binarizer=binarizer, return_errors=True
    ):
        text = _plain(code.text) if code.valid else ""
        if text:
            found.texts.setdefault(text, _place(code.position, grey.size))
        elif not found.unreadable and found.doubtful < _MAX_DOUBTFUL:
            found.doubtful += 1
            found.unreadable = has_finders(pixels, _corners(code.position))


def _corners(position: zxingcpp.Position) -> list[tuple[int, int]]:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return [(point.x, point.y) for point in points]


def _place(position: zxingcpp.Position, size: Size) -> Place:
    corners = _corners(position)
    x, y = (sum(values) / 4 for values in zip(*corners, strict=True))
    return x / size[0], y / size[1]


def _plain(text: str) -> str:
    """Without control characters and half characters, which no file could store."""
    kept = (char for char in text if unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:MAX_TEXT]


def main() -> None:
    confine(MAX_MEMORY)
    state, texts = scan(sys.stdin.buffer.read())
    json.dump({"state": state, "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
