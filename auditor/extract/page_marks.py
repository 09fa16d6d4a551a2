"""What a page carries besides its content: its tags, what it loads from elsewhere, links that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import urls
from auditor.extract.dom import Dom
from auditor.extract.hidden_links import is_unseen, read_hidden
from auditor.model import Resource, ResourceKind
from auditor.territory import Territory

__all__ = ["read_hidden", "read_resources", "read_tags"]

#: 国办发〔2017〕47号, 网页标签: site, column, article, in its order.
_TAGS = (
    "sitename sitedomain siteidcode columnname columndescription columnkeywords columntype "
    "articletitle pubdate contentsource keywords author description image url"
).split()
_CONTENT = 120
_MAX_RESOURCES = 60
#: tag → what it loads, and the attributes that name it
_LOADS: dict[str, tuple[ResourceKind, tuple[str, ...]]] = {
    "script": (ResourceKind.SCRIPT, ("src",)),
    "iframe": (ResourceKind.FRAME, ("src",)),
    "frame": (ResourceKind.FRAME, ("src",)),
    "img": (ResourceKind.IMAGE, ("src",)),
    "link": (ResourceKind.STYLE, ("href",)),
    "video": (ResourceKind.MEDIA, ("src",)),
    "audio": (ResourceKind.MEDIA, ("src",)),
    "source": (ResourceKind.MEDIA, ("src",)),
    "embed": (ResourceKind.MEDIA, ("src",)),
    "object": (ResourceKind.MEDIA, ("data",)),
}
#: the end is optional: a tag that is never closed is passed over once
_WRITTEN_SCRIPT = re.compile(r"<script\b[^>]{0,300}?\bsrc\s*=\s*[\"']?([^\"'\s>]{4,500})", re.I)


def read_tags(meta: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The meta tags that 国办发〔2017〕47号 names, lower-case, in its order; contents clipped to 120 characters."""
    return tuple((name, meta[name][:_CONTENT]) for name in _TAGS if meta.get(name))


# ── resources ─────────────────────────────────────────────────────────────────────────────────────


def read_resources(page: Dom, url: str, territory: Territory) -> tuple[Resource, ...]:
    """What the page loads from hosts that are not the portal's, or in plain HTTP into a page of HTTPS.

    Of the pictures of one host the first is kept: news pages show dozens of them.
    """
    secure, here = url.lower().startswith("https:"), urls.host(url)
    kept: dict[tuple[str, str, bool], Resource] = {}
    for kind, address in _loaded(page):
        host = urls.host(address)
        mixed = secure and address.startswith("http:")
        if (host == here or territory.may_serve(address)) and not mixed:
            continue
        name = host if kind is ResourceKind.IMAGE else address.split("?", 1)[0]
        kept.setdefault((kind.value, name, mixed), Resource(kind, address[:400], mixed))
        if len(kept) >= _MAX_RESOURCES:
            break
    return tuple(kept.values())


def _loaded(page: Dom) -> Iterator[tuple[ResourceKind, str]]:
    for element in page.root.iter(*_LOADS):
        kind, names = _LOADS[str(element.tag)]
        if element.tag == "link" and "stylesheet" not in (element.get("rel") or "").lower():
            continue
        source = next((value for name in names if (value := element.get(name))), "")
        if not source or is_unseen(element):
            continue
        address = page.absolute(source)
        if address is not None:
            yield kind, address
    for text in page.written:
        for match in _WRITTEN_SCRIPT.finditer(text):
            address = page.absolute(match[1])
            if address is not None:
                yield ResourceKind.SCRIPT, address
