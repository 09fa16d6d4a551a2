"""Damaged and hostile archives: all of one is read before anything is touched, and none of it is believed."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from auditor import codec
from auditor.errors import AuditorError
from auditor.store import portable
from auditor.store.restore import check, restore
from tests.store.archives import archive, rewritten, untouched, with_lines, with_manifest

__all__ = ["archive"]


@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.7, 0.99, 0.9999])
def test_truncated(archive: Path, tmp_path: Path, part: float) -> None:
    os.truncate(archive, int(archive.stat().st_size * part))
    untouched(archive, tmp_path, "损坏|不可用")


def test_any_flipped_bit_is_noticed_or_harmless(archive: Path, tmp_path: Path) -> None:
    """Bits that matter are noticed; the few that do not (zip's own notes: times, systems) change nothing that comes out."""
    data = archive.read_bytes()
    sound = check(archive)
    noticed, step = 0, len(data) // 150
    damaged = tmp_path / "damaged.zip"
    for place in range(7, len(data), step):
        damaged.write_bytes(data[:place] + bytes([data[place] ^ (1 << place % 8)]) + data[place + 1 :])
        try:
            assert check(damaged) == sound
        except AuditorError:
            noticed += 1
    assert noticed > 140


PORTAL = f"{portable.TABLES}portal.jsonl"
ROW = b'["%s","n","u","b","county"]\n'


@pytest.mark.parametrize(
    ("lines", "match"),
    [
        (ROW % b"1" + ROW % b"1", "重复"),
        (ROW % b"2" + ROW % b"1", "次序"),
        (b'["1","n","u","b"]\n', "读不出"),
        (b'["1","n","u","b","county","more"]\n', "读不出"),
        (b'[1,"n","u","b","county"]\n', "读不出"),
        (b'[null,"n","u","b","county"]\n', "读不出"),
        (b'["1", "n","u","b","county"]\n', "写法"),
        (ROW % b"1" + b"\n", "读不出"),
        (ROW % b"1" + ROW[:9], "不完整"),
        (b'["1","n","u","b","county"],["2","n","u","b","county"]\n', "写法"),
        (b"not json\n", "读不出"),
        (b'["\xff","n","u","b","county"]\n', "读不出"),
    ],
)
def test_hostile_rows(archive: Path, tmp_path: Path, lines: bytes, match: str) -> None:
    untouched(rewritten(archive, lambda members: with_lines(members, PORTAL, lines)), tmp_path, match)


@pytest.mark.parametrize(
    "path",
    [
        "../evil",
        "/etc/evil",
        "640000/../../evil",
        "640000//evil",
        "640000/./evil",
        "640000\\..\\evil",
        ".restore/journal.jsonl",
        "640000/.hidden",
        "auditor.db",
        "640000/a\nb",
        "640000/" + "x" * 256,
        "640000/" + "x/" * 1500 + "x",
    ],
)
def test_paths_that_leave_the_output_folder(archive: Path, tmp_path: Path, path: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.startswith(portable.RUNS)]:
            del members[name]
        entry = portable.FileEntry(path, 4, sha256(b"evil").hexdigest())
        members[f"{portable.RUNS}{path}"] = b"evil"
        with_lines(members, portable.FILES, codec.encode(entry) + b"\n")

    untouched(rewritten(archive, change), tmp_path, "文件清单中的")
    assert not (tmp_path / "evil").exists()


def _entries(*entries: portable.FileEntry) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.startswith(portable.RUNS)]:
            del members[name]
        members[f"{portable.RUNS}a/b"] = b"x"
        with_lines(members, portable.FILES, b"".join(codec.encode(entry) + b"\n" for entry in entries))

    return change


