"""The command line: its words, its exit codes, its output streams."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor import __version__, app, outputs
from auditor.errors import ExitCode
from auditor.gate import gate, pass_through
from tests.harness import Run, call_auditor, only_run_of, run_auditor

COMMANDS = ("run", "crawl", "audit", "report", "explain", "schema")
ENGLISH = re.compile(r"usage:|options:|arguments|show |exit|required|invalid|choose|default|help message")


@pytest.fixture(scope="session")
def finished(demo: Run) -> app.Result:
    """The demo run as the application sees it."""
    return app.audit(demo.folder)


# ── Help and version ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in COMMANDS)], ids=lambda c: "".join(c) or "auditor"
)
def test_help_is_in_chinese(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_auditor_to_exit(*command, "--help")
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：auditor")
    assert "选项" in shown
    assert ENGLISH.search(shown) is None, shown


def call_auditor_to_exit(*arguments: str) -> None:
    from auditor.cli import main

    main(list(arguments))


def test_help_names_all_commands_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_auditor_to_exit("--help")
    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if not re.search(rf"^ +{name}\s", shown, re.M)] == []
    assert all(f"{code.value} " in shown.rpartition("退出码：")[2] for code in ExitCode)


def test_version() -> None:
    done = run_auditor("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"portal-auditor {__version__}\n", "")


# ── Wrong usage ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["命令"]),
        (["rnu"], ["rnu", "run"]),
        (["run"], ["目标"]),
        (["run", "qinghe", "--colour"], ["--colour"]),
        (["run", "qinghe", "--today"], ["--today"]),
        (["run", "qinghe", "--level", "village"], ["--level", "village", "township"]),
        (["run", "qinghe", "--max-pages", "many"], ["--max-pages", "many", "整数"]),
        (["run", "qinghe", "second"], ["second"]),
        (["explain"], ["问题"]),
        (["audit", "x", "--today", "heute"], ["--today", "YYYY-MM-DD"]),
        (["schema", "--pretty"], ["--pretty"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_is_one_line_in_chinese(arguments: list[str], words: list[str]) -> None:
    done = call_auditor(*arguments)
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith("错误：")
    assert "--help" in line
    assert [word for word in words if word not in line] == []
    assert ENGLISH.search(line) is None, line


# ── Exit codes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("info", ExitCode.FINDINGS), ("minor", ExitCode.FINDINGS), ("major", ExitCode.FINDINGS), ("critical", ExitCode.CLEAN)],
)  # fmt: skip
def test_the_threshold_decides_between_0_and_1(finished: app.Result, fail_on: str, code: ExitCode) -> None:
    """The demo county fails minor and major requirements, none is critical; warnings never count."""
    assert pass_through(finished.audit, gate(fail_on)).code is code


def test_the_default_threshold_is_minor(demo: Run, finished: app.Result) -> None:
    assert demo.process.returncode == pass_through(finished.audit, gate("minor")).code == 1


def test_exit_codes_are_the_documented() -> None:
    assert [(code.name, code.value) for code in ExitCode] == [
        ("CLEAN", 0), ("FINDINGS", 1), ("USAGE", 2), ("NOT_JUDGED", 3), ("INTERNAL", 4),
    ]  # fmt: skip


def test_too_few_pages_are_no_judgement(tmp_path: Path) -> None:
    """Coverage below the floor of the profile (here one of the user's own): exit code 3 whatever was found, and a
    partial audit."""
    own = tmp_path / "own.yml"
    own.write_text("name: own\ntitle: 自定方案\nextends: national\n", "utf-8")
    done = run_auditor("run", "qinghe", "--max-pages", "10", "--profile", own, "--out", tmp_path)
    assert done.returncode == 3, done.stderr
    assert "--max-pages" in done.stderr.splitlines()[-1]
    audit = Run(done, only_run_of(tmp_path)).audit
    assert audit["profile"] == "own"
    coverage = audit["coverage"]
    assert coverage["reason"] == "page-cap"
    assert coverage["pages"] <= 10


# ── Output ────────────────────────────────────────────────────────────────────────────────────────


def test_json_on_stdout_is_the_document_and_nothing_else(tmp_path: Path, demo: Run) -> None:
    done = run_auditor("run", "990101", "--json", "--fail-on", "critical", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.encode() == (only_run_of(tmp_path) / outputs.AUDIT).read_bytes() == demo.data


def test_the_summary_names_findings_and_files(demo: Run) -> None:
    shown = demo.process.stdout
    assert "清禾县人民政府" in shown
    assert str(demo.folder / outputs.REPORT) in shown
    assert str(demo.folder / outputs.AUDIT) in shown
    for finding in demo.audit["findings"]:
        assert finding["fingerprint"] in shown
    assert "\x1b" not in shown + demo.process.stderr


def test_progress_is_in_chinese_and_on_stderr(demo: Run) -> None:
    lines = demo.process.stderr.splitlines()
    assert lines
    assert all(line.startswith("正在读取") for line in lines)
    assert not re.search("[A-Za-z]", demo.process.stderr)
    assert "正在读取" not in demo.process.stdout


def test_crawl_audit_report_make_what_run_makes(tmp_path: Path, demo: Run) -> None:
    crawled = run_auditor("crawl", "qinghe", "--out", tmp_path)
    assert crawled.returncode == 0, crawled.stderr
    snapshot = Path(crawled.stdout.strip())
    assert snapshot.name == outputs.SNAPSHOT
    assert not (snapshot.parent / outputs.AUDIT).exists()
    assert call_auditor("audit", snapshot).returncode == 0
    assert call_auditor("report", snapshot.parent).returncode == 0
    assert (snapshot.parent / outputs.AUDIT).read_bytes() == demo.data
    assert (snapshot.parent / outputs.REPORT).is_file()


def test_an_internal_error_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("auditor.codec.audit_schema", broken)
    done = call_auditor("schema")
    assert done.returncode == ExitCode.INTERNAL
    [line] = done.stderr.splitlines()
    assert "ZeroDivisionError" in line
    assert "--debug" in line
    with pytest.raises(ZeroDivisionError):
        call_auditor("--debug", "schema")
