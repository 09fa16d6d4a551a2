"""The handbook says what the program does: its commands parse, its alarms and figures are all there."""

from __future__ import annotations

import re
import shlex

import pytest
from prometheus_client.parser import text_string_to_metric_families

from auditor.cli import build_parser
from auditor.fleet.metrics import metrics
from auditor.fleet.progress import progress_of
from auditor.fleet.units import AFTER_BOOT, PROBE_MINUTES
from auditor.model.fleet import LeftOut, NightState, TaskState
from reports import fleet_words
from tests.fleet.a_night import ALARMS, NOW, night, tasks
from tests.harness import ROOT

BOTH = ("operations.md", "operations.zh-CN.md")


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("name", BOTH)
def test_every_command_is_taken_by_the_parser(name: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", text(name), re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("auditor ")]
    assert len(lines) >= 12
    for line in lines:
        build_parser().parse_args(shlex.split(line, comments=True)[1:])


@pytest.mark.parametrize("name", BOTH)
def test_every_alarm_state_and_figure_is_explained(name: str) -> None:
    told = text(name)
    words = [*fleet_words.alarm_kinds(), *LeftOut, *NightState, *TaskState]
    assert [word for word in map(str, words) if f"`{word}`" not in told] == []
    shown = metrics(progress_of(night(), tasks(), NOW, ALARMS)).decode()
    names = {family.name for family in text_string_to_metric_families(shown)}
    assert names == set(re.findall(r"`(auditor_\w+?)(?:\{[\w,]+\})?`", told))


def test_both_languages_have_the_same_parts() -> None:
    shapes = [
        [
            (len(level), body.count("\n|"), body.count("```"))
            for level, body in re.findall(r"^(#+) .*?$(.*?)(?=^#|\Z)", text(name), re.M | re.S)
        ]
        for name in BOTH
    ]
    assert shapes[0] == shapes[1]


def test_figures_of_the_timers_are_those_of_the_units() -> None:
    assert PROBE_MINUTES == 5
    assert AFTER_BOOT == 180
    assert "every five minutes" in text(BOTH[0])
    assert "three minutes after a start" in text(BOTH[0])
