"""Documents that may be a county's catalog are fetched whole, a few of them; all other files are only looked for."""

from __future__ import annotations

import pytest
from sites import Site, link, page, row
from test_plan import HOME, asked, run

from auditor.crawl.limits import CrawlLimits
from auditor.crawl.wanted import is_item_of_people, is_unnamed, is_wanted, is_wanted_item, lists_people
from auditor.model import Item, Link, PageKind, PageReading, Purpose, Zone


@pytest.mark.parametrize(
    ("text", "file", "title", "wanted"),
    [
        ("救灾领域基层政务公开标准目录.xlsx", "P020251029.xlsx", "通知", True),
        ("附件1", "1.xls", "某县义务教育领域标准目录", True),
        ("点击查看", "2.doc", "某县基层政务公开标准目录", True),
        ("事项清单", "3.pdf", "基层政务公开", True),
        ("工作简报", "4.pdf", "基层政务公开", False),
        ("权责清单", "5.xlsx", "关于公布权责清单的通知", False),
        ("标准目录", "6.jpg", "标准目录", False),
        ("标准目录", "7.zip", "标准目录", False),
        ("下载", "%E6%A0%87%E5%87%86%E7%9B%AE%E5%BD%95.xls", "通知", True),
    ],
)
def test_which_files_are_wanted(text: str, file: str, title: str, wanted: bool) -> None:
    reading = PageReading(HOME, PageKind.ARTICLE, title=title)
    assert is_wanted(Link(f"{HOME}{file}", text, Zone.BODY, True), reading) is wanted


def test_a_list_row_must_say_so_itself() -> None:
    assert is_wanted_item(Item("救灾领域标准目录", f"{HOME}1.pdf", None))
    assert not is_wanted_item(Item("救灾领域标准目录", f"{HOME}1.html", None))
    assert not is_wanted_item(Item("清单", f"{HOME}1.pdf", None))


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [
        ("附件", True),
        ("附件1", True),
        ("附件一", True),
        ("附件：", True),
        ("附件2.pdf", True),
        ("【附件下载】", True),
        ("点击下载", True),
        ("请点击此处下载附件1", True),
        ("查看", True),
        ("P020251029.pdf", True),
        ("20260320.docx", True),
        ("3f2a9c01b7de.xls", True),
        ("3f2a9c01-b7de-4c11-9a00-0123456789ab.xls", True),
        ("", True),
        ("附件1：政府信息公开指南", False),
        ("2025年年报.pdf", False),
        ("下载中心", False),
        ("facade.pdf", False),
        ("申请表", False),
        ("第一批", False),
    ],
)
def test_links_that_say_nothing(text: str, unnamed: bool) -> None:
    link_to = Link(f"{HOME}1.pdf", text, Zone.BODY, True)
    for kind in (PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT):
        assert is_unnamed(link_to, PageReading(HOME, kind)) is unnamed
    assert not is_unnamed(link_to, PageReading(HOME, PageKind.ARTICLE))
    assert not is_unnamed(link_to, PageReading(HOME, PageKind.HOME))
    assert not is_unnamed(Link(f"{HOME}1.zip", text, Zone.BODY, True), PageReading(HOME, PageKind.LIST))


def catalogs(count: int) -> Site:
    """A portal with ``count`` catalogs as files of one article, and one more file."""
    files = "".join(f'<a data-file href="/f/{n:02}.xls">第{n}个领域标准目录</a>' for n in range(count))
    return {
        "/": page("home", "首页", link("/c/", text="基层政务公开")),
        "/c/": page("list", "基层政务公开", row("/c/a.html", "2026-01-02", "目录")),
        "/c/a.html": page("article", "目录", files, '<a data-file href="/f/z.pdf">简报</a>'),
        **{f"/f/{n:02}.xls": "x" for n in range(count)},
        "/f/z.pdf": "x",
    }


