"""``rules/search.yml``: read strictly; a fault is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model import SearchFilter
from auditor.search_words import FILE, load, search_words


def test_the_bundled_words() -> None:
    words = search_words()
    assert [each.kind for each in words.filters] == list(SearchFilter)
    assert {sign.family for sign in words.engines} == {
        "empire",
        "was5",
        "igs",
        "ssp",
        "jsearch",
        "jrobot",
        "ucap",
        "guangdong",
    }
    assert all(char.encode("gbk") for char in words.queries.rare)
    assert len(set(words.queries.rare)) == len(words.queries.rare)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("path: '/e/(?:search|sch)/'", "path: '/e/(?:search'", "正则表达式"),
        ("{id: empire, path: '/e/(?:search|sch)/'}", "{id: empire}", "没有特征"),
        ("([\\d,]{1,12})(?: results?)?", "[\\d,]{1,12}", "括号"),
        ("web_engines:", "web_engine:", "web_engine"),
        ("latin: zqxvkj", "latin: z", "latin"),
    ],
)
def test_a_fault_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    broken = tmp_path / "search.yml"
    broken.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(AuditorError, match=said) as error:
        load(broken)
    assert "search.yml:" in error.value.message
