"""Strict YAML: text → typed value. Every error names file, line, what was found, what was expected, the cure.

Why not ``yaml.safe_load``: it lets duplicate keys win silently, turns ``0123`` into 83 and ``no`` into
False, and forgets where a value stood. Here the event stream of PyYAML is built into plain data beside a map
from key path to line, and :func:`msgspec.convert` checks it (``strict=True``) against Structs that should be
declared with ``forbid_unknown_fields=True``. Aliases and merge keys are refused: no document grows when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import msgspec
import yaml

from auditor.errors import AuditorError
from auditor.strict_yaml_errors import KeyPath, explain

T = TypeVar("T")

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 500_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$")
_SURPRISE = re.compile(
    r"(?:yes|no|on|off)$|[-+]?0[0-9_]+$|[-+]?0[box][0-9a-f_]+$|[-+]?[0-9][0-9_]*_[0-9_]*$"
    r"|[-+]?[0-9]+(?::[0-5]?[0-9])+$|[-+]?\.(?:inf|nan)$",
    re.I,
)
_NO_TAB = "不能用制表符（Tab）缩进，也不能以 @ 等符号开头；请改用空格或加引号"
_UNEVEN = "缩进不一致；同级的键和列表项必须对齐"
_SYNTAX = (
    (r"mapping values are not allowed", "同一行出现了多余的冒号；含冒号的文字请加引号"),
    (r"cannot start any|'\\t'|tab character", _NO_TAB),
    (r"could not find expected ':'", "缺少冒号；请写成“键: 值”，冒号后留一个空格"),
    (r"expected <block end>|did not find expected key|expected '-' indicator", _UNEVEN),
    (r"unexpected end of stream|quoted scalar", "引号没有成对；请补上结尾的引号"),
    (r"flow (?:sequence|mapping)|',' or", "括号没有成对或缺少逗号；请检查 [ ] 与 { }"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A loaded value that still knows its lines, for checks that no type can express."""

    value: T
    name: str
    lines: dict[KeyPath, int]

    def line(self, *path: str | int) -> int:
        """Line (from 1) of the value at ``path``, or of its nearest known ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, *path: str | int) -> str:
        return f"{self.name}:{self.line(*path)}"

    def fail(self, path: KeyPath, message: str) -> NoReturn:
        """Raise an error in Chinese that names the place of ``path``."""
        raise AuditorError(f"{self.where(*path)}：{message}")

    def pattern(self, path: KeyPath, patterns: Sequence[str], flags: int = 0) -> re.Pattern[str]:
        """One pattern of the several that stand at ``path``. AuditorError names the one that is no regular expression."""
        for index, each in enumerate(patterns):
            try:
                re.compile(each, flags)
            except re.error as error:
                self.fail((*path, index), f"正则表达式写错了（{error}）。请检查括号是否成对")
        return re.compile("|".join(f"(?:{each})" for each in patterns), flags)


def load(path: Path, type_: type[T]) -> T:
    """Read the file at ``path`` as ``type_``. Raises AuditorError in Chinese on any fault."""
    return load_located(path, type_).value


def loads(text: str, type_: type[T], name: str = "<文本>") -> T:
    """Read ``text`` as ``type_``; ``name`` stands for the file in errors."""
    return loads_located(text, type_, name).value


def load_located(path: Path, type_: type[T]) -> Located[T]:
    """Like :func:`load`, with the lines of all values."""
    return loads_located(read_text(path), type_, str(path))


def read_text(path: Path) -> str:
    """The file's text (UTF-8, BOM allowed). Raises AuditorError naming why it cannot be had."""
    try:
        if path.is_dir():
            raise AuditorError(f"{path}：这是目录，需要一个 YAML 文件。请给出文件的路径")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise AuditorError(f"{path}：文件不存在。请检查路径是否写对") from None
    except OSError as error:
        raise AuditorError(f"{path}：文件无法读取（{error.strerror or error}）。请检查文件权限") from None
    if len(raw) > MAX_BYTES:
        raise AuditorError(f"{path}：文件有 {len(raw)} 字节，超过上限 {MAX_BYTES}。请拆分文件")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise AuditorError(f"{path}:{line}：文件不是 UTF-8 编码。请另存为 UTF-8 后再试") from None


