"""Words are found whatever stands between their characters; a text about the mistake is no mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model import WordHit
from auditor.word_lists import WordLists, load_word_lists, word_lists_of, wrong_phrases


def hits(text: str, own: Path | None = None) -> list[tuple[str, str, str]]:
    return [(hit.list, hit.word, hit.correction) for hit in load_word_lists(own).hits(text)]


@pytest.mark.parametrize(
    ("text", "word", "right"),
    [
        ("再接再励，再创佳绩", "再接再励", "再接再厉"),
        ("全县干部再接\n 再励", "再接再励", "再接再厉"),
        ("转发《关于再接再励的通知》", "再接再励", "再接再厉"),
        ("推动“一带一路”战略实施", "“一带一路”战略", "“一带一路”倡议"),
        ("既使遇到困难", "既使", "即使"),
        ("路灯按装工程公告", "按装", "安装"),
    ],
)
def test_wrong_phrases(text: str, word: str, right: str) -> None:
    assert hits(text) == [("wrong", word, right)]


@pytest.mark.parametrize(
    "text",
    [
        "再接再厉，部署安装工作，即使下雨也要巡查",
        "校对小知识：再接再励应为再接再厉",
        "既使群众得到实惠，又使企业得到发展",
        "按装机容量计算",
        "沿江两岸三地联动",
        "已公布署名文章",
        "文河县人民政府、人民政府办公室",
        "",
    ],
)
def test_look_alikes(text: str) -> None:
    assert hits(text) == []


def test_each_word_once_with_the_words_around_and_no_more_than_twenty(tmp_path: Path) -> None:
    text = "甲" * 30 + "再接再励" + "乙" * 30 + "再接再励"
    assert load_word_lists(None).hits(text) == (
        WordHit("wrong", "再接再励", "甲" * 20 + "再接再励" + "乙" * 20, "再接再厉"),
    )
    own = tmp_path / "many.txt"
    own.write_text("\n".join(f"词语{number:02}" for number in range(40)), encoding="utf-8")
    assert len(hits(own.read_text(encoding="utf-8"), own)) == 20


def test_quotes_are_masked() -> None:
    (hit,) = load_word_lists(None).hits("张三11010519491231002X再接再励")
    assert hit.quote == "张三11●●●●●●●●●●●●●●●●再接再励"
    (hit,) = load_word_lists(None).hits("再接再励，卡号6222020000000000018，手机13812345678")
    assert hit.quote == "再接再励,卡号6222" + "●" * 13  # hidden before it is cut


def test_own_lists(tmp_path: Path) -> None:
    text = tmp_path / "990120.words.txt"
    text.write_text("# 本县不宜出现的词\n旧县名  # 2019年更名\n\n旧县名\n(括号.*\n", encoding="utf-8")
    assert hits("旧 县名（括号.*）", text) == [("forbidden", "旧县名", ""), ("forbidden", "(括号.*", "")]
    yml = tmp_path / "990120.words.yml"
    yml.write_text(
        "words:\n  - 旧县名\n  - {word: 旧镇名, instead: 新镇名, unless: [原旧镇名]}\n", encoding="utf-8"
    )
    assert hits("旧县名、原旧镇名", yml) == [("forbidden", "旧县名", "")]
    assert hits("旧镇名", yml) == [("forbidden", "旧镇名", "新镇名")]
    assert word_lists_of(["旧县名"]).hits("原旧县名") == (WordHit("forbidden", "旧县名", "原旧县名"),)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.yml", "words: [我]\n", "一个字"),
        ("a.txt", "我\n", "一个字"),
        ("a.yml", "words: [{word: 旧县名, unless: ['(']}]\n", "正则"),
        ("a.yml", "wrods: []\n", "wrods"),
    ],
)
def test_faults_of_own_lists_are_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AuditorError, match=said):
        load_word_lists(path)


def test_a_list_that_is_not_there_or_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="无法读取"):
        load_word_lists(tmp_path / "none.txt")
    path = tmp_path / "a.txt"
    path.write_bytes("旧县名".encode("gbk"))
    with pytest.raises(AuditorError, match="UTF-8"):
        load_word_lists(path)


def test_nothing_by_default_and_corrections_are_not_wrong_themselves() -> None:
    assert not WordLists()
    assert WordLists().hits("再接再励") == ()
    for word, phrase in wrong_phrases().items():
        assert hits(phrase.right) == [], word
