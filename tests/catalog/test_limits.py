"""公开时限 → rules: all texts of the catalog, and the shapes that county catalogs write."""

from __future__ import annotations

import pytest

from auditor.catalog import grasp, load_standard, parse_limits
from auditor.model import LimitKind

Rule = tuple[str, int | None, str | None, str | None, str]


def rules(text: str) -> list[Rule]:
    return [(r.kind.value, r.amount, r.unit, r.anchor, r.scope) for r in parse_limits(text)]


FORMED: Rule = ("within", 20, "workday", "formed", "")
OBTAINED: Rule = ("within", 10, "workday", "obtained", "")
TEXT: Rule = ("text", None, None, None, "")
#: Every text of edition 2019.
TEXTS: dict[str, list[Rule]] = {
    "公开事项信息形成或变更之日起20个工作日内公开": [FORMED],
    "信息形成或变更之日起20个工作日内": [FORMED],
    "信息形成或者变更之日起20个工作日内": [FORMED],
    "信息形成（变更）20个工作日内": [FORMED],
    "自信息形成或者变更之日起20个工作日内予以公开（行政许可结果信息：7个工作日内）": [
        FORMED,
        ("within", 7, "workday", "formed", "行政许可结果信息"),
    ],
    "形成或者变更之日起20个工作日内予以公开": [FORMED],
    "自该信息形成或者变更之日起20个工作日内": [FORMED],
    "除处罚决定外其他内容：长期公开（动态调整）；处罚决定：20个工作日内": [
        ("standing", None, None, None, "除处罚决定外其他内容"),
        ("within", 20, "workday", None, "处罚决定"),
    ],
    "及时公开": [("prompt", None, None, None, "")],
    "信息形成20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示": [
        FORMED,
        ("within", 7, "workday", "decision", "行政许可、行政处罚事项"),
    ],
    "自制作或获取该信息之日起20个工作日内公开": [("within", 20, "workday", "obtained", "")],
    "自该政府信息形成或者变更之日起20个工作日内及时公开": [FORMED],
    "20个工作日": [("within", 20, "workday", None, "")],
    "信息形成之日起20个工作日内": [FORMED],
    "自政府信息形成或者变更之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的，从其规定": [
        FORMED,
        TEXT,
    ],
    "信息形成或者变更之日起20个工作日内公开": [FORMED],
    "制定或获取信息之日起10个工作日内": [OBTAINED],
    "信息形成或者变更之日起20个工作日内予以公开": [FORMED],
    "自信息形成或者变更之日起20个工作日内予以公开": [FORMED],
    "信息形成或变更之日起20个工作日内公开": [FORMED],
    "实时公开": [("prompt", None, None, None, "")],
    "每20个工作日更新": [("every", 20, "workday", None, "")],
    "规划批准后20个工作日内": [("within", 20, "workday", "approval", "")],
    "本级人民代表大会或其常务委员会批准后20日内": [("within", 20, "day", "approval", "")],
    "本级政府财政部门批复后20日内": [("within", 20, "day", "approval", "")],
    "按进展情况及时公开": [("prompt", None, None, "progress", "")],
    "提前一周发通知邀请": [("before", 1, "week", "event", "")],
    "收到征地批准文件之日起10个工作日内公开": [("within", 10, "workday", "approval-received", "")],
    "自收到申请之日起20个工作日内公开": [("within", 20, "workday", "application", "")],
    "信息获取（形成变更）20个工作日内": [("within", 20, "workday", "obtained", "")],
    "自收到申请之日起20个工作日内": [("within", 20, "workday", "application", "")],
    "制定或获取信息之日起10个工作日内，公示7个工作日": [OBTAINED, ("at-least", 7, "workday", None, "公示")],
    "作出行政决定之日起7个工作日内，法律法规另有规定的从其规定": [
        ("within", 7, "workday", "decision", ""),
        TEXT,
    ],
    "规划送审报批前，不少于30日": [("before", 30, "day", "submission", "")],
    "信息形成之日起20个工作日内；行政许可和行政处罚决定作出后7个工作日内": [
        FORMED,
        ("within", 7, "workday", "decision", "行政许可和行政处罚决定"),
    ],
    "随采购公告、采购文件公开": [TEXT],
    "自该信息形成或者变更之日起20个工作日内予以公开，法律法规另有规定的除外": [FORMED, TEXT],
    "在实地启动拟征收土地工作时，在村公示栏公开": [TEXT],
    "拟征收土地现状调查结束后5个工作日内，在村公示栏公开": [
        ("within", 5, "workday", "survey", "在村公示栏公开")
    ],
    "《听证通知书》在组织听证7个工作日前予以公开；其他听证公开内容为依申请公开": [
        ("before", 7, "workday", "hearing", "《听证通知书》"),
        TEXT,
    ],
    "收到征地批准文件之日起10个工作日内": [("within", 10, "workday", "approval-received", "")],
    "征求意见期限不得少于30日": [("at-least", 30, "day", None, "征求意见")],
    "分配结果确定后20个工作日内": [("within", 20, "workday", "result", "")],
    "重大决策作出后及时公开": [("prompt", None, None, "decision", "")],
    "行政处罚决定形成之日起20个工作日内（S3；行政处罚公示通行要求为7个工作日）": [
        ("within", 20, "workday", "decision", ""),
        TEXT,
    ],
    "制定或获取文件之日起10个工作日内": [OBTAINED],
    "制定或获取扶持政策措施之日起10个工作日内": [OBTAINED],
    "制定或获取指南之日起10个工作日内": [OBTAINED],
    "制定或获取备案政策之日起10个工作日内": [OBTAINED],
    "制定或获取扶持补贴政策之日起10个工作日内": [OBTAINED],
    "制定或获取补贴政策之日起10个工作日内": [OBTAINED],
    "行政处罚决定做出之日起7个工作日内": [("within", 7, "workday", "decision", "")],
    "信息形成（变更）3个工作日内，公示时间不少于7个工作日": [
        ("within", 3, "workday", "formed", ""),
        ("at-least", 7, "workday", None, "公示"),
    ],
    "制定或获取信息之日起20个工作日内": [("within", 20, "workday", "obtained", "")],
    "7个工作日": [("within", 7, "workday", None, "")],
    "批前公示时间不得少于30日；批后公布应在规划批准后20个工作日内": [
        ("at-least", 30, "day", None, "批前公示"),
        ("within", 20, "workday", "approval", "批后公布"),
    ],
}


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_the_catalog(text: str) -> None:
    assert rules(text) == TEXTS[text]


