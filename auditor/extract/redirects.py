"""Where a page leads at once, without a visitor's doing."""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import Dom, Element, squeeze

#: ``0; url=`` without an address is the page itself.
_REFRESH = re.compile(
    r"^\s*(\d+(?:\.\d*)?|\.\d+)\s*[;,]\s*(?:url\s*=\s*|(?!url\s*=))[\"']?\s*([^\"'>\s]+)", re.I
)
_WRITTEN_REFRESH = re.compile(r"<meta[^>]+http-equiv\s*=\s*[\"']?refresh[\"']?[^>]*>", re.I)
_MAX_REFRESH_SECONDS = 10.0
_LITTLE = 120  # characters: a page with more text is read before it leads on


def redirect_of(page: Dom, scripts: str) -> str | None:
    """Where the page leads at once: meta refresh (also a written one), or a script on a page without text."""
    tags = [
        (m.get("content") or "")
        for m in page.root.iter("meta")
        if (m.get("http-equiv") or "").lower() == "refresh" and not _for_the_scriptless(m)
    ]
    for written in page.written:
        for tag in _WRITTEN_REFRESH.findall(written):
            match = re.search(r"content\s*=\s*([\"'])(.*?)\1", tag, re.I)
            tags.append(match[2] if match else "")
    for content in tags:
        match = _REFRESH.match(content)
        target = page.absolute(match[2]) if match else None
        if match and target and float(match[1]) <= _MAX_REFRESH_SECONDS and not _same(target, page.base):
            return target
    if len(squeeze(page.text)) > _LITTLE or page.body.find(".//a") is not None:
        return None
    raw = script.redirect_target(f"{scripts}\n{page.body.get('onload') or ''}")
    target = page.absolute(raw) if raw else None
    return target if target and not _same(target, page.base) else None


def _for_the_scriptless(element: Element) -> bool:
    """A refresh inside ``noscript`` is not for a browser with scripts."""
    return any(parent.tag == "noscript" for parent in element.iterancestors())


def _same(one: str, other: str) -> bool:
    return urls.canonical(one) == urls.canonical(other)
