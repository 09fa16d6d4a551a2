"""What tests of the search share: an engine's answer, read as the crawl reads it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from auditor.model import Fetch, PageReading, Portal, Purpose, SearchAnswer
from auditor.reading import reader_for
from auditor.territory import territory_of
from spiders.families import FAMILIES

PORTAL = Portal("990215", "文岭县人民政府", "http://www.wenling.test/")
TERRITORY = territory_of(PORTAL)
ENGINE = "http://www.wenling.test/s"
_READ = reader_for(TERRITORY, FAMILIES)


def fetch(query: str = "", url: str = ENGINE, **details: Any) -> Fetch:
    asked = f"{url}?q={quote(query)}" if query else url
    return Fetch(asked, Purpose.SEARCH, **{"status": 200, "mime": "text/html; charset=utf-8", **details})


def read(body: str | bytes, query: str = "", **details: Any) -> PageReading | None:
    return _READ(fetch(query, **details), body.encode() if isinstance(body, str) else body)


def answer(body: str | bytes, query: str = "", **details: Any) -> SearchAnswer:
    reading = read(body, query, **details)
    assert reading is not None
    assert reading.answer is not None
    return reading.answer


def data(value: object, query: str = "") -> SearchAnswer:
    return answer(json.dumps(value, ensure_ascii=False), query, mime="application/json")


def page(*parts: str, title: str = "站内搜索") -> str:
    """A page of the portal with its menu, side column and footer around ``parts``."""
    menu = "".join(
        f'<li><a href="/{slug}/">{name}</a></li>'
        for slug, name in {
            "zwgk": "政务公开",
            "bsfw": "办事服务",
            "hdjl": "互动交流",
            "zjwl": "走进文岭",
        }.items()
    )
    hot = "".join(
        f'<li><a href="/hot/t2026061{n}_9{n}.html">热门推荐信息的标题之{n}</a><span>2026-06-1{n}</span></li>'
        for n in range(1, 6)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<div class="header"><h1>文岭县人民政府</h1><ul class="nav">{menu}</ul></div>'
        f'<div class="hot-news"><h3>热门推荐</h3><ul>{hot}</ul></div>{"".join(parts)}'
        '<div class="footer"><a href="/wzdt/">网站地图</a> 主办：文岭县人民政府办公室 网站标识码：9902150001</div></body></html>'
    )
