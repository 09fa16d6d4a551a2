"""The demo county audited by the command line, against expectations that were written by hand from its pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
import yaml

from tests.harness import GOLDEN, Auditor, Run

HOME = GOLDEN / "qinghe"
EXPECTED: dict[str, Any] = yaml.safe_load((HOME / "expected.yml").read_text("utf-8"))
SITE = EXPECTED["portal"]["url"]
ENTRIES = [
    *((group, title, entry) for group, part in (("column", "standard"), ("field", "fields"))
      for title, entry in EXPECTED[part]["present"].items()),
    *((group, title, None) for group, part in (("column", "standard"), ("field", "fields"))
      for title in EXPECTED[part]["absent"]),
]  # fmt: skip


@pytest.fixture(scope="session")
def audit(demo: Run) -> dict[str, Any]:
    return demo.audit


def copied(demo: Run, tmp_path: Path) -> Path:
    """The demo's run folder, free to be written to."""
    return Path(shutil.copytree(demo.folder, tmp_path / "run"))


def at(path: str) -> str:
    return str(urljoin(SITE, path))


# ── The document against the hand-written expectations ────────────────────────────────────────────


def test_findings_fail_the_command(demo: Run) -> None:
    assert demo.process.returncode == 1
    assert "Traceback" not in demo.process.stderr


def test_it_names_portal_day_and_tool(audit: dict[str, Any]) -> None:
    assert audit["portal"] == EXPECTED["portal"]
    assert audit["today"] == EXPECTED["today"]
    assert audit["profile"] == "national"
    assert all(audit["tool"][key] for key in ("name", "version", "rules_version", "catalog_edition"))


def test_every_page_was_read(audit: dict[str, Any]) -> None:
    coverage = audit["coverage"]
    assert coverage["complete"] is True
    assert coverage["obstacles"] == []
    assert coverage["reason"] == "finished"
    assert coverage["failed"] == len(EXPECTED["dead_links"])
    assert coverage["columns_seen"] == len(EXPECTED["columns"]) + 1  # and the one whose page is gone
    assert coverage["columns_fetched"] == len(EXPECTED["columns"])


def test_there_is_no_column_but_the_expected(audit: dict[str, Any]) -> None:
    found = sorted(column["url"] for column in audit["columns"] if not column["failure"])
    assert found == sorted(at(column["url"]) for column in EXPECTED["columns"])
    dead = [column["url"] for column in audit["columns"] if column["failure"]]
    assert dead == [at(link["url"]) for link in EXPECTED["dead_links"] if link["kind"] == "column"]


@pytest.mark.parametrize("expected", EXPECTED["columns"], ids=lambda column: column["url"])
def test_column(audit: dict[str, Any], expected: dict[str, Any]) -> None:
    """Path, kind, rows, dates and verdicts. Whether a page is a channel or a content no finding depends on."""
    [column] = [column for column in audit["columns"] if column["url"] == at(expected["url"])]
    assert column["path"] == expected["path"]
    assert column["name"] == expected["path"][-1]
    assert (column["kind"] == "list") == (expected["kind"] == "list"), column["kind"]
    assert bool(column["empty"]) == expected.get("empty", False)
    assert bool(column["stale"]) == expected.get("stale", False)
    if expected["kind"] == "list":
        keys = ("items", "newest", "total")
        assert {key: column[key] for key in keys} == {key: expected.get(key) for key in keys}


@pytest.mark.parametrize(("group", "title", "entry"), ENTRIES, ids=lambda value: str(value)[:20])
def test_standard_entry(
    audit: dict[str, Any], group: str, title: str, entry: dict[str, str | None] | None
) -> None:
    [match] = [row for row in audit["standard"] if (row["group"], row["title"]) == (group, title)]
    if entry is None:
        assert (match["outcome"], match["url"], match["published"]) == ("absent", None, None)
        return
    assert match["outcome"] == "present"
    assert match["url"] == at(str(entry["url"]))
    if entry["published"] is not None:
        assert match["published"] == entry["published"]


