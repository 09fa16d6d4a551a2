"""Which organs and villages a portal has, where their places are, and what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.duty_tables import divided_fields, organ_table, village_table
from auditor.errors import AuditorError
from auditor.extract import build_inventory, read_page
from auditor.extract.organ_names import block_of, names_in, organ_name, topics_of, village_in, village_name
from auditor.model import CrawlSummary, Failure, Fetch, Organ, OrganKind, PageReading, Portal, Purpose
from auditor.territory import territory_of

HOME = "http://www.qinghe.test/"
PORTAL = Portal("990101", "清禾县", HOME)
OWN = territory_of(PORTAL)
RULES = Path(__file__).resolve().parents[2] / "rules"

NAMES = {
    "县教育局": ("教育局", "department"),
    "怀屿县教育局": ("教育局", "department"),
    "教育局信息公开": ("教育局", "department"),
    "县财政局信息公开目录": ("财政局", "department"),
    "清禾县发展和改革委员会": ("发改委", "department"),
    "县发改委": ("发改委", "department"),
    "市场监督管理局": ("市监局", "department"),
    "城市管理局": ("城管局", "department"),
    "农业农村局（乡村振兴局）": ("农业农村局", "department"),
    "县人民政府办公室": ("政府办", "department"),
    "青檀镇": ("青檀镇", "township"),
    "清禾县青檀镇人民政府": ("青檀镇", "township"),
    "城关街道办事处": ("城关街道", "township"),
    "北栗乡政府信息公开": ("北栗乡", "township"),
}
NO_ORGANS = [
    "清禾县人民政府", "部门动态", "各乡镇", "乡镇", "美丽古镇", "三下乡", "空间布局", "县委办公室", "县纪委", "县人大常委会",
    "国家税务总局清禾县税务局", "青山村村民委员会", "教育局2025年工作要点", "", "局", "A" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_names_of_one_organ_have_one_core(name: str, expected: tuple[str, str]) -> None:
    found = organ_name(name)
    assert found is not None
    assert (found.core, found.kind.value) == expected


@pytest.mark.parametrize("name", NO_ORGANS)
def test_other_names_are_no_organs(name: str) -> None:
    assert organ_name(name) is None


def test_names_in_a_running_text() -> None:
    text = "政府工作部门：县教育局 县民政局、县审计局；各部门要高度重视教育局的工作。县教育局"
    assert [name.core for name in names_in(text)] == ["教育局", "民政局", "审计局"]


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("公开指南", "col-guide"),
        ("县教育局政府信息公开指南", "col-guide"),
        ("办事指南", ""),
        ("政府信息公开制度", "col-rules"),
        ("法定主动公开内容", "col-statutory"),
        ("县教育局2025年政府信息公开工作年度报告", "col-annual-report"),
        ("2025年工作总结", ""),
    ],
)
def test_blocks(name: str, block: str) -> None:
    assert block_of(name) == block


@pytest.mark.parametrize(
    ("name", "village"),
    [
        ("青山村", "青山村"),
        ("青山村民委员会", "青山村"),
        ("柳林社区居委会", "柳林社区"),
        ("美丽乡村", ""),
        ("各村", ""),
        ("驻村", ""),
    ],
)
def test_villages(name: str, village: str) -> None:
    assert village_name(name) == village


def test_villages_and_topics_in_titles() -> None:
    assert village_in("槐湾镇青山村2026年第一季度财务公开", "槐湾镇") == "青山村"
    assert village_in("关于做好农村低保工作的通知") == ""
    assert [topic.id for topic in topics_of("青山村低保和高龄津贴公示")] == [
        "village-elderly",
        "village-relief",
    ]


# ── small portals ─────────────────────────────────────────────────────────────────────────────────


def page(path: str, body: str, purpose: Purpose = Purpose.NAVIGATION) -> tuple[Fetch, PageReading | None]:
    url = HOME + path.lstrip("/")
    reading = read_page(url, f"<html><body>{body}</body></html>".encode(), "text/html", OWN)
    return Fetch(url, purpose, status=200, mime="text/html", body_sha256=path), reading


def organs(*answers: tuple[Fetch, PageReading | None]) -> dict[str, Organ]:
    home = page("/", MENU, Purpose.HOME)
    found = build_inventory(PORTAL, (home, *answers), CrawlSummary(PORTAL, "finished", len(answers), 100))
    return {organ.name: organ for organ in found.organs}


def menu(*entries: tuple[str, str]) -> str:
    return '<div class="nav">' + "".join(f'<a href="{href}">{name}</a>' for name, href in entries) + "</div>"


def crumb(*names: str) -> str:
    return f'<div>当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(names)}</div>'


def rows(*titles: str, more: str = "") -> str:
    lines = "".join(
        f'<li><a href="t20260501_{n}.html">{title}</a><span>2026-05-0{n + 1}</span></li>'
        for n, title in enumerate(titles)
    )
    return f'<div class="list"><ul>{lines}</ul></div>{more}'


MENU = menu(("政府信息公开指南", "/gk/zn/"), ("部门信息公开", "/bm/"), ("部门动态", "/dt/"))
BM = crumb("部门信息公开")
INSIDE = menu(("公开指南", "/bm/jyj/zn/"), ("公开年报", "/bm/jyj/nb/"))


def blocks(organ: Organ) -> list[str]:
    return [id_ for id_, _ in organ.blocks]


def test_a_department_has_what_stands_below_it_and_not_what_every_page_links_to() -> None:
    found = organs(
        page("/bm/", MENU + BM + menu(("县教育局", "/bm/jyj/"), ("县民政局", "/bm/mzj/"))),
        page("/bm/jyj/", MENU + crumb("部门信息公开", "县教育局") + INSIDE + rows("县教育局招生通知")),
        page("/bm/jyj/zn/", MENU + crumb("部门信息公开", "县教育局", "公开指南") + "<p>指南。</p>" * 30),
        page("/bm/jyj/nb/", MENU + crumb("部门信息公开", "县教育局", "公开年报") + rows("2025年年度报告")),
        page("/bm/mzj/", MENU + crumb("部门信息公开", "县民政局") + rows("县民政局通知", "又一个通知")),
    )
    assert blocks(found["县教育局"]) == ["col-annual-report", "col-guide", "col-statutory"]
    assert blocks(found["县民政局"]) == ["col-statutory"]
    assert found["县民政局"].column == "/bm/mzj/"
    assert found["县民政局"].obstacles == ()


def test_a_list_of_reports_counts_for_the_organs_that_its_titles_name() -> None:
    reports = rows("清禾县发展和改革委员会2025年政府信息公开工作年度报告", "县民政局2025年政府信息公开年报")
    found = organs(
        page("/bm/", MENU + BM + menu(("县发改委", "/bm/fgw/"), ("县审计局", "/bm/sjj/"))),
        page("/bm/fgw/", MENU + crumb("部门信息公开", "县发改委") + rows("县发改委通知")),
        page("/bm/sjj/", MENU + crumb("部门信息公开", "县审计局") + rows("县审计局通知")),
        page("/gk/nb/", MENU + crumb("政府信息公开", "政府信息公开年报") + reports),
    )
    assert "col-annual-report" in blocks(found["县发改委"])
    assert "col-annual-report" not in blocks(found["县审计局"])
    assert found["县审计局"].obstacles == ()


def test_reports_may_stand_on_list_pages_that_were_not_read() -> None:
    more = '<div class="page">共 45 条</div>'
    found = organs(
        page("/bm/", MENU + BM + menu(("县审计局", "/bm/sjj/"))),
        page("/bm/sjj/", MENU + crumb("部门信息公开", "县审计局") + rows("县审计局通知")),
        page(
            "/gk/nb/",
            MENU
            + crumb("政府信息公开", "政府信息公开年报")
            + rows("县民政局年报", "县教育局年报", more=more),
        ),
    )
    assert found["县审计局"].obstacles == ("list-goes-on",)


def test_news_and_budgets_by_department_are_no_places() -> None:
    found = organs(
        page("/dt/", MENU + crumb("部门动态")),
        page("/dt/jyj/", MENU + crumb("部门动态", "县教育局") + rows("县教育局开会")),
        page("/ys/jyj/", MENU + crumb("财政预决算", "部门预决算", "县民政局") + rows("县民政局2026年预算")),
        page("/ly/gz/", MENU + crumb("走进清禾", "周里镇") + rows("周里镇美景")),
    )
    assert found == {}


def test_an_introduction_and_a_bare_name_are_no_places() -> None:
    found = organs(
        page(
            "/jg/",
            MENU + crumb("机构设置") + menu(("县教育局", "/jg/jyj/")) + "<p>县教育局　县水利局</p>" * 3,
        ),
        page(
            "/jg/jyj/",
            MENU
            + crumb("机构设置", "县教育局")
            + "<p>主要职责是贯彻教育方针，办公地址在建设路一号。</p>" * 9,
        ),
    )
    assert found["县水利局"].url is None
    assert found["县水利局"].obstacles == ("no-place",)
    assert "县教育局" not in found or found["县教育局"].obstacles == ("no-place",)


def test_a_site_elsewhere_and_an_organ_of_another_level() -> None:
    links = menu(("县公安局", "http://gaj.other.test/"), ("省教育局", "http://jyt.other.test/"))
    home = menu(
        ("江苏省物价局", "http://wjj.test/"),
        ("岚皋县教育体育局", "http://lg.test/"),
        ("教育局", "http://jyj.test/"),
    )
    found = organs(page("/bm/", MENU + BM + links), page("/lj/", MENU + crumb("友情链接") + home))
    assert found["县公安局"].url == "http://gaj.other.test/"
    assert found["县公安局"].obstacles == ("external",)
    assert set(found) == {"县公安局", "教育局"}


def test_a_place_that_could_not_be_read_says_so() -> None:
    found = organs(
        page("/bm/", MENU + BM + menu(("县林业局", "/bm/lyj/"))),
        (Fetch(HOME + "bm/lyj/", Purpose.NAVIGATION, failure=Failure.TIMEOUT, referrer=HOME), None),
    )
    assert found["县林业局"].obstacles == ("timeout",)


def test_villages_by_column_and_by_title() -> None:
    steps = ("乡镇", "槐湾镇", "村务公开")
    found = organs(
        page("/xz/", MENU + crumb("乡镇") + menu(("槐湾镇", "/xz/hw/"))),
        page("/xz/hw/", MENU + crumb("乡镇", "槐湾镇") + menu(("村务公开", "/xz/hw/cw/"))),
        page(
            "/xz/hw/cw/",
            MENU
            + crumb(*steps)
            + menu(("青山村", "/xz/hw/cw/qs/"))
            + rows("柳林村2026年低保公示", "惠农补贴政策问答"),
        ),
        page("/xz/hw/cw/qs/", MENU + crumb(*steps, "青山村") + rows("第一季度财务收支", "养老服务情况")),
    )
    assert blocks(found["青山村"]) == ["village-elderly", "village-finance"]
    assert (found["青山村"].parent, found["青山村"].column) == ("槐湾镇", "/xz/hw/cw/qs/")
    assert blocks(found["柳林村"]) == ["village-relief"]
    assert {"col-village", "village-subsidy"} <= set(blocks(found["槐湾镇"]))
    assert found["槐湾镇"].kind is OrganKind.TOWNSHIP


# ── data ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("load", "name", "old", "new"),
    [
        (organ_table, "organs.yml", "kind: department", "kind: village"),
        (organ_table, "organs.yml", "id: col-rules", "id: col-guide"),
        (organ_table, "organs.yml", "mentions:", "mention:"),
        (village_table, "villages.yml", "id: village-relief", "id: village-elderly"),
        (divided_fields, "subcolumns.yml", "id: bidding", "id: land"),
        (divided_fields, "subcolumns.yml", "id: field-02", "id: field-01"),
    ],
)
def test_faults_in_the_data_are_named(tmp_path: Path, load: object, name: str, old: str, new: str) -> None:
    broken = tmp_path / name
    text = (RULES / name).read_text("utf-8")
    assert old in text
    broken.write_text(text.replace(old, new), "utf-8")
    assert callable(load)
    with pytest.raises(AuditorError, match=name):
        load(broken)
