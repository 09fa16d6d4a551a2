"""What lets somebody in is in no file that a run leaves, and in nothing that it prints.

Passwords, webhooks and tokens of messages are followed through all files and errors in ``tests/notify``
(``test_nothing_secret_is_left_anywhere``), those of the store in ``tests/store/test_address.py``.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.e2e.loopback import LoopbackSite, Reply
from tests.harness import call_auditor, run_auditor

#: One word for each way in; the crawl meets all of them.
SESSION, CLEARANCE, LOGIN, PASSWORD = "sess10nGEHEIM", "clearanceGEHEIM", "inspectorGEHEIM", "passw0rdGEHEIM"
MARK = "GEHEIM"


def respond(_method: str, path: str, _form: bytes) -> Reply:
    menu = "".join(f"<li><a href='/c{n}/'>栏目{n}</a></li>" for n in range(3))
    body = f"<html><title>清禾县</title><body><div class='nav'><ul>{menu}</ul></div>{path}</body></html>"
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Set-Cookie": f"JSESSIONID={SESSION}; Path=/; HttpOnly",
        "set-cookie": f"cf={CLEARANCE}",
    }
    return Reply(body.encode(), headers=headers)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path, list[str]]:
    """A run on a portal that hands out cookies: its process, its folder, the paths that were asked."""
    out = tmp_path_factory.mktemp("secrets")
    with LoopbackSite(respond) as site:
        done = run_auditor("run", site.url, "--out", out)
    return done, out, [path for _, path, _ in site.log]


def contents(data: bytes) -> bytes:
    """Bytes of a file, unpacked when it is packed, as often as it is."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(contents(archive.read(name)) for name in archive.namelist())
    return data


def holders(folder: Path) -> list[str]:
    mark = MARK.encode()
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if mark in contents(path.read_bytes()) or MARK in path.name]


def test_no_cookie_is_left(run: tuple[subprocess.CompletedProcess[str], Path, list[str]]) -> None:
    done, out, asked = run
    assert asked, done.stderr
    assert MARK not in done.stdout + done.stderr
    assert holders(out) == []


def test_no_cookie_is_handed_on(
    run: tuple[subprocess.CompletedProcess[str], Path, list[str]], tmp_path: Path
) -> None:
    _, out, _ = run
    [folder] = [path.parent for path in out.glob("*/*/audit.json")]
    done = call_auditor("wacz", folder, "--output", tmp_path / "a.wacz")
    assert done.returncode == 0, done.stderr
    assert holders(tmp_path) == []


@pytest.mark.parametrize("address", ["http://{}:{}@a.test/", "https://{}:{}@a.test:8443"])
def test_an_address_with_a_login_is_refused_and_not_repeated(address: str, tmp_path: Path) -> None:
    done = call_auditor("run", address.format(LOGIN, PASSWORD), "--out", tmp_path)
    assert done.returncode == 2
    assert "口令" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert MARK not in done.stdout + done.stderr


def test_a_file_of_secrets_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``auditor fleet schedule`` writes for systemd: addresses of stores may hold a password."""
    from auditor.commands import fleet_schedule

    os.umask(os.umask(0))  # as it is; the file does not rely on it
    monkeypatch.setenv("AUDITOR_CONTACT", "a@b.test")
    path = tmp_path / "auditor.env"
    given = type("Given", (), {"store": f"postgresql://u:{PASSWORD}@127.0.0.1/x", "out": str(tmp_path)})()
    assert fleet_schedule._write_environment(path, given)  # type: ignore[arg-type]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD in path.read_text("utf-8")
