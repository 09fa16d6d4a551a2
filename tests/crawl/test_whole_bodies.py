"""Compressed bodies that end too soon or are damaged are no pages; what we cut off ourselves may end anywhere."""

from __future__ import annotations

import gzip
import zlib

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from auditor.crawl.compression import WholeBodies

_PAGE = "<html><body>政府信息公开指南</body></html>".encode() * 50
_RAW = zlib.compressobj(6, zlib.DEFLATED, -15)
_DEFLATED = _RAW.compress(_PAGE) + _RAW.flush()


def answer(body: bytes, encoding: str, *flags: str) -> bytes:
    middleware = WholeBodies(crawler=get_crawler(Spider))
    response = Response(
        "http://qinghe.test/", headers={"Content-Encoding": encoding}, body=body, flags=list(flags)
    )
    done = middleware.process_response(Request("http://qinghe.test/"), response)
    assert isinstance(done, Response)
    return done.body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(_PAGE), "gzip"),
        (gzip.compress(_PAGE[:900]) + gzip.compress(_PAGE[900:]), "x-gzip"),
        (gzip.compress(_PAGE) + b"\0" * 8, "gzip"),
        (zlib.compress(_PAGE), "deflate"),
        (_DEFLATED, "deflate"),
        (_PAGE, "identity"),
        (_PAGE, "utf-8"),
    ],
    ids=["gzip", "members", "padding", "zlib", "raw", "identity", "charset"],
)
def test_a_whole_body_is_read(body: bytes, encoding: str) -> None:
    assert answer(body, encoding) == _PAGE


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(_PAGE)[:-9], "gzip"),
        (gzip.compress(_PAGE)[:-8] + b"\1\2\3\4\5\6\7\x08", "gzip"),
        (zlib.compress(_PAGE)[:-5], "deflate"),
        (b"no gzip at all", "gzip"),
        (b"\x8b\1\2\3" * 40, "lzma"),
    ],
    ids=["cut", "sum", "zlib-cut", "not-gzip", "unknown"],
)
def test_a_damaged_body_is_none(body: bytes, encoding: str) -> None:
    with pytest.raises(zlib.error):
        answer(body, encoding)


def test_what_we_cut_off_may_end_anywhere() -> None:
    assert _PAGE.startswith(answer(gzip.compress(_PAGE)[:-9], "gzip", "download_stopped")[:40])


def test_a_page_stays_a_page() -> None:
    middleware = WholeBodies(crawler=get_crawler(Spider))
    headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    response = Response("http://qinghe.test/", headers=headers, body=gzip.compress(_PAGE))
    assert isinstance(middleware.process_response(Request("http://qinghe.test/"), response), HtmlResponse)