def test_nothing_else_is_in_the_standard(audit: dict[str, Any]) -> None:
    rows = sorted((row["group"], row["title"]) for row in audit["standard"] if row["group"] != "item")
    assert rows == sorted((group, title) for group, title, _ in ENTRIES)


@pytest.mark.parametrize(
    ("fact", "key"),
    [("site_code", "id_code"), ("icp", "icp"), ("police", "police"), ("sponsor", "sponsor"),
     ("jiucuo", "report_errors"), ("sitemap", "site_map")],
)  # fmt: skip
def test_site_fact(audit: dict[str, Any], fact: str, key: str) -> None:
    found = audit["site"].get(fact)
    expected = EXPECTED["site"][key]
    if expected is None:
        assert found is None
        return
    value = urljoin(found["url"], found["value"]) if key in ("report_errors", "site_map") else found["value"]
    assert value == (at(expected) if key == "site_map" else expected)
    assert found["quote"]
    assert found["url"]


def test_dead_links(audit: dict[str, Any]) -> None:
    dead = {url for f in audit["findings"] if f["rule"] == "dead-link" for url in f["params"]["urls"]}
    assert dead == {at(link["url"]) for link in EXPECTED["dead_links"]}


def test_findings_are_the_expected_and_no_others(audit: dict[str, Any]) -> None:
    found = sorted((f["rule"], f["subject_name"], f["outcome"]) for f in audit["findings"])
    assert found == sorted((f["rule"], f["subject"], f["outcome"]) for f in EXPECTED["findings"])


def test_a_dead_link_is_reported_where_it_stands(audit: dict[str, Any]) -> None:
    found = {f["subject_name"]: f["params"]["urls"] for f in audit["findings"] if f["rule"] == "dead-link"}
    expected = {
        f["subject"]: [at(u) for u in f["urls"]] for f in EXPECTED["findings"] if f["rule"] == "dead-link"
    }
    assert found == expected


@pytest.mark.parametrize(
    "expected", [f for f in EXPECTED["findings"] if f["rule"] == "stale-column"], ids=lambda f: f["subject"]
)
def test_ages_are_counted_in_days(audit: dict[str, Any], expected: dict[str, Any]) -> None:
    [found] = [
        f
        for f in audit["findings"]
        if (f["rule"], f["subject_name"]) == ("stale-column", expected["subject"])
    ]
    assert (found["params"]["age_days"], found["params"]["limit_days"]) == (
        expected["days"],
        expected["limit"],
    )
    assert found["evidence"][0]["quote"]


def test_a_finding_says_why_and_where(audit: dict[str, Any]) -> None:
    for finding in audit["findings"]:
        assert finding["basis"], finding["rule"]
        assert finding["evidence"] or finding["obstacles"], finding["rule"]
        verified = any(clause["verified"] for clause in finding["basis"])
        assert verified or finding["outcome"] != "fail", f"{finding['rule']} fails on hearsay"
    assert len({f["fingerprint"] for f in audit["findings"]}) == len(audit["findings"])


def test_the_score_counts_the_findings(audit: dict[str, Any]) -> None:
    outcomes = [f["outcome"] for f in audit["findings"]]
    score = audit["score"]
    assert (score["failed"], score["warned"]) == (outcomes.count("fail"), outcomes.count("warn"))
    assert 0 < score["worst"] <= score["best"] < 100


# ── The document as a file ────────────────────────────────────────────────────────────────────────


def test_it_is_valid_by_its_published_schema(demo: Run, auditor: Auditor) -> None:
    schema = json.loads(auditor("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(demo.audit)


def test_golden(demo: Run, golden: Callable[[Path, bytes], None]) -> None:
    assert str(demo.folder.parent.parent).encode() not in demo.data
    golden(HOME / "audit.json", demo.data)


def test_the_snapshot_passes_warcio_check(demo: Run) -> None:
    warc = demo.folder / "snapshot" / "data.warc.gz"
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(warc)], capture_output=True
    )
    assert check.returncode == 0, check.stdout
    assert b"digest pass" in check.stdout


