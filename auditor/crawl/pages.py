"""Which answers are pages. The crawl that follows links and the judging that reads columns must agree on it: a page
that one reads and the other passes over is a column that vanishes."""

from __future__ import annotations

from auditor.model import Fetch, Purpose


def has_content(fetch: Fetch) -> bool:
    """True for an answer whose body says something: a success, asked for in order to be read."""
    answered = fetch.failure is None and fetch.status is not None and 200 <= fetch.status < 300
    return answered and fetch.method != "HEAD" and fetch.purpose is not Purpose.ATTACHMENT


def may_be_html(content_type: str, body: bytes) -> bool:
    """True for text that a browser would show as a page; servers name it in many ways, or not at all. What is sent as XML is
    a page only with the root of one: of anything else a browser shows the bare markup."""
    lowered = content_type.lower()
    if not lowered or "html" in lowered or (lowered.startswith("text/") and "xml" not in lowered):
        return b"\x00" not in body[:512] or body[:2] in (b"\xff\xfe", b"\xfe\xff")
    return b"<html" in body[:2048].lower()
