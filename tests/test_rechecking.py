"""Which findings are re-checked, which pages that takes, and what may be said of each afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor import codec, urls
from auditor.comparison import compare
from auditor.errors import AuditorError
from auditor.model import (
    Audit,
    Evidence,
    Failure,
    Fetch,
    Finding,
    Item,
    Obstacle,
    Origin,
    Outcome,
    PageKind,
    PageReading,
    Purpose,
    Severity,
)
from auditor.model.judgement import AuditedWaiver, WaiverState
from auditor.model.verification import Mending
from auditor.recheck_plan import pages_to_ask, selected
from auditor.rechecking import Looks, looks_of, verification, verified
from tests.harness import GOLDEN

SITE = "http://www.qinghe.test"
STALE, DEAD, FIELD, GUIDE, ORGAN = (
    "bf4cab53ccd1e300",
    "453a4354be8fa657",
    "9a0deea2e074677b",
    "8e4eff5feb4a789c",
    "c2cfc0bffd52bc83",
)


@pytest.fixture(scope="module")
def before() -> Audit:
    path = GOLDEN / "qinghe" / "audit.json"
    return codec.decode_audit(path.read_bytes(), str(path))


def finding(audit: Audit, fingerprint: str) -> Finding:
    [found] = [each for each in audit.findings if each.fingerprint == fingerprint]
    return found


def without(audit: Audit, *fingerprints: str) -> Audit:
    return replace(
        audit,
        findings=tuple(f for f in audit.findings if f.fingerprint not in fingerprints),
        passed=fingerprints,
    )


def instead(audit: Audit, number: str, **given: Any) -> Audit:
    found = tuple(replace(f, **given) if f.fingerprint == number else f for f in audit.findings)
    return replace(audit, findings=found)


def all_seen(audit: Audit, **answers: str) -> Looks:
    """Every page that a finding names was asked anew and answered."""
    told = {evidence.url: "" for each in audit.findings for evidence in each.evidence}
    told |= {SITE + path: answer for path, answer in answers.items()}
    return Looks({urls.canonical(url): answer for url, answer in told.items()})


def outcome(
    before: Audit, after: Audit, fingerprint: str, looks: Looks | None = None
) -> tuple[str, str, str]:
    chosen = (finding(before, fingerprint),)
    [told] = verified(chosen, before, after, compare(before, after), looks or all_seen(before))
    return told.mending.value, told.reason, told.place.removeprefix(SITE)


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_notice_is_of_what_does_not_comply_and_is_not_waived(before: Audit) -> None:
    failed = [f.fingerprint for f in before.findings if f.outcome is Outcome.FAIL]
    assert [f.fingerprint for f in selected(before)] == failed
    waiver = AuditedWaiver(
        "x", "", "", "王芳", "2026-06-01", "r", "c", "2026-12-31", WaiverState.APPLIED, (STALE,)
    )
    assert {f.fingerprint for f in selected(replace(before, waivers=(waiver,)))} == {*failed} - {STALE}


def test_findings_are_chosen_by_number_and_by_unit(before: Audit) -> None:
    assert [f.fingerprint for f in selected(before, ["8e4eff", STALE.upper()])] == [STALE, GUIDE]
    assert [f.fingerprint for f in selected(before, unit="石鼓镇")] == [ORGAN]


@pytest.mark.parametrize(
    ("only", "unit", "words"),
    [
        (["ffffffff"], "", "没有编号为“ffffffff”"),
        (["bf4"], "", "至少前 4 位"),
        (["f21aac80"], "", "当时无法判定"),
        ([], "教育局", "责任单位：云岭镇、"),
        ([STALE], "教育局", "没有列明责任单位"),
    ],
)
def test_a_choice_of_nothing_is_an_error(before: Audit, only: list[str], unit: str, words: str) -> None:
    with pytest.raises(AuditorError) as error:
        selected(before, only, unit)
    assert words in error.value.message or "云岭镇" in error.value.message


def test_two_of_one_beginning_are_told_apart(before: Audit) -> None:
    twin = instead(before, DEAD, fingerprint="bf4cffffffffffff")
    with pytest.raises(AuditorError, match="请多写几位"):
        selected(twin, ["bf4c"])


def test_a_faultless_audit_needs_no_check(before: Audit) -> None:
    with pytest.raises(AuditorError, match="不需要复核"):
        selected(replace(before, findings=()))


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────

KNOWN = (
    Fetch(SITE + "/", Purpose.HOME),
    Fetch(SITE + "/xwzx/xzdt/", Purpose.NAVIGATION, referrer=SITE + "/"),
    Fetch(SITE + "/other/", Purpose.NAVIGATION, referrer=SITE + "/"),
    Fetch(SITE + "/other/a.html", Purpose.ARTICLE, referrer=SITE + "/other/"),
    Fetch(SITE + "/xwzx/xzdt/a.html", Purpose.ARTICLE, referrer=SITE + "/xwzx/xzdt/"),
    Fetch(SITE + "/xwzx/xzdt/a.doc", Purpose.ATTACHMENT, "HEAD", referrer=SITE + "/xwzx/xzdt/a.html"),
)


def test_what_a_column_rests_on_is_asked_and_the_rest_is_not(before: Audit) -> None:
    asked = pages_to_ask(before, [finding(before, STALE)], KNOWN)
    assert {urls.canonical(fetch.url) for fetch in KNOWN} - asked == {urls.canonical(SITE + "/other/a.html")}


def test_a_finding_that_does_not_name_all_its_places_may_rest_on_any(before: Audit) -> None:
    assert pages_to_ask(before, [finding(before, STALE), finding(before, ORGAN)], KNOWN) == {
        urls.canonical(fetch.url) for fetch in KNOWN
    }


def test_addresses_among_the_parameters_count(before: Audit) -> None:
    target = SITE + "/zwgk/zdjsxm/202604/t20260430_4419902.html"
    assert urls.canonical(target) in pages_to_ask(before, [finding(before, DEAD)], KNOWN)


def test_looks_keep_the_good_answer() -> None:
    def fetch(path: str, **more: Any) -> Fetch:
        return Fetch(SITE + path, Purpose.NAVIGATION, **more)

    held = replace(FAULT, params={"urls": [SITE + "/gone", SITE + "/away"]})
    page = PageReading(SITE + "/a", PageKind.LIST, items=(Item("题", SITE + "/gone", None),))
    looks = looks_of(
        [
            (fetch("/a"), page),
            (fetch("/b", failure=Failure.TIMEOUT), None),
            (fetch("/b", attempt=2), None),
            (fetch("/c", origin=Origin.CARRIED), None),
            (fetch("/d", origin=Origin.UNCHANGED), None),
            (fetch("/e", failure=Failure.SERVER_ERROR), None),
        ],
        [held],
    )
    assert [looks.at(SITE + f"/{name}") for name in "abcdef"] == [
        *("", "", "carried", "", "server-error", "not-asked"),
    ]
    assert looks.linked == {urls.canonical(SITE + "/gone")}


FAULT = Finding("dead-link", "PA1", "x", "x", Outcome.FAIL, Severity.MINOR)


# ── afterwards ────────────────────────────────────────────────────────────────────────────────────


def test_gone_and_looked_at_is_mended(before: Audit) -> None:
    assert outcome(before, without(before, STALE), STALE) == ("mended", "", "")


def test_still_there_is_unmended(before: Audit) -> None:
    assert outcome(before, before, STALE) == ("unmended", "", "")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("server-error", "server-error"), ("carried", "not-asked"), ("not-asked", "not-asked")],
)
def test_a_page_that_nobody_saw_proves_nothing(before: Audit, answer: str, reason: str) -> None:
    looks = all_seen(before, **{"/xwzx/xzdt/": answer})
    assert outcome(before, without(before, STALE), STALE, looks) == ("unchecked", reason, "/xwzx/xzdt/")


def test_an_old_answer_holds_nothing_against_anybody(before: Audit) -> None:
    looks = all_seen(before, **{"/xwzx/xzdt/": "carried"})
    assert outcome(before, before, STALE, looks) == ("unchecked", "not-asked", "/xwzx/xzdt/")


def test_an_article_that_was_taken_down_shows_nothing_wrong_any_more(before: Audit) -> None:
    article = finding(before, GUIDE).evidence[0].url.removeprefix(SITE)
    looks = all_seen(before, **{article: "not-found"})
    after = without(before, GUIDE)
    rules = tuple(replace(rule, passed=1) for rule in after.rules)  # another guide is there, and it is whole
    assert outcome(before, replace(after, rules=rules), GUIDE, looks)[0] == "mended"
    silent = replace(after, passed=())
    assert outcome(before, silent, GUIDE, looks)[:2] == ("unchecked", "rule-silent")


def test_a_column_that_was_taken_away_was_not_filled(before: Audit) -> None:
    after = without(before, STALE)
    after = replace(after, columns=tuple(c for c in after.columns if c.id != "/xwzx/xzdt/"))
    assert outcome(before, after, STALE) == ("unchecked", "column-gone", "/xwzx/xzdt/")


def test_a_dead_link_that_is_still_there_but_was_not_tried_is_not_mended(before: Audit) -> None:
    target = finding(before, DEAD).evidence[0].where
    after, seen = without(before, DEAD), all_seen(before)
    assert outcome(before, after, DEAD, seen) == ("mended", "", "")
    linked = replace(seen, linked=frozenset({urls.canonical(target)}))
    assert outcome(before, after, DEAD, linked)[:2] == ("unchecked", "link-not-asked")
    tried = replace(linked, answers={**seen.answers, urls.canonical(target): ""})
    assert outcome(before, after, DEAD, tried)[0] == "mended"


def test_what_cannot_be_told_now_is_unchecked(before: Audit) -> None:
    obstacle = Obstacle(SITE + "/xwzx/xzdt/", "timeout")
    after = instead(before, STALE, outcome=Outcome.CANT_TELL, obstacles=(obstacle,))
    assert outcome(before, after, STALE) == ("unchecked", "timeout", "/xwzx/xzdt/")
    assert outcome(before, instead(before, STALE, outcome=Outcome.ERROR, params={}), STALE)[0] == "unchecked"


def test_a_failure_that_only_warns_now_is_for_people_to_judge(before: Audit) -> None:
    assert outcome(before, instead(before, STALE, outcome=Outcome.WARN), STALE)[:2] == (
        "unchecked",
        "softened",
    )
    due = instead(before, STALE, outcome=Outcome.WARN, params={"state": "due-soon"})
    assert outcome(before, due, STALE)[0] == "mended"
    unread = instead(before, STALE, outcome=Outcome.WARN, params={"unverified": True})
    assert outcome(before, unread, STALE)[0] == "unmended"


def test_a_portal_that_could_not_be_judged_mends_nothing(before: Audit) -> None:
    after = replace(without(before, STALE), unjudged="below-floor")
    assert outcome(before, after, STALE) == ("unchecked", "below-floor", "")
    assert outcome(before, after, DEAD) == ("unchecked", "below-floor", "")
    stopped = replace(after, unjudged="interrupted")
    assert outcome(before, stopped, STALE)[:2] == ("unchecked", "interrupted")
    assert outcome(before, stopped, DEAD)[0] == "unmended"


def test_a_rule_that_was_not_run_mends_nothing(before: Audit) -> None:
    after = without(before, STALE)
    after = replace(after, rules=tuple(rule for rule in after.rules if rule.id != "stale-column"))
    assert outcome(before, after, STALE)[:2] == ("unchecked", "rule-not-run")


def test_what_is_new_is_counted_and_nothing_more(before: Audit) -> None:
    fresh = replace(finding(before, DEAD), fingerprint="0" * 16, subject="/neu/")
    after = replace(before, findings=(*before.findings, fresh))
    told = verified((finding(before, STALE),), before, after, compare(before, after), all_seen(before))
    document = verification(before, after, compare(before, after), told, "run")
    assert (document.fresh, len(document.findings)) == (1, 1)
    assert document.of(Mending.UNMENDED) == told


def test_an_address_that_hides_is_evidence_like_any(before: Audit) -> None:
    odd = instead(before, STALE, evidence=(Evidence("javascript:alert(1)"), Evidence("")))
    assert outcome(odd, without(odd, STALE), STALE, all_seen(before))[0] == "unchecked"
