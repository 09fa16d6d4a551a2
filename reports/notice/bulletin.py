"""通报: how a group of portals came out, who is praised and criticised, which faults many share. A pure function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from auditor.errors import AuditorError
from reports.notice.bulletin_shape import SHAPE
from reports.notice.digest import CountyDigest, RuleCount
from reports.notice.fill import Properties, Template, fill, load
from reports.notice.numerals import day_text, iso_day_text
from reports.notice.ranking import Placed, ranked
from reports.text import clean, number

_TITLE = "关于政府网站政务公开检查情况的通报"
#: So many shared faults and faults of one portal are named.
_COMMON, _OWN = 12, 6
_EXPLAINED = (
    "得分以“最低 – 最高”表示：前者按无法判定的事项全部不符合计算，后者按全部符合计算。"
    "名次也因此可能是一个范围。触发单项否决的网站不排名次，列于其后。"
)


@dataclass(frozen=True, slots=True)
class BulletinDetails:
    """What the audits cannot know. ``praised`` and ``criticised`` say how many places from the top and the bottom of the
    ranking are named; a portal is named only when its place is certain enough, and one with a veto always."""

    day: date
    title: str = _TITLE
    number: str = ""
    issuer: str = ""
    to: str = ""
    praised: int = 3
    criticised: int = 3


def render_bulletin(
    counties: Sequence[CountyDigest], template: bytes, given: BulletinDetails, name: str = "模板"
) -> bytes:
    """The bulletin as DOCX; equal input gives equal bytes, whatever the order of ``counties``.

    AuditorError when the template is unfit, when there are no counties, or when one is there twice.
    """
    if not counties:
        raise AuditorError("没有可以通报的检查结果。请给出含有 audit.json 的输出目录")
    codes = [county.code for county in counties]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise AuditorError(f"{clean(twice[0], 40)} 有两份检查结果。通报中每个网站只能有一份，请去掉一份")
    values = _values(sorted(counties, key=lambda county: (county.name, county.code)), given)
    return fill(_checked(template, name), values, Properties(given.title, given.issuer, given.day))


@lru_cache(maxsize=4)
def _checked(template: bytes, name: str) -> Template:
    return load(template, SHAPE, name)


def _values(counties: Sequence[CountyDigest], given: BulletinDetails) -> dict[str, Any]:
    places = ranked(counties)
    unjudged = [county for county in counties if not county.judged]
    days = sorted(county.day for county in counties)
    span = [iso_day_text(clean(days[0], 20)), iso_day_text(clean(days[-1], 20))]
    return {
        "标题": clean(given.title, 100),
        "文号": clean(given.number, 60) or f"〔{given.day.year}〕　　号",
        "发文机关": clean(given.issuer, 60),
        "发文日期": day_text(given.day),
        "主送机关": clean(given.to, 200),
        "检查时间": span[0] if span[0] == span[1] else f"{span[0]}至{span[1]}",
        "网站数": str(len(counties)),
        "判定数": str(len(places)),
        "未判定数": str(len(unjudged)),
        "总体情况": _overall([place.county for place in places]),
        "口径说明": _yardsticks(counties),
        "排名说明": _EXPLAINED,
        "排名": [_ranking_row(place) for place in places] + [_unranked_row(county) for county in unjudged],
        "未判定": [{"网站": c.name, "检查日期": iso_day_text(clean(c.day, 20))} for c in unjudged],
        "表扬": _numbered(_praised(places, given.praised)),
        "批评": _numbered(_blamed(places, given.criticised)),
        "共性问题": _common([place.county for place in places]),
        "附表": [_annex_row(index, county) for index, county in enumerate(counties, start=1)],
    }


def _overall(judged: Sequence[CountyDigest]) -> str:
    if not judged:
        return "各网站均因网页未能读取而未作判定，不作评价。"
    faultless = sum(not county.failed for county in judged)
    vetoed = sum(bool(county.vetoed) for county in judged)
    worst, best = (
        number(sum(values) / len(judged)) for values in ([c.worst for c in judged], [c.best for c in judged])
    )
    mean = best if worst == best else f"{worst}至{best}"
    text = f"作出判定的网站平均得分{mean}分，共发现不符合要求的问题{sum(c.failed for c in judged)}项。"
    if faultless:
        text += f"未发现不符合问题的网站{faultless}个。"
    return text + (
        f"触发国家检查指标单项否决的网站{vetoed}个。" if vetoed else "没有网站触发国家检查指标的单项否决。"
    )


def _yardsticks(counties: Sequence[CountyDigest]) -> str:
    if len({county.yardstick for county in counties}) == 1:
        return ""
    return "参加检查的网站所用的检查口径（判定方案、网站级别、标准目录或规则版本）不完全相同，名次仅供参考。"


def _ranking_row(place: Placed) -> dict[str, str]:
    county = place.county
    remarks = []
    if county.vetoed:
        remarks.append("单项否决：" + "、".join(county.vetoed))
    elif county.may_veto:
        remarks.append("单项否决待核实：" + "、".join(county.may_veto))
    if county.waived:
        remarks.append(f"另有准予暂缓整改 {county.waived} 项")
    return {
        "名次": place.text,
        "网站": county.name,
        "得分": county.score,
        "不符合": str(county.failed),
        "提醒": str(county.warned),
        "无法判定": str(county.cant_tell),
        "备注": clean("；".join(remarks), 300),
    }


def _unranked_row(county: CountyDigest) -> dict[str, str]:
    row = dict.fromkeys(("不符合", "提醒", "无法判定"), "—")
    return row | {"名次": "—", "网站": county.name, "得分": "未判定", "备注": "网页未能读取，不参加排名"}


def _praised(places: Sequence[Placed], count: int) -> list[tuple[CountyDigest, str]]:
    """Portals that are among the best even if all that could not be told is against them."""
    most = min(count, _placed(places) // 2)
    return [
        (place.county, f"得分{_spoken(place.county)}分，居第{place.text}位")
        for place in places
        if place.last is not None and place.last <= most and not place.county.may_veto
    ]


def _blamed(places: Sequence[Placed], count: int) -> list[tuple[CountyDigest, str]]:
    """Portals with a veto, and those that are among the last even if all that could not be told is in their favour."""
    after = _placed(places) - min(count, _placed(places) // 2)
    named = []
    for place in places:
        county = place.county
        if place.first is None:
            named.append((county, "触发单项否决（" + "、".join(county.vetoed) + "）"))
        elif place.first > after and county.failed:
            told = f"得分{_spoken(county)}分，居第{place.text}位，不符合要求的问题{county.failed}项"
            named.append((county, told))
    return named


def _placed(places: Sequence[Placed]) -> int:
    return sum(place.first is not None for place in places)


def _spoken(county: CountyDigest) -> str:
    return county.score.replace(" – ", "至")


def _numbered(named: Sequence[tuple[CountyDigest, str]]) -> list[dict[str, str]]:
    return [
        {"序号": str(index), "网站": county.name, "理由": clean(reason, 400)}
        for index, (county, reason) in enumerate(named, start=1)
    ]


def _common(judged: Sequence[CountyDigest]) -> list[dict[str, str]]:
    """Faults that two portals or more have, those of most portals first."""
    found: dict[str, list[RuleCount]] = {}
    for county in judged:
        for fault in county.faults:
            found.setdefault(fault.rule, []).append(fault)
    shared = sorted(
        ((rule, faults) for rule, faults in found.items() if len(faults) > 1),
        key=lambda each: (-len(each[1]), -sum(fault.count for fault in each[1]), each[0]),
    )
    return [
        {
            "序号": str(index),
            "名称": faults[0].title,
            "网站数": f"{len(faults)}个",
            "占比": f"{round(100 * len(faults) / len(judged))}%",
            "项数": str(sum(fault.count for fault in faults)),
            "依据": _clause(faults[0]),
        }
        for index, (_, faults) in enumerate(shared[:_COMMON], start=1)
    ]


def _clause(fault: RuleCount) -> str:
    return clean(f"{fault.clause.doc} {fault.clause.clause}", 200) if fault.clause else ""


def _annex_row(index: int, county: CountyDigest) -> dict[str, str]:
    named = "；".join(f"{fault.title}{fault.count}项" for fault in county.faults[:_OWN])
    rest = sum(fault.count for fault in county.faults[_OWN:])
    text = named + (f"；其他{rest}项" if rest else "")
    return {
        "序号": str(index),
        "网站": county.name,
        "网址": clean(county.url, 300),
        "检查日期": iso_day_text(clean(county.day, 20)),
        "主要问题": text or ("未发现不符合问题" if county.judged else "网页未能读取，未作判定"),
    }