_X = sha256(b"x").hexdigest()
_AB = portable.FileEntry("a/b", 1, _X)


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ((_AB, _AB), "重复"),
        ((_AB, portable.FileEntry("a/b/c", same="a/b")), "重复"),
        ((_AB, portable.FileEntry("a/a", same="a/b")), "次序"),
        ((_AB, portable.FileEntry("a/c", same="a/d")), "没有内容"),
        ((_AB, portable.FileEntry("a/c", same="../../etc/passwd")), "没有内容"),
        ((_AB, portable.FileEntry("a/c", same="a/c")), "没有内容"),
        ((_AB, portable.FileEntry("a/c", 1, _X, "a/b")), "既是链接"),
        ((portable.FileEntry("a/b", 2, _X),), "大小不符"),
        ((portable.FileEntry("a/b", 1, "0" * 64),), "内容与清单不符"),
        ((), "清单之外"),
    ],
)
def test_hostile_lists(
    archive: Path, tmp_path: Path, entries: tuple[portable.FileEntry, ...], match: str
) -> None:
    untouched(rewritten(archive, _entries(*entries)), tmp_path, match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda m: m.update(format="portal-auditor/backup/2"), "格式是"),
        (lambda m: m.update(more=1), "不认识"),
        (lambda m: m.update(revision="9999"), "新"),
        (lambda m: m.update(revision="../x"), "名称或版本"),
        (lambda m: m.update(program="\x1b[2J"), "名称或版本"),
        (lambda m: m.update(tables=m["tables"][1:]), "清单之外"),
        (lambda m: m["tables"][0].update(name="alembic_version"), "缺失"),
        (lambda m: m["tables"][0].update(bytes=10**15), "缺失或大小不符"),
        (lambda m: m["tables"][0].update(rows=10**15), "与清单不符"),
        (lambda m: m["tables"][0].update(columns=["a"]), "列与它的版本不符"),
        (lambda m: m["tables"][0].update(sha256="x"), "校验值"),
        (lambda m: m.update(files=None), "清单之外"),
        (lambda m: m.pop("tables"), "读不出"),
    ],
)
def test_hostile_manifests(
    archive: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], match: str
) -> None:
    untouched(rewritten(archive, lambda members: with_manifest(members, change)), tmp_path, match)


def test_other_tables_and_members(archive: Path, tmp_path: Path) -> None:
    def table(members: dict[str, bytes]) -> None:
        members[f"{portable.TABLES}evil.jsonl"] = b""
        entry = {"name": "evil", "columns": [], "rows": 0, "bytes": 0, "sha256": sha256().hexdigest()}
        with_manifest(members, lambda manifest: manifest["tables"].append(entry))

    untouched(rewritten(archive, table), tmp_path, "其中的表与它的版本不符")
    untouched(rewritten(archive, lambda members: members.update({"evil": b""})), tmp_path, "清单之外的成员")
    untouched(
        rewritten(archive, lambda members: members.update({"runs/a/b": b""})), tmp_path, "清单之外的文件"
    )
    with zipfile.ZipFile(archive, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(portable.MANIFEST, b"{}")
    untouched(archive, tmp_path, "重名")


def test_not_an_archive_of_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("x", b"")
    untouched(other, tmp_path, "不是 auditor backup")
    untouched(tmp_path / "none.zip", tmp_path, "没有找到")


def test_bombs(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def swollen(members: dict[str, bytes]) -> None:
        _entries(portable.FileEntry("a/b", 17 << 20, sha256(bytes(17 << 20)).hexdigest()))(members)
        members[f"{portable.RUNS}a/b"] = bytes(17 << 20)

    untouched(rewritten(archive, swollen), tmp_path, "展开后太大")
    monkeypatch.setattr(portable, "MAX_LINE", 1 << 20)
    endless = rewritten(archive, lambda members: with_lines(members, PORTAL, b" " * (5 << 20) + b"\n"))
    untouched(endless, tmp_path, "太长")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    out = tmp_path / "target"
    with pytest.raises(AuditorError, match="磁盘空间不够"):
        restore(archive, f"sqlite:///{out}/auditor.db", out)
    assert not out.exists()


def test_overlapping_members(archive: Path, tmp_path: Path) -> None:
    """Many names for one block of data: what makes the worst of bombs."""
    with zipfile.ZipFile(archive, "a") as package:
        info = package.getinfo(portable.MANIFEST)
        twin = zipfile.ZipInfo("runs/a/b")
        for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
            setattr(twin, name, getattr(info, name))
        package.filelist.append(twin)
        package.NameToInfo[twin.filename] = twin
        package._didModify = True  # type: ignore[attr-defined]
    untouched(archive, tmp_path, "重叠")
