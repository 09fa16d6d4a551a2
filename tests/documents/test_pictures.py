"""QR codes in pictures of every kind: read, unreadable, none, and files that are no pictures."""

from __future__ import annotations

import random
import struct
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from auditor.codes.scan import scan
from auditor.documents import pictures
from auditor.documents.pictures import decode
from auditor.model import CodeState

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_media as made  # noqa: E402

CODE = made.CODE
READ = (CodeState.DECODED, (CODE,))
BROKEN = (CodeState.BROKEN, ())
NONE = (CodeState.NONE, ())
SPRITE = {CODE, f"https://weibo.com/u/{made.UID}", "https://app.qinghe.example/d"}


def decode_here(data: bytes) -> tuple[CodeState, tuple[str, ...]]:
    """Without the bounds of a process of its own, and without its start."""
    state, texts = scan(data)
    return CodeState(state), texts


def body_of(name: str) -> bytes:
    return (made.OUT / name).read_bytes()


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    return made.encoded(image, kind, **options)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("qr.png", READ),
        ("qr.jpg", READ),  # CMYK
        ("qr.gif", READ),
        ("qr.webp", READ),
        ("qr.bmp", READ),  # one bit a pixel
        ("qr-turned.png", READ),
        ("qr-inverted.png", READ),
        ("qr-logo.png", READ),
        ("qr-transparent.png", READ),
        ("qr-blurred.png", (CodeState.UNREADABLE, ())),
        ("photo.jpg", NONE),
        ("qr-damaged.png", BROKEN),
        ("no-picture.png", BROKEN),
    ],
)
def test_a_picture(name: str, found: tuple[CodeState, tuple[str, ...]]) -> None:
    assert decode_here(body_of(name)) == found


def test_a_sprite_of_three_in_the_child_process() -> None:
    state, texts = decode(body_of("qr-sprite.png"))
    assert (state, set(texts), len(texts)) == (CodeState.DECODED, SPRITE, 3)
    assert decode(body_of("qr-blurred.png")) == (CodeState.UNREADABLE, ())
    assert decode(body_of("qr-damaged.png")) == BROKEN


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.rotate(90, expand=True),
        lambda sheet: sheet.rotate(180, expand=True),
        lambda sheet: sheet.rotate(21, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
        lambda sheet: ImageOps.invert(sheet),
        lambda sheet: sheet.resize((450, 170), Image.Resampling.LANCZOS),
        lambda sheet: ImageOps.scale(sheet, 4),
    ],
    ids=["quarter", "half", "askew", "inverted", "small", "large"],
)
def test_a_sprite_in_any_position(change: Callable[[Image.Image], Image.Image]) -> None:
    state, texts = decode_here(written(change(made.sprite())))
    assert (state, set(texts)) == (CodeState.DECODED, SPRITE)


def test_codes_are_told_from_the_top_and_from_the_left() -> None:
    sheet = Image.new("L", (700, 700), 255)
    for n, place in enumerate(((20, 20), (370, 30), (20, 370), (370, 360))):
        sheet.paste(made.code(f"{CODE}/{n}", 5), place)
    assert decode_here(written(sheet))[1] == tuple(f"{CODE}/{n}" for n in range(4))


def test_a_code_twice_is_told_once() -> None:
    sheet = Image.new("L", (500, 240), 255)
    for left in (10, 260):
        sheet.paste(made.code(CODE, 4), (left, 10))
    assert decode_here(written(sheet)) == READ


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_small_codes(scale: int) -> None:
    assert decode_here(written(made.code(CODE, scale))) == READ


def test_a_code_in_the_camera_s_position() -> None:
    turned = made.code(CODE, 5).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode_here(written(turned, "JPEG", quality=90, exif=exif)) == READ


def test_a_light_code_on_nothing() -> None:
    grey = made.code(CODE, 5)
    layers = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    layers.paste((255, 255, 255, 255), mask=ImageOps.invert(grey))
    assert decode_here(written(layers)) == READ
    assert decode_here(written(layers.convert("P"), transparency=0))[0] is not CodeState.BROKEN


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_code_in_every_kind_of_pixel(mode: str) -> None:
    grey = made.code(CODE, 4)
    deep = mode == "I;16"
    image = Image.fromarray(np.asarray(grey, dtype=np.uint16) * 257) if deep else grey.convert(mode)
    assert decode_here(written(image)) == READ


