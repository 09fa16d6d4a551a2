"""What is looked for: which items, in which words."""

from __future__ import annotations

import random

import pytest

from auditor.extract.search.queries import (
    KnownItem,
    Recogniser,
    distinctive_part,
    fold,
    nonsense,
    queries,
    sample,
)
from auditor.model import QueryKind

ITEMS = [
    KnownItem(
        "关于开展农村宅基地确权登记颁证工作的通知", "u/1", "tzgg", "2026-06-10", "文政办发〔2026〕11号"
    ),
    KnownItem("滨河路夜间沥青摊铺施工交通管制公告", "u/2", "tzgg", "2026-05-12"),
    KnownItem("老旧小区加装电梯意见建议征集公告", "u/3", "tzgg", "2024-04-18"),
    KnownItem("文岭县茶叶产业扶持资金管理办法", "u/4", "zcwj", "2026-05-06", "文政办发〔2026〕9号"),
    KnownItem("加强饮用水水源地保护的实施意见", "u/5", "zcwj", "2025-02-20", "文政办发〔2025〕8号"),
    KnownItem("龙潭水库除险加固工程通过竣工验收", "u/6", "zwyw", "2024-11-07"),
    KnownItem("县领导调研", "u/7", "zwyw", "2026-05-30"),
]
TITLES = [item.title for item in ITEMS]


def test_old_new_and_numbered_items_of_different_columns() -> None:
    chosen = sample(ITEMS, TITLES)
    assert chosen is not None
    assert chosen.old is not None
    assert chosen.middle is not None
    assert chosen.numbered is not None
    # the newest is left out, an index may lag
    assert (chosen.new.url, chosen.old.url, chosen.middle.url) == ("u/2", "u/6", "u/5")
    assert len({chosen.new.column, chosen.old.column, chosen.middle.column}) == 3
    # its title is asked for, too: a number that is not found then tells that numbers are not in the index
    assert chosen.numbered.url == "u/5"


def test_the_order_of_the_crawl_changes_nothing() -> None:
    first = queries(ITEMS, TITLES, "990215")
    for seed in range(5):
        shuffled = random.Random(seed).sample(ITEMS, len(ITEMS))
        assert queries(shuffled, [item.title for item in shuffled], "990215") == first


def test_what_decides_most_is_asked_first() -> None:
    kinds = [query.kind for query in queries(ITEMS, TITLES, "990215")]
    assert kinds[:3] == [QueryKind.WHOLE, QueryKind.WHOLE, QueryKind.NONSENSE]
    assert set(kinds) == set(QueryKind)
    assert len(kinds) <= 6


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("通知公告", "too short to tell anything"),
        ("关于" + "某项工作" * 12 + "的通知", "longer than a box takes"),
        ("关于做好防汛工作的紧急通知及要求", "two items share it"),
        ("关于13812345678号码持有人领取补贴的公告", "a person's number"),
    ],
)
def test_titles_that_are_not_looked_for(title: str, why: str) -> None:
    shared = [title] if "share" in why else []
    assert sample([KnownItem(title, "u/1", "a", "2026-01-01")], [title, *shared]) is None, why


def test_an_item_in_two_lists_is_one_item() -> None:
    twice = [KnownItem(ITEMS[1].title, "u/2", column, "2026-05-12") for column in ("tzgg", "zwgk")]
    assert sample(twice, [ITEMS[1].title]) is not None


def test_items_without_dates_do_when_there_are_no_others() -> None:
    undated = [KnownItem(item.title, item.url, item.column) for item in ITEMS]
    assert sample(undated, TITLES) is not None
    assert queries([], [], "990215") == ()


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("川楠县2026年春季中小学收费公示", "春季中小学收费"),
        ("关于2026年第4批公益性岗位招聘的公告", "公益性岗位招聘"),
        ("北禾县人民政府办公室关于印发年度工作要点（19）的通知", "年度工作要点"),
        ("稷丰镇组织核酸采样演练", "组织核酸采样演练"),
        ("2025年财政决算", "财政决算"),
    ],
)
def test_the_part_of_a_title_that_tells_it_from_others(title: str, part: str) -> None:
    assert distinctive_part(title, [fold(title)]) == part


def test_a_part_that_another_title_has_is_not_taken() -> None:
    titles = [fold("关于春季中小学收费的说明"), fold("川楠县2026年春季中小学收费公示")]
    part = distinctive_part("川楠县2026年春季中小学收费公示", titles)
    assert fold(part) not in titles[0]
    same = "春季收费公示"
    assert distinctive_part(same, [fold(same), fold(f"关于{same}的说明")]) == ""


def test_the_word_that_means_nothing() -> None:
    words = {nonsense(code) for code in ("990215", "990120", "110000", "")}
    assert len(words) == 4
    for word in words:
        assert 8 <= len(word) <= 12
        assert word.isalpha()
        assert word.encode("gb18030").decode("gbk") == word
        assert any(char > "\x7f" for char in word)
    word = nonsense("990215")
    assert nonsense("990215", [fold("某文件")]) == word
    assert nonsense("990215", [fold(f"一个含有{word[0]}字的标题")]) != word


def test_the_judging_knows_every_query_again() -> None:
    recogniser = Recogniser(ITEMS, "990215")
    for asked in queries(ITEMS, TITLES, "990215"):
        told = recogniser.query(asked.text)
        assert (told.kind, told.title, told.url) == (asked.kind, asked.title, asked.url)
    assert recogniser.query("谁也没有写过的话").kind is QueryKind.WHOLE


def test_an_item_is_found_at_any_of_its_addresses() -> None:
    items = [*ITEMS, KnownItem(ITEMS[1].title, "u/2b", "zwgk", "2026-05-12")]
    recogniser = Recogniser(items, "990215")
    assert recogniser.addresses(recogniser.query(ITEMS[1].title)) == {"u/2", "u/2b"}
