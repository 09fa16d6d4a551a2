"""Compressed bodies, whole or not at all.

Scrapy gives what could be unpacked of a body that ends too soon or is damaged. Half a page lacks what stands in its other half,
so such an answer is a failure in passing and is asked for again.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils._compression import _DecompressionMaxSizeExceeded

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_GZIP, _ZLIB, _RAW = 31, 15, -15
_HEAD = 4096
#: What a server may call a body that is not compressed.
_PLAIN = frozenset({b"", b"identity", b"none"})


class WholeBodies(HttpCompressionMiddleware):
    """Scrapy's, but raises zlib.error for a body that is damaged, ends too soon, or is packed in a way that nobody knows. Of
    what we cut off ourselves the beginning is enough."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._of_pieces = HttpCompressionMiddleware(crawler=crawler)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if "download_stopped" in response.flags:
            return self._of_pieces.process_response(request, response)
        try:
            return super().process_response(request, response)
        except (IgnoreRequest, zlib.error) as error:
            refused = error
        # Its frames hold what had been unpacked so far, and a failure lives on for as long as its request.
        refused.__cause__ = refused.__context__ = None
        raise refused.with_traceback(None)

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        decoded, unknown = super()._handle_encoding(body, content_encoding, max_size)
        # Some name their charset here: a page that can be read is one.
        if set(unknown) - _PLAIN and decoded and not any(mark in decoded[:_HEAD] for mark in (b"<", b"{")):
            raise zlib.error(f"unknown encoding {unknown[-1][:40]!r}")
        return decoded, unknown

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if encoding in (b"gzip", b"x-gzip"):
            return _unpacked(body, _GZIP, max_size)
        if encoding == b"deflate":
            try:
                return _unpacked(body, _ZLIB, max_size)
            except zlib.error:  # without its header, as some servers send it
                return _unpacked(body, _RAW, max_size)
        return HttpCompressionMiddleware._decode(body, encoding, max_size)


def _unpacked(body: bytes, bits: int, max_size: int) -> bytes:
    """All that a stream holds, 0 for ``max_size`` being no bound. zlib.error when it is damaged or ends too soon."""
    parts: list[bytes] = []
    size, rest = 0, body
    while rest:
        unpacker = zlib.decompressobj(bits)
        part = unpacker.decompress(rest, max_size + 1 - size if max_size else 0)
        size += len(part)
        if max_size and size > max_size:
            raise _DecompressionMaxSizeExceeded(size, max_size)
        if not unpacker.eof:
            raise zlib.error("the body ends too soon")
        parts.append(part)
        # Further members of gzip; whatever else follows is padding.
        rest = unpacker.unused_data if unpacker.unused_data.startswith(b"\x1f\x8b") else b""
    return b"".join(parts)