def test_a_code_that_shows_later_in_an_animation() -> None:
    blank = Image.new("L", made.code(CODE, 3).size, 255)
    data = written(blank, "GIF", save_all=True, append_images=[made.code(CODE, 3)], duration=200)
    assert decode_here(data) == READ


def test_an_animation_that_is_damaged_behind_its_code() -> None:
    code = made.code(CODE, 3)
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, code.size, dtype=np.uint8))
    data = written(code, "GIF", save_all=True, append_images=[noise], duration=200)
    assert decode_here(data[:-2000]) == READ


def test_chinese_in_a_code_and_a_code_of_control_characters() -> None:
    assert decode_here(written(made.code("清河发布：政务新媒体", 5))) == (
        CodeState.DECODED,
        ("清河发布：政务新媒体",),
    )
    state, texts = decode_here(written(made.code("a\x00b\x1b\nc", 5)))
    assert (state, texts) == (CodeState.DECODED, ("abc",))


@pytest.mark.parametrize("blur", [5.0, 5.5])
def test_a_blurred_code_is_seen_and_not_read(blur: float) -> None:
    data = written(made.code(CODE, 8).filter(ImageFilter.GaussianBlur(blur)))
    assert decode_here(data) == (CodeState.UNREADABLE, ())


def test_a_cut_code_is_no_code() -> None:
    whole = made.code(CODE, 6)
    assert decode_here(written(whole.crop((0, 0, whole.width // 2, whole.height)))) == NONE


@pytest.mark.parametrize("seed", range(12))
def test_print_is_no_code(seed: int) -> None:
    """Boxes in boxes, as many characters are, in rows and columns."""
    chance = random.Random(seed)
    sheet = Image.new("L", (600, 400), 255)
    draw = ImageDraw.Draw(sheet)
    size = chance.randrange(12, 40)
    for y in range(0, 400, size + 2):
        for x in range(0, 600, size):
            if chance.random() < 0.7:
                draw.rectangle((x, y, x + size - 4, y + size - 3), outline=0, width=2)
            if chance.random() < 0.5:
                draw.rectangle((x + size // 4, y + size // 4, x + size // 2, y + size // 2), fill=0)
    assert decode_here(written(sheet)) == NONE


@pytest.mark.parametrize("seed", range(8))
def test_grain_is_no_code(seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 255, (9 * (seed + 1), 12 * (seed + 1)), dtype=np.uint8)
    assert decode_here(written(Image.fromarray(values).resize((800, 600), seed % 2))) == NONE


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 99, b"<svg/>", b"\x89PNG", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b"\xff\xd8\xff"]
)
def test_what_is_no_picture(data: bytes) -> None:
    assert decode_here(data) == BROKEN
    assert decode(data) == BROKEN


def lying(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(b"\0" * 5_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (8000, 8000), (2**31 - 1, 1), (7000, 7000)])
def test_a_picture_that_lies_about_its_size(size: tuple[int, int]) -> None:
    began = time.monotonic()
    assert decode(lying(*size)) == BROKEN
    assert time.monotonic() - began < 25


def test_a_picture_that_is_really_large() -> None:
    large = Image.new("L", (7000, 5000), 255)
    large.paste(made.code(CODE, 10), (3000, 2000))
    assert decode(written(large)) == READ
    assert decode(written(Image.new("1", (20_000, 20_000), 1))) == BROKEN


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "ask_child", pytest.fail)
    assert decode(b"\x89PNG" + b"\0" * 20 * 1024 * 1024) == BROKEN


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.01)
    assert decode(body_of("qr.png")) == BROKEN


@pytest.mark.parametrize("name", ["qr.png", "qr.jpg", "qr.gif", "qr.webp", "qr.bmp", "qr-sprite.png"])
def test_a_picture_cut_or_broken_anywhere(name: str) -> None:
    chance = random.Random(name)
    body = body_of(name)
    for end in range(0, len(body), max(1, len(body) // 30)):
        decode_here(body[:end])
    for _ in range(20):
        broken = bytearray(body)
        for _ in range(5):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        decode_here(bytes(broken))


def test_the_same_bytes_give_the_same_answer() -> None:
    data = written(made.sprite(), "JPEG", quality=40)
    assert len({decode_here(data) for _ in range(5)}) == 1


def test_the_picture_is_given_as_bytes() -> None:
    assert Image.open(BytesIO(body_of("qr-sprite.png"))).size == (900, 340)
