"""Where the store is: ``--store``, the environment, the output folder; never a password in a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.store import address
from auditor.store.address import VARIABLE
from auditor.store.place import checked, same_place, shown, store_url


def test_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert store_url(None, tmp_path) == f"sqlite:///{tmp_path}/auditor.db"
    monkeypatch.setenv(VARIABLE, "postgresql://u:p@h/d")
    assert store_url(None, tmp_path) == "postgresql+psycopg://u:p@h/d"
    assert store_url("sqlite:////a/b.db", tmp_path) == "sqlite:////a/b.db"
    monkeypatch.setenv(VARIABLE, "")
    assert store_url(None, tmp_path) == f"sqlite:///{tmp_path}/auditor.db"


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert store_url("sqlite:///x/../a.db", Path("out")) == f"sqlite:///{tmp_path}/a.db"
    assert store_url(None, Path("out")) == f"sqlite:///{tmp_path}/out/auditor.db"


@pytest.mark.parametrize("name", ["普通", "a%20b", "a?b#c", "空 格"])
def test_any_folder_name_survives(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert address.parse(store_url(None, out)).database == str(out / "auditor.db")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "auditor.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://u:secret@h/d",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:port/d",
        "postgresql://u:sec@ret@h/d",
        "postgresql:///d?password=secret",
        "postgresql:///d?sslmod=require",
    ],
)
def test_slips_are_refused_without_showing_passwords(text: str) -> None:
    with pytest.raises(AuditorError) as caught:
        checked(text, "--to")
    assert caught.value.message.startswith("--to")
    assert "secret" not in caught.value.message


def test_shown_and_same() -> None:
    url = checked("postgresql://u:secret@h/d?sslmode=require", "--to")
    assert "secret" not in shown(url)
    assert "h/d" in shown(url)
    assert same_place(url, checked("postgres://other:x@h:5432/d", "--to"))
    assert not same_place(url, checked("postgresql://u:secret@h/e", "--to"))
    assert same_place("sqlite:////a/b.db", "sqlite:////a/./b.db")
    assert not same_place("sqlite:////a/b.db", url)
