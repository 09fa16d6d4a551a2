"""Which findings get a picture, and what is looked for on which page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from saved_pages import HOST, audit, finding, fingerprint

from auditor.errors import AuditorError
from auditor.evidence.places import IN_CODE, NO_PAGE, NOWHERE, PERSONAL, places_of, reason_of
from auditor.evidence.selection import selected
from auditor.model import AuditedWaiver, Evidence, Outcome, Severity, WaiverState

HOME = f"{HOST}/"


def test_grave_findings_come_first_and_only_failed_ones_are_shown() -> None:
    minor = finding("/a/", severity=Severity.MINOR)
    warned = finding("/b/", outcome=Outcome.WARN)
    grave = finding("/c/", severity=Severity.CRITICAL)
    unsure = finding("/d/", outcome=Outcome.CANT_TELL)
    passed = finding("/e/", outcome=Outcome.PASS)
    major = finding("/f/")
    chosen = selected(audit(minor, warned, grave, unsure, passed, major))
    assert [each.subject for each in chosen] == ["/c/", "/f/", "/b/", "/a/"]


def waived(state: WaiverState) -> AuditedWaiver:
    return AuditedWaiver(
        "stale-column", "", "", "张三", "2026-01-01", "理由", "", "2027-01-01", state, (fingerprint("/a/"),)
    )


@pytest.mark.parametrize(("state", "shown"), [(WaiverState.APPLIED, 0), (WaiverState.EXPIRED, 1)])
def test_what_is_waived_today_is_left_out(state: WaiverState, shown: int) -> None:
    document = replace(audit(finding("/a/")), waivers=(waived(state),))
    assert len(selected(document)) == shown


def test_the_beginning_of_a_number_is_enough() -> None:
    document = audit(finding("/a/"), finding("/b/"))
    assert [each.subject for each in selected(document, [fingerprint("/b/")[:6]])] == ["/b/"]


@pytest.mark.parametrize("start", ["", "0", "zzzz", "../../etc/passwd"])
def test_a_number_of_no_finding_is_an_error(start: str) -> None:
    with pytest.raises(AuditorError, match="没有编号"):
        selected(audit(finding("/a/")), [start])


def test_a_finding_that_gets_no_picture_is_named() -> None:
    with pytest.raises(AuditorError, match="不需要截图"):
        selected(audit(finding("/a/", outcome=Outcome.CANT_TELL)), [fingerprint("/a/")])


def test_the_quote_comes_first_then_without_its_date_then_its_pieces() -> None:
    [place] = places_of(
        finding("/a/", "高龄津贴申领指南：缺设定依据、办理流程 2026-05-20"), HOME, is_absence=False
    )
    assert place.texts[: place.whole] == (
        "高龄津贴申领指南：缺设定依据、办理流程 2026-05-20",
        "高龄津贴申领指南：缺设定依据、办理流程",
    )
    assert "高龄津贴申领指南" in place.texts[place.whole :]


def test_a_number_of_a_person_is_looked_for_as_it_is_shown() -> None:
    [place] = places_of(finding("/a/", "联系人 13800138000"), HOME, is_absence=False)
    assert not any("13800138000" in text for text in place.texts)


def test_an_absence_is_shown_only_where_words_stand_on_a_page_of_its_own() -> None:
    nowhere = finding("/", rule="missing-field")
    assert places_of(nowhere, HOME, is_absence=True) == ()
    assert reason_of(nowhere, is_absence=True) == NOWHERE
    [place] = places_of(finding("/xz/", "云岭镇", "incomplete-organ-page"), HOME, is_absence=True)
    assert place.required


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("exposed-personal-data", PERSONAL), ("missing-page-tag", IN_CODE), ("missing-ipv6", NO_PAGE)],
)
def test_what_must_not_or_cannot_be_shown(rule: str, reason: str) -> None:
    found = finding("/a/", "原文", rule)
    assert places_of(found, HOME, is_absence=False) == ()
    assert reason_of(found, is_absence=False) == reason


def test_addresses_that_are_none_are_no_places() -> None:
    evidence = tuple(
        Evidence(url, "x") for url in ("file:///etc/passwd", "javascript:alert(1)", "", "http://[")
    )
    assert places_of(finding("/a/", evidence=evidence), HOME, is_absence=False) == ()
