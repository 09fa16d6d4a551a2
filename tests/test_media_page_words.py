"""The vocabulary of media pages is read strictly and means what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.media_page_words import FILE, load, member, page_words, plain_key
from auditor.model import Failure


def test_the_bundled_file_is_read() -> None:
    words = page_words()
    assert words.list_keys.title[0] == "title"
    assert {wall.reason for wall in words.walls} >= {"removed", "login", "script", "app-only"}


def test_names_of_members_in_the_file_are_as_they_are_compared() -> None:
    keys = page_words().list_keys
    for name in ("title", "time", "url", "source", "text", "pinned", "total", "more", "page", "nickname"):
        for word in getattr(keys, name):
            assert plain_key(word) == word, f"{name}: {word}"


def test_a_reason_is_known() -> None:
    failures = {failure.value for failure in Failure}
    own = {"removed", "login", "script", "app-only"}
    assert {wall.reason for wall in page_words().walls} <= failures | own


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("reason: removed", "reason: gone-away", "没有“gone-away”这种原因"),
        ("wall_text: 800", "wall_text: 0", "wall_text"),
        ("script_text: 120", "script_words: 120", "script_words"),
    ],
)
def test_a_broken_file_names_line_and_cure(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "media_pages.yml"
    path.write_text(FILE.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(AuditorError, match=told) as caught:
        load(path)
    assert f"{path}:" in str(caught.value)


def test_a_member_by_its_names() -> None:
    row = {"publish_Time": 0, "Title": "", "title-": "甲", "x": None}
    assert member(row, ["publishtime"]) == 0
    assert member(row, ["title", "x"]) == "甲"
    assert member(row, ["x"]) is None
