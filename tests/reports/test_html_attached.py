"""What the county page shows besides the findings: units, fields, changes, waivers, pictures, trends."""

from __future__ import annotations

import re
from dataclasses import replace

import attached_sample
import pytest
import sample
from lxml import html as lxml_html

from auditor.model import Clause, Evidence
from auditor.model.judgement import WaiverState
from auditor.model.reporting import Attachments, Change
from reports.html import render_html

AUDIT = attached_sample.audit()
ATTACHED = attached_sample.attached(AUDIT)


@pytest.fixture(scope="module")
def page() -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render_html(AUDIT, None, ATTACHED))


def words(element: lxml_html.HtmlElement) -> str:
    return re.sub(r"\s+", "", element.text_content())


def test_without_attachments_nothing_of_them_is_said() -> None:
    tree = lxml_html.document_fromstring(render_html(sample.audit()))
    assert not tree.cssselect("#changes, #waivers, .trend, .mark, img, select[name=u], select[name=m]")


def test_same_input_same_bytes() -> None:
    assert render_html(AUDIT, None, ATTACHED) == render_html(
        attached_sample.audit(), None, attached_sample.attached(attached_sample.audit())
    )


def test_each_finding_carries_the_keys_of_its_units_field_and_marks(page: lxml_html.HtmlElement) -> None:
    names = {
        select.get("name"): {one.get("value"): one.get("data-n") for one in select.iter("option")}
        for select in page.cssselect("select")
    }
    titles = {match.id: match.title for match in AUDIT.standard}
    for finding in attached_sample.open_findings(AUDIT):
        card = page.get_element_by_id(f"f-{finding.fingerprint}")
        units = [names["u"][key] for key in card.get("data-u").split()]
        assert units == list(finding.units or ["（未明确责任单位）"])
        field = titles.get(finding.field or "", "（不属于重点领域）")
        assert names["f"][card.get("data-f")] == field
        assert set(card.get("data-m").split()) <= set(names["m"])


def test_options_count_the_findings(page: lxml_html.HtmlElement) -> None:
    cards = page.cssselect("details.finding")
    for name in "ufm":
        for option in page.cssselect(f"select[name={name}] option")[1:]:
            having = [one for one in cards if option.get("value") in one.get(f"data-{name}").split()]
            assert option.text_content() == f"{option.get('data-n')}（{len(having)}）"


def test_changes_are_marked_and_counted(page: lxml_html.HtmlElement) -> None:
    new = attached_sample.open_findings(AUDIT)[0]
    assert (
        "新增"
        in page.get_element_by_id(f"f-{new.fingerprint}").cssselect("summary .mark-new")[0].text_content()
    )
    section = page.get_element_by_id("changes")
    counts = {
        words(one)[: len(name)]: one for one in section.cssselect(".course") for name in [words(one[0])]
    }
    diff = ATTACHED.diff
    assert diff is not None
    for name, change in (("新增", Change.NEW), ("持续", Change.PERSISTING), ("已整改", Change.MENDED)):
        assert counts[name][1].text_content() == str(len(diff.of(change)))
    assert f"与2020-12-15的检查相比：新增{len(attached_sample.open_findings(AUDIT)[::3])}项" in words(
        page.get_element_by_id("summary")
    )
    text = words(section)
    for expected in ("旧问题0", "旧问题1", "旧问题2", "访问超时", "规则版本不同", "66.5–80", "2020-12-15"):
        assert expected in text


def test_why_nobody_can_tell_is_said_in_words() -> None:
    diff = ATTACHED.diff
    assert diff is not None
    deltas = tuple(
        replace(delta, reason="rule-not-run") if delta.change is Change.UNKNOWN else delta
        for delta in diff.deltas
    )
    text = render_html(AUDIT, None, Attachments(replace(diff, deltas=deltas)))
    assert "这次没有检查这一类问题" in text


def test_waived_findings_stay_and_say_so(page: lxml_html.HtmlElement) -> None:
    by_state = {waiver.state: waiver for waiver in AUDIT.waivers}
    for state, said in (
        (WaiverState.APPLIED, "豁免有效"),
        (WaiverState.EXPIRED, "豁免已到期"),
        (WaiverState.LAPSED, "豁免已失效"),
    ):
        card = page.get_element_by_id(f"f-{by_state[state].fingerprints[0]}")
        assert said in words(card)
        assert "李文于2020-12-01办理，至2021-03-31" in words(card)
        assert bool(card.cssselect(".mark-waived")) is (state is WaiverState.APPLIED)
    assert "问题中有1项在豁免期内" in words(page.get_element_by_id("summary"))
    table = words(page.get_element_by_id("waivers"))
    for expected in ("未用到", "已到期", "已失效", "有效", "县政办〔2020〕33号", "改版applied", "2021-03-31"):
        assert expected in table


