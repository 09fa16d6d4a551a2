"""Items of an index: thresholds met by failures alone, unknowns that leave them open, and what nobody has read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.index_data import load_index
from auditor.indexes import IndexResult, IndexState, evaluate, vetoes
from auditor.model import Finding, Outcome, Severity
from auditor.requirements import load_requirements

INDEX = load_index("national")
ALL = ", ".join(row.id for row in load_requirements())


def finding(rule: str, number: int = 0, outcome: Outcome = Outcome.FAIL, **params: Any) -> Finding:
    subject = params.pop("subject", f"s{number}")
    params = {key.rstrip("_"): value for key, value in params.items()}  # class_ is no keyword
    return Finding(
        rule, "PA999", subject, "", outcome, Severity.MINOR, params=params, fingerprint=f"{rule}-{subject}"
    )


def state(id_: str, found: list[Finding], **kwargs: Any) -> IndexState:
    return result(id_, found, **kwargs).state


def result(id_: str, found: list[Finding], **kwargs: Any) -> IndexResult:
    return next(each for each in evaluate(INDEX, found, **kwargs) if each.id == id_)


@pytest.mark.parametrize(
    ("failed", "unknown", "expected"),
    [
        (5, 0, "triggered"),
        (4, 0, "clear"),
        (4, 1, "cant-tell"),
        (3, 1, "clear"),
        (0, 5, "cant-tell"),
        (5, 9, "triggered"),
    ],
)
def test_empty_columns_are_counted(failed: int, unknown: int, expected: str) -> None:
    found = [finding("empty-column", n) for n in range(failed)]
    found += [finding("empty-column", 100 + n, Outcome.CANT_TELL) for n in range(unknown)]
    found += [finding("empty-column", 200, Outcome.WARN), finding("dead-link", 1)]
    assert state("columns-empty", found) == expected


def test_only_news_and_first_level_notices_and_policies_count_as_stale() -> None:
    news = [finding("stale-column", n, class_="news", path=["a", "b"]) for n in range(3)]
    notices = [
        finding("stale-column", 10 + n, class_="notice", path=["a"] if n < 2 else ["a", "b"])
        for n in range(6)
    ]
    entries = {"s10": "col-notices", "s11": "col-interpretation", "s12": "col-policy"}
    assert state("columns-stale", news + notices, entries=entries) == "clear"  # 3 + 1
    entries["s11"] = "col-policy"
    assert state("columns-stale", news + notices, entries=entries) == "triggered"
    others = [finding("stale-column", 30 + n, class_="other") for n in range(10)]
    assert state("columns-stale", others) == "clear"


def test_what_nobody_has_read_is_computed_but_decides_nothing() -> None:
    others = [finding("stale-column", n, class_="other") for n in range(10)]
    told = result("columns-long-stale", others)
    assert (told.state, told.computed) == ("unverified", "triggered")
    assert len(told.findings) == 10
    assert not told.clause.verified
    assert vetoes(evaluate(INDEX, others)) == ()


def test_guides_are_counted_by_the_number_that_a_finding_gives() -> None:
    told = result(
        "services-incomplete",
        [finding("incomplete-service-guide", grave=3), finding("incomplete-service-guide", 1, grave=2)],
    )
    assert told.computed == "triggered"
    assert state("services-incomplete", [finding("incomplete-service-guide", grave=4)]) == "clear"
    unknown = finding("incomplete-service-guide", 2, Outcome.CANT_TELL, grave=0)
    assert result("services-incomplete", [unknown]).computed == "cant-tell"


def test_no_channel_at_all_is_needed_for_a_veto() -> None:
    missing = [finding("missing-column", subject=id_) for id_ in ("col-complaints", "col-mailbox")]
    assert state("interaction-channel", missing) == "clear"
    unknown = finding("missing-column", outcome=Outcome.CANT_TELL, subject="col-interaction")
    assert state("interaction-channel", [*missing, unknown]) == "cant-tell"
    assert (
        state("interaction-channel", [*missing, finding("missing-column", subject="col-interaction")])
        == "triggered"
    )


def test_a_rule_without_a_verdict_leaves_its_item_open() -> None:
    assert state("site-unreachable", [], spoke={"stale-home"}) == "cant-tell"
    assert state("site-unreachable", [], spoke={"unavailable-site"}) == "clear"
    assert state("site-unreachable", [finding("unavailable-site", outcome=Outcome.ERROR)]) == "cant-tell"
    assert [each.id for each in vetoes(evaluate(INDEX, [finding("unavailable-site")]))] == [
        "site-unreachable"
    ]


def test_what_no_rule_can_tell_is_never_met_and_shows_what_to_look_at() -> None:
    told = result("site-fraud", [finding("backdated-item")])
    assert told.state == "cant-tell"
    assert told.findings == ("backdated-item-s0",)
    assert told.reason


def test_an_item_that_nobody_has_read_counts_what_only_warns_for_that_reason() -> None:
    idle = finding("idle-account", outcome=Outcome.WARN, unverified=True)
    told = result("media-stale", [idle])
    assert (told.state, told.computed, told.findings) == ("unverified", "triggered", (idle.fingerprint,))
    assert result("media-stale", [finding("idle-account", outcome=Outcome.WARN)]).computed != "triggered"
    softened = finding("unavailable-site", outcome=Outcome.WARN, unverified=True)
    assert state("site-unreachable", [softened]) == "clear"  # that item was read


@pytest.mark.parametrize(
    ("rule", "line", "expected"),
    [
        (Outcome.PASS, None, "clear"),  # all accounts could be seen: nothing is left for a person
        (Outcome.CANT_TELL, None, "cant-tell"),
        (Outcome.CANT_TELL, Outcome.PASS, "clear"),
        (Outcome.PASS, Outcome.FAIL, "triggered"),
        (Outcome.FAIL, Outcome.PASS, "triggered"),
        (None, None, "cant-tell"),  # nobody looked
        (None, Outcome.PASS, "clear"),
    ],
)
def test_a_rule_and_a_line_of_the_checklist_witness_the_same(
    rule: Outcome | None, line: Outcome | None, expected: str
) -> None:
    said = [("idle-account", "a", rule), ("manual-check", "M29-01", line)]
    told = result(
        "media-stale",
        [
            finding(id_, outcome=each, subject=subject)
            for id_, subject, each in said
            if each not in (None, Outcome.PASS)
        ],
        passed={(id_, subject) for id_, subject, each in said if each is Outcome.PASS},
        spoke={id_ for id_, _, each in said if each is not None},
    )
    assert told.computed == expected


def test_a_client_that_can_be_had_may_still_not_work() -> None:
    gone = finding("unreachable-account", outcome=Outcome.WARN, unverified=True, state="client")
    account = finding("unreachable-account", 1, state="gone")
    assert result("media-app", [account]).computed == "cant-tell"
    assert result("media-app", [account, gone]).computed == "triggered"


def written(folder: Path, text: str) -> Path:
    (folder / "x.yml").write_text(text, encoding="utf-8")
    return folder


ITEM = "{id: a, title: b, kind: veto, clause: c, text: d, verified: true, when: %s}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: y\ntitle: t\n", "id 应与文件名一致"),
        (f"id: x\ntitle: t\nindicators: [{ITEM % '{}'}]\n", "条件应当且只能写一种"),
        (f"id: x\ntitle: t\nindicators: [{ITEM % '{manual: m, undecided: u}'}]\n", "现有 2 种"),
        (f"id: x\ntitle: t\nindicators: [{ITEM % '{undecided: u}'}, {ITEM % '{undecided: u}'}]\n", "重复"),
        ("id: x\ntitle: t\ngroups: [{id: a, title: b, weight: 100, requirements: [R01]}]\n", "没有归入任何一组"),
        (f"id: x\ntitle: t\ngroups: [{{id: a, title: b, weight: 99, requirements: [{ALL}]}}]\n", "应为 100"),
        (
            f"id: x\ntitle: t\ngroups: [{{id: a, title: b, weight: 50, requirements: [{ALL}]}}, "
            "{id: c, title: d, weight: 50, requirements: [R01]}]\n",
            "每条要求只能归入一组",
        ),
        ("id: x\ntitle: t\nindicators_from: z\n", "没有名为“z”的指标"),
    ],
)  # fmt: skip
def test_a_fault_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AuditorError, match=message):
        load_index("x", written(tmp_path, text))


def test_an_answer_of_the_inspector_decides(tmp_path: Path) -> None:
    index = load_index("x", written(tmp_path, f"id: x\ntitle: t\nindicators: [{ITEM % '{manual: line}'}]\n"))
    assert evaluate(index, [])[0].state == "cant-tell"
    assert evaluate(index, [finding("manual-check", subject="line")])[0].state == "triggered"
    assert evaluate(index, [], passed=[("manual-check", "line")])[0].state == "clear"
