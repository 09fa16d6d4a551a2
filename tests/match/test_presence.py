"""What a portal publishes of the standard: best witness, absence with candidates, other organs' columns."""

from __future__ import annotations

import time

import pytest

from auditor.catalog import Standard, load_standard
from auditor.match import match_standard
from auditor.model import Column, Entry, Group, Level, PageKind, Presence, StandardMatch

HOME = "http://www.qinghe.test"


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def column(url: str, *path: str, names: tuple[str, ...] = (), breadcrumb: tuple[str, ...] = ()) -> Column:
    return Column(url, HOME + url, path[-1], names or (path[-1],), path, PageKind.LIST, breadcrumb)


def judge(
    standard: Standard, *columns: Column, entries: tuple[Entry, ...] = (), level: Level = Level.COUNTY
) -> dict[str, StandardMatch]:
    found, _ = match_standard(columns, entries, standard, level)
    owed = [match.id for match in found if match.group is not Group.ITEM]
    assert owed == [entry.id for entry in standard.entries]
    return {match.id: match for match in found}


def test_exact_name_before_alias_and_shallow_before_deep(standard: Standard) -> None:
    found = judge(
        standard,
        column("/a/", "政务公开", "政策法规"),
        column("/b/", "政务公开", "其他", "政策文件"),
        column("/c/", "政策文件"),
    )["col-policy"]
    assert (found.outcome, found.url, found.published) == (Presence.PRESENT, f"{HOME}/c/", "政策文件")
    assert (found.method, found.score, found.column) == ("exact", 100.0, "/c/")
    assert [c.id for c in found.runners_up] == ["/b/", "/a/"]


def test_a_field_is_best_published_below_the_grassroots_column(standard: Standard) -> None:
    columns = [
        column("/zdjsxm/", "重大建设项目"),
        column("/jczwgk/zdjsxm/", "政务公开", "基层政务公开", "重大建设项目"),
    ]
    found = judge(standard, *columns)
    assert found["field-01"].column == "/jczwgk/zdjsxm/"
    assert found["col-projects"].column == "/zdjsxm/"


def test_links_to_other_sites_and_redirecting_parents_are_publication(standard: Standard) -> None:
    entries = (
        Entry("政府采购", "http://www.ccgp.gov.cn/", "external", ("政务公开", "政府采购")),
        Entry("互动交流", f"{HOME}/hdjl/", "redirect", ("互动交流",)),
        Entry("站内搜索", f"{HOME}/", "form"),
    )
    found = judge(standard, entries=entries)
    assert found["col-procurement"].url == "http://www.ccgp.gov.cn/"
    assert found["col-procurement"].column is None
    assert found["col-interaction"].outcome is Presence.PRESENT
    assert found["col-search"].outcome is Presence.PRESENT


def test_absent_names_the_nearest(standard: Standard) -> None:
    found = judge(standard, column("/zwgk/rsxx/", "政务公开", "便民之家"), column("/x/", "人事考试"))[
        "col-personnel"
    ]
    assert (found.outcome, found.url, found.required) == (Presence.ABSENT, None, True)
    assert [(c.id, c.title, c.method) for c in found.runners_up] == [
        ("/x/", "人事考试", "fuzzy"),
        ("/zwgk/rsxx/", "便民之家", "slug"),
    ]


def test_only_a_doubtful_name_is_ambiguous(standard: Standard) -> None:
    found = judge(standard, column("/zn/", "指南"))["col-guide"]
    assert (found.outcome, found.published) == (Presence.AMBIGUOUS, "指南")


def test_columns_of_a_department_or_a_field_are_not_the_countys(standard: Standard) -> None:
    columns = (
        column("/mzj/zn/", "部门", "县民政局", "政府信息公开指南"),
        column("/cgz/tzgg/", "乡镇", "城关镇", "通知公告"),
        column("/shjz/zcwj/", "基层政务公开", "社会救助", "政策文件"),
        column("/tjj/tjsj/", "部门", "县统计局", "统计数据"),
    )
    county = judge(standard, *columns)
    for entry_id in ("col-guide", "col-notices", "col-policy"):
        assert county[entry_id].outcome is Presence.ABSENT
        assert county[entry_id].runners_up[0].method == "exact"  # shown as the nearest candidate
    assert county["col-statistics"].outcome is Presence.PRESENT  # the bureau's very task
    assert judge(standard, *columns, level=Level.DEPARTMENT)["col-guide"].outcome is Presence.PRESENT


@pytest.mark.parametrize(
    ("path", "breadcrumb"),
    [
        (("政务公开", "县政府办公室", "通知公告"), ()),
        (("通知公告",), ("清禾县民政局", "通知公告")),  # the first name is the portal itself
        (("新闻中心", "通知公告"), ("首页", "新闻中心", "通知公告")),
    ],
)
def test_the_countys_own_office_is_the_county(
    standard: Standard, path: tuple[str, ...], breadcrumb: tuple[str, ...]
) -> None:
    found = judge(standard, column("/tzgg/", *path, breadcrumb=breadcrumb))
    assert found["col-notices"].outcome is Presence.PRESENT


