"""Sentences: every rule and outcome has one, and nothing that a rule may send breaks it."""

from __future__ import annotations

import pytest
import sample

from auditor.model import Candidate, Evidence, Failure, Finding, Obstacle, Outcome, Severity
from reports import wording
from reports.wording import words_for

RULES = (
    "missing-column",
    "missing-field",
    "empty-column",
    "stale-column",
    "broken-search",
    "missing-site-fact",
    "dead-link",
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
