"""A crawl that is killed goes on where it was; one that is stopped says that it is partial and accuses nobody."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from loopback import NOTHING, Asked, LoopbackSite, demo_county

from tests.harness import ROOT, command, only_run_of, run_auditor

#: Requests answered before the crawl is killed or stopped: in the middle of the articles, or of the columns.
IN_ARTICLES, IN_COLUMNS = 110, 40


@pytest.fixture(scope="module")
def county() -> Iterator[LoopbackSite]:
    """The demo county on a loopback port of its own, a little slow."""
    site = LoopbackSite(lambda *_: NOTHING)  # the pages need the address, which is known only now
    site.respond = demo_county(site.url)
    with site:
        yield site


@dataclass(frozen=True)
class Undisturbed:
    """``twice`` is what a crawl that nobody disturbs asks for again: pages that seem to be gone."""

    audit: bytes
    twice: dict[Asked, int]


@pytest.fixture(scope="module")
def undisturbed(county: LoopbackSite, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    out = tmp_path_factory.mktemp("undisturbed")
    county.forget()
    done = run_auditor(*arguments(county, out))
    assert done.returncode == 1, done.stderr
    return Undisturbed(audit_of(out), asked_again(county))


def asked_again(county: LoopbackSite) -> dict[Asked, int]:
    return {entry: count for entry, count in county.answered.items() if count > 1}


def audit_of(out: Path) -> bytes:
    """The audit of the one run below ``out``, but for how long the search took to answer."""
    return re.sub(rb'"elapsed_ms": \d+', b'"elapsed_ms": 0', (only_run_of(out) / "audit.json").read_bytes())


@pytest.fixture(autouse=True)
def fresh_log(county: LoopbackSite) -> None:
    county.forget()


def arguments(county: LoopbackSite, out: Path) -> list[str]:
    return ["run", county.url, "--today", "2026-06-15", "--out", str(out)]


def started(county: LoopbackSite, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments(county, out)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def stored(out: Path) -> int:
    """Lines of the index of the unfinished crawl."""
    return sum(path.read_bytes().count(b"\n") for path in out.glob("*/.crawling-????????/index.jsonl"))


@pytest.mark.parametrize("answers", [IN_COLUMNS, IN_ARTICLES])
def test_a_killed_crawl_is_continued_by_the_same_command(
    county: LoopbackSite, undisturbed: Undisturbed, tmp_path: Path, answers: int
) -> None:
    county.hold_after = answers
    process = started(county, tmp_path)
    county.wait_for(lambda: stored(tmp_path) >= answers)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    assert not list(tmp_path.glob("*/*/audit.json"))
    county.release()
    again = run_auditor(*arguments(county, tmp_path))
    assert again.returncode == 1, again.stderr
    assert asked_again(county) == undisturbed.twice
    folder = only_run_of(tmp_path)
    assert audit_of(tmp_path) == undisturbed.audit
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_crawl_killed_at_any_moment_is_continued(
    county: LoopbackSite, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """Without holding anything back: only what was on its way when the process died may be asked again."""
    county.delay = 0.01
    process = started(county, tmp_path)
    county.wait_for(lambda: len(county.log) >= IN_ARTICLES)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    county.delay = 0.0
    kept = stored(tmp_path)
    assert kept >= IN_ARTICLES - 40
    before = len(county.log)
    assert run_auditor(*arguments(county, tmp_path)).returncode == 1
    assert audit_of(tmp_path) == undisturbed.audit
    again = set(county.log[:before]) & set(county.log[before:])
    assert len(again - set(undisturbed.twice)) <= before - kept


def test_ctrl_c_leaves_a_partial_audit_that_accuses_nobody(county: LoopbackSite, tmp_path: Path) -> None:
    county.delay = 0.1
    process = started(county, tmp_path)
    county.wait_for(lambda: stored(tmp_path) >= IN_COLUMNS)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 3, stderr
    stopping, error = [line for line in stderr.splitlines() if not line.startswith("正在读取")]
    assert "正在停止" in stopping
    assert error.startswith("错误：")
    folder = only_run_of(tmp_path)
    audit = json.loads((folder / "audit.json").read_bytes())
    assert audit["coverage"]["reason"] == "interrupted"
    assert audit["coverage"]["complete"] is False
    missing = [
        f for f in audit["findings"] if f["rule"].startswith("missing-") or f["rule"] == "broken-search"
    ]
    assert [f for f in missing if f["outcome"] == "fail"] == []
    assert {row["outcome"] for row in audit["standard"]} & {"absent"} == set()
    assert (folder / "report.html").is_file()
    check = json.loads((folder / "snapshot" / "snapshot.json").read_bytes())
    assert check["summary"]["reason"] == "interrupted"
    assert not list(tmp_path.glob("*/.crawling-*"))
