"""Wrong input and portals that cannot be judged: one clear Chinese error, the right exit code, nothing half-written."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import LoopbackSite, Reply, html

from tests.harness import FIXTURES, ROOT, Run, call_auditor, files_below, only_run_of, run_auditor

USAGE, NOT_JUDGED = 2, 3


def error_of(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one error line (suggestions may follow, indented); checks that there is no other, and the exit code."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("正在读取", "  "))]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("错误："), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code, done.stderr
    assert sum(ord(char) > 0x3000 for char in lines[0]) >= 8, f"not Chinese: {lines[0]}"
    return lines[0]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


# ── Nothing is asked, nothing is written ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["990109"], ["990109", "990101"]),
        (["nowhere"], ["nowhere", ".yml"]),
        (["www.example.gov.cn"], ["http://www.example.gov.cn"]),
        (["no/such/folder"], ["no/such/folder", "目录"]),
        (["ftp://example.test/"], ["ftp://example.test/", "http://"]),
        (["http://"], ["http://"]),
        (["qinghe", "--today", "15.06.2026"], ["--today", "YYYY-MM-DD", "15.06.2026"]),
        (["qinghe", "--today", "2026-02-30"], ["--today", "YYYY-MM-DD", "2026-02-30"]),
        (["qinghe", "--profile", "nosuch"], ["nosuch", "national"]),
        (["qinghe", "--base-url", "http://a.test/"], ["--base-url"]),
        (["qinghe", "--max-pages", "0"], ["--max-pages", "0"]),
        (["qinghe", "--fail-on", "fatal"], ["--fail-on", "fatal", "critical"]),
    ],
    ids=lambda value: "-".join(value)[-40:] if isinstance(value, list) else None,
)
def test_wrong_arguments(arguments: list[str], words: list[str], out: Path) -> None:
    message = error_of(call_auditor("run", *arguments, "--out", out), USAGE)
    assert [word for word in words if word not in message] == []
    assert not out.exists() or not files_below(out)


def test_a_folder_without_base_url(tmp_path: Path, out: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "index.html").write_text("<html></html>")
    message = error_of(call_auditor("run", saved, "--out", out), USAGE)
    assert "--base-url" in message
    assert str(saved) in message
    assert not out.exists()


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "990102.yml"
    path.write_text(
        'code: "990102"\nname: 清禾县\nurl: http://www.qinghe.test/\nlevle: county\n', encoding="utf-8"
    )
    return path


def test_an_unknown_key_in_a_portal_file(portal_file: Path, out: Path) -> None:
    message = error_of(call_auditor("run", portal_file, "--out", out), USAGE)
    assert f"{portal_file}:4" in message
    assert "levle" in message
    assert "level" in message.replace("levle", "")
    assert not out.exists()


def test_an_unknown_key_in_a_profile(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "strict.yml"
    path.write_text(
        "name: strict\ntitle: 从严\nextends: national\nrules:\n  stale-column:\n    severty: major\n",
        encoding="utf-8",
    )
    message = error_of(call_auditor("run", "qinghe", "--profile", path, "--out", out), USAGE)
    assert f"{path}:6" in message
    assert "severty" in message
    assert not out.exists()


def test_a_profile_for_an_unknown_rule(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "strict.yml"
    path.write_text(
        "name: strict\ntitle: 从严\nextends: national\nrules:\n  stale-colum:\n    severity: major\n",
        encoding="utf-8",
    )
    message = error_of(call_auditor("run", "qinghe", "--profile", path, "--out", out), USAGE)
    assert "stale-colum" in message
    assert not out.exists()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"colour": "red"}, "colour"), ({"level": "village"}, "village"), ({"url": None}, "url")],
    ids=["unknown-key", "unknown-level", "no-url"],
)
def test_a_broken_case_file(tmp_path: Path, out: Path, change: dict[str, Any], word: str) -> None:
    case = tmp_path / "case"
    (case / "pages").mkdir(parents=True)
    facts = json.loads((FIXTURES / "html" / "qinghe" / "site.json").read_bytes())
    (case / "site.json").write_text(json.dumps({**facts, **change}), encoding="utf-8")
    message = error_of(call_auditor("run", case, "--out", out), USAGE)
    assert str(case / "site.json") in message
    assert word in message
    assert not any(word in message for word in ("Object contains", "Invalid enum", "Expected"))
    assert not out.exists()


@pytest.mark.parametrize("where", ["below-a-file", "proc"])
def test_an_unwritable_output_folder(tmp_path: Path, where: str) -> None:
    """The tests may run as root, for whom permissions are no obstacle."""
    blocker = tmp_path / "file"
    blocker.write_text("a file")
    out = {"below-a-file": blocker / "out", "proc": Path("/proc/portal-auditor")}[where]
    message = error_of(call_auditor("run", "qinghe", "--out", out), USAGE)
    assert str(out) in message
    assert "--out" in message
    assert blocker.read_text() == "a file"


# ── Portals that cannot be judged ─────────────────────────────────────────────────────────────────


def accuses_nobody(out: Path) -> dict[str, Any]:
    """The audit of a portal that could not be judged: whole, and without a failed verdict of a gap."""
    audit: dict[str, Any] = json.loads((only_run_of(out) / "audit.json").read_bytes())
    gaps = ("missing-", "empty-", "stale-", "broken-")
    assert [f for f in audit["findings"] if f["outcome"] == "fail" and f["rule"].startswith(gaps)] == []
    assert {row["outcome"] for row in audit["standard"]} <= {"cant-tell", "present", "ambiguous"}
    assert audit["coverage"]["complete"] is False
    assert (only_run_of(out) / "report.html").is_file()
    assert not [name for name in files_below(out) if name.split("/")[-1].startswith(".")]
    return audit


def test_a_host_that_does_not_resolve(out: Path) -> None:
    message = error_of(run_auditor("run", "http://no-such-host.invalid/", "--out", out), NOT_JUDGED)
    assert "http://no-such-host.invalid/" in message
    assert "dns" in message or "解析" in message
    assert accuses_nobody(out)["coverage"]["failures"]


def test_a_refused_connection(out: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        message = error_of(run_auditor("run", address, "--out", out), NOT_JUDGED)
    assert address in message
    accuses_nobody(out)


@pytest.fixture
def forbidden() -> Iterator[LoopbackSite]:
    with LoopbackSite(lambda *_: html("<html><title>403</title><body>禁止访问</body></html>", 403)) as site:
        yield site


def test_a_site_that_answers_403_to_everything(forbidden: LoopbackSite, out: Path) -> None:
    message = error_of(run_auditor("run", forbidden.url, "--out", out), NOT_JUDGED)
    assert forbidden.url in message
    accuses_nobody(out)


@pytest.mark.parametrize(
    "body",
    ["<p>欢迎访问清禾县人民政府网站</p>", "", "<script>location.reload()</script>"],
    ids=["text", "nothing", "script"],
)
def test_a_site_of_one_page(out: Path, body: str) -> None:
    page = f"<html><head><title>清禾县人民政府</title></head><body>{body}</body></html>"

    def respond(method: str, path: str, form: bytes) -> Reply:
        return html(page) if path == "/" else html("<html><title>404</title></html>", 404)

    with LoopbackSite(respond) as site:
        message = error_of(run_auditor("run", site.url, "--out", out), NOT_JUDGED)
    assert site.url in message
    accuses_nobody(out)


def test_a_portal_that_turns_the_crawler_away_after_the_home_page(out: Path) -> None:
    links = "".join(
        f'<li><a href="/l{n}/">{name}</a></li>' for n, name in enumerate(("政务公开", "通知公告", "互动交流"))
    )
    page = f'<html><head><title>清禾县人民政府</title></head><body><div class="nav"><ul>{links}</ul></div></body></html>'

    def respond(method: str, path: str, form: bytes) -> Reply:
        return html(page) if path == "/" else html("<html><title>403</title></html>", 403)

    with LoopbackSite(respond) as site:
        error_of(run_auditor("run", site.url, "--out", out), NOT_JUDGED)
    accuses_nobody(out)


# ── Documents that are not there or broken ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "command", [["report"], ["explain", "在线访谈", "--audit"]], ids=["report", "explain"]
)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ["没有找到"]),
        (b"", ["JSON"]),
        (b'{"schema": ', ["JSON"]),
        (b'{"schema": "portal-auditor/audit/1"}', ["有效"]),
        (b'{"schema": "portal-auditor/audit/99"}', ["99"]),
        (b"[1, 2]", ["schema"]),
        (b"\xff\xfe\x00", ["JSON"]),
    ],
    ids=["none", "empty", "torn", "incomplete", "newer", "other", "binary"],
)
def test_a_broken_audit_document(
    tmp_path: Path, command: list[str], content: bytes | None, words: list[str]
) -> None:
    path = tmp_path / "audit.json"
    if content is not None:
        path.write_bytes(content)
    before = files_below(tmp_path)
    message = error_of(call_auditor(*command, path), USAGE)
    assert str(path) in message
    assert [word for word in words if word not in message] == []
    assert files_below(tmp_path) == before


def test_an_unknown_finding(demo: Run) -> None:
    done = call_auditor("explain", "在线访读", "--audit", demo.folder)
    assert "在线访读" in error_of(done, USAGE)
    assert "在线访谈" in done.stderr.splitlines()[1 if "\n  " in done.stderr else 0]  # the nearest


def test_explain_without_any_run(tmp_path: Path) -> None:
    message = error_of(call_auditor("explain", "在线访谈", "--out", tmp_path), USAGE)
    assert str(tmp_path) in message
    assert "auditor run" in message


@pytest.mark.parametrize("fault", ["missing", "no-index", "no-seal", "broken-record", "not-a-folder"])
def test_a_broken_snapshot(demo: Run, tmp_path: Path, fault: str) -> None:
    folder = Path(shutil.copytree(demo.folder, tmp_path / "run"))
    (folder / "audit.json").unlink()
    target: Path = folder
    if fault == "missing":
        target = tmp_path / "nothing"
    elif fault == "no-index":
        (folder / "snapshot" / "index.jsonl").unlink()
    elif fault == "no-seal":
        (folder / "snapshot" / "snapshot.json").unlink()
    elif fault == "broken-record":
        (folder / "run.json").write_text("{")
    else:
        target = tmp_path / "file"
        target.write_text("no snapshot")
    error_of(call_auditor("audit", target), USAGE)
    assert not (folder / "audit.json").exists()


def test_the_working_folder_stays_clean() -> None:
    """None of these tests wrote into the repository."""
    assert not (ROOT / "no").exists()
