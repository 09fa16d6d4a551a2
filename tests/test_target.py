"""What a target means: code, address, case, mirror or portal file."""

from __future__ import annotations

import json
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model import Level, Portal, Source
from auditor.target import CASES, resolve

DEMO = Portal("990101", "清禾县人民政府", "http://www.qinghe.test/")


def failed(*arguments: str) -> str:
    with pytest.raises(AuditorError) as error:
        resolve(*arguments)
    assert error.value.exit_code == 2
    return error.value.message


@pytest.mark.parametrize("target", ["990101", "qinghe", str(CASES / "qinghe")])
def test_code_case_and_folder_of_the_demo_are_one_portal(target: str) -> None:
    """A case holds a whole site: what is not in it does not exist, as on a live portal."""
    found = resolve(target)
    assert found.portal == DEMO
    assert found.portal.source is Source.LIVE
    assert found.today == date(2026, 6, 15)


def test_a_portal_file_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "520325.yml"
    path.write_text(
        'code: "520325"\nname: 某县\nurl: http://www.county.test/\nlevel: township\n', encoding="utf-8"
    )
    found = resolve(str(path))
    assert found.portal == Portal("520325", "某县", "http://www.county.test/", Level.TOWNSHIP)
    assert (found.site, found.today) == (None, None)


@pytest.mark.parametrize(
    ("address", "code", "url"),
    [
        ("http://www.county.test/", "www.county.test", "http://www.county.test/"),
        ("http://www.county.test", "www.county.test", "http://www.county.test"),
        ("HTTP://127.0.0.1:8080/", "127.0.0.1_8080", "http://127.0.0.1:8080/"),
        ("https://www.county.test:443/x/", "www.county.test", "https://www.county.test/x/"),
    ],
)
def test_an_address_is_its_own_portal(address: str, code: str, url: str) -> None:
    found = resolve(address)
    assert found.portal.code == code
    assert found.portal.url.rstrip("/") == url.rstrip("/")
    assert found.portal.name == ""
    assert found.site is None


@pytest.mark.parametrize(
    "address",
    ["http://../../x/", "http://a/../../../x", "http://%2e%2e/", "http://[::1]/", "http://中国.test/"],
)
def test_the_code_of_an_address_is_a_safe_folder_name(address: str) -> None:
    try:
        code = resolve(address).portal.code
    except AuditorError:
        return
    assert code not in ("", ".", "..")
    assert "/" not in code
    assert code.isascii()


def test_an_address_that_is_none() -> None:
    assert "http://" in failed("http://")
    assert "ftp://" in failed("ftp://files.county.test/")


def test_a_bare_host_is_asked_back() -> None:
    assert "http://www.county.test" in failed("www.county.test")


def test_an_unknown_code_names_the_nearest() -> None:
    assert "990101" in failed("990110")


def test_a_path_that_is_not_there() -> None:
    assert "no/such" in failed("no/such")
    assert "missing.yml" in failed("missing.yml")


def test_a_code_is_no_path() -> None:
    """Nothing outside the folder of portal files can be named by a code."""
    for code in ("..", "../demo/990101", "%2e%2e", "990101.yml/..", ""):
        failed(code)


# ── Mirrors ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    pages = tmp_path / "www.county.test" / "zwgk"
    pages.mkdir(parents=True)
    (pages.parent / "index.html").write_bytes(b"home")
    (pages / "index.html").write_bytes(b"column")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return tmp_path


def test_a_mirror_answers_for_its_host(mirror: Path) -> None:
    found = resolve(str(mirror), "http://www.county.test/")
    assert found.portal.source is Source.SAVED
    assert found.portal.code == "www.county.test"
    with found.served() as route:
        host, port = route["www.county.test"]
        for path, body in (("/", b"home"), ("/zwgk/", b"column")):
            request = urllib.request.Request(
                f"http://{host}:{port}{path}", headers={"Host": "www.county.test"}
            )
            assert urllib.request.urlopen(request, timeout=5).read() == body


def test_a_code_is_the_portal_though_a_folder_bears_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the results of ``--out .`` do."""
    (tmp_path / "990101").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resolve("990101").portal.name == "清禾县人民政府"


def test_a_mirror_needs_its_address(mirror: Path) -> None:
    assert "--base-url" in failed(str(mirror))
    assert "--base-url" in failed(str(mirror), "county")


def test_base_url_is_for_folders(tmp_path: Path) -> None:
    assert "--base-url" in failed("990101", "http://www.county.test/")
    assert "--base-url" in failed("http://a.test/", "http://www.county.test/")


def test_a_live_portal_is_not_served() -> None:
    with resolve("http://www.county.test/").served() as route:
        assert route == {}


# ── Portal files and cases with faults ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('code: "1"\nname: 某县\nurl: http://a.test/\n', ["code", "520325"]),
        ("code: 520325\nname: 某县\nurl: http://a.test/\n", ["520325.yml:1", "引号"]),
        ('code: "520325"\nname: 某县\n', ["url"]),
        ('code: "520325"\nname: 某县\nurl: county\n', ["url", "http://"]),
        ('code: "520325"\nname: 某县\nurl: http://a.test/\nfixture: nosuch\n', ["fixture", "nosuch"]),
        ('code: "520325"\nname: 某县\nurl: http://a.test/\nfixture: ../html/qinghe\n', ["fixture"]),
    ],
    ids=["other-code", "number", "no-url", "no-address", "no-fixture", "fixture-path"],
)
def test_a_wrong_portal_file(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "520325.yml"
    path.write_text(text, encoding="utf-8")
    message = failed(str(path))
    assert str(path) in message
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("today", ["2026-13-01", "yesterday", "20260615"])
def test_a_case_with_a_wrong_day(tmp_path: Path, today: str) -> None:
    (tmp_path / "pages").mkdir()
    facts = {"code": "1", "name": "某县", "url": "http://a.test/", "today": today}
    (tmp_path / "site.json").write_text(json.dumps(facts), encoding="utf-8")
    message = failed(str(tmp_path))
    assert "site.json" in message
    assert today in message
