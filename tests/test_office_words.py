"""Keyword profiles of offices: whose words count, what stays foreign, and that a broken file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import office_words
from auditor.errors import AuditorError
from auditor.office_words import OfficeProfile


def profile(*names: str, topics: tuple[str, ...] = ()) -> OfficeProfile:
    found = office_words.office_words().profile(names, topics)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("owner", "text", "speaks"),
    [
        ("文河县公安局", "民警深夜救助走失老人", True),
        ("文河县公安局", "关于端午节放假的通知", True),
        ("文河县公安局", "今日星座运势", False),
        ("文河县公安局", "明星穿搭，群众都爱看", False),
        ("文河县公安局", "一杯茶的午后", False),
        ("文河县卫生健康局", "夏季养生要注意什么", True),
        ("文河县人民政府办公室", "夏季养生要注意什么", False),  # the field of one office, not of all
        ("文河县人民政府办公室", "养生旅游项目开工", True),
        ("城关镇人民政府", "春耕备耕忙", True),
    ],
)
def test_what_a_post_speaks_of(owner: str, text: str, speaks: bool) -> None:
    assert profile(owner).speaks_of(text) is speaks


def test_the_owner_counts_before_the_name_and_topics_are_added() -> None:
    assert "民政" not in profile("县公安局", "文河民政").own
    assert "公安" in profile("某某服务队", "平安文河").own
    assert profile("某某", topics=("龙 舟", "舟")).own == {"龙舟"}
    assert office_words.office_words().profile(("某某", "某某号")) is None


def test_names_of_places_are_of_interest_unless_something_foreign_is_said() -> None:
    police = profile("县公安局")
    assert police.speaks_of("文河的晚霞", ["文河"])
    assert not police.speaks_of("文河星座大会", ["文河"])


HEAD = "common: [政府]\nforeign: [星座]\nname_noise: [官方]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("offices:\n  - {id: a, names: [公安], words: [警]}\n", "words.yml:5"),
        ("offices:\n  - {id: a, names: [公安]}\n", "没有写词语"),
        ("offices:\n  - {id: a, names: ['(甲'], words: [公安]}\n", "正则表达式写错了"),
        (
            "offices:\n  - {id: a, names: [公安], words: [公安]}\n  - {id: a, names: [司法], words: [公安]}\n",
            "重复",
        ),
        ("offices: []\n", "words.yml"),
    ],
)
def test_a_fault_names_the_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "words.yml"
    path.write_text(HEAD + text, "utf-8")
    with pytest.raises(AuditorError, match=message):
        office_words.load(path)
