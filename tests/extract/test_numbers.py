"""Numbers of documents in the ways in which portals write them; own ones and cited ones."""

from __future__ import annotations

import time

import pytest

from auditor.document_numbers import same_number
from auditor.extract import numbers


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("宁政办发〔2020〕15号", "宁政办发〔2020〕15号"),
        ("宁政办发[2020]15号", "宁政办发〔2020〕15号"),
        ("宁政办发【2020】15号", "宁政办发〔2020〕15号"),
        ("宁政办发(2020)15号", "宁政办发〔2020〕15号"),
        ("宁政办发（2020）15号", "宁政办发〔2020〕15号"),
        ("宁政办发﹝2020﹞15号", "宁政办发〔2020〕15号"),
        ("宁政办发〔2019]54号", "宁政办发〔2019〕54号"),
        ("宁政办发 〔 2020 〕 15 号", "宁政办发〔2020〕15号"),
        ("宁政办发〔２０２０〕第１５号", "宁政办发〔2020〕15号"),
        ("宁政办发〔2020〕05号", "宁政办发〔2020〕5号"),
        ("宁政办发〔二〇二〇〕15号", "宁政办发〔2020〕15号"),
        ("宁政办发〔2020年〕15号", "宁政办发〔2020〕15号"),
        ("国务院令第711号", "国务院令711号"),
        ("文河县人民政府令 第 5 号", "文河县人民政府令5号"),
        ("无", "无"),
        ("", ""),
    ],
)
def test_one_form(written: str, normal: str) -> None:
    assert numbers.normal(written) == normal


TITLE = "文河县人民政府办公室关于印发《文河县养老服务办法》的通知"


@pytest.mark.parametrize(
    ("title", "pairs", "text", "own"),
    [
        (TITLE, (("文 号", "文政办发[2026]8号"),), "根据国办发〔2019〕54号，制定。", "文政办发〔2026〕8号"),
        (TITLE, (("发文字号", "无"),), f"{TITLE} 各乡镇： 根据国办发〔2019〕54号文件", ""),
        (
            TITLE,
            (("字号", "大 中 小"),),
            f"索引号：1 文号：文政办发〔2026〕8号 {TITLE} 各乡镇",
            "文政办发〔2026〕8号",
        ),
        (TITLE, (), f"{TITLE} 文政办发〔2026〕8号 各乡镇人民政府：", "文政办发〔2026〕8号"),
        (TITLE, (), f"发布时间：2026-05-01 {TITLE} （文政办发〔2026〕8号） 各乡镇：", "文政办发〔2026〕8号"),
        (
            "关于养老的通知",
            (),
            "文河县人民政府办公室文件 文政办发〔2026〕8号 关于养老的通知",
            "文政办发〔2026〕8号",
        ),
        ("关于养老的通知（文政发〔2026〕8号）", (), "各乡镇：", "文政发〔2026〕8号"),
        ("文政发〔2026〕8号 关于养老的通知", (), "各乡镇：", "文政发〔2026〕8号"),
        ("文河县人民政府令第5号", (), "《文河县办法》已经通过", "文河县人民政府令5号"),
        # cited, not its own
        ("《文河县养老服务办法》（文政发〔2026〕8号）政策解读", (), "一、背景", ""),
        ("《文河县养老服务办法》政策解读", (), "《文河县养老服务办法》政策解读 文政发〔2026〕8号 的背景", ""),
        ("关于转发国务院办公厅意见的通知（国办发〔2026〕3号）", (), "各乡镇：", ""),
        ("关于养老的公告", (), "根据国务院办公厅关于养老的意见 国办发〔2026〕3号 的要求", ""),
        ("关于养老的公告", (), "根据《养老意见》（国办发〔2026〕3号），公告如下", ""),
        ("关于转发《养老意见》的通知", (), "关于转发《养老意见》的通知 文民发〔2026〕3号 各乡镇", ""),
        ("工作动态", (), "", ""),
    ],
)
def test_own_number(title: str, pairs: tuple[tuple[str, str], ...], text: str, own: str) -> None:
    assert numbers.own_number(title, pairs, text) == own


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "根据国办发〔2019〕54号和鄂政办发〔2020〕3号文件精神",
            ("国办发〔2019〕54号", "鄂政办发〔2020〕3号"),
        ),
        (
            "《条例》（国务院令第711号）、《意见》（国办发[2019]54号）",
            ("国务院令711号", "国办发〔2019〕54号"),
        ),
        ("和政办发〔2020〕1号", ("和政办发〔2020〕1号",)),
        ("关于养老的通知 文政发〔2026〕8号 各乡镇", ("文政发〔2026〕8号",)),
        ("国办发〔2019〕54号，国办发(2019)54号", ("国办发〔2019〕54号",)),
        ("（2020）15号楼，电话〔2020〕1234，[1999]年", ()),
        ("", ()),
    ],
)
def test_cited_numbers(text: str, cited: tuple[str, ...]) -> None:
    assert numbers.cited_numbers(text) == cited


def test_cited_titles_keep_what_they_contain() -> None:
    text = "印发《关于印发〈甲办法〉的通知》和《乙 办法》，《关于《丙》的决定》，《乙办法》，《没有结束"
    assert numbers.cited_titles(text) == ("关于印发〈甲办法〉的通知", "乙办法", "关于《丙》的决定")


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        (
            "关于废止一批规范性文件的决定",
            "关于废止一批规范性文件的决定 根据《规范性文件管理办法》（文政发〔2019〕3号），决定废止以下文件："
            "1.《甲办法》（文政发〔2010〕5号） 2.关于乙的通知 文政办发〔2011〕6号 已被《新乙办法》（文政发〔2024〕1号）替代",
            ("甲办法", "文政发〔2010〕5号", "文政办发〔2011〕6号"),
        ),
        ("关于废止《甲办法》的通知", "关于废止《甲办法》的通知 各乡镇", ("甲办法",)),
        (
            "关于印发《新办法》的通知",
            "依照《条例》制定。本办法自2026年1月1日起施行。《旧办法》（文政发〔2010〕5号）同时废止。",
            ("旧办法", "文政发〔2010〕5号"),
        ),
        ("关于印发《新办法》的通知", "施行。《旧办法》（文政发〔2010〕5号）第五条同时废止。", ()),
        ("规范性文件清理结果", "继续有效：文政发〔2010〕5号；废止：文政发〔2010〕6号", ()),
        ("关于印发《新办法》的通知", "各单位要清理废止文件，依照《条例》执行。", ()),
    ],
)
def test_repealed(title: str, text: str, named: tuple[str, ...]) -> None:
    assert numbers.repealed(title, text) == named


def test_same_number_with_and_without_the_place() -> None:
    assert same_number("文政办发〔2026〕8号", "政办发〔2026〕8号")
    assert same_number("国务院令711号", "中华人民共和国国务院令711号")
    assert not same_number("文政办发〔2026〕8号", "文政办发〔2026〕18号")
    assert not same_number("文政办发〔2026〕8号", "文政发〔2026〕8号")
    assert not same_number("", "")


@pytest.mark.parametrize("piece", ["〔2020", "文", "《", "令第", "〔2020〕1号", "废止", "的 ", "(((2020)"])
def test_hostile_texts_cost_no_more_than_their_length(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begin = time.perf_counter()
    numbers.own_number(text, (), text)
    numbers.cited_numbers(text)
    numbers.cited_titles(text)
    numbers.repealed(text[:300], text)
    assert time.perf_counter() - begin < 2
