"""Sentences: every rule and outcome has one, and nothing that a rule may send breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample

from auditor.judge import judge
from auditor.model import Candidate, Evidence, Failure, Finding, Obstacle, Outcome, Severity
from auditor.rule import discover
from reports import wording
from reports.explain import explain, render_explain
from reports.html import render_html
from reports.listing import listings
from reports.wording import words_for
from tests.rules.rule_cases import CASES_DIR, Case, build_facts, load_cases

RULES = (
    "missing-column",
    "missing-field",
    "empty-column",
    "stale-column",
    "broken-search",
    "missing-site-fact",
    "dead-link",
    "unpublished-catalog",
    "incomplete-catalog-row",
    "uncovered-field",
    "item-without-column",
    "incomplete-object",
    "late-item",
    "wrong-date",
    "conflicting-dates",
)


def make(rule: str, outcome: Outcome, **more: object) -> Finding:
    return sample.finding(rule, "s", "对象", outcome, Severity.MINOR, **more)


@pytest.mark.parametrize("rule", [*RULES, "rule-of-tomorrow"])
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"reason": "never-heard-of", "state": "odd", "newest": None, "limit_days": None, "age_days": "x"},
        {"urls": [], "count": 0, "texts": [None, {}], "parents": [], "status": {"a": 1}, "{x}": "{y}"},
        {"query": "{0.__class__} %s {name}", "fact": 7, "urls": "not a list", "pages_visited": ["http://a/"]},
    ],
)
def test_always_complete_sentences(rule: str, outcome: Outcome, params: dict[str, object]) -> None:
    words = words_for(make(rule, outcome, params=params), "2021-01-15")
    for text in (words.title, words.why, words.sentence, words.mend, words.see):
        assert text
        assert text.strip() == text
        assert "None" not in text
        assert "{n" not in text.replace("{name}", "" if "query" in params else "{name}")
    assert words.sentence.endswith("。")


def say(finding: Finding) -> str:
    return words_for(finding, "2021-01-15").sentence


def test_stale_column_names_dates_and_limit() -> None:
    params = {"state": "stale", "newest": "2020-12-02", "limit_days": 14, "age_days": 44, "days_left": -30}
    sentence = say(make("stale-column", Outcome.FAIL, params=params))
    assert all(word in sentence for word in ("2020-12-02", "44 天", "14 天", "2021-01-15"))


def test_columns_are_told_apart_by_their_path() -> None:
    path = ["首页", "业务工作", "对象"]
    sentence = say(make("stale-column", Outcome.FAIL, params={"path": path, "newest": None}))
    assert "「业务工作 › 对象」" in sentence


def test_due_soon_is_no_reproach() -> None:
    params = {"state": "due-soon", "newest": "2021-01-03", "limit_days": 14, "age_days": 14, "days_left": 0}
    sentence = say(make("stale-column", Outcome.WARN, params=params))
    assert "即将超期" in sentence
    assert "还剩 0 天" in sentence


@pytest.mark.parametrize(
    ("state", "words"),
    [("undated", "没有可靠的发布日期"), ("partly-undated", "未标日期"), ("future-dated", "晚于检查日期")],
)
def test_unknown_age_says_why(state: str, words: str) -> None:
    sentence = say(make("stale-column", Outcome.CANT_TELL, params={"state": state, "newest": None}))
    assert "无法判定" in sentence
    assert words in sentence


def test_absence_unproven_is_never_called_missing() -> None:
    finding = make(
        "missing-field",
        Outcome.CANT_TELL,
        params={"state": "absent", "reason": "unproven-absence", "pages_visited": 9},
        obstacles=(Obstacle("http://a.example/", "timeout"),),
    )
    words = words_for(finding, "2021-01-15")
    assert "不能据此认定缺失" in words.sentence
    assert "不要求整改" in words.mend
    assert "未找到" not in words.sentence


def test_ambiguous_asks_a_person_to_decide() -> None:
    finding = make(
        "missing-field",
        Outcome.CANT_TELL,
        params={"state": "ambiguous"},
        candidates=(Candidate("c", "乡村振兴", 70.0, "fuzzy"),),
    )
    words = words_for(finding, "2021-01-15")
    assert "人工确认" in words.sentence
    assert "最接近的栏目" in words.see


def test_warning_on_an_unread_clause_says_so() -> None:
    finding = make("missing-column", Outcome.WARN, params={"unverified": True, "state": "absent"})
    words = words_for(finding, "2021-01-15")
    assert "未找到" in words.sentence
    assert "尚未核实" in words.remark
    assert words_for(make("missing-column", Outcome.FAIL), "2021-01-15").remark == ""


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("absent", "未找到站内搜索"),
        ("unreachable", "返回状态 500"),
        ("misses-known-item", "查不到已发布的信息"),
        ("bad-response", "返回内容无法识别"),
    ],
)
def test_search_reasons(reason: str, words: str) -> None:
    params = {"reason": reason, "query": "公告", "status": 500}
    sees = words_for(
        make("broken-search", Outcome.FAIL, params=params, evidence=(Evidence("http://a/"),)), "x"
    )
    assert words in sees.sentence


def test_dead_links_are_counted_and_a_dead_column_is_named_so() -> None:
    assert "2 个站内链接" in say(make("dead-link", Outcome.FAIL, params={"urls": ["http://a/", "http://b/"]}))
    own = {"urls": ["http://a/"], "count": 1, "own_address": True}
    assert "栏目的页面打不开" in say(make("dead-link", Outcome.FAIL, params=own))


def test_every_failure_has_plain_words() -> None:
    for failure in Failure:
        assert wording.reason(failure.value) != failure.value


def test_unknown_codes_are_shown_as_they_are_but_harmless() -> None:
    assert wording.label("method", "new\x1b[2Jrung") == "new\ufffd[2Jrung"


CASES = [
    pytest.param(file.rule, file.today, case, id=f"{file.rule}:{name}")
    for file in map(load_cases, sorted(CASES_DIR.glob("*.yml")))
    for name, case in file.cases.items()
    if case.expect
]


@pytest.mark.parametrize(("rule", "today", "case"), CASES)
def test_every_case_of_every_rule_has_its_own_sentence(rule: str, today: str, case: Case) -> None:
    """What the rules really send is told in the rule's own words, and nothing of it breaks the report."""
    checks = [one for one in discover() if one.id == rule]
    findings = judge(build_facts(case, today, rule), checks).findings
    for finding in findings:
        sentence = words_for(finding, today).sentence
        general = words_for(replace(finding, rule="unknown-rule"), today).sentence
        assert sentence != general
        assert "、、" not in sentence
        assert "。。" not in sentence
        assert sentence.endswith("。")
        assert all(line.text for found in listings(finding) for line in found.lines)
    text = render_html(replace(sample.audit(), findings=findings))
    assert "None" not in text
    for finding in findings:
        assert explain(replace(sample.audit(), findings=findings), finding.fingerprint)


