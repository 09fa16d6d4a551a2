"""``auditor notice``, ``bulletin`` and ``pdf``: which files come, that none is lost, and what is said when it cannot be."""

from __future__ import annotations

import importlib
import shutil
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import codec
from auditor.arguments.letters import add_letters
from auditor.commands.letters import file_part
from auditor.documents.office import office_program
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit
from tests.harness import GOLDEN

QINGHE = GOLDEN / "qinghe" / "audit.json"


def _audit() -> Audit:
    return codec.decode_audit(QINGHE.read_bytes(), "audit.json")


def _run_folder(tmp_path: Path, audit: Audit | None = None, code: str = "990101") -> Path:
    folder = tmp_path / "out" / code / "20260615T000000Z"
    folder.mkdir(parents=True)
    if audit is None:
        shutil.copy(QINGHE, folder / "audit.json")
    else:
        (folder / "audit.json").write_bytes(codec.encode_audit(audit))
    return folder


def _run(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    add_letters(parser.add_subparsers(dest="command"))
    options = parser.parse_args([str(each) for each in arguments])
    return int(importlib.import_module(f"auditor.commands.{options.command}").run(options))


def _fails(told: str, *arguments: str | Path) -> AuditorError:
    with pytest.raises(AuditorError) as error:
        _run(*arguments)
    assert told in error.value.message
    assert "\n" not in error.value.message
    return error.value


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_unit_gets_a_file_and_a_second_time_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tuple(f for f in _audit().findings if f.units in ((), ("云岭镇",), ("县教育局",)))[-12:]
    folder = _run_folder(tmp_path, replace(_audit(), findings=few))
    order = ("notice", folder, "--number", "清政公开督〔2026〕{n}号", "--first", "12", "--date", "2026-06-16")
    assert _run(*order) == 0
    names = _names(folder / "notices")
    assert names[:2] == ["整改通知单-01-网站主办单位.docx", "整改通知单-02-云岭镇.docx"]
    assert len(names) == len({f.units for f in few})
    assert capsys.readouterr().out.split() == [str(folder / "notices" / name) for name in names]
    assert _run(*order) == 0
    one = folder / "notices" / names[1]
    before = one.read_bytes()
    one.write_bytes(b"signed by hand")
    _fails("没有覆盖", *order)
    assert one.read_bytes() == b"signed by hand"
    assert _run(*order, "--force") == 0
    assert one.read_bytes() == before


def test_one_unit_keeps_its_number(tmp_path: Path) -> None:
    folder = _run_folder(tmp_path)
    assert _run("notice", folder, "--unit", "县教育局", "--to", tmp_path / "to") == 0
    assert _names(tmp_path / "to") == ["整改通知单-04-县教育局.docx"]
    assert _run("notice", folder, "--unit", "网站主办单位", "--to", tmp_path / "to") == 0
    assert len(_names(tmp_path / "to")) == 2
    _fails(
        "没有需要通知“县水利局”的问题。有问题的单位：网站主办单位、云岭镇",
        "notice",
        folder,
        "--unit",
        "县水利局",
    )


def test_notices_of_another_audit_are_not_mixed_in(tmp_path: Path) -> None:
    folder = _run_folder(tmp_path)
    (folder / "notices").mkdir()
    (folder / "notices" / "整改通知单-77-旧单位.docx").write_bytes(b"x")
    _fails("另一次检查的通知单", "notice", folder)
    assert len(_names(folder / "notices")) == 1


def test_names_of_units_never_leave_the_folder_and_never_collide(tmp_path: Path) -> None:
    units = (
        "../../../etc/passwd",
        "..",
        "CON:*?<>|",
        "a/b",
        "a\\b",
        "a\x00b",
        "局" * 300,
        "局" * 301,
        " ",
        "\u202e局",
    )
    findings = [f for f in _audit().findings if f.units]
    audit = replace(_audit(), findings=tuple(replace(findings[0], units=(unit,)) for unit in units))
    folder = _run_folder(tmp_path, audit)
    assert _run("notice", folder, "--to", tmp_path / "to") == 0
    names = _names(tmp_path / "to")
    assert len(names) == len(units)
    assert all(len(name.encode()) < 200 and not set("/\\:*?<>|\x00\u202e") & set(name) for name in names)
    assert file_part("..") == "未命名"


def test_same_number_for_several_is_refused(tmp_path: Path) -> None:
    folder = _run_folder(tmp_path)
    _fails("文号不能相同", "notice", folder, "--number", "清政公开督〔2026〕3号")
    assert not (folder / "notices").exists()
    assert _run("notice", folder, "--number", "清政公开督〔2026〕3号", "--unit", "云岭镇") == 0


def test_portal_that_was_not_judged_gets_no_notice(tmp_path: Path) -> None:
    folder = _run_folder(tmp_path, replace(_audit(), unjudged="blocked"))
    assert _fails("不能作为整改依据", "notice", folder).exit_code is ExitCode.NOT_JUDGED
    assert not (folder / "notices").exists()


def test_nothing_to_tell_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _run_folder(tmp_path, replace(_audit(), findings=()))
    assert _run("notice", folder) == 0
    assert "没有需要通知的问题" in capsys.readouterr().out


def test_template_of_the_office_is_used_or_refused_whole(tmp_path: Path) -> None:
    folder, own = _run_folder(tmp_path), tmp_path / "模板.docx"
    _fails("无法读取模板", "notice", folder, "--template", tmp_path / "none.docx")
    own.write_bytes(b"x")
    _fails(f"{own} 不是有效的 .docx", "notice", folder, "--template", own)
    assert not (folder / "notices").exists()
    own.unlink()
    assert _run("notice", "--save-template", own) == 0
    assert _run("notice", folder, "--template", own, "--unit", "云岭镇") == 0
    _fails("应以 .docx 结尾", "bulletin", "--save-template", tmp_path / "x.txt")
    _fails("缺少检查结果", "notice")
    _fails("缺少检查结果", "bulletin")


def test_bulletin_takes_the_latest_audit_of_each_portal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run_folder(tmp_path)
    later = tmp_path / "out" / "990101" / "20260616T000000Z"
    later.mkdir()
    (later / "audit.json").write_bytes(codec.encode_audit(replace(_audit(), today="2026-06-16")))
    other = _audit()
    other = replace(other, portal=replace(other.portal, code="990102", name="北河县人民政府"))
    _run_folder(tmp_path, other, "990102")
    target = tmp_path / "通报.docx"
    assert _run("bulletin", tmp_path / "out", "--output", target) == 0
    assert capsys.readouterr().out.strip() == str(target)
    _fails(
        "有两份检查结果",
        "bulletin",
        later,
        tmp_path / "out" / "990101" / "20260615T000000Z",
        "--output",
        target,
    )
    _fails("下没有检查结果", "bulletin", tmp_path / "none", "--output", target)
    _fails("应以 .docx 结尾", "bulletin", tmp_path / "out", "--output", tmp_path / "x.pdf")
    _fails("没有覆盖", "bulletin", tmp_path / "out", "--output", target, "--number", "清政〔2026〕1号")


@pytest.mark.skipif(office_program() is None, reason="no LibreOffice on this machine")
def test_letter_is_printed_beside_itself(tmp_path: Path) -> None:
    folder = _run_folder(tmp_path)
    assert _run("notice", folder, "--unit", "县教育局") == 0
    letter = folder / "notices" / "整改通知单-04-县教育局.docx"
    assert _run("pdf", letter) == 0
    assert letter.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    _fails("无法读取", "pdf", folder / "none.docx")
