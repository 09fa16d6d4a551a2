"""How far a night has come, for people: plain lines for a terminal, and one self-contained page.

The page holds no script and asks for nothing; while the night runs it reads itself again every few seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from auditor import __version__
from auditor.model.fleet import LeftOut, NightState, Pass, Task, TaskState
from auditor.model.fleet_progress import Counts, LaneProgress, NightProgress
from reports import fleet_words
from reports.environment import asset, csp_hash, environment
from reports.text import clean

#: So many lines of a kind stand on a terminal; the page has more, the store has all.
_LINES = 12
_ROWS = 500
_CHINA = timezone(timedelta(hours=8))
#: How often the page reads itself again (seconds).
_AGAIN = 15
STATES = {
    NightState.PLANNED: "尚未开始",
    NightState.RUNNING: "正在进行",
    NightState.DONE: "已完成",
    NightState.PARTIAL: "已结束，有网站没有查成",
}
_LOOKS = {Pass.AUDIT: "初查", Pass.CONFIRM: "复查"}
_LEFT_OUT = {
    LeftOut.NOT_TODAY: "今晚不轮到",
    LeftOut.PAUSED: "已暂停",
    LeftOut.NO_TIME: "时间不够，下一夜先查",
}
#: The tiles in their order, and the colour of each: a class of ``site.css``.
_TILES = {
    TaskState.SEALED: "outcome-pass",
    TaskState.RUNNING: "b3",
    TaskState.WAITING: "outcome-info",
    TaskState.FAILED: "outcome-warn",
    TaskState.GIVEN_UP: "outcome-fail",
}


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A portal that failed, in words."""

    code: str
    name: str
    look: str
    failure: str
    cure: str
    attempt: int
    state: str
    given_up: bool


@dataclass(frozen=True, slots=True)
class LaneView:
    """A lane in words. ``share``: of what politeness allows, in percent; "" when it cannot be said."""

    backend: str
    counts: Counts
    running: str
    requests: int
    interval: str
    pace: str
    share: str
    left: str


def status_lines(progress: NightProgress) -> list[str]:
    """The state of a night as lines without control characters."""
    lines = [
        f"{progress.id} 夜间检查：{STATES[progress.state]}（判定日期 {progress.today}）",
        times(progress),
    ]
    lines += [look_line(counts) for counts in progress.counts]
    lines += [f"未列入：{text}" for text in _left_out(progress)]
    lines += _named("告警", [alarm for alarm, _ in _alarms(progress)])
    lines += _named("失败", [_trouble_line(view) for view in troubles(progress)])
    if not progress.is_over:
        lanes = [lane for lane in progress.lanes if lane.left > 0]
        lines += _named("还要最久的线路", [_lane_line(lane_view(lane, progress)) for lane in lanes], 5)
    return [clean(line) if not line.startswith("  ") else "  " + clean(line) for line in lines]


def render_status(progress: NightProgress) -> str:
    """The page. Whatever a portal is called, it is text."""
    style = asset("site.css") + asset("fleet.css")
    return (
        environment()
        .get_template("fleet/status.html")
        .render(
            p=progress,
            again=0 if progress.is_over else _AGAIN,
            state=STATES[progress.state],
            times=times(progress),
            looks=[(_LOOKS[counts.look], counts) for counts in progress.counts],
            tiles=[(state, fleet_words.state_name(state), colour) for state, colour in _TILES.items()],
            left_out=_left_out(progress),
            alarms=_alarms(progress)[:_ROWS],
            troubles=troubles(progress)[:_ROWS],
            hidden=max(0, len(progress.troubled) - _ROWS),
            lanes=[lane_view(lane, progress) for lane in progress.lanes[:_ROWS]],
            version=__version__,
            style=style,
            style_hash=csp_hash(style),
        )
    )


def look_line(counts: Counts) -> str:
    """``初查：已完成 120 / 300，进行中 40``."""
    return f"{_LOOKS[counts.look]}：{counted(counts)}"


def counted(counts: Counts) -> str:
    """``已完成 120 / 300，进行中 40，等待 138，失败待重试 1``: zeros are left out."""
    parts = [f"{fleet_words.state_name(TaskState.SEALED)} {counts.sealed} / {counts.total}"]
    others = (TaskState.RUNNING, TaskState.WAITING, TaskState.FAILED, TaskState.GIVEN_UP)
    parts += [f"{fleet_words.state_name(state)} {number}" for state in others if (number := counts.of(state))]
    return "，".join(parts)


