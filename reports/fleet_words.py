"""Chinese sentences about a night: failures with their cure, doubtful results, alarms. Pure; every value is cleaned.

What can go wrong, and the cure, stand in ``rules/failures.yml``; names and sentences in ``wording/fleet.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from auditor.model.fleet import Alarm, TaskState
from reports import wording
from reports.text import HERE, clean

_FAILURES = HERE.parent / "rules" / "failures.yml"
#: What the program keeps for itself in the details of a failure.
_INTERNAL = re.compile(r"\b(?:retry-after|pages|columns)=\d+\b")


class _Alarm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    say: str
    cure: str


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    states: dict[TaskState, str]
    failures: dict[str, str]
    doubts: dict[str, str]
    alarms: dict[str, _Alarm]


class _Kind(msgspec.Struct, frozen=True):
    """Of a kind of failure only the cure is of interest here."""

    cure: str


@cache
def _words() -> _Words:
    return msgspec.convert(wording.bundled(HERE / "wording" / "fleet.yml"), _Words)


@cache
def _cures() -> Mapping[str, str]:
    kinds = msgspec.convert(wording.bundled(_FAILURES), dict[str, _Kind])
    return {name: kind.cure for name, kind in kinds.items()}


def state_name(state: TaskState) -> str:
    return _words().states[state]


def failure_name(kind: str) -> str:
    """Plain words for a kind of failure; one that nobody knows as it is."""
    return _words().failures.get(kind) or wording.reason(kind)


def cure(kind: str) -> str:
    """What those on duty can do about a failure; "" for a kind that nobody knows."""
    return _cures().get(kind, "")


def failure_line(kind: str, detail: str = "") -> str:
    """What happened, with what is known besides, in one line without the cure."""
    more = clean(_INTERNAL.sub("", detail), 200).strip("；; ")
    return f"{failure_name(kind)}（{more}）" if more else failure_name(kind)


def doubt(code: str) -> str:
    """Why a result does not count for history, or was looked at twice before it did."""
    return _words().doubts.get(code) or failure_name(code)


def alarm_kinds() -> tuple[str, ...]:
    return tuple(_words().alarms)


def alarm_line(alarm: Alarm, name: str = "") -> str:
    """An alarm in one sentence. ``name`` is that of its portal; without, its code stands for it."""
    values = {key: clean(value, 120) for key, value in alarm.params}
    texts = {
        "name": clean(name or alarm.portal, 80),
        "failure_text": failure_name(values.get("failure", "")) or "原因不明",
        "doubt_text": doubt(values["doubt"]) if "doubt" in values else "",
        "rule_text": wording.rule_title(values["rule"]) if "rule" in values else "",
    }
    known = _words().alarms.get(alarm.kind)
    line = wording.first_filled((known.say,), values | texts) if known else ""
    return line or "：".join(filter(None, (texts["name"], clean(alarm.kind, 60))))


def alarm_cure(kind: str) -> str:
    known = _words().alarms.get(kind)
    return known.cure if known else ""
