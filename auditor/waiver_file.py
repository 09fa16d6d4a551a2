"""One more entry at the end of a waivers file: what is there stays byte for byte. Pure; the caller writes the file."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml

from auditor.errors import AuditorError
from auditor.waivers import Waiver, parse_waivers

_HEAD = """\
# 豁免：经批准在期限内暂不要求整改的事项。仍列入报告和得分，只是不使退出码为 1，也不进入整改通知。
# 每项写明 rule（规则）、subject（对象）或 url（网址模式）、author、date、reason、clause、expires；格式见 README。
"""
_KEYS = ("rule", "subject", "url", "author", "date", "reason", "clause", "expires", "seen")
#: Characters that hide, or turn the direction of what follows: written as escapes, so that people see what they sign.
_HIDING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]")


def with_entry(data: bytes | None, waiver: Waiver, name: str) -> bytes:
    """``data`` (the file as it is, None when there is none) with ``waiver`` at its end.

    AuditorError when the file is broken, cannot be appended to, or holds such a waiver already; ``name`` is the file's.
    """
    text = _decoded(data, name)
    before, indent = _entries(text, name)
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text or text.endswith("\n") else newline
    entry = newline.join(indent + line for line in _lines(waiver)) + newline
    head = _HEAD.replace("\n", newline) if data is None else ""
    for each in before:
        if each.overlaps(waiver):
            raise AuditorError(
                f"这个问题已在 {name} 中豁免，{each.expires} 到期。要改期限或理由，请修改文件中原有的那一项"
            )
    try:
        after = parse_waivers(text + gap + head + entry, name)
    except AuditorError:  # what stood there before is sound
        after = ()
    if after != (*before, waiver):
        _refuse(name)
    return (data or b"") + (gap + head + entry).encode()


def _decoded(data: bytes | None, name: str) -> str:
    try:
        return (data or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AuditorError(f"{name}：文件不是 UTF-8 编码。请另存为 UTF-8 后再试") from None


def _entries(text: str, name: str) -> tuple[tuple[Waiver, ...], str]:
    """The entries so far, and what stands before the dash of each."""
    try:
        event = next((each for each in yaml.parse(text) if isinstance(each, yaml.NodeEvent)), None)
    except yaml.YAMLError:
        event = None  # the strict reader names the fault
        parse_waivers(text, name)
    if event is None:  # nothing but remarks
        return (), ""
    entries = parse_waivers(text, name)
    if not isinstance(event, yaml.SequenceStartEvent) or event.flow_style:
        _refuse(name)
    return entries, " " * (event.start_mark.column if event.start_mark else 0)


def _lines(waiver: Waiver) -> list[str]:
    """The entry as YAML: every text in double quotes, so that it is read as it was written."""
    values = [(key, value) for key in _KEYS if (value := getattr(waiver, key)) is not None]
    lines = [f"{key}: {_quoted(value)}" for key, value in values]
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _quoted(value: str) -> str:
    text: Any = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=float("inf"))
    return _HIDING.sub(lambda found: f"\\u{ord(found[0]):04x}", str(text).rstrip("\n"))


def _refuse(name: str) -> NoReturn:
    raise AuditorError(
        f"{name}：不能在末尾追加。请把文件写成以“- ”开头的各项（不用方括号，末尾不留“...”），再试一次"
    )