def test_pictures_stand_in_the_page_once_and_only_when_they_are_the_audited_ones(
    page: lxml_html.HtmlElement,
) -> None:
    pictures = page.cssselect("img")
    assert len(pictures) == 1
    assert pictures[0].get("src").startswith("data:image/png;base64,")
    assert pictures[0].get("alt")
    found = attached_sample.open_findings(AUDIT)
    said = [words(page.get_element_by_id(f"f-{one.fingerprint}")) for one in found[:5]]
    assert "页面读取时间：2021-01-1509:31" in said[0]
    assert "截图与前面的一幅相同" in said[1]
    assert "摘要不一致" in said[2]
    assert "截图未随报告提供（evidence/3.png）" in said[3]
    assert "没有截图：访问超时" in said[4]
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "img-src data:;" in policy


def test_picture_that_is_no_png_is_not_shown() -> None:
    attached = Attachments(pictures=((attached_sample.DIGEST, b"<svg onload=alert(1)>"),))
    assert "<img" not in render_html(AUDIT, None, attached)


def test_trend_has_the_earlier_audits_and_this_one(page: lxml_html.HtmlElement) -> None:
    curves = page.cssselect("figure.curve")
    assert len(curves) == 2
    for curve in curves:
        assert len(curve.cssselect("circle")) == len(ATTACHED.trend) + 1
        assert len(curve.cssselect("polyline")[0].get("points").split()) == len(ATTACHED.trend) + 1
    assert "2021-01-15 71–85.5" in curves[0].cssselect("svg")[0].get("aria-label")
    one = replace(ATTACHED, trend=ATTACHED.trend[:1])
    assert 'class="trend"' in render_html(AUDIT, None, one)  # with this audit there are two
    assert 'class="trend"' not in render_html(AUDIT, None, Attachments())


def test_portal_without_a_score_puts_none_into_the_trend() -> None:
    text = render_html(replace(AUDIT, unjudged="blocked"), None, ATTACHED)
    figures = lxml_html.document_fromstring(text).cssselect("figure.curve")
    assert len(figures[0].cssselect("circle")) == len(ATTACHED.trend)


def test_fields_lead_to_their_findings_and_columns(page: lxml_html.HtmlElement) -> None:
    cells = {one.cssselect("b")[0].text_content(): one for one in page.cssselect(".matrix > li")}
    missing = cells["城市综合执法"]
    assert missing.cssselect("a[data-pick]")[0].text_content() == "不符合 1"
    assert missing.cssselect("a[data-pick]")[0].get("href").startswith("#f-")
    column = cells["税收管理"].cssselect(".go a")[-1].get("href")[1:]
    assert page.get_element_by_id(column).tag == "tr"
    for cell in cells.values():  # a state is a sign and a word, never a colour alone
        assert cell.cssselect(".state svg use")
        assert cell.cssselect(".state")[0].text_content()
    glance = page.cssselect(".glance li a")
    assert [one.get("href") for one in glance] == [f"#m-{n}" for n in range(1, 27)]
    assert "城市综合执法：缺" in glance[15].get("title")


def test_columns_tell_their_freshness_and_lead_to_their_findings(page: lxml_html.HtmlElement) -> None:
    rows = {
        one.cssselect("th")[0].text_content().split("对应")[0].strip(): one
        for one in page.cssselect("table.tree tr[id]")
    }
    overdue = rows["部门动态"]
    assert overdue.cssselect("svg .age")[0].get("width") == "100.0"  # 44 of 14 days
    assert (
        rows["乡镇动态"].cssselect("svg .age")[0].get("width") == "42.9"
    )  # 12 of 14 days: half of the bar is the limit
    assert overdue.cssselect("a.more")[0].get("href").startswith("#f-")
    assert overdue.get("class") is None
    assert rows["政务要闻"].get("class") == "fine"


def test_clause_stands_in_full_and_the_pages_read_are_named() -> None:
    long = "各级人民政府应当" * 300
    base = sample.audit()
    findings = (replace(base.findings[0], basis=(Clause("国令", "第一条", long, True),)), *base.findings[1:])
    coverage = replace(base.coverage, complete=True, obstacles=())
    text = render_html(replace(base, findings=findings, coverage=coverage))
    assert long in text
    tree = lxml_html.document_fromstring(text)
    card = tree.get_element_by_id(f"f-{findings[0].fingerprint}")
    assert card.cssselect("a[href='#visited']")
    assert len(tree.cssselect("#visited ol li")) == 20
    near = [words(one) for one in card.cssselect(".near li")]
    assert near[0] == "执法公示名称近似，相似度61.5"
    assert card.cssselect(".near a")[0].get("href") == "#c-col-005"


def test_what_does_not_fit_a_file_name_still_has_an_id_of_its_own() -> None:
    base = sample.audit()
    columns = tuple(replace(one, id=f"/甲{'/' * (n % 2)}乙{n // 2}") for n, one in enumerate(base.columns))
    findings = tuple(replace(one, evidence=(Evidence("x" * 3000),)) for one in base.findings)
    ids = lxml_html.document_fromstring(render_html(replace(base, columns=columns, findings=findings))).xpath(
        "//@id"
    )
    assert len(ids) == len(set(ids))
