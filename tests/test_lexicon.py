"""The words of names are loaded strictly, and look-alikes find no licence."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.catalog import Standard, load_standard
from auditor.errors import AuditorError
from auditor.lexicon import PATH, load_lexicon
from auditor.match.grammar import grammar
from auditor.model import Group


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load_standard()


def test_every_column_and_field_has_words(standard: Standard) -> None:
    known = tuple(entry.id for entry in standard.entries)
    # What nobody owes nationally is known by its full names only.
    owed = {entry.id for entry in standard.entries if entry.levels}
    assert set(load_lexicon(known).entries) == owed


@pytest.mark.parametrize(
    ("name", "group", "ids"),
    [
        ("财政预决算及三公经费", Group.COLUMN, ("col-budget",)),
        ("人大代表建议和政协提案办理", Group.COLUMN, ("col-proposals",)),
        ("规划与计划", Group.COLUMN, ("col-plans",)),
        ("国土空间和城乡规划", Group.FIELD, ("field-26",)),
        ("预算绩效管理", Group.COLUMN, ()),
        ("县财政局领导", Group.COLUMN, ()),
        ("义务教育学校名录", Group.FIELD, ()),
        ("部门动态", Group.COLUMN, ()),
        ("公开" * 500, Group.COLUMN, ()),
    ],
)
def test_grammar(standard: Standard, name: str, group: Group, ids: tuple[str, ...]) -> None:
    words = grammar(standard, group)
    assert words is not None
    assert words.read(name[:30]) == ids


BAD = [
    ("col-guide:", "col-nobody:", "不存在"),
    ("{like: col-budget}", "{like: field-03}", "没有自己的词"),
    ("{like: col-budget}", "{like: col-budget, strong: [预算]}", "不能再写"),
    ("col-search: {strong: [搜索, 检索], with", "col-search: {with", "至少写一个"),
    ("fillers:", "filler:", "filler"),
]


@pytest.mark.parametrize(("old", "new", "words"), BAD)
def test_faults(tmp_path: Path, standard: Standard, old: str, new: str, words: str) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "lexicon.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AuditorError) as error:
        load_lexicon(tuple(entry.id for entry in standard.entries), path)
    assert words in error.value.message
    assert "lexicon.yml:" in error.value.message
