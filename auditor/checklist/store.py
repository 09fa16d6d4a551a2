"""``checklist.json`` of a run folder: the answers as they were accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor import codec
from auditor.errors import AuditorError
from auditor.model import ManualAnswer

SCHEMA = "portal-auditor/checklist/1"


@dataclass(frozen=True, slots=True)
class Checklist:
    """``portal`` is the code of the portal, ``profile`` the one whose rows were asked."""

    schema: str
    portal: str
    profile: str
    answers: tuple[ManualAnswer, ...] = ()


def encode_checklist(portal: str, profile: str, answers: tuple[ManualAnswer, ...]) -> bytes:
    return codec.encode_pretty(Checklist(SCHEMA, portal, profile, answers))


def decode_checklist(data: bytes, name: str) -> Checklist:
    """The checklist in a file. Raises AuditorError that names the file and the cure."""
    again = "请用 auditor checklist read 重新读入填好的检查表，或删除该文件"
    try:
        found = codec.decode(data, Checklist)
        for answer in found.answers:
            if answer.date:
                date.fromisoformat(answer.date)
    except ValueError as error:
        raise AuditorError(f"{name} 已损坏（{codec.reason(error)}）。{again}") from error
    if found.schema != SCHEMA:
        raise AuditorError(f"{name}：格式是“{found.schema[:40]}”，应为“{SCHEMA}”。{again}")
    return found
