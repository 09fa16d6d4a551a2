"""``auditor history`` and ``auditor retention``: what is said, in words and as JSON, and what cannot be said."""

from __future__ import annotations

import importlib
import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from auditor.arguments.history import add_history
from auditor.errors import AuditorError
from auditor.model.fleet import Pass
from auditor.model.timeline import Episode
from auditor.store import Store, open_store
from auditor.store.findings import record
from auditor.store.schema import portal as portals_
from bench.scripted import ScriptedLook, Told, audit_of, day_of, stored_of
from reports.history_text import finding_lines

CODE, OTHER = "990001", "990002"
A, B, C, D, E = (letter * 16 for letter in "abcde")
THERE, PASSED, HIDDEN = Told.THERE, Told.PASSED, Told.HIDDEN


def look(night: int, sound: bool = True, second: bool = False, **says: Told) -> ScriptedLook:
    told = {name * 16: each for name, each in says.items() if each is not HIDDEN}
    return ScriptedLook(night, Pass.CONFIRM if second else Pass.AUDIT, sound, told)


#: a stays, b is mended, c flaps, d is out of sight, e is new.
LOOKS = (
    look(0, a=THERE, b=THERE, c=THERE, d=THERE),
    look(1, a=THERE, b=THERE, c=PASSED, d=THERE),
    look(2, a=THERE, b=PASSED, c=THERE, d=HIDDEN),
    look(3, sound=False, a=THERE),
    look(4, a=THERE, c=PASSED),
    look(5, a=THERE, c=THERE, e=THERE),
)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUDITOR_STORE", raising=False)
    with open_store(f"sqlite:///{tmp_path}/auditor.db") as store:
        _fill(store, tmp_path)
    return tmp_path


def _fill(store: Store, out: Path) -> None:
    for code, looks in ((CODE, LOOKS), (OTHER, (look(5, a=THERE),))):
        row = {
            "code": code,
            "name": f"清禾{code[-1]}县人民政府",
            "url": "",
            "backend": "b",
            "level": "county",
        }
        store.do(lambda c, row=row: c.execute(insert(portals_).values(**row)))
        for each in looks:
            stored = stored_of(code, each)
            store.do(lambda c, s=stored, e=each, code=code: record(c, s, audit_of(code, e), None, e.look))
            folder = out / code / stored.run
            folder.mkdir(parents=True)
            (folder / "audit.json").write_bytes(b"x" * 3000)


