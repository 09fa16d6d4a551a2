"""The switch and the budgets of the probes: what a user asks and what the portal's file says become limits of the crawl."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.app import job_for_county
from auditor.cli import build_parser
from auditor.commands.run import options_of
from auditor.errors import AuditorError
from auditor.preparation import BrowserUse, Options, prepare

PORTAL = """\
code: "990102"
name: 示例县人民政府
url: http://www.example.gov.cn/
"""


def budgets(tmp_path: Path, line: str, *, probes: bool = True) -> tuple[int, int]:
    file = tmp_path / "990102.yml"
    file.write_text(PORTAL + line, "utf-8")
    options = Options(tmp_path / "out", browser=BrowserUse.NEVER, probes=probes)
    _, job, _ = prepare(str(file), options)
    return job.limits.search_queries, job.limits.form_targets


@pytest.mark.parametrize(
    ("line", "probes", "expected"),
    [
        ("", True, (10, 12)),
        ("", False, (0, 0)),
        ("probes: {search: 3}\n", True, (3, 12)),
        ("probes: {search: 0, forms: 5}\n", True, (0, 5)),
        ("probes: {search: 3, forms: 5}\n", False, (0, 0)),
    ],
)
def test_the_switch_goes_before_the_budgets(
    tmp_path: Path, line: str, probes: bool, expected: tuple[int, int]
) -> None:
    assert budgets(tmp_path, line, probes=probes) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [([], True), (["--probes", "on"], True), (["--probes", "off"], False)]
)
def test_the_command_line_switches(words: list[str], expected: bool) -> None:
    for command in ("run", "crawl"):
        assert options_of(build_parser().parse_args([command, "990101", *words])).probes is expected
    assert build_parser().parse_args(["record", "990101", "--name", "a", *words]).probes == (
        "on" if expected else "off"
    )


def test_another_word_is_an_error() -> None:
    with pytest.raises(AuditorError, match=r"--probes.*on.*off"):
        build_parser().parse_args(["run", "990101", "--probes", "no"])


@pytest.mark.parametrize(("word", "expected"), [("on", 10), ("off", 0)])
def test_scrapys_argument_switches(tmp_path: Path, word: str, expected: int) -> None:
    job = job_for_county("990101", out=str(tmp_path), browser="never", probes=word)
    assert job.on_closed is not None
    job.on_closed()
    assert job.limits.search_queries == expected


def test_scrapys_argument_takes_no_other_word(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="probes 应为 on 或 off"):
        job_for_county("990101", out=str(tmp_path), probes="false")
