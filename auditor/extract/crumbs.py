"""Breadcrumbs: 当前位置：首页 > 政务公开 > 通知公告, in all the ways portals write them."""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract.dom import Element, clean, squeeze, text_of
from auditor.extract.zones import CRUMB_LABEL
from auditor.model import Crumb

_SEPARATOR = re.compile(r"\s*(?:>>|»|›|->|→|＞|>|/|\||·|\\)\s*")
_HOME = re.compile(r"^(?:网站)?(?:首\s*页|主\s*页|home)$|(?:网站|网)首页$", re.I)
_NOISE = re.compile(r"^(?:正文|文章正文|内容|详情|信息详情|列表|文章列表|正\s*文)$")
_MAX_NAME = 40


def read_crumbs(box: Element | None, base: str) -> tuple[Crumb, ...]:
    """Names from the home page downwards, 首页 left out. ``url`` is None for plain text or an empty link.

    An empty href points to the page itself: that is how TRS writes the last name.
    """
    if box is None:
        return ()
    crumbs = _from_links(box, base)
    if not crumbs:
        crumbs = _from_text(box)
    return tuple(
        crumb
        for crumb in crumbs
        if crumb.name and not _HOME.match(squeeze(crumb.name)) and not _NOISE.match(crumb.name)
    )


def _from_links(box: Element, base: str) -> list[Crumb]:
    """Walk text and links in order, so that a last name without link is kept."""
    crumbs: list[Crumb] = []
    anchors = list(box.iter("a"))
    if not anchors:
        return []
    for kind, text, href in _pieces(box):
        if kind == "link":
            name = clean(text)
            if name:
                url = urls.absolute(base, href) if href and href.strip() else None
                crumbs.append(Crumb(name[:_MAX_NAME], url))
            continue
        for part in _SEPARATOR.split(CRUMB_LABEL.sub("", text)):
            name = clean(part).strip(":：>＞")
            if 1 < len(name) <= _MAX_NAME:
                crumbs.append(Crumb(name, None))
    return crumbs


def _pieces(box: Element) -> list[tuple[str, str, str]]:
    pieces: list[tuple[str, str, str]] = []
    buffer: list[str] = [box.text or ""]

    def flush() -> None:
        text = "".join(buffer)
        buffer.clear()
        if clean(text):
            pieces.append(("text", text, ""))

    def walk(element: Element) -> None:
        for child in element:
            if isinstance(child.tag, str) and child.tag not in ("script", "style"):
                if child.tag == "a":
                    flush()
                    pieces.append(
                        ("link", text_of(child) or child.get("title") or "", child.get("href") or "")
                    )
                else:
                    buffer.append(child.text or "")
                    walk(child)
            buffer.append(child.tail or "")

    walk(box)
    flush()
    return pieces


def _from_text(box: Element) -> list[Crumb]:
    text = CRUMB_LABEL.sub("", text_of(box))
    return [Crumb(clean(part)[:_MAX_NAME], None) for part in _SEPARATOR.split(text) if clean(part)]
