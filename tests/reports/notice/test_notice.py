"""A notice says what its unit has to mend, on which clause, by when; it says it literally, and always in the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import hostile
import pytest
from letters import DAY, details, package, paragraphs, parts, qinghe, text, waived
from lxml import etree

from auditor.errors import AuditorError
from auditor.model import AuditedShot, Finding, Outcome
from reports import wording
from reports.notice import NoticeDetails, addressee, render_notice, units_of
from reports.notice.bundled import NOTICE, bundled
from reports.notice.numerals import numeral
from reports.text import clean

TEMPLATE = bundled(NOTICE)
OFFICE = ""


def _of(outcome: Outcome, unit: str = OFFICE) -> list[Finding]:
    return [
        f
        for f in qinghe().findings
        if f.outcome is outcome and (unit in f.units or (not f.units and not unit))
    ]


def test_each_unit_and_the_office_of_the_portal_has_its_notice() -> None:
    assert units_of(qinghe()) == (
        "", "云岭镇", "县人力资源和社会保障局", "县教育局", "县民政局", "县财政局", "城关镇", "河湾镇", "石鼓镇",
    )  # fmt: skip
    assert addressee(qinghe(), OFFICE) == "清禾县人民政府办公室（网站主办单位）"
    assert addressee(replace(qinghe(), site={}), OFFICE) == "“清禾县人民政府”网站主办单位"
    spoilt = replace(qinghe(), site={"sponsor": {"value": "领奖请加微信 abc123"}})
    assert addressee(spoilt, OFFICE) == "“清禾县人民政府”网站主办单位"


def test_notice_tells_every_finding_of_its_unit_with_clause_evidence_and_deadline() -> None:
    told = text(render_notice(qinghe(), OFFICE, TEMPLATE, details(qinghe())))
    for finding in (*_of(Outcome.FAIL), *_of(Outcome.WARN)):
        words = wording.words_for(finding, qinghe().today)
        assert words.sentence in told
        assert words.mend in told
        for clause in finding.basis:
            words_of = (
                f"：“{clause.text}”。" if clause.verified else f"（原文未核实）：{clause.text.rstrip('。')}。"
            )
            assert f"{clause.doc}{clause.clause}{words_of if clause.text else '。'}" in told
        for evidence in finding.evidence[:3]:
            assert clean(evidence.url) in told
    assert "2026年7月1日前（10 个工作日）" in told  # 19 June is a holiday
    assert "清政公开督〔2026〕7号" in told
    assert "清禾县人民政府办公室（网站主办单位）：" in told
    assert "2026年6月16日" in told
    assert "云岭镇" not in "".join(line for line in told.splitlines() if "没有找到" in line)


def test_what_cannot_be_told_stands_apart_and_is_no_fault() -> None:
    lines = paragraphs(render_notice(qinghe(), OFFICE, TEMPLATE, details(qinghe())))
    start = lines.index("三、请协助核实的事项")
    fault, asked = "\n".join(lines[:start]), "\n".join(lines[start:])
    for finding in _of(Outcome.CANT_TELL):
        sentence = wording.words_for(finding, qinghe().today).sentence
        assert sentence not in fault
        assert sentence in asked
    assert "没有计为不符合" in asked


def test_unit_that_is_only_asked_is_not_told_to_mend() -> None:
    told = text(render_notice(qinghe(), "县教育局", TEMPLATE, details(qinghe())))
    assert "政府网站政务公开事项核实通知单" in told
    assert "有1项因证据不足未作认定，请你单位协助核实" in told
    assert "须整改" not in told
    assert "逐项整改" not in told


def test_waived_findings_are_left_out() -> None:
    gone = _of(Outcome.FAIL)[0]
    told = text(render_notice(waived(qinghe(), gone.fingerprint), OFFICE, TEMPLATE, details(qinghe())))
    assert wording.words_for(gone, qinghe().today).sentence not in told
    all_of_one = [f.fingerprint for f in qinghe().findings if "县教育局" in f.units]
    left = waived(qinghe(), *all_of_one)
    assert "县教育局" not in units_of(left)
    with pytest.raises(AuditorError, match="没有需要通知“县教育局”的问题"):
        render_notice(left, "县教育局", TEMPLATE, details(left))


def test_reply_slip_has_a_row_for_each_matter() -> None:
    lines = paragraphs(render_notice(qinghe(), OFFICE, TEMPLATE, details(qinghe())))
    slip = lines[lines.index("整改情况回执") :]
    count = sum(len(_of(outcome)) for outcome in (Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL))
    assert [line for line in slip if line.isdigit()] == [str(n) for n in range(1, count + 1)]
    assert any("单位盖章" in line for line in slip)
    assert any("负责人（签字）" in line for line in slip)


def test_what_nobody_gave_is_left_to_be_filled_in() -> None:
    told = text(render_notice(qinghe(), "云岭镇", TEMPLATE, NoticeDetails(DAY)))
    assert "〔2026〕" in told
    assert "（发文机关署名、盖章）" in told
    assert "请尽快整改" in told
    assert "联系方式" not in told


def test_deadline_beyond_the_calendar_is_told_in_working_days() -> None:
    given = details(qinghe())
    terms = {key: replace(term, last=None) for key, term in given.terms.items()}
    told = text(render_notice(qinghe(), OFFICE, TEMPLATE, replace(given, terms=terms)))
    assert "自本通知次日起 10 个工作日内" in told


def test_finding_of_several_units_names_the_others() -> None:
    first = replace(_of(Outcome.FAIL)[0], units=("甲局", "乙局"))
    audit = replace(qinghe(), findings=(first,))
    assert units_of(audit) == ("乙局", "甲局")
    assert "共同责任单位：乙局" in text(render_notice(audit, "甲局", TEMPLATE, details(audit)))


def test_picture_of_the_place_is_set_in_with_address_and_time() -> None:
    finding = _of(Outcome.FAIL)[0]
    digest = hashlib.sha256(hostile.PICTURE).hexdigest()
    shot = AuditedShot(
        finding.fingerprint, "http://www.qinghe.test/a", "2026-06-15T08:00:00+08:00", "x.png", digest
    )
    audit = replace(qinghe(), shots=(shot,))
    given = details(audit)
    letter = render_notice(audit, OFFICE, TEMPLATE, replace(given, pictures={digest: hostile.PICTURE}))
    assert hostile.PICTURE in parts(letter).values()
    assert "截图：http://www.qinghe.test/a（2026年6月15日读取）" in text(letter)
    for broken in (b"", b"<svg/>", hostile.PICTURE[:20], b"\x89PNG\r\n\x1a\n" + b"\xff" * 30):
        without = render_notice(audit, OFFICE, TEMPLATE, replace(given, pictures={digest: broken}))
        assert "截图：" not in text(without)


def test_equal_input_gives_equal_bytes_without_a_clock() -> None:
    one, two = (render_notice(qinghe(), OFFICE, TEMPLATE, details(qinghe())) for _ in range(2))
    assert one == two
    core = parts(one)["docProps/core.xml"].decode()
    assert core.count("2026-06-16T00:00:00Z") == 2
    assert "政府网站政务公开问题整改通知单" in core


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_stays_text(seed: int) -> None:
    audit = hostile.hostile_audit(seed)
    pictures = dict(hostile.hostile_attachments(seed, audit).pictures)
    plain = parts(render_notice(qinghe(), OFFICE, TEMPLATE, details(qinghe())))
    for unit in units_of(audit)[:3]:
        letter = render_notice(audit, unit, TEMPLATE, NoticeDetails(date(2026, 6, 16), pictures=pictures))
        found = parts(letter)
        for name, content in found.items():
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(content)
                assert not root.getroottree().docinfo.doctype
            if name.endswith(".rels"):
                assert b"External" not in content
        assert {n for n in found if "media" not in n} == {n for n in plain if "media" not in n}
        tags = {element.tag for element in etree.fromstring(found["word/document.xml"]).iter()}
        assert not [tag for tag in tags if isinstance(tag, str) and "instr" in tag.lower()]


def test_placeholders_in_crawled_text_stay_literal() -> None:
    nasty = "{{ 7*7 }}{{ 文号 }}{% for x in y %}{_{ 1 }_}{_% x %_}</w:t><w:br/>&lt;\a\f\ud800\u202e"
    finding = _of(Outcome.FAIL)[-1]
    finding = replace(
        finding,
        subject_name=nasty,
        units=(nasty,),
        evidence=tuple(replace(e, quote=nasty) for e in finding.evidence),
        params={key: value for key, value in finding.params.items() if key != "path"},
    )
    audit = replace(qinghe(), findings=(finding,), portal=replace(qinghe().portal, name=nasty))
    given = replace(details(audit), issuer=nasty, contact=nasty, number=nasty)
    told = text(render_notice(audit, nasty, TEMPLATE, given))
    assert told.count("{{ 7*7 }}{{ 文号 }}{% for x in y %}{_{ 1 }_}{_% x %_}</w:t><w:br/>&lt;") >= 6
    assert "49" not in told
    assert not {"\a", "\f", "\ud800", "\u202e"} & set(told)


def test_template_is_not_changed_by_filling_it() -> None:
    before = package(parts(TEMPLATE))
    render_notice(qinghe(), OFFICE, before, details(qinghe()))
    assert parts(before) == parts(TEMPLATE)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二"), (100, "一百"), (103, "一百零三"), (110, "一百一十"), (1000, "1000")],
)  # fmt: skip
def test_numeral(number: int, words: str) -> None:
    assert numeral(number) == words
