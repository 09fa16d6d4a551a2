"""The answers in the repository are what their generator writes."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

FIXTURES = Path(__file__).parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_media  # noqa: E402

RENDERED = build_media.render()
#: Mean difference of brightness that another version of an encoder may make.
LOSSY = {".jpg": 3.0, ".webp": 0.5}


def test_no_file_is_missing_and_none_is_left_over() -> None:
    assert {path.name for path in build_media.OUT.iterdir()} == set(RENDERED)


@pytest.mark.parametrize("name", sorted(RENDERED))
def test_the_committed_file_is_what_the_generator_writes(name: str) -> None:
    committed, rendered = (build_media.OUT / name).read_bytes(), RENDERED[name]
    if committed == rendered:
        return
    assert Path(name).suffix in (".png", ".jpg", ".gif", ".bmp", ".webp"), (
        "run: python fixtures/build_media.py"
    )
    assert name != "qr-damaged.png" or committed.startswith(b"\x89PNG")
    if name != "qr-damaged.png":
        assert difference(committed, rendered) <= LOSSY.get(Path(name).suffix, 0.0)


def difference(one: bytes, other: bytes) -> float:
    first, second = (np.asarray(Image.open(BytesIO(data)).convert("L"), dtype=float) for data in (one, other))
    assert first.shape == second.shape
    return float(np.abs(first - second).mean())


def test_the_generator_writes_the_same_twice() -> None:
    assert build_media.render() == RENDERED