def test_a_run_leaves_these_files_only(demo: Run) -> None:
    left = {path.relative_to(demo.folder).as_posix() for path in demo.folder.rglob("*") if path.is_file()}
    snapshot = {
        f"snapshot/{name}" for name in ("data.warc.gz", "index.jsonl", "readings.bin", "snapshot.json")
    }
    assert left - {"crawl.log"} == {
        "audit.json",
        "mapping.yml",
        "report.html",
        "run.json",
        "seen.json",
        *snapshot,
    }
    assert [path.name for path in demo.folder.parent.iterdir()] == [demo.folder.name]


# ── The other commands on the same snapshot ───────────────────────────────────────────────────────


def test_judging_the_snapshot_again_gives_the_same_bytes(demo: Run, auditor: Auditor, tmp_path: Path) -> None:
    folder = copied(demo, tmp_path)
    (folder / "audit.json").unlink()
    done = auditor("audit", folder / "snapshot")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == str(folder / "audit.json")
    assert (folder / "audit.json").read_bytes() == demo.data


def test_a_later_day_makes_columns_stale_and_changes_nothing_else(
    demo: Run, auditor: Auditor, tmp_path: Path
) -> None:
    folder = copied(demo, tmp_path)
    assert auditor("audit", folder, "--today", "2026-07-15").returncode == 0
    later, now = json.loads((folder / "audit.json").read_bytes()), demo.audit
    assert later["today"] == "2026-07-15"
    aged = {"stale-column", "stale-home"}
    for one, two in zip(now["columns"], later["columns"], strict=True):
        assert {**one, "stale": None} == {**two, "stale": None}
        assert (one["stale"], two["stale"]) in {(None, None), (False, False), (False, True), (True, True)}
    stale = {column["name"] for column in later["columns"] if column["stale"]}
    assert stale - {c["name"] for c in now["columns"] if c["stale"]} == {"今日清禾", "部门动态", "规划计划"}
    for part in ("schema", "tool", "portal", "profile", "coverage", "standard", "site"):
        assert later[part] == now[part], part
    rest = [
        sorted((f["fingerprint"], f["outcome"]) for f in doc["findings"] if f["rule"] not in aged)
        for doc in (now, later)
    ]
    assert rest[0] == rest[1]
    failed = {(f["rule"], f["subject_name"]) for f in later["findings"] if f["outcome"] == "fail"}
    assert {name for rule, name in failed if rule == "stale-column"} == stale
    assert [rule for rule, _ in failed].count("stale-home") == 1


def test_the_report_is_made_again_from_the_document(demo: Run, auditor: Auditor, tmp_path: Path) -> None:
    folder = copied(demo, tmp_path)
    before = (folder / "report.html").read_text("utf-8")
    (folder / "report.html").unlink()
    done = auditor("report", folder)
    assert (done.returncode, done.stderr) == (0, "")
    after = (folder / "report.html").read_text("utf-8")
    name = "<code>{}</code>".format
    assert after.replace(name(folder.name), "") == before.replace(name(demo.folder.name), "")
    assert EXPECTED["portal"]["name"] in after
    for finding in EXPECTED["findings"]:
        assert finding["subject"] in after


@pytest.mark.parametrize("wanted", ["fingerprint", "rule:subject", "name"])
def test_explain(demo: Run, auditor: Auditor, wanted: str) -> None:
    [finding] = [f for f in demo.audit["findings"] if f["subject_name"] == "在线访谈"]
    asked = {
        "fingerprint": finding["fingerprint"][:8],
        "rule:subject": f"{finding['rule']}:{finding['subject']}",
        "name": "在线访谈",
    }[wanted]
    done = auditor("explain", asked, "--audit", demo.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "在线访谈" in done.stdout
    assert finding["basis"][0]["doc"] in done.stdout
    assert finding["fingerprint"] in done.stdout


def test_explain_finds_the_latest_run_below_out(demo: Run, auditor: Auditor) -> None:
    done = auditor("explain", "乡镇动态", "--out", demo.folder.parent.parent)
    assert done.returncode == 0
    assert "2026-05-20" in done.stdout
