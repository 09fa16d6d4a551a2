"""Readers of answers: whole pages with their lists, tables and catalogs; interfaces; results; accounts of new media."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditor import codec, urls
from auditor.crawl.challenge import is_challenge
from auditor.extract import charset, dom, tables
from auditor.extract.media.examine import examine
from auditor.extract.published_catalog import read_rows
from auditor.model import Fetch, Purpose
from auditor.reading import Reader as Reading
from auditor.reading import reader_for
from auditor.scrub import Scrubber
from auditor.scrub_rules import scrub_rules
from bench.fuzz.reader import Reader, files, split, text_of, texts
from bench.fuzz.texts_read import HOME, MOMENT, TERRITORY
from spiders.families import FAMILIES

_READ: Reading = reader_for(TERRITORY, FAMILIES)
_WORDS = (
    "<a href=",
    "<li>",
    "<table>",
    "<tr><td rowspan=9 colspan=9>",
    "<script>",
    "</script>",
    "<iframe src=",
    "<form>",
    "<!--",
    "<meta http-equiv=refresh content=",
    "<base href=",
    "document.write(",
    "[2026-06-15]",
    "面包屑",
    "暂无信息",
    "下一页",
    "<svg>",
    "<template>",
    "<textarea>",
    "<![CDATA[",
    "<datastore>",
    "<record>",
    "&#x110000;",
    "createPageHTML(",
    "gkmlpt",
)
_ADDRESSES = (
    "",
    "zwgk/",
    "col/col1/index.html",
    "art/2026/6/15/art_1_1.html",
    "gkmlpt/index#12",
    "t20260615_1.html",
)


def _fetch(head: bytes, **more: Any) -> Fetch:
    """An answer at one of the usual addresses; the head's first byte chooses."""
    url = HOME + _ADDRESSES[(head[0] if head else 0) % len(_ADDRESSES)]
    given: dict[str, Any] = {"url": url, "purpose": Purpose.NAVIGATION, "status": 200, "mime": "text/html"}
    return Fetch(**(given | more))


def _page(data: bytes) -> None:
    """A reading can be written down, whatever the page was. ``head NUL page``."""
    head, body = split(data, 2)
    rendered = head[1:2] == b"r"
    reading = _READ(_fetch(head, render="html" if rendered else ""), body)
    codec.encode(reading)
    is_challenge(403 if rendered else 200, {}, body)


def _part(data: bytes) -> None:
    """``head NUL address NUL answer``: data of an interface, an included file, or what a search answers."""
    head, address, body = split(data, 3)
    url = urls.absolute(HOME, text_of(address)) or HOME
    for purpose, mime in (
        (Purpose.PART, "application/json"),
        (Purpose.SEARCH, "text/html"),
        (Purpose.SEARCH, "text/json"),
    ):
        codec.encode(_READ(_fetch(head, url=url, purpose=purpose, mime=mime, body="q=a"), body))


def _table(data: bytes) -> None:
    page = dom.parse(charset.decode(data).text, HOME)
    grids = tables.grids_of(page.root)
    assert sum(len(row) for grid in grids for row in grid.rows) < 3_000_000
    codec.encode(read_rows(grids)[0])


def _media(data: bytes) -> None:
    """``platform NUL address NUL type NUL answer``."""
    platform, address, mime, body = split(data, 4)
    url = urls.absolute(HOME, f"https://{text_of(address)}") or HOME
    codec.encode(examine(url, body, mime.decode("latin-1"), text_of(platform), MOMENT, date(2026, 1, 1)))


def _scrub(data: bytes) -> None:
    """A recording without personal data is as long-lived as one with: it is read like any page afterwards."""
    Scrubber(scrub_rules()).body(data, "text/html")


def _parts() -> list[bytes]:
    found = files("fixtures/html/*/pages/**/*.json", "fixtures/html/*/pages/**/*.js")()
    shapes = (b'{"data":{"list":[{"title":"a","url":"/b"}],"total":1}}', b"cb([{id:1,name:'x',pId:0}])",
              b'<datastore><record><![CDATA[<li><a href="/a">b</a></li>]]></record></datastore>')  # fmt: skip
    return [b"\0api/list\0" + body for body in (*shapes, *found)]


def _accounts() -> list[bytes]:
    addresses = (
        b"weibo\0m.weibo.cn/api/container/getIndex\0application/json\0",
        b"wechat\0mp.weixin.qq.com/s/a\0text/html\0",
    )
    found = files("fixtures/media/*.html", "fixtures/media/*.json", "fixtures/media/*.xml")()
    return [addresses[number % 2] + body for number, body in enumerate(found)]


READERS = (
    Reader(
        "page",
        "a whole page: columns, lists, dates, articles, tables, forms, letters, all families",
        _page,
        lambda: (b"\0" + body for body in files("fixtures/html/*/pages/**/*.html")()),
        _WORDS,
        most=16_384,
    ),
    Reader(
        "part",
        "answers of interfaces, included files, results of a search",
        _part,
        _parts,
        ('{"data":', '"list":[', '"total":', '"url":', "cb(", "<record>", "[[", "null", "1e9", *_WORDS[:6]),
        most=8192,
    ),
    Reader(
        "table",
        "tables with merged cells, published catalogs",
        _table,
        lambda: (
            *files("fixtures/documents/*.html")(),
            *texts("<table><tr><th>一级事项<th>公开内容<tr><td rowspan=3>a<td colspan=2>b</table>")(),
        ),
        (
            "<table>",
            "<tr>",
            "<td rowspan=",
            "colspan=",
            "99999",
            "<thead>",
            "公开事项",
            "公开时限",
            "√",
            "</table>",
        ),
    ),
    Reader(
        "media",
        "accounts of new media: feeds, lists, articles, profiles",
        _media,
        _accounts,
        (
            "<rss>",
            "<entry>",
            "<pubDate>",
            '{"ok":1,"data":{"cards":[',
            '"mblog":',
            '"created_at":',
            "var ct=",
            "<!DOCTYPE",
        ),
        most=8192,
    ),
    Reader(
        "scrub",
        "personal data taken out of a recorded page",
        _scrub,
        lambda: files("fixtures/html/qinghe/pages/**/*.html")(),
        ("身份证", "13800000000", "姓名", "<td>", "@"),
        most=8192,
    ),
)
