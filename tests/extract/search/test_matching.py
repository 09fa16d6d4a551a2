"""Is a result the item that was looked for?"""

from __future__ import annotations

import pytest

from auditor import urls
from auditor.extract.search.matching import inner_addresses, is_jump, rank_of
from auditor.model import SearchResult

TITLE = "关于开展农村宅基地确权登记颁证工作的通知"
ITEM = "http://www.wenling.test/tzgg/t20260528_4011.html"
OTHER = SearchResult("别的信息的标题也不短", "http://www.wenling.test/tzgg/t20260528_1.html")


def rank(title: str, url: str) -> int | None:
    return rank_of([OTHER, SearchResult(title, url)], frozenset({urls.canonical(ITEM)}), TITLE)


@pytest.mark.parametrize(
    "url",
    [
        ITEM,
        "https://wenling.test/tzgg/t20260528_4011.html",
        "http://so.test/visit/link.do?url=http%3A%2F%2Fwww.wenling.test%2Ftzgg%2Ft20260528_4011.html&q=x&title=y",
        "http://so.test/goto.jsp?url=http://www.wenling.test/tzgg/t20260528_4011.html",
        "http://www.wenling.test/link?target=/tzgg/t20260528_4011.html",
        "http://so.test/r?u=http%253A%252F%252Fwww.wenling.test%252Ftzgg%252Ft20260528_4011.html",
    ],
)
def test_by_the_address_inside_of_a_link(url: str) -> None:
    assert rank("随便什么", url) == 2


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (TITLE, True),
        ("[通知公告] 关于开展农村宅基地确权登记颁证工作的通知", True),
        ("2. 关于开展“农村宅基地”确权登记颁证工作的通知 2026-05-28", True),
        ("关于开展农村宅基地确权登记…", True),
        ("关于开展农村宅基地确权登记...", True),
        ("关于开展农村宅基地确权登记", False),
        ("关于…", False),
        (
            "县政府常务会议研究了关于开展农村宅基地确权登记颁证工作的通知等九个文件并作出了部署和安排提出要求",
            False,
        ),
        ("", False),
    ],
)
def test_by_its_title(title: str, found: bool) -> None:
    jump = "http://198.51.100.7:8080/was5/web/detail?record=3&channelid=258715"
    assert rank(title, jump) == (2 if found else None)


def test_an_address_that_never_ends_costs_nothing() -> None:
    deep = "http://a.test/x?u=" + "http%3A%2F%2Fa.test%2Fx%3Fu%3D" * 20_000
    assert len(list(inner_addresses(deep))) <= 4


@pytest.mark.parametrize(
    ("url", "jump"),
    [
        ("/was5/web/detail?record=3", True),
        ("/link?url=http%3A%2F%2Fa%2F", True),
        ("/jsearchfront/visit/link.do?url=x", True),
        ("/tzgg/t20260528_4011.html", False),
        ("/s?page=2", False),
    ],
)
def test_jumps_of_an_engine(url: str, jump: bool) -> None:
    assert is_jump(f"http://so.test{url}") is jump
