"""Thirty pages of a county-level portal (TRS, Fujian template), compared with a table made by hand from their HTML.

For each list page: rows that stand in the HTML, first and last title, newest date, the total that a script states.
The pages are third-party data outside the project; without them the tests are skipped.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from auditor.extract import read_page
from auditor.model import PageKind, PageReading, PartRole, Portal
from auditor.territory import territory_of
from spiders.families import FAMILIES

PAGES = Path(__file__).resolve().parents[3] / "shared" / "real-pages" / "pingtan"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="real pages are not at hand")

HOME = "https://www.pingtan.gov.cn/"
XXGK = "zwgk/zfxxgk/"
JC = "zwgk/ztzl/jczwgkbzhgfh/"

#: path: (name, rows, first title begins with, last title begins with, newest, total)
LISTS: dict[str, tuple[str, int, str, str, str, int]] = {
    f"{XXGK}zfxxgknb/": ("政府信息公开年报", 10, "平潭综合实验区2025年度", "平潭综合实验区2016年度", "2026-03-10", 20),
    f"{XXGK}zfxxgkzd/": ("政府信息公开制度", 15, "最高人民法院关于审理", "福建省人民政府办公厅关于印发《福建省政府信息查阅", "2025-05-21", 34),
    f"{JC}ptzc/": ("平潭政策", 9, "平潭综合实验区管委会办公室关于印发", "平潭综合实验区管委会办公室关于推进", "2022-06-29", 9),
    f"{JC}qzbm/aqsc/": ("安全生产", 1, "平潭综合实验区旅游与文化体育局", "平潭综合实验区旅游与文化体育局", "2021-05-11", 1),
    f"{JC}qzbm/ggflfw/": ("公共法律服务", 1, "平潭综合实验区法律服务机构", "平潭综合实验区法律服务机构", "2020-12-25", 1),
    f"{JC}qzbm/ggzyjy/": ("公共资源交易", 1, "公共资源交易领域", "公共资源交易领域", "2021-04-30", 1),
    f"{JC}qzbm/gytdsfwzsybc/": ("国有土地上房屋征收与补偿", 11, "福建省住房和城乡建设厅", "平潭县人民政府关于翠园中路", "2022-06-07", 11),
    f"{JC}qzbm/jsjf/": ("减税降费", 6, "国家税务总局平潭综合实验区税务局", "婴幼儿照护费用", "2022-06-20", 6),
    f"{JC}qzbm/ylfw/": ("养老服务", 50, "平潭综合实验区社会事业局", "2021年07月城乡低保", "2022-10-29", 50),
    f"{JC}sdpq/htpq/bzml/": ("标准目录", 5, "平潭综合实验区海坛片区", "海坛片区管理局基层政务公开标准目录", "2021-02-26", 5),
    f"{JC}sdpq/jjpq/bzml/": ("标准目录", 9, "平潭综合实验区金井片区", "金井片区管理局基层政务公开标准目录", "2021-01-29", 9),
    f"{JC}sdpq/jjpq/zc/": ("政策", 10, "平潭综合实验区金井片区管理局实行", "平潭综合实验区金井片区管理局党政办公室", "2021-02-04", 10),
    f"{JC}sdpq/jspq/bzml/": ("标准目录", 8, "平潭综合实验区君山片区", "君山片区管理局基层政务公开标准目录", "2020-11-15", 8),
    f"{JC}sdpq/jspq/zc/": ("政策", 6, "国务院办公厅印发", "君山片区管理局党政办公室", "2020-12-23", 6),
    f"{JC}sdpq/sppq/bzml/": ("标准目录", 3, "苏平片区管理局", "苏平片区管理局", "2020-12-24", 3),
}  # fmt: skip

#: stamp in the address: (发布日期 or 时间, 成文日期); the two differ from the stamp after a migration
ARTICLES: dict[str, tuple[str, str | None]] = {
    "t20230821_79734": ("2023-08-21", "2023-08-21"),
    "t20240515_90007": ("2024-05-15", "2024-05-14"),
    "t20250513_98968": ("2025-05-11", "2025-05-10"),
    "t20251029_102350": ("2025-06-26", "2025-06-26"),
    "t20260202_104937": ("2025-08-04", "2025-08-03"),
    "t20231116_81592": ("2023-11-16", None),
    "t20231116_81591": ("2023-11-16", None),
    "t20231116_81593": ("2023-11-16", None),
    "t20231116_81590": ("2023-11-16", None),
    "t20210430_25994": ("2021-04-30", None),
    "t20201115_23543": ("2020-11-15", None),
}


@cache
def readings() -> dict[str, PageReading]:
    territory = territory_of(Portal("351001", "平潭综合实验区", HOME))
    with (PAGES / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    return {
        row["url"].removeprefix(HOME): read_page(
            row["url"], (PAGES / row["path"]).read_bytes(), "text/html", territory, FAMILIES
        )
        for row in rows
    }


def test_every_page_is_in_a_table() -> None:
    others = {"zwgk/", f"{XXGK}gwhwj/hzgfxwj/", f"{XXGK}zc/xzgfxwjk/", f"{XXGK}zfxxgkzn/"}
    articles = {path for path in readings() if path.rsplit("/", 1)[-1].removesuffix(".htm") in ARTICLES}
    assert set(readings()) == set(LISTS) | others | articles
    assert len(readings()) == 30


@pytest.mark.parametrize("path", LISTS)
def test_lists(path: str) -> None:
    name, rows, first, last, newest, total = LISTS[path]
    reading = readings()[path]
    assert reading.kind is PageKind.LIST
    assert reading.names[0][1] == name
    assert len(reading.items) == rows
    assert reading.items[0].title.startswith(first)
    assert reading.items[-1].title.startswith(last)
    assert max(item.date or "" for item in reading.items) == newest
    assert all(item.date and item.url for item in reading.items)
    assert reading.pager is not None
    assert reading.pager.total == total
    assert bool(reading.pager.more) == (rows < total)
    assert reading.empty is False
    assert reading.obstacles == ()
    assert reading.unread_rows == 0


def test_a_list_that_only_its_interface_knows() -> None:
    """quickMode 动态: no row is in the HTML, and no copy of the interface's answer is at hand."""
    reading = readings()[f"{XXGK}gwhwj/hzgfxwj/"]
    assert (reading.items, reading.empty) == ((), None)
    assert "script-list" in reading.obstacles
    assert reading.names[0][1] == "行政规范性文件"
    (part,) = reading.parts
    assert (part.role, part.method, part.url) == (PartRole.ROWS, "POST", f"{HOME}fjdzapp/search")
    assert {"channelid=200210", "classsql=chnlid%3D1367", "prepage=10"} <= set(part.body.split("&"))


