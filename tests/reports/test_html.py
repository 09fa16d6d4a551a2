"""The HTML report as text: content, no way out for crawled text, nothing that loads."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sample
from lxml import html as lxml_html

from auditor.model import Coverage, Group, Outcome, Presence
from reports.html import RunInfo, render_html
from reports.text import clean, safe_href
from reports.view import match_views


def parse(text: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(text)


def words(text: str) -> str:
    return re.sub(r"\s+", "", parse(text).text_content())


def test_head_and_summary(report: str) -> None:
    text = words(report)
    for expected in (
        "清禾县人民政府政务公开检查报告",
        "检查日期2021-01-15",
        "县级门户",
        "全国基层政务公开检查口径",
        "portal-auditor0.1.0",
        "2021-01-1509:30至09:41（用时11分20秒）",
        "71–85.5",
        "本次检查不完整",
        "达到页数上限",
        "发现36个，读取35个",
        "导航菜单由脚本生成，未能读取",
        "检查单位（盖章）",
    ):
        assert expected in text, expected


def test_matrix_has_26_fields_with_states(report: str) -> None:
    cells = parse(report).cssselect(".matrix > li")
    states = {
        cell.cssselect("b")[0].text_content(): cell.cssselect(".state")[0].text_content() for cell in cells
    }
    assert list(states) == list(sample.FIELDS)
    for title in sample.MISSING_FIELDS:
        assert states[title] == "缺"
    for title in sample.EMPTY_FIELDS:
        assert states[title] == "空"
    for title in sample.STALE_FIELDS:
        assert states[title] == "旧"
    assert states[sample.UNSURE_FIELD] == "疑似"
    assert states[sample.UNREAD_FIELD] == "无法判定"
    assert states["就业"] == "有"


def test_nothing_is_missing_without_proof() -> None:
    audit = sample.audit()
    unproven = replace(audit, findings=())  # nobody says that it is missing, and not everything was read
    states = {view.match.title: view.state for view in match_views(unproven, Group.FIELD)}
    assert "missing" not in states.values()
    assert states["涉农补贴"] == "cant-tell"


def test_findings_tell_everything(report: str) -> None:
    tree = parse(report)
    open_ = [f for f in sample.findings() if f.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]
    shown = tree.cssselect("details.finding")
    assert {one.get("id") for one in shown} == {f"f-{f.fingerprint}" for f in open_}
    stale = tree.cssselect(f"#f-{sample.findings()[7].fingerprint}")[0].text_content()
    for expected in (
        "国办秘函〔2019〕19号",
        "监测时间点前2周内",
        "县水务局召开工作会议",
        "2020-12-02",
        "如何整改",
        "怎样复核",
    ):
        assert expected in stale
    fact = tree.cssselect("[data-r=missing-site-fact]")[0].text_content()
    assert "未核实" in fact
    assert "尚未核实" in fact
    unproven = tree.cssselect("[data-r=missing-field][data-o=cant-tell]")[0].text_content()
    assert "访问超时" in unproven
    assert "妨碍判定的页面" in unproven


def test_absence_shows_its_proof_when_everything_was_read() -> None:
    audit = sample.audit()
    complete = replace(
        audit, coverage=replace(audit.coverage, complete=True, obstacles=(), reason="finished")
    )
    text = words(render_html(complete))
    assert "导航页面全部读取，读到149页、36个栏目；最接近的名称列于“最接近的栏目”。" in text
    assert "没有名称相近的栏目。" in text
    assert "本次检查不完整" not in text


def test_dead_links_are_listed_and_folded(report: str) -> None:
    finding = parse(report).cssselect("[data-r=dead-link]")[0]
    lists = finding.cssselect("ol.urls")
    assert [len(one.cssselect(":scope > li")) for one in lists] == [50, 13]
    assert "所在页面" in lists[0].text_content()
    assert lists[1].getparent().tag == "details"


def test_crawled_text_is_never_markup(report: str) -> None:
    tree = parse(report)
    assert len(tree.cssselect("script")) == 1
    assert len(tree.cssselect("style")) == 1
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert "<script>alert" not in report
    assert "\x1b" not in report
    assert "\u202e" not in report
    assert "\x07" not in report


def test_links_are_http_only_and_carry_no_trust(report: str) -> None:
    anchors = parse(report).cssselect("a[href]")
    outside = [a for a in anchors if not a.get("href").startswith("#")]
    assert outside
    for anchor in outside:
        assert anchor.get("href").startswith(("http://", "https://"))
        assert anchor.get("rel") == "noopener noreferrer nofollow"
    ids = {element.get("id") for element in parse(report).xpath("//*[@id]")}
    for anchor in anchors:
        if anchor.get("href").startswith("#"):
            assert anchor.get("href")[1:] in ids, anchor.get("href")


def test_nothing_in_the_file_loads_anything(report: str) -> None:
    tree = parse(report)
    assert not tree.xpath("//@src | //@srcset | //@poster | //@background | //@style | //@action | //@ping")
    assert not tree.cssselect("link, img, iframe, frame, object, embed, video, audio, source, base")
    style = tree.cssselect("style")[0].text
    assert "url(" not in style
    assert "@import" not in style
    script = tree.cssselect("script")[0].text
    for word in ("fetch", "XMLHttpRequest", "import(", "eval", "innerHTML", "document.write", "http"):
        assert word not in script
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_ids_are_unique_and_tables_have_headers(report: str) -> None:
    tree = parse(report)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for table in tree.cssselect("table"):
        assert table.cssselect("th[scope]")


def test_same_audit_same_bytes() -> None:
    assert render_html(sample.audit()) == render_html(sample.audit())


def test_portal_without_gaps() -> None:
    text = words(render_html(sample.clean_audit()))
    assert "未发现不符合要求的事项" in text
    assert "没有发现需要整改、提醒或无法判定的事项" in text
    assert "本次检查不完整" not in text
    assert "得分（满分100）100" in text


def test_portal_that_could_not_be_judged() -> None:
    base = sample.audit()
    coverage = Coverage(
        0, 1, 0, 0, 0, 0, complete=False, reason="blocked", obstacles=base.coverage.obstacles[:1]
    )
    blocked = replace(
        base, coverage=coverage, columns=(), standard=(), findings=(), site={}, unjudged="blocked"
    )
    text = words(render_html(blocked))
    assert "本网站未能判定" in text
    assert "不能作为不合格的依据" in text
    assert "85.5" not in text


def test_hostile_values_in_every_place() -> None:
    nasty = "\"'><img src=x onerror=alert(1)>{{7*7}}\ud800\x00" + "长" * 100_000
    base = sample.audit()
    audit = replace(
        base,
        portal=replace(base.portal, name=nasty, url=nasty, code=nasty),
        profile=nasty,
        profile_title=nasty,
        columns=tuple(
            replace(c, id=nasty + str(i), name=nasty, path=(nasty,)) for i, c in enumerate(base.columns)
        ),
        findings=tuple(
            replace(f, rule=nasty, subject=nasty, subject_name=nasty, fingerprint=f"{i}\"'><b>")
            for i, f in enumerate(base.findings)
        ),
        site={nasty: nasty, "x": {"value": nasty, "quote": nasty}, "y": [nasty, {"value": None}], "z": None},
    )
    text = render_html(audit, RunInfo(nasty, nasty, nasty))
    tree = parse(text)
    assert not tree.cssselect("img, [onerror]")
    assert "{{7*7}}" in text
    assert len(text.encode("utf-8")) < 1_000_000


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("http://a.example/x?y=1#z", True),
        ("https://a.example/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/", False),
        ("http:/a", False),
        ("http://a.example/\u202ex", False),
        ("http://a.example/\n", False),
        ('http://a.example/"x', False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_safe_href(url: str | None, safe: bool) -> None:
    assert (safe_href(url) is not None) is safe


def test_clean_shows_that_something_was_removed() -> None:
    assert clean("a\x1b[2Jb") == "a\ufffd[2Jb"
    assert clean("  a\n\tb　c ") == "a b c"
    assert clean("x" * 50, 10) == "x" * 9 + "…"


def test_5000_findings_stay_small() -> None:
    text = render_html(sample.large(5000))
    assert len(text.encode()) < 20_000_000
    assert 'class="many"' in text


def test_pages_that_failed_are_not_called_read(report: str) -> None:
    text = words(report)
    assert "读取149个页面" in text
    assert "153个，其中149个取得内容，4个未取得" in text


def test_tally_has_as_many_cells_as_headings() -> None:
    calm = replace(
        sample.audit(), findings=tuple(f for f in sample.findings() if f.outcome is not Outcome.ERROR)
    )
    for audit in (sample.audit(), calm):
        table = parse(render_html(audit)).cssselect("table.tally")[0]
        assert len({len(row) for row in table.iter("tr")}) == 1


def test_what_nobody_owes_is_one_line(report: str) -> None:
    base = sample.audit()
    standard = tuple(
        replace(m, required=False, outcome=Presence.ABSENT, column=None) if m.title == "在线访谈" else m
        for m in base.standard
    )
    text = words(render_html(replace(base, standard=standard)))
    assert "本级网站不作要求、也未设置的：在线访谈。" in text


def test_columns_below_a_mere_heading_are_told_apart(report: str) -> None:
    row = next(tr for tr in parse(report).cssselect("table.tree tr[id]") if "养老服务" in tr.text_content())
    assert "试点领域 ›" in row.text_content()