def test_three_townships_are_the_townships_column(standard: Standard) -> None:
    towns = [
        column(f"/{n}/", "乡镇之家", name) for n, name in enumerate(("城关镇", "河湾乡", "东街街道办事处"))
    ]
    found = judge(standard, *towns)["col-townships"]
    assert (found.outcome, found.method) == (Presence.PRESENT, "collective")
    assert found.published == "城关镇、河湾乡、东街街道办事处"
    assert judge(standard, *towns[:2])["col-townships"].outcome is Presence.ABSENT
    topics = [column(f"/{n}/", name) for n, name in enumerate(("特色小镇", "美丽乡镇", "返乡", "历史名镇"))]
    assert judge(standard, *topics)["col-townships"].outcome is Presence.ABSENT


def test_any_of_a_columns_names_counts(standard: Standard) -> None:
    named = column("/ldzc/", "领导活动集", names=("本县风采", "领导之窗"))
    found, by_column = match_standard([named], (), standard, Level.COUNTY)
    match = next(m for m in found if m.id == "col-leaders")
    assert (match.outcome, match.published) == (Presence.PRESENT, "领导之窗")
    assert by_column == {"/ldzc/": "col-leaders"}


def test_column_to_entry_prefers_columns_and_skips_doubt(standard: Standard) -> None:
    columns = [
        column("/yjs/", "财政预决算"),
        column("/ylfw/", "养老服务"),
        column("/zn/", "指南"),
        column("/x/", "话题"),
    ]
    _, by_column = match_standard(columns, (), standard, Level.COUNTY)
    assert by_column == {"/yjs/": "col-budget", "/ylfw/": "field-21"}


def test_required_follows_the_level(standard: Standard) -> None:
    assert judge(standard)["field-20"].required
    assert not judge(standard, level=Level.TOWNSHIP)["field-20"].required
    assert judge(standard, level=Level.DEPARTMENT)["col-guide"].required


def test_same_input_in_another_order_gives_the_same_answer(standard: Standard) -> None:
    columns = [
        column(f"/{n}/", "政务公开", name)
        for n, name in enumerate(("政策法规", "规范性文件", "指南", "公示"))
    ]
    assert judge(standard, *columns) == judge(standard, *reversed(columns))


def test_a_large_portal_takes_seconds(standard: Standard) -> None:
    columns = [column(f"/{n}/", "政务公开", f"栏目{n}号信息") for n in range(2000)]
    start = time.perf_counter()
    judge(standard, *columns)
    assert time.perf_counter() - start < 20


# ── documents within columns, known by their own titles ──


def file(name: str, *path: str) -> Entry:
    return Entry(name, f"{HOME}/1.pdf", "document", path or ("政务公开", "资料下载"))


@pytest.mark.parametrize(
    "name", ["政府信息公开指南", "清禾县政府信息公开指南", "清禾县人民政府政府信息公开指南"]
)
def test_a_file_within_a_column_is_publication(standard: Standard, name: str) -> None:
    found = judge(standard, column("/zl/", "政务公开", "资料下载"), entries=(file(name),))["col-guide"]
    assert (found.outcome, found.url, found.published) == (Presence.PRESENT, f"{HOME}/1.pdf", name)
    assert found.column is None


@pytest.mark.parametrize(
    ("name", "path", "entry"),
    [
        ("指南", ("政府信息公开",), "col-guide"),  # a short form
        ("城关镇政府信息公开指南", ("政务公开",), "col-guide"),  # another organ's, by its title
        ("清禾县教育局政府信息公开指南", ("政务公开",), "col-guide"),
        ("政府信息公开指南", ("首页", "部门", "县民政局"), "col-guide"),  # and by its column
        ("政策解读", ("政务公开",), "col-interpretation"),  # one paper is no stream of news
        ("通知公告", ("政务公开",), "col-notices"),
        ("办事指南", ("政务公开",), "col-services"),  # nor a function of the site
        ("义务教育招生片区", ("基层政务公开",), "field-22"),  # likeness
    ],
)
def test_what_a_file_does_not_prove(standard: Standard, name: str, path: tuple[str, ...], entry: str) -> None:
    assert judge(standard, entries=(file(name, *path),))[entry].outcome is Presence.ABSENT


def test_a_column_comes_before_a_file_whatever_their_names(standard: Standard) -> None:
    columns = (column("/zn/", "政务公开", "清禾县信息公开指南"),)
    alone = judge(standard, *columns)["col-guide"]
    assert alone.column == "/zn/"
    assert judge(standard, *columns, entries=(file("政府信息公开指南"),))["col-guide"] == alone


def test_a_file_settles_a_doubtful_column(standard: Standard) -> None:
    found = judge(standard, column("/zn/", "指南"), entries=(file("政府信息公开指南"),))["col-guide"]
    assert (found.outcome, found.published) == (Presence.PRESENT, "政府信息公开指南")
    assert [c.title for c in found.runners_up] == ["指南"]


def test_files_of_townships_are_no_list_of_townships(standard: Standard) -> None:
    files = tuple(file(f"{name}镇", "乡镇") for name in ("城关", "双河", "石桥", "大河", "小河", "白沙"))
    assert judge(standard, entries=files)["col-townships"].outcome is Presence.ABSENT
