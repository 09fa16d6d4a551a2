"""Until when a solicitation runs: what texts say, and days that are no end."""

from __future__ import annotations

import pytest

from auditor.extract.deadlines import closing_day

TITLE = "关于公开征求《某办法》意见的公告"


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("请于2026年6月30日前将意见反馈至县司法局。", "2026-06-30"),
        ("请于6月30日之前反馈", "2026-06-30"),
        ("征求意见时间：2026年5月12日至2026年6月11日", "2026-06-11"),
        ("征求意见时间为2026年5月12日至6月11日。", "2026-06-11"),
        ("公示时间：2026年5月12日-18日", "2026-05-18"),
        ("截止日期：2026-06-11 17:00", "2026-06-11"),
        ("开始时间：2026-05-12 结束时间：2026-06-11", "2026-06-11"),
        ("意见征集截止时间为2026年6月11日（星期四）", "2026-06-11"),
        ("自公告发布之日起30日内提出意见", "2026-06-11"),
        ("公示期为5个工作日", "2026-05-19"),
        ("征集期限：三十天", "2026-06-11"),
        ("请于5月20日前报名，意见于6月1日前反馈", "2026-06-01"),  # the last one counts
        ("截至2026年6月11日止，可以书面提出", "2026-06-11"),
        ("截至2026年5月31日，全县完成投资三亿元", None),
        ("到2035年全面建成，欢迎提出意见", None),
        ("规划期限至2035年12月31日前", None),
        ("欢迎提出宝贵意见", None),
        ("征求意见时间：2026年2月30日前", None),
    ],
)
def test_days_of_a_text_of_12_may(text: str, closes: str | None) -> None:
    assert closing_day(TITLE, text, "2026-05-12") == closes


def test_the_year_turns() -> None:
    assert closing_day(TITLE, "请于1月15日前反馈意见", "2025-12-20") == "2026-01-15"


def test_without_its_own_date_only_a_whole_day_is_told() -> None:
    assert closing_day(TITLE, "请于2026年6月30日前反馈", None) == "2026-06-30"
    assert closing_day(TITLE, "请于6月30日前反馈", None) is None
    assert closing_day(TITLE, "自发布之日起30日内反馈", None) is None


def test_other_texts_are_not_searched() -> None:
    assert closing_day("县领导调研安全生产", "要在2026年6月30日前完成整改", "2026-05-12") is None
