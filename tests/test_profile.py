"""Profiles: what they merge, and the one clear error for each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model import Severity
from auditor.profile import known_profiles, load_profile
from auditor.rule_data import load_freshness, load_site_facts

BASE = """\
name: base
title: 基础方案
weights: {critical: 8, major: 4, minor: 1, info: 0}
rules:
  empty-column: {severity: critical}
  dead-link: {enabled: false, severity: info}
enforce_unverified: [missing-site-fact]
freshness:
  news: {limit_days: 10}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_national_ships_and_is_complete() -> None:
    assert "national" in known_profiles()
    profile = load_profile("national")
    assert (profile.name, profile.chain, profile.coverage_floor) == ("national", ("national",), 0.5)
    assert set(profile.weights) == set(Severity)
    assert profile.enabled("dead-link")
    assert profile.severity("dead-link", Severity.MINOR) is Severity.MINOR


def test_child_wins_key_by_key(tmp_path: Path) -> None:
    write(tmp_path, "base", BASE)
    child = """\
name: child
title: 本地方案
extends: base
rules:
  dead-link: {enabled: true}
enforce_unverified: [stale-column]
freshness:
  news: {warn_before_days: 1}
weights: {minor: 2}
coverage_floor: 0.8
"""
    write(tmp_path, "child", child)
    profile = load_profile("child", tmp_path)
    assert (profile.title, profile.chain, profile.coverage_floor) == ("本地方案", ("child", "base"), 0.8)
    assert profile.enabled("dead-link")
    assert profile.severity("dead-link", Severity.MINOR) is Severity.INFO
    assert profile.severity("empty-column", Severity.MINOR) is Severity.CRITICAL
    assert profile.enforce_unverified == {"missing-site-fact", "stale-column"}
    assert (profile.weight(Severity.MINOR), profile.weight(Severity.MAJOR)) == (2, 4)
    news = load_freshness(profile).classes["news"]
    assert (news.limit_days, news.warn_before_days) == (10, 1)


def test_a_path_may_extend_a_shipped_profile(tmp_path: Path) -> None:
    path = write(tmp_path, "mine", "name: 我的方案\ntitle: 我的方案\nextends: national\n")
    assert load_profile(str(path)).chain == ("我的方案", "national")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\ntitle: y\nextends: national\nstrictness: 3\n", ["x.yml:4", "strictness"]),
        (
            "name: x\ntitle: y\nextends: national\nrules:\n  dead-link: {sevrity: minor}\n",
            ["x.yml:5", "sevrity"],
        ),
        ("name: x\ntitle: y\nextends: national\nweights: {minor: -1}\n", ["x.yml:4"]),
        ("name: x\ntitle: y\nextends: national\ncoverage_floor: 2\n", ["x.yml:4"]),
        ("name: x\ntitle: y\nextends: national\nrules: {a: {severity: 严重}}\n", ["x.yml:4"]),
        ("name: x\ntitle: y\n", ["x.yml", "weights", "critical", "national"]),
        ("name: x\ntitle: y\nextends: nowhere\n", ["x.yml", "nowhere", "national"]),
        ("name: x\ntitle: y\nextends: x.yml\n", ["x.yml", "成环"]),
    ],
)
def test_faults_name_the_place(tmp_path: Path, text: str, words: list[str]) -> None:
    path = write(tmp_path, "x", text)
    with pytest.raises(AuditorError) as caught:
        load_profile(str(path))
    for word in words:
        assert word in caught.value.message
    assert "\n" not in caught.value.message


def test_long_ring_is_spelled_out(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        write(tmp_path, name, f"name: {name}\ntitle: {name}\nextends: {parent}\n")
    with pytest.raises(AuditorError, match="a → b → c → a"):
        load_profile("a", tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "", "../national", "national.yml.bak"])
def test_unknown_profile_lists_the_known(name: str) -> None:
    with pytest.raises(AuditorError) as caught:
        load_profile(name)
    assert "national" in caught.value.message or "不存在" in caught.value.message
    assert caught.value.exit_code == 2


def test_name_must_be_the_file_name(tmp_path: Path) -> None:
    write(tmp_path, "other", BASE)
    with pytest.raises(AuditorError, match=r"other\.yml:1"):
        load_profile("other", tmp_path)


def test_unknown_freshness_class(tmp_path: Path) -> None:
    text = "name: x\ntitle: y\nextends: national\nfreshness: {newz: {limit_days: 3}}\n"
    path = write(tmp_path, "x", text)
    with pytest.raises(AuditorError, match=r"newz.*news"):
        load_freshness(load_profile(str(path)))


def test_shipped_data() -> None:
    table = load_freshness(load_profile("national"))
    limits = {id_: each.limit_days for id_, each in table.classes.items()}
    assert limits == {"news": 14, "notice": 180, "other": 365, "static": None}
    names = [spec.name for spec in load_site_facts()]
    assert names == ["site_code", "icp", "police", "sponsor", "jiucuo", "sitemap"]
    verified = {spec.name for spec in load_site_facts() if any(clause.verified for clause in spec.basis)}
    assert verified == {"site_code"}
