"""``auditor probe``: one line for one look."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from servers import plain_server

from auditor.commands import probe
from auditor.probe import read_series


def run(target: str, out: Path, series: Path | None = None) -> int:
    return probe.run(argparse.Namespace(target=target, out=str(out), series=str(series) if series else None))


def test_a_look_is_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with plain_server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        url = f"http://127.0.0.1:{port}/"
        assert run(url, tmp_path) == 0
        assert run(url, tmp_path) == 0
    (path,) = tmp_path.glob("*/probes.jsonl")
    assert [(look.failure, look.status) for look in read_series(path)] == [("", 200)] * 2
    assert "正常打开" in capsys.readouterr().out


def test_a_home_page_that_does_not_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    series = tmp_path / "mine.jsonl"
    with plain_server(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n") as port:
        assert run(f"http://127.0.0.1:{port}/", tmp_path, series) == 1
    assert [(look.failure, look.status) for look in read_series(series)] == [("server-error", 502)]
    assert "打不开：网站服务器出错" in capsys.readouterr().out
