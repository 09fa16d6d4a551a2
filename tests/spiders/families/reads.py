"""One page, one answer: what a family makes of it."""

from __future__ import annotations

from auditor.extract import read_page
from auditor.extract.family import DataSource, Family
from auditor.model import Link, PageReading, Part, Portal
from auditor.territory import territory_of

HOME = "http://www.heqing.test/"
TERRITORY = territory_of(Portal("990231", "禾青县", HOME))
CRUMB = (
    '<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 通知公告</div>'
)
FOOTER = "<div class='foot'>主办单位：禾青县人民政府办公室 网站标识码：9902310001</div>"


def page(family: Family, body: str, url: str, head: str = "", encoding: str = "utf-8") -> PageReading:
    """The page as it is read with this family alone."""
    text = f"<html><head>{head}<title>禾青县</title></head><body>{CRUMB}{body}{FOOTER}</body></html>"
    return read_page(url, text.encode(encoding), f"text/html; charset={encoding}", TERRITORY, [family])


def answer(family: Family, url: str, text: str, shown: str, form: str = "") -> PageReading | None:
    """What an interface answered, as the crawl would hand it over."""
    assert family.answers(url)
    return family.read_answer(DataSource(url, form, text, shown, TERRITORY))


def rows(reading: PageReading | None) -> list[tuple[str, str | None, str | None]]:
    assert reading is not None
    return [(item.title, item.url, item.date) for item in reading.items]


def tree(reading: PageReading) -> list[Link]:
    """Menu links that are not in the markup of the page's own breadcrumb."""
    return [link for link in reading.links if link.zone.value == "menu"]


def asked(family: Family, reading: PageReading) -> list[str]:
    """The parts that the family itself can read; generic includes are none of its business."""
    return [_shown(part) for part in reading.parts if family.answers(part.url)]


def further(reading: PageReading | None) -> list[str]:
    """Pages and parts behind this one, in the order in which they would be asked."""
    if reading is None or reading.pager is None:
        return []
    return [*reading.pager.next_urls, *(_shown(part) for part in reading.pager.more)]


def _shown(part: Part) -> str:
    return part.url if part.method == "GET" else f"{part.method} {part.url} {part.body}"