def loads_located(text: str, type_: type[T], name: str = "<文本>") -> Located[T]:
    """Like :func:`loads`, with the lines of all values."""
    builder = _Builder(name)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise AuditorError(_syntax_error(name, text, error)) from None
    located = Located(data, name, builder.lines)
    if data is None:
        located.fail((), "文件没有内容。请按文档填写，或删除该文件")
    try:
        return Located(msgspec.convert(data, type_, strict=True), name, builder.lines)
    except msgspec.ValidationError as error:
        located.fail(*explain(data, type_, str(error)))


class _Builder:
    """Builds plain data from YAML events and notes the line of every value. Raises AuditorError."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.nodes = 0

    def document(self, events: Iterable[Any]) -> Any:
        stream = (e for e in events if not isinstance(e, (yaml.StreamStartEvent, yaml.StreamEndEvent)))
        data: Any = None
        for count, event in enumerate(stream):
            if count:
                self.fail(event, "一个文件只能有一个 YAML 文档。请删除多余的“---”分隔线及其后内容")
            data = self.value(next(stream), stream, ())
            next(stream)  # the document's end
        return data

    def value(self, event: Any, stream: Iterator[Any], path: KeyPath) -> Any:
        self.check(event, path)
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(stream, path)
        return self.mapping(stream, path)

    def check(self, event: Any, path: KeyPath) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.fail(event, "不允许使用锚点和别名（& 与 *）。请把内容直接写出来；若是文字，请加引号")
        if len(path) > MAX_DEPTH or self.nodes > MAX_NODES:
            self.fail(event, f"内容过深或过多（上限 {MAX_DEPTH} 层、{MAX_NODES} 个值）。请拆分文件")
        if event.tag and event.tag != "!" and not event.tag.startswith("tag:yaml.org,2002:str"):
            self.fail(event, f"不允许使用标签“{event.tag}”。请删除以 ! 开头的标记；若是文字，请加引号")

    def sequence(self, stream: Iterator[Any], path: KeyPath) -> list[Any]:
        found: list[Any] = []
        for event in stream:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, stream, (*path, len(found))))
        return found

    def mapping(self, stream: Iterator[Any], path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in stream:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            here = (*path, key)
            if key in found:
                self.fail(event, f"键“{key}”重复，第 {self.lines[here]} 行已经写过。请合并或删除其中一个")
            self.lines[here] = event.start_mark.line + 1
            found[key] = self.value(next(stream), stream, here)
        return found

    def key(self, event: Any) -> str:
        self.check(event, ())
        if not isinstance(event, yaml.ScalarEvent):
            self.fail(event, "键必须是文字，这里是列表或键值表。请改成“键: 值”")
        if event.implicit[0] and event.value == "<<":
            self.fail(event, "不允许使用合并键“<<”。请把内容直接写出来")
        return str(event.value)  # a key is always text: `on:` and `0123:` mean what they look like

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if text.lower() in ("true", "false") or _SURPRISE.match(text):
            cure = (
                f'若是文字请加引号："{text}"；若是数字请写成不带前导零的十进制；若是是非值请写 true 或 false'
            )
            self.fail(event, f"“{text}”在 YAML 中有歧义，会被读成别的值。{cure}")
        if _INT.match(text):
            if len(text) > 18:  # beyond 64 bits: certainly a code, not a number
                self.fail(event, f'“{text}”太长，不能作为数字。若是文字请加引号："{text}"')
            return int(text)
        return float(text) if _FLOAT.match(text) else text

    def fail(self, event: Any, message: str) -> NoReturn:
        raise AuditorError(f"{self.name}:{event.start_mark.line + 1}：{message}")


def _syntax_error(name: str, text: str, error: yaml.YAMLError) -> str:
    """One Chinese sentence for a fault of YAML itself."""
    mark = getattr(error, "problem_mark", None)
    problem = f"{getattr(error, 'problem', None) or ''} {getattr(error, 'context', None) or ''}"
    if mark is None:  # a character that YAML forbids
        position = int(getattr(error, "position", 0) or 0)
        line = text.count("\n", 0, position) + 1
        return f"{name}:{line}：含有 YAML 不允许的控制字符。请删除看不见的字符后再试"
    cure = next((hint for pattern, hint in _SYNTAX if re.search(pattern, problem)), "请检查缩进、冒号和引号")
    return f"{name}:{mark.line + 1}：YAML 语法错误（第 {mark.column + 1} 列附近）：{cure}"
