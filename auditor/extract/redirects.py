"""Where a page leads at once, without a visitor's doing."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from auditor import urls
from auditor.extract import script
from auditor.extract.dom import Dom, Element, squeeze

#: ``0; url=`` without an address is the page itself.
_REFRESH = re.compile(
    r"^\s*(\d+(?:\.\d*)?|\.\d+)\s*[;,]\s*(?:url\s*=\s*|(?!url\s*=))[\"']?\s*([^\"'>\s]+)", re.I
)
_WRITTEN_REFRESH = re.compile(r"<meta[^>]+http-equiv\s*=\s*[\"']?refresh[\"']?[^>]*>", re.I)
_MAX_REFRESH_SECONDS = 10.0
_NUMERIC = re.compile(r"(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}", re.I)
_ON_CONDITION = re.compile(r"\bif\s*\(|userAgent|click", re.I)
_FEW_LINKS = 5
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
    # One link is for visitors who still wait; a few more, put there by a server, keep nobody where neither a condition nor a
    # click stands.
    links, few = sum(1 for _ in page.body.iter("a")), 1 if _ON_CONDITION.search(scripts) else _FEW_LINKS
    if links > few or len(squeeze(page.text)) > _LITTLE:
        return None
    raw = script.redirect_target(f"{scripts}\n{page.body.get('onload') or ''}")
    target = page.absolute(raw) if raw else None
    return target if target and not _same(target, page.base) else None


def is_nowhere(url: str) -> bool:
    """True for an address that is no site's: this machine, a private network, a number in disguise, a bare name. A page that
    leads there is broken, or was tampered with; what it publishes is not published elsewhere. Never raises."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or _NUMERIC.fullmatch(host) is not None


def _for_the_scriptless(element: Element) -> bool:
    """A refresh inside ``noscript`` is not for a browser with scripts."""
    return any(parent.tag == "noscript" for parent in element.iterancestors())


def _same(one: str, other: str) -> bool:
    return urls.canonical(one) == urls.canonical(other)
