"""The difference of two audits in words, and the command that prints it."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import hostile_attachments, hostile_audit

from auditor import codec
from auditor.commands import diff as command
from auditor.comparison import compare
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit, Failure, Severity
from reports.diff_text import diff_lines
from tests.two_days import altered, before, column, fault, later, without


def after() -> Audit:
    """One finding of each course."""
    mended, unread, changed = fault("stale-column"), fault("empty-column"), fault("missing-field")
    audit = altered(without(later(), mended, unread), changed, severity=Severity.CRITICAL)
    audit = column(audit, unread.subject, failure=Failure.TIMEOUT)
    new = replace(fault("dead-link"), fingerprint="0123456789abcdef", severity=Severity.MINOR)
    return replace(audit, findings=(*audit.findings, new), passed=(mended.fingerprint,))


def test_each_course_has_its_section() -> None:
    text = "\n".join(diff_lines(compare(before(), after())))
    assert text.startswith(f"清禾县人民政府（990101）：{before().today} 与 {after().today} 比较\n得分：")
    for words in ("新增（1 项）", "变化（1 项）", "已整改（1 项）", "编号 0123456789abcdef"):
        assert words in text
    assert "不能确认是否整改：访问超时" in text
    assert "上次：[不符合·较重] " in text
    assert fault("dead-link").fingerprint not in text  # it goes on: only counted


def test_what_makes_it_doubtful_is_said() -> None:
    other = replace(after(), profile="zhejiang", coverage=replace(after().coverage, complete=False))
    [line] = [line for line in diff_lines(compare(before(), other)) if line.startswith("注意")]
    assert "、" in line


def test_the_same_sentence_says_what_else_is_different() -> None:
    finding = fault("stale-column")
    moved = altered(later(), finding, occurrences=9)
    assert any("处数 1 → 9" in line for line in diff_lines(compare(before(), moved)))


def test_long_lists_are_cut() -> None:
    finding = fault("dead-link")
    many = tuple(replace(finding, fingerprint=f"new{n}") for n in range(100))
    lines = diff_lines(compare(before(), replace(later(), findings=(*later().findings, *many))))
    assert "  其余 70 项见 --json" in lines


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_stays_on_its_line(seed: int) -> None:
    diff = hostile_attachments(seed, hostile_audit(seed)).diff
    assert diff is not None
    lines = diff_lines(diff)
    assert lines == diff_lines(diff)
    for line in lines:
        assert len(line) < 5_000
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in line)
        assert not set(line) & set("\u202e\u2066\u2028\u2029")


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def run(tmp_path: Path, one: Audit, other: Audit, *, json_: bool = False, fail_on: str = "minor") -> int:
    paths = []
    for name, audit in (("one", one), ("other", other)):
        path = tmp_path / name / "audit.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(codec.encode_audit(audit))
        paths.append(path)
    # The first by its folder, the second by its file.
    return command.run(
        Namespace(before=str(paths[0].parent), after=str(paths[1]), json=json_, fail_on=fail_on)
    )


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, before(), later()) == ExitCode.CLEAN
    assert run(tmp_path, before(), after()) == ExitCode.FINDINGS
    mild = without(after(), fault("missing-field"))
    assert run(tmp_path, before(), mild, fail_on="major") == ExitCode.CLEAN
    assert run(tmp_path, before(), replace(later(), unjudged="blocked")) == ExitCode.NOT_JUDGED
    assert "没有能够判定" in capsys.readouterr().err


def test_bad_input_is_told(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="先后颠倒"):
        run(tmp_path, later(), before())
    with pytest.raises(AuditorError, match="不是同一个网站"):
        run(tmp_path, before(), replace(later(), portal=replace(before().portal, code="330106")))
    with pytest.raises(AuditorError, match="没有找到检查结果"):
        command.run(Namespace(before=str(tmp_path / "none"), after="x", json=False, fail_on="minor"))


def test_json_has_everything(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run(tmp_path, before(), after(), json_=True)
    document = json.loads(capfdbinary.readouterr().out)
    assert document["schema"] == command.SCHEMA
    deltas = document["diff"]["deltas"]
    assert len(deltas) == len(compare(before(), after()).deltas)
    assert {delta["change"] for delta in deltas} == {"new", "changed", "persisting", "mended", "unknown"}
