"""Pictures beside the audit: kept while they fit, dropped when anything that they show has changed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from saved_pages import HOST, audit, finding, fingerprint

from auditor.errors import AuditorError
from auditor.evidence.store import (
    ShotRecord,
    evidence_folder,
    file_name,
    keep_shots,
    kept_shots,
    pictures_of,
    with_shots,
)
from auditor.model import AuditedShot, Evidence, Outcome

BODIES = frozenset({"aa"})
DATA = b"\x89PNG picture"


def record(folder: Path, subject: str = "/a/", data: bytes = DATA) -> ShotRecord:
    name = file_name(fingerprint(subject))
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    shot = AuditedShot(fingerprint(subject), f"{HOST}{subject}", "", f"evidence/{name}", digest, 10, 10)
    return ShotRecord(shot, Evidence(f"{HOST}{subject}", "原话"), "aa")


def test_a_picture_comes_back_into_an_audit_judged_anew(tmp_path: Path) -> None:
    kept = record(tmp_path)
    keep_shots(tmp_path, [kept])
    document = audit(finding("/a/", "原话"), finding("/b/"))
    shots = kept_shots(tmp_path, document, BODIES)
    shown = with_shots(document, shots)
    assert shown.shots == (kept.shot,)
    assert pictures_of(tmp_path, shown) == ((kept.shot.sha256, DATA),)
    assert with_shots(shown, ()).shots == ()


@pytest.mark.parametrize(
    "now",
    [
        finding("/b/", "原话"),
        finding("/a/", "别的话"),
        finding("/a/", "原话", outcome=Outcome.PASS),
    ],
)
def test_a_picture_of_something_else_is_dropped(tmp_path: Path, now: object) -> None:
    keep_shots(tmp_path, [record(tmp_path)])
    assert kept_shots(tmp_path, audit(now), BODIES) == ()  # type: ignore[arg-type]


def test_a_page_or_file_that_is_another_is_dropped(tmp_path: Path) -> None:
    kept = record(tmp_path)
    keep_shots(tmp_path, [kept])
    document = audit(finding("/a/", "原话"))
    assert kept_shots(tmp_path, document, frozenset({"bb"})) == ()
    (tmp_path / kept.shot.file).write_bytes(b"another")
    assert kept_shots(tmp_path, document, BODIES) == ()
    assert pictures_of(tmp_path, with_shots(document, [kept.shot])) == ()


def test_pictures_that_nothing_names_go_and_other_files_stay(tmp_path: Path) -> None:
    first, second = record(tmp_path, "/a/"), record(tmp_path, "/b/")
    (tmp_path / "evidence" / "own.png").write_bytes(b"mine")
    keep_shots(tmp_path, [second])
    assert not (tmp_path / first.shot.file).exists()
    assert (tmp_path / second.shot.file).exists()
    assert (tmp_path / "evidence" / "own.png").exists()


@pytest.mark.parametrize(
    "file", ["../secret.png", "evidence/../../secret.png", "/etc/hostname", "evidence/x.png", "evidence"]
)
def test_an_audit_cannot_name_files_elsewhere(tmp_path: Path, file: str) -> None:
    data = b"secret"
    (tmp_path / "run").mkdir()
    (tmp_path / "secret.png").write_bytes(data)
    shot = AuditedShot(fingerprint("/a/"), "", "", file, hashlib.sha256(data).hexdigest())
    document = with_shots(audit(finding("/a/")), [shot])
    assert pictures_of(tmp_path / "run", document) == ()


def test_no_fingerprint_becomes_a_path() -> None:
    for fingerprint_ in ("../../x", "a/b", "", "\ud800", "A" * 16, "evidence"):
        name = file_name(fingerprint_)
        assert "/" not in name
        assert name.removesuffix(".png").isalnum()


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "evidence").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AuditorError, match="不是普通目录"):
        evidence_folder(tmp_path)


def test_broken_records_are_named(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "shots.json").write_text('{"records": 1}')
    with pytest.raises(AuditorError, match="已损坏"):
        kept_shots(tmp_path, audit(), BODIES)


def test_a_record_without_a_picture_is_kept_while_its_finding_lasts(tmp_path: Path) -> None:
    none = AuditedShot(fingerprint("/a/"), f"{HOST}/a/", "", reason="没有")
    keep_shots(tmp_path, [ShotRecord(none, Evidence(f"{HOST}/a/", "原话"))])
    assert kept_shots(tmp_path, audit(finding("/a/", "原话")), BODIES) == (none,)
    assert kept_shots(tmp_path, audit(replace(finding("/a/"), evidence=())), BODIES) == ()
