"""Strict YAML: every fault is one Chinese error that names file and line, and tells the cure."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

from auditor.errors import AuditorError
from auditor.strict_yaml import MAX_DEPTH, load, load_located, loads


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str
    aliases: tuple[str, ...] = ()
    count: int = 0
    colour: Colour = Colour.RED
    on: bool = False
    scores: dict[str, int] = {}


class Shelf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    things: dict[str, Thing]
    spare: Thing | None = None


GOOD = """\
things:
  a: {title: 甲, aliases: [乙, "0123"], count: 3, colour: blue, on: true}
  b: {title: 2019-01-01, scores: {x: 1}}
"""


def test_keys_are_text_whatever_they_look_like() -> None:
    assert loads("0123: 1\non: 2\n1: 3", dict) == {"0123": 1, "on": 2, "1": 3}


def test_reads_plain_data_into_structs() -> None:
    shelf = loads(GOOD, Shelf)
    assert shelf.things["a"] == Thing("甲", ("乙", "0123"), 3, Colour.BLUE, True)
    assert shelf.things["b"].title == "2019-01-01"  # a date is text unless a date is asked for


FAULTS = [
    (
        "things:\n  x:\n    title: a\n    alises: [c]",
        4,
        ["alises", "是否想写“aliases”", "title、aliases、count"],
    ),
    ("things:\n  x:\n    title: a\n    zzz: 1", 4, ["未知的键“zzz”", "可用的键"]),
    ("things:\n  x: {title: 12}", 2, ["things / x / title", "应为文字", "加引号"]),
    ("things:\n  x: {title: 0123}", 2, ['"0123"', "有歧义"]),
    ("things:\n  x: {title: no}", 2, ['"no"', "加引号"]),
    ("things:\n  x: {title: a, count: 12:30}", 2, ["12:30", "有歧义"]),
    ("things:\n  x: {title: 1_000}", 2, ["1_000"]),
    ("things:\n  x: {title: 0x1f}", 2, ["0x1f"]),
    ("things:\n  x: {title: True}", 2, ["True"]),
    ("things:\n  x: {title: 12345678901234567890}", 2, ["太长"]),
    ("things:\n  x: {title: a, aliases: 乙}", 2, ["应为列表", "[乙]"]),
    ("things:\n  x: {title: a, colour: green}", 2, ["red、blue"]),
    ("things:\n  x: {title: a, on: 1}", 2, ["on", "true 或 false"]),
    ("things:\n  ok: {title: a}\n  x:\n    title:\n", 4, ["空值"]),
    ("things:\n  x: {}", 2, ["缺少必填的键“title”"]),
    (
        "things:\n  ok: {title: a}\n  bad:\n    title: b\n    scores:\n      p: 1\n      q: w",
        7,
        ["scores / q"],
    ),
    ("things:\n  a: {title: x}\n  a: {title: y}", 3, ["重复", "第 2 行"]),
    ("things: &t\n  a: {title: x}", 1, ["锚点"]),
    ("things: *t", 1, ["锚点和别名"]),
    ("things:\n  a: {<<: {title: x}}", 2, ["合并键"]),
    ("things: !!python/object:os.system x", 1, ["标签"]),
    ("things:\n  ? [a]\n  : b", 2, ["键必须是文字"]),
    ("things:\n\tx: 1", 2, ["制表符"]),
    ("things: a: b", 1, ["多余的冒号"]),
    ("things: [a\nb: 1", 2, ["括号"]),
    ("things: '1", 1, ["引号没有成对"]),
    ("things: \x01", 1, ["控制字符"]),
    ("things: {}\n---\nthings: {}", 2, ["一个文件只能有一个"]),
    ("", 1, ["没有内容"]),
    ("# 只有注释\n", 1, ["没有内容"]),
    ("- a", 1, ["应为键值表"]),
    ("[" * (MAX_DEPTH + 5), 1, ["过深"]),
    ("[" * 100_000, 1, ["过深"]),
]


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_names_line_and_cure(text: str, line: int, words: list[str]) -> None:
    with pytest.raises(AuditorError) as caught:
        loads(text, Shelf, "x.yml")
    message = caught.value.message
    assert message.startswith(f"x.yml:{line}：")
    for word in words:
        assert word in message
    assert "\n" not in message


def test_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(AuditorError, match="锚点"):
        loads(bomb, dict)


@pytest.mark.parametrize(
    ("raw", "words"),
    [("things: 甲".encode("gb18030"), "UTF-8"), (b"things: \xff\xfe", "UTF-8")],
)
def test_wrong_encoding_names_the_line(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes(b"# ok\n" + raw)
    with pytest.raises(AuditorError, match=words) as caught:
        load(path, Shelf)
    assert f"{path}:2：" in caught.value.message


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="文件不存在"):
        load(tmp_path / "none.yml", Shelf)
    with pytest.raises(AuditorError, match="这是目录"):
        load(tmp_path, Shelf)


def test_byte_order_mark_and_crlf_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path, Shelf).things["a"].count == 3


def test_lines_of_values_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("things:\n  a:\n    title: x\n    aliases:\n      - p\n      - q\n", encoding="utf-8")
    located = load_located(path, Shelf)
    assert located.line("things", "a", "aliases", 1) == 6
    assert located.where("things", "a", "nothing") == f"{path}:2"
