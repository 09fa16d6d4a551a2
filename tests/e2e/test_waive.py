"""From a finding to a waiver and back: ``auditor waive``, judging again, the exit code, what stays visible."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import app, outputs
from auditor.crawl.portals import portal_codes
from auditor.errors import ExitCode
from auditor.gate import gate, pass_through
from auditor.model import Audit, Outcome
from auditor.model.judgement import WaiverState
from auditor.preparation import BrowserUse, Options, prepare
from auditor.waivers import read_waivers
from reports.terminal import summary_lines
from tests.harness import FIXTURES, Run, call_auditor

STALE = "bf4cab53ccd1e300"
SAMPLE = FIXTURES / "waivers" / "990101.waivers.yml"
WORDS = ("--reason", "改版，十二月上线", "--clause", "第八条", "--author", "王芳")
DAYS = ("--date", "2026-06-01", "--expires", "2026-12-31")
PORTAL = 'code: "990102"\nname: 示例县人民政府\nurl: http://www.example.gov.cn/\n'


@pytest.fixture(scope="module")
def folder(demo: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo.folder, tmp_path_factory.mktemp("waive") / "990101" / "run"))


def load(folder: Path) -> Audit:
    return app.load_audit(folder)[0]


def test_a_finding_is_waived_and_stays_visible(folder: Path, tmp_path: Path) -> None:
    before, file = load(folder), tmp_path / "our.yml"
    done = call_auditor("waive", "乡镇动态", "--audit", folder, "--file", file, *WORDS, *DAYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert STALE in done.stdout
    assert f"--waivers {file}" in done.stdout
    judged = call_auditor("audit", folder, "--waivers", file)
    assert (judged.returncode, judged.stderr) == (0, "")
    after = load(folder)
    [waiver] = after.waivers
    assert (waiver.state, waiver.fingerprints) == (WaiverState.APPLIED, (STALE,))
    assert (after.findings, after.score) == (before.findings, before.score)
    assert any("已豁免 1 项" in line for line in summary_lines(after, {}))
    assert not any("豁免" in line for line in summary_lines(before, {}))


def test_a_run_goes_by_the_waivers_that_it_keeps(folder: Path) -> None:
    app.take_waivers(folder, SAMPLE)
    result = app.audit(folder)
    assert (folder / outputs.WAIVERS).read_bytes() == SAMPLE.read_bytes()
    states = [waiver.state.value for waiver in result.audit.waivers]
    assert states == ["applied", "expired", "lapsed", "unused", "applied"]
    assert (
        "已豁免 5 项（仍列入清单和得分）；豁免已到期 1 项；因问题有变，豁免已失效 1 项；豁免没有对应的问题 1 项"
        in summary_lines(result.audit, {})
    )
    failed = [f for f in result.audit.findings if f.outcome is Outcome.FAIL]
    for left, code in ((0, ExitCode.CLEAN), (1, ExitCode.FINDINGS)):
        held = replace(result.audit.waivers[0], fingerprints=tuple(f.fingerprint for f in failed[left:]))
        waived = replace(result, audit=replace(result.audit, waivers=(held,)))
        assert pass_through(waived.audit, gate("minor")).code is code


def test_a_broken_file_stops_before_anything_is_touched(folder: Path, tmp_path: Path) -> None:
    held = [(path, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]
    bad = tmp_path / "bad.yml"
    bad.write_text(SAMPLE.read_text("utf-8").replace("missing-field", "missing-fields"), "utf-8")
    done = call_auditor("audit", folder, "--waivers", bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{bad}:10：规则“missing-fields”不存在" in done.stderr
    assert [(path, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()] == held


def test_a_run_takes_the_file_beside_the_portals(tmp_path: Path) -> None:
    portal = tmp_path / "990102.yml"
    portal.write_text(PORTAL, "utf-8")
    beside = tmp_path / "990102.waivers.yml"
    shutil.copyfile(SAMPLE, beside)
    options = Options(tmp_path / "out", browser=BrowserUse.NEVER)
    _, _, keep = prepare(str(portal), options)
    keep(tmp_path / "one" / "snapshot")
    assert (tmp_path / "one" / outputs.WAIVERS).read_bytes() == SAMPLE.read_bytes()
    given = tmp_path / "given.yml"
    given.write_bytes(SAMPLE.read_bytes() + b"# ours\n")
    _, _, keep = prepare(str(portal), Options(tmp_path / "out", browser=BrowserUse.NEVER, waivers=given))
    keep(tmp_path / "two" / "snapshot")
    assert (tmp_path / "two" / outputs.WAIVERS).read_bytes() == given.read_bytes()
    beside.unlink()
    _, _, keep = prepare(str(portal), options)
    keep(tmp_path / "three" / "snapshot")
    assert not (tmp_path / "three" / outputs.WAIVERS).exists()


def test_a_file_of_waivers_is_no_portal(tmp_path: Path) -> None:
    province = tmp_path / "province"
    province.mkdir()
    (province / "990102.yml").write_text(PORTAL, "utf-8")
    shutil.copyfile(SAMPLE, province / "990102.waivers.yml")
    assert portal_codes(tmp_path) == ("990102",)


def test_entries_follow_each_other(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "our.yml"
    file.write_bytes(SAMPLE.read_bytes())
    call = ("--audit", folder, "--file", file, *WORDS)
    assert call_auditor("waive", STALE, *call, *DAYS).returncode == 0
    assert file.read_bytes().startswith(SAMPLE.read_bytes())
    again = call_auditor("waive", STALE, *call, *DAYS)
    assert (again.returncode, "已在" in again.stderr) == (2, True)
    later = call_auditor("waive", STALE, *call, "--date", "2026-12-31", "--expires", "2027-03-01")
    assert later.returncode == 0
    assert len(read_waivers(file).waivers) == 7


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("没有这个", *WORDS, *DAYS), "没有“没有这个”"),
        ((STALE, *WORDS, "--date", "2026-06-01", "--expires", "2027-06-03"), "最长 366 天"),
        ((STALE, *WORDS, "--date", "2026-06-01", "--expires", "2026-05-01"), "不晚于"),
        ((STALE, *WORDS, "--expires", "2026-5-1"), "YYYY-MM-DD"),
        ((STALE, *WORDS[2:], *DAYS), "--reason"),
        ((STALE, *WORDS, "--reason", " ", *DAYS), "--reason（理由）"),
        ((STALE, *WORDS, "--reason", "长" * 501, *DAYS), "--reason（理由）"),
        ((STALE, *WORDS, "--author", "王\udcff", *DAYS), "--author（批准人）"),
        ((STALE, *WORDS, "--author", "王\u202e芳", *DAYS), "--author（批准人）"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    file = tmp_path / "our.yml"
    done = call_auditor("waive", *arguments, "--audit", folder, "--file", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert not file.exists()


def test_a_portal_without_a_file_needs_one_named(tmp_path: Path, demo: Run) -> None:
    run = tmp_path / "www.example.gov.cn" / "run"
    run.mkdir(parents=True)
    text = (demo.folder / outputs.AUDIT).read_text("utf-8").replace('"990101"', '"www.example.gov.cn"', 1)
    (run / outputs.AUDIT).write_text(text, "utf-8")
    done = call_auditor("waive", STALE, "--audit", run, *WORDS, *DAYS)
    assert (done.returncode, "--file" in done.stderr) == (2, True)
