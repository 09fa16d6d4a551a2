"""The digest: what it tells, whom, in which order, and how it looks as a mail."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import hostile
import pytest
import sample
from playwright.sync_api import Browser

from auditor.model import Audit, Finding, Outcome, Severity
from auditor.model.judgement import AuditedWaiver, WaiverState
from auditor.model.reporting import AuditDiff, Change, FindingDelta
from reports.digest import digest_of, units_of
from reports.digest_text import fitted, html, markdown, plain
from reports.digest_values import Digest, Selection

LINK = "https://baogao.example.gov.cn/330102/x/report.html"


def faults(audit: Audit) -> list[Finding]:
    return [one for one in audit.findings if one.outcome in (Outcome.FAIL, Outcome.WARN)]


def diff_of(audit: Audit, *changes: tuple[Change, Finding | None, Finding | None]) -> AuditDiff:
    deltas = tuple(
        FindingDelta((after or before or faults(audit)[0]).fingerprint, change, before, after)
        for change, before, after in changes
    )
    return AuditDiff(audit.portal, "2021-01-08", audit.today, audit.score, audit.score, deltas)


def keys(digest: Digest) -> dict[str, list[str]]:
    return {section.key: [item.number for item in section.items] for section in digest.sections}


@pytest.fixture(scope="module")
def audit() -> Audit:
    return sample.audit()


def test_changes_fall_into_sections_and_grave_ones_come_first(audit: Audit) -> None:
    one, two, three, four, five = faults(audit)[:5]
    diff = diff_of(
        audit,
        (Change.NEW, None, replace(one, outcome=Outcome.WARN)),
        (Change.NEW, None, replace(two, outcome=Outcome.FAIL, severity=Severity.MINOR)),
        (Change.NEW, None, replace(three, outcome=Outcome.FAIL, severity=Severity.CRITICAL)),
        (Change.MENDED, four, None),
        (Change.PERSISTING, five, five),
        (Change.UNKNOWN, one, None),
    )
    digest = digest_of(audit, diff, link=LINK, deadline="2021-01-29")
    assert keys(digest) == {
        "new": [three.fingerprint, two.fingerprint, one.fingerprint],
        "mended": [four.fingerprint],
        "persisting": [five.fingerprint],
    }
    assert [item.label for item in digest.sections[0].items] == ["严重", "一般", "提醒"]
    assert digest.news == tuple(
        sorted([f"new:{each.fingerprint}" for each in (one, two, three)] + [f"mended:{four.fingerprint}"])
    )
    assert dict(digest.facts)["本期变化"] == "新增 3 项，已整改 1 项，尚未整改 1 项，1 项这次未能复核"
    assert "（与 2021-01-08 相比）" in dict(digest.facts)["检查日期"]
    assert digest.subject.endswith("：新增 3 项，已整改 1 项（2021-01-15）")
    assert digest.deadline == "2021-01-29"


def test_without_new_or_mended_there_is_no_news_and_no_deadline(audit: Audit) -> None:
    one, two = faults(audit)[:2]
    digest = digest_of(
        audit, diff_of(audit, (Change.PERSISTING, one, one), (Change.UNKNOWN, two, None)), deadline="morgen"
    )
    assert digest.news == ()
    assert digest.deadline == ""


def test_changed_evidence_is_no_news_but_a_reminder_that_became_a_breach_is(audit: Audit) -> None:
    one = faults(audit)[0]
    warned, failed = replace(one, outcome=Outcome.WARN), replace(one, outcome=Outcome.FAIL)
    assert digest_of(audit, diff_of(audit, (Change.CHANGED, failed, failed))).news == ()
    assert digest_of(audit, diff_of(audit, (Change.CHANGED, failed, warned))).news == ()
    assert digest_of(audit, diff_of(audit, (Change.CHANGED, warned, failed))).news == (
        f"new:{one.fingerprint}",
    )


def test_what_cannot_be_told_is_never_news(audit: Audit) -> None:
    dark = replace(faults(audit)[0], outcome=Outcome.CANT_TELL)
    digest = digest_of(audit, diff_of(audit, (Change.NEW, None, dark), (Change.MENDED, dark, None)))
    assert digest.news == ()


def test_a_unit_and_a_severity_get_their_own(audit: Audit) -> None:
    one, two, three = (
        replace(each, units=units, severity=severity)
        for each, units, severity in zip(
            faults(audit), (("甲局",), ("甲局", "乙局"), ()), (Severity.MAJOR, Severity.MINOR, Severity.MAJOR), strict=False
        )
    )  # fmt: skip
    mine = replace(audit, findings=(one, two, three))
    diff = diff_of(mine, *((Change.NEW, None, each) for each in (one, two, three)))

    def told(unit: str | None, *severities: Severity) -> set[str]:
        chosen = Selection(unit, frozenset(severities or Severity))
        return {item.number for section in digest_of(mine, diff, chosen).sections for item in section.items}

    names = [each.fingerprint for each in (one, two, three)]
    assert units_of(mine, diff) == ("乙局", "甲局", "")
    assert told(None) == set(names)
    assert told("甲局") == {names[0], names[1]}
    assert told("乙局") == {names[1]}
    assert told("") == {names[2]}
    assert told("丙局") == set()
    assert told(None, Severity.MAJOR) == {names[0], names[2]}
    whole, unit = digest_of(mine, diff), digest_of(mine, diff, Selection("甲局"))
    assert unit.heading.endswith(" · 甲局")
    assert digest_of(mine, diff, Selection("")).heading.endswith(" · 网站主办单位")
    grave = digest_of(mine, diff, Selection(None, frozenset({Severity.MAJOR, Severity.CRITICAL})))
    assert dict(grave.facts)["统计范围"] == "严重、较重的问题"
    assert "统计范围" not in dict(whole.facts)
    assert "网站得分" in dict(whole.facts)
    assert "网站得分" not in dict(unit.facts)  # a unit does not answer for the whole
    assert {item.units for item in unit.sections[0].items} == {""}
    assert "甲局、乙局" in {item.units for item in whole.sections[0].items}


def test_waived_findings_are_counted_only(audit: Audit) -> None:
    one, two = faults(audit)[:2]
    waiver = AuditedWaiver(
        one.rule,
        "",
        "",
        "张三",
        "2021-01-01",
        "改版",
        "",
        "2021-06-30",
        WaiverState.APPLIED,
        (one.fingerprint,),
    )
    waived = replace(audit, waivers=(waiver,))
    diff = diff_of(audit, (Change.NEW, None, one), (Change.NEW, None, two))
    assert digest_of(waived, diff).news == (f"new:{two.fingerprint}",)
    assert any("另有 1 项经批准暂缓整改" in note for note in digest_of(waived, diff).notes)
    lapsed = replace(audit, waivers=(replace(waiver, state=WaiverState.EXPIRED),))
    assert len(digest_of(lapsed, diff).news) == 2


def test_what_makes_the_comparison_doubtful_is_said(audit: Audit) -> None:
    diff = replace(diff_of(audit, (Change.NEW, None, faults(audit)[0])), differing=("rules", "coverage"))
    assert any("检查规则、读取范围上有差别" in note for note in digest_of(audit, diff).notes)


def test_a_shorter_digest_counts_the_rest(audit: Audit) -> None:
    diff = diff_of(audit, *((Change.NEW, None, each) for each in faults(audit)))
    digest = digest_of(audit, diff, link=LINK)
    size = digest.told
    assert size >= 8
    shorter = fitted(digest, lambda each: each.told, 5)
    assert [len(section.items) for section in shorter.sections] == [5]
    total = digest.sections[0].total
    for text in (markdown(shorter), plain(shorter), html(shorter)):
        assert f"{total} 项" in text
        assert f"另有 {total - 5} 项，见检查报告。" in text
    assert shorter.news == digest.news


def test_the_same_audit_gives_the_same_digest() -> None:
    def marks() -> list[str]:
        found = hostile.hostile_audit(1)
        digest = digest_of(found, hostile.hostile_attachments(1, found).diff, link=LINK)
        return [
            hashlib.sha256(text.encode()).hexdigest()
            for text in (markdown(digest), plain(digest), html(digest))
        ]

    assert marks() == marks()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "https://x.cn/\r\nX: 1", ""])
def test_only_an_address_is_a_link(audit: Audit, link: str) -> None:
    digest = digest_of(audit, None, link=link)
    assert digest.link == ""
    assert "<a " not in html(digest)
    assert "](" not in markdown(digest)


def test_the_mail_opens_on_a_phone_and_loads_nothing(audit: Audit, browser: Browser, tmp_path: Path) -> None:
    found = hostile.hostile_audit(2)
    diff = hostile.hostile_attachments(2, found).diff
    path = tmp_path / "mail.html"
    path.write_text(html(digest_of(found, diff, link=LINK, deadline="2021-01-29")), "utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("a").count() == 1
    assert page.locator("script, img, iframe, form").count() == 0
    page.close()
