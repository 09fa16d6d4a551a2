"""Four pages of a city's 信息公开 platform (Hebei), compared with what a reader of their HTML finds.

They are templates of a server: 指南 and article came without their text. The pages are third-party data outside the
project; without them the tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.extract import read_page
from auditor.model import PageKind, PageReading, Portal, Zone
from auditor.territory import territory_of
from spiders.families import FAMILIES

PAGES = Path(__file__).resolve().parents[3] / "shared" / "real-pages" / "handan"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="real pages are not at hand")

HOME = "http://hdzfxxgk.hd.gov.cn/"
ADDRESSES = {
    "index.html": "",
    "list.html": "zfwj/jinqixxgk/",
    "gkzn.html": "zfxxgkzn/",
    "details.html": "gszbm/auto23716/202008/t20200802_1352104.html",
}


def read(name: str) -> PageReading:
    territory = territory_of(Portal("130400", "邯郸市", HOME))
    return read_page(HOME + ADDRESSES[name], (PAGES / name).read_bytes(), "text/html", territory, FAMILIES)


def test_the_list() -> None:
    """One row in a table under 名称 索引号 发布机构 发布日期; 共有0条信息 stands in a comment; the pager is a script."""
    reading = read("list.html")
    assert reading.kind is PageKind.LIST
    assert [crumb.name for crumb in reading.crumbs] == ["政府文件", "近期信息公开"]
    assert reading.names[0] == ("breadcrumb", "近期信息公开")
    (item,) = reading.items
    assert item.title.startswith("邯郸市教育局关于印发《邯郸市学校安全工作")
    assert item.date == "2020-08-05"
    assert item.url == f"{HOME}gszbm/auto23716/202008/t20200805_1353179.html"
    assert reading.empty is False
    assert reading.pager is not None
    assert (reading.pager.pages, reading.pager.current, reading.pager.total) == (56, 0, 6348)
    assert reading.pager.next_urls == tuple(f"{HOME}zfwj/jinqixxgk/index_{n}.html" for n in (1, 2, 3))


def test_the_home_page() -> None:
    reading = read("index.html")
    assert reading.kind is PageKind.HOME
    links = {link.text: link.url.removeprefix(HOME) for link in reading.links if link.own}
    assert links["近期信息公开"] == "zfwj/jinqixxgk/"
    assert links["依申请公开"] == "ysqgk/"
    assert links["市政府令"] == "zfwj/szfl/"  # one of four tabs
    assert links["政府信息公开指南"] == "seal/zhinan?id=2"  # only a click opens it
    (form,) = reading.forms
    assert (form.action, form.method, form.field) == (
        "http://www.hd.gov.cn/was5/web/search",
        "POST",
        "searchword",
    )
    facts = {fact.name: fact.value for fact in reading.facts}
    assert facts["site_code"] == "1304000009"
    assert facts["icp"] == "冀ICP备05029117号-1"
    assert facts["sponsor"] == "邯郸市人民政府办公室"


def test_the_guide_is_here_only_a_page_of_organs() -> None:
    reading = read("gkzn.html")
    assert reading.kind is PageKind.CHANNEL
    assert reading.names[0][1] == "政府信息公开指南"
    assert reading.items == ()
    organs = [link.text for link in reading.links if "/gszbm/" in link.url]
    assert (len(organs), organs[0], organs[-1]) == (44, "市政府办公室", "市机关事务管理局")
    menu = {link.text.replace(" ", "") for link in reading.links if link.zone is Zone.MENU}
    assert {
        "政府信息公开制度",
        "法定主动公开内容",
        "政府信息公开年报",
        "依申请公开",
        "规划计划",
        "应急管理",
    } <= menu
    assert "统计数据" not in menu  # commented out


def test_the_article() -> None:
    """Its box of particulars is called ``top``, and 成文日期 is commented out beside 发布日期."""
    reading = read("details.html")
    assert reading.kind is PageKind.ARTICLE
    assert (reading.date, reading.issuer, reading.formed) == ("2020-08-02", "邯郸市教育局", None)
    assert {witness.kind.value for witness in reading.date_witnesses} == {"meta", "article-line"}
    assert reading.text.count("索引号") == 1
