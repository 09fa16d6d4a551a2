"""Documents that were read become entries below the column that holds them; they only ever add."""

from __future__ import annotations

import pytest

from auditor.extract.document_entries import document_entries, is_name
from auditor.extract.published import published_catalogs
from auditor.extract.records import Records, digest
from auditor.model import (
    Column,
    Entry,
    Failure,
    Fetch,
    Link,
    PageKind,
    PageReading,
    Portal,
    PublishedCatalog,
    Purpose,
    Zone,
)
from auditor.territory import territory_of

HOME = "http://www.demo.test/"
FILE = f"{HOME}zl/1.pdf"
GUIDE = "清禾县政府信息公开指南"
Answer = tuple[Fetch, PageReading | None]


def holder(path: str, kind: PageKind = PageKind.CONTENT, text: str = "附件1", title: str = "资料") -> Answer:
    link = Link(FILE, text, Zone.BODY, True)
    url = f"{HOME}{path}"
    reading = PageReading(url, kind, title=title, links=(link,), attachments=(link,))
    purpose = Purpose.ARTICLE if kind is PageKind.ARTICLE else Purpose.NAVIGATION
    return Fetch(url, purpose, status=200), reading


def document(heading: str = GUIDE, reason: str | None = None, failure: Failure | None = None) -> Answer:
    catalogs = (PublishedCatalog(FILE, reason=reason),) if reason else ()
    reading = PageReading(FILE, PageKind.OTHER, title=heading, catalogs=catalogs)
    fetch = Fetch(FILE, Purpose.DOCUMENT, referrer=f"{HOME}zl/", status=200, failure=failure)
    return fetch, None if failure else reading


def records_of(*answers: Answer) -> Records:
    return digest(answers, territory_of(Portal("demo", "示例", HOME)))


def column(path: str, *names: str, failure: Failure | None = None) -> Column:
    return Column(path, f"{HOME}{path}", names[-1], names[-1:], names, PageKind.CONTENT, failure=failure)


COLUMNS = (column("zl/", "政务公开", "资料下载"), column("zwgk/bm/zl/", "政务公开", "部门", "资料"))
ENTRY = Entry(GUIDE, FILE, "document", ("政务公开", "资料下载"), found_on=f"{HOME}zl/")


def test_below_the_nearest_column_that_holds_it() -> None:
    records = records_of(holder("zwgk/bm/zl/"), holder("zl/"), document())
    assert document_entries(records, COLUMNS, ()) == (ENTRY,)


def test_one_that_the_navigation_names_is_none_again() -> None:
    records = records_of(holder("zl/"), document())
    assert document_entries(records, COLUMNS, (Entry(GUIDE, FILE, "document"),)) == ()
    assert document_entries(records, COLUMNS, (Entry("别的", FILE, "document"),)) == (ENTRY,)


def test_also_behind_a_redirect() -> None:
    _, reading = document()
    there = f"{HOME}files/2.pdf"
    moved = Fetch(FILE, Purpose.DOCUMENT, referrer=f"{HOME}zl/", status=302, location=there)
    landed = Fetch(there, Purpose.DOCUMENT, referrer=FILE, status=200)
    (found,) = document_entries(records_of(holder("zl/"), (moved, None), (landed, reading)), COLUMNS, ())
    assert (found.name, found.url, found.found_on) == (GUIDE, there, f"{HOME}zl/")


@pytest.mark.parametrize(
    "answers",
    [
        (holder("zl/"), document("")),
        (holder("zl/"), document("清禾县人民政府关于印发规划的通知")),
        (holder("zl/"), document(failure=Failure.TIMEOUT)),
        (holder("zl/", PageKind.ARTICLE), document()),
        (holder("elsewhere/"), document()),
        (document(),),
    ],
)
def test_no_entry(answers: tuple[Answer, ...]) -> None:
    columns = COLUMNS if answers[0][1] is None or answers[0][1].kind is not PageKind.ARTICLE else COLUMNS[1:]
    assert document_entries(records_of(*answers), columns, ()) == ()


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        (GUIDE, True),
        ("机构职能", True),
        ("清禾县义务教育领域基层政务公开标准目录", False),  # a catalog of the field, not the field
        ("关于公布权责清单的公告", False),
        ("清禾县人民政府" * 5, False),
        ("表", False),
    ],
)
def test_names_of_columns(heading: str, named: bool) -> None:
    assert is_name(heading) is named


@pytest.mark.parametrize(
    ("page", "unread"),
    [
        (holder("zl/"), False),
        (holder("zl/", text="清禾县标准目录"), True),
        (holder("zl/", title="基层政务公开标准目录"), True),
        (holder("zl/", PageKind.ARTICLE), True),
    ],
)
@pytest.mark.parametrize("lost", [document(reason="扫描件"), document(failure=Failure.TIMEOUT)])
def test_only_what_may_be_a_catalog_is_an_unread_catalog(page: Answer, unread: bool, lost: Answer) -> None:
    assert bool(published_catalogs(records_of(page, lost))) is unread
