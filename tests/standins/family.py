"""What all families of engines share.

A family is a function ``(engine, base) -> Installed``: ``base`` is the address under which it stands ("/": on the portal's own
host). Faithful to the products in what matters to a reader: methods, names of fields, fixed fields without which they
refuse, redirects, classes of rows, tags of highlighting, the words for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from tests.standins.county import Box
from tests.standins.engine import Engine, Hit, Results
from tests.standins.server import NOT_FOUND, Heard, Reply, Route, moved, page


@dataclass(frozen=True)
class Installed:
    """An engine on a server: the box that leads to it, and the paths that it answers."""

    box: Callable[[], Box]
    routes: Mapping[str, Route]


@dataclass(frozen=True)
class Family:
    """``elsewhere``: it runs on a host of its own. ``path``: where its queries arrive, for a shell page its interface."""

    install: Callable[[Engine, str], Installed]
    path: str
    charset: str = "utf-8"
    elsewhere: bool = False


def fixed(markup: str) -> Callable[[], Box]:
    return lambda: Box(markup)


def controls(results: Results, row: str = "dl", name: str = "dt", option: str = "dd") -> str:
    """The ways to narrow down and to order, each as a row of links."""
    return "".join(
        f'<{row} class="condition"><{name}>{control.label}：</{name}>'
        + "".join(f'<{option}><a href="javascript:void(0)">{each}</a></{option}>' for each in control.options)
        + f"</{row}>"
        for control in results.controls
    )


def shell(title: str, body: str, query: str = "", head: str = "", charset: str = "utf-8") -> Reply:
    """A page of results: the box once more, then ``body``."""
    box = f'<div class="top"><input type="text" id="again" value="{escape(query)}"><a class="btn" href="javascript:again()">搜索</a></div>'
    return page(
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>{head}</head><body>{box}{body}'
        '<div class="foot">文岭县人民政府办公室主办</div></body></html>',
        200,
        charset,
    )


def refused(reason: str) -> Reply:
    """What an engine says to a request that lacks what it cannot do without."""
    return page(f"<html><head><title>错误</title></head><body><p>{reason}</p></body></html>", 500)


def jump(place: str, hit: Hit) -> str:
    """hanweb counts the visits of results: they lead through an address of its own."""
    return f"{place}?url={quote(hit.href, safe='')}&q=&title={quote(hit.title)}"


def visit(heard: Heard) -> Reply:
    """What such an address leads to; nothing when it is cut short."""
    target = heard.fields().get("url", "")
    return moved(target) if target else NOT_FOUND
