"""The plans are quoted word for word, each row that the register says they ask for is quoted, and findings cite the right
clause: ten findings per profile, made by hand (``tests/data/profile_clauses.tsv``)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from auditor.catalog import load_standard
from auditor.citations import clauses_for, deciding
from auditor.index_data import load_index, rules_named
from auditor.profile import Profile, known_profiles, load_profile
from auditor.requirements import load_requirements
from auditor.rule import discover
from tests.harness import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
PLANS = {
    "wudangshan": "000_009a69f06a05deb7.txt",
    "ningxia": "001_0c6c5ebf5a2d3237.txt",
    "weidu": "002_82003cc699004259.txt",
    "hunan": "003_40278e92132c248c.txt",
    "tinghu": "004_1068e4531cbaf464.txt",
}
TABLE = Path(__file__).parent.parent / "data" / "profile_clauses.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
RULES = {rule.id: rule for rule in discover()}


def quoted(profile: Profile) -> list[tuple[str, str, str]]:
    """Requirement, clause and words of all that the profile quotes."""
    return [
        *((id_, each.clause, each.text) for id_, said in profile.clauses.items() for each in said),
        *((each.requirement, each.clause, each.text) for each in profile.owed),
        *((each.requirement, each.clause, each.text) for each in profile.milestones),
        *(("R36", each.clause, each.text) for each in profile.leads),
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_profile_but_the_national_one_is_a_plan() -> None:
    assert {name for name in known_profiles() if load_profile(name).document} == PLANS.keys()
    assert all(load_profile(name).chain == (name, "national") for name in PLANS)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans are not at hand")
@pytest.mark.parametrize("name", PLANS)
def test_every_word_is_the_plans_own(name: str) -> None:
    plan = squeezed((SEEDS / PLANS[name]).read_text("utf-8"))
    profile = load_profile(name)
    assert [row for row in quoted(profile) if squeezed(row[2]) not in plan] == []
    assert profile.document is not None
    assert squeezed(profile.document.title) in plan or name == "hunan"  # broken by a page in the plan
    assert squeezed(profile.document.number) in plan


@pytest.mark.parametrize("name", PLANS)
def test_what_the_register_says_a_plan_asks_is_quoted_and_nothing_else(name: str) -> None:
    said: dict[str, set[str]] = {}
    for id_, clause, _ in quoted(load_profile(name)):
        said.setdefault(id_, set()).add(clause)
    assert said == {row.id: set(row.clauses(name)) for row in load_requirements() if row.clauses(name)}


@pytest.mark.parametrize("name", known_profiles())
def test_entries_fields_rows_and_rules_that_a_profile_names_exist(name: str) -> None:
    profile = load_profile(name)
    known = load_standard().by_id
    named = {word for said in profile.clauses.values() for each in said for word in each.subjects}
    named |= {each.id for each in profile.owed} | profile.units.fields.keys() | profile.units.entries.keys()
    named |= {each.subject for each in profile.milestones} - {"catalog", "fields"}
    entries = {word for word in named if word.startswith(("col-", "field-"))} - {"field-*"}
    assert entries - known.keys() == set()
    assert profile.units.requirements.keys() <= {row.id for row in load_requirements()}
    rules = {rule for said in profile.clauses.values() for each in said for rule in each.rules}
    assert rules | rules_named(load_index(profile.index).indicators) <= RULES.keys()


@pytest.mark.parametrize(("name", "id_", "subject", "clauses", "decides", "why"), ROWS)
def test_findings_cite_the_right_clause(
    name: str, id_: str, subject: str, clauses: str, decides: str, why: str
) -> None:
    profile = load_profile(name)
    cited = clauses_for(profile, RULES[id_], subject)
    assert list(dict.fromkeys(each.clause for each in cited)) == [
        c for c in clauses.split("；") if c != "-"
    ], why
    assert deciding(profile, RULES[id_], subject) is (decides == "yes"), why
    assert all(each.verified and profile.document and each.doc == profile.document.number for each in cited)


def test_accounts_of_new_media_are_cited_apart_from_the_website() -> None:
    """Tinghu says of accounts what the website is not asked, and 必须 only of the sources of reposts."""
    tinghu = load_profile("tinghu")

    def told(id_: str) -> list[str]:
        return [each.text[:6] for each in clauses_for(tinghu, RULES[id_], "weibo:1", "平安亭湖")]

    assert told("unsourced-repost") == ["转载信息必须"]
    assert told("off-topic-account") == told("commercial-account") == ["发布内容应符"]
    assert told("idle-account") == ["按照“谁开设"]
    assert told("mute-account") == []
    assert [id_ for id_ in RULES if deciding(tinghu, RULES[id_], "weibo:1") and "account" in id_] == []
    assert deciding(tinghu, RULES["unsourced-repost"], "weibo:1")
    assert not deciding(tinghu, RULES["unofficial-source"], "搜狐网")
    assert told("unofficial-source") == ["加强网站之间"]


def test_the_table_has_ten_findings_per_plan() -> None:
    assert Counter(row[0] for row in ROWS) == dict.fromkeys(PLANS, 10)


def test_the_national_profile_cites_no_plan() -> None:
    national = load_profile("national")
    assert clauses_for(national, RULES["missing-column"], "col-guide") == ()
    assert not deciding(national, RULES["missing-column"], "col-guide")


@pytest.mark.parametrize("name", known_profiles())
def test_every_profile_has_an_index_of_all_rows(name: str) -> None:
    index = load_index(load_profile(name).index)
    assert sum(group.weight for group in index.groups) == 100
    assert all(index.group_of(row.id) for row in load_requirements())
    assert rules_named(index.indicators)
    assert {row.id for row in index.indicators if row.kind == "veto" and row.verified} == {
        "site-content", "site-fraud", "site-harm", "site-unreachable", "home-stale", "columns-stale", "columns-empty",
        "interaction-channel", "interaction-unanswered", "services-absent",
    }  # fmt: skip
