"""Files appear whole or not at all, and errors name the place and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.model import Level

RECORD = outputs.RunRecord("qinghe", "2026-06-15", "national", Level.COUNTY)


def test_write_makes_the_folder_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "audit.json"
    assert outputs.write(path, b"one") == path
    outputs.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_write_keeps_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = outputs.write(tmp_path / "audit.json", b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AuditorError, match="写到别处") as error:
        outputs.write(path, b"new")
    assert str(path) in error.value.message
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["file/out", "file"])
def test_an_unwritable_folder_is_found_before_the_crawl(tmp_path: Path, place: str) -> None:
    """Below, or instead of, a regular file: the tests may run as root."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(AuditorError, match="--out") as error:
        outputs.check_writable(tmp_path / place)
    assert str(tmp_path / place) in error.value.message
    with pytest.raises(AuditorError, match="写到别处"):
        outputs.write(tmp_path / place / "audit.json", b"x")


def test_a_writable_folder_stays_empty(tmp_path: Path) -> None:
    outputs.check_writable(tmp_path / "new" / "out")
    assert list((tmp_path / "new" / "out").iterdir()) == []


def test_run_and_snapshot_folder_of_each_other(tmp_path: Path) -> None:
    run = tmp_path / "990101" / "20260615T000000Z"
    snapshot = run / outputs.SNAPSHOT
    snapshot.mkdir(parents=True)
    outputs.write(run / outputs.AUDIT, b"{}")
    assert (
        outputs.run_folder(run)
        == outputs.run_folder(snapshot)
        == outputs.run_folder(run / outputs.AUDIT)
        == run
    )
    assert outputs.snapshot_folder(run) == outputs.snapshot_folder(snapshot) == snapshot
    with pytest.raises(AuditorError, match="nothing"):
        outputs.snapshot_folder(tmp_path / "nothing")


def test_the_record_of_a_run(tmp_path: Path) -> None:
    assert outputs.read_run(tmp_path) is None
    outputs.write(tmp_path / outputs.RUN, codec.encode_pretty(RECORD))
    assert outputs.read_run(tmp_path) == RECORD


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"target": "qinghe"}', b'{"target":"q","today":"2026-06-15","profile":"n","level":"village"}',
     b'{"target":"q","today":"tomorrow","profile":"n","level":"county"}'],
    ids=["empty", "torn", "other", "incomplete", "level", "day"],
)  # fmt: skip
def test_a_broken_record(tmp_path: Path, content: bytes) -> None:
    (tmp_path / outputs.RUN).write_bytes(content)
    with pytest.raises(AuditorError) as error:
        outputs.read_run(tmp_path)
    assert str(tmp_path / outputs.RUN) in error.value.message
    assert "Object" not in error.value.message
    assert "Expected" not in error.value.message


def test_the_audit_document_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="检查结果"):
        outputs.audit_file(tmp_path)
    path = outputs.write(tmp_path / outputs.AUDIT, b"{}")
    assert outputs.audit_file(tmp_path) == outputs.audit_file(path) == path


def test_the_latest_run_is_that_of_the_highest_run_id(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="auditor run"):
        outputs.latest_audit(tmp_path)
    for folder in ("b/20260615T000000Z", "a/20260616T000000Z", "c/20260614T000000Z", "c/.crawling-12345678"):
        outputs.write(tmp_path / folder / outputs.AUDIT, b"{}")
    assert outputs.latest_audit(tmp_path) == tmp_path / "a/20260616T000000Z" / outputs.AUDIT


def test_runs_of_one_second_are_ordered_by_number(tmp_path: Path) -> None:
    """The second run of a second is called ``…Z-2``, the tenth ``…Z-10``."""
    for number in ("", "-2", "-9", "-10"):
        outputs.write(tmp_path / "a" / f"20260615T000000Z{number}" / outputs.AUDIT, b"{}")
    assert outputs.latest_audit(tmp_path).parent.name == "20260615T000000Z-10"
