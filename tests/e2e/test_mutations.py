"""One more fault in the demo county changes the audit by exactly one finding and nothing else.

Each county is written to disk, crawled without sockets (:mod:`offline`) and judged, once for all tests that look at it. That the
faultless one is what a crawl over loopback gives is the last test here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from mutations import COLUMNS, OTHER_NAME, audited

from tests.harness import Run, verdicts

LIST, TEXT, FIELD = COLUMNS
Mutation = tuple[str, str]
Results = Callable[[Mutation], dict[str, Any]]

#: (fault, path) → the one new finding (rule, subject, outcome).
EXPECTED: dict[Mutation, tuple[str, str, str]] = {
    ("deleted", LIST): ("missing-column", "人事信息", "fail"),
    ("deleted", TEXT): ("missing-column", "政府信息公开指南", "fail"),
    ("deleted", FIELD): ("missing-field", "公共资源交易", "fail"),
    ("renamed", LIST): ("missing-column", "人事信息", "fail"),
    ("renamed", TEXT): ("missing-column", "政府信息公开指南", "fail"),
    ("renamed", FIELD): ("missing-field", "公共资源交易", "fail"),
    ("emptied", LIST): ("empty-column", "人事信息", "fail"),
    ("emptied-text", TEXT): ("empty-column", "政府信息公开指南", "fail"),
    ("emptied", FIELD): ("empty-column", "公共资源交易", "fail"),
    ("aged", LIST): ("stale-column", "人事信息", "fail"),
    ("aged", FIELD): ("stale-column", "公共资源交易", "fail"),
    ("no-search", ""): ("broken-search", "站内搜索", "fail"),
}
#: What the demo county is told of the contents of a field goes when there is nothing left to tell it of.
GONE = {
    (fault, FIELD): {("missing-subcolumn", "公共资源配置", "warn")}
    for fault in ("deleted", "renamed", "emptied")
}
MUTATIONS = pytest.mark.parametrize(
    "mutation", EXPECTED, ids=lambda m: "-".join((m[0], m[1].rpartition("/")[2]))
)
#: What a mutation may change of its own row in ``columns[]``; a deleted column has none.
OWN_CHANGES = {
    "renamed": {"name", "path", "entry", "freshness", "limit_days", "stale"},
    "emptied": {"items", "newest", "total", "empty", "stale", "undated"},
    "emptied-text": {"items", "newest", "empty"},
    "aged": {"newest", "items", "stale"},
}


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Gives the audit of a mutation, made when it is first asked for."""

    @cache
    def made(mutation: Mutation) -> dict[str, Any]:
        return audited(*mutation, tmp_path_factory.mktemp(mutation[0]))

    return made


@MUTATIONS
def test_exactly_one_finding_is_new(demo: Run, audits: Results, mutation: Mutation) -> None:
    before, after = verdicts(demo.audit), verdicts(audits(mutation))
    assert after - before == {EXPECTED[mutation]}
    gone = GONE.get(mutation, set())
    assert before - after == gone
    assert len(audits(mutation)["findings"]) == len(demo.audit["findings"]) + 1 - len(gone)


@MUTATIONS
def test_the_other_findings_keep_their_fingerprints(demo: Run, audits: Results, mutation: Mutation) -> None:
    before, after = ({f["fingerprint"]: f for f in doc["findings"]} for doc in (demo.audit, audits(mutation)))
    gone = {(f["rule"], f["subject_name"], f["outcome"]) for key, f in before.items() if key not in after}
    assert gone == GONE.get(mutation, set())


@MUTATIONS
def test_no_other_standard_entry_changes(demo: Run, audits: Results, mutation: Mutation) -> None:
    """Outcome, place and name of each entry; candidates for an absent one may be others."""

    def rows(document: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
        # Items are listed below the fields that are present, so they come and go with their field.
        return {
            (r["group"], r["title"]): (r["outcome"], r["url"], r["published"])
            for r in document["standard"]
            if r["group"] != "item"
        }

    before, after = rows(demo.audit), rows(audits(mutation))
    changed = {title: after[title][0] for title in before if before[title] != after[title]}
    fault, path = mutation
    if fault in ("deleted", "renamed"):
        group = "field" if path == FIELD else "column"
        assert changed == {(group, COLUMNS[path]): "absent"}
    elif fault == "no-search":
        assert set(changed) <= {("column", "站内搜索")}
    else:
        assert changed == {}
    assert before.keys() == after.keys()


@MUTATIONS
def test_no_other_column_changes(demo: Run, audits: Results, mutation: Mutation) -> None:
    """Also not a channel above it but for the rows that it shows of the column (items, newest)."""
    before, after = ({c["id"]: c for c in doc["columns"]} for doc in (demo.audit, audits(mutation)))
    fault, path = mutation
    own = f"/{path}/"
    assert before.keys() - after.keys() == ({own} if fault == "deleted" else set())
    assert after.keys() <= before.keys()
    for id_ in after:
        differing = {key for key in before[id_] if before[id_][key] != after[id_][key]}
        if id_ == own:
            assert differing <= OWN_CHANGES[fault]
        elif before[id_]["kind"] in ("channel", "content"):
            assert differing <= {"items", "newest", "kind"}, id_
        else:
            assert differing == set(), id_


@pytest.mark.parametrize("mutation", [m for m in EXPECTED if m[0] == "renamed"], ids=lambda m: m[1])
def test_a_renamed_column_is_still_listed_by_its_new_name(audits: Results, mutation: Mutation) -> None:
    document = audits(mutation)
    [column] = [c for c in document["columns"] if c["id"] == f"/{mutation[1]}/"]
    assert (column["name"], column["path"][-1], column["entry"]) == (OTHER_NAME, OTHER_NAME, None)
    [finding] = [f for f in document["findings"] if (f["rule"], f["subject_name"]) == EXPECTED[mutation][:2]]
    assert finding["candidates"] == [] or "score" in finding["candidates"][0]


@pytest.mark.parametrize("mutation", [("none", "")], ids=["none"])
def test_the_faultless_county_audited_from_a_folder_is_the_demo(
    demo: Run, audits: Results, mutation: Mutation
) -> None:
    assert audits(mutation) == demo.audit
