"""Bits of markup inside data: the text of a post, and what the scripts of a page hold."""

from __future__ import annotations

import html
import re

from auditor.extract import literals
from auditor.extract.dom import Dom

_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.I)
#: Functions by which pages of WeChat undo the escapes of a constant.
_DECODE = re.compile(r"(?:htmlDecode|JsDecode|decodeURIComponent)\(\s*(?=[\"'])")
_MAX_SCRIPT = 4_000_000


def plain(text: str) -> str:
    """A text without its tags, its entities undone. It stays text: what an entity spells is never a tag again."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return html.unescape(text) if "&" in text else text


def scripts_of(page: Dom) -> str:
    """The inline scripts of a page, one after the other, bounded."""
    return "\n".join(element.text for element in page.root.iter("script") if element.text)[:_MAX_SCRIPT]


def constants_of(scripts: str) -> str:
    """Scripts in which decoded constants are plain ones: ``htmlDecode("…")`` → ``"…"``."""
    return _DECODE.sub("", scripts)


def constant(scripts: str, *names: str) -> str:
    """The first text or number that the scripts give one of the names, entities undone; "" when they give none."""
    for name in names:
        value = literals.find_literal(scripts, name)
        if isinstance(value, str) and value.strip():
            return html.unescape(value.strip())
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""
