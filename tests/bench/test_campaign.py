"""The campaign's own parts: what counts as false, how runs are drawn, what the watch sees; and a few real runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor import codec
from auditor.model import Audit, Evidence, Finding, Outcome, Presence, Purpose, Severity
from bench.faults.claims import Claim, claim_of
from bench.faults.draw import Plan, Target, case_of, draw, is_direct
from bench.faults.faults import FAULTS, fault
from bench.faults.judge import compare
from bench.faults.model import ALWAYS, Aim, Allowed, Asked, Fault, Placed, Times
from bench.faults.trial import Baseline, Trial, baseline_of, run_trial
from bench.faults.watch import Watch, changes, tree, watching
from tests.harness import FIXTURES

GONE = Fault("gone", "test", "a page is gone", lambda scene: (), allows=(Allowed("dead-link", "it is gone"),))
TARGETS = (
    Target("/", Purpose.HOME),
    Target("/a/", Purpose.NAVIGATION),
    Target("/a/list?page=2", Purpose.LIST_PAGE),
    Target("/a/1.html", Purpose.ARTICLE),
    Target("/files/1.pdf", Purpose.ATTACHMENT),
)


@pytest.fixture(scope="module")
def audit() -> Audit:
    file = FIXTURES / "golden" / "qinghe" / "audit.json"
    return codec.decode_audit(file.read_bytes(), str(file))


def finding(rule: str, url: str = "http://www.qinghe.test/x/", outcome: Outcome = Outcome.FAIL) -> Finding:
    return Finding(
        rule, "PA000", "/x/", "某栏目", outcome, Severity.MAJOR, evidence=(Evidence(url),), fingerprint=rule
    )


def with_finding(audit: Audit, *found: Finding) -> Audit:
    return replace(audit, findings=(*audit.findings, *found))


# ── what is false ─────────────────────────────────────────────────────────────────────────────────


def test_the_same_audit_has_nothing_false(audit: Audit) -> None:
    found = compare(audit, audit, ())
    assert not found.wrong
    assert not found.moved
    assert not found.told
    assert not found.is_silent


@pytest.mark.parametrize("rule", ["missing-column", "empty-column", "stale-column"])
def test_what_is_missing_empty_or_stale_is_never_excused(audit: Audit, rule: str) -> None:
    lenient = replace(GONE, allows=(Allowed(rule, "never"),))
    found = compare(audit, with_finding(audit, finding(rule)), (Placed(lenient, "*"),))
    assert [wrong.rule for wrong in found.wrong] == [rule]
    assert claim_of(rule) is not Claim.OTHER


def test_a_fault_that_always_strikes_may_make_a_finding_true(audit: Audit) -> None:
    dead = with_finding(audit, finding("dead-link"))
    assert compare(audit, dead, (Placed(GONE, "/x/*"),)).excused
    assert compare(audit, dead, (Placed(GONE, "/y/*"),)).wrong
    assert compare(audit, dead, (Placed(GONE, "/x/*", Times(count=2)),)).wrong
    assert compare(audit, dead, ()).wrong


def test_a_finding_is_about_what_its_page_leads_to(audit: Audit) -> None:
    page, file = "http://www.qinghe.test/guide.html", "http://www.qinghe.test/x/form.docx"
    dead = with_finding(audit, replace(finding("dead-link"), evidence=(Evidence(page, where=file),)))
    assert compare(audit, dead, (Placed(GONE, "/x/*"),)).excused
    assert compare(audit, dead, (Placed(GONE, "/y/*"),)).wrong


def asked(target: str, *faults: str) -> tuple[Asked, ...]:
    """A request for each of ``faults``; an empty name for a true answer."""
    return tuple(Asked("GET", "www.qinghe.test", target, {}, b"", name) for name in faults)


def test_what_was_never_met_otherwise_may_be_told(audit: Audit) -> None:
    """Twice gone, never asked again: nobody can know that the third time would have gone well."""
    dead, placed = with_finding(audit, finding("dead-link")), (Placed(GONE, "/x/*", Times(count=2)),)
    assert compare(audit, dead, placed, asked("/x/", "gone", "gone")).excused
    assert compare(audit, dead, placed, asked("/x/", "gone", "")).wrong
    assert compare(audit, dead, placed, asked("/x/", "gone", "other")).wrong
    assert compare(audit, dead, placed, asked("/y/", "gone")).wrong


def test_a_finding_may_be_true_of_files_only(audit: Audit) -> None:
    empty = replace(GONE, allows=(Allowed("dead-link", "no bytes", Aim.FILE),))
    for url, is_true in (("http://www.qinghe.test/x/1.xlsx", True), ("http://www.qinghe.test/x/", False)):
        found = compare(audit, with_finding(audit, finding("dead-link", url)), (Placed(empty, "/x/*"),))
        assert bool(found.excused) is is_true


@pytest.mark.parametrize(
    ("times", "is_gone", "met", "excused"),
    [
        (ALWAYS, True, ("gone", "gone"), True),
        (Times(count=2), True, ("gone", "gone"), True),
        (Times(count=1), True, ("gone", ""), False),
        (ALWAYS, True, (), False),
        (ALWAYS, False, ("gone", "gone"), False),
    ],
)
@pytest.mark.parametrize("as_finding", [True, False])
def test_what_is_gone_whenever_it_is_asked_for_is_missing(
    audit: Audit, times: Times, is_gone: bool, met: tuple[str, ...], excused: bool, as_finding: bool
) -> None:
    """The one exception, for the entry whose column has that address and for no other."""
    there = [match for match in audit.standard if match.outcome is Presence.PRESENT and match.column]
    [url] = [column.url for column in audit.columns if column.id == there[0].column]
    placed = (Placed(replace(GONE, is_gone=is_gone), "*", times),)
    log = asked(urlsplit(url).path, *met)
    for match, is_excused in ((there[0], excused), (there[1], False)):
        absent = tuple(replace(m, outcome=Presence.ABSENT) if m is match else m for m in audit.standard)
        missing = replace(finding("missing-column"), subject=match.id)
        after = with_finding(audit, missing) if as_finding else replace(audit, standard=absent)
        found = compare(audit, after, placed, log)
        assert (bool(found.excused), bool(found.wrong)) == (is_excused, not is_excused)


def test_only_404_and_410_say_that_nothing_is_there() -> None:
    assert {each.name for each in FAULTS if each.is_gone} == {"gone-404", "gone-410"}
    assert {each.name for each in FAULTS if each.leads_away} == {"redirect-elsewhere"}


def test_a_warning_that_becomes_a_failure_is_false(audit: Audit) -> None:
    before = with_finding(audit, finding("stale-home", outcome=Outcome.WARN))
    assert compare(before, with_finding(audit, finding("stale-home")), ()).wrong
    assert not compare(with_finding(audit, finding("stale-home")), before, ()).wrong


@pytest.mark.parametrize(
    ("makes", "met", "excused"),
    [
        ({"is_gone": True}, "gone", True),
        ({"leads_away": True}, "gone", True),
        ({}, "gone", False),
        ({"is_gone": True}, "", False),
    ],
)
def test_a_home_page_stands_still_when_what_went_on_beside_it_is_not_there(
    audit: Audit, makes: dict[str, bool], met: str, excused: bool
) -> None:
    """It is the columns with newer rows that made it a doubtful case; ``met`` is what the last of them met."""
    days = sorted({column.newest for column in audit.columns if column.newest})
    paths = [urlsplit(c.url).path for c in audit.columns if c.newest and c.newest[:10] > days[-3][:10]]
    assert len(paths) >= 2
    doubt = replace(finding("stale-home", outcome=Outcome.WARN), params={"newest": days[-3][:10]})
    log = tuple(one for path in paths for one in asked(path, "gone", met if path == paths[-1] else "gone"))
    found = compare(
        with_finding(audit, doubt),
        with_finding(audit, finding("stale-home")),
        (Placed(replace(GONE, **makes), "*"),),
        log,
    )
    assert (bool(found.excused), bool(found.wrong)) == (excused, not excused)


def test_the_same_fault_at_another_address_is_no_new_one(audit: Audit) -> None:
    before = with_finding(audit, finding("stale-column"))
    moved = replace(finding("stale-column", "http://w1.qinghe.test/x/?hop=1"), fingerprint="other")
    assert not compare(before, with_finding(audit, moved), ()).wrong
    longer = replace(moved, subject_name="清禾县某栏目")
    assert not compare(before, with_finding(audit, longer), ()).wrong
    for change in ({"subject_name": "另一栏目"}, {"evidence": (Evidence("http://www.qinghe.test/y/"),)}):
        assert compare(before, with_finding(audit, replace(moved, **change)), ()).wrong


def test_columns_and_entries_are_compared_too(audit: Audit) -> None:
    first = next(column for column in audit.columns if not column.empty and not column.stale)
    empty = tuple(replace(c, empty=True, stale=True) if c is first else c for c in audit.columns)
    assert {w.claim for w in compare(audit, replace(audit, columns=empty), ()).wrong} == {
        Claim.EMPTY,
        Claim.STALE,
    }
    there = next(match for match in audit.standard if match.outcome is Presence.PRESENT)
    absent = tuple(replace(m, outcome=Presence.ABSENT) if m is there else m for m in audit.standard)
    assert [w.claim for w in compare(audit, replace(audit, standard=absent), ()).wrong] == [Claim.MISSING]


def test_verdicts_that_change_without_a_word_of_the_coverage_are_silent(audit: Audit) -> None:
    fewer = replace(audit, passed=audit.passed[1:])
    assert compare(audit, fewer, ()).is_silent
    told = replace(fewer, coverage=replace(audit.coverage, failures=(("timeout", 1),)))
    assert not compare(audit, told, ()).is_silent


def test_a_rule_that_failed_is_told(audit: Audit) -> None:
    assert compare(audit, with_finding(audit, finding("late-item", outcome=Outcome.ERROR)), ()).errors


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_number_draws_one_run() -> None:
    assert draw(17, TARGETS, FAULTS) == draw(17, TARGETS, FAULTS)
    assert len({draw(seed, TARGETS, FAULTS).placed for seed in range(30)}) > 25


def test_every_fault_comes_first_once_in_a_turn() -> None:
    turn = range(len(FAULTS), 2 * len(FAULTS))
    first = [draw(seed, TARGETS, FAULTS).placed[0].fault.name for seed in turn]
    assert sorted(first) == sorted(each.name for each in FAULTS)
    assert [is_direct(seed, FAULTS) for seed in turn] == [fault(name).is_direct for name in first]


def test_faults_of_files_are_put_on_files() -> None:
    cut = (fault("file-cut"),)
    paths = {draw(seed, TARGETS, cut).placed[0].path for seed in range(20)}
    assert paths == {"/files/1.pdf", "/files/*.pdf"}


# ── watching ──────────────────────────────────────────────────────────────────────────────────────


def _write(folder: Path) -> None:
    (folder / "beside").write_text("x")


def _connect(_folder: Path) -> None:
    with socket.socket() as client:
        client.settimeout(0.1)
        client.connect_ex(("127.0.0.1", 9))


def _look_up(_folder: Path) -> None:
    sys.audit("socket.getaddrinfo", "elsewhere.invalid", 80, 0, 0, 0)  # the event alone: nothing is asked


def _start(_folder: Path) -> None:
    subprocess.run(["/bin/true"], check=False)


@pytest.mark.parametrize("deed", [_write, _connect, _look_up, _start])
def test_the_watch_sees_what_is_beyond_the_bounds(tmp_path: Path, deed: Callable[[Path], None]) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with watching(Watch((str(inside),))) as watch:
        (inside / "file").write_text("x")
        subprocess.run([sys.executable, "-c", ""], check=False)
        deed(tmp_path)
    assert len(watch.written) + len(watch.connected) + len(watch.started) == 1
    with watching(Watch((str(tmp_path),))) as watch:
        os.replace(inside / "file", tmp_path / "other")
    assert not watch.written


def test_what_is_left_behind_is_seen(tmp_path: Path) -> None:
    before = tree([tmp_path])
    (tmp_path / "left").write_text("x")
    assert changes(before, tree([tmp_path])) == (str(tmp_path / "left"),)


# ── real runs ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    return baseline_of("jianhe-ty", tmp_path_factory.mktemp("base"), is_direct=False)


def run(tmp_path: Path, baseline: Baseline, *placed: Placed) -> Trial:
    return run_trial(Plan(1, "jianhe-ty", placed), baseline, tmp_path / "run", ())


def test_an_undisturbed_run_gives_the_undisturbed_audit(tmp_path: Path, baseline: Baseline) -> None:
    trial = run(tmp_path, baseline)
    assert not trial.faults_found
    assert not trial.struck
    assert not trial.comparison.moved
    assert not trial.comparison.told


def test_a_broken_portal_is_told_of_and_not_accused(tmp_path: Path, baseline: Baseline) -> None:
    trial = run(tmp_path, baseline, Placed(fault("error-502"), "*", Times(after=3)))
    assert not trial.faults_found
    assert trial.struck["error-502"]
    assert trial.comparison.told
    assert not trial.comparison.is_silent


def test_a_false_verdict_is_found(tmp_path: Path, baseline: Baseline) -> None:
    """The same run against a baseline that lacks one of its findings."""
    fewer = baseline.audit.findings[1:]
    lenient = replace(baseline, audit=replace(baseline.audit, findings=fewer))
    assert run(tmp_path, lenient, Placed(fault("gzip"), "*", ALWAYS)).faults_found


def test_cases_are_known_before_anything_is_asked() -> None:
    assert all((FIXTURES / "html" / case_of(seed)).is_dir() for seed in range(50))
