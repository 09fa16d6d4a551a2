"""The plan of a night for people: when it ends, which lane decides that and why, what has to wait. Something to sign."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.model.fleet import LeftOut
from auditor.model.forecast import Bound, LaneForecast, LeftOutForecast, NightForecast
from reports.text import clean

#: So many lanes, so many left out portals stand in the text; ``--json`` has all.
_LANES, _LEFT_OUT = 12, 20
_WEEKDAYS = "一二三四五六日"
#: A portal that takes at least this share of its lane is named as the reason.
_MUCH = 0.3
_DAY = 24 * 3600
_HEADS = ("线路（后端）", "进程", "网站", "请求", "间隔", "开始", "结束", "其中静默")


def print_plan(
    forecast: NightForecast,
    names: Mapping[str, str],
    console: Console | None = None,
    stream: TextIO | None = None,
) -> None:
    """``names``: of portals, by code. A table of lanes on a terminal, plain lines elsewhere."""
    console = console or Console(file=stream or sys.stdout, highlight=False)
    lines = plan_lines(forecast, names)
    if console.is_terminal and forecast.lanes:
        for line in (*_head(forecast), *_longest(forecast, names)):
            console.print(Text(line))
        console.print(_table(forecast))
        lines = [*_more(forecast), *_left_out(forecast), *_remarks(forecast), _conclusion(forecast)]
        for line in lines:
            console.print(Text(line))
        return
    console.file.write("\n".join(lines) + "\n")
    console.file.flush()


def plan_lines(forecast: NightForecast, names: Mapping[str, str]) -> list[str]:
    """The plan as plain lines."""
    return [
        *_head(forecast),
        *_longest(forecast, names),
        *_lanes(forecast),
        *_more(forecast),
        *_left_out(forecast),
        *_remarks(forecast),
        _conclusion(forecast),
    ]


def _head(forecast: NightForecast) -> Iterator[str]:
    plan = forecast.plan
    begins = datetime.fromisoformat(plan.begins)
    yield f"夜间检查计划　{_day(forecast)}" + ("　【演练：只访问本机】" if forecast.rehearsal else "")
    total = forecast.portals + len(forecast.left_out)
    yield f"登记表　　{clean(forecast.register)}：{total} 个网站，其中今夜检查 {forecast.portals} 个"
    until = (
        f"，{_clock(forecast.until, begins)} 前结束（{duration(plan.window)}）"
        if plan.window is not None
        else "，不限结束时间"
    )
    yield f"时间　　　{begins:%m-%d %H:%M} 开始{until}"
    if not forecast.portals:
        yield "预计结束　今夜没有要检查的网站"
        return
    yield f"预计结束　{_clock(plan.ends, begins)}（用时 {duration(_length(forecast))}，不含复核和重试）"
    yield (
        f"工作量　　约 {forecast.requests:,} 次请求，{len(forecast.lanes)} 条线路，{len(forecast.shards)} 个进程"
    )


def _longest(forecast: NightForecast, names: Mapping[str, str]) -> Iterator[str]:
    if not forecast.lanes:
        return
    begins = datetime.fromisoformat(forecast.plan.begins)
    if forecast.bound is Bound.PROCESSOR:
        shard = max(forecast.shards, key=lambda shard: shard.ends)
        yield (
            f"瓶颈　　　处理器：进程 {shard.number} 要读 {shard.requests:,} 个页面，约需 {duration(shard.processor)}，"
            "比任何一条线路都久。增加 --workers（不超过处理器核数）或机器可提前结束"
        )
    lane = forecast.lanes[0]
    yield (
        f"最晚的线路　{clean(lane.backend, 60)}：{_clock(lane.ends, begins)} 结束。{'；'.join(_reasons(lane, forecast, names))}"
    )


def _reasons(lane: LaneForecast, forecast: NightForecast, names: Mapping[str, str]) -> Iterator[str]:
    many = f"{lane.portals} 个网站同在一个后端，依次检查" if lane.portals > 1 else "只有 1 个网站"
    yield f"{many}，共约 {lane.requests:,} 次请求，每 {lane.interval:g} 秒一次，需 {duration(lane.seconds)}"
    slower = Counter(each.interval for each in forecast.lanes).most_common(1)[0][0]
    if lane.interval > slower:
        yield f"间隔比多数后端（{slower:g} 秒）长"
    if lane.paused >= 60:
        yield f"其间静默时段等待 {duration(lane.paused)}"
    if lane.waited >= 60:
        yield f"进程满了，排队等待 {duration(lane.waited)}，增加 --workers 可提前"
    if lane.portals > 1 and lane.largest_seconds >= _MUCH * lane.seconds:
        name = clean(names.get(lane.largest, lane.largest), 40)
        yield f"其中“{name}”（{lane.largest}）占 {duration(lane.largest_seconds)}"
    if lane.unknown:
        yield f"{lane.unknown} 个没有历史记录，是估计"


def _lanes(forecast: NightForecast) -> Iterator[str]:
    begins = datetime.fromisoformat(forecast.plan.begins)
    if len(forecast.lanes) > 1:
        yield "各条线路（最晚结束的在前）："
        for lane in forecast.lanes[:_LANES]:
            quiet = f"，其中静默 {duration(lane.paused)}" if lane.paused >= 60 else ""
            yield (
                f"  {_clock(lane.ends, begins)}　{clean(lane.backend, 60)}（进程 {lane.shard}）："
                f"{lane.portals} 个网站，约 {lane.requests:,} 次请求，间隔 {lane.interval:g} 秒，"
                f"{_clock(lane.begins, begins)} 开始{quiet}"
            )


def _table(forecast: NightForecast) -> Table:
    begins = datetime.fromisoformat(forecast.plan.begins)
    table = Table(box=box.SIMPLE, header_style="bold")
    for head in _HEADS:
        table.add_column(head, justify="left" if head == _HEADS[0] else "right", overflow="fold")
    for lane in forecast.lanes[:_LANES]:
        table.add_row(
            Text(clean(lane.backend, 60)),
            str(lane.shard),
            str(lane.portals),
            f"{lane.requests:,}",
            f"{lane.interval:g} 秒",
            _clock(lane.begins, begins),
            _clock(lane.ends, begins),
            duration(lane.paused) if lane.paused >= 60 else "",
        )
    return table


def _more(forecast: NightForecast) -> Iterator[str]:
    if len(forecast.lanes) > _LANES:
        begins = datetime.fromisoformat(forecast.plan.begins)
        rest = forecast.lanes[_LANES:]
        yield f"  其余 {len(rest)} 条线路最迟 {_clock(rest[0].ends, begins)} 结束（--json 列出全部）"


def _left_out(forecast: NightForecast) -> Iterator[str]:
    late = [each for each in forecast.left_out if each.reason is LeftOut.NO_TIME]
    counts = Counter(each.reason for each in forecast.left_out)
    if not forecast.left_out:
        yield "未列入　　没有：登记的网站今夜全部检查"
        return
    parts = [f"今夜时间不够 {counts[LeftOut.NO_TIME]} 个"] if late else []
    parts += [f"今夜不到检查日 {counts[LeftOut.NOT_TODAY]} 个"] if counts[LeftOut.NOT_TODAY] else []
    parts += [f"暂停 {counts[LeftOut.PAUSED]} 个"] if counts[LeftOut.PAUSED] else []
    yield f"未列入　　{len(forecast.left_out)} 个：{'，'.join(parts)}"
    if late:
        yield "时间不够的（下一夜优先；等得最久的在前）："
        late.sort(key=lambda each: (not each.too_large, -each.nights, each.code))
        yield from (f"  {_late(each)}" for each in late[:_LEFT_OUT])
        if len(late) > _LEFT_OUT:
            yield f"  其余 {len(late) - _LEFT_OUT} 个见 --json"


def _late(each: LeftOutForecast) -> str:
    name = f"{clean(each.name, 40)}（{each.code}，后端 {clean(each.backend, 60)}）"
    if each.too_large:
        return (
            f"{name}：预计 {duration(each.seconds)}，单独一夜也放不下，照此永远轮不到。"
            "请推迟 --until，或在登记表里减少它的页数上限（即抽查）"
        )
    return f"{name}：预计 {duration(each.seconds)}" + (
        f"，已连续 {each.nights} 夜" if each.nights > 1 else ""
    )


def _remarks(forecast: NightForecast) -> Iterator[str]:
    unknown = sum(lane.unknown for lane in forecast.lanes)
    if unknown:
        yield f"说明　　　{unknown} 个网站没有历史记录，时间是估计，查过一次后会准确"
    if bounded := sum(lane.bounded for lane in forecast.lanes):
        yield f"说明　　　{bounded} 个网站预计达到登记表的页数或分钟上限，只查其中一部分"
    if forecast.planned_until:
        begins = datetime.fromisoformat(forecast.plan.begins)
        yield f"说明　　　只排到 {_clock(forecast.planned_until, begins)}，其后留给复核、重试和比预计慢的网站"
    if _length(forecast) > _DAY:
        yield "说明　　　这一夜长于 24 小时，会推迟下一夜。请用 --until 规定结束时间，查不完的轮流检查"
    if forecast.uncertain:
        years = "、".join(map(str, forecast.uncertain))
        yield (
            f"说明　　　{years} 年的放假安排尚未公布：按工作日检查的网站当作到期，工作日静默的后端当作每天静默；公布后请升级"
        )


def _conclusion(forecast: NightForecast) -> str:
    plan = forecast.plan
    if not forecast.portals:
        return "结论　　　今夜无事可做"
    begins = datetime.fromisoformat(plan.begins)
    left = sum(each.reason is LeftOut.NO_TIME for each in forecast.left_out)
    if not forecast.until:
        done = (
            f"到期的 {forecast.portals} 个网站全部检查，预计 {_clock(plan.ends, begins)} 结束"
            if not left
            else ""
        )
        return f"结论　　　{done or f'有 {left} 个网站的后端一个月内都在静默时段，无法检查'}"
    spare = (datetime.fromisoformat(forecast.until) - datetime.fromisoformat(plan.ends)).total_seconds()
    ends = (
        f"预计 {_clock(plan.ends, begins)} 结束，到 {_clock(forecast.until, begins)} 还余 {duration(spare)}"
    )
    if left:
        return f"结论　　　查不完：{forecast.portals} 个列入，{left} 个留到下一夜；{ends}"
    return f"结论　　　查得完：到期的 {forecast.portals} 个网站全部列入，{ends}"


def duration(seconds: float | None) -> str:
    """``8 小时 12 分``, ``40 分``, ``25 秒``."""
    whole = round(seconds or 0)
    if whole < 60:
        return f"{whole} 秒"
    minutes = round(whole / 60)
    hours, minutes = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} 小时" if hours else "", f"{minutes} 分" if minutes else "")))


def _length(forecast: NightForecast) -> float:
    ends, begins = map(datetime.fromisoformat, (forecast.plan.ends, forecast.plan.begins))
    return (ends - begins).total_seconds()


def _clock(moment: str, begins: datetime) -> str:
    """The time of day; with the date on other days than the one on which the night begins."""
    at = datetime.fromisoformat(moment)
    return f"{at:%H:%M}" if at.date() == begins.date() else f"{at:%m-%d %H:%M}"


def _day(forecast: NightForecast) -> str:
    day = date.fromisoformat(forecast.plan.night)
    kind = {True: "，工作日", False: "，休息日", None: ""}[forecast.workday]
    return f"{day.isoformat()}（星期{_WEEKDAYS[day.weekday()]}{kind}）"