def test_a_library_of_organs_is_no_list() -> None:
    reading = readings()[f"{XXGK}zc/xzgfxwjk/"]
    assert (reading.kind, reading.items) == (PageKind.CHANNEL, ())
    assert reading.names[0][1].endswith("行政规范性文件库")
    doors = [link for link in reading.links if link.text.startswith("平潭综合实验区") and link.own]
    assert len(doors) == 14
    assert any(form.action.endswith("/xzgfxwjk/xzgf.htm") and form.field == "key" for form in reading.forms)


def test_the_channel_of_disclosure() -> None:
    reading = readings()["zwgk/"]
    assert reading.kind is PageKind.CHANNEL
    assert reading.names[0][1] == "政务公开"  # its headings name the boxes
    assert reading.empty is False
    links = {link.text: link.url.removeprefix(HOME) for link in reading.links if link.own}
    assert links["政府信息公开指南"] == f"{XXGK}zfxxgkzn/"
    assert links["双随机、一公开"] == "zwgk/zdlyxxgk/ssjygk/"
    assert links["公示公告"] == "zwgk/gsgg/"


def test_the_guide_is_a_text() -> None:
    reading = readings()[f"{XXGK}zfxxgkzn/"]
    assert (reading.kind, reading.empty, reading.items) == (PageKind.CONTENT, False, ())
    assert reading.names[0][1] == "政府信息公开指南"
    assert reading.text_length > 2000


@pytest.mark.parametrize("stamp", ARTICLES)
def test_articles(stamp: str) -> None:
    (reading,) = [reading for path, reading in readings().items() if stamp in path]
    assert reading.kind is PageKind.ARTICLE
    assert (reading.date, reading.formed) == ARTICLES[stamp]


def test_the_gateway_is_undone() -> None:
    """Foreign links pass an IPv6 gateway whose code changes from fetch to fetch."""
    for reading in readings().values():
        facts = {fact.name: fact.value for fact in reading.facts}
        assert facts["conac"].startswith("https://bszs.conac.cn/")
        assert facts["site_code"] == "3590000001"
        assert not [link.url for link in reading.links if "ipv6best" in link.url]
