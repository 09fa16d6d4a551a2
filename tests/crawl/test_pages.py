"""Which answers are read as pages."""

from __future__ import annotations

import pytest

from auditor.crawl.pages import may_be_html

HTML = "<!DOCTYPE html><html><body>政务公开</body></html>".encode()
XHTML = b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'
DATA = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "x">]><rss><channel>&x;</channel></rss>'


@pytest.mark.parametrize(
    ("mime", "body", "is_page"),
    [
        ("text/html; charset=utf-8", HTML, True),
        ("", HTML, True),
        ("text/plain", HTML, True),
        ("application/xhtml+xml", XHTML, True),
        ("text/xml", XHTML, True),
        ("application/octet-stream", HTML, True),
        ("text/html", b"<p>\xb9\xab\xb8\xe6", True),
        ("text/html", "<p>公告".encode("utf-16"), True),
        ("text/html", b"PK\x03\x04\x00\x00", False),
        ("text/xml", DATA, False),
        ("application/rss+xml", DATA, False),
        ("application/octet-stream", DATA, False),
    ],
)
def test_a_page_is_what_a_browser_shows_as_one(mime: str, body: bytes, is_page: bool) -> None:
    assert may_be_html(mime, body) is is_page
