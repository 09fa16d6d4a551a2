"""Tables that list accounts."""

from __future__ import annotations

from auditor.media.tables import account_rows, read_rows
from auditor.model import ObjectTable

HEADER = ("序号", "账号名称", "平台类型", "主办单位", "是否主账号", "备注")
ROWS = (
    ("1", "清河发布", "微信公众号（订阅号）", "县政府办", "是", ""),
    ("2", "清河发布", "新浪微博", "-", "", ""),
    ("3", "清河交通", "抖音", "县交通运输局", "", "已注销"),
    ("4", "", "抖音", "县交通运输局", "", ""),
    ("5", "清河之声", "电台", "县融媒体中心", "", ""),
)


def test_rows_are_read_by_their_headings() -> None:
    rows = account_rows(ObjectTable("http://q/", HEADER, ROWS))
    assert rows is not None
    assert [(r.name, r.platform, r.kind, r.owner, r.main, r.closed) for r in rows] == [
        ("清河发布", "wechat", "订阅号", "县政府办", True, False),
        ("清河发布", "weibo", "", "", False, False),
        ("清河交通", "douyin", "", "县交通运输局", False, True),
    ]
    assert rows[2].quote == "3 清河交通 抖音 县交通运输局 已注销"


def test_other_tables_are_no_lists_of_accounts() -> None:
    assert read_rows(("名称", "单位"), (("甲", "乙"),), "") is None
    assert (
        read_rows(("名称", "类型", "单位"), (("一中", "公办", "教育局"), ("二中", "民办", "教育局")), "")
        is None
    )
    assert read_rows((), (), "") is None
