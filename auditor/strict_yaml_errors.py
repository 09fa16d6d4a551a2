"""What msgspec found wrong, said in Chinese: place, found, expected, cure. Pure functions."""

from __future__ import annotations

import difflib
import re
from typing import Any

import msgspec

#: Steps from the root to a value: mapping keys as text, positions in a list as int.
KeyPath = tuple[str | int, ...]

_TYPES = {
    "str": "文字", "int": "整数", "float": "小数", "bool": "true 或 false", "object": "键值表（“键: 值”）",
    "array": "列表（以“- ”开头的各行）", "null": "空值", "date": "日期（YYYY-MM-DD）",
}  # fmt: skip


def explain(data: Any, type_: Any, message: str) -> tuple[KeyPath, str]:
    """msgspec's English message → key path of the fault and a Chinese sentence with the cure."""
    found = re.search(r" - at `(?:key` in `)?\$(.*)`$", message)
    path = _resolve(data, type_, found.group(1) if found else "")
    what = message[: found.start()] if found else message
    value = _at(data, path)
    if unknown := re.match(r"Object contains unknown field `(.*)`", what):
        return (*path, unknown.group(1)), _unknown_key(unknown.group(1), _known_keys(type_, path))
    if missing := re.match(r"Object missing required field `(.*)`", what):
        known = "、".join(_known_keys(type_, path))
        return path, f"缺少必填的键“{missing.group(1)}”。请补上；可用的键：{known}"
    if wrong := re.match(r"Expected `(.*)`, got `(.*)`", what):
        return path, _wrong_type(path, value, wrong.group(1), wrong.group(2))
    if re.match(r"Invalid enum value|Invalid value", what):
        allowed = "、".join(_allowed(type_, path)) or "文档列出的值"
        return path, f"“{_label(path)}”的值“{value}”无效。应为下列之一：{allowed}"
    return path, f"“{_label(path)}”的值“{_show(value)}”不符合要求（{_limits(what)}）。请改正"


def _unknown_key(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"是否想写“{near[0]}”？" if near else "请删除它，或改成可用的键。"
    return f"未知的键“{key}”。{hint}可用的键：{'、'.join(known)}"


def _wrong_type(path: KeyPath, value: Any, expected: str, got: str) -> str:
    wanted = "或".join(_TYPES.get(part.strip(), part.strip()) for part in expected.split("|"))
    text = f"“{_label(path)}”应为{wanted}，实际是{_TYPES.get(got, got)}“{_show(value)}”"
    if "str" in expected and isinstance(value, (int, float)):
        return f"{text}。若是文字请加引号"
    if "array" in expected and isinstance(value, str):
        return f"{text}。请写成列表：[{value}]"
    if value is None:
        return f"{text}。请填写内容或删除这个键"
    return f"{text}。请改成{wanted}"


def _limits(what: str) -> str:
    found = re.match(r"Expected `(\w+)` (?:of length )?(>=|<=|>|<) (\S+)", what)
    if found:
        kind, sign, limit = found.groups()
        return f"{'长度' if kind in ('str', 'array', 'object') else '数值'}应 {sign} {limit}"
    found = re.match(r"Expected `str` matching regex '(.*)'", what)
    return f"格式应符合 {found.group(1)}" if found else what


def _label(path: KeyPath) -> str:
    names = [str(step) if isinstance(step, str) else f"第 {step + 1} 项" for step in path]
    return " / ".join(names) or "整个文件"


def _show(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + "、".join(list(value)[:3]) + "…}"
    if isinstance(value, list):
        return f"{len(value)} 项的列表"
    return "空" if value is None else str(value)[:60]


def _at(value: Any, path: KeyPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _resolve(data: Any, type_: Any, text: str) -> KeyPath:
    """msgspec's ``.entries[0][...].title`` → key path. ``[...]`` hides a mapping's key: find it by trial."""
    path: KeyPath = ()
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", text):
        here = _at(data, path)
        if name:
            step: str | int = name
        elif index == "...":
            step = _guilty_key(data, path, type_)
        else:
            step = int(index)
        if not isinstance(here, (dict, list)) or (isinstance(here, dict) and step not in here):
            return path
        path = (*path, step)
    return path


def _guilty_key(data: Any, path: KeyPath, type_: Any) -> str:
    """The first key of the mapping at ``path`` whose value alone still fails to convert."""
    keys = list(_at(data, path))
    for key in keys:
        try:
            msgspec.convert(_reduced(data, path, key), type_, strict=True)
        except msgspec.ValidationError:
            return str(key)
    return str(keys[0])


def _reduced(data: Any, path: KeyPath, key: str) -> Any:
    """A copy of ``data`` in which the mapping at ``path`` holds ``key`` alone."""
    if not path:
        return {key: data[key]}
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = _reduced(data[path[0]], path[1:], key)
    return copy


def _infos(type_: Any, path: KeyPath) -> list[Any]:
    """msgspec's descriptions of the types allowed at ``path`` (several for a union)."""
    infos = _members(msgspec.inspect.type_info(type_))
    for step in path:
        infos = [member for info in infos for child in _child(info, step) for member in _members(child)]
    return infos


def _members(info: Any) -> list[Any]:
    return list(info.types) if isinstance(info, msgspec.inspect.UnionType) else [info]


def _child(info: Any, step: str | int) -> list[Any]:
    if isinstance(step, str) and hasattr(info, "fields"):
        return [field.type for field in info.fields if field.encode_name == step]
    if isinstance(step, str) and hasattr(info, "value_type"):
        return [info.value_type]
    if isinstance(step, int) and hasattr(info, "item_types"):
        return [info.item_types[step]]
    return [info.item_type] if isinstance(step, int) and hasattr(info, "item_type") else []


def _known_keys(type_: Any, path: KeyPath) -> tuple[str, ...]:
    found = [f.encode_name for info in _infos(type_, path) if hasattr(info, "fields") for f in info.fields]
    return tuple(dict.fromkeys(found))


def _allowed(type_: Any, path: KeyPath) -> tuple[str, ...]:
    found: list[str] = []
    for info in _infos(type_, path):
        if isinstance(info, msgspec.inspect.EnumType):
            found += [str(member.value) for member in info.cls]
        elif isinstance(info, msgspec.inspect.LiteralType):
            found += [str(value) for value in info.values]
    return tuple(found)