def run(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    add_history(parser.add_subparsers(dest="command"))
    options = parser.parse_args([str(each) for each in arguments])
    return int(importlib.import_module(f"auditor.commands.{options.command}").run(options))


def fails(told: str, *arguments: str | Path) -> None:
    with pytest.raises(AuditorError) as error:
        run(*arguments)
    assert told in error.value.message
    assert "\n" not in error.value.message


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return dict(json.loads(capsys.readouterr().out))


def test_a_portal(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("history", CODE, "--out", out, "--since", day_of(0)) == 0
    text = capsys.readouterr().out
    assert text.startswith(
        f"清禾1县人民政府（{CODE}）：2026-01-01 至 2026-01-06\n检查 6 次，其中 1 次不作数\n"
    )
    assert "现有问题 3 项：待确认 1　已确认 1　时有时无 1\n" in text
    assert "另有 1 项不再列出，但不能证明已整改（未能复核）" in text
    assert "期内变化：新增 1　已整改 1　未能复核 1　持续 2" in text
    assert f"首次发现 2026-01-01，2026-01-03 整改（编号 {B}）" in text
    assert f"首次发现 2026-01-01，2026-01-03 起不再列出（编号 {D}）" in text
    assert f"首次发现 2026-01-01，共出现 3 次（编号 {C}）" in text
    assert "现有问题：时有时无（1 项）" in text
    assert "2026-01-06\t" in text
    assert "2026-01-04\t" not in text  # that night does not count


def test_a_portal_between_two_days(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("history", CODE, "--out", out, "--since", day_of(1), "--until", day_of(2), "--json")
    told = printed(capsys)
    assert told["schema"] == "portal-auditor/history/1"
    changes = told["portal"]["changes"]
    assert [(course, known["fingerprint"][0]) for course, known in changes["findings"]] == [
        ("returned", "c"),
        ("mended", "b"),
        ("unseen", "d"),
    ]
    assert changes["persisting"] == 1
    assert [each["run"] for each in told["portal"]["audits"]] == [look(1).run, look(2).run]
    assert [(point["day"], count) for point, count in told["portal"]["trend"]] == [
        (day_of(1), 3),
        (day_of(2), 2),
    ]


def test_one_finding(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("history", CODE, "--out", out, "--finding", C)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(f"（网站 {CODE}，编号 {C}）")
    assert "时有时无：首次发现 2026-01-01，最近一次看到 2026-01-06" in lines[1]
    assert lines[2:] == [
        "出现 3 次：",
        "  2026-01-01 起，2026-01-02 证实已整改（1 次检查看到）",
        "  2026-01-03 起，2026-01-05 证实已整改（1 次检查看到）",
        "  2026-01-06 起，至今仍在（1 次检查看到）",
    ]
    run("history", CODE, "--out", out, "--finding", D, "--json")
    told = printed(capsys)
    assert told["finding"]["standing"] == "unseen"
    assert told["episodes"] == [{"began": day_of(0), "ended": day_of(2), "how": "unseen", "looks": 2}]


def test_the_fleet(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("history", "--fleet", "--out", out, "--since", day_of(2))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 个网站，2026-01-03 至 2026-01-06：现有问题 4 项"
    assert any(line.startswith("2026-01-04\t0\t1\t—\t") for line in lines)
    heads, first, second = lines[-3:]
    assert heads.split("\t")[:4] == ["代码", "名称", "最近检查", "得分"]
    assert first.split("\t")[:3] == [CODE, "清禾1县人民政府", day_of(5)]
    assert first.split("\t")[4:] == ["3", "1", "1", "2", "1", "0"]
    assert second.split("\t")[0] == OTHER
    run("history", "--fleet", "--out", out, "--json")
    assert [each["portal"] for each in printed(capsys)["fleet"]["portals"]] == [CODE, OTHER]


def test_what_is_not_there_is_said(out: Path, tmp_path: Path) -> None:
    fails("没有网站“123456”的检查", "history", "123456", "--out", out)
    fails("没有编号为“xyz”的问题", "history", CODE, "--finding", "xyz", "--out", out)
    fails("晚于", "history", CODE, "--since", "2026-02-01", "--out", out)
    fails("不能和 --fleet 一起用", "history", "--fleet", "--finding", A, "--out", out)
    fails("没有找到存储", "history", CODE, "--out", tmp_path / "nothing")
    fails("没有网站“123456”的检查", "retention", "123456", "--out", out)


def test_an_empty_store_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_STORE", raising=False)
    open_store(f"sqlite:///{tmp_path}/auditor.db").close()
    fails("还没有检查", "history", "--fleet", "--out", tmp_path)
    assert run("retention", "--out", tmp_path) == 0


def test_one_thing_must_be_asked_for() -> None:
    fails("二者取一", "history")
    fails("二者取一", "history", CODE, "--fleet")
    fails("只能用一个", "retention", "--apply", "--dry-run")


def test_hostile_names_stay_on_their_line(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = audit_of(CODE, look(6, a=THERE))
    evil = replace(
        evil, findings=tuple(replace(f, subject_name="栏\x1b[31m目\n\u202e甲") for f in evil.findings)
    )
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        store.do(lambda c: record(c, stored_of(CODE, look(6, a=THERE)), evil, None, Pass.AUDIT))
    run("history", CODE, "--out", out)
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "栏\ufffd[31m目 \ufffd甲" in text


def test_retention_deletes_only_when_told_to(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("retention", "--out", out, "--keep-days", "2", "--keep-runs", "1", "--today", day_of(6))
    assert run(*arguments) == 0
    text = capsys.readouterr().out
    assert text.startswith("可以删除 5 次检查，可腾出 ")
    assert text.rstrip().endswith("没有删除任何东西；加 --apply 才删除")
    assert f"  {CODE}/{look(0).run}（2026-01-01）" in text
    assert len(list(out.glob(f"{CODE}/*"))) == 6
    assert run(*arguments, "--apply", "--json") == 0
    told = printed(capsys)
    assert told["deleted"] is True
    assert len(told["plan"]["going"]) == 5
    assert [path.name for path in out.glob(f"{CODE}/*")] == [look(5).run]
    assert run(*arguments, "--apply") == 0
    assert capsys.readouterr().out.startswith("已删除 0 次检查，腾出 0 KB；保留 2 次（")
    run("history", CODE, "--finding", B, "--out", out)
    assert "首次发现 2026-01-01" in capsys.readouterr().out  # what was seen outlives its evidence


def test_words_for_each_end(out: Path) -> None:
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        from auditor.store import history

        found = store.read(lambda c: history.finding(c, CODE, B))
    assert found is not None
    lines = finding_lines(found[0], (Episode(day_of(0), day_of(2), "unseen", 2),))
    assert lines[1].endswith("，2026-01-02 确认，2026-01-03 证实已整改")
    assert lines[-1] == "  2026-01-01 起，2026-01-03 不再列出，未能复核（2 次检查看到）"