def test_wanted_files_are_got_and_the_others_are_only_asked_for() -> None:
    waves, plan = run(catalogs(3))
    assert asked(waves, Purpose.DOCUMENT) == ["/f/00.xls", "/f/01.xls", "/f/02.xls"]
    assert asked(waves, Purpose.ATTACHMENT) == ["/f/z.pdf"]
    methods = {ask.purpose: ask.method for wave in waves for ask in wave}
    assert (methods[Purpose.DOCUMENT], methods[Purpose.ATTACHMENT]) == ("GET", "HEAD")
    assert plan.summary().reason == "finished"


def test_documents_are_bounded_and_the_rest_is_looked_for() -> None:
    waves, _ = run(catalogs(5), CrawlLimits(max_documents=2))
    assert asked(waves, Purpose.DOCUMENT) == ["/f/00.xls", "/f/01.xls"]
    assert asked(waves, Purpose.ATTACHMENT) == ["/f/02.xls", "/f/03.xls", "/f/04.xls", "/f/z.pdf"]


def test_documents_cost_no_pages_and_arrive_in_any_order() -> None:
    plain, _ = run(catalogs(6))
    assert asked(run(catalogs(6), CrawlLimits(max_pages=3))[0], Purpose.DOCUMENT) == asked(
        plain, Purpose.DOCUMENT
    )
    for seed in range(3):
        assert run(catalogs(6), seed=seed)[0] == plain


def test_unnamed_files_of_columns_come_after_the_catalogs_in_one_budget() -> None:
    site = catalogs(2)
    files = '<a data-file href="/a/1.pdf">附件1</a><a data-file href="/a/2.pdf">下载</a>'
    site["/"] = page(
        "home", "首页", link("/c/", text="基层政务公开"), link("/d/"), '<a data-file href="/a/0.pdf">附件</a>'
    )
    site["/d/"] = page("content", "政府信息公开", files, '<a data-file href="/a/3.pdf">年报</a>')
    site["/c/a.html"] = f"{site['/c/a.html']}".replace(
        "</body>", '<a data-file href="/a/4.pdf">附件</a></body>'
    )
    site |= {f"/a/{n}.pdf": "x" for n in range(5)}
    whole, _ = run(site)
    assert asked(whole, Purpose.DOCUMENT) == ["/f/00.xls", "/f/01.xls", "/a/1.pdf", "/a/2.pdf"]
    assert asked(whole, Purpose.ATTACHMENT) == ["/a/0.pdf", "/a/3.pdf", "/a/4.pdf", "/f/z.pdf"]
    few, _ = run(site, CrawlLimits(max_documents=3))
    assert asked(few, Purpose.DOCUMENT) == ["/f/00.xls", "/f/01.xls", "/a/1.pdf"]
    assert "/a/2.pdf" in asked(few, Purpose.ATTACHMENT)
    for seed in range(3):
        assert run(site, seed=seed)[0] == whole


@pytest.mark.parametrize(
    ("text", "file", "title", "wanted"),
    [
        ("2026年高龄津贴发放表.xlsx", "P020260601.xlsx", "公示", True),
        ("附件1", "P020260601.xls", "关于2026年低保对象名单的公示", True),
        ("附件：申请表", "sqb.docx", "关于2026年低保对象名单的公示", False),
        ("获奖企业名单.xlsx", "1.xlsx", "公告", False),
        ("低保申请指南.pdf", "1.pdf", "社会救助", False),
        ("低保对象名单", "1.zip", "公示", False),
    ],
)
def test_which_files_list_people(text: str, file: str, title: str, wanted: bool) -> None:
    reading = PageReading(f"{HOME}a.html", PageKind.ARTICLE, title=title)
    assert lists_people(Link(f"{HOME}{file}", text, Zone.BODY, True), reading) is wanted


def test_rows_that_lead_to_lists_of_people() -> None:
    assert is_item_of_people(Item("特困人员花名册", f"{HOME}1.xls", None))
    assert not is_item_of_people(Item("特困人员花名册", f"{HOME}1.html", None))
    assert not is_item_of_people(Item("特困人员认定办法", f"{HOME}1.pdf", None))