def times(progress: NightProgress) -> str:
    """When it began and ended, or will end by plan and by what was seen."""
    begun = f"{clock(progress.begun, progress.id)} 开始"
    if progress.is_over:
        return f"{begun}，{clock(progress.ends, progress.id)} 结束"
    planned = f"（计划 {clock(progress.planned, progress.id)}）" if progress.planned else ""
    expected = f"预计 {clock(progress.ends, progress.id)} 结束" if progress.ends else "结束时间还不能估计"
    return f"{begun}，{expected}{planned}"


def clock(moment: str, night: str) -> str:
    """``23:41``, ``次日 02:10``, or with the date when it is further away from the night's day. Times of other zones are told
    in China's."""
    if not moment:
        return "—"
    time = datetime.fromisoformat(moment).astimezone(_CHINA)
    days = (time.date() - datetime.fromisoformat(night[:10]).date()).days
    shown = {0: "", 1: "次日 "}.get(days, f"{time:%m-%d} ")
    return f"{shown}{time:%H:%M}"


def duration(seconds: float) -> str:
    """``不到 1 分钟``, ``12 分钟``, ``2 小时 5 分钟``."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到 1 分钟"
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} 小时"] if hours else []), *([f"{rest} 分钟"] if rest or not hours else [])])


def troubles(progress: NightProgress) -> list[TroubleView]:
    """Those given up first."""
    tasks = sorted(
        progress.troubled, key=lambda task: (task.state is not TaskState.GIVEN_UP, task.portal, task.look)
    )
    return [_trouble(task, progress) for task in tasks]


def lane_view(lane: LaneProgress, progress: NightProgress) -> LaneView:
    running = [progress.name(code) for code in lane.running]
    return LaneView(
        backend=lane.backend,
        counts=lane.counts,
        running="、".join(running[:3]) + (f" 等 {len(running)} 个" if len(running) > 3 else ""),
        requests=lane.requests,
        interval=f"{lane.interval:g} 秒" if lane.interval else "—",
        pace=f"{lane.pace:.2f} 秒" if lane.pace else "—",
        share=f"{lane.share:.0%}" if lane.share else "—",
        left=duration(lane.left) if lane.left else "—",
    )


def _trouble(task: Task, progress: NightProgress) -> TroubleView:
    return TroubleView(
        code=task.portal,
        name=progress.name(task.portal),
        look=_LOOKS[task.look],
        failure=fleet_words.failure_line(task.failure, task.detail),
        cure=fleet_words.cure(task.failure),
        attempt=task.attempt,
        state=fleet_words.state_name(task.state),
        given_up=task.state is TaskState.GIVEN_UP,
    )


def _alarms(progress: NightProgress) -> list[tuple[str, str]]:
    """(sentence, what to do)."""
    return [
        (
            fleet_words.alarm_line(alarm, progress.name(alarm.portal) if alarm.portal else ""),
            fleet_words.alarm_cure(alarm.kind),
        )
        for alarm in progress.alarms
    ]


def _left_out(progress: NightProgress) -> list[str]:
    numbers = Counter(each.reason for each in progress.excluded)
    return [f"{_LEFT_OUT[reason]} {numbers[reason]} 个" for reason in LeftOut if numbers[reason]]


def _trouble_line(view: TroubleView) -> str:
    name = view.name if view.name == view.code else f"{view.name}（{view.code}）"
    return f"{name}：{view.failure}，试了 {view.attempt} 次，{view.state}"


def _lane_line(view: LaneView) -> str:
    running = f"，正在检查 {view.running}" if view.running else ""
    return f"{view.backend}：还要 {view.left}，已完成 {view.counts.sealed} / {view.counts.total}{running}"


def _named(title: str, lines: Sequence[str], most: int = _LINES) -> list[str]:
    if not lines:
        return []
    more = [f"  其余 {len(lines) - most} 项见状态页"] if len(lines) > most else []
    return [f"{title}：", *(f"  {line}" for line in lines[:most]), *more]
