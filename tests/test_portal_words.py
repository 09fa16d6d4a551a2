"""What a portal says of itself, in the terms of a portal file."""

from __future__ import annotations

import pytest

from auditor.model import Fact, Level
from auditor.portal_words import area_code, level_of, own_name, site_id


def fact(name: str, value: str) -> Fact:
    return Fact(name, value, value, "http://www.qinghe.test/")


@pytest.mark.parametrize(
    ("facts", "titles", "expected"),
    [
        ([fact("meta_site_name", " 清禾县人民政府 ")], ["首页"], "清禾县人民政府"),
        ([], ["欢迎访问清禾县人民政府门户网站"], "清禾县人民政府门户网站"),
        ([], ["首页 - 清禾县人民政府"], "清禾县人民政府"),
        ([], ["清禾县人民政府-网站首页"], "清禾县人民政府"),
        ([], ["", "首页"], ""),
    ],
)
def test_own_name(facts: list[Fact], titles: list[str], expected: str) -> None:
    assert own_name(facts, titles) == expected


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("清禾县人民政府", Level.COUNTY),
        ("清禾县人民政府办公室", Level.COUNTY),
        ("青塘镇人民政府", Level.TOWNSHIP),
        ("城东街道办事处", Level.TOWNSHIP),
        ("清禾县教育局", Level.DEPARTMENT),
        ("清禾县卫生健康委员会门户网站", Level.DEPARTMENT),
        ("中国清禾", Level.COUNTY),
    ],
)
def test_level(name: str, level: Level) -> None:
    assert level_of(name) is level


def test_codes() -> None:
    assert site_id([fact("meta_site_code", "9901010001")]) == "9901010001"
    assert area_code("9901010001") == "990101"
    assert area_code("bm12000001") == ""
    assert area_code("") == ""
