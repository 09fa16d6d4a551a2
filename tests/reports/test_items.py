"""The items of the catalog and people's decisions in the HTML report."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import sample
from lxml import html as lxml_html

from auditor.match.rungs import RUNGS
from auditor.model import Audit, Candidate, Clause, Group, Presence, StandardMatch
from reports import wording
from reports.html import render_html
from reports.items import items_of
from reports.view import match_views

METHODS = (*RUNGS, "none")


def page(audit: Audit) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render_html(audit))


def words(element: lxml_html.HtmlElement) -> str:
    return re.sub(r"\s+", "", element.text_content())


def whole_catalog(items: int = 559) -> Audit:
    """The sample with as many items as the catalog has rows, each with candidates and a long limit."""
    near = tuple(Candidate(f"col-{n:03d}", f"政务公开栏目{n}", 61.5, "fuzzy") for n in range(1, 6))
    rows = tuple(
        StandardMatch(
            id=f"{n % 26 + 1:02d}-{n:03d}",
            title=f"政府投资项目建议书审批结果{n}",
            group=Group.ITEM,
            outcome=Presence.PRESENT if n % 5 == 0 else Presence.ABSENT,
            url=f"{sample.BASE}/c5/{n}/" if n % 5 == 0 else None,
            published="项目审批" if n % 5 == 0 else None,
            method="fuzzy" if n % 5 == 0 else None,
            score=85.0 if n % 5 == 0 else None,
            runners_up=near,
            basis=(Clause(sample.GUIDELINES, f"{n}", f"批准结果信息 / 政府投资项目建议书审批结果{n}"),),
            parent=f"field-{n % 26 + 1:02d}",
            limit="信息形成20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示",
        )
        for n in range(items)
    )
    return replace(sample.audit(), standard=(*sample.standard(), *rows))


def test_items_stand_under_their_field_folded() -> None:
    section = page(sample.audit()).cssselect("#items")[0]
    folds = section.cssselect("details.items")
    assert [words(fold.cssselect("summary")[0]) for fold in folds] == [
        "重大建设项目4项有1疑似1未见1无法判定1",
        "农村危房改造3项未见3",
    ]
    assert all(fold.get("open") is None for fold in folds)
    text = words(section)
    assert "未见对应栏目的不作为不符合" in text
    assert "查找范围：读取页面149个、栏目35个，有导航页面未能读取" in text
    assert f"依据为《{sample.GUIDELINES}》" in text
    assert "公共资源交易、" in text  # a field whose items are not listed
    assert "不符合1" not in text


def test_each_item_tells_name_method_clause_limit_and_candidates() -> None:
    tree = page(sample.audit())
    absent = tree.cssselect("#i-01-01")[0]
    text = words(absent)
    for expected in ("批准服务信息办事指南", "未见", "最接近：通知公告63.4、", "58", "实时公开", "01-01"):
        assert expected in text
    assert "未核实" not in text
    assert "第四个" not in text
    assert absent.cssselect("a[href='#c-col-004']")
    assert "过程信息名称近似，85.7" in words(tree.cssselect("#i-01-02")[0])
    assert "名称的一部分相符，70" in words(tree.cssselect("#i-01-03")[0])
    assert "未核实" in words(tree.cssselect("#i-01-04")[0])
    other = words(tree.cssselect("#i-09-02")[0])
    assert "清县发〔2020〕3号附件第4行未核实" in other
    assert words(tree.cssselect("#i-09-01 th")[0]) == "法规政策"


def test_items_are_no_part_of_the_table_of_columns() -> None:
    assert "公开事项" not in words(page(sample.audit()).cssselect("#standard")[0])


def test_without_items_there_is_no_section_and_numbers_have_no_gap() -> None:
    tree = page(replace(sample.audit(), standard=sample.standard(), decisions=(), site={}))
    assert not tree.cssselect("#items, #decided, #site")
    assert [one.text_content() for one in tree.cssselect("h2 .no")] == list("一二三四五六七八九")
    full = page(sample.audit())
    numbers = [*"一二三四五六七八九十", "十一", "十二", "十三"]
    told = [one.text_content() for one in full.cssselect("h2 .no")]
    assert told == numbers[: len(told)]
    assert len(told) >= 11
    assert [a.get("href")[1:] for a in full.cssselect("nav.bar a")] == [
        one.get("id") for one in full.cssselect("main > section")
    ]


def test_the_whole_catalog_stays_small_and_fast() -> None:
    audit = whole_catalog()
    render_html(sample.audit())  # templates compiled
    started = time.perf_counter()
    text = render_html(audit)
    assert time.perf_counter() - started < 3
    assert len(text.encode()) < 700_000
    folds = lxml_html.document_fromstring(text).cssselect("details.items")
    assert len(folds) == 26
    assert all("long" in fold.get("class").split() for fold in folds)
    assert "long" not in page(sample.audit()).cssselect("details.items")[0].get("class").split()


def test_items_of_an_unknown_field_are_kept() -> None:
    lost = replace(sample.items()[0], parent=None, basis=())
    found = items_of(replace(sample.audit(), standard=(lost,)))
    assert [(field.title, len(field.rows)) for field in found.fields] == [("其他", 1)]


def test_decisions_are_listed_with_what_to_do() -> None:
    rows = page(sample.audit()).cssselect("#decided tbody tr")
    texts = [words(row) for row in rows]
    assert len(texts) == 4
    assert "惠农补贴位置：全站全站均为涉农补贴李文2019-12-01同一内容2020-12-01已到期" in texts[0]
    assert "请重新认定" in texts[0]
    assert "不对应任何规范栏目、领域或事项" in texts[1]
    assert "名称已不在" in texts[1]
    assert "不是政务动态" in texts[2]
    assert "位置已变" in texts[2]
    assert "清禾概况位置：首页›走进清禾即为概况信息李文2020-12-01介绍本县历史长期已采用" in texts[3]


def test_every_method_of_the_ladder_has_a_name() -> None:
    known = wording.labels("method")
    assert [method for method in METHODS if method not in known] == []


def test_every_state_has_words() -> None:
    for state in ("applied", "expired", "gone", "moved"):
        assert wording.label("decision_state", state) != state
        assert (state in wording.labels("decision_todo")) is (state != "applied")
    for presence in Presence:
        assert wording.label("presence", presence.value) != presence.value


def test_a_tile_names_only_what_is_near() -> None:
    def notes(
        score: float, outcome: Presence = Presence.ABSENT, published: str | None = None
    ) -> tuple[str, ...]:
        base = sample.audit()
        near = (Candidate("x", "行政执法", score, "fuzzy"),)
        standard = tuple(
            replace(m, runners_up=near, outcome=outcome, published=published)
            if m.title == "城市综合执法"
            else m
            for m in base.standard
        )
        views = match_views(replace(base, standard=standard), Group.FIELD)
        return next(view.notes for view in views if view.match.title == "城市综合执法")

    assert notes(60.0) == ("最接近：行政执法",)
    assert notes(59.9) == ()
    assert notes(59.9, Presence.AMBIGUOUS, "城管执法") == ("疑似：城管执法",)


def test_long_lists_of_a_finding_are_folded() -> None:
    finding = page(sample.audit()).cssselect("[data-r=incomplete-catalog-row]")[0]
    lists = finding.cssselect("ol.lines")
    assert [len(one.cssselect("li")) for one in lists] == [20, 45]
    assert lists[1].getparent().tag == "details"
    text = words(finding)
    assert "表1第3行批准服务/事项3：缺依据、时限" in text
    assert "共70条，另有5条未列出" in text
