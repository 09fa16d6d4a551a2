"""Names asked for by hand: breadcrumbs in any writing, addresses, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.catalog import Standard, load_standard
from auditor.cli import main
from auditor.match import asked, crumbs, match_names

KEYS = ["name", "context", "decision", "id", "title", "method", "score", "runners_up"]


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


@pytest.mark.parametrize(
    "text",
    [
        "首页 > 政务公开 > 试点领域",
        "首页>政务公开>试点领域",
        "首页 » 政务公开 » 试点领域",
        "首页/政务公开/试点领域",
        "首页 | 政务公开 | 试点领域",
        "首页 - 政务公开 - 试点领域",
        "首页-政务公开-试点领域",
        "首页＞政务公开＞试点领域",
        " 首页 → 政务公开 → 试点领域 ",
    ],
)
def test_breadcrumbs(text: str) -> None:
    assert crumbs(text) == ("首页", "政务公开", "试点领域")


@pytest.mark.parametrize("text", ["", "  ", "/zwgk/jczwgk/", "http://www.x.gov.cn/zwgk/"])
def test_no_breadcrumb(text: str) -> None:
    assert crumbs(text) == ()


@pytest.mark.parametrize(
    ("name", "context", "id_"),
    [
        ("重大建设项目", "/zwgk/jczwgk/", "field-01"),
        ("重大建设项目", "/zwgk/jczwgk/zdjsxm/", "field-01"),
        ("重大建设项目", "http://www.x.gov.cn/zwgk/fdzdgknr/zdjsxm_123/index.html", "col-projects"),
        ("指南", "/zwgk/zfxxgk/zfxxgkzn/", "col-guide"),
        ("政策文件", "政务公开 > 政策文件", "col-policy"),
    ],
)
def test_contexts(standard: Standard, name: str, context: str, id_: str) -> None:
    assert match_names([asked(name, context, standard)], standard)[0].id == id_


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_command_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "指南", "县财政局", "--context", "首页 > 政府信息公开"]) == 0
    first, second = lines(capsys)
    assert list(first) == KEYS
    assert (first["decision"], first["id"], first["method"]) == ("accepted", "col-guide", "tree")
    assert (second["decision"], second["id"], second["title"]) == ("rejected", None, None)


def test_command_with_a_file_keeps_order_and_repetition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "names.tsv"
    rows = [("政策解读", ""), ("", ""), ("政策解读", ""), ("社会救助", "试点领域"), ("“引号”\\", "首页")]
    table.write_bytes(b"\xef\xbb\xbfname\tcontext\r\n" + "".join(f"{n}\t{c}\r\n" for n, c in rows).encode())
    assert main(["match", "--file", str(table)]) == 0
    found = lines(capsys)
    assert [(line["name"], line["context"]) for line in found] == rows
    assert found[0] == found[2]
    assert found[3]["id"] == "field-20"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", ":1"),
        (b"title\tcontext\n", ":1"),
        ("name\tcontext\n政策\t\n只有名称\n".encode(), ":3"),
        ("name\tcontext\n甲\t乙\t丙\n".encode(), ":2"),
        ("name\tcontext\n政策\t\n".encode() + "公告\t首页\n".encode("gbk"), ":3"),
    ],
)
def test_bad_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, place: str) -> None:
    table = tmp_path / "names.tsv"
    table.write_bytes(content)
    assert main(["match", "--file", str(table)]) == 2
    out, error = capsys.readouterr()
    assert f"names.tsv{place}" in error
    assert error.count("\n") == 1
    assert out == ""


@pytest.mark.parametrize(
    "arguments", [["match"], ["match", "--file", "nowhere.tsv"], ["match", "甲", "--file", "a.tsv"]]
)
def test_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("错误：")
