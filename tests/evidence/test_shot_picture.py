"""The PNG: bounded, outlined, with a strip that says where it comes from whatever the page's address holds."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from auditor.evidence.camera import Sight
from auditor.evidence.picture import MAX_BYTES, MAX_HEIGHT, MAX_WIDTH, finished
from auditor.evidence.strip import Caption, ascii_url, with_strip

CAPTION = Caption("f5d73890597da6f6", "http://www.shown.test/zwgk/", "2026-06-15T04:00:00Z", "ab" * 32)
WHITE = (255, 255, 255)


def png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def view(colour: tuple[int, int, int] = WHITE) -> Image.Image:
    return Image.new("RGB", (1024, 900), colour)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def is_red(pixel: tuple[int, int, int]) -> bool:
    return pixel[0] > 150 and max(pixel[1:]) < 90


@pytest.mark.parametrize("colour", [WHITE, (200, 0, 0)])
def test_the_place_is_outlined_and_in_the_picture(colour: tuple[int, int, int]) -> None:
    shown = opened(finished(Sight(png(view(colour)), (100, 500, 300, 40)), CAPTION).png)
    column = [shown.getpixel((250, y)) for y in range(shown.height)]
    frames = [y for y, pixel in enumerate(column[:-40]) if is_red(pixel) and not is_red(column[y - 1])]
    assert len(frames) >= 2  # above and below the place; on red, the white edge parts the frame from the page
    assert shown.height < 600


@pytest.mark.parametrize(
    "box", [(-500.0, -80.0, 90000.0, 90000.0), (2000, 3000, 1, 1), (0, 899, 1024, 0), (5, 5, 0, 0)]
)
def test_a_box_beyond_the_view_does_no_harm(box: tuple[float, float, float, float]) -> None:
    picture = finished(Sight(png(view()), box), CAPTION)
    assert picture.height <= MAX_HEIGHT


def test_a_picture_of_noise_stays_within_bounds() -> None:
    noise = Image.frombytes("RGB", (1024, 900), random.Random(7).randbytes(1024 * 900 * 3))
    picture = finished(Sight(png(noise), (0, 0, 1024, 900)), CAPTION)
    assert len(picture.png) <= MAX_BYTES
    assert picture.width <= MAX_WIDTH
    assert (picture.width, picture.height) == opened(picture.png).size


@pytest.mark.parametrize(
    "url",
    [
        "http://www.shown.test/" + "很长的路径/" * 400,
        "http://例子.政务/页?问=答#锚",
        "http://x.test/\r\nNo. 0000\x1b[31m\u202e\ud800\u0000",
        "http://[::1",
        "",
    ],
)
def test_every_address_becomes_ascii_in_a_few_lines(url: str) -> None:
    shown = ascii_url(url)
    assert shown.isascii()
    assert shown.isprintable() or shown == ""
    strip = with_strip(view(), Caption("0" * 16, url, "no time", "", "note"))
    assert strip.width == 1024
    assert 900 < strip.height < 1020


def test_the_strip_is_outside_of_what_was_shown() -> None:
    """However a page looks, the strip stands below it, on its own ground."""
    for colour in (WHITE, (0, 0, 0), (243, 244, 246)):
        whole = with_strip(view(colour), CAPTION)
        assert whole.crop((0, 0, 1024, 900)).getcolors(2) == [(1024 * 900, colour)]
        strip = whole.crop((0, 900, 1024, whole.height))
        assert is_red(strip.getpixel((500, 1)))
        assert any(max(strip.getpixel((x, 22))) < 120 for x in range(10, 500))
