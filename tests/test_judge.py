"""The runner: what it makes of verdicts, and the document it draws up."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest

from auditor import model
from auditor.duties import PlanClause, PlanDocument
from auditor.errors import AuditorError
from auditor.facts import Facts, assemble
from auditor.judge import build_audit, check_profile, fingerprint, judge
from auditor.model import Clause, Evidence, Obstacle, Outcome, PageKind, Presence, Severity
from auditor.profile import RuleSetting, load_profile
from auditor.rule import Check, Claim, Rule, Verdict, discover

HOME = "http://www.demo.gov.cn/"
READ = Clause("某号文", "第一条", verified=True)
UNREAD = Clause("某号文", "第二条", verified=False)
GIVEN_CODES = Path(__file__).parent / "data" / "rule_codes.txt"
TOOL = model.Tool("portal-auditor", "0", "0", "2019")


def column(id_: str, *dates: str, **more: object) -> model.Column:
    items = tuple(model.Item("标题", None, date) for date in dates)
    made = model.Column(
        id_,
        f"{HOME}{id_}/",
        "政务动态",
        (),
        ("首页", id_),
        PageKind.LIST,
        items=items,
        newest=max(dates, default=None),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def facts(
    *columns: model.Column,
    complete: bool = True,
    obstacles: tuple[Obstacle, ...] = (),
    standard: tuple[model.StandardMatch, ...] = (),
) -> Facts:
    inventory = model.Inventory(
        portal=model.Portal("demo", "示例县", HOME),
        columns=columns,
        entries=(),
        forms=(),
        site=model.SiteFacts((model.Fact("icp", "甲", "备案", HOME), model.Fact("icp", "乙", "备案", HOME))),
        media=(),
        broken=(),
        coverage=model.Coverage(3, 0, 3, 3, 0, 0, complete, obstacles),
    )
    entries = {
        m.id: model.StandardEntry(m.id, m.title, m.group, (model.Level.COUNTY,), (READ,)) for m in standard
    }
    return assemble(inventory, standard, entries, {}, load_profile("national"), datetime.date(2026, 11, 20))


def match(id_: str, outcome: Presence) -> model.StandardMatch:
    return model.StandardMatch(id_, id_, model.Group.COLUMN, outcome, required=True)


def make(check: Check, claims: Claim = Claim.STATE, id_: str = "demo-rule", basis: Clause = READ) -> Rule:
    return Rule(id_, "PA900", Severity.MAJOR, claims, ("R42",), (basis,), check, "示例规则。\n")


def says(*verdicts: Verdict) -> Check:
    def check(facts: Facts) -> Iterator[Verdict]:
        yield from verdicts

    return check


FAIL = Verdict("s", "甲", Outcome.FAIL, params={"n": 1}, evidence=(Evidence(HOME),))


def test_outcomes_kept_and_counted() -> None:
    rule = make(
        says(
            FAIL,
            Verdict("p", "乙", Outcome.PASS),
            Verdict("q", "乙", Outcome.PASS, Severity.MINOR),
            Verdict("n", "丙", Outcome.NOT_APPLICABLE),
            Verdict("w", "丁", Outcome.WARN),
            Verdict("c", "戊", Outcome.CANT_TELL),
        )
    )
    result = judge(facts(), [rule])
    assert [(f.subject, f.outcome.value) for f in result.findings] == [
        ("c", "cant-tell"),
        ("s", "fail"),
        ("w", "warn"),
    ]
    assert sorted(f.severity for f in result.passed) == [Severity.MAJOR, Severity.MINOR]


def test_absence_needs_a_complete_crawl() -> None:
    seen = facts(complete=False, obstacles=(Obstacle(f"{HOME}x", "timeout"),))
    absent = judge(seen, [make(says(FAIL), Claim.ABSENCE)]).findings[0]
    assert absent.outcome is Outcome.CANT_TELL
    assert absent.params == {"n": 1, "reason": "unproven-absence", "obstacle_count": 1}
    assert [o.reason for o in absent.obstacles] == ["timeout"]
    assert judge(seen, [make(says(FAIL), Claim.STATE)]).findings[0].outcome is Outcome.FAIL
    itself = replace(FAIL, claims=Claim.STATE)
    assert judge(seen, [make(says(itself), Claim.ABSENCE)]).findings[0].outcome is Outcome.FAIL
    assert judge(facts(), [make(says(FAIL), Claim.ABSENCE)]).findings[0].outcome is Outcome.FAIL


def test_a_page_without_columns_is_not_held_against_the_portal() -> None:
    seen = facts()
    bare = replace(seen.inventory, coverage=replace(seen.inventory.coverage, columns_fetched=0))
    told = judge(replace(seen, inventory=bare), [make(says(FAIL), Claim.STATE)]).findings[0]
    assert told.outcome is Outcome.CANT_TELL
    assert told.params == {"n": 1, "reason": "no-portal"}
    assert [o.reason for o in told.obstacles] == ["no-portal"]


def test_long_lists_of_obstacles_are_cut_and_counted() -> None:
    many = tuple(Obstacle(f"{HOME}{n:03}", "timeout") for n in range(90))
    found = judge(facts(complete=False, obstacles=many), [make(says(FAIL), Claim.ABSENCE)]).findings[0]
    assert (len(found.obstacles), found.params["obstacle_count"]) == (20, 90)


def test_unverified_basis_warns_unless_switched_on() -> None:
    seen, rule = facts(), make(says(FAIL), basis=UNREAD)
    warned = judge(seen, [rule]).findings[0]
    assert (warned.outcome, warned.params["unverified"]) == (Outcome.WARN, True)
    strict = replace(seen, profile=replace(seen.profile, enforce_unverified=frozenset({"demo-rule"})))
    assert judge(strict, [rule]).findings[0].outcome is Outcome.FAIL
    mixed = replace(FAIL, basis=(UNREAD, READ))
    assert judge(seen, [make(says(mixed), basis=UNREAD)]).findings[0].outcome is Outcome.FAIL


def test_what_nobody_asks_for_is_not_reported() -> None:
    bare = make(says(replace(FAIL, basis=())))
    assert judge(facts(), [bare]).findings == ()
    plan = PlanDocument(number="某方案", title="某方案", issuer="某区")
    asked = replace(facts().profile, document=plan, clauses={"R42": (PlanClause(clause="一", text="某句"),)})
    [found] = judge(replace(facts(), profile=asked), [bare]).findings
    assert (found.outcome, [each.doc for each in found.basis]) == (Outcome.WARN, ["某方案"])


def test_a_plan_decides_only_where_it_says_so() -> None:
    unread = make(says(FAIL), basis=UNREAD)
    plan = PlanDocument(number="某方案", title="某方案", issuer="某区")

    def outcome(*, decides: bool, rules: list[str]) -> Outcome:
        said = PlanClause(clause="一", text="某句", rules=rules, decides=decides)
        asked = replace(facts().profile, document=plan, clauses={"R42": (said,)})
        return judge(replace(facts(), profile=asked), [unread]).findings[0].outcome

    assert outcome(decides=True, rules=[]) is Outcome.FAIL
    assert outcome(decides=False, rules=[]) is Outcome.WARN
    assert outcome(decides=True, rules=["another-rule"]) is Outcome.WARN


def test_exception_is_one_error_and_the_others_run_on() -> None:
    def bad(facts: Facts) -> Iterator[Verdict]:
        yield FAIL
        raise KeyError("nothing")

    result = judge(facts(), [make(bad, id_="bad-rule"), make(says(FAIL))])
    assert [(f.rule, f.outcome.value, f.severity.value) for f in result.findings] == [
        ("demo-rule", "fail", "major"),
        ("bad-rule", "error", "info"),
    ]
    assert result.findings[1].params == {"error": "KeyError", "message": "'nothing'"}


def test_two_verdicts_on_one_subject_are_a_fault_of_the_rule() -> None:
    assert judge(facts(), [make(says(FAIL, FAIL))]).findings[0].outcome is Outcome.ERROR


def test_profile_switches_off_and_changes_severity() -> None:
    seen, rule = facts(), make(says(FAIL))
    off = replace(seen, profile=replace(seen.profile, rules={"demo-rule": RuleSetting(enabled=False)}))
    assert judge(off, [rule]).findings == ()
    graver = RuleSetting(severity=Severity.CRITICAL)
    changed = replace(seen, profile=replace(seen.profile, rules={"demo-rule": graver}))
    assert judge(changed, [rule]).findings[0].severity is Severity.CRITICAL


def test_profile_that_names_an_unknown_rule() -> None:
    profile = load_profile("national")
    check_profile(profile, discover())
    wrong = replace(profile, rules={"stale-colum": RuleSetting()})
    with pytest.raises(AuditorError, match=r"stale-colum.*stale-column"):
        check_profile(wrong, discover())


def test_order_and_fingerprint() -> None:
    verdicts = [replace(FAIL, subject=s) for s in "ba"]
    minor = replace(FAIL, subject="0", severity=Severity.MINOR)
    rules = [make(says(*verdicts, minor), id_="z-rule"), make(says(*verdicts), id_="a-rule")]
    found = judge(facts(), rules).findings
    order = [(f.rule, f.subject) for f in found]
    assert order == [("a-rule", "a"), ("a-rule", "b"), ("z-rule", "a"), ("z-rule", "b"), ("z-rule", "0")]
    assert found == judge(facts(), rules[::-1]).findings
    assert found[0].fingerprint == fingerprint("a-rule", "a", "demo")
    assert len({f.fingerprint for f in found}) == len(found)
    assert all(len(f.fingerprint) == 16 for f in found)


def test_audit_document() -> None:
    seen = facts(
        column("old", "2026-01-01"),
        column("fresh", "2026-11-19", "2026-12-31"),
        column("undated"),
        column("lost", failure=model.Failure.TIMEOUT),
        column("empty", empty=True),
        column("text", kind=PageKind.CONTENT),
        standard=(match("col-a", Presence.ABSENT), match("col-b", Presence.PRESENT)),
    )
    audit = build_audit(seen, discover(), TOOL)
    assert audit.schema == "portal-auditor/audit/1"
    assert (audit.today, audit.profile, audit.portal.code) == ("2026-11-20", "national", "demo")
    by_id = {each.id: each for each in audit.columns}
    assert list(by_id) == sorted(by_id)
    assert (by_id["old"].stale, by_id["old"].limit_days, by_id["old"].items) == (True, 14, 1)
    assert (by_id["fresh"].stale, by_id["fresh"].newest) == (False, "2026-11-19")
    assert (by_id["lost"].stale, by_id["lost"].items) == (None, None)
    assert (by_id["text"].limit_days, by_id["text"].freshness) == (None, None)
    assert [m.outcome for m in audit.standard] == [Presence.ABSENT, Presence.PRESENT]
    assert audit.site == {"icp": {"value": "甲", "quote": "备案", "url": HOME}}
    assert sum(f.points for f in audit.findings) == pytest.approx(100 - audit.score.best)
    stale = {f.subject for f in audit.findings if f.rule == "stale-column" and f.outcome is Outcome.FAIL}
    assert stale == {each.id for each in audit.columns if each.stale}


def test_audit_shows_unproven_absence_as_unknown() -> None:
    standard = (match("col-a", Presence.ABSENT), match("col-b", Presence.AMBIGUOUS))
    audit = build_audit(facts(complete=False, standard=standard), discover(), TOOL)
    assert [m.outcome for m in audit.standard] == [Presence.CANT_TELL, Presence.AMBIGUOUS]


def test_what_was_sent_is_shown_without_anybodys_numbers() -> None:
    title, phone = "李某（13812345678）低保公示", "13812345678"
    sent = urlencode({"q": title}, encoding="gb18030")
    query = model.SearchQuery(title, model.QueryKind.WHOLE, title, f"{HOME}1.html")
    trial = model.SearchTrial(query, f"{HOME}s?{sent}", model.TrialState.FOUND, quote=f"“{title}”")
    engine = model.SearchEngine(model.SearchForm(f"{HOME}s", "GET", "q"), trials=(trial,))
    asked = (
        model.Fetch(trial.url, model.Purpose.SEARCH, status=200, elapsed_ms=30),
        model.Fetch(f"{HOME}s", model.Purpose.SEARCH, "POST", sent, status=200),
    )
    seen = facts(column("a", "2026-11-01"))
    seen = replace(seen, inventory=replace(seen.inventory, engines=(engine,), asked=asked))
    audit = build_audit(seen, discover(), TOOL)
    assert phone not in msgspec.json.encode(audit).decode()
    assert [(each.method, each.status, each.elapsed_ms) for each in audit.asked] == [
        ("GET", 200, 30),
        ("POST", 200, 0),
    ]
    assert audit.asked[0].url == audit.engines[0].trials[0].url  # so the report finds the query of a request
    assert audit.engines[0].form == engine.form


def test_equal_facts_give_equal_bytes() -> None:
    def encode(*columns: model.Column) -> bytes:
        return msgspec.json.encode(build_audit(facts(*columns), discover(), TOOL))

    a, b = column("a", "2026-01-01"), column("b", failure=model.Failure.NOT_FOUND)
    assert encode(a, b) == encode(b, a) == encode(a, b)


def test_codes_of_rules_never_change_hands() -> None:
    """Reports of earlier years cite codes: those that were given out stay with their rule."""
    codes = {rule.id: rule.code for rule in discover()}
    given = [row.split() for row in GIVEN_CODES.read_text("utf-8").splitlines()]
    assert {id_: codes.get(id_) for id_, _ in given} == dict(given)


def test_two_rules_of_one_id_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "twin_checks"
    package.mkdir()
    (package / "__init__.py").touch()
    source = Path(sys.modules["rules.checks.dead_link"].__file__ or "").read_text(encoding="utf-8")
    for name in ("one", "two"):
        (package / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AuditorError, match="dead-link"):
        discover("twin_checks")
