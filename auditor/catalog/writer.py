"""Structs → YAML in the house format: stable order, one quoting, comments at the top of a file kept.

PyYAML's dumper knows neither our order nor which lists read better on one line; this writer does, and
:mod:`auditor.strict_yaml` reads back exactly what it was given (tested).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

#: Lists of short words stay on one line.
_FLOW_LISTS = frozenset({"levels", "parents", "sources", "channels", "into"})
#: Rows of which each makes one line.
_FLOW_ROWS = frozenset({"elements"})
#: Ids are quoted: 03-01 is no date and 0103 no number.
_QUOTED = frozenset({"edition", "name", "extends", "in_force"})
_PLAIN = re.compile(r"[A-Za-z\u3007\u4e00-\u9fff《（“〔①-⑳][^\x00-\x1f\x7f]*$")
_WORDS = re.compile(r"(?:true|false|null|yes|no|on|off|y|n|~)$", re.I)
_SCHEMA = "# yaml-language-server: $schema=../schema.json\n"


def to_yaml(value: msgspec.Struct, comment: str = "") -> str:
    """The file's text. ``comment`` are the lines that stand on top (:func:`comment_of`)."""
    return (comment or _SCHEMA) + "\n".join(_mapping(value, 0)) + "\n"


def comment_of(text: str) -> str:
    """The comment lines (and blank ones between) at the top of a file."""
    found = re.match(r"(?:#[^\n]*\n|[ \t]*\n)*", text)
    return found.group() if found else ""


def write(path: Path, text: str) -> None:
    """Replace the file in one step: a reader meets the old text or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, path)


def _mapping(value: msgspec.Struct, indent: int) -> Iterator[str]:
    pad = " " * indent
    for name, item in _said(value):
        if isinstance(item, tuple):
            yield from _list(name, item, indent)
        elif isinstance(item, msgspec.Struct):
            yield f"{pad}{name}:"
            yield from _mapping(item, indent + 2)
        else:
            yield f"{pad}{name}: {scalar(item, name)}"


def _said(value: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    """Keys in the Struct's order, without those that hold their default."""
    for field in msgspec.structs.fields(value):
        item = getattr(value, field.name)
        if field.required or item != field.default:
            yield field.encode_name, item


def _list(name: str, rows: tuple[Any, ...], indent: int) -> Iterator[str]:
    pad = " " * indent
    if not rows or (name in _FLOW_LISTS and not isinstance(rows[0], msgspec.Struct)):
        yield f"{pad}{name}: [{', '.join(scalar(row, name, flow=True) for row in rows)}]"
        return
    yield f"{pad}{name}:"
    for row in rows:
        if not isinstance(row, msgspec.Struct):
            yield f"{pad}  - {scalar(row, name)}"
        elif name in _FLOW_ROWS:
            yield f"{pad}  - {_flow(row)}"
        else:
            first, *rest = _mapping(row, indent + 4)
            yield f"{pad}  - {first.lstrip()}"
            yield from rest


def _flow(value: msgspec.Struct) -> str:
    parts = []
    for name, item in _said(value):
        if isinstance(item, tuple):
            text = f"[{', '.join(scalar(each, name, flow=True) for each in item)}]"
        else:
            text = scalar(item, name, flow=True)
        parts.append(f"{name}: {text}")
    return "{" + ", ".join(parts) + "}"


def scalar(value: Any, name: str = "", *, flow: bool = False) -> str:
    """One value: plain when YAML cannot misread it, else in double quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = bool(_PLAIN.match(text)) and not _WORDS.match(text) and not re.search(r": | #|:$|\s$", text)
    risky = name in _QUOTED or not plain or (flow and re.search(r"[,\[\]{}:]", text))
    return json.dumps(text, ensure_ascii=False) if risky else text
