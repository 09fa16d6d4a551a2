"""Words that spare a search must never hide what the patterns would find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.statements import _Kind, _quote, _topics

KINDS = [kind for topic in _topics() for kind in topic.kinds if kind.needs]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_every_text_that_matches_holds_a_needed_word(kind: _Kind, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(kind.pattern))
    assert any(word in text for word in kind.needs)


def test_a_text_without_a_needed_word_says_nothing_and_with_it_is_searched() -> None:
    kind = next(kind for kind in KINDS if kind.id == "mark.open")
    assert _quote(kind, "本页内容公开发布") is None
    assert _quote(kind, "文件到此为止。此件公开发布抄送") == "文件到此为止。此件公开发布抄送"