def test_the_list_is_that_of_the_catalog() -> None:
    texts = {item.limit_text for item in load_standard().items}
    assert texts - {""} == set(TEXTS)
    assert sum(not item.limit_text for item in load_standard().items) == 3


LOCAL: dict[str, list[Rule]] = {
    "": [],
    "每季度更新": [("every", 1, "quarter", None, "")],
    "每半年公开一次": [("every", 1, "half-year", None, "")],
    "每月10日前": [("every", 1, "month", None, "")],
    "每年1月31日前": [("every", 1, "year", None, "")],
    "1月31日前公布": [TEXT],
    "三个工作日内": [("within", 3, "workday", None, "")],
    "自信息形成之日起 ２０ 个工作日内": [FORMED],
    "批准之日起十五日以内": [("within", 15, "day", "approval", "")],
    "信息形成后三十一天内": [("within", 31, "day", "formed", "")],
    "听证会举行前7个工作日公布": [("before", 7, "workday", "hearing", "")],
    "长期公开": [("standing", None, None, None, "")],
    "会议结束后及时公开": [("prompt", None, None, None, "")],
    "即时公开。": [("prompt", None, None, None, "")],
    "公示期不少于5个工作日": [("at-least", 5, "workday", None, "公示")],
    "按规定时间公开": [TEXT],
    "开学前20个工作日内": [TEXT],
    "；；": [],
    "20": [TEXT],
}


@pytest.mark.parametrize("text", LOCAL)
def test_texts_of_counties(text: str) -> None:
    assert rules(text) == LOCAL[text]


def test_each_limit_keeps_the_words_it_came_from() -> None:
    text = "信息形成（变更）3个工作日内，公示时间不少于7个工作日"
    assert [limit.text for limit in parse_limits(text)] == [
        "信息形成（变更）3个工作日内",
        "公示时间不少于7个工作日",
    ]
    for text in TEXTS:
        assert all(limit.text in text for limit in parse_limits(text)), text


def test_how_much_was_understood() -> None:
    assert grasp(()) == "none"
    assert grasp(parse_limits("及时公开")) == "whole"
    assert grasp(parse_limits("随采购公告、采购文件公开")) == "text"
    assert grasp(parse_limits("形成之日起3个工作日内，法律法规另有规定的除外")) == "part"


@pytest.mark.parametrize(
    "text", ["（" * 2000, "每" * 5000, "7个工作日内，" * 400, "一二三" * 3000, "：" * 3000, "公示" * 3000]
)
def test_long_nonsense_is_read_at_once(text: str) -> None:
    assert all(limit.kind in LimitKind for limit in parse_limits(text))