def test_missing_items_proven_and_unread_are_told_apart() -> None:
    params = {
        "state": "missing-items",
        "count": 1,
        "missing": ["教师职称评审"],
        "unverified_missing": ["校车"],
    }
    sentence = say(make("uncovered-field", Outcome.WARN, params=params))
    assert "缺少国家标准目录中的 1 个事项：教师职称评审" in sentence
    assert "尚未核实）：校车" in sentence
    only = say(make("uncovered-field", Outcome.WARN, params=params | {"missing": [], "count": 0}))
    assert "可能缺少" in only
    assert "0 个" not in only


@pytest.mark.parametrize("rule", ["unpublished-catalog", "uncovered-field"])
def test_a_list_that_goes_on_is_said(rule: str) -> None:
    params = {"state": "no-catalog", "catalogs": 1, "pages_visited": 9}
    assert "较早的列表页" in say(make(rule, Outcome.WARN, params=params))
    assert "较早的列表页" not in say(make(rule, Outcome.FAIL, params=params))
    assert "较早的列表页" not in say(make(rule, Outcome.WARN, params=params | {"unverified": True}))
    unsure = say(make(rule, Outcome.CANT_TELL, params=params | {"reason": "list-goes-on"}))
    assert "没有读到最后一页" in unsure


def test_unproven_items_do_not_blame_similar_names() -> None:
    params = {"reason": "unproven-absence", "missing": ["甲"], "count": 1, "unsure": ["乙"]}
    assert "部分导航页面未能读取" in say(make("item-without-column", Outcome.CANT_TELL, params=params))
    similar = params | {"reason": "similar-columns"}
    assert "须人工确认：乙" in say(make("item-without-column", Outcome.CANT_TELL, params=similar))


def test_lists_in_sentences_are_short_and_no_zero_is_a_reproach() -> None:
    params = {"count": 30, "missing": [f"事项{n}" for n in range(30)]}
    sentence = say(make("item-without-column", Outcome.FAIL, params=params))
    assert "事项7等。" in sentence
    assert "事项8" not in sentence
    full = {"total": 3, "count": 1, "elements": ["依据"], "absent": []}
    assert (
        say(make("incomplete-catalog-row", Outcome.FAIL, params=full))
        == "《对象》共 3 行，1 行要素不全，缺：依据。"
    )
    params = {"objects": 3, "absent": ["床位数量"], "count": 0, "bad_phones": 0}
    assert (
        say(make("incomplete-object", Outcome.FAIL, params=params))
        == "《对象》列出 3 个对象，没有“床位数量”列。"
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        7,
        {"a": 1},
        [],
        [None, {}, [], True, 3.5, "x" * 9999, {"missing": None}, {"url": 5, "n": [1]}, ["a", ["b"]]],
        [{"where": "{x}", "line": "\x1b", "missing": {"deep": 1}}],
    ],
)
def test_lists_of_any_shape_do_no_harm(value: object) -> None:
    params = dict.fromkeys((*wording.lists(), "count", "bad_phones"), value)
    finding = make("rule-of-tomorrow", Outcome.FAIL, params=params)
    for found in listings(finding):
        assert found.total >= len(found.lines) > 0
        for line in found.lines:
            assert line.text
            assert "\x1b" not in line.text
    assert render_explain(sample.audit(), finding)
    assert render_html(replace(sample.audit(), findings=(finding,)))


def test_places_without_likeness_are_not_called_near() -> None:
    searched = (Candidate("c", "政务公开", 0.0, "/zwgk/"),)
    finding = make("unpublished-catalog", Outcome.FAIL, candidates=searched)
    text = render_explain(sample.audit(), finding)
    assert "政务公开（/zwgk/）" in text
    assert "相似度" not in text
    assert "最接近的栏目" not in text
