"""QR codes as picture files, made when a test needs them."""

from __future__ import annotations

import io

import numpy as np
import zxingcpp
from PIL import Image


def qr_png(text: str, scale: int = 5) -> bytes:
    """A PNG of one QR code that says ``text``, with its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return _png(Image.fromarray(np.array(code.to_image(scale=scale))))


def plain_png(side: int = 120) -> bytes:
    """A PNG without any code."""
    return _png(Image.new("RGB", (side, side), (200, 30, 30)))


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
