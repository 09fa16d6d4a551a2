"""Crawled text made harmless for people's eyes: no control characters, direction tricks or endless lines."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

#: C0/C1 controls, bidi embeddings, overrides, isolates and marks, zero-width characters, lone surrogates,
#: line and paragraph separators, tag characters. Written as escapes: the characters themselves would hide.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[\s\u3000]+")
#: Where the templates, styles and words of this package lie.
HERE = Path(__file__).parent
#: Longest text shown of one value, in characters.
LIMIT = 600


def clean(text: str, limit: int = LIMIT) -> str:
    """One line, clipped to ``limit``, without characters that move the cursor, turn the direction or hide.

    What is left out is shown as U+FFFD, so that tampering remains visible.
    """
    clipped = text[: limit * 4] if len(text) > limit * 4 else text
    line = _SPACES.sub(" ", _UNSAFE.sub("\ufffd", clipped)).strip()
    line = re.sub("\ufffd{2,}", "\ufffd", line)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def safe_href(url: str | None) -> str | None:
    """``url`` when it may be a link: absolute http(s) with a host and nothing hidden in it; else None."""
    if not url or len(url) > 2000 or _UNSAFE.search(url) or re.search(r"[\s<>\"'`\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def slug(text: str) -> str:
    """``text`` as part of an element's id: ASCII letters, digits and hyphens. What is lost by that is told by a digest,
    so that two addresses never share an id."""
    plain = "".join(c if c.isalnum() and c.isascii() else "-" for c in text[:60])
    if plain == text:
        return plain
    return f"{plain.strip('-')}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def number(value: float | int | None, digits: int = 1) -> str:
    """``12.5``, ``80``; an em dash for None."""
    if value is None:
        return "—"
    text = f"{value:.{digits}f}" if isinstance(value, float) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
