"""What a night keeps beside its specs in ``<out>/.fleet/<night>/``, so that it can be resumed without the register's file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.model.fleet import Register

FLEET, RECORD = ".fleet", "night.json"


@dataclass(frozen=True, slots=True)
class NightOptions:
    """How a night was asked for. ``until``: ``HH:MM`` (China) or ""; ``browser``: auto, never, always."""

    browser: str = "auto"
    update: bool = True
    confirm: bool = True
    probes: bool = True
    until: str = ""


@dataclass(frozen=True, slots=True)
class NightRecord:
    """The register as it was when the night began: editing its file changes the next night, not this one."""

    register: Register
    options: NightOptions


def night_folder(out: Path, night: str) -> Path:
    return out / FLEET / night


def keep_record(out: Path, night: str, record: NightRecord) -> None:
    outputs.write(night_folder(out, night) / RECORD, codec.encode_pretty(record))


def read_record(out: Path, night: str) -> NightRecord:
    path = night_folder(out, night) / RECORD
    try:
        return codec.decode(path.read_bytes(), NightRecord)
    except OSError as error:
        raise AuditorError(
            f"无法读取 {path}：{error.strerror or error}。请核对 --out 是不是那一夜的输出目录"
        ) from error
    except ValueError as error:
        raise AuditorError(
            f"{path} 已损坏（{codec.reason(error)}）。请用 auditor fleet run 重新开始一夜"
        ) from error
