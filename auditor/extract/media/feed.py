"""RSS and Atom: bytes → posts. feedparser is given the bytes as a stream, so that it opens no file and asks no address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]

from auditor.extract.media import markup
from auditor.extract.media.posts import MAX_POSTS, NAME, TEXT, TITLE, Examined, address, reaches, words
from auditor.extract.media.when import day_of, shown
from auditor.model import AccountReading, Post

#: Feeds hold the last posts only; a larger one (bytes, tags) is something else, and feedparser is slow.
_MAX_BYTES, _MAX_TAGS = 4_000_000, 50_000
_HEAD = 1000
_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|RDF)[\s>]", re.I)
#: Declarations of entities are the one way in which a small feed grows large.
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>]{0,2000}(?:>|$)", re.I)


def is_feed(body: bytes) -> bool:
    return b"<" in body[:_HEAD] and bool(_ROOT.search(body[:_HEAD].replace(b"\0", b"")))


def read_feed(url: str, body: bytes, mime: str, moment: datetime, since: date) -> Examined | None:
    """The posts of a feed in its order; None when nothing of a feed can be read. A feed is never known to be at its end:
    it is whole when it goes back before ``since``."""
    if len(body) > _MAX_BYTES or body.count(b"<") > _MAX_TAGS:
        return None
    try:
        found = feedparser.parse(
            BytesIO(_ENTITIES.sub(b"", body)),
            response_headers={"content-type": _media_type(mime), "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception:  # noqa: BLE001 - its loose parser stumbles over broken markup in many ways
        return None
    if not found.get("version") and not found.entries:
        return None
    posts = tuple(
        post for entry in found.entries[:MAX_POSTS] if (post := _post(url, entry, moment)) is not None
    )
    return Examined(AccountReading(url, posts=posts, whole=reaches(posts, since)))


def _post(url: str, entry: Mapping[str, Any], moment: datetime) -> Post | None:
    text = words(markup.plain(_text(entry, "summary")), TEXT)
    title = words(markup.plain(_text(entry, "title")), TITLE) or text[:TITLE]
    if not title:
        return None
    told = _text(entry, "published") or _text(entry, "updated") or _text(entry, "created")
    source = entry.get("source")
    named = words(_text(source, "title"), NAME) if isinstance(source, Mapping) else ""
    # Not feedparser's own dates: it takes times without a zone for Greenwich's, and 2026年5月2日 for a day in November.
    return Post(
        title, day_of(told, moment), shown(told), address(url, _text(entry, "link")), named, text=text
    )


def _text(node: Mapping[str, Any], name: str) -> str:
    """Asked by ``get`` for ``updated``, feedparser gives ``published`` instead, with a warning."""
    value = node[name] if name in node else ""  # noqa: SIM401
    return value if isinstance(value, str) else ""


def _media_type(mime: str) -> str:
    """The charset that the server told; the kind is known from the bytes."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w-]{2,20})", mime, re.I)
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"
